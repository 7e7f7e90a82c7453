// The builder: what each call writes into the data, and which mistakes it names.

import { describe, expect, it } from 'vitest';
import { ModelError } from '../../model/arguments.ts';
import { CpModel } from '../../model/build.ts';
import { Domain } from '../../model/domain.ts';
import { BoolVar, sum, weightedSum } from '../../model/expressions.ts';
import { type LinearConstraint, MAX_VALUE } from '../../model/model.ts';
import { verify } from '../../model/verify.ts';

const LOWEST = -MAX_VALUE;

/** A model with integers x, y, z in 0..9 (indices 0 to 2) and Booleans a, b, c (3 to 5). */
function small() {
  const model = new CpModel('small');
  const [x, y, z] = [model.newIntVar(0, 9, 'x'), model.newIntVar(0, 9, 'y'), model.newIntVar(0, 9, 'z')];
  const [a, b, c] = [model.newBoolVar('a'), model.newBoolVar('b'), model.newBoolVar('c')];
  return { model, x, y, z, a, b, c };
}

/** The constraint that was added last, without its kind-independent fields. */
const last = (model: CpModel) => model.data.constraints.at(-1);
const constant = (offset: number) => ({ vars: [], coeffs: [], offset });
const affine = (v: number, coeff = 1, offset = 0) => ({ vars: [v], coeffs: [coeff], offset });

describe('variables', () => {
  it('are written with name and domain', () => {
    const { model, x, a } = small();
    const w = model.newIntVarFromDomain(Domain.fromValues([7, 3, 4]), 'w');
    model.newIntVar(-2, -2);
    expect(model.data.name).toBe('small');
    expect(model.data.variables.slice(5)).toEqual([
      { name: 'c', domain: [0, 1] },
      { name: 'w', domain: [3, 4, 7, 7] },
      { domain: [-2, -2] },
    ]);
    expect([x.name, x.index, a.name, w.domain.toString()]).toEqual(['x', 0, 'a', '{3..4, 7}']);
  });

  it('constants are shared', () => {
    const { model } = small();
    expect(model.newConstant(4).index).toBe(model.newConstant(4).index);
    expect(model.newConstant(5).index).not.toBe(model.newConstant(4).index);
  });

  it('can be looked up by index', () => {
    const { model, a } = small();
    expect(model.intVarAt(1).name).toBe('y');
    expect(model.boolVarAt(3)).toBeInstanceOf(BoolVar);
    expect(model.boolVarAt(3).not().literal).toBe(a.not().literal);
    expect(() => model.intVarAt(9)).toThrow('intVarAt: no variable 9');
    expect(() => model.boolVarAt(0)).toThrow('boolVarAt: variable 0 is not Boolean');
    expect(() => model.intervalVarAt(0)).toThrow('intervalVarAt: no interval 0');
  });

  it('name what is wrong', () => {
    const model = new CpModel();
    expect(() => model.newIntVar(Number.NaN, 3, 'w')).toThrow("newIntVar 'w': lb must be a safe integer, got NaN");
    expect(() => model.newIntVar(0, 2.5)).toThrow('newIntVar: ub must be a safe integer, got 2.5');
    expect(() => model.newIntVar(0, 2 ** 53, 'w')).toThrow("newIntVar 'w': ub must be a safe integer");
    expect(() => model.newIntVar(4, 3, 'w')).toThrow("newIntVar 'w': the domain 4..3 is empty");
    expect(() => model.newIntVarFromDomain(new Domain(1, 0), 'w')).toThrow("'w': the domain is empty");
    expect(() => model.newIntVarFromDomain([1, 2] as never)).toThrow('domain must be a Domain, got a list of 2');
    expect(() => model.newBoolVar(7 as never)).toThrow('newBoolVar: name must be a text, got 7');
    expect(() => model.newConstant(0.1)).toThrow('newConstant: value must be a safe integer, got 0.1');
    expect(() => model.newIntVar(1, 2, 'w')).not.toThrow(ModelError);
  });
});

