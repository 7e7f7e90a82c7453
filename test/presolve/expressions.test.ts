// Rules of presolve for elements, extrema, products, quotients and remainders: what becomes of each on a model made for it.

import { describe, expect, it } from 'vitest';
import { type Affine, type Constraint, MAX_VALUE, type ModelData } from '../../model/model.ts';
import { presolve } from '../../model/presolve/presolve.ts';
import { byRules, enumerationProblem, modelOf } from './support.ts';

const BOOL = [0, 1];
const at = (x: number, coeff = 1, offset = 0): Affine => ({ vars: [x], coeffs: [coeff], offset });
const fixed = (offset: number): Affine => ({ vars: [], coeffs: [], offset });
const not = (v: number): number => -v - 1;
const domainsOf = (data: ModelData): (readonly number[])[] => data.variables.map(({ domain }) => domain);
/** Keeps variables from being replaced, so that one can see what a rule has made of their domains. */
const strategyOver = (...vars: number[]): Partial<ModelData> => ({
  searchStrategies: [{ vars, variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' }],
});

describe('elements', () => {
  const element = (index: Affine, values: readonly (number | Affine)[], target: Affine): Constraint => ({
    kind: 'element',
    index,
    exprs: values.map((v) => (typeof v === 'number' ? fixed(v) : v)),
    target,
  });

  it('take places without a fitting value from the index, values that nobody has from the target', () => {
    const data = byRules(
      modelOf(
        [
          [-3, 9],
          [2, 7],
        ],
        [element(at(0), [1, 5, 3, 9, 7, 4], at(1))],
      ),
    );
    // 1 and 9 are out of range
    expect(domainsOf(data)).toEqual([
      [1, 2, 4, 5],
      [3, 5, 7, 7],
    ]);
    expect(data.constraints).toHaveLength(1);
  });

  it('are linear along a line, whatever the multiple of the index', () => {
    // positions 1, 3, 5 for x0 = 0, 1, 2: 4, 10, 16
    const { data, restore } = presolve(
      modelOf(
        [
          [0, 2],
          [-50, 50],
        ],
        [element(at(0, 2, 1), [0, 4, 0, 10, 0, 16], at(1))],
      ),
      { enumerating: true, probing: false },
    );
    expect(data).toMatchObject({ variables: [{ domain: [0, 2] }], constraints: [] });
    expect([0, 1, 2].map((v) => restore([v]))).toEqual([
      [0, 4],
      [1, 10],
      [2, 16],
    ]);
  });

  it('over variables leave the target in the hull of what may be chosen', () => {
    const data = byRules(
      modelOf(
        [
          [0, 2],
          [3, 5],
          [8, 9],
          [20, 30],
          [0, 10],
        ],
        [element(at(0), [at(1), at(2), at(3)], at(4))],
      ),
    );
    expect([data.variables[0]!.domain, data.variables[4]!.domain]).toEqual([
      [0, 1],
      [3, 9],
    ]);
  });

  it('with holes that are too many keep to the ends of the domains', () => {
    const n = 3000;
    const values = Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 3 * i : -1));
    const data = byRules(
      modelOf(
        [
          [0, n],
          [0, 10 * n],
        ],
        [element(at(0), values, at(1))],
      ),
    );
    expect(domainsOf(data)).toEqual([
      [0, n - 3],
      [0, 3 * (n - 3)],
    ]);
    expect(data.constraints.map(({ kind }) => kind)).toEqual(['element']);
  });

  it('that cannot hold refute their enforcement, those that may change nothing', () => {
    const c = element(at(0), [1, 2], at(1));
    const impossible = byRules(modelOf([[0, 1], [5, 9], BOOL], [{ ...c, enforcement: [2] }]));
    expect(impossible).toMatchObject({ variables: { length: 2 }, constraints: [] });
    const possible = modelOf([[0, 1], [2, 9], BOOL], [{ ...c, enforcement: [2] }]);
    expect(byRules(possible)).toEqual(possible);
  });
});

