// Tables, automata and constraints on sequences as records: what the builder writes, what it and validate refuse, what verify says.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { type Constraint, MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { verify } from '../../model/verify.ts';

const affine = (v: number) => ({ vars: [v], coeffs: [1], offset: 0 });
const constant = (offset: number) => ({ vars: [], coeffs: [], offset });

describe('the builder', () => {
  const model = new CpModel();
  const [x, y, b] = [model.newIntVar(0, 9, 'x'), model.newIntVar(0, 9, 'y'), model.newBoolVar('b')];

  it('writes the records', () => {
    model.addAllowedAssignments([x, y.plus(1)], [[1, 2]]);
    model.addForbiddenAssignments([x], [[3]]).onlyEnforceIf(b);
    model.addAutomaton([x, b.not()], 5, [5, 6], [[5, 0, 6]]);
    model.addInverse([x, y], [y, 0]);
    model.addLexicographicOrder([x, 1], [y], { strict: true });
    model.addLexicographicOrder([x], [y]);
    model.addValuePrecedence([x, y], [3, 1]);
    model.addGlobalCardinality([x, y], [3, 4], [b, 1], { closed: true });
    model.addGlobalCardinality([x], [], [], { closed: false });
    model.addBinPacking([x, y], [2, 3], [x, 5]);
    const notB = { vars: [2], coeffs: [-1], offset: 1 };
    const expected: Constraint[] = [
      { kind: 'table', exprs: [affine(0), { vars: [1], coeffs: [1], offset: 1 }], tuples: [[1, 2]] },
      { kind: 'table', exprs: [affine(0)], tuples: [[3]], negated: true, enforcement: [2] },
      { kind: 'automaton', exprs: [affine(0), notB], startState: 5, finalStates: [5, 6], transitions: [[5, 0, 6]] },
      { kind: 'inverse', direct: [affine(0), affine(1)], inverse: [affine(1), constant(0)] },
      { kind: 'lexOrder', left: [affine(0), constant(1)], right: [affine(1)], strict: true },
      { kind: 'lexOrder', left: [affine(0)], right: [affine(1)] },
      { kind: 'valuePrecedence', exprs: [affine(0), affine(1)], values: [3, 1] },
      {
        kind: 'globalCardinality',
        exprs: [affine(0), affine(1)],
        values: [3, 4],
        counts: [affine(2), constant(1)],
        closed: true,
      },
      { kind: 'globalCardinality', exprs: [affine(0)], values: [], counts: [] },
      { kind: 'binPacking', bins: [affine(0), affine(1)], sizes: [2, 3], loads: [affine(0), constant(5)] },
    ];
    expect(model.data.constraints).toEqual(expected);
    expect(model.validate()).toBe(null);
  });

  it('copies lists, so that later changes of the argument do not reach the model', () => {
    const tuples = [[1, 2]];
    const { index } = model.addAllowedAssignments([x, y], tuples);
    tuples[0]![0] = 7;
    tuples.push([3, 3]);
    expect(model.data.constraints[index]).toMatchObject({ tuples: [[1, 2]] });
  });

  const yes = 'yes' as unknown as boolean;
  it.each([
    [
      () => model.addAllowedAssignments([x, y], [[1, 2], [3]]),
      'addAllowedAssignments: tuples[1] has 1 entries, expected 2',
    ],
    [() => model.addForbiddenAssignments([x], [[0.5]]), 'addForbiddenAssignments: tuples[0][0] must be a safe integer'],
    [
      () => model.addAllowedAssignments([x.plus(y)], []),
      'addAllowedAssignments: exprs[0] must have at most one variable',
    ],
    [() => model.addAutomaton([x], Number.NaN, [], []), 'addAutomaton: startState must be a safe integer'],
    [
      () => model.addAutomaton([x], 0, [], [[0, 1] as unknown as [number, number, number]]),
      'transitions[0] has 2 entries',
    ],
    [() => model.addInverse([x], [x, y]), 'addInverse: direct has 1 entries but inverse has 2'],
    [
      () => model.addLexicographicOrder([x], [y], { strict: yes }),
      'addLexicographicOrder: strict must be true or false',
    ],
    [() => model.addValuePrecedence([x], [1.5]), 'addValuePrecedence: values[0] must be a safe integer'],
    [() => model.addGlobalCardinality([x], [1], []), 'addGlobalCardinality: values has 1 entries but counts has 0'],
    [
      () => model.addGlobalCardinality([x], [], [], { closed: yes }),
      'addGlobalCardinality: closed must be true or false',
    ],
    [() => model.addBinPacking([x], [], [y]), 'addBinPacking: bins has 1 entries but sizes has 0'],
  ])('names the method and the wrong argument %#', (act, message) => {
    const before = model.data.constraints.length;
    expect(act).toThrow(message);
    expect(model.data.constraints.length).toBe(before);
  });
});

