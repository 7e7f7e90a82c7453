// Big constants turned into conditions: where one value of a Boolean makes a linear constraint hold whatever the other variables are, the constraint is one under the other
// value, without the term. x - y - 1000 b <= -3 over 0..100 becomes x + 3 <= y if not b: an explanation then speaks of b alone, not of sums with 1000 in them.
//
// Only for constraints with a number in them; sums of Booleans are as well off as they are. (Enforcement extraction of CP-SAT's presolve.)

import { type LinearConstraint, type LiteralRef, MAX_VALUE, negateRef } from '../model.ts';
import { enforced, named } from './records.ts';
import type { Row } from './simplify-linear.ts';
import type { WorkingModel } from './working-model.ts';

/** The conditional constraint; null if no Boolean decides. Precondition: the row is neither always true nor always false. */
export function withConditions(
  { store }: WorkingModel,
  { vars, coeffs, min, max, allowed }: Row,
  c: LinearConstraint,
  enforcement: readonly LiteralRef[],
): LinearConstraint | null {
  const [lo, hi] = [allowed[0]!, allowed[allowed.length - 1]!];
  const isUpper = hi < max;
  if (allowed.length !== 2 || isUpper === lo > min || vars.every((x) => store.isBoolean(x))) return null;
  // by how much the sum can be too large, or too small
  const excess = isUpper ? max - hi : lo - min;
  const conditions: LiteralRef[] = [];
  const rest: number[] = [];
  let shift = 0;
  for (const [k, x] of vars.entries()) {
    const coeff = coeffs[k]!;
    if (!store.isBoolean(x) || Math.abs(coeff) < excess) {
      rest.push(k);
      continue;
    }
    const whenTrue = coeff > 0 === isUpper;
    conditions.push(whenTrue ? x : negateRef(x));
    if (whenTrue) shift += coeff;
  }
  if (conditions.length === 0) return null;
  return {
    ...named(c),
    kind: 'linear',
    ...enforced([...enforcement, ...conditions]),
    vars: rest.map((k) => vars[k]!),
    coeffs: rest.map((k) => coeffs[k]!),
    domain: isUpper ? [-MAX_VALUE, hi - shift] : [lo - shift, MAX_VALUE],
  };
}
