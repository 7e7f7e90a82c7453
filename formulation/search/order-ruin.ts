// Ruin and recreate in free order: on staged schedules over the order in which a given sequence computes the nodes for the first time. That order stays; what changes is
// what is computed again, and when. Annealing in free order (free-annealing.ts) changes the order, so the two take turns.

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { Random } from '../../solver/random.ts';
import { type ComputeGraph, makeGraph } from '../graph.ts';
import { RuinRecreate, type RuinRecreateOptions } from './ruin-recreate.ts';

export class OrderRuin {
  private readonly search: RuinRecreate;
  /** node[i]: the node that is computed i-th for the first time. */
  private readonly node: readonly number[];
  private readonly position: Int32Array;

  /** From a sequence that computes every node after those it reads. */
  constructor(graph: ComputeGraph, sequence: readonly number[], options: RuinRecreateOptions, random: Random) {
    this.node = [...new Set(sequence)];
    this.position = new Int32Array(graph.n);
    for (let i = 0; i < graph.n; i++) this.position[this.node[i]!] = i;
    this.search = new RuinRecreate(reordered(graph, this.node), options, random);
  }

  /** Duration of the best schedule that fits, Infinity before the first. */
  get bestDuration(): number {
    return this.search.walk.bestDuration;
  }

  get rounds(): number {
    return this.search.rounds;
  }

  /** The best schedule, null when none is known that fits. */
  best(): number[] | null {
    const best = this.search.walk.best();
    return best === null ? null : best.map((i) => this.node[i]!);
  }

  /** Goes on from a schedule with the same order of first computations, unless a better one is known. */
  adopt(sequence: readonly number[], duration: number): void {
    this.search.adopt(
      sequence.map((v) => this.position[v]!),
      duration,
    );
  }

  /** Works until the budget is over or `stopped`; true when the best schedule has improved. */
  run(work: WorkBudget, stopped: () => boolean): boolean {
    return this.search.run(work, stopped);
  }
}

/** The graph with another of its orders as the input order; its ids are the numbers of `graph`. */
function reordered(graph: ComputeGraph, order: readonly number[]): ComputeGraph {
  return makeGraph({
    name: graph.name,
    nodes: Array.from({ length: graph.n }, (_, v) => ({
      id: v,
      name: graph.names[v]!,
      size: graph.sizes[v]!,
      duration: graph.durations[v]!,
      backward: graph.backward[v] === 1,
      recomputable: graph.recomputable[v] === 1,
    })),
    links: graph.predecessors.flatMap((inputs, v) => Array.from(inputs, (u): [number, number] => [u, v])),
    order,
  });
}
