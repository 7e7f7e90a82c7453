// Breadth-first search from a node over the arcs of a graph that are not false, along them or against them, and the cut around what it has seen.

import type { Explanation } from '../solver/propagator.ts';
import { type ArcGraph, NONE } from './circuit-graph.ts';

export class ArcSearch {
  /** By node: 1 if the last search has seen it. */
  readonly seen: Uint8Array;
  /** By node: the arc by which it was seen; NONE for the start and what was not seen. */
  readonly via: Int32Array;
  /** Number of nodes seen. */
  found = 0;
  /** Arcs looked at. */
  visits = 0;

  private readonly graph: ArcGraph;
  private readonly queue: Int32Array;
  private readonly starts: Int32Array;
  private readonly list: Int32Array;
  /** The end of an arc from which the search comes to it, and the other one. */
  private readonly near: Int32Array;
  private readonly far: Int32Array;

  constructor(graph: ArcGraph, direction: 'forward' | 'backward') {
    const forward = direction === 'forward';
    this.graph = graph;
    this.seen = new Uint8Array(graph.nodes);
    this.via = new Int32Array(graph.nodes);
    this.queue = new Int32Array(graph.nodes);
    this.starts = forward ? graph.outStart : graph.inStart;
    this.list = forward ? graph.outArcs : graph.inArcs;
    this.near = forward ? graph.tail : graph.head;
    this.far = forward ? graph.head : graph.tail;
  }

  /** Searches until `wanted` nodes other than the start have been seen, not counting those that `skipped` marks by 1. True if that happened. O(arcs). */
  run(start: number, lb: Float64Array, skipped: Uint8Array, wanted: number): boolean {
    const { seen, via, queue, starts, list, far } = this;
    const { sv, k } = this.graph;
    seen.fill(0);
    via.fill(NONE);
    seen[start] = 1;
    queue[0] = start;
    let left = wanted;
    let found = 1;
    let visits = 0;
    for (let q = 0; q < found && left > 0; q++) {
      const u = queue[q]!;
      const end = starts[u + 1]!;
      visits += end - starts[u]!;
      for (let i = starts[u]!; i < end; i++) {
        const a = list[i]!;
        const v = far[a]!;
        if (seen[v] === 1 || lb[sv[a]! ^ 1]! > -k[a]!) continue;
        seen[v] = 1;
        via[v] = a;
        queue[found++] = v;
        left -= 1 - skipped[v]!;
      }
    }
    this.found = found;
    this.visits = visits;
    return left <= 0;
  }

  /** The arcs that cross from what was seen to the rest, without those false by `roots`; Infinity if v was seen (v the start: if anything else was). */
  cutSize(v: number, roots: Float64Array): number {
    const { graph, seen, near, far } = this;
    // only the start has been seen by no arc
    if (seen[v] === 1 && (this.via[v] !== NONE || this.found > 1)) return Number.POSITIVE_INFINITY;
    let size = 0;
    for (let a = 0; a < graph.arcs; a++) {
      if (seen[near[a]!] === 1 && seen[far[a]!] === 0 && !graph.isFalse(a, roots)) size++;
    }
    return size;
  }

  /** Gives the arcs that cross as false. */
  becauseCut(out: Explanation): void {
    const { graph, seen, near, far } = this;
    for (let a = 0; a < graph.arcs; a++) {
      if (seen[near[a]!] === 1 && seen[far[a]!] === 0) graph.becauseFalse(out, a);
    }
  }
}
