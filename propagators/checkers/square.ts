// Checker of the square: contradictory when all enforcement facts hold and no number of the base has its square within the bounds of the target. It counts up the
// sizes of such numbers, from just below the root of the target's lower bound to the root of its upper bound.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: target = base * base if all facts hold. */
export function squareChecker(target: Affine, base: Affine, enforcement: readonly Fact[]): InferenceChecker {
  const mentioned = [target.sv, base.sv, ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    const [min, max] = [least(box, base), greatest(box, base)];
    const end = greatest(box, target);
    const start = Math.floor(Math.sqrt(Math.max(0, least(box, target)))) - 1;
    for (let size = Math.max(0, min, 0 - max, start); size <= Math.max(max, 0 - min) && size * size <= end; size++) {
      const reached = (min <= size && size <= max) || (min <= 0 - size && 0 - size <= max);
      if (reached && size * size >= least(box, target)) return false;
    }
    return true;
  };
}
