// Compilation: what is posted for what, and the paths that small random models do not reach.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { CompilationStopped } from '../../model/compile-context.ts';
import { toEngineValue, toModelValue } from '../../model/compile-objective.ts';
import { Domain } from '../../model/domain.ts';
import type { BooleanConstraint, ModelData } from '../../model/model.ts';
import { emptyModel, MAX_VALUE } from '../../model/model.ts';
import { solveSync } from '../../model/solve.ts';
import { validate } from '../../model/validate.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';

/** Names of the propagators, number of clauses and of auxiliary variables. */
function posted(model: CpModel): { propagators: string[]; clauses: number; auxiliaries: number } {
  expect(model.validate()).toBe(null);
  const { engine, variableCount } = compile(model.data, new Engine());
  const { propagators, clauses, trail } = engine.kernel;
  return {
    propagators: propagators.map(({ name }) => name),
    clauses: clauses.original.length,
    auxiliaries: trail.varCount - variableCount,
  };
}

/** Root bounds of a variable after compilation, without propagation. */
function bounds(model: CpModel, x: number): [number, number] {
  const { trail } = compile(model.data, new Engine()).engine.kernel;
  return [trail.lb[2 * x]!, 0 - trail.lb[2 * x + 1]!];
}

function expectSolutions(data: ModelData, seed: number): number {
  expect(validate(data)).toBe(null);
  const found: string[] = [];
  const parameters = { enumerateAllSolutions: true, randomSeed: seed };
  solveSync(data, parameters, { onSolution: ({ values }) => found.push(String(values)) });
  const expected = allSolutions(data).map(String);
  expect(found.sort(), `seed ${seed}: ${JSON.stringify(data)}`).toEqual(expected.sort());
  return found.length;
}

const NOTHING = { propagators: [], clauses: 0, auxiliaries: 0 };

describe('a linear constraint', () => {
  it('over one variable is bounds and clauses', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 20, 'x');
    model.add(x.times(3).plus(1).le(20));
    model.add(x.times(-2).le(-5));
    expect(posted(model)).toEqual(NOTHING);
    expect(bounds(model, 0)).toEqual([3, 6]);
    model.add(x.ne(5));
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 1 });
    const b = model.newBoolVar('b');
    model.addLinearExpressionInDomain(x, Domain.fromValues([4, 6])).onlyEnforceIf(b);
    // [x >= 4], [x <= 4 or x >= 6]; its upper end is the variable's
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 3 });
  });

  it('that only all upper bounds together violate is a clause', () => {
    const model = new CpModel();
    const [x, y, b] = [model.newIntVar(0, 4), model.newIntVar(-3, 5), model.newBoolVar()];
    model.add(x.plus(y.times(2)).plus(b.times(3)).le(16));
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 1 });
    expect(expectSolutions(model.data, 1)).toBe(5 * 9 * 2 - 1);
  });

  it('that lets at most one of a few Booleans be true is a clause per pair', () => {
    const model = new CpModel();
    const [a, b, c] = [model.newBoolVar(), model.newBoolVar(), model.newBoolVar()];
    model.add(a.times(3).plus(b.times(4)).plus(c.times(5)).le(6));
    expect(posted(model)).toEqual({ ...NOTHING, clauses: 3 });
    expect(expectSolutions(model.data, 1)).toBe(4);
    // the two lightest fit together: no longer at most one
    const pair = new CpModel();
    const [d, e, f] = [pair.newBoolVar(), pair.newBoolVar(), pair.newBoolVar()];
    pair.add(d.times(3).plus(e.times(4)).plus(f.times(5)).le(7));
    expect(posted(pair).propagators).toEqual(['linear']);
    expect(expectSolutions(pair.data, 1)).toBe(5);
  });

  it('of two unit terms is a precedence, after division and folding', () => {
    const model = new CpModel();
    const [x, y, k] = [model.newIntVar(0, 9), model.newIntVar(0, 9), model.newConstant(4)];
    // 6 x - 6 y + 3 * 4 <= 13  <=>  x - y <= 0
    model.add(x.times(6).minus(y.times(6)).plus(k.times(3)).le(13));
    expect(posted(model).propagators).toEqual(['precedence']);
    expect(expectSolutions(model.data, 1)).toBe(55);
  });

  it('in general is a sum, per side that matters', () => {
    const model = new CpModel();
    const [x, y, z] = [model.newIntVar(0, 9), model.newIntVar(0, 9), model.newIntVar(0, 9)];
    const sum = x.plus(y).plus(z.times(2));
    model.addLinearConstraint(sum, 0, 17);
    expect(posted(model)).toEqual({ ...NOTHING, propagators: ['linear'] });
    model.addLinearConstraint(sum, 5, MAX_VALUE);
    model.addLinearConstraint(sum, 0, 36);
    expect(posted(model)).toEqual({ ...NOTHING, propagators: ['linear', 'linear'] });
  });

  it('whose variables cancel out is decided at once', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9);
    model.data.constraints.push({ kind: 'linear', vars: [0, 0], coeffs: [2, -2], domain: [0, 0] });
    expect(posted(model)).toEqual(NOTHING);
    model.add(x.minus(x).ge(1));
    expect(solveSync(model).status).toBe('INFEASIBLE');
  });

  it('with a hole gets a Boolean, or a clause for each pair of few values; with more holes a variable', () => {
    const model = new CpModel();
    const [x, y] = [model.newIntVar(0, 99), model.newIntVar(0, 99)];
    model.add(x.ne(y));
    expect(posted(model)).toEqual({ propagators: ['precedence', 'precedence'], clauses: 0, auxiliaries: 1 });
    const few = new CpModel();
    few.add(few.newIntVar(0, 2).ne(few.newIntVar(0, 2)));
    // [x = 1] and [y = 1], three clauses each, and three pairs
    expect(posted(few)).toEqual({ propagators: [], clauses: 9, auxiliaries: 2 });
    const other = new CpModel();
    const [u, v] = [other.newIntVar(0, 9), other.newIntVar(0, 9)];
    other.addLinearExpressionInDomain(u.plus(v), Domain.fromValues([1, 4, 9]));
    expect(posted(other)).toEqual({ propagators: ['linear', 'linear'], clauses: 0, auxiliaries: 1 });
  });

  it('into many ranges has the solutions of brute force, enforced or not (200 models)', () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = new Random(`ranges:${seed}`);
      const data = emptyModel();
      for (let v = 0; v < 3; v++) data.variables.push({ domain: [rng.between(-3, 0), rng.between(0, 3)] });
      data.variables.push({ domain: [0, 1] });
      const coeffs = [0, 1, 2].map(() => rng.pick([-6, -4, -3, -2, -1, 1, 2, 3, 4, 6]));
      const domain = Domain.fromValues(Array.from({ length: 12 }, () => rng.between(-25, 25))).ranges;
      const enforcement = rng.chance(0.5) ? { enforcement: [rng.chance(0.5) ? 3 : -4] } : {};
      data.constraints.push({ kind: 'linear', vars: [0, 1, 2], coeffs, domain, ...enforcement });
      expectSolutions(data, seed);
    }
  });

  it('that the engine could not add up exactly is named', () => {
    const model = new CpModel();
    const half = 2 ** 51;
    const [x, y] = [model.newIntVar(-half, half), model.newIntVar(-half, half)];
    model.add(x.plus(y.times(2)).le(5));
    expect(model.validate()).toBe(null);
    const { status, validationError } = solveSync(model, { cpModelPresolve: false });
    expect([status, validationError]).toEqual(['MODEL_INVALID', 'constraint 0 (linear): a sum could overflow']);
  });
});

