// For the tests of verify: small models, and the check of a table of assignments.

import { expect } from 'vitest';
import { type Affine, type Constraint, emptyModel, type Interval, type ModelData } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { verify } from '../../model/verify.ts';

export const constant = (offset: number): Affine => ({ vars: [], coeffs: [], offset });
export const affine = (v: number, coeff = 1, offset = 0): Affine => ({ vars: [v], coeffs: [coeff], offset });

/** A model over integers -9..9 and then Booleans. */
export function modelOf(
  integers: number,
  booleans: number,
  constraints: Constraint[],
  intervals: Interval[] = [],
): ModelData {
  const variables = [
    ...Array.from({ length: integers }, () => ({ domain: [-9, 9] })),
    ...Array.from({ length: booleans }, () => ({ domain: [0, 1] })),
  ];
  return { ...emptyModel(), variables, intervals, constraints };
}

export function expectTable(data: ModelData, satisfying: number[][], violating: number[][]): void {
  expect(validate(data)).toBe(null);
  for (const values of satisfying) expect(verify(data, values), `${values}`).toEqual([]);
  for (const values of violating) expect(verify(data, values), `${values}`).toHaveLength(1);
}
