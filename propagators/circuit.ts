// Circuit, the part that follows true arcs: no node has two of them out or in (its loop counts), and they close no circuit too early. Half-reified.
// The other part, that everything can still be reached, is circuit-reach.ts; that each node has an arc out and an arc in is left to clauses.
//
//   a -> b -> c          the arc c -> a is false, because of a -> b, b -> c and a node elsewhere that must be visited ("prevent" in Francis and
//                        Stuckey, "Explaining circuit propagation", Constraints 19, 2014, section 3)
//   a -> b -> c -> a     all other nodes are skipped; a contradiction if one must be visited
//
// With a depot, a circuit that does not go through it is a contradiction by itself, and so needs no such node. Optional nodes by loops are as in CP-SAT.
//
// Incremental. notify() lists changed arcs; a run links the true ones into `next` and `prev`, the arcs out of and into each node, and logs them. The
// log's length is a reversible cell: links above it belong to undone levels and are taken back at the next run, and looked at again. A second cell
// says for how many of them the other arcs of their nodes have been made false. After that a run walks all chains, O(nodes).
//
// Why the at-most-one conditions are here and no clauses: n nodes with n arcs each have n^3 pairs, and a sum would explain each arc by a scan of n terms; here
// the reason is the one true arc. Reasons are eager: chains are at hand. Of the nodes that must be visited those that the root knows of are preferred,
// for they need no antecedent.

import type { Fact } from '../solver/literal.ts';
import { PRIORITY_LINEAR, type Propagation, type Propagator, type Registrar } from '../solver/propagator.ts';
import { type ArcGraph, NONE } from './circuit-graph.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, refuteOpen } from './enforcement.ts';

const WAITING = 1;
const LINKED = 2;

export class Circuit implements Propagator {
  readonly name = 'circuit';
  readonly priority = PRIORITY_LINEAR;

  private readonly graph: ArcGraph;
  private readonly enforcement: readonly Fact[];
  /** By node: the linked arc out of it and into it, or NONE; at the depot always NONE. */
  private readonly next: Int32Array;
  private readonly prev: Int32Array;
  /** By arc: WAITING, if it is in `pending`, and LINKED, if it is in `log`. */
  private readonly state: Uint8Array;
  private readonly pending: Int32Array;
  private pendingLength = 0;
  private readonly log: Int32Array;
  private logLength = 0;
  private linkedCell = 0;
  private servedCell = 0;
  /** By node: the first node of its chain, and by first node: the last one, NONE if the chain is closed or ends at the depot. */
  private readonly chain: Int32Array;
  private readonly last: Int32Array;

  /** The true arcs form one circuit (with a depot: circuits through it) and all other nodes are skipped by true loops, if all facts hold. */
  constructor(graph: ArcGraph, enforcement: readonly Fact[]) {
    this.graph = graph;
    this.enforcement = enforcement;
    this.next = new Int32Array(graph.nodes).fill(NONE);
    this.prev = new Int32Array(graph.nodes).fill(NONE);
    this.state = new Uint8Array(graph.arcs);
    this.pending = new Int32Array(graph.arcs);
    this.log = new Int32Array(graph.arcs);
    this.chain = new Int32Array(graph.nodes);
    this.last = new Int32Array(graph.nodes);
  }

  attach(on: Registrar): void {
    const { graph } = this;
    for (let a = 0; a < graph.arcs; a++) {
      on.wakeOnLb(graph.sv[a]!, a);
      if (graph.loop[graph.tail[a]!] === a) on.wakeOnLb(graph.falseSv(a), NONE);
      this.notify(a);
    }
    for (const f of this.enforcement) on.wakeOnLb(f.sv, NONE);
    this.linkedCell = on.newReversible(0);
    this.servedCell = on.newReversible(0);
  }

  notify(data: number): void {
    if (data === NONE || (this.state[data]! & WAITING) !== 0) return;
    this.state[data]! |= WAITING;
    this.pending[this.pendingLength++] = data;
  }

