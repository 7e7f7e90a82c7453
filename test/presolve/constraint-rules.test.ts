// Rules of presolve on Boolean constraints, other kinds and intervals, each alone, on a model made for it.

import { describe, expect, it } from 'vitest';
import type { Constraint } from '../../model/model.ts';
import { presolve } from '../../model/presolve/presolve.ts';
import { BOOL, byRules, clause, domainsOf, FALSE, INF, linear, modelOf, not } from './support.ts';

describe('Boolean constraints', () => {
  it('an exclusive or of two is a substitution, one of decided literals a smaller one', () => {
    const xor: Constraint = { kind: 'boolXor', literals: [0, not(1)] };
    expect(byRules(modelOf([BOOL, BOOL], [xor])).variables).toHaveLength(1);
    const data = byRules(
      modelOf([BOOL, BOOL, BOOL, BOOL, [1, 1]], [{ kind: 'boolXor', literals: [0, 1, 2, 3, 4, 3] }]),
    );
    // 0 + 1 + 2 + 1 is odd
    expect(data.constraints).toEqual([{ kind: 'boolXor', literals: [not(0), 1, 2] }]);
  });

  it('implications around a cycle are equalities', () => {
    const { data, restore } = presolve(
      modelOf([BOOL, BOOL, BOOL, BOOL], [clause(not(0), 1), clause(not(1), not(2)), clause(2, 0), clause(2, 3)]),
      { enumerating: true, probing: false },
    );
    expect(data.variables).toHaveLength(2);
    expect(data.constraints).toEqual([clause(not(0), 1)]);
    expect([restore([1, 1]), restore([0, 0])]).toEqual([
      [1, 1, 0, 1],
      [0, 0, 1, 0],
    ]);
  });

  it('a literal equal to its negation refutes', () => {
    const rows = [clause(0, 1), clause(0, not(1)), clause(not(0), 1), clause(not(0), not(1))];
    expect(byRules(modelOf([BOOL, BOOL], rows)).constraints).toEqual(FALSE);
  });

  it('clauses lose what another one subsumes or strengthens', () => {
    const data = byRules(
      modelOf(
        [BOOL, BOOL, BOOL, BOOL, BOOL],
        [clause(0, 1, 2), clause(2, 1, 0, 3), clause(0, 1, not(2), 4), clause(1, 2, 0)],
      ),
    );
    expect(data.constraints).toEqual([clause(0, 1, 2), clause(0, 1, 4)]);
  });

  it('implications with decided literals, and duplicates with and without enforcement', () => {
    const at: Constraint = { kind: 'atMostOne', literals: [0, 1, 2] };
    const data = byRules(
      modelOf(
        [BOOL, BOOL, BOOL, BOOL, [1, 1], [0, 0]],
        [
          { ...at, enforcement: [3] },
          { ...at, enforcement: [4], name: 'named' },
          { ...at, enforcement: [5] },
          { kind: 'boolAnd', literals: [3, 4], enforcement: [0] },
        ],
      ),
    );
    expect(data.constraints).toEqual([{ ...at, name: 'named' }, clause(not(0), 3)]);
  });

  // cliques serve the bound of an objective
  const objective = { vars: [0, 1], coeffs: [1, 1], offset: 0 };

  it('pairs become one clique', () => {
    const pairs: Constraint[] = [];
    for (let i = 0; i < 5; i++) for (let j = 0; j < i; j++) pairs.push(clause(not(i), not(j)));
    const data = byRules(
      modelOf(
        Array.from({ length: 6 }, () => BOOL),
        [...pairs, clause(not(0), not(5))],
        { objective },
      ),
    );
    expect(data.constraints).toEqual([clause(not(0), not(5)), { kind: 'atMostOne', literals: [0, 1, 2, 3, 4] }]);
  });

  it('a literal in conflict with all of an exactly-one is false', () => {
    const data = byRules(
      modelOf(
        [BOOL, BOOL, BOOL, BOOL],
        [
          { kind: 'exactlyOne', literals: [0, 1, 2] },
          clause(not(3), not(0)),
          { kind: 'atMostOne', literals: [1, 2, 3] },
        ],
        { objective },
      ),
    );
    expect(data.constraints).toEqual([{ kind: 'exactlyOne', literals: [0, 1, 2] }]);
    expect(data.variables).toHaveLength(3);
  });
});