describe('validate', () => {
  const withConstraint = (constraint: object): unknown => ({
    format: MODEL_FORMAT,
    variables: [{ domain: [0, 9] }, { domain: [-MAX_VALUE, MAX_VALUE] }],
    intervals: [],
    constraints: [constraint],
  });
  const table = { kind: 'table', exprs: [affine(0)], tuples: [[1]] };
  const automaton = {
    kind: 'automaton',
    exprs: [affine(0)],
    startState: 0,
    finalStates: [0],
    transitions: [[0, 1, 0]],
  };
  const inverse = { kind: 'inverse', direct: [affine(0)], inverse: [affine(0)] };
  const lexOrder = { kind: 'lexOrder', left: [affine(0)], right: [affine(0)] };
  const precedence = { kind: 'valuePrecedence', exprs: [affine(0)], values: [1] };
  const cardinality = { kind: 'globalCardinality', exprs: [affine(0)], values: [1], counts: [affine(0)] };
  const packing = { kind: 'binPacking', bins: [affine(0)], sizes: [1], loads: [affine(0)] };

  it('takes what is right', () => {
    for (const c of [table, automaton, inverse, lexOrder, precedence, cardinality, packing]) {
      expect(validate(withConstraint(c)), c.kind).toBe(null);
    }
  });

  const hole = new Array<number>(1);
  it.each([
    [{ ...table, exprs: [affine(2)] }, 'exprs[0].vars[0]: there is no variable 2'],
    [{ ...table, tuples: [[1], [1, 2]] }, 'tuples[1] has 2 entries, expected 1'],
    [{ ...table, tuples: [[1], ['1']] }, 'tuples[1][0] must be a safe integer, got "1"'],
    [{ ...table, tuples: [hole] }, 'tuples[0][0] must be a safe integer, got undefined'],
    [{ ...table, tuples: 3 }, 'tuples must be a list, got 3'],
    [{ ...table, negated: 1 }, 'negated must be true or false, got 1'],
    [{ ...table, values: [] }, 'unknown field "values"'],
    [{ ...automaton, startState: 0.5 }, 'startState must be a safe integer'],
    [{ ...automaton, finalStates: [null] }, 'finalStates[0] must be a safe integer'],
    [{ ...automaton, transitions: [[0, 1]] }, 'transitions[0] has 2 entries, expected 3'],
    [{ ...inverse, inverse: [] }, 'direct has 1 entries but inverse has 0'],
    [{ ...lexOrder, strict: 'no' }, 'strict must be true or false'],
    [{ ...lexOrder, left: [affine(1)] }, 'left[0] - right[0] could overflow'],
    [{ ...lexOrder, right: undefined }, 'right must be a list'],
    [{ ...precedence, values: [MAX_VALUE + 1] }, 'values[0] must be a safe integer'],
    [{ ...cardinality, counts: [] }, 'values has 1 entries but counts has 0'],
    [{ ...cardinality, counts: [affine(1)] }, 'the sum of the counts and the number of expressions could overflow'],
    [{ ...cardinality, closed: 0 }, 'closed must be true or false'],
    [{ ...packing, sizes: [] }, 'bins has 1 entries but sizes has 0'],
    [{ ...packing, sizes: [MAX_VALUE - 8] }, 'the sum of the sizes and the loads could overflow'],
  ])('names the field %#', (constraint, message) => {
    expect(validate(withConstraint(constraint))).toContain(`constraint 0 (${constraint.kind}): ${message}`);
  });
});