describe('linear expressions', () => {
  it('are immutable sums', () => {
    const { x, y } = small();
    const e = x.plus(y).times(3).minus(4);
    expect([e.vars, e.coeffs, e.offset]).toEqual([[0, 1], [3, 3], -4]);
    expect(`${e}`).toBe('3*x + 3*y - 4');
    expect(`${x.negated().plus(1)}`).toBe('- x + 1');
    expect(`${x}`).toBe('x');
    expect(`${sum([])}`).toBe('0');
    expect(`${sum(Array.from({ length: 20 }, () => x))}`).toBe(`${Array(8).fill('x').join(' + ')} + ...`);
  });

  it('take comparisons apart into sum and domain', () => {
    const { model, x, y } = small();
    const written = (comparison: Parameters<CpModel['add']>[0]) => {
      model.add(comparison);
      const { vars, coeffs, domain } = last(model) as LinearConstraint;
      return [vars, coeffs, domain];
    };
    const difference = [
      [0, 1],
      [1, -1],
    ];
    expect(written(x.plus(2).le(y.plus(7)))).toEqual([...difference, [LOWEST, 5]]);
    expect(written(x.lt(y))).toEqual([...difference, [LOWEST, -1]]);
    expect(written(x.ge(y))).toEqual([...difference, [0, MAX_VALUE]]);
    expect(written(x.gt(y.minus(3)))).toEqual([...difference, [-2, MAX_VALUE]]);
    expect(written(x.eq(y))).toEqual([...difference, [0, 0]]);
    expect(written(x.ne(y.plus(1)))).toEqual([...difference, [LOWEST, 0, 2, MAX_VALUE]]);
    expect(written(x.le(7))).toEqual([[0], [1], [LOWEST, 7]]);
    expect(written(x.plus(1).inDomain(Domain.fromValues([2, 5])))).toEqual([[0], [1], [1, 1, 4, 4]]);
    expect(written(sum([x, y, x, 4]).eq(6))).toEqual([
      [0, 1],
      [2, 1],
      [2, 2],
    ]);
    expect(written(weightedSum([x, y], [2, -5]).ge(1))).toEqual([
      [0, 1],
      [2, -5],
      [1, MAX_VALUE],
    ]);
    expect(written(x.minus(x).le(0))).toEqual([[], [], [LOWEST, 0]]);
  });

  it('literals are numbers: not a is 1 - a', () => {
    const { model, a, b } = small();
    model.add(a.not().plus(b).le(1));
    expect(last(model)).toEqual({ kind: 'linear', vars: [3, 4], coeffs: [-1, 1], domain: [LOWEST, 0] });
    expect(a.not().not()).toBe(a);
    expect([a.literal, a.not().literal]).toEqual([3, -4]);
  });

  it('addLinearConstraint and addLinearExpressionInDomain', () => {
    const { model, x } = small();
    model.addLinearConstraint(x.times(2).plus(1), 3, 5);
    expect(last(model)).toEqual({ kind: 'linear', vars: [0], coeffs: [2], domain: [2, 4] });
    model.addLinearExpressionInDomain(x, Domain.fromValues([1, 3]));
    expect(last(model)).toEqual({ kind: 'linear', vars: [0], coeffs: [1], domain: [1, 1, 3, 3] });
  });

  it('name the variable and the wrong argument', () => {
    const { model, x, y } = small();
    const other = small();
    expect(() => x.plus(Number.NaN)).toThrow(
      '(x).plus: argument must be a linear expression or a safe integer, got NaN',
    );
    expect(() => x.plus(y).le('7' as never)).toThrow(
      '(x + y).le: argument must be a linear expression or a safe integer, got "7"',
    );
    expect(() => x.times(0.5)).toThrow('(x).times: argument: coefficient of x must be a safe integer, got 0.5');
    expect(() => x.times(MAX_VALUE).times(3)).toThrow('must be a safe integer');
    expect(() => x.plus(MAX_VALUE).plus(1)).toThrow('constant of a linear expression must be a safe integer');
    expect(() => x.plus(other.y)).toThrow('(x).plus: argument: y belongs to another model than x');
    expect(() => sum([x, undefined as never])).toThrow('sum: exprs[1] must be a linear expression');
    expect(() => sum(x as never)).toThrow('sum: exprs must be a list, got an object');
    expect(() => weightedSum([x, y], [1])).toThrow('weightedSum: exprs has 2 entries but coeffs has 1');
    expect(() => weightedSum([x], [1.5])).toThrow(
      'weightedSum: exprs[0]: coefficient of x must be a safe integer, got 1.5',
    );
    expect(() => model.add(other.x.le(3))).toThrow("add: expr: variable 'x' belongs to another model");
    expect(() => model.add(true as never)).toThrow('add: expected a comparison like x.le(7), got true');
    expect(() => model.add(sum([weightedSum([x], [MAX_VALUE]), x]).le(1))).toThrow(
      "coefficient of 'x' must be a safe integer",
    );
    expect(() => model.addLinearConstraint(x, 5, 3)).toThrow('addLinearConstraint: the domain of x is empty');
    expect(model.data.constraints).toEqual([]);
  });
});

