// Circuits and routes as records: what the builder writes, what it and validate refuse, what verify says, and that all solutions are found.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import type { BoolVar } from '../../model/expressions.ts';
import { type Constraint, MODEL_FORMAT, type ModelData } from '../../model/model.ts';
import { solveSync } from '../../model/solve.ts';
import { validate } from '../../model/validate.ts';
import { verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';

const affine = (v: number) => ({ vars: [v], coeffs: [1], offset: 0 });

/** A model of Booleans, one per arc, in the order of the arcs. */
function arcModel(kind: 'circuit' | 'multipleCircuit', arcs: readonly (readonly [number, number])[]): ModelData {
  return {
    format: MODEL_FORMAT,
    variables: arcs.map(() => ({ domain: [0, 1] })),
    intervals: [],
    constraints: [
      { kind, tails: arcs.map(([tail]) => tail), heads: arcs.map(([, head]) => head), literals: arcs.map((_, k) => k) },
    ],
  };
}

function successorModel(n: number, domain: number[], allowLoops: boolean): ModelData {
  return {
    format: MODEL_FORMAT,
    variables: Array.from({ length: n }, () => ({ domain })),
    intervals: [],
    constraints: [{ kind: 'successorCircuit', successors: Array.from({ length: n }, (_, i) => affine(i)), allowLoops }],
  };
}

function count(data: ModelData): number {
  expect(validate(data)).toBe(null);
  const result = solveSync(data, { enumerateAllSolutions: true }, { onSolution: () => {} });
  return result.solutionCount;
}

describe('the builder', () => {
  it('writes the records', () => {
    const model = new CpModel();
    const [x, y, b] = [model.newIntVar(0, 9, 'x'), model.newIntVar(0, 9, 'y'), model.newBoolVar('b')];
    model.addCircuit([
      [5, 7, b],
      [7, 5, b.not()],
      [7, 7, true],
    ]);
    model.addMultipleCircuit([[0, 1, b]]).onlyEnforceIf(b.not());
    model.addSuccessorCircuit([x, y.minus(1)], { allowLoops: true });
    model.addSuccessorCircuit([x]);
    const expected: Constraint[] = [
      { kind: 'circuit', tails: [5, 7, 7], heads: [7, 5, 7], literals: [2, -3, 3] },
      { kind: 'multipleCircuit', tails: [0], heads: [1], literals: [2], enforcement: [-3] },
      {
        kind: 'successorCircuit',
        successors: [affine(0), { vars: [1], coeffs: [1], offset: -1 }],
        allowLoops: true,
      },
      { kind: 'successorCircuit', successors: [affine(0)], allowLoops: false },
    ];
    expect(model.data.constraints).toEqual(expected);
    expect(model.validate()).toBe(null);
  });

  it('names what is wrong', () => {
    const model = new CpModel();
    const b = model.newBoolVar('b');
    expect(() => model.addCircuit([[0, -1, b]])).toThrow('addCircuit: head of arcs[0] must be >= 0, got -1');
    expect(() => model.addMultipleCircuit([[0.5, 1, b]])).toThrow(
      'addMultipleCircuit: tail of arcs[0] must be a safe integer, got 0.5',
    );
    expect(() => model.addCircuit([[0, 1, model.newIntVar(0, 5) as BoolVar]])).toThrow(
      'addCircuit: literal of arcs[0] must be a Boolean',
    );
    expect(() => model.addSuccessorCircuit([b], { allowLoops: 1 as unknown as boolean })).toThrow(
      'addSuccessorCircuit: allowLoops must be true or false, got 1',
    );
  });
});

describe('validate', () => {
  it.each<[string, Record<string, unknown>]>([
    ['tails has 1 entries but heads has 2', { kind: 'circuit', tails: [0], heads: [0, 1], literals: [0] }],
    ['tails has 1 entries but literals has 0', { kind: 'circuit', tails: [0], heads: [0], literals: [] }],
    ['heads[0] must be >= 0, got -2', { kind: 'circuit', tails: [0], heads: [-2], literals: [0] }],
    ['tails[1] must be >= 0, got -1', { kind: 'circuit', tails: [0, -1], heads: [0, 1], literals: [0, 0] }],
    ['node 4 has two loops', { kind: 'circuit', tails: [4, 4], heads: [4, 4], literals: [0, -1] }],
    ['the depot (node 0) has a loop', { kind: 'multipleCircuit', tails: [0], heads: [0], literals: [0] }],
    ['node 1 has no arc, but higher ones have', { kind: 'multipleCircuit', tails: [0], heads: [2], literals: [0] }],
    ['allowLoops must be true or false, got undefined', { kind: 'successorCircuit', successors: [] }],
    ['literals[0]: there is no variable 3', { kind: 'circuit', tails: [0], heads: [1], literals: [3] }],
  ])('says: %s', (problem, constraint) => {
    const data = { format: MODEL_FORMAT, variables: [{ domain: [0, 1] }], intervals: [], constraints: [constraint] };
    expect(validate(data)).toBe(`constraint 0 (${constraint['kind']}): ${problem}`);
  });
});

describe('verify', () => {
  const triangle: [number, number][] = [
    [3, 5],
    [5, 9],
    [9, 3],
    [5, 3],
    [3, 3],
    [5, 5],
    [9, 9],
  ];

  it.each<[number[], string | null]>([
    [[1, 1, 1, 0, 0, 0, 0], null],
    [[1, 0, 0, 1, 0, 0, 1], null],
    // nobody is visited
    [[0, 0, 0, 0, 1, 1, 1], null],
    [[1, 1, 1, 1, 0, 0, 0], 'two arcs leave node 5'],
    [[1, 0, 0, 1, 0, 0, 0], 'no arc leaves node 9'],
    [[1, 1, 0, 0, 0, 0, 1], 'the walk from node 3 does not come back to it'],
    [[0, 0, 0, 1, 1, 0, 1], 'the walk from node 5 does not come back to it'],
  ])('of a circuit %j: %s', (values, problem) => {
    const said = problem === null ? [] : [`constraint 0 (circuit): ${problem}`];
    expect(verify(arcModel('circuit', triangle), values)).toEqual(said);
  });

  it('finds two circuits', () => {
    const arcs: [number, number][] = [
      [0, 1],
      [1, 0],
      [2, 3],
      [3, 2],
    ];
    expect(verify(arcModel('circuit', arcs), [1, 1, 1, 1])).toEqual([
      'constraint 0 (circuit): the circuit of node 0 has 2 of 4 visited nodes',
    ]);
  });

  const routes: [number, number][] = [
    [0, 1],
    [1, 0],
    [0, 2],
    [2, 0],
    [1, 2],
    [2, 1],
    [1, 1],
    [2, 2],
  ];

  it.each<[number[], string | null]>([
    [[1, 1, 1, 1, 0, 0, 0, 0], null],
    [[1, 0, 0, 1, 1, 0, 0, 0], null],
    [[1, 1, 0, 0, 0, 0, 0, 1], null],
    // no route at all
    [[0, 0, 0, 0, 0, 0, 1, 1], null],
    [[0, 0, 0, 0, 1, 1, 0, 0], 'node 1 is on no route and not skipped'],
    [[1, 1, 0, 0, 0, 0, 0, 0], 'node 2 is on no route and not skipped'],
    [[1, 1, 0, 1, 1, 0, 0, 0], 'two arcs leave node 1'],
    [[1, 1, 1, 1, 0, 1, 0, 0], 'two arcs leave node 2'],
    [[1, 1, 1, 0, 0, 0, 0, 1], 'two arcs enter node 2'],
    [[1, 0, 1, 1, 0, 0, 0, 0], 'the route over node 1 ends there'],
    [[0, 1, 1, 1, 0, 0, 0, 0], 'node 1 is on no route and not skipped'],
  ])('of routes %j: %s', (values, problem) => {
    const said = problem === null ? [] : [`constraint 0 (multipleCircuit): ${problem}`];
    expect(verify(arcModel('multipleCircuit', routes), values)).toEqual(said);
  });

  it.each<[boolean, number[], string | null]>([
    [false, [1, 2, 0], null],
    [true, [1, 0, 2], null],
    [true, [0, 1, 2], null],
    [false, [1, 0, 2], 'successors[2] is 2 itself'],
    [true, [1, 0, 3], 'successors[2] is 3, not in 0..2'],
    [true, [-1, 0, 1], 'successors[0] is -1, not in 0..2'],
    [true, [1, 2, 1], 'the walk from node 0 does not come back to it'],
  ])('of successors (loops %s) %j: %s', (allowLoops, values, problem) => {
    const said = problem === null ? [] : [`constraint 0 (successorCircuit): ${problem}`];
    expect(verify(successorModel(3, [-1, 3], allowLoops), values)).toEqual(said);
  });
});

describe('all solutions', () => {
  it('of the complete graph: (n - 1)! circuits, and with loops every choice of nodes', () => {
    const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
    const choose = (n: number, k: number): number => factorial(n) / factorial(k) / factorial(n - k);
    for (let n = 2; n <= 5; n++) {
      expect(count(successorModel(n, [-1, n], false))).toBe(factorial(n - 1));
      let withLoops = 1;
      for (let k = 2; k <= n; k++) withLoops += choose(n, k) * factorial(k - 1);
      expect(count(successorModel(n, [-1, n], true))).toBe(withLoops);
    }
  });

  it('of the complete graph with a depot: as many ordered routes as nodes can be cut into', () => {
    // k customers in non-empty sequences: 1, 3, 13, 73 sets of lists
    for (const [k, lists] of [1, 3, 13, 73].entries()) {
      const n = k + 2;
      const arcs = Array.from({ length: n * n }, (_, i): [number, number] => [Math.floor(i / n), i % n]);
      expect(
        count(
          arcModel(
            'multipleCircuit',
            arcs.filter(([tail, head]) => tail !== head),
          ),
        ),
      ).toBe(lists);
    }
  });

  it('of corner cases', () => {
    expect(count({ ...arcModel('circuit', []), variables: [{ domain: [0, 1] }] })).toBe(2);
    expect(count({ ...arcModel('multipleCircuit', []), variables: [{ domain: [0, 1] }] })).toBe(2);
    expect(count({ ...successorModel(0, [], false), variables: [{ domain: [0, 1] }] })).toBe(2);
    expect(count(arcModel('circuit', [[4, 4]]))).toBe(1);
    expect(count(arcModel('circuit', [[4, 5]]))).toBe(0);
    expect(count(successorModel(1, [0, 0], false))).toBe(0);
    expect(count(successorModel(1, [-2, 2], true))).toBe(1);
    // parallel arcs: either, not both
    expect(
      count(
        arcModel('circuit', [
          [0, 1],
          [0, 1],
          [1, 0],
        ]),
      ),
    ).toBe(2);
  });

  it('of successors that are constants, multiples, shifted, one variable twice, enforced or not: as brute force (150 models)', () => {
    let solutions = 0;
    for (let seed = 0; seed < 150; seed++) {
      const rng = new Random(`successors:${seed}`);
      const n = rng.between(2, 4);
      const variables = Array.from({ length: n }, () => ({ domain: [rng.between(-2, 0), rng.between(2, 5)] }));
      variables.push({ domain: [0, 1] });
      const successors = Array.from({ length: n }, (_, i) => {
        if (rng.chance(0.2)) return { vars: [], coeffs: [], offset: (i + 1) % n };
        const coeff = rng.pick([1, 1, 1, -1, 2]);
        return { vars: [rng.chance(0.9) ? i : 0], coeffs: [coeff], offset: coeff < 0 ? 3 : rng.between(-1, 1) };
      });
      const enforcement = rng.chance(0.5) ? { enforcement: [n] } : {};
      const data: ModelData = {
        format: MODEL_FORMAT,
        variables,
        intervals: [],
        constraints: [{ kind: 'successorCircuit', successors, allowLoops: rng.chance(0.5), ...enforcement }],
      };
      const expected = allSolutions(data).length;
      solutions += expected;
      expect(count(data), `seed ${seed}`).toBe(expected);
    }
    expect(solutions).toBeGreaterThan(2000);
  });
});
