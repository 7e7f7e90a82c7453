// Circuit, the part that looks ahead: whatever is visited lies in one strongly connected component of the arcs that are not false. Half-reified.
// The other part, that follows true arcs, is circuit.ts.
//
//   from a root, which is visited (with a depot: the depot), nodes are searched forwards and backwards; a node that one of the two searches misses is
//   skipped, and it is a contradiction if it must be visited:
//
//       S, reached from the root |  the rest         all arcs from S to the rest are false, so a circuit through the root
//             root -> o -> o     x     v             never comes to v
//
// It does not matter which visited node is the root: all of them must lie in one component. While no node must be visited there is nothing to do.
// Two breadth-first searches, O(arcs) at worst; each stops as soon as it has seen all nodes, after about as many arcs as there are nodes when few are false.
//
// Reasons are lazy, payload (node, root). explain() searches again in the arcs of the time and gives the arcs of the cut, from S to the rest or from the
// rest to those that reach the root, whichever has fewer that the root does not know to be false. See Francis and Stuckey, "Explaining circuit
// propagation", Constraints 19, 2014, section 4; and CP-SAT for optional nodes.

import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_GLOBAL,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { type ArcGraph, NONE } from './circuit-graph.ts';
import { becauseFacts, ENFORCED, IDLE, openFact } from './enforcement.ts';
import { Present } from './present.ts';

export class CircuitReach implements Propagator {
  readonly name = 'circuit-reach';
  readonly priority = PRIORITY_GLOBAL;

  private readonly graph: ArcGraph;
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();
  /** Arcs looked at in this run, for the ticks. */
  private visits = 0;
  /** By node: 1 if the search forwards (backwards) from the root has seen it. */
  private readonly forward: Uint8Array;
  private readonly backward: Uint8Array;
  private readonly queue: Int32Array;
  /** Lower bounds of the time that is explained, of the signed variables that say an arc is false. */
  private readonly past: Float64Array;

  /** The true arcs form one circuit (with a depot: circuits through it) and all other nodes are skipped by true loops, if all facts hold. */
  constructor(graph: ArcGraph, enforcement: readonly Fact[]) {
    this.graph = graph;
    this.enforcement = enforcement;
    this.forward = new Uint8Array(graph.nodes);
    this.backward = new Uint8Array(graph.nodes);
    this.queue = new Int32Array(graph.nodes);
    this.past = new Float64Array(graph.sv.reduce((most, sv) => Math.max(most, sv + 2), 0));
  }

  attach(on: Registrar): void {
    const { graph } = this;
    for (let a = 0; a < graph.arcs; a++) on.wakeOnLb(graph.falseSv(a));
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    const { graph, forward, backward } = this;
    this.roots = p.rootBounds;
    const root = this.root(lb);
    if (root === NONE) return true;
    this.visits = 2 * graph.nodes;
    const reached = this.search(root, lb, forward, graph.outStart, graph.outArcs, graph.head);
    const reaching = this.search(root, lb, backward, graph.inStart, graph.inArcs, graph.tail);
    p.addTicks(this.visits >> 2);
    if (reached === graph.nodes && reaching === graph.nodes && graph.nodes > 1) return true;
    if (graph.depot === NONE && (reached === 1 || reaching === 1)) return this.refute(p, open, root, root);
    for (let v = 0; v < graph.nodes; v++) {
      if (forward[v] === 1 && backward[v] === 1) continue;
      if (graph.mustVisit(v, lb)) return this.refute(p, open, root, v);
      const loop = graph.loop[v]!;
      if (open !== ENFORCED || graph.isTrue(loop, lb)) continue;
      if (!p.pushLazy(graph.sv[loop]!, graph.k[loop]!, v, root)) return false;
    }
    return true;
  }

