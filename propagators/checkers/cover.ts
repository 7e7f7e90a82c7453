// Judge of the cover constraint: contradiction iff it is enforced and no write can serve the read anywhere in the box.

import { type Affine, lowerBound, upperBound } from '../../solver/affine.ts';
import { type Fact, isFalse, isTrue } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';

/** Checker of: all of `enforcement` => some active write has start < readTime < end. */
export function coverChecker(
  readTime: Affine,
  writes: readonly { readonly start: Affine; readonly end: Affine; readonly active?: Fact }[],
  enforcement: readonly Fact[],
): InferenceChecker {
  return (box) => {
    if (!enforcement.every((f) => isTrue(f, box))) return false;
    return writes.every((w) => {
      if (w.active !== undefined && isFalse(w.active, box)) return true;
      const earliest = Math.max(lowerBound(readTime, box), lowerBound(w.start, box) + 1);
      const latest = Math.min(upperBound(readTime, box), upperBound(w.end, box) - 1);
      return earliest > latest;
    });
  };
}
