// verify, by hand: for every kind of constraint that is not about times a table of assignments that satisfy it and of assignments that do not; objectives; how violations read.

import { describe, expect, it } from 'vitest';
import { type Constraint, emptyModel, MAX_VALUE, type ModelData, negateRef, variableOfRef } from '../../model/model.ts';
import { objectiveValue, verify } from '../../model/verify.ts';
import { affine, constant, expectTable, modelOf } from './verify-support.ts';

describe('literal references', () => {
  it('negates and finds the variable', () => {
    expect([0, 4, -1, -5].map(negateRef)).toEqual([-1, -5, 0, 4]);
    expect([0, 4, -1, -5].map(variableOfRef)).toEqual([0, 4, 0, 4]);
  });
});

describe('variables', () => {
  it('have a value of their domain, ends included', () => {
    const data = { ...emptyModel(), variables: [{ domain: [-3, -2, 0, 0, 5, 7] }] };
    expectTable(data, [[-3], [-2], [0], [5], [6], [7]], [[-4], [-1], [1], [4], [8], [0.5], [Number.NaN], [2 ** 60]]);
  });

  it('are all reported, by index and name', () => {
    const data = { ...emptyModel(), variables: [{ domain: [0, 1] }, { name: 'width', domain: [2, 3] }] };
    expect(verify(data, [2, 4])).toEqual([
      'variable 0: 2 is not in its domain',
      "variable 1 ('width'): 4 is not in its domain",
    ]);
  });

  it('are as many as there are values', () => {
    expect(verify(modelOf(2, 0, []), [1])).toEqual(['the assignment has 1 values for 2 variables']);
    expect(verify(modelOf(2, 0, []), [1, 2, 3])).toEqual(['the assignment has 3 values for 2 variables']);
  });
});

describe('linear', () => {
  const sum = (domain: number[], vars = [0, 1], coeffs = [2, -1]): ModelData =>
    modelOf(2, 0, [{ kind: 'linear', vars, coeffs, domain }]);

  it('at most', () =>
    expectTable(
      sum([-MAX_VALUE, 3]),
      [
        [2, 1],
        [0, 0],
        [-9, 9],
      ],
      [
        [2, 0],
        [9, -9],
      ],
    ));
  it('at least', () =>
    expectTable(
      sum([3, MAX_VALUE]),
      [
        [2, 1],
        [9, -9],
      ],
      [
        [1, 0],
        [-9, 9],
      ],
    ));
  it('equal', () =>
    expectTable(
      sum([3, 3]),
      [
        [2, 1],
        [0, -3],
      ],
      [
        [2, 0],
        [2, 2],
      ],
    ));
  it('not equal', () =>
    expectTable(
      sum([-MAX_VALUE, 2, 4, MAX_VALUE]),
      [
        [2, 0],
        [2, 2],
      ],
      [[2, 1]],
    ));
  it('in a set', () =>
    expectTable(
      sum([-2, -2, 4, 5]),
      [
        [-1, 0],
        [2, 0],
        [3, 1],
      ],
      [
        [0, 3],
        [3, 3],
        [3, 0],
        [0, 1],
      ],
    ));
  it('a repeated variable counts each time', () =>
    expectTable(
      sum([6, 6], [0, 0], [1, 2]),
      [[2, 0]],
      [
        [6, 0],
        [3, 0],
      ],
    ));
  it('an empty sum is 0', () => {
    expectTable(sum([0, 0], [], []), [[1, 1]], []);
    expectTable(sum([1, 2], [], []), [], [[1, 1]]);
  });
});

describe('Boolean constraints', () => {
  // Literals: a, not b, c.
  const over = (
    kind: 'boolOr' | 'boolAnd' | 'atMostOne' | 'exactlyOne' | 'boolXor',
    literals = [0, -2, 2],
  ): ModelData => modelOf(0, 3, [{ kind, literals }]);
  const bits = (...rows: string[]): number[][] => rows.map((row) => [...row].map(Number));

  it('boolOr', () => expectTable(over('boolOr'), bits('000', '110', '011', '101'), bits('010')));
  it('boolAnd', () => expectTable(over('boolAnd'), bits('101'), bits('111', '001', '100', '000')));
  it('atMostOne', () => expectTable(over('atMostOne'), bits('010', '000', '110'), bits('100', '001', '111', '101')));
  it('exactlyOne', () => expectTable(over('exactlyOne'), bits('000', '110', '011'), bits('010', '100', '101', '111')));
  it('boolXor', () => expectTable(over('boolXor'), bits('000', '110', '101'), bits('010', '111', '100')));

  it('of nothing', () => {
    expectTable(over('boolOr', []), [], bits('111'));
    expectTable(over('boolAnd', []), bits('000'), []);
    expectTable(over('atMostOne', []), bits('111'), []);
    expectTable(over('exactlyOne', []), [], bits('111'));
    expectTable(over('boolXor', []), [], bits('111'));
  });

  it('a literal listed twice counts twice', () => {
    expectTable(over('atMostOne', [0, 0]), bits('000'), bits('100'));
    expectTable(over('boolXor', [0, 0, 1]), bits('110', '010'), bits('100'));
  });
});

