// The graph of a circuit constraint: nodes 0..n-1, arcs that are there iff a fact is true, and for both ends of each arc its place in lists.
//
// A loop at a node says that the node is skipped; it is kept apart from the other arcs. A node without a loop, or whose loop is false, must be
// visited. With a depot there may be any number of circuits, all of them through the depot and disjoint elsewhere; the depot has no loop.
// Pure data: what is true now is asked with the lower bounds of the moment.

import { check } from '../solver/check.ts';
import { type Fact, negBound } from '../solver/literal.ts';
import type { Explanation } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';

/** One possible arc: it is in the graph iff the fact is true. */
export interface Arc {
  readonly tail: number;
  readonly head: number;
  readonly fact: Fact;
}

/** Stands for "no arc", "no node", "no depot". */
export const NONE = -1;

export class ArcGraph {
  readonly nodes: number;
  readonly arcs: number;
  readonly depot: number;
  readonly tail: Int32Array;
  readonly head: Int32Array;
  readonly sv: Int32Array;
  readonly k: Float64Array;
  /** By node: its loop, or NONE. */
  readonly loop: Int32Array;
  /** Arcs without loops: those out of v are outArcs[outStart[v]] to outArcs[outStart[v + 1] - 1], by ascending head; those into v likewise, by tail. */
  readonly outStart: Int32Array;
  readonly outArcs: Int32Array;
  readonly inStart: Int32Array;
  readonly inArcs: Int32Array;

  /** At most one loop per node, none at the depot (NONE: there is no depot). */
  constructor(nodes: number, arcs: readonly Arc[], depot: number) {
    this.nodes = nodes;
    this.arcs = arcs.length;
    this.depot = depot;
    this.tail = Int32Array.from(arcs, ({ tail }) => tail);
    this.head = Int32Array.from(arcs, ({ head }) => head);
    this.sv = Int32Array.from(arcs, ({ fact }) => fact.sv);
    this.k = Float64Array.from(arcs, ({ fact }) => fact.k);
    this.loop = new Int32Array(nodes).fill(NONE);
    for (const [a, { tail, head }] of arcs.entries()) {
      if (tail !== head) continue;
      check(this.loop[tail] === NONE && tail !== depot, 'circuit: expected one loop per node, none at the depot');
      this.loop[tail] = a;
    }
    this.outStart = new Int32Array(nodes + 1);
    this.outArcs = listByNode(this.tail, this.head, this.outStart);
    this.inStart = new Int32Array(nodes + 1);
    this.inArcs = listByNode(this.head, this.tail, this.inStart);
  }

  isTrue(arc: number, lb: Float64Array): boolean {
    return lb[this.sv[arc]!]! >= this.k[arc]!;
  }

  isFalse(arc: number, lb: Float64Array): boolean {
    return -lb[this.sv[arc]! ^ 1]! < this.k[arc]!;
  }

  mustVisit(node: number, lb: Float64Array): boolean {
    const loop = this.loop[node]!;
    return loop === NONE || this.isFalse(loop, lb);
  }

  /** The position in outArcs of the first arc from u to v or beyond; O(log(arcs out of u)). */
  firstArc(u: number, v: number): number {
    const { outArcs, head } = this;
    let from = this.outStart[u]!;
    let to = this.outStart[u + 1]!;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (head[outArcs[middle]!]! < v) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** The signed variable and the bound that say the arc is not there. */
  falseSv(arc: number): SVar {
    return this.sv[arc]! ^ 1;
  }

  falseBound(arc: number): number {
    return negBound(this.k[arc]!);
  }

  becauseTrue(out: Pick<Explanation, 'because'>, arc: number): void {
    out.because(this.sv[arc]!, this.k[arc]!);
  }

  becauseFalse(out: Pick<Explanation, 'because'>, arc: number): void {
    out.because(this.falseSv(arc), this.falseBound(arc));
  }

  /** Gives the antecedent by which the node must be visited: none without a loop. */
  becauseVisited(out: Pick<Explanation, 'because'>, node: number): void {
    if (this.loop[node] !== NONE) this.becauseFalse(out, this.loop[node]!);
  }
}

/** The arcs that are no loops, grouped by one end and sorted by the other (counting sort, twice). Fills the starts of the groups. */
function listByNode(end: Int32Array, other: Int32Array, starts: Int32Array): Int32Array {
  const nodes = starts.length - 1;
  const proper = Int32Array.from(end.keys()).filter((a) => end[a] !== other[a]);
  const sorted = countingSort(countingSort(proper, other, nodes), end, nodes);
  for (const a of sorted) starts[end[a]! + 1]!++;
  for (let v = 0; v < nodes; v++) starts[v + 1]! += starts[v]!;
  return sorted;
}

function countingSort(arcs: Int32Array, key: Int32Array, nodes: number): Int32Array {
  const next = new Int32Array(nodes + 1);
  for (const a of arcs) next[key[a]! + 1]!++;
  for (let v = 0; v < nodes; v++) next[v + 1]! += next[v]!;
  const sorted = new Int32Array(arcs.length);
  for (const a of arcs) sorted[next[key[a]!]!++] = a;
  return sorted;
}
