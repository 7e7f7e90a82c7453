// Rules of presolve that look at the whole model, each alone, on a model made for it: what may lose solutions, defined variables, probing; and when presolve stops.

import { describe, expect, it } from 'vitest';
import type { Constraint, ModelData } from '../../model/model.ts';
import { presolve } from '../../model/presolve/presolve.ts';
import { BOOL, clause, INF, linear, modelOf, not } from './support.ts';

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
