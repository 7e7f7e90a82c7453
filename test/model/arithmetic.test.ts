// Products, quotients, remainders and absolute values as users meet them: what the builder writes, what is valid, what verify says, what is posted for what, and small problems
// with known answers. Random models against brute force are in brute-force.test.ts, propagators in test/propagators.

import { describe, expect, it } from 'vitest';
import { ModelError } from '../../model/arguments.ts';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { type Affine, type Constraint, emptyModel, MAX_VALUE, type ModelData } from '../../model/model.ts';
import { solveSync } from '../../model/solve.ts';
import { validate } from '../../model/validate.ts';
import { verify } from '../../model/verify.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';

const affine = (v: number, coeff = 1, offset = 0): Affine => ({ vars: [v], coeffs: [coeff], offset });
const constant = (offset: number): Affine => ({ vars: [], coeffs: [], offset });

/** Names of the propagators (sorted), number of clauses and of auxiliary variables, and the engine at its root fixpoint. */
function posted(model: CpModel) {
  expect(model.validate()).toBe(null);
  const { engine, variableCount } = compile(model.data, new Engine());
  const { kernel } = engine;
  const propagators = kernel.propagators.map(({ name }) => name).sort();
  const clauses = kernel.clauses.original.length;
  const auxiliaries = kernel.trail.varCount - variableCount;
  expect(kernel.refuted || kernel.fixpoint()).toBe(true);
  const bounds = (x: { index: number }) => [kernel.trail.lb[2 * x.index]!, 0 - kernel.trail.lb[2 * x.index + 1]!];
  return { propagators, clauses, auxiliaries, bounds };
}

/** All solutions, sorted as texts. */
function solutions(data: ModelData): string[] {
  const found: string[] = [];
  const result = solveSync(
    data,
    { enumerateAllSolutions: true },
    { onSolution: ({ values }) => found.push(String(values)) },
  );
  expect(result.status).toBe(found.length > 0 ? 'OPTIMAL' : 'INFEASIBLE');
  return found.sort();
}

describe('the builder', () => {
  const model = new CpModel();
  const [x, y, z] = [model.newIntVar(-9, 9, 'x'), model.newIntVar(-9, 9, 'y'), model.newIntVar(-9, 9, 'z')];
  const last = (): Constraint | undefined => model.data.constraints.at(-1);

  it('takes factors as a list or as arguments', () => {
    model.addMultiplicationEquality(z, [x, y.plus(1), 3]);
    const product = { kind: 'product', target: affine(2), exprs: [affine(0), affine(1, 1, 1), constant(3)] };
    expect(last()).toEqual(product);
    model.addMultiplicationEquality(z, x, y.plus(1), 3);
    expect(last()).toEqual(product);
    model.addMultiplicationEquality(1, []);
    expect(last()).toEqual({ kind: 'product', target: constant(1), exprs: [] });
  });

  it('writes quotients, remainders and absolute values', () => {
    const b = model.newBoolVar('b');
    model.addDivisionEquality(z, x.times(2), y).onlyEnforceIf(b);
    const operands = { target: affine(2), numerator: affine(0, 2), denominator: affine(1) };
    expect(last()).toEqual({ kind: 'division', ...operands, enforcement: [3] });
    model.addModuloEquality(z.minus(1), x, 7);
    expect(last()).toEqual({ kind: 'modulo', target: affine(2, 1, -1), expr: affine(0), modulus: constant(7) });
    model.addAbsEquality(z, x.minus(2));
    expect(last()).toEqual({ kind: 'max', target: affine(2), exprs: [affine(0, 1, -2), affine(0, -1, 2)] });
  });

  it.each<[() => unknown, string]>([
    [() => model.addMultiplicationEquality(z, x.plus(y)), 'exprs[0] must have at most one variable, got x + y'],
    [() => model.addMultiplicationEquality(z.plus(y), x), 'addMultiplicationEquality: target must have at most one'],
    [() => model.addDivisionEquality(z, x, 0), 'addDivisionEquality: denominator is 0'],
    [() => model.addDivisionEquality(z, Number.NaN, y), 'addDivisionEquality: numerator must be a linear expression'],
    [() => model.addModuloEquality(z, x, 0), 'addModuloEquality: modulus is 0'],
    [() => model.addModuloEquality(z, x, 0.5), 'addModuloEquality: modulus must be a linear expression'],
    [() => model.addAbsEquality(z, 'x' as never), 'addAbsEquality: expr must be a linear expression'],
  ])('%s fails with "%s"', (call, message) => {
    expect(call).toThrow(message);
    expect(call).toThrow(ModelError);
  });
});