  propagate(p: Propagation): boolean {
    const open = openFact(this.enforcement, p.lowerBounds);
    if (open === IDLE) return true;
    p.addTicks(this.graph.nodes);
    this.takeBack(p.reversible.get(this.linkedCell));
    const rival = this.linkPending(p.lowerBounds);
    p.reversible.set(this.linkedCell, this.logLength);
    if (rival !== NONE) {
      this.beginReason(p, open);
      this.graph.becauseTrue(p, rival);
      this.graph.becauseTrue(p, this.pending[this.pendingLength - 1]!);
      return this.refute(p, open);
    }
    if (open === ENFORCED && !this.serveLinked(p)) return false;
    return this.followChains(p, open);
  }

  explain(): void {
    // all reasons are eager
  }

  // ---------------------------------------------------------------- links

  private takeBack(height: number): void {
    const { graph, next, prev, state, log } = this;
    while (this.logLength > height) {
      const a = log[--this.logLength]!;
      if (graph.tail[a] !== graph.depot) next[graph.tail[a]!] = NONE;
      if (graph.head[a] !== graph.depot) prev[graph.head[a]!] = NONE;
      state[a]! &= ~LINKED;
      this.notify(a);
    }
  }

  /** Links the pending arcs that are true. Stops at one whose node has a linked arc already: it stays last in `pending`, the other one is the answer. */
  private linkPending(lb: Float64Array): number {
    const { graph, next, prev, state, pending } = this;
    const { tail, head, depot } = graph;
    while (this.pendingLength > 0) {
      const a = pending[this.pendingLength - 1]!;
      if ((state[a]! & LINKED) === 0 && graph.isTrue(a, lb)) {
        const u = tail[a]!;
        const v = head[a]!;
        if (next[u] !== NONE) return next[u]!;
        if (prev[v] !== NONE) return prev[v]!;
        if (u !== depot) next[u] = a;
        if (v !== depot) prev[v] = a;
        state[a]! |= LINKED;
        this.log[this.logLength++] = a;
      }
      state[a]! &= ~WAITING;
      this.pendingLength--;
    }
    return NONE;
  }

  /** Makes the other arcs of the nodes of newly linked arcs false. */
  private serveLinked(p: Propagation): boolean {
    const { graph, log } = this;
    const { tail, head, depot, loop, outStart, outArcs, inStart, inArcs } = graph;
    for (let i = p.reversible.get(this.servedCell); i < this.logLength; i++) {
      const a = log[i]!;
      const u = tail[a]!;
      const v = head[a]!;
      this.beginReason(p, ENFORCED);
      graph.becauseTrue(p, a);
      if (u !== depot) {
        if (loop[u] !== a && loop[u] !== NONE && !this.makeFalse(p, loop[u]!)) return false;
        if (!this.makeOthersFalse(p, a, outArcs, outStart[u]!, outStart[u + 1]!)) return false;
      }
      if (v !== depot) {
        if (loop[v] !== a && loop[v] !== NONE && !this.makeFalse(p, loop[v]!)) return false;
        if (!this.makeOthersFalse(p, a, inArcs, inStart[v]!, inStart[v + 1]!)) return false;
      }
    }
    p.reversible.set(this.servedCell, this.logLength);
    return true;
  }

  private makeOthersFalse(p: Propagation, arc: number, list: Int32Array, from: number, to: number): boolean {
    p.addTicks((to - from) >> 3);
    for (let i = from; i < to; i++) if (list[i] !== arc && !this.makeFalse(p, list[i]!)) return false;
    return true;
  }

  private makeFalse(p: Propagation, arc: number): boolean {
    return p.pushEager(this.graph.falseSv(arc), this.graph.falseBound(arc));
  }

  // ---------------------------------------------------------------- chains

