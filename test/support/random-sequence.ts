// Random execution sequences of a graph, for tests.

import type { ComputeGraph } from '../../formulation/graph.ts';
import type { Random } from '../../solver/random.ts';

/** Every node in a random topological order, with up to `extra` recomputations whose inputs have been computed, of nodes that may be computed again or not. */
export function randomSequence(random: Random, graph: ComputeGraph, extra: number): number[] {
  const sequence: number[] = [];
  const done = new Set<number>();
  let recomputations = random.between(0, extra);
  while (done.size < graph.n || recomputations > 0) {
    const ready: number[] = [];
    for (let v = 0; v < graph.n; v++) {
      if (!done.has(v) && graph.predecessors[v].every((u) => done.has(u))) ready.push(v);
    }
    if (ready.length === 0 || (done.size > 0 && recomputations > 0 && random.chance(0.4))) {
      sequence.push(random.pick([...done]));
      recomputations--;
    } else {
      const v = random.pick(ready);
      sequence.push(v);
      done.add(v);
    }
  }
  return sequence;
}

/** As randomSequence, but first computations follow the input order, and only nodes that may be computed again are. */
export function randomInputOrderSequence(random: Random, graph: ComputeGraph, extra: number): number[] {
  const sequence: number[] = [];
  for (let v = 0; v < graph.n; v++) {
    for (let k = v === 0 ? 0 : random.between(0, extra); k > 0; k--) {
      const u = random.below(v);
      if (graph.recomputable[u] === 1) sequence.push(u);
    }
    sequence.push(v);
  }
  return sequence;
}
