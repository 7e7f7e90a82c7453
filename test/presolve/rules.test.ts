// Each rule of presolve alone, on a model made for it: what becomes of the constraints and of the variables.

import { describe, expect, it } from 'vitest';
import { type Constraint, type LinearConstraint, MAX_VALUE, type ModelData } from '../../model/model.ts';
import { presolve } from '../../model/presolve/presolve.ts';
import { byRules, modelOf } from './support.ts';

const BOOL = [0, 1];
const INF = MAX_VALUE;

function linear(vars: number[], coeffs: number[], domain: number[], enforcement?: number[]): LinearConstraint {
  return { kind: 'linear', vars, coeffs, domain, ...(enforcement === undefined ? {} : { enforcement }) };
}

const clause = (...literals: number[]): Constraint => ({ kind: 'boolOr', literals });
const not = (v: number): number => -v - 1;
const domainsOf = (data: ModelData): (readonly number[])[] => data.variables.map(({ domain }) => domain);
/** The false model. */
const FALSE: Constraint[] = [{ kind: 'boolOr', literals: [] }];

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

describe('what loses solutions', () => {
  const data = modelOf(
    [[0, 9], [0, 9], BOOL, BOOL, [-3, 9]],
    [linear([0, 1], [1, 1], [4, INF]), clause(2, 3), linear([0, 1], [1, -2], [-INF, 9])],
    { objective: { vars: [0], coeffs: [1], offset: 0 } },
  );

  it('decides what nothing keeps from its place', () => {
    const presolved = presolve(data, { probing: false });
    // both Booleans are fine with true, the last variable is unused
    expect(presolved.data.variables.length).toBeLessThanOrEqual(2);
    expect(presolved.restore(presolved.data.variables.map(({ domain }) => domain.at(-1)!)).slice(2)).toEqual([1, 1, 0]);
  });

  it('does so not for an enumeration', () => {
    expect(presolve(data, { enumerating: true }).data.variables).toHaveLength(5);
  });

  it('respects hints that cost nothing', () => {
    const { data: hinted, restore } = presolve({ ...data, hints: { vars: [2, 3, 4], values: [0, 1, 7] } });
    expect(restore(hinted.variables.map(({ domain }) => domain[0]!)).slice(2)).toEqual([0, 1, 7]);
  });
});

describe('defined variables', () => {
  const sum = linear([0, 1, 2, 3], [2, 3, 1, -1], [0, 0]);

  it('go, and the objective takes their terms', () => {
    const { data, restore } = presolve(
      modelOf([BOOL, BOOL, [0, 4], [0, 100]], [sum, clause(0, 1)], {
        objective: { vars: [3], coeffs: [2], offset: 1, maximize: true },
      }),
      { probing: false },
    );
    // maximised, all are at their upper ends at once
    expect(data).toMatchObject({ variables: [], constraints: [], objective: { offset: 19 } });
    expect(restore([])).toEqual([1, 1, 4, 9]);
  });

  it('leave what keeps them in their domain', () => {
    const { data, restore } = presolve(modelOf([BOOL, BOOL, [0, 4], [2, 7]], [sum]), {
      enumerating: true,
      probing: false,
    });
    expect(data.constraints).toEqual([linear([0, 1, 2], [2, 3, 1], [2, 7])]);
    expect(restore([1, 0, 3])).toEqual([1, 0, 3, 5]);
  });
});

describe('probing', () => {
  it('fixes literals that fail, joins those that follow each other, and tightens what both sides bound', () => {
    const max = (target: number, ...xs: number[]): Constraint => ({
      kind: 'max',
      target: { vars: [target], coeffs: [1], offset: 0 },
      exprs: xs.map((x) => ({ vars: [x], coeffs: [1], offset: 0 })),
    });
    const { data, restore } = presolve(
      modelOf(
        [BOOL, [0, 9], [0, 9], [0, 9]],
        [
          linear([1], [1], [2, 3], [0]),
          linear([1], [1], [5, 7], [not(0)]),
          linear([2], [1], [4, 4], [0]),
          linear([2], [1], [6, 6], [not(0)]),
          max(3, 1, 2),
        ],
      ),
      { enumerating: true },
    );
    // x2 = 6 - 2 b
    expect(data.variables).toHaveLength(3);
    expect(data.variables[1]!.domain).toEqual([2, 7]);
    expect(restore([1, 2, 4])).toEqual([1, 2, 4, 4]);
    expect(restore([0, 7, 7])).toEqual([0, 7, 6, 7]);
  });
});

describe('the whole', () => {
  it('says what it did', () => {
    const data = modelOf([BOOL, BOOL, [0, 9]], [clause(0, 1), clause(not(0)), linear([2], [1], [3, INF])]);
    expect(presolve(data, { enumerating: true }).summary).toMatch(/^presolve: 3 -> 1 variables, 3 -> 0 constraints; /);
    expect(presolve(modelOf([BOOL], [clause()])).summary).toBe('presolve: infeasible');
  });

  it('leaves a model alone whose numbers would get too large', () => {
    const most = 2 ** 51;
    const data = modelOf(
      [
        [-most, most],
        [-most, most],
      ],
      [linear([0, 1], [1, -1], [0, 0])],
    );
    expect(presolve(data).restore([3, 3])).toEqual([3, 3]);
  });

  it('keeps names', () => {
    const data: ModelData = {
      ...modelOf([], [{ ...linear([0, 1, 2], [1, 1, 1], [-INF, 9]), name: 'room' }]),
      name: 'm',
      variables: [
        { domain: [0, 9], name: 'a' },
        { domain: [0, 9], name: 'b' },
        { domain: [0, 9], name: 'c' },
      ],
    };
    expect(presolve(data, { enumerating: true }).data).toEqual(data);
  });
});
