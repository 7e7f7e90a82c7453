// What a problem's structure proves without search.

import { totalDuration } from './graph.ts';
import { largestNeed, structuralReason } from './infeasibility.ts';
import type { RematProblem } from './problem.ts';

/**
 * A lower bound of the objective that holds for every schedule; Infinity when there is none.
 *
 * Memory: while v runs, its output and all its inputs are live, in any order and with any recomputation, so the peak is at least
 * size(v) + sum of size(u) over inputs u, and what is held for later readers because it is computed only once (held.ts); with C = 1 and the input order that is its
 * peak. Outputs that are kept are all live at the last step. Duration: every node runs at least once.
 */
export function structuralBound(problem: RematProblem): number {
  if (structuralReason(problem) !== null) return Number.POSITIVE_INFINITY;
  return problem.objective === 'duration' ? totalDuration(problem.graph) : largestNeed(problem).needed;
}