describe('compilation', () => {
  it('ends when it is told to, in the midst of the constraints', () => {
    const model = new CpModel();
    const xs = Array.from({ length: 5 }, () => model.newIntVar(0, 9));
    for (const x of xs) model.add(x.ge(2));
    let polls = 0;
    const engine = new Engine();
    expect(() => compile(model.data, engine, { stopped: () => ++polls > 3 })).toThrow(CompilationStopped);
    expect(xs.map((x) => engine.kernel.lb(2 * x.index))).toEqual([2, 2, 2, 0, 0]);
  });
});

describe('a constraint that the root decides', () => {
  it('is left out when it is never enforced, and unconditional when it always is', () => {
    const model = new CpModel();
    const [x, y, b] = [model.newIntVar(0, 9), model.newIntVar(0, 9), model.newBoolVar()];
    model.add(x.lt(y)).onlyEnforceIf(b, b.not());
    expect(posted(model)).toEqual(NOTHING);
    const no = model.newConstant(0).index;
    model.add(x.lt(y)).onlyEnforceIf(model.boolVarAt(no));
    expect(posted(model)).toEqual(NOTHING);
    model.addBoolOr(b);
    model.add(x.ge(3)).onlyEnforceIf(b);
    expect(bounds(model, 0)).toEqual([3, 9]);
  });

  it('refutes the model while it is compiled', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9);
    model.add(x.ge(5));
    model.add(x.le(4));
    model.addAllDifferent([x, x, x]);
    const { engine } = compile(model.data, new Engine());
    expect(engine.kernel.refuted).toBe(true);
    expect(engine.kernel.propagators).toEqual([]);
    expect(solveSync(model).status).toBe('INFEASIBLE');
  });
});