describe('validate', () => {
  const problem = (constraint: object): string | null =>
    validate({
      ...emptyModel(),
      variables: [{ domain: [-(2 ** 30), 2 ** 30] }, { domain: [0, 2 ** 23 - 1] }, { domain: [3, 3] }],
      constraints: [constraint],
    });
  const product = (...exprs: Affine[]) => ({ kind: 'product', target: affine(0), exprs });
  const division = { kind: 'division', target: affine(0), numerator: affine(1), denominator: affine(0) };
  const modulo = { kind: 'modulo', target: affine(0), expr: affine(1), modulus: affine(0) };

  it('accepts what fits, divisors that may be 0 included', () => {
    expect(problem(product(affine(0), affine(1)))).toBe(null);
    expect(problem(product())).toBe(null);
    expect(problem(division)).toBe(null);
    expect(problem(modulo)).toBe(null);
  });

  it.each<[object, string]>([
    [product(affine(0), affine(1, 1, 1)), 'constraint 0 (product): the product could overflow'],
    [product(affine(0), affine(0), constant(0)), 'constraint 0 (product): the product could overflow'],
    [{ ...product(), exprs: affine(0) }, 'constraint 0 (product): exprs must be a list, got an object'],
    [{ ...product(), target: 3 }, 'constraint 0 (product): target must be an object, got 3'],
    [{ ...product(), factors: [] }, 'constraint 0 (product): unknown field "factors"'],
    [{ ...division, denominator: constant(0) }, 'constraint 0 (division): denominator is always 0'],
    [{ ...division, denominator: affine(2, 2, -6) }, 'constraint 0 (division): denominator is always 0'],
    [{ ...division, numerator: affine(9) }, 'constraint 0 (division): numerator.vars[0]: there is no variable 9'],
    [{ ...modulo, modulus: affine(2, -1, 3) }, 'constraint 0 (modulo): modulus is always 0'],
    [{ ...modulo, expr: constant(2 ** 52) }, 'constraint 0 (modulo): expr - modulus * quotient could overflow'],
    [{ ...modulo, numerator: affine(0) }, 'constraint 0 (modulo): unknown field "numerator"'],
  ])('%j: %s', (constraint, message) => {
    expect(problem(constraint)).toContain(message);
  });
});

describe('verify', () => {
  const over = (constraint: Constraint): ModelData => ({
    ...emptyModel(),
    variables: Array.from({ length: 3 }, () => ({ domain: [-99, 99] })),
    constraints: [constraint],
  });
  const [target, a, b] = [affine(0), affine(1), affine(2)];
  const cases: [ModelData, number[][], number[][]][] = [
    [
      over({ kind: 'product', target, exprs: [a, b, constant(2)] }),
      [
        [12, 2, 3],
        [-12, -2, 3],
        [12, -2, -3],
        [0, 0, -5],
      ],
      [
        [6, 2, 3],
        [12, -2, 3],
        [1, 0, 0],
      ],
    ],
    [
      over({ kind: 'product', target, exprs: [] }),
      [[1, 0, 0]],
      [
        [0, 0, 0],
        [-1, 0, 0],
      ],
    ],
    [
      over({ kind: 'division', target, numerator: a, denominator: b }),
      [
        [3, 7, 2],
        [-3, -7, 2],
        [-3, 7, -2],
        [3, -7, -2],
        [0, -1, 2],
        [0, 0, -4],
      ],
      [
        [4, 7, 2],
        [-4, -7, 2],
        [3, -7, 2],
        [0, 0, 0],
        [0, 5, 0],
      ],
    ],
    [
      over({ kind: 'modulo', target, expr: a, modulus: b }),
      [
        [1, 7, 2],
        [-1, -7, 2],
        [1, 7, -2],
        [-1, -7, -2],
        [0, -6, 3],
        [5, 5, 9],
      ],
      [
        [1, -7, 2],
        [-1, 7, -2],
        [3, 7, 2],
        [0, 0, 0],
        [5, 5, 0],
      ],
    ],
  ];

  it.each(cases)('%j', (data, satisfying, violating) => {
    expect(validate(data)).toBe(null);
    for (const values of satisfying) expect(verify(data, values), `${values}`).toEqual([]);
    for (const values of violating) expect(verify(data, values), `${values}`).toHaveLength(1);
  });

  it('is exact where a quotient of doubles would be rounded', () => {
    const division: Constraint = {
      kind: 'division',
      target: affine(0),
      numerator: constant(MAX_VALUE),
      denominator: constant(2),
    };
    const data: ModelData = { ...emptyModel(), variables: [{ domain: [0, MAX_VALUE] }], constraints: [division] };
    expect(verify(data, [(MAX_VALUE - 1) / 2])).toEqual([]);
    expect(verify(data, [(MAX_VALUE + 1) / 2])).toHaveLength(1);
  });
});

