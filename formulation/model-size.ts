// How large the constraint model of a problem would be, found without building it: the staged domains of n nodes hold up to n^2 / 2 values each time over, which is nothing for
// a thousand nodes and everything there is for ten thousand.

import type { RematProblem } from './problem.ts';
import { earliestStage, freeCopies, reductions } from './reductions.ts';

/** Domain values (input order), or slots times copies (free order), above which the members that need the model are left out: about 2 GB. */
export const MAX_MODEL_SIZE = 20_000_000;

/** Number of values in the domains of the model. O(n + m). */
export function modelSize(problem: RematProblem): number {
  const { graph, order, maxComputations, memoryBound, keepOutputs } = problem;
  if (order === 'free') {
    const copies = freeCopies(graph, maxComputations);
    let pairs = 0;
    for (let v = 0; v < graph.n; v++) {
      pairs += copies[v]!;
      for (const u of graph.predecessors[v]!) pairs += copies[u]! * copies[v]!;
    }
    return pairs;
  }
  const r = reductions(graph, memoryBound, maxComputations, keepOutputs);
  let values = 0;
  for (let v = 0; v < graph.n; v++) {
    const stages = r.copies[v]! > 1 ? r.lastStage[v]! - earliestStage(r, v, 1) + 1 : 0;
    // its starts, and one end for each of its readers' copies
    values += (r.copies[v]! - 1) * stages;
    for (const u of graph.predecessors[v]!) values += r.copies[u]! * (1 + stages);
  }
  return values;
}
