// Judge of the cumulative constraint: contradiction iff it is enforced and the compulsory parts in the box overload the capacity, counted the dumb way at every
// time where one begins.

import { type Affine, lowerBound, upperBound } from '../../solver/affine.ts';
import { type Fact, isTrue } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';

/** Checker of: all of `enforcement` => at every time the demands of the present tasks over it sum to at most `capacity`. */
export function cumulativeChecker(
  tasks: readonly {
    readonly start: Affine;
    readonly end: Affine;
    readonly demand: Affine;
    readonly presence?: Fact;
  }[],
  capacity: Affine,
  enforcement: readonly Fact[],
): InferenceChecker {
  return (box) => {
    if (!enforcement.every((f) => isTrue(f, box))) return false;
    const most = upperBound(capacity, box);
    if (most < 0) return true;
    const parts = tasks
      .filter((task) => task.presence === undefined || isTrue(task.presence, box))
      .map((task) => ({
        from: upperBound(task.start, box),
        to: lowerBound(task.end, box),
        demand: lowerBound(task.demand, box),
      }));
    return parts.some(({ from: t }) => {
      let height = 0;
      for (const part of parts) if (part.from <= t && t < part.to) height += part.demand;
      return height > most;
    });
  };
}