describe('constraints', () => {
  it('Boolean ones take lists or arguments, and true and false', () => {
    const { model, a, b, c } = small();
    model.addBoolOr(a, b.not());
    expect(last(model)).toEqual({ kind: 'boolOr', literals: [3, -5] });
    model.addBoolAnd([a, b]);
    expect(last(model)).toEqual({ kind: 'boolAnd', literals: [3, 4] });
    model.addBoolXor([a, b, c]);
    expect(last(model)).toEqual({ kind: 'boolXor', literals: [3, 4, 5] });
    model.addAtMostOne(a, b);
    expect(last(model)).toEqual({ kind: 'atMostOne', literals: [3, 4] });
    model.addExactlyOne(a, b);
    expect(last(model)).toEqual({ kind: 'exactlyOne', literals: [3, 4] });
    model.addImplication(a, b.not());
    expect(last(model)).toEqual({ kind: 'boolAnd', literals: [-5], enforcement: [3] });
    model.addBoolOr(false, true, a);
    expect(last(model)).toEqual({ kind: 'boolOr', literals: [6, 7, 3] });
    expect(model.data.variables.slice(6)).toEqual([{ domain: [0, 0] }, { domain: [1, 1] }]);
  });

  it('enforcement adds up, names stay', () => {
    const { model, x, a, b, c } = small();
    const handle = model.add(x.le(3)).onlyEnforceIf(a, b.not()).withName('cap').onlyEnforceIf([c]);
    expect([handle.index, handle.name]).toEqual([0, 'cap']);
    const linear = { kind: 'linear', vars: [0], coeffs: [1], domain: [LOWEST, 3] };
    expect(last(model)).toEqual({ ...linear, name: 'cap', enforcement: [3, -5, 5] });
    model.addImplication(a, b).onlyEnforceIf(c);
    expect(last(model)).toEqual({ kind: 'boolAnd', literals: [4], enforcement: [3, 5] });
  });

  it('over affine expressions', () => {
    const { model, x, y, z } = small();
    model.addAllDifferent([x, y.plus(1), 5]);
    expect(last(model)).toEqual({ kind: 'allDifferent', exprs: [affine(0), affine(1, 1, 1), constant(5)] });
    model.addElement(x.minus(1), [y, 4], z.times(2));
    const element = { index: affine(0, 1, -1), exprs: [affine(1), constant(4)], target: affine(2, 2) };
    expect(last(model)).toEqual({ kind: 'element', ...element });
    model.addMaxEquality(x, [y, z.negated()]);
    expect(last(model)).toEqual({ kind: 'max', target: affine(0), exprs: [affine(1), affine(2, -1)] });
    model.addMinEquality(x, [y]);
    expect(last(model)).toEqual({ kind: 'min', target: affine(0), exprs: [affine(1)] });
    model.addPrecedence(x, y, -3);
    expect(last(model)).toEqual({ kind: 'precedence', before: 0, after: 1, delay: -3 });
    model.addPrecedence(x, y);
    expect(last(model)).toMatchObject({ delay: 0 });
  });

  it('intervals', () => {
    const { model, x, y, z, a } = small();
    const whole = model.newIntervalVar(x, y, z, 'whole');
    const fixed = model.newFixedSizeIntervalVar(x.plus(1), 4);
    const optional = model.newOptionalIntervalVar(x, 2, x.plus(2), a.not(), 'optional');
    const short = model.newOptionalFixedSizeIntervalVar(y, 0, a);
    expect(model.data.intervals).toEqual([
      { name: 'whole', start: affine(0), size: affine(1), end: affine(2) },
      { start: affine(0, 1, 1), size: constant(4), end: affine(0, 1, 5) },
      { name: 'optional', start: affine(0), size: constant(2), end: affine(0, 1, 2), presence: -4 },
      { start: affine(1), size: constant(0), end: affine(1), presence: 3 },
    ]);
    expect([whole.name, `${fixed.end}`, `${fixed.size}`, `${fixed.start}`]).toEqual(['whole', 'x + 5', '4', 'x + 1']);
    expect([whole.presence, optional.presence?.literal, short.presence?.literal]).toEqual([null, -4, 3]);
    model.add(fixed.end.le(optional.start));
    expect(last(model)).toMatchObject({ vars: [], domain: [LOWEST, -5] });
    expect(model.intervalVarAt(2).name).toBe('optional');
    const free = model.newIntervalVar(x, null, y);
    expect(model.data.intervals.at(-1)).toEqual({ start: affine(0), end: affine(1) });
    expect(`${free.size}`).toBe('y - x');
  });

  it('scheduling', () => {
    const { model, x, y, z, a } = small();
    const [i, j] = [model.newFixedSizeIntervalVar(x, 2), model.newFixedSizeIntervalVar(y, 3)];
    model.addCumulative([i, j], [1, z], z.plus(2));
    const cumulative = { intervals: [0, 1], demands: [constant(1), affine(2)], capacity: affine(2, 1, 2) };
    expect(last(model)).toEqual({ kind: 'cumulative', ...cumulative });
    model.addNoOverlap([i, j]);
    expect(last(model)).toEqual({ kind: 'noOverlap', intervals: [0, 1] });
    const stock = { kind: 'reservoir', times: [affine(0), affine(1)], levelChanges: [2, -1], min: 0, max: 3 };
    model.addReservoirConstraint([x, y], [2, -1], 0, 3);
    expect(last(model)).toEqual(stock);
    model.addReservoirConstraintWithActive([x, y], [2, -1], [a, true], 0, 3);
    expect(last(model)).toEqual({ ...stock, actives: [3, 6] });
    model.addCover(
      x,
      [
        { start: y, end: z.plus(1), active: a },
        { start: 0, end: 9 },
      ],
      a.not(),
    );
    expect(last(model)).toEqual({
      kind: 'cover',
      readTime: affine(0),
      readActive: -4,
      writes: [
        { start: affine(1), end: affine(2, 1, 1), active: 3 },
        { start: constant(0), end: constant(9) },
      ],
    });
    model.addCover(x, []);
    expect(last(model)).toEqual({ kind: 'cover', readTime: affine(0), writes: [] });
  });

  it('name the method and the wrong argument', () => {
    const { model, x, y, a } = small();
    const other = small();
    const i = model.newFixedSizeIntervalVar(x, 2);
    const cases: [() => unknown, string][] = [
      [
        () => model.addBoolOr(a, x as never),
        'addBoolOr: literals[1] must be a Boolean variable, its negation, true or false, got an object',
      ],
      [() => model.addBoolOr(other.a), "addBoolOr: literals[0]: 'a' belongs to another model"],
      [() => model.add(x.le(1)).onlyEnforceIf(1 as never), 'onlyEnforceIf: literals[0] must be a Boolean variable'],
      [() => model.add(x.le(1)).withName(1 as never), 'withName: name must be a text, got 1'],
      [() => model.addAllDifferent([x.plus(y)]), 'addAllDifferent: exprs[0] must have at most one variable, got x + y'],
      [() => model.addAllDifferent(x as never), 'addAllDifferent: exprs must be a list, got an object'],
      [
        () => model.addElement(x, [y, Number.NaN], 3),
        'addElement: exprs[1] must be a linear expression or a safe integer, got NaN',
      ],
      [() => model.addMaxEquality(x, []), 'addMaxEquality: exprs is empty'],
      [() => model.addPrecedence(x.plus(1) as never, y), 'addPrecedence: before must be a variable, got an object'],
      [() => model.addPrecedence(x, other.y), "addPrecedence: after: 'y' belongs to another model"],
      [() => model.addPrecedence(x, y, 0.5), 'addPrecedence: delay must be a safe integer, got 0.5'],
      [() => model.newFixedSizeIntervalVar(x, -1, 'task'), "newFixedSizeIntervalVar 'task': size must be >= 0, got -1"],
      [
        () => model.newIntervalVar(x.plus(y), 1, 2, 'task'),
        "newIntervalVar 'task': start must have at most one variable",
      ],
      [() => model.addCumulative([i], [1, 2], 3), 'addCumulative: intervals has 1 entries but demands has 2'],
      [() => model.addNoOverlap([x as never]), 'addNoOverlap: intervals[0] must be an interval, got an object'],
      [() => other.model.addNoOverlap([i]), "addNoOverlap: intervals[0]: interval '' belongs to another model"],
      [
        () => model.addReservoirConstraint([x], [1, 2], 0, 1),
        'addReservoirConstraint: times has 1 entries but levelChanges has 2',
      ],
      [
        () => model.addReservoirConstraint([x], [1.5], 0, 1),
        'addReservoirConstraint: levelChanges[0] must be a safe integer',
      ],
      [() => model.addReservoirConstraint([x], [1], 1, 2), 'addReservoirConstraint: min must be <= 0, got 1'],
      [() => model.addReservoirConstraint([x], [1], -2, -1), 'addReservoirConstraint: max must be >= 0, got -1'],
      [() => model.addReservoirConstraintWithActive([x], [1], [], 0, 1), 'times has 1 entries but actives has 0'],
      [
        () => model.addCover(x, [{ start: y.plus(x), end: 3 }]),
        'addCover: writes[0].start must have at most one variable',
      ],
      [() => model.minimize(other.x), "minimize: expr: variable 'x' belongs to another model"],
      [() => model.addHint(x, 0.5), "addHint: value of 'x' must be a safe integer, got 0.5"],
      [() => model.addHint(other.x, 1), "addHint: variable: 'x' belongs to another model"],
      [
        () => model.addDecisionStrategy([x], 'first' as never, 'selectMinValue'),
        'variableSelection must be one of chooseFirst, ',
      ],
      [
        () => model.addDecisionStrategy([x], 'chooseFirst', 'min' as never),
        'valueSelection must be one of selectMinValue, ',
      ],
      [
        () => model.addDecisionStrategy([3 as never], 'chooseFirst', 'selectMinValue'),
        'vars[0] must be a variable, got 3',
      ],
    ];
    for (const [call, message] of cases) expect(call).toThrow(message);
    for (const [call] of cases) expect(call).toThrow(ModelError);
  });
});

