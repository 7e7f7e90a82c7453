// What a problem's structure proves without search.

import type { RematProblem } from './problem.ts';

/**
 * A lower bound of the objective that holds for every schedule; Infinity when there is none.
 *
 * Memory: while v runs, its output and all its inputs are live, in any order and with any recomputation, so the peak is at least
 * size(v) + sum of size(u) over inputs u. Outputs that are kept are all live at the last step, together with what that step reads. Duration: every node runs at least once.
 */
export function structuralBound(problem: RematProblem): number {
  const { graph, keepOutputs, objective, memoryBound, durationBound } = problem;
  const { n, sizes, durations, predecessors, successors } = graph;
  let memory = 0;
  let duration = 0;
  let outputs = 0;
  for (let v = 0; v < n; v++) {
    let needed = sizes[v]!;
    for (const u of predecessors[v]!) needed += sizes[u]!;
    memory = Math.max(memory, needed);
    duration += durations[v]!;
    if (successors[v]!.length === 0) outputs += sizes[v]!;
  }
  if (keepOutputs) memory = Math.max(memory, outputs);
  if (duration > durationBound || (objective === 'duration' && memory > memoryBound)) return Number.POSITIVE_INFINITY;
  return objective === 'duration' ? duration : memory;
}