describe('compilation', () => {
  /** Three integers -9..9, two of 0..9 and three Booleans. */
  function parts() {
    const model = new CpModel();
    const integer = (lb: number) => model.newIntVar(lb, 9);
    const integers = { x: integer(-9), y: integer(-9), z: integer(-9), u: integer(0), v: integer(0) };
    return { model, ...integers, a: model.newBoolVar(), b: model.newBoolVar(), c: model.newBoolVar() };
  }

  it('of Booleans is clauses', () => {
    const { model, a, b, c } = parts();
    model.addMultiplicationEquality(c, a, b.not());
    expect(posted(model)).toMatchObject({ propagators: [], clauses: 3, auxiliaries: 0 });
    model.addMultiplicationEquality(c, a, a.not());
    expect(posted(model).bounds(c)).toEqual([0, 0]);
  });

  it('of Booleans and a factor of one sign is conditional equations and an inequality', () => {
    const { model, a, b } = parts();
    // of few values each would have a literal, too
    const [u, v] = [model.newIntVar(0, 99), model.newIntVar(0, 99)];
    model.addMultiplicationEquality(u, a, v);
    // u <= v, u >= v if a; not a => u <= 0
    expect(posted(model)).toMatchObject({
      propagators: ['precedence', 'precedence', 'precedence'],
      clauses: 1,
      auxiliaries: 0,
    });
    model.addMultiplicationEquality(u.negated(), a, b, v.negated());
    expect(posted(model)).toMatchObject({ auxiliaries: 0, clauses: 3 });
  });

  it('of Booleans and a factor of either sign is a product, whose bounds hold while the Booleans are open', () => {
    const { model, x, y, a, b } = parts();
    model.add(x.le(5));
    model.addMultiplicationEquality(y, a, x);
    const { propagators, bounds } = posted(model);
    expect(propagators).toEqual(['product']);
    expect(bounds(y)).toEqual([-9, 5]);
    model.addMultiplicationEquality(y, a, x, b);
    expect(posted(model)).toMatchObject({ propagators: ['product', 'product'], auxiliaries: 1 });
  });

  it('of constants and one factor is linear', () => {
    const { model, x, y } = parts();
    const six = model.newConstant(-3);
    model.addMultiplicationEquality(y, x, six, 1);
    const { propagators, bounds } = posted(model);
    expect(propagators).toEqual(['linear', 'linear']);
    expect(bounds(x)).toEqual([-3, 3]);
    const wide = model.newIntVar(-MAX_VALUE, MAX_VALUE);
    model.addMultiplicationEquality(wide, x, 1000);
    expect(posted(model).bounds(wide)).toEqual([-3000, 3000]);
  });

  it('of equal factors is squares, of the same variable a square and a sum', () => {
    const { model, x, y, z } = parts();
    model.addMultiplicationEquality(y, x, x);
    expect(posted(model)).toMatchObject({ propagators: ['square'], auxiliaries: 0 });
    model.addMultiplicationEquality(z, x, x.negated());
    expect(posted(model)).toMatchObject({ propagators: ['square', 'square'], auxiliaries: 0 });
    expect(posted(model).bounds(z)).toEqual([-9, 0]);
    const power = model.newIntVar(-10_000, 10_000);
    model.addMultiplicationEquality(power, x, x, x, x);
    expect(posted(model)).toMatchObject({ propagators: ['square', 'square', 'square', 'square'], auxiliaries: 1 });
    const quadratic = parts();
    quadratic.model.addMultiplicationEquality(quadratic.y, quadratic.x.plus(1), quadratic.x.times(2).minus(3));
    expect(posted(quadratic.model)).toMatchObject({ propagators: ['linear', 'linear', 'square'], auxiliaries: 1 });
  });

  it('of more factors makes a variable for all but two, equal ones first', () => {
    const { model, x, y, z, u } = parts();
    model.addMultiplicationEquality(u, x, y, z, y);
    expect(posted(model)).toMatchObject({ propagators: ['product', 'product', 'square'], auxiliaries: 2 });
  });

  it('of a division is a propagator per sign of the denominator', () => {
    const { model, x, y, z, u } = parts();
    model.addDivisionEquality(y, x, u);
    const { propagators, bounds } = posted(model);
    expect(propagators).toEqual(['division']);
    expect(bounds(u)).toEqual([1, 9]);
    model.addDivisionEquality(y, x, z);
    expect(posted(model)).toMatchObject({ propagators: ['division', 'division', 'division'], auxiliaries: 0 });
    const open = parts();
    open.model.addDivisionEquality(open.y, 3, open.z);
    expect(posted(open.model).bounds(open.y)).toEqual([-3, 3]);
    const simple = parts();
    simple.model.addDivisionEquality(simple.y, simple.x, -1);
    expect(posted(simple.model).propagators).toEqual(['precedence', 'precedence']);
  });

  it('of a modulo by a constant is a propagator, and cuts values without a counterpart', () => {
    const { model, x, y } = parts();
    model.addModuloEquality(y, x, -4);
    const { propagators, bounds } = posted(model);
    expect(propagators).toEqual(['modulo']);
    expect(bounds(y)).toEqual([-3, 3]);
    const n = model.newIntVar(0, 30);
    model.addModuloEquality(3, n, 7);
    // 3 10 17 24: a clause per gap
    expect(posted(model)).toMatchObject({ propagators: ['modulo', 'modulo'], clauses: 3 });
    expect(posted(model).bounds(n)).toEqual([3, 24]);
    const small = parts();
    small.model.addModuloEquality(small.y, small.x, 10);
    expect(posted(small.model).propagators).toEqual(['precedence', 'precedence']);
  });

  it('of a modulo by a variable is a division, a product and a sum, and knows that the remainder is smaller', () => {
    const { model, x, u, v } = parts();
    model.addModuloEquality(v, 50, u);
    const { propagators, auxiliaries, bounds } = posted(model);
    expect(propagators).toEqual(['division', 'precedence', 'product']);
    expect(auxiliaries).toBe(1);
    expect(bounds(v)).toEqual([0, 8]);
    expect(bounds(u)).toEqual([1, 9]);
    const general = parts();
    general.model.addModuloEquality(general.y, general.u, general.x);
    expect(posted(general.model).bounds(general.y)).toEqual([0, 8]);
    expect(posted(model).bounds(x)).toEqual([-9, 9]);
  });
});

