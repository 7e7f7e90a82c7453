// Checker of the linear inequality: contradictory when all enforcement facts hold and the least possible sum is above the right side.

import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import type { SVar } from '../../solver/types.ts';
import { holds, isEmpty } from './box.ts';

/** The arguments are those of the constraint: sum of coeffs[i] * svs[i] <= rhs if all facts hold. */
export function linearChecker(
  svs: ArrayLike<SVar>,
  coeffs: ArrayLike<number>,
  rhs: number,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [...Array.from(svs), ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    let sum = 0;
    for (let i = 0; i < svs.length; i++) sum += coeffs[i]! * box[svs[i]!]!;
    return sum > rhs;
  };
}
