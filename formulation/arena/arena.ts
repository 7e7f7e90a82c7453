// What a plan of addresses has to place: one box for each tensor a schedule writes, from the step that writes it to the step after which it is freed, as wide as its
// bytes rounded up to the alignment. Placing boxes means giving each an offset so that no two that share a step share a byte:
//
//      offset ^           b reads a, c reads b, d reads a and c; a is computed twice (formulation/schedule.ts)
//             |  aaaaaaaaa       aaaaaaa
//             |      bbbbbbbbb   ccccccc
//             +---+---+---+---+---+---+---> step
//
// The problem is called dynamic storage allocation and is NP-hard (Garey and Johnson, SR2). No arena is smaller than the aligned peak, the largest sum of the boxes of a
// step; where a placement meets it, it is proven to be the best.

import type { ComputeGraph } from '../graph.ts';
import type { Simulation } from '../schedule.ts';

/** Boxes in units of the alignment: box k lives during the steps from[k]..to[k], both included, and is size[k] >= 1 units wide. */
export interface Boxes {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly size: Float64Array;
}

/** Offsets of the boxes, in their units, and the first unit that none of them covers. */
export interface Placement {
  readonly offset: Float64Array;
  readonly arena: number;
}

/** Last step of each tensor: lives[j] is that of the tensor written at step j. */
export function lastSteps(sequence: ArrayLike<number>, { frees }: Simulation): Int32Array {
  const last = new Int32Array(sequence.length).fill(sequence.length - 1); // what is never freed stays to the end
  const writer = new Map<number, number>();
  for (let j = 0; j < sequence.length; j++) {
    writer.set(sequence[j], j);
    for (const v of frees[j]) last[writer.get(v) as number] = j;
  }
  return last;
}

/** The boxes of a schedule; `step[k]` is the step that writes box k. Tensors of size 0 need no box. */
export function boxesOf(
  graph: ComputeGraph,
  sequence: ArrayLike<number>,
  replay: Simulation,
  alignment: number,
): Boxes & { readonly step: Int32Array } {
  const last = lastSteps(sequence, replay);
  const step = Int32Array.from(Array.from(last.keys()).filter((j) => graph.sizes[sequence[j]] > 0));
  return {
    count: step.length,
    from: step,
    to: Int32Array.from(step, (j) => last[j]),
    size: Float64Array.from(step, (j) => Math.ceil(graph.sizes[sequence[j]] / alignment)),
    step,
  };
}

/** Largest sum of the sizes of the boxes that share a step: a lower bound of every arena. */
export function largestLoad({ count, from, to, size }: Boxes): number {
  const change = new Map<number, number>();
  const add = (step: number, amount: number): void => {
    change.set(step, (change.get(step) ?? 0) + amount);
  };
  for (let k = 0; k < count; k++) {
    add(from[k], size[k]);
    add(to[k] + 1, -size[k]);
  }
  let load = 0;
  let largest = 0;
  for (const step of Array.from(change.keys()).sort((a, b) => a - b)) {
    load += change.get(step) as number;
    largest = Math.max(largest, load);
  }
  return largest;
}