describe('enforcement', () => {
  it('every literal has to be true for the constraint to count', () => {
    const data = modelOf(1, 2, [{ kind: 'linear', vars: [0], coeffs: [1], domain: [5, 5], enforcement: [1, -3] }]);
    expectTable(
      data,
      [
        [5, 1, 0],
        [0, 0, 0],
        [0, 0, 1],
        [0, 1, 1],
      ],
      [[0, 1, 0]],
    );
  });

  it('switches off every kind', () => {
    const x = affine(0);
    const never = [-2];
    const wrong: Constraint[] = [
      { kind: 'boolOr', literals: [], enforcement: never },
      { kind: 'allDifferent', exprs: [x, x], enforcement: never },
      { kind: 'element', index: constant(3), exprs: [x], target: x, enforcement: never },
      { kind: 'max', target: affine(0, 1, 1), exprs: [x], enforcement: never },
      { kind: 'precedence', before: 0, after: 0, delay: 1, enforcement: never },
      { kind: 'cumulative', intervals: [0], demands: [constant(2)], capacity: constant(1), enforcement: never },
      { kind: 'noOverlap', intervals: [0, 0], enforcement: never },
      { kind: 'reservoir', times: [x], levelChanges: [2], min: 0, max: 1, enforcement: never },
      { kind: 'cover', readTime: x, writes: [], enforcement: never },
    ];
    const data = modelOf(1, 1, wrong, [{ start: x, size: constant(1), end: affine(0, 1, 1) }]);
    expect(verify(data, [0, 1])).toEqual([]);
    expect(verify(data, [0, 0])).toHaveLength(wrong.length);
  });
});

describe('allDifferent, element, max, min, precedence', () => {
  it('allDifferent compares the expressions, not the variables', () => {
    const exprs = [affine(0), affine(1, 1, 1), affine(2, -1), constant(4)];
    const data = modelOf(3, 0, [{ kind: 'allDifferent', exprs }]);
    expectTable(
      data,
      [
        [0, 0, 0 - 5],
        [1, 1, 9],
      ],
      [
        [1, 0, 9],
        [2, 5, -2],
        [4, 0, 0],
        [0, 3, 9],
      ],
    );
  });

  it('element counts from 0 and looks at the chosen one only', () => {
    const element: Constraint = {
      kind: 'element',
      index: affine(0, 1, -1),
      exprs: [affine(1), constant(7)],
      target: affine(2),
    };
    const violating = [
      [0, 3, 3],
      [3, 7, 7],
      [1, 3, 4],
      [2, 3, 3],
      [-9, 0, 0],
    ];
    expectTable(
      modelOf(3, 0, [element]),
      [
        [1, 3, 3],
        [2, 3, 7],
        [2, 9, 7],
      ],
      violating,
    );
  });

  it('max and min', () => {
    const exprs = [affine(1), affine(2, -1)];
    expectTable(
      modelOf(3, 0, [{ kind: 'max', target: affine(0), exprs }]),
      [
        [3, 3, 5],
        [4, -1, -4],
      ],
      [
        [4, 3, -3],
        [-5, 3, 5],
      ],
    );
    expectTable(
      modelOf(3, 0, [{ kind: 'min', target: affine(0), exprs }]),
      [
        [-5, 3, 5],
        [-1, -1, -4],
      ],
      [
        [3, 3, 5],
        [4, -1, -4],
      ],
    );
  });

  it('precedence', () => {
    const later = (delay: number) => modelOf(2, 0, [{ kind: 'precedence', before: 0, after: 1, delay }]);
    expectTable(
      later(2),
      [
        [1, 3],
        [-9, 9],
      ],
      [
        [1, 2],
        [3, 1],
      ],
    );
    expectTable(
      later(-2),
      [
        [3, 1],
        [0, 0],
      ],
      [[4, 1]],
    );
  });
});

describe('objectiveValue', () => {
  it('is the sum with its offset, in the sense of the model', () => {
    const data = modelOf(2, 0, []);
    expect(objectiveValue(data, [1, 2])).toBe(0);
    data.objective = { vars: [0, 1, 0], coeffs: [2, -3, 1], offset: 10 };
    expect(objectiveValue(data, [4, 1])).toBe(19);
    data.objective = { ...data.objective, maximize: true };
    expect(objectiveValue(data, [4, 1])).toBe(19);
  });
});

describe('violations', () => {
  it('name every broken record', () => {
    const constraints: Constraint[] = [
      { kind: 'boolOr', name: 'any', literals: [1] },
      { kind: 'linear', vars: [0], coeffs: [1], domain: [1, 9] },
      { kind: 'reservoir', name: 'tank', times: [affine(0)], levelChanges: [3], min: 0, max: 2 },
    ];
    expect(verify(modelOf(1, 1, constraints), [0, 0])).toEqual([
      "constraint 0 (boolOr 'any'): no literal is true",
      'constraint 1 (linear): the sum 0 is not in the domain',
      "constraint 2 (reservoir 'tank'): the level is 3 at time 0, not in 0..2",
    ]);
  });
});
