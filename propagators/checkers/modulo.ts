// Checker of the modulo: contradictory when all enforcement facts hold and no number between the bounds of expr has a remainder between the bounds of the target. The
// numbers of one sign have remainders that run around in a circle, so no more than a turn of them is looked at.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: target = expr % modulus (sign of expr) if all facts hold. */
export function moduloChecker(
  target: Affine,
  expr: Affine,
  modulus: number,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [target.sv, expr.sv, ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    const [min, max] = [least(box, expr), greatest(box, expr)];
    const fits = (n: number): boolean => n % modulus >= least(box, target) && n % modulus <= greatest(box, target);
    const up = Math.max(min, 0);
    for (let n = up; n <= Math.min(max, up + modulus); n++) if (fits(n)) return false;
    const down = Math.min(max, 0);
    for (let n = down; n >= Math.max(min, down - modulus); n--) if (fits(n)) return false;
    return true;
  };
}
