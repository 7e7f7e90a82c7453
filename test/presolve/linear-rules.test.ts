// Rules of presolve on linear constraints, each alone, on a model made for it: what becomes of the constraints and of the variables.

import { describe, expect, it } from 'vitest';
import type { Constraint, LinearConstraint } from '../../model/model.ts';
import { presolve } from '../../model/presolve/presolve.ts';
import { BOOL, byRules, clause, domainsOf, FALSE, INF, linear, modelOf, not } from './support.ts';

describe('linear constraints', () => {
  it('of one variable are its domain, holes included', () => {
    const data = byRules(modelOf([[0, 9]], [linear([0], [2], [3, 8, 12, 40])]));
    expect(domainsOf(data)).toEqual([[2, 4, 6, 9]]);
    expect(data.constraints).toEqual([]);
  });

  it('of one variable that does not matter are dropped, those that cannot be refute', () => {
    expect(byRules(modelOf([[0, 9]], [linear([0], [3], [-5, 27])])).constraints).toEqual([]);
    expect(byRules(modelOf([[0, 9]], [linear([0, 0], [1, 1], [5, 5])])).constraints).toEqual(FALSE);
  });

  it('tighten bounds to a fixpoint', () => {
    // x + 3 <= y, y + 3 <= z over 0..9
    const { constraints, variables } = byRules(
      modelOf(
        [
          [0, 9],
          [0, 9],
          [0, 9],
        ],
        [linear([0, 1], [1, -1], [-INF, -3]), linear([1, 2], [1, -1], [-INF, -3])],
      ),
    );
    expect(variables.map(({ domain }) => domain)).toEqual([
      [0, 3],
      [3, 6],
      [6, 9],
    ]);
    expect(constraints).toEqual([
      { kind: 'precedence', before: 0, after: 1, delay: 3 },
      { kind: 'precedence', before: 1, after: 2, delay: 3 },
    ]);
  });

  it('leave bounds that creep to the engine', () => {
    // x < y < z < x over 0..10^6 takes a million steps
    const data = modelOf(
      [
        [0, 1e6],
        [0, 1e6],
        [0, 1e6],
      ],
      [
        [0, 1],
        [1, 2],
        [2, 0],
      ].map((vars) => linear(vars, [1, -1], [-INF, -1])),
    );
    const { ticks } = presolve(data, { probing: false });
    expect(ticks).toBeLessThan(20_000);
  });

  it('are divided by the common divisor of their coefficients', () => {
    const data = byRules(
      modelOf(
        [
          [0, 9],
          [0, 9],
          [0, 9],
        ],
        [linear([0, 1, 2], [4, -6, 8], [-INF, 13])],
      ),
    );
    expect(data.constraints).toEqual([linear([0, 1, 2], [2, -3, 4], [-INF, 6])]);
    expect(
      byRules(
        modelOf(
          [
            [0, 9],
            [0, 9],
          ],
          [linear([0, 1], [4, 6], [13, 13])],
        ),
      ).constraints,
    ).toEqual(FALSE);
  });

  it('have each variable once, and none that is known', () => {
    const data = byRules(
      modelOf(
        [
          [0, 9],
          [4, 4],
          [0, 9],
        ],
        [linear([0, 1, 2, 0], [1, 2, 3, 1], [-INF, 20])],
      ),
    );
    expect(data.variables).toHaveLength(2);
    expect(data.constraints).toEqual([linear([0, 1], [2, 3], [-INF, 12])]);
  });

  it('in one place of the same terms are one, enforced ones that repeat it go', () => {
    const data = byRules(
      modelOf(
        [[0, 9], [0, 9], [0, 9], BOOL],
        [
          linear([0, 1, 2], [1, 1, 1], [-INF, 20]),
          linear([2, 1, 0], [2, 2, 2], [-INF, 31]),
          linear([0, 1, 2], [-1, -1, -1], [-INF, -3]),
          linear([0, 1, 2], [1, 1, 1], [-INF, 16], [3]),
        ],
      ),
    );
    expect(data.constraints).toEqual([linear([0, 1, 2], [1, 1, 1], [3, 15])]);
  });

  it('that contradict one that holds anyway refute their enforcement', () => {
    const data = byRules(
      modelOf(
        [[0, 9], [0, 9], [0, 9], BOOL],
        [linear([0, 1, 2], [1, 1, 1], [-INF, 12]), linear([0, 1, 2], [1, 1, 1], [13, INF], [3])],
      ),
    );
    expect(data.constraints).toHaveLength(1);
    expect(data.variables).toHaveLength(3);
  });

  it('that cannot hold, or always do, under enforcement decide or drop it', () => {
    const { restore, data } = presolve(
      modelOf(
        [[0, 9], [0, 9], [0, 9], BOOL, BOOL],
        [linear([0, 1, 2], [1, 1, 1], [28, INF], [3]), linear([0, 1, 2], [1, 1, 1], [-INF, 27], [4])],
      ),
      { enumerating: true, probing: false },
    );
    expect(data.constraints).toEqual([]);
    expect(domainsOf(data)).toEqual([[0, 9], [0, 9], [0, 9], BOOL]);
    expect(restore([1, 2, 3, 1])).toEqual([1, 2, 3, 0, 1]);
  });

  it.each<[string, LinearConstraint, Constraint]>([
    ['a clause', linear([0, 1, 2], [1, 1, 1], [1, INF]), clause(0, 1, 2)],
    ['a clause of negations', linear([0, 1, 2], [2, 3, 2], [-INF, 6]), clause(not(0), not(1), not(2))],
    ['a clause of both', linear([0, 1, 2], [1, 1, -1], [0, INF]), clause(0, 1, not(2))],
    ['an at-most-one', linear([0, 1, 2], [2, 3, 2], [-INF, 3]), { kind: 'atMostOne', literals: [0, 1, 2] }],
    [
      'an at-most-one of negations',
      linear([0, 1, 2], [1, 1, 1], [2, INF]),
      { kind: 'atMostOne', literals: [not(2), not(1), not(0)] },
    ],
    ['an exactly-one', linear([0, 1, 2], [1, 1, 1], [1, 1]), { kind: 'exactlyOne', literals: [0, 1, 2] }],
  ])('over Booleans become %s', (_, row, expected) => {
    expect(byRules(modelOf([BOOL, BOOL, BOOL], [row])).constraints).toEqual([expected]);
  });

  it('over Booleans with two sides become two', () => {
    const data = byRules(modelOf([BOOL, BOOL, BOOL], [linear([0, 1, 2], [1, 1, 1], [1, 2])]));
    expect(data.constraints).toEqual([clause(not(0), not(1), not(2)), clause(0, 1, 2)]);
  });

  it.each<[string, LinearConstraint, Constraint[]]>([
    // x - y - 20 b <= -3
    [
      'a big constant',
      linear([0, 1, 2], [1, -1, -20], [-INF, -3]),
      [{ kind: 'precedence', before: 0, after: 1, delay: 3, enforcement: [not(2)] }],
    ],
    ['one that is just large enough', linear([0, 2], [1, 4], [-INF, 9]), [linear([0], [1], [-INF, 5], [2])]],
    ['of a lower side', linear([0, 1, 2], [1, 1, 9], [9, INF]), [linear([0, 1], [1, 1], [9, INF], [not(2)])]],
    ['and its negation', linear([0, 1, 2], [1, 1, -9], [0, INF]), [linear([0, 1], [1, 1], [9, INF], [2])]],
  ])('become conditional by %s', (_, row, expected) => {
    expect(byRules(modelOf([[0, 9], [0, 9], BOOL], [row])).constraints).toEqual(expected);
  });

  it('stay where the constant is too small', () => {
    const row = linear([0, 1, 2], [1, 1, 8], [9, INF]);
    expect(byRules(modelOf([[0, 9], [0, 9], BOOL], [row])).constraints).toEqual([row]);
  });

  it('over Booleans that say more stay', () => {
    const row = linear([0, 1, 2, 3], [1, 1, 1, 1], [2, 2]);
    const { constraints, variables } = byRules(modelOf([BOOL, BOOL, BOOL, BOOL, BOOL], [{ ...row, enforcement: [4] }]));
    expect([constraints, variables.length]).toEqual([[{ ...row, enforcement: [4] }], 5]);
  });
});