describe('what surrounds the constraints', () => {
  it('objective', () => {
    const { model, x, y } = small();
    model.minimize(x.times(2).minus(y).plus(5));
    expect(model.data.objective).toEqual({ vars: [0, 1], coeffs: [2, -1], offset: 5 });
    model.maximize(sum([x, y, x]));
    expect(model.data.objective).toEqual({ vars: [0, 1], coeffs: [2, 1], offset: 0, maximize: true });
    expect('objective' in model.clearObjective().data).toBe(false);
  });

  it('hints: the last one of a variable counts', () => {
    const { model, x, a, b } = small();
    model.addHint(x, 4).addHint(a, true).addHint(b.not(), 1).addHint(x, 5);
    expect(model.data.hints).toEqual({ vars: [0, 3, 4], values: [5, 1, 0] });
    const copy = model.clone();
    copy.addHint(copy.intVarAt(0), 6);
    expect(copy.data.hints).toEqual({ vars: [0, 3, 4], values: [6, 1, 0] });
    expect(model.data.hints?.values).toEqual([5, 1, 0]);
    expect('hints' in model.clearHints().data).toBe(false);
    expect(model.addHint(a, 0).data.hints).toEqual({ vars: [3], values: [0] });
  });

  it('assumptions and search strategies', () => {
    const { model, x, y, a, b } = small();
    model.addAssumptions(a, b.not()).addAssumptions([b]);
    expect(model.data.assumptions).toEqual([3, -5, 4]);
    expect('assumptions' in model.clearAssumptions().data).toBe(false);
    model.addDecisionStrategy([y, x], 'chooseMinDomainSize', 'selectUpperHalf');
    const strategy = { vars: [1, 0], variableSelection: 'chooseMinDomainSize', valueSelection: 'selectUpperHalf' };
    expect(model.data.searchStrategies).toEqual([strategy]);
  });
});