describe('verify', () => {
  /** The sentence about one constraint over three variables 0..9, without its label; null if it holds. */
  const judge = (constraint: Constraint, values: number[]): string | null => {
    const variables = values.map(() => ({ domain: [0, 9] }));
    const data = { format: MODEL_FORMAT, variables, intervals: [], constraints: [constraint] } as const;
    expect(validate(data)).toBe(null);
    const sentences = verify({ ...data, variables: [...variables], intervals: [], constraints: [constraint] }, values);
    return sentences.length === 0 ? null : sentences[0]!.replace(/^constraint 0 \(\w+\): /, '');
  };
  const xyz = [affine(0), affine(1), affine(2)];

  it('table', () => {
    const table = {
      kind: 'table' as const,
      exprs: xyz,
      tuples: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    };
    expect(judge(table, [4, 5, 6])).toBe(null);
    expect(judge(table, [1, 2, 6])).toBe('(1,2,6) is none of the tuples');
    expect(judge({ ...table, negated: true }, [1, 2, 6])).toBe(null);
    expect(judge({ ...table, negated: true }, [4, 5, 6])).toBe('(4,5,6) is tuples[1]');
    expect(judge({ ...table, tuples: [] }, [0, 0, 0])).toBe('(0,0,0) is none of the tuples');
    expect(judge({ kind: 'table', exprs: [], tuples: [[]] }, [0])).toBe(null);
    expect(judge({ kind: 'table', exprs: [], tuples: [[]], negated: true }, [0])).toBe('() is tuples[0]');
  });

  it('automaton: any of several transitions will do', () => {
    const loop = { kind: 'automaton' as const, exprs: xyz, startState: 0, finalStates: [1] };
    // a 2 somewhere, after which no 3 comes
    const transitions = [
      [0, 2, 0],
      [0, 3, 0],
      [0, 2, 1],
      [1, 2, 1],
    ] as const;
    expect(judge({ ...loop, transitions }, [3, 2, 2])).toBe(null);
    expect(judge({ ...loop, transitions }, [2, 3, 2])).toBe(null);
    expect(judge({ ...loop, transitions }, [2, 2, 3])).toBe('it does not end in a final state');
    expect(judge({ ...loop, transitions }, [2, 4, 2])).toBe('no transition for exprs[1], which is 4');
    expect(judge({ ...loop, exprs: [], transitions }, [0])).toBe('it does not end in a final state');
    expect(judge({ ...loop, exprs: [], transitions, startState: 1 }, [0])).toBe(null);
  });

  it('inverse', () => {
    const inverse = { kind: 'inverse' as const, direct: xyz, inverse: [constant(1), constant(2), constant(0)] };
    expect(judge(inverse, [2, 0, 1])).toBe(null);
    expect(judge(inverse, [2, 1, 0])).toBe('direct[1] is 1, inverse[1] is 2');
    expect(judge(inverse, [3, 0, 1])).toBe('direct[0] is 3, which is no position');
  });

  it('lexOrder', () => {
    const pair = { kind: 'lexOrder' as const, left: [affine(0), affine(1)], right: [affine(2), constant(4)] };
    expect(judge(pair, [3, 9, 4])).toBe(null);
    expect(judge(pair, [3, 4, 3])).toBe(null);
    expect(judge(pair, [3, 5, 3])).toBe('left[1] is 5, right[1] is 4');
    expect(judge({ ...pair, strict: true }, [3, 4, 3])).toBe('nothing differs up to the end of the right side');
    expect(judge({ ...pair, left: [affine(0)], strict: true }, [3, 0, 3])).toBe(null);
    expect(judge({ ...pair, right: [affine(2)] }, [3, 0, 3])).toBe('nothing differs up to the end of the right side');
    expect(judge({ ...pair, right: [affine(2)] }, [2, 0, 3])).toBe(null);
  });

  it('valuePrecedence', () => {
    const chain = { kind: 'valuePrecedence' as const, exprs: xyz, values: [5, 1, 3] };
    for (const values of [
      [5, 1, 3],
      [5, 5, 1],
      [0, 5, 0],
      [7, 7, 7],
    ])
      expect(judge(chain, values)).toBe(null);
    expect(judge(chain, [5, 3, 1])).toBe('exprs[1] is 3, before any 1');
    expect(judge(chain, [1, 5, 0])).toBe('exprs[0] is 1, before any 5');
    expect(judge({ ...chain, values: [2, 2] }, [0, 2, 2])).toBe('exprs[1] is 2, before any 2');
  });

  it('globalCardinality', () => {
    const counts = [constant(2), affine(2)];
    const two = { kind: 'globalCardinality' as const, exprs: xyz, values: [5, 0], counts };
    expect(judge(two, [5, 5, 0])).toBe('0 occurs 1 times, counts[1] is 0');
    expect(judge(two, [5, 5, 1])).toBe('0 occurs 0 times, counts[1] is 1');
    expect(judge({ ...two, values: [5, 8] }, [5, 5, 0])).toBe(null);
    expect(judge({ ...two, values: [5, 8], closed: true }, [5, 5, 0])).toBe('exprs[2] is 0, which is not listed');
    expect(judge({ ...two, values: [5, 8] }, [5, 8, 1])).toBe('5 occurs 1 times, counts[0] is 2');
  });

  it('binPacking', () => {
    const packing = {
      kind: 'binPacking' as const,
      bins: [affine(0), affine(1)],
      sizes: [4, 3],
      loads: [affine(2), constant(0)],
    };
    expect(judge(packing, [0, 0, 7])).toBe(null);
    expect(judge(packing, [0, 1, 4])).toBe('bin 1 holds 3, its load is 0');
    expect(judge(packing, [0, 0, 4])).toBe('bin 0 holds 7, its load is 4');
    expect(judge(packing, [0, 2, 4])).toBe('bins[1] is 2, not in 0..1');
  });
});
