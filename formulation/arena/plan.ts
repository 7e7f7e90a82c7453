// Addresses for all tensors of a schedule in one arena: first fit and ejection chains, then, where the boxes are few, constraint search for the proof.

import type { ComputeGraph } from '../graph.ts';
import type { Simulation } from '../schedule.ts';
import { boxesOf, largestLoad } from './arena.ts';
import { exactArena } from './exact.ts';
import { searchArena } from './search.ts';

export interface ArenaParameters {
  /** Offsets are multiples of it; in the unit of graph.sizes. */
  readonly alignment: number;
  readonly seed: number;
  /** Work of the search, in boxes looked at; that of the constraint search is in proportion. */
  readonly work: number;
  /** An arena of this size is good enough. Default: none but the least is. */
  readonly enough?: number;
}

/** Boxes looked at in two to three seconds. */
export const DEFAULT_ARENA_WORK = 800_000_000;

/** Addresses are multiples of it where nothing else is said. */
export const DEFAULT_ALIGNMENT = 64;

/** All numbers in the unit of graph.sizes. */
export interface ArenaPlan {
  /** offsets[j]: where the tensor written at step j begins; 0 for tensors of size 0. */
  readonly offsets: Float64Array;
  /** Bytes from offset 0 to the end of the last tensor, rounded up to the alignment. */
  readonly arena: number;
  /** No arena of this schedule with this alignment is smaller. */
  readonly lowerBound: number;
}

/** Boxes up to which the constraint search is tried. */
const MOST_EXACT_BOXES = 120;
/** Its ticks for each box looked at: by default it has a few seconds. */
const EXACT_TICKS = 0.025;

/** Place the tensors of a sequence, given its replay. Deterministic. RangeError if rounding up to the alignment leaves the safe integers. */
export function planArena(
  graph: ComputeGraph,
  sequence: ArrayLike<number>,
  replay: Simulation,
  { alignment, seed, work, enough = 0 }: ArenaParameters,
): ArenaPlan {
  const boxes = boxesOf(graph, sequence, replay, alignment);
  const total = boxes.size.reduce((sum, size) => sum + size, 0);
  if (!Number.isSafeInteger(total * alignment)) {
    throw new RangeError(`the sizes rounded up to multiples of ${alignment} add up to more than 2^53-1`);
  }
  let lowerBound = largestLoad(boxes);
  const target = Math.max(lowerBound, Math.floor(enough / alignment));
  let placement = searchArena(boxes, target, { seed, work });
  if (placement.arena > target && boxes.count <= MOST_EXACT_BOXES) {
    ({ placement, lowerBound } = exactArena(boxes, placement, lowerBound, seed, Math.floor(work * EXACT_TICKS)));
  }
  const offsets = new Float64Array(sequence.length);
  for (let k = 0; k < boxes.count; k++) offsets[boxes.step[k]] = placement.offset[k] * alignment;
  return { offsets, arena: placement.arena * alignment, lowerBound: lowerBound * alignment };
}
