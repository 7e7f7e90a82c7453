// Checker of all-different: contradictory when some interval of values holds more expressions than it has values. All pairs of bounds are tried.

import type { Affine } from '../../solver/affine.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint. O(n^3). */
export function allDifferentChecker(exprs: readonly Affine[]): InferenceChecker {
  const mentioned = exprs.map((e) => e.sv);
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    for (const left of exprs) {
      for (const right of exprs) {
        const first = least(box, left);
        const last = greatest(box, right);
        const inside = exprs.filter((e) => least(box, e) >= first && greatest(box, e) <= last);
        if (inside.length > Math.max(0, last - first + 1)) return true;
      }
    }
    return false;
  };
}
