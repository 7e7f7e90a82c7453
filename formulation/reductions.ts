// What can be left out of the Moccasin model without losing an optimal schedule. Each rule is proven here and compared with brute force in
// test/formulation/moccasin.test.ts. Durations are >= 0 throughout, and a tensor is only useful while somebody still reads it. The rules take computations out of
// a schedule and keep tensors longer instead; they never add a computation. So they hold for any C, and where nodes may not be computed again: those have one copy, a
// schedule that computes them once still does so afterwards, and their tensors are among those that a rule keeps.
//
// With a fixed input order:
//
// A. A copy that nobody reads can be dropped (the first computations stay: they are required). This shortens the schedule and lowers memory at every step. So
//    A1 sinks are computed once, and A2 a copy lives exactly until its last read: ends are "some reader's event + 1", or "own event + 1" for a
//    first computation that nobody reads. A kept output is read at the end of time by its last copy: a sink may then be computed a second time, to bring
//    back what had to be given up, but not a third.
// B. A recomputation of v in stage k needs a read at or after that stage, by the first computation of a reader w (stage o(w)) or by a recomputation of w.
//    With L(v) the last stage in which v can be read, L(v) = max over readers w of max(o(w), L(w) if w can be recomputed at all), stages above L(v) are out.
//    For a kept output L(v) is the last stage of all. (A reader that may not be computed again can be recomputed in no stage.)
// C. Let K be the first stage with size(0) + ... + size(K) > budget. A recomputation in a stage below K is never needed: its previous copy could be kept until
//    the recomputation instead. The tensors that are live at an event of stage k are different nodes <= k, so memory at the events that this
//    lengthens (all in stages below K) cannot pass the budget, and the schedule gets no longer. Reads of the new copy are then served by the kept one.
//    Repeating this ends, since each step removes a copy. What a recomputation itself reads is read less often afterwards, never more.
// D. Recomputations of v in stages o(v)+1 .. L(v) are different events, the first in stage max(o(v) + 1, K) at the earliest, so the i-th is in stage
//    >= max(o(v) + i, K + i - 1). By A each is read, in its own stage or a later one but before the next recomputation of v, and that one comes before its
//    readers of the same stage: two copies are never read in the same stage. So v has at most as many recomputations as there are stages >= max(o(v) + 1, K)
//    in which a reader may run. Whatever C, there are at most n - 1 of them.
//
// With free order only A holds, and says more: a computation that nobody reads can be dropped as long as it is not the only one of its node, even the first
// one, and even of a kept output, whose last computation suffices. So every computation of a node that is computed more than once serves a read of its own, and v needs
// at most the sum over its readers w of the computations of w.

import type { ComputeGraph } from './graph.ts';

export interface Reductions {
  /** Most computations of each node worth modelling, 1 <= copies[v] <= maxComputations. */
  readonly copies: Int32Array;
  /** First stage in which any recomputation can be needed (rule C). */
  readonly firstStage: number;
  /** lastStage[v]: last stage in which v can be read (rule B); o(v) if nobody reads it and it is not kept. */
  readonly lastStage: Int32Array;
}

/** Rules A to D for a budget in the unit of graph.sizes (Infinity: no recomputation is ever needed). O(n + m). */
export function reductions(
  graph: ComputeGraph,
  budget: number,
  maxComputations: number,
  keepOutputs: boolean,
): Reductions {
  const { n, sizes, successors, recomputable } = graph;
  let firstStage = 0;
  let total = 0;
  while (firstStage < n) {
    total += sizes[firstStage]!;
    if (total > budget) break;
    firstStage++;
  }
  const lastStage = new Int32Array(n);
  const copies = new Int32Array(n).fill(1);
  for (let v = n - 1; v >= 0; v--) {
    const isSink = successors[v]!.length === 0;
    let last = isSink && keepOutputs ? n - 1 : v;
    for (const w of successors[v]!) last = Math.max(last, copies[w]! > 1 ? lastStage[w]! : w);
    lastStage[v] = last;
    if (recomputable[v] === 0) continue;
    if (!isSink)
      copies[v] = 1 + Math.min(maxComputations - 1, readingStages(successors[v]!, firstStage, lastStage, copies));
    else if (keepOutputs && last > v && last >= firstStage) copies[v] = Math.min(2, maxComputations);
  }
  return { copies, firstStage, lastStage };
}

/** Number of stages >= firstStage in which one of the readers may run: its own stage, and for one with recomputations all up to its last. */
function readingStages(readers: Int32Array, firstStage: number, lastStage: Int32Array, copies: Int32Array): number {
  let stages = 0;
  let next = firstStage; // stages below are counted
  for (const w of readers) {
    const end = copies[w]! > 1 ? lastStage[w]! : w;
    const from = Math.max(w, next);
    if (end < from) continue;
    stages += end - from + 1;
    next = end + 1;
  }
  return stages;
}

/** First stage of the i-th recomputation of v (i >= 1), by rule D. */
export function earliestStage(r: Reductions, v: number, i: number): number {
  return Math.max(v + i, r.firstStage + i - 1);
}

/** Most computations of each node worth modelling in free order (rule A); doubles, since C may exceed any int32. O(n + m). */
export function freeCopies(graph: ComputeGraph, maxComputations: number): Float64Array {
  const { n, successors, recomputable } = graph;
  const copies = new Float64Array(n).fill(1);
  for (let v = n - 1; v >= 0; v--) {
    if (recomputable[v] === 0 || successors[v]!.length === 0) continue;
    let reads = 0;
    for (const w of successors[v]!) reads += copies[w]!;
    copies[v] = Math.min(maxComputations, reads);
  }
  return copies;
}

/** As many computations of a node local search tries in free order, needed or not. */
const SEARCHED_COMPUTATIONS = 16;

/**
 * The part of C that matters: no optimum needs more computations of a node (rules A and D), and no search tries more. With a fixed input order there is at most one in
 * each stage. The sums of a schedule are bounded by this and not by C, which may be any safe integer. O(n + m).
 */
export function usefulComputations(graph: ComputeGraph, order: 'input' | 'free', maxComputations: number): number {
  if (order === 'input') return Math.min(maxComputations, graph.n);
  let most = SEARCHED_COMPUTATIONS;
  for (const copies of freeCopies(graph, maxComputations)) most = Math.max(most, copies);
  return Math.min(maxComputations, most);
}
