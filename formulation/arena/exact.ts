// The smallest arena of few boxes, by constraint search: one integer variable for each offset, no overlap among the boxes of each step with a maximal set of live
// ones (time is fixed, so that only offsets are left of the rectangles), and the arena is the largest end. The best placement known is where the search starts from.

import { CpModel } from '../../model/build.ts';
import { valueIn } from '../../model/result.ts';
import { solveSync } from '../../model/solve-in-thread.ts';
import type { Boxes, Placement } from './arena.ts';

export interface ExactArena {
  readonly placement: Placement;
  /** No arena is smaller. */
  readonly lowerBound: number;
}

/** Improves a placement until it is proven to be the best or the ticks of the engine are used up. */
export function exactArena(
  boxes: Boxes,
  known: Placement,
  lowerBound: number,
  seed: number,
  ticks: number,
): ExactArena {
  const { count, size } = boxes;
  const model = new CpModel();
  const arena = model.newIntVar(lowerBound, known.arena, 'arena');
  const offsets = Array.from(size, (units, k) => model.newIntVar(0, known.arena - units, `offset ${k}`));
  const intervals = offsets.map((offset, k) => model.newFixedSizeIntervalVar(offset, size[k]));
  for (let k = 0; k < count; k++) {
    model.add(offsets[k].plus(size[k]).le(arena));
    model.addHint(offsets[k], known.offset[k]);
  }
  model.addHint(arena, known.arena);
  for (const live of maximalLiveSets(boxes)) model.addNoOverlap(live.map((k) => intervals[k]));
  model.minimize(arena);
  const result = solveSync(model, { randomSeed: seed, maxDeterministicTicks: ticks });
  const bound = Math.max(lowerBound, Math.ceil(result.bestBound ?? lowerBound));
  if (result.objective === null || result.objective >= known.arena) return { placement: known, lowerBound: bound };
  const offset = Float64Array.from(offsets, (variable) => valueIn(result, variable));
  return { placement: { offset, arena: result.objective }, lowerBound: bound };
}

/** The sets of boxes that live at the same step, without those that are part of another: each is complete at the last step before one of its boxes ends. */
function maximalLiveSets({ count, from, to }: Boxes): number[][] {
  const boxes = Array.from({ length: count }, (_, k) => k);
  const ends = Array.from(new Set(to)).sort((a, b) => a - b);
  let before = -1;
  const sets: number[][] = [];
  for (const end of ends) {
    // Only where a box began since the last end is there a set that no earlier one contains.
    if (boxes.some((k) => from[k] > before && from[k] <= end)) {
      sets.push(boxes.filter((k) => from[k] <= end && to[k] >= end));
    }
    before = end;
  }
  return sets.filter((set) => set.length > 1);
}