describe('a Boolean constraint', () => {
  it('over up to twelve literals has the solutions of brute force, repeated and opposite literals included (300 models)', () => {
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`booleans:${seed}`);
      const data = emptyModel();
      for (let v = 0; v < 8; v++) data.variables.push({ domain: rng.chance(0.9) ? [0, 1] : [1, 1] });
      const length = rng.between(4, 12);
      const literals = Array.from({ length }, (_, k) => {
        const v = rng.chance(0.85) ? k % 8 : rng.below(8);
        return rng.chance(0.7) ? v : -v - 1;
      });
      const kind = rng.pick<BooleanConstraint['kind']>(['boolXor', 'atMostOne', 'exactlyOne', 'boolOr']);
      const enforcement = rng.chance(0.5) ? { enforcement: [rng.below(8)] } : {};
      data.constraints.push({ kind, literals, ...enforcement });
      expectSolutions(data, seed);
    }
  });

  it('is clauses where they are few, and a sum for at most one of many', () => {
    const few = new CpModel();
    few.addAtMostOne(Array.from({ length: 8 }, () => few.newBoolVar()));
    expect(posted(few)).toEqual({ ...NOTHING, clauses: 28 });
    const many = new CpModel();
    many.addAtMostOne(Array.from({ length: 9 }, () => many.newBoolVar()));
    expect(posted(many)).toEqual({ ...NOTHING, propagators: ['linear'] });
    const xor = new CpModel();
    xor.addBoolXor(Array.from({ length: 9 }, () => xor.newBoolVar()));
    expect(posted(xor)).toEqual({ propagators: [], clauses: 7 * 4, auxiliaries: 6 });
  });
});

describe('element', () => {
  it('takes only the positions that the index can have', () => {
    //  index = 4 - 2 y with y in {0, 2}:  4, 0
    const model = new CpModel();
    const y = model.newIntVarFromDomain(Domain.fromValues([0, 2]));
    const target = model.newIntVar(-100, 100);
    model.addElement(y.times(-2).plus(4), [7, -50, -60, 70, 9], target);
    const { kernel } = compile(model.data, new Engine()).engine;
    expect(kernel.fixpoint()).toBe(true);
    expect([kernel.lb(2), kernel.ub(2)]).toEqual([7, 9]);
  });
});

describe('cumulative', () => {
  it('asks for a capacity >= 0 even without tasks', () => {
    const model = new CpModel();
    const capacity = model.newIntVar(-5, 5);
    model.addCumulative([], [], capacity);
    model.minimize(capacity);
    expect(solveSync(model).objective).toBe(0);
  });
});

describe('noOverlap', () => {
  it('of more intervals than are ordered in pairs still keeps empty ones out of the inside of others', () => {
    //   blocks   [==)  [==)  [==) ...     101 of them, from 4 k to 4 k + 2; an empty interval may stand anywhere but at 4 k + 1
    const model = new CpModel();
    const blocks = Array.from({ length: 101 }, (_, k) => model.newFixedSizeIntervalVar(4 * k, 2));
    const point = model.newIntVar(0, 403);
    model.addNoOverlap([...blocks, model.newFixedSizeIntervalVar(point, 0)]);
    const result = solveSync(model, { enumerateAllSolutions: true });
    expect(result.solutionCount).toBe(404 - 101);
  });

  it('does not order what cannot meet, or can meet in one order only', () => {
    const model = new CpModel();
    const early = model.newFixedSizeIntervalVar(model.newIntVar(0, 5), 3);
    const late = model.newFixedSizeIntervalVar(model.newIntVar(8, 9), 3);
    model.addNoOverlap([early, late]);
    expect(posted(model)).toEqual(NOTHING);
    const tight = model.newFixedSizeIntervalVar(model.newIntVar(4, 6), 4);
    model.addNoOverlap([early, tight]);
    // tight cannot end before 8: early comes first, and no Boolean chooses
    expect(posted(model)).toEqual({ ...NOTHING, propagators: ['disjunctive-pairs'] });
  });
});

describe('the objective', () => {
  it('of one term is minimised as it is, without its factor and the fixed terms', () => {
    const model = new CpModel();
    const [x, k] = [model.newIntVar(2, 9), model.newConstant(5)];
    model.maximize(x.times(-6).plus(k).plus(1));
    const { objective, engine, variableCount } = compile(model.data, new Engine());
    expect(objective).toEqual({ sv: 0, sign: -1, scale: 6, offset: -6 });
    expect(engine.kernel.trail.varCount).toBe(variableCount);
    expect([toModelValue(objective!, 2), toEngineValue(objective!, -6)]).toEqual([-6, 2]);
  });

  it('of several terms is a variable above their sum, divided by what they share', () => {
    const model = new CpModel();
    const [x, y] = [model.newIntVar(0, 9), model.newIntVar(1, 4)];
    model.minimize(x.times(10).minus(y.times(15)).plus(7));
    const { objective, engine } = compile(model.data, new Engine());
    expect(objective).toEqual({ sv: 4, sign: 1, scale: 5, offset: 7 });
    const { lb } = engine.kernel.trail;
    expect([lb[4], 0 - lb[5]!]).toEqual([-12, 15]);
    const { status, objective: value, bestBound, values } = solveSync(model);
    expect([status, value, bestBound, values]).toEqual(['OPTIMAL', -53, -53, [0, 4]]);
    // values between two multiples are rounded to the side that is safe for a bound
    expect(toEngineValue(objective!, 8)).toBe(1);
  });

  it('that is constant is no objective to the engine, and still a value to the user', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9);
    model.minimize(x.minus(x).plus(3));
    expect(compile(model.data, new Engine()).objective).toBe(null);
    const { status, objective, bestBound, gap } = solveSync(model);
    expect([status, objective, bestBound, gap]).toEqual(['OPTIMAL', 3, 3, 0]);
  });
});
