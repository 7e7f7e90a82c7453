// Random compute graphs and random execution sequences of them, for tests.

import { type ComputeGraph, makeGraph } from '../../formulation/graph.ts';
import type { Random } from '../../solver/random.ts';

export interface RandomGraphOptions {
  readonly maxNodes: number;
  /** Probability of a link between two nodes. */
  readonly density: number;
  readonly maxSize?: number;
  readonly maxDuration?: number;
}

/** A graph of 1..maxNodes nodes whose node order is topological; sizes and durations may be 0. */
export function randomGraph(random: Random, options: RandomGraphOptions): ComputeGraph {
  const { maxNodes, density, maxSize = 9, maxDuration = 9 } = options;
  const n = random.between(1, maxNodes);
  const links: [number, number][] = [];
  for (let v = 0; v < n; v++) for (let u = 0; u < v; u++) if (random.chance(density)) links.push([u, v]);
  const nodes = Array.from({ length: n }, (_, id) => ({
    id,
    name: `node ${id}`,
    size: random.between(0, maxSize),
    duration: random.between(0, maxDuration),
    backward: random.chance(0.5),
  }));
  return makeGraph({ name: 'random', nodes, links });
}

/** Every node in a random topological order, with up to `extra` recomputations whose inputs have been computed. */
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

/** As randomSequence, but first computations follow the input order. */
export function randomInputOrderSequence(random: Random, graph: ComputeGraph, extra: number): number[] {
  const sequence: number[] = [];
  for (let v = 0; v < graph.n; v++) {
    for (let k = v === 0 ? 0 : random.between(0, extra); k > 0; k--) sequence.push(random.below(v));
    sequence.push(v);
  }
  return sequence;
}