  explain(out: Explanation, _sv: SVar, _needed: number, a: number, b: number): void {
    const { graph, past, roots } = this;
    for (let arc = 0; arc < graph.arcs; arc++) {
      const sv = graph.falseSv(arc);
      past[sv] = graph.isFalse(arc, roots) ? roots[sv]! : out.lbAt(sv);
    }
    becauseFacts(out, this.enforcement, ENFORCED);
    this.search(b, past, this.forward, graph.outStart, graph.outArcs, graph.head);
    this.search(b, past, this.backward, graph.inStart, graph.inArcs, graph.tail);
    this.becauseCut(out, b, a);
  }

  /** A node that is visited, by the root if there is one; NONE if there is none. The depot need not be visited, but no other node is without it. */
  private root(lb: Float64Array): number {
    const { graph } = this;
    if (graph.depot !== NONE) return graph.depot;
    let found = NONE;
    for (let v = 0; v < graph.nodes; v++) {
      if (!graph.mustVisit(v, lb)) continue;
      if (graph.mustVisit(v, this.roots)) return v;
      if (found === NONE) found = v;
    }
    return found;
  }

  /** Marks the nodes found from the root over arcs that are not false, and returns their number. */
  private search(
    root: number,
    lb: Float64Array,
    seen: Uint8Array,
    starts: Int32Array,
    arcs: Int32Array,
    end: Int32Array,
  ): number {
    const { queue } = this;
    const { nodes, sv, k } = this.graph;
    seen.fill(0);
    seen[root] = 1;
    queue[0] = root;
    let found = 1;
    for (let q = 0; q < found && found < nodes; q++) {
      const u = queue[q]!;
      const to = starts[u + 1]!;
      this.visits += to - starts[u]!;
      for (let i = starts[u]!; i < to; i++) {
        const a = arcs[i]!;
        const v = end[a]!;
        if (seen[v] === 1 || lb[sv[a]! ^ 1]! > -k[a]!) continue;
        seen[v] = 1;
        queue[found++] = v;
      }
    }
    return found;
  }

  /** Node v must be visited, like the root, but one search has missed it (v = root: there is no way out of the root, or none into it). */
  private refute(p: Propagation, open: number, root: number, v: number): boolean {
    const { graph } = this;
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    this.becauseCut(out, root, v);
    if (v !== root) graph.becauseVisited(out, v);
    if (open === ENFORCED) return p.conflict();
    const f = this.enforcement[open]!;
    return p.pushEager(f.sv ^ 1, 1 - f.k);
  }

  /** The root is visited and cannot go to v and back: the arcs that leave what it reaches are false, or those that enter what reaches it. */
  private becauseCut(out: Explanation, root: number, v: number): void {
    const { graph, forward, backward } = this;
    const { tail, head } = graph;
    if (graph.depot === NONE) graph.becauseVisited(out, root);
    const leaving = this.cutSize(forward, tail, head, root, v);
    if (leaving <= this.cutSize(backward, head, tail, root, v)) this.becauseCrossing(out, forward, tail, head);
    else this.becauseCrossing(out, backward, head, tail);
  }

  /** The number of antecedents in the cut around the nodes seen; Infinity if it does not separate v from the root (v = root: the root from all others). */
  private cutSize(seen: Uint8Array, near: Int32Array, far: Int32Array, root: number, v: number): number {
    const { graph } = this;
    if (v === root ? seen.indexOf(1, seen.indexOf(1) + 1) >= 0 : seen[v] === 1) return Number.POSITIVE_INFINITY;
    let size = 0;
    for (let a = 0; a < graph.arcs; a++) {
      if (seen[near[a]!] === 1 && seen[far[a]!] === 0 && !graph.isFalse(a, this.roots)) size++;
    }
    return size;
  }

  private becauseCrossing(out: Explanation, seen: Uint8Array, near: Int32Array, far: Int32Array): void {
    const { graph } = this;
    for (let a = 0; a < graph.arcs; a++) {
      if (seen[near[a]!] === 1 && seen[far[a]!] === 0) graph.becauseFalse(out, a);
    }
  }
}
