// Checker of the product: contradictory when all enforcement facts hold and the target misses the interval that the products of the corners span.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: target = first * second if all facts hold. */
export function productChecker(
  target: Affine,
  first: Affine,
  second: Affine,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [target.sv, first.sv, second.sv, ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    const corners = [least(box, first), greatest(box, first)].flatMap((a) => [
      a * least(box, second),
      a * greatest(box, second),
    ]);
    return Math.max(...corners) < least(box, target) || Math.min(...corners) > greatest(box, target);
  };
}