describe('a whole model', () => {
  it('reads like the problem, validates, and verify judges it', () => {
    // Two tasks of 3 on a machine of capacity 1, the second after the first unless `free`; minimise the end.
    const model = new CpModel('two tasks');
    const starts = [model.newIntVar(0, 10, 's0'), model.newIntVar(0, 10, 's1')];
    const tasks = starts.map((s) => model.newFixedSizeIntervalVar(s, 3));
    const free = model.newBoolVar('free');
    const end = model.newIntVar(0, 13, 'end');
    model.addCumulative(tasks, [1, 1], 1);
    model.add(starts[1]!.ge(tasks[0]!.end)).onlyEnforceIf(free.not());
    model.addMaxEquality(
      end,
      tasks.map((task) => task.end),
    );
    model.minimize(end);
    expect(model.validate()).toBe(null);
    expect(verify(model.data, [0, 3, 0, 6])).toEqual([]);
    expect(verify(model.data, [3, 0, 1, 6])).toEqual([]);
    expect(verify(model.data, [3, 0, 0, 6])).toHaveLength(1);
    expect(verify(model.data, [0, 2, 1, 5])).toHaveLength(1);
  });

  it('constraints without a number that fits are found by validate', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, MAX_VALUE, 'x');
    model.add(x.plus(model.newIntVar(0, 1)).le(5)).withName('wide');
    expect(model.validate()).toMatch(/^constraint 0 \(linear 'wide'\): the sum could overflow/);
  });
});
