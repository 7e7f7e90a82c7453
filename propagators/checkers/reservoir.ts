// Judge of the reservoir constraint, both sides: contradiction iff it is enforced and at some time the level is too low even with all gains that may and only the
// drains that must have happened, or too high with the reverse. Counted from scratch at every bound of an event.

import { type Affine, lowerBound, upperBound } from '../../solver/affine.ts';
import { type Fact, isFalse, isTrue } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';

/** Checker of: all of `enforcement` => at every time the changes of the active events so far sum to a value in [min, max]. */
export function reservoirChecker(
  events: readonly { readonly time: Affine; readonly change: number; readonly active?: Fact }[],
  min: number,
  max: number,
  enforcement: readonly Fact[],
): InferenceChecker {
  return (box) => {
    if (!enforcement.every((f) => isTrue(f, box))) return false;
    if (min > 0 || max < 0) return true;
    const times = events.flatMap((e) => [lowerBound(e.time, box), upperBound(e.time, box)]);
    return times.some((t) => {
      let lowest = 0;
      let highest = 0;
      for (const e of events) {
        const may = lowerBound(e.time, box) <= t && (e.active === undefined || !isFalse(e.active, box));
        const must = upperBound(e.time, box) <= t && (e.active === undefined || isTrue(e.active, box));
        if (e.change > 0 ? must : may) lowest += e.change;
        if (e.change > 0 ? may : must) highest += e.change;
      }
      return highest < min || lowest > max;
    });
  };
}
