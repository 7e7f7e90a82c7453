// Checker of the division: contradictory when all enforcement facts hold and no denominator is positive, or the target misses the span of the four quotients at the
// ends of numerator and (positive) denominator. The quotient of either is monotone in the other, so these are the extremes.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: denominator >= 1 and target = trunc(numerator / denominator) if all facts hold. */
export function divisionChecker(
  target: Affine,
  numerator: Affine,
  denominator: Affine,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [target.sv, numerator.sv, denominator.sv, ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    const [min, max] = [Math.max(1, least(box, denominator)), greatest(box, denominator)];
    if (min > max) return true;
    const ends = [least(box, numerator), greatest(box, numerator)];
    const quotients = ends.flatMap((n) => [Math.trunc(n / min), Math.trunc(n / max)]);
    return Math.max(...quotients) < least(box, target) || Math.min(...quotients) > greatest(box, target);
  };
}
