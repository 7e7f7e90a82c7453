// What can be left out of the Moccasin model of a fixed input order without losing an optimal schedule. Each rule is proven here and compared with brute force in
// test/formulation/moccasin.test.ts. Durations are >= 0 throughout, and a tensor is only useful while somebody still reads it.
//
// A. A copy that nobody reads can be dropped (the first computations stay: they are required). This shortens the schedule and lowers memory at every step. So
//    A1 sinks are computed once, and A2 a copy lives exactly until its last read: ends are "some reader's event + 1", or "own event + 1" for a
//    first computation that nobody reads. A kept output is read at the end of time by its last copy: a sink may then be computed a second time, to bring
//    back what had to be given up, but not a third.
// B. A recomputation of v in stage k needs a read at or after that stage, by the first computation of a reader w (stage o(w)) or by a recomputation of w.
//    With L(v) the last stage in which v can be read, L(v) = max over readers w of max(o(w), L(w) if w can be recomputed at all), stages above L(v) are out.
//    For a kept output L(v) is the last stage of all.
// C. Let K be the first stage with size(0) + ... + size(K) > budget. A recomputation in a stage below K is never needed: its previous copy could be kept until
//    the recomputation instead. The tensors that are live at an event of stage k are different nodes <= k, so memory at the events that this
//    lengthens (all in stages below K) cannot pass the budget, and the schedule gets no longer. Reads of the new copy are then served by the kept one.
//    Repeating this ends, since each step removes a copy.
// D. Recomputations of v in stages o(v)+1 .. L(v) are different events, so v has at most L(v) - max(o(v), K - 1) of them; the i-th is in stage
//    >= max(o(v) + i, K + i - 1).

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
  const { n, sizes, successors } = graph;
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
    for (const w of successors[v]!) last = Math.max(last, copies[w]! > 1 ? Math.max(w, lastStage[w]!) : w);
    lastStage[v] = last;
    if (isSink && !keepOutputs) continue;
    const most = isSink ? Math.min(2, maxComputations) : maxComputations;
    const recomputations = last - Math.max(v, firstStage - 1);
    copies[v] = 1 + Math.max(0, Math.min(most - 1, recomputations));
  }
  return { copies, firstStage, lastStage };
}

/** First stage of the i-th recomputation of v (i >= 1), by rule D. */
export function earliestStage(r: Reductions, v: number, i: number): number {
  return Math.max(v + i, r.firstStage + i - 1);
}