  private followChains(p: Propagation, open: number): boolean {
    const { graph, next, prev, chain, last } = this;
    const { tail, head, depot, loop } = graph;
    const n = graph.nodes;
    chain.fill(NONE);
    for (let v = 0; v < n; v++) {
      if (prev[v] !== NONE && tail[prev[v]!] !== depot) continue;
      let u = v;
      chain[v] = v;
      while (u !== depot && next[u] !== NONE && head[next[u]!] !== depot) {
        u = head[next[u]!]!;
        chain[u] = v;
      }
      last[v] = u !== depot && next[u] === NONE ? u : NONE;
    }
    for (let v = 0; v < n; v++) {
      if (chain[v] !== NONE || next[v] === loop[v]) continue;
      for (let u = v; chain[u] === NONE; u = head[next[u]!]!) chain[u] = v;
      return this.closed(p, open, v);
    }
    return open !== ENFORCED || this.keepOpen(p);
  }

  /** The circuit of node v is closed: everything else is skipped. */
  private closed(p: Propagation, open: number, v: number): boolean {
    const { graph, chain } = this;
    const witness = graph.depot === NONE ? this.witness(p, v) : NONE;
    if (graph.depot !== NONE || witness !== NONE) {
      this.beginReason(p, open);
      this.becauseChain(p, v);
      if (witness !== NONE) graph.becauseVisited(p, witness);
      return this.refute(p, open);
    }
    if (open !== ENFORCED) return true;
    this.beginReason(p, ENFORCED);
    this.becauseChain(p, v);
    for (let w = 0; w < graph.nodes; w++) {
      const loop = graph.loop[w]!;
      if (chain[w] !== v && !p.pushEager(graph.sv[loop]!, graph.k[loop]!)) return false;
    }
    return true;
  }

  /** No chain may be closed while a node elsewhere must be visited. */
  private keepOpen(p: Propagation): boolean {
    const { graph, chain, last } = this;
    const { outArcs, outStart, head, depot } = graph;
    const first = depot === NONE ? this.witness(p, NONE) : NONE;
    const second = first === NONE ? NONE : this.witness(p, chain[first]!);
    for (let v = 0; v < graph.nodes; v++) {
      const end = last[v]!;
      if (chain[v] !== v || end === NONE || end === v) continue;
      const witness = first !== NONE && chain[first] === v ? second : first;
      if (witness === NONE && depot === NONE) continue;
      const to = outStart[end + 1]!;
      for (let i = graph.firstArc(end, v); i < to && head[outArcs[i]!] === v; i++) {
        const a = outArcs[i]!;
        if (graph.isFalse(a, p.lowerBounds)) continue;
        this.beginReason(p, ENFORCED);
        this.becauseChain(p, v);
        if (witness !== NONE) graph.becauseVisited(p, witness);
        if (!this.makeFalse(p, a)) return false;
      }
    }
    return true;
  }

  /** A node outside of the chain that must be visited, by the root if there is one; NONE if there is none. */
  private witness(p: Propagation, outside: number): number {
    const { graph, chain } = this;
    let found = NONE;
    for (let w = 0; w < graph.nodes; w++) {
      if (chain[w] === outside || !graph.mustVisit(w, p.lowerBounds)) continue;
      if (graph.mustVisit(w, p.rootBounds)) return w;
      if (found === NONE) found = w;
    }
    return found;
  }

  // ---------------------------------------------------------------- reasons

  private beginReason(p: Propagation, open: number): void {
    p.begin();
    becauseFacts(p, this.enforcement, open);
  }

  private becauseChain(p: Propagation, v: number): void {
    const { graph, next } = this;
    let u = v;
    do {
      graph.becauseTrue(p, next[u]!);
      u = graph.head[next[u]!]!;
    } while (u !== v && next[u] !== NONE);
  }

  /** Takes the reason begun last as a contradiction: refutes the open fact or reports a conflict. */
  private refute(p: Propagation, open: number): boolean {
    return refuteOpen(p, this.enforcement, open);
  }
}
