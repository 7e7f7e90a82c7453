// Judge of the cumulative resource by energy: contradiction iff it is enforced and the present tasks in the box need more in some window than the capacity has there. The
// windows are those that suffice for that (Baptiste, Le Pape, Nuijten 1999): from any time at which some task begins to matter, or ceases to, to any such time, or
// to the time that is as far from the middle of some task. All windows, all tasks: O(n^3), the dumb way.

import { type Affine, lowerBound, upperBound } from '../../solver/affine.ts';
import { type Fact, isTrue } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';

/** Checker of: all of `enforcement` => at every time the demands of the present tasks over it sum to at most `capacity`; a task lasts end - start = size. */
export function cumulativeEnergyChecker(
  tasks: readonly {
    readonly start: Affine;
    readonly end: Affine;
    readonly size: Affine;
    readonly demand: Affine;
    readonly presence?: Fact;
  }[],
  capacity: Affine,
  enforcement: readonly Fact[],
): InferenceChecker {
  return (box) => {
    if (!enforcement.every((f) => isTrue(f, box))) return false;
    const most = upperBound(capacity, box);
    const present = tasks
      .filter((task) => task.presence === undefined || isTrue(task.presence, box))
      .map((task) => {
        const startMax = upperBound(task.start, box);
        const endMin = lowerBound(task.end, box);
        const size = Math.max(lowerBound(task.size, box), endMin - startMax);
        return { startMax, endMin, size, demand: lowerBound(task.demand, box) };
      })
      .filter(({ size }) => size > 0);
    const exceeds = (a: number, b: number): boolean => {
      let energy = 0;
      for (const { startMax, endMin, size, demand } of present) {
        energy += demand * Math.max(0, Math.min(b - a, size, endMin - a, b - startMax));
      }
      return a < b && energy > most * (b - a);
    };
    const begins = present.flatMap(({ startMax, endMin, size }) => [endMin - size, startMax, endMin]);
    const ends = present.flatMap(({ startMax, endMin, size }) => [startMax + size, endMin, startMax]);
    const sums = present.map(({ startMax, endMin }) => startMax + endMin);
    return (
      begins.some((a) => ends.some((b) => exceeds(a, b)) || sums.some((sum) => exceeds(a, sum - a))) ||
      ends.some((b) => sums.some((sum) => exceeds(sum - b, b)))
    );
  };
}
