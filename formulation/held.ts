// What has to stay in memory while a node runs for the first time because it cannot be computed again: tensors of nodes that may be computed only once (by their mark, or
// because C = 1), that exist already and are still to be read. With their own readers this is memory that no schedule can do without.
//
// Let u be such a node, v another one that does not read it.
//   Input order: the first computations come in the order of the numbers. If u < v and some reader w > v, then u is computed before v and the first
//   computation of w, which reads the only copy of u, comes after. So u is live. With keepOutputs an output u < v is live as well.
//   Free order: the same holds for u if v is reached from u, and a reader w of u from v: by the links, u is computed before v, and v before the first w.
//
//      o(u)      o(v)      o(w)        u may be computed once only: from its computation to its last reader's first computation
//      u ########################      it is in memory, whatever else is recomputed.
//                v   recomputations of v may come later, the first one may not
//
// With C = 1 and the input order this is all there is in memory: the largest need is then the peak of the input order.

import type { ComputeGraph } from './graph.ts';
import type { RematProblem } from './problem.ts';

/** The part of a problem that says what must be held. */
export type HoldRules = Pick<RematProblem, 'graph' | 'order' | 'maxComputations' | 'keepOutputs'>;

/** Links and nodes that are visited at most for the free order, where each node that may be computed only once is a search of its own; what remains is not counted. */
const MOST_VISITS = 10_000_000;

/**
 * held[v]: size of all tensors that v does not read and that have to be in memory during its first computation, in the unit of graph.sizes. O(n + m) for the input
 * order; for the free order O(n + m) for each node that may be computed only once, up to a limit of work beyond which it is an underestimate.
 */
export function heldMemory(rules: HoldRules): Float64Array {
  return rules.order === 'input' ? heldInInputOrder(rules) : heldInFreeOrder(rules);
}

/** The nodes behind heldMemory(rules)[v], ascending. */
export function heldNodes(rules: HoldRules, v: number): number[] {
  const { graph, order, keepOutputs } = rules;
  const result: number[] = [];
  if (order === 'free') {
    forEachBetween(rules, (u, nodes) => {
      if (nodes.includes(v)) result.push(u);
    });
    return result;
  }
  for (let u = 0; u < v; u++) {
    if (!isComputedOnce(rules, u) || lastNeed(graph, u, keepOutputs) <= v) continue;
    if (!graph.successors[u]!.includes(v)) result.push(u);
  }
  return result;
}

function isComputedOnce({ graph, maxComputations }: HoldRules, v: number): boolean {
  return maxComputations === 1 || graph.recomputable[v] === 0;
}

/** The last node whose first computation needs u; n for an output that is kept, u if there is none. */
function lastNeed(graph: ComputeGraph, u: number, keepOutputs: boolean): number {
  const readers = graph.successors[u]!;
  if (readers.length > 0) return readers[readers.length - 1]!;
  return keepOutputs ? graph.n : u;
}

function heldInInputOrder(rules: HoldRules): Float64Array {
  const { graph, keepOutputs } = rules;
  const { n, sizes, successors } = graph;
  const change = new Float64Array(n + 1); // of the memory held, from node v - 1 to node v; readers of u take it out for themselves
  const ownReads = new Float64Array(n);
  for (let u = 0; u < n; u++) {
    if (!isComputedOnce(rules, u)) continue;
    const last = lastNeed(graph, u, keepOutputs);
    if (last === u) continue;
    change[u + 1]! += sizes[u]!;
    change[last]! -= sizes[u]!;
    for (const w of successors[u]!) if (w < last) ownReads[w]! += sizes[u]!;
  }
  const held = new Float64Array(n);
  let live = 0;
  for (let v = 0; v < n; v++) {
    live += change[v]!;
    held[v] = live - ownReads[v]!;
  }
  return held;
}

function heldInFreeOrder(rules: HoldRules): Float64Array {
  const { n, sizes } = rules.graph;
  const held = new Float64Array(n);
  forEachBetween(rules, (u, nodes) => {
    for (const v of nodes) held[v]! += sizes[u]!;
  });
  return held;
}

/** Each node u that may be computed only once, with the nodes that it is held for, until the limit of work. */
function forEachBetween(rules: HoldRules, visit: (u: number, nodes: readonly number[]) => void): void {
  const between = new Between(rules.graph);
  for (let u = 0; u < rules.graph.n && between.visits < MOST_VISITS; u++)
    if (isComputedOnce(rules, u)) visit(u, between.nodes(u));
}

/** Which nodes lie on a path from a node to one of its readers. */
class Between {
  visits = 0;
  private readonly graph: ComputeGraph;
  /** reached[v] = u + 1: v can be reached from u. */
  private readonly reached: Int32Array;
  /** leads[v] = u + 1: a reader of u can be reached from v, or v is one. */
  private readonly leads: Int32Array;

  constructor(graph: ComputeGraph) {
    this.graph = graph;
    this.reached = new Int32Array(graph.n);
    this.leads = new Int32Array(graph.n);
  }

  /** The nodes that are reached from u, do not read u, and from which a reader of u is reached. O(nodes and links between u and its last reader). */
  nodes(u: number): number[] {
    const { reached, leads } = this;
    const { predecessors, successors } = this.graph;
    const readers = successors[u]!;
    const result: number[] = [];
    if (readers.length < 2) return result;
    const mark = u + 1;
    const last = readers[readers.length - 1]!;
    reached[u] = mark;
    for (const w of readers) leads[w] = mark;
    let visits = last - u;
    // all paths ascend, so they stay between u and its last reader
    for (let v = u + 1; v < last; v++) {
      const inputs = predecessors[v]!;
      visits += inputs.length;
      for (let i = inputs.length - 1; i >= 0 && inputs[i]! >= u; i--) {
        if (reached[inputs[i]!] !== mark) continue;
        reached[v] = mark;
        break;
      }
    }
    for (let v = last - 1; v > u; v--) {
      if (reached[v] !== mark || leads[v] === mark) continue;
      visits += successors[v]!.length;
      if (!successors[v]!.some((w) => leads[w] === mark)) continue;
      leads[v] = mark;
      result.push(v);
    }
    this.visits += visits;
    return result;
  }
}
