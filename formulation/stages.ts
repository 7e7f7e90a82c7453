// Stages: the event numbering of the Moccasin model with a fixed input order (Bartan et al., ICML 2023, section 2.3, after Checkmate's frontier-advancing stages).
// Stage k computes node k for the first time, after recomputing any nodes before it, in input order. It has k + 1 events, one per node:
//
//      stage 0   stage 1      stage 2          event(k, o) = k (k + 1) / 2 + o  is "node o is computed in stage k"
//      0         0   1        0   1   2    <-  the node o
//      0         1   2        3   4   5    <-  the event; the last one of a stage is the first computation of node k

/** The event at which node o is computed in stage k, 0 <= o <= k. */
export function event(stage: number, node: number): number {
  return (stage * (stage + 1)) / 2 + node;
}

/** Number of events of a graph with n nodes: the end of the time line. */
export function eventCount(n: number): number {
  return (n * (n + 1)) / 2;
}

/** The stage an event belongs to; its node is then e - event(stage, 0). O(1); exact for e < 2^50. */
export function stageOf(e: number): number {
  let k = Math.floor((Math.sqrt(8 * e + 1) - 1) / 2);
  while ((k * (k + 1)) / 2 > e) k--;
  while (((k + 1) * (k + 2)) / 2 <= e) k++;
  return k;
}
