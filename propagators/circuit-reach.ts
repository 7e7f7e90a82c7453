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
// Two breadth-first searches, O(arcs). When they have seen all nodes that are not skipped, the arcs by which they saw them are remembered (a hint, not
// restored on backtracking): while none of these is false nothing can be missed, and a run is O(nodes).
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
import { ArcSearch } from './arc-search.ts';
import { type ArcGraph, NONE } from './circuit-graph.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, refuteOpen } from './enforcement.ts';
import { Present } from './present.ts';

export class CircuitReach implements Propagator {
  readonly name = 'circuit-reach';
  readonly priority = PRIORITY_GLOBAL;

  private readonly graph: ArcGraph;
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();
  private readonly forward: ArcSearch;
  private readonly backward: ArcSearch;
  /** The same at the time that is explained. */
  private readonly pastForward: ArcSearch;
  private readonly pastBackward: ArcSearch;
  /** Lower bounds of that time, of the signed variables that say an arc is false. */
  private readonly past: Float64Array;
  /** By node: 1 if its loop is true; and all 0. */
  private readonly skipped: Uint8Array;
  private readonly unskipped: Uint8Array;
  /** The root from which `forward` and `backward` last saw all nodes; NONE if they did not. */
  private hint: number = NONE;

  /** The true arcs form one circuit (with a depot: circuits through it) and all other nodes are skipped by true loops, if all facts hold. */
  constructor(graph: ArcGraph, enforcement: readonly Fact[]) {
    this.graph = graph;
    this.enforcement = enforcement;
    this.forward = new ArcSearch(graph, 'forward');
    this.backward = new ArcSearch(graph, 'backward');
    this.pastForward = new ArcSearch(graph, 'forward');
    this.pastBackward = new ArcSearch(graph, 'backward');
    this.past = new Float64Array(graph.sv.reduce((most, sv) => Math.max(most, sv + 2), 0));
    this.skipped = new Uint8Array(graph.nodes);
    this.unskipped = new Uint8Array(graph.nodes);
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
    const { graph, forward, backward, skipped } = this;
    this.roots = p.rootBounds;
    let unskipped = 0;
    for (let v = 0; v < graph.nodes; v++) {
      const loop = graph.loop[v]!;
      skipped[v] = loop !== NONE && graph.isTrue(loop, lb) ? 1 : 0;
      unskipped += 1 - skipped[v]!;
    }
    p.addTicks(graph.nodes);
    if (this.hintStands(lb, unskipped)) return true;
    const root = this.root(lb);
    if (root === NONE) return true;
    // alone, the root must not find anybody: skipped nodes count
    const wanted = unskipped > 1 ? unskipped - 1 : graph.nodes;
    const reached = forward.run(root, lb, skipped, wanted);
    const reaching = backward.run(root, lb, skipped, wanted);
    p.addTicks((forward.visits + backward.visits) >> 2);
    this.hint = reached && reaching ? root : NONE;
    if (this.hint !== NONE) return true;
    if (graph.depot === NONE && (forward.found === 1 || backward.found === 1)) return this.refute(p, open, root, root);
    for (let v = 0; v < graph.nodes; v++) {
      if (skipped[v] === 1 || (forward.seen[v] === 1 && backward.seen[v] === 1)) continue;
      if (graph.mustVisit(v, lb)) return this.refute(p, open, root, v);
      const loop = graph.loop[v]!;
      if (open === ENFORCED && !p.pushLazy(graph.sv[loop]!, graph.k[loop]!, v, root)) return false;
    }
    return true;
  }

  explain(out: Explanation, _sv: SVar, _needed: number, a: number, b: number): void {
    const { graph, past, roots, unskipped } = this;
    for (let arc = 0; arc < graph.arcs; arc++) {
      const sv = graph.falseSv(arc);
      past[sv] = graph.isFalse(arc, roots) ? roots[sv]! : out.lbAt(sv);
    }
    becauseFacts(out, this.enforcement, ENFORCED);
    this.pastForward.run(b, past, unskipped, graph.nodes);
    this.pastBackward.run(b, past, unskipped, graph.nodes);
    this.becauseApart(out, this.pastForward, this.pastBackward, b, a);
  }

  /** Whether the arcs of the hint still connect all nodes that are not skipped, two of them at least (with a depot: one). O(nodes). */
  private hintStands(lb: Float64Array, unskipped: number): boolean {
    const { graph, hint, skipped } = this;
    const { tail, head, depot } = graph;
    if (hint === NONE || skipped[hint] === 1 || (unskipped === 1 && depot === NONE)) return false;
    const to = this.forward.via;
    const from = this.backward.via;
    for (let v = 0; v < graph.nodes; v++) {
      if (v === hint || skipped[v] === 1) continue;
      const a = to[v]!;
      const b = from[v]!;
      if (a === NONE || b === NONE || graph.isFalse(a, lb) || graph.isFalse(b, lb)) return false;
      if (skipped[tail[a]!] === 1 || skipped[head[b]!] === 1) return false;
    }
    return true;
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

  /** Node v must be visited, like the root, but one search has missed it (v = root: there is no way out of the root, or none into it). */
  private refute(p: Propagation, open: number, root: number, v: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    this.becauseApart(out, this.forward, this.backward, root, v);
    if (v !== root) this.graph.becauseVisited(out, v);
    return refuteOpen(p, this.enforcement, open);
  }

  /** The root is visited and cannot go to v and back: what it reaches cannot be left, or what reaches it cannot be entered. */
  private becauseApart(out: Explanation, forward: ArcSearch, backward: ArcSearch, root: number, v: number): void {
    const { roots } = this;
    if (this.graph.depot === NONE) this.graph.becauseVisited(out, root);
    const cheaper = forward.cutSize(v, roots) <= backward.cutSize(v, roots) ? forward : backward;
    cheaper.becauseCut(out);
  }
}