describe('other kinds', () => {
  it.each<[string, Constraint, Constraint[]]>([
    [
      'an element at a known place',
      {
        kind: 'element',
        index: { vars: [3], coeffs: [1], offset: 0 },
        exprs: [0, 1].map((x) => ({ vars: [x], coeffs: [2], offset: 0 })),
        target: { vars: [2], coeffs: [3], offset: 1 },
      },
      [linear([1, 2], [2, -3], [1, 1])],
    ],
    [
      'the largest of one',
      {
        kind: 'max',
        target: { vars: [0], coeffs: [2], offset: 0 },
        exprs: [
          { vars: [1], coeffs: [3], offset: 0 },
          { vars: [1], coeffs: [3], offset: 0 },
        ],
      },
      [linear([0, 1], [2, -3], [0, 0])],
    ],
    [
      'a product with one open factor',
      {
        kind: 'product',
        target: { vars: [0], coeffs: [2], offset: 0 },
        exprs: [
          { vars: [1], coeffs: [1], offset: 1 },
          { vars: [3], coeffs: [3], offset: 0 },
        ],
      },
      [linear([0, 1], [2, -3], [3, 3])],
    ],
    [
      'two that differ',
      { kind: 'allDifferent', exprs: [0, 1].map((x) => ({ vars: [x], coeffs: [1], offset: 0 })) },
      [linear([0, 1], [1, -1], [-INF, -1, 1, INF])],
    ],
  ])('%s is linear', (_, constraint, expected) => {
    expect(
      byRules(
        modelOf(
          [
            [0, 9],
            [0, 9],
            [0, 9],
            [1, 1],
          ],
          [constraint],
        ),
      ).constraints,
    ).toEqual(expected);
  });

  it('values that are taken are taken from the others', () => {
    const exprs = [0, 1, 2, 3].map((x) => ({ vars: [x], coeffs: [1], offset: 0 }));
    const data = byRules(
      modelOf(
        [
          [0, 5],
          [2, 2],
          [0, 5],
          [0, 5],
        ],
        [{ kind: 'allDifferent', exprs }],
      ),
    );
    expect(domainsOf(data)).toEqual([
      [0, 1, 3, 5],
      [0, 1, 3, 5],
      [0, 1, 3, 5],
    ]);
    expect(data.constraints[0]).toMatchObject({ exprs: { length: 3 } });
  });

  it('tables lose tuples that cannot be, variables values without a tuple', () => {
    const exprs = [0, 1].map((x) => ({ vars: [x], coeffs: [1], offset: 0 }));
    const tuples = [
      [1, 4],
      [3, 9],
      [7, 2],
      [9, 9],
    ];
    const data = byRules(
      modelOf(
        [
          [0, 8],
          [0, 9],
        ],
        [{ kind: 'table', exprs, tuples }],
      ),
    );
    expect(domainsOf(data)).toEqual([
      [1, 1, 3, 3, 7, 7],
      [2, 2, 4, 4, 9, 9],
    ]);
    expect(data.constraints[0]).toMatchObject({ tuples: tuples.slice(0, 3) });
  });

  it('a quotient by zero refutes its enforcement', () => {
    const [target, numerator, denominator] = [0, 1, 2].map((x) => ({ vars: [x], coeffs: [1], offset: 0 }));
    const data = modelOf(
      [[0, 5], [0, 5], [0, 5], BOOL],
      [{ kind: 'division', target, numerator, denominator, enforcement: [3] }, linear([2], [1], [0, 0])],
    );
    expect(byRules(data)).toMatchObject({ variables: { length: 2 }, constraints: [] });
  });
});

describe('intervals', () => {
  const at = (x: number, offset = 0) => ({ vars: [x], coeffs: [1], offset });
  const fixed = (offset: number) => ({ vars: [], coeffs: [], offset });

  it('that are present tie their ends to their starts', () => {
    const data = byRules(
      modelOf(
        [
          [0, 9],
          [0, 9],
          [0, 9],
          [1, 1],
        ],
        [{ kind: 'noOverlap', intervals: [0, 1] }],
        {
          intervals: [
            { start: at(0), size: fixed(3), end: at(1), presence: 3 },
            { start: at(2), size: fixed(2), end: at(2, 2) },
          ],
        },
      ),
    );
    expect(domainsOf(data)).toEqual([
      [0, 6],
      [0, 9],
    ]);
    expect(data.intervals).toEqual([
      { start: at(0), size: fixed(3), end: at(0, 3) },
      { start: at(1), size: fixed(2), end: at(1, 2) },
    ]);
  });

  it('that are absent leave, and so does what is left alone', () => {
    const data = byRules(
      modelOf([[0, 9], [0, 9], [0, 0], [0, 9], BOOL], [{ kind: 'noOverlap', intervals: [0, 1] }], {
        intervals: [
          { start: at(0), size: fixed(3), end: at(1), presence: 2 },
          { start: at(1), size: fixed(2), end: at(3), presence: 4 },
        ],
      }),
    );
    expect(data.intervals).toEqual([]);
    // the second one still says where its end is, if it is there
    expect(data.constraints).toEqual([linear([1, 2], [1, -1], [-2, -2], [3])]);
  });

  it('that cannot be are absent', () => {
    const data = byRules(
      modelOf([[0, 3], [9, 12], BOOL, [0, 3]], [{ kind: 'noOverlap', intervals: [0, 1] }], {
        intervals: [
          { start: at(0), size: fixed(3), end: at(1), presence: 2 },
          { start: at(3), size: fixed(2), end: at(3, 2) },
        ],
      }),
    );
    expect(data).toMatchObject({ intervals: [], constraints: [], variables: { length: 3 } });
  });
});