describe('substitution', () => {
  it('of x = 2 y + 3', () => {
    const { data, restore } = presolve(
      modelOf(
        [
          [0, 20],
          [0, 20],
          [0, 20],
        ],
        [linear([0, 1], [1, -2], [3, 3]), linear([0, 1, 2], [1, 1, 1], [-INF, 20])],
      ),
      { enumerating: true, probing: false },
    );
    expect(domainsOf(data)).toEqual([
      [0, 5],
      [0, 17],
    ]);
    expect(data.constraints).toEqual([linear([0, 1], [3, 1], [-INF, 17])]);
    expect(restore([4, 5])).toEqual([11, 4, 5]);
  });

  it('of chains, whatever their order, with expressions, intervals and the objective', () => {
    const n = 6;
    const rows = Array.from({ length: n - 1 }, (_, i) => linear([i, i + 1], [1, -1], [i - 2, i - 2]));
    const { data, restore } = presolve(
      modelOf(
        Array.from({ length: n }, () => [-50, 50]),
        [...rows.slice(3), ...rows.slice(0, 3).reverse()],
        {
          objective: { vars: [0, 3, 5], coeffs: [1, 1, -1], offset: 7 },
        },
      ),
    );
    // nothing but the objective is left, and it is decided
    expect([data.variables, data.constraints]).toEqual([[], []]);
    const full = restore([]);
    for (let i = 0; i < n - 1; i++) expect(full[i]! - full[i + 1]!).toBe(i - 2);
    expect(data.objective!.offset).toBe(full[0]! + full[3]! - full[5]! + 7);
  });

  it('keeps the Boolean of a Boolean and a number', () => {
    const { data, restore } = presolve(
      modelOf([[-5, 5], BOOL, BOOL, BOOL], [linear([0, 1], [1, 1], [4, 4]), clause(1, 2, 3)]),
      { enumerating: true, probing: false },
    );
    expect(domainsOf(data)).toEqual([BOOL, BOOL, BOOL]);
    expect([restore([0, 1, 0]), restore([1, 0, 0])]).toEqual([
      [4, 0, 1, 0],
      [3, 1, 0, 0],
    ]);
  });

  it('leaves a Boolean that would stand for a number of the user', () => {
    const strategy = { vars: [1], variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' } as const;
    const rows = [linear([0, 1], [1, -1], [-3, -3]), clause(0, 2), clause(not(0), not(2), 3)];
    const { variables, constraints } = presolve(
      modelOf([BOOL, [0, 9], BOOL, BOOL], rows, { searchStrategies: [strategy] }),
      {
        enumerating: true,
      },
    ).data;
    // x1 = x0 + 3 stays
    expect(variables.map(({ domain }) => domain)).toEqual([BOOL, [3, 4], BOOL, BOOL]);
    expect(constraints).toHaveLength(3);
  });

  it('lets both sides of it see their holes', () => {
    const { data } = presolve(
      modelOf(
        [
          [0, 1, 5, 6],
          [0, 9],
        ],
        [linear([0, 1], [1, -1], [1, 1])],
      ),
      { enumerating: true },
    );
    expect(domainsOf(data)).toEqual([[1, 1, 5, 6]]);
  });

  it('does not let numbers grow', () => {
    const far = 1e12;
    const { data } = presolve(
      modelOf(
        [
          [0, 5],
          [far, far + 5],
        ],
        [linear([0, 1], [1, -1], [-far, -far])],
      ),
      { enumerating: true },
    );
    expect(domainsOf(data)).toEqual([[0, 5]]);
  });

  it('leaves variables of assumptions', () => {
    const data = modelOf([BOOL, BOOL], [linear([0, 1], [1, 1], [1, 1])], { assumptions: [0, not(1)] });
    expect(presolve(data).data).toMatchObject({
      variables: [{ domain: BOOL }, { domain: BOOL }],
      assumptions: [0, not(1)],
      constraints: [{ kind: 'exactlyOne', literals: [0, 1] }],
    });
  });
});