describe('extrema', () => {
  it.each(['max', 'min'] as const)('%s: leave out what another one is always ahead of, and bound the rest', (kind) => {
    const sign = kind === 'max' ? 1 : -1;
    const range = (lo: number, hi: number): number[] => (sign > 0 ? [lo, hi] : [-hi, -lo]);
    const exprs = [at(1), at(2), at(3), at(1)];
    const data = byRules(
      modelOf([range(-90, 7), range(2, 9), range(4, 8), range(0, 4)], [{ kind, target: at(0), exprs }]),
    );
    expect(domainsOf(data)).toEqual([range(4, 7), range(2, 7), range(4, 7), range(0, 4)]);
    expect(data.constraints).toEqual([{ kind, target: at(0), exprs: [at(1), at(2)] }]);
  });

  it('of one candidate is an equation', () => {
    const data = byRules(
      modelOf(
        [
          [0, 20],
          [5, 9],
          [1, 5],
        ],
        [{ kind: 'max', target: at(0, 2), exprs: [at(1), at(2), fixed(3)] }],
      ),
    );
    // and that a substitution
    expect(domainsOf(data)).toEqual([
      [3, 4],
      [1, 5],
    ]);
    expect(data.constraints).toEqual([]);
  });
});

describe('products', () => {
  const product = (target: Affine, ...exprs: Affine[]): Constraint => ({ kind: 'product', target, exprs });

  it('of Booleans are clauses', () => {
    const data = byRules(modelOf([BOOL, BOOL, BOOL], [product(at(0), at(1), at(2, -1, 1), at(1))]));
    expect(data.constraints).toEqual([
      { kind: 'boolOr', literals: [not(0), 1] },
      { kind: 'boolOr', literals: [not(2), not(0)] },
      { kind: 'boolOr', literals: [not(1), 0, 2] },
    ]);
  });

  it('of Booleans and opposites are 0', () => {
    const data = byRules(modelOf([BOOL, BOOL], [product(at(0), at(1), at(1, -1, 1))]));
    expect(data).toMatchObject({ variables: [{ domain: BOOL }], constraints: [] });
  });

  it('with a zero are zero, however large the others', () => {
    const exprs = [...Array.from({ length: 30 }, () => fixed(MAX_VALUE)), fixed(0), at(1)];
    const data = modelOf(
      [
        [-3, 3],
        [0, 9],
      ],
      [product(at(0), ...exprs)],
    );
    expect(byRules(data)).toMatchObject({ variables: [{ domain: [0, 9] }], constraints: [] });
  });

  it('stay where a factor is a number, or the product another one than 0 and 1', () => {
    for (const c of [product(at(0), at(1), at(3)), product(at(3), at(1, 2), at(2)), product(at(3, 2), at(1), at(2))]) {
      const data = modelOf([BOOL, BOOL, BOOL, [0, 4]], [c]);
      expect(byRules(data).constraints).toEqual([c]);
      expect(enumerationProblem(data)).toBeNull();
    }
  });
});

describe('quotients and remainders', () => {
  const division = (by: Affine): Constraint => ({ kind: 'division', target: at(0), numerator: at(1), denominator: by });
  const modulo = (by: Affine): Constraint => ({ kind: 'modulo', target: at(0), expr: at(1), modulus: by });
  const domains = [
    [-9, 9],
    [-4, 4],
  ];

  it.each<[string, Constraint, Constraint[], number[]]>([
    ['by 1', division(fixed(1)), [], [-4, 4]],
    ['by -1', division(fixed(-1)), [], [-4, 4]],
    ['of something smaller', division(fixed(-5)), [], [0, 0]],
    ['of something as large', division(fixed(4)), [division(fixed(4))], [-9, 9]],
    ['remainder of 1', modulo(fixed(-1)), [], [0, 0]],
    ['remainder of something smaller', modulo(fixed(5)), [], [-4, 4]],
    ['remainder of something as large', modulo(fixed(-4)), [modulo(fixed(-4))], [-9, 9]],
  ])('%s', (_, c, constraints, domain) => {
    const data = modelOf(domains, [c], strategyOver(0));
    const after = presolve(data, { enumerating: true, probing: false });
    expect(after.data.constraints.filter(({ kind }) => kind !== 'linear')).toEqual(constraints);
    if (domain[0] === domain[1]) expect(after.restore(after.data.variables.map(() => 1))[0]).toBe(domain[0]);
    else expect(after.data.variables[0]!.domain).toEqual(domain);
    expect(enumerationProblem(data)).toBeNull();
  });
});