describe('small problems', () => {
  it('the least number with remainder d - 1 by 2, 3, 5, 7 and 11 is their product - 1', () => {
    const model = new CpModel();
    const n = model.newIntVar(0, 10_000);
    for (const d of [2, 3, 5, 7, 11]) model.addModuloEquality(d - 1, n, d);
    model.minimize(n);
    expect(solveSync(model.data)).toMatchObject({ status: 'OPTIMAL', objective: 2309 });
  });

  it('8051 = 83 * 97', () => {
    const model = new CpModel();
    const [p, q] = [model.newIntVar(2, 8050), model.newIntVar(2, 8050)];
    model.addMultiplicationEquality(8051, p, q);
    model.add(p.le(q));
    expect(solutions(model.data)).toEqual(['83,97']);
  });

  it('there are eleven right triangles with integer sides up to 30', () => {
    const model = new CpModel();
    const sides = ['a', 'b', 'c'].map((name) => model.newIntVar(1, 30, name));
    const squares = sides.map((side) => {
      const square = model.newIntVar(0, 900);
      model.addMultiplicationEquality(square, side, side);
      return square;
    });
    model.add(sides[0]!.lt(sides[1]!));
    model.add(squares[0]!.plus(squares[1]!).eq(squares[2]!));
    expect(solutions(model.data)).toHaveLength(11);
  });

  it('all operations have as many solutions as there are operands, over wider domains than random models have', () => {
    const rng = new Random('operands');
    for (let round = 0; round < 60; round++) {
      const model = new CpModel();
      const [a1, b1] = [rng.between(-14, 9), rng.between(-9, 6)];
      const [a2, b2] = [a1 + rng.between(0, 9), b1 + rng.between(0, 7)];
      const [a, b, t] = [model.newIntVar(a1, a2), model.newIntVar(b1, b2), model.newIntVar(-200, 200)];
      const operation = round % 4;
      if (operation === 0) model.addMultiplicationEquality(t, a, b);
      else if (operation === 1 && (b1 !== 0 || b2 !== 0)) model.addDivisionEquality(t, a, b);
      else if (operation === 2 && (b1 !== 0 || b2 !== 0)) model.addModuloEquality(t, a, b);
      else model.addAbsEquality(t, a);
      const t1 = rng.between(-60, 10);
      const t2 = t1 + rng.between(0, 70);
      model.addLinearConstraint(t, t1, t2);
      const { kind } = model.data.constraints[0]!;
      const expected: string[] = [];
      for (let x = a1; x <= a2; x++) {
        for (let y = b1; y <= b2; y++) {
          const value = { product: x * y, division: Math.trunc(x / y), modulo: x % y, max: Math.abs(x) }[kind as 'max'];
          if (value >= t1 && value <= t2) expected.push(`${x},${y},${value + 0}`);
        }
      }
      expect(solutions(model.data), JSON.stringify(model.data)).toEqual(expected.sort());
    }
  });
});
