// Takes needless recomputations out of a schedule: those nobody reads, and those whose previous copy could just as well have been kept within the memory that is
// allowed. Works for both order modes. With the input order the result can always be expressed by the reduced model (reductions.ts): what rules A to C
// exclude is needless in this sense.

import { type RematProblem, type Sequence, verifiedObjective } from './problem.ts';
import { simulate } from './schedule.ts';

/** Work (steps replayed) after which polishing stops trying further recomputations. */
const MAX_STEPS_REPLAYED = 20_000_000;

/** A schedule at least as good as the given valid one, without needless recomputations; the longest are tried first. */
export function polish(problem: RematProblem, sequence: Sequence): Sequence {
  const { graph, keepOutputs } = problem;
  const allowed =
    problem.objective === 'duration'
      ? problem.memoryBound
      : Math.max(verifiedObjective(problem, sequence), problem.memoryBound);
  let best = [...sequence];
  let replayed = 0;
  // what one recomputation reads may be needless once it is gone, so until a pass takes nothing out
  for (let before = 0; best.length !== before && replayed <= MAX_STEPS_REPLAYED; ) {
    before = best.length;
    for (const { node, nth } of recomputations(problem, best)) {
      replayed += best.length;
      if (replayed > MAX_STEPS_REPLAYED) break;
      const without = withoutNth(best, node, nth);
      const replay = simulate(graph, without, { keepOutputs });
      if (replay.valid && replay.peak <= allowed) best = without;
    }
  }
  return best.length === sequence.length ? sequence : best;
}

interface Recomputation {
  readonly node: number;
  /** 1 for the first recomputation of the node. */
  readonly nth: number;
}

/** All recomputations by decreasing duration; of one node the last first, so that the numbers of the earlier ones stay true when later ones go. */
function recomputations({ graph }: RematProblem, sequence: Sequence): Recomputation[] {
  const count = new Int32Array(graph.n);
  const result: Recomputation[] = [];
  for (const node of sequence) {
    if (count[node]! > 0) result.push({ node, nth: count[node]! });
    count[node]!++;
  }
  return result.sort((a, b) => graph.durations[b.node]! - graph.durations[a.node]! || a.node - b.node || b.nth - a.nth);
}

function withoutNth(sequence: Sequence, node: number, nth: number): number[] {
  let seen = 0;
  return sequence.filter((v) => v !== node || seen++ !== nth);
}
