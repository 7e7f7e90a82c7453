// The pairs of a disjunctive resource and their literals: if all enforcement facts hold and both tasks are present, the literal of a pair says which comes first, and the
// first ends by the start of the second. One propagator for all pairs of a resource: a bound that moves is held against its partners in one loop. Two linear constraints
// per pair say the same (and did); they took a wake and a run each.
//
// An arc is a pair in one direction, with the fact "from comes before to". Of an arc, on each side (on side 1 time runs backwards and the arcs with it):
//   fact true     start of to >= end of from
//   fact open     it is false if the earliest end of `from` is after the latest start of `to`
//   neither order possible, or the true one is not: the last open one of enforcement and presences is false
//
// Incremental: notify() lists tasks whose earliest end rose (by side) and arcs whose fact came true; a run looks at those alone. What a run leaves undone after a
// conflict stays listed, so nothing is lost by backtracking; looking at something twice is only work.
//
// Reasons are lazy. Two bounds that contradict an order are weakened to where they just do (relax.ts).

import { type Affine, negated } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_FAST,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import type { DisjunctiveOrder } from './disjunctive-order.ts';
import { type DisjunctiveTask, DisjunctiveTasks, opposite, SIDES, type Side } from './disjunctive-tasks.ts';
import { becauseFacts, ENFORCED, IDLE, openFact } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseRelaxedPair } from './relax.ts';
import { Touched } from './touched.ts';

// What was concluded of an arc on a side.
const STARTS = 0;
const NOT_BEFORE = 1;
/** The order of the literal is impossible. */
const BROKEN = 2;
/** Both orders are. */
const NO_ORDER = 3;
const KINDS = 4;

// What a contradiction refutes; FACT + place for an enforcement fact.
const NOTHING = 0;
const FROM_PRESENCE = 1;
const TO_PRESENCE = 2;
const FACT = 3;

/** Everything has to be looked at. */
const ALL = -1;

export class DisjunctivePairs implements Propagator {
  readonly name = 'disjunctive-pairs';
  readonly priority = PRIORITY_FAST;

  private readonly tasks: DisjunctiveTasks;
  private readonly order: DisjunctiveOrder;
  private readonly enforcement: readonly Fact[];
  /** By side; the negation of a start is the end on the other side. */
  private readonly ends: readonly [readonly Affine[], readonly Affine[]];
  private readonly present: Present = new Present();
  private roots: Float64Array = new Float64Array(0);
  /** Place of the open enforcement fact in this run, or ENFORCED. */
  private open = ENFORCED;

  /** Numbers 2 * task + side, then 2 * tasks + arc. */
  private readonly touched: Touched;

  constructor(tasks: readonly DisjunctiveTask[], order: DisjunctiveOrder, enforcement: readonly Fact[]) {
    this.tasks = new DisjunctiveTasks(tasks);
    this.order = order;
    this.enforcement = enforcement;
    this.ends = [tasks.map(({ end }) => end), tasks.map(({ start }) => negated(start))];
    this.touched = new Touched(2 * tasks.length + order.arcCount);
    this.notify(ALL);
  }

  attach(on: Registrar): void {
    const { tasks, order } = this;
    for (let i = 0; i < tasks.count; i++) {
      for (const side of SIDES) {
        const end = tasks.end[side];
        if (!end.isConstant(i)) on.wakeOnLb(end.sv[i]!, 2 * i + side);
        tasks.presence.wake(on, i, 2 * i + side);
      }
    }
    order.wake(on, 2 * tasks.count);
    for (const f of this.enforcement) on.wakeOnLb(f.sv, ALL);
  }

  notify(data: number): void {
    if (data !== ALL) this.touched.add(data);
    else for (let i = 0; i < 2 * this.tasks.count; i++) this.touched.add(i);
  }

  propagate(p: Propagation): boolean {
    const { tasks, order, touched } = this;
    this.open = openFact(this.enforcement, p.lowerBounds);
    if (this.open === IDLE) return true;
    this.roots = p.rootBounds;
    const first = 2 * tasks.count;
    let looked = 0;
    while (touched.count > 0) {
      const what = touched.last();
      if (what >= first) {
        const arc = what - first;
        if (!this.look(p, 0, arc) || !this.look(p, 1, order.reverse[arc]!)) return false;
        looked += 2;
      } else {
        const i = what >> 1;
        const side = (what & 1) as Side;
        if (!tasks.presence.isAbsent(i, p.lowerBounds) && !this.lookFrom(p, side, i)) return false;
        looked += order.firstArc[i + 1]! - order.firstArc[i]!;
      }
      touched.removeLast();
    }
    p.addTicks(looked);
    return true;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    const { tasks, order, ends } = this;
    const side = (a & 1) as Side;
    const kind = (a >> 1) % KINDS;
    const released = ((a >> 1) - kind) / KINDS;
    const from = order.from[b]!;
    const to = order.to[b]!;
    becauseFacts(out, this.enforcement, released >= FACT ? released - FACT : ENFORCED);
    if (released !== FROM_PRESENCE) tasks.presence.because(out, from);
    if (released !== TO_PRESENCE) tasks.presence.because(out, to);
    if (kind === STARTS || kind === BROKEN) order.because(out, order.seen(side, b));
    if (kind === STARTS) {
      const { scale, offset } = tasks.start[side];
      becauseAtLeast(out, ends[side][from]!, scale[to]! * (needed - 1) + offset[to]! + 1);
      return;
    }
    this.becauseTooLate(out, side, from, to);
    if (kind === NO_ORDER) this.becauseTooLate(out, side, to, from);
  }

  /** All arcs from task i. Most have nothing to say, and are passed over here: in order already, or undecided with room for the order. */
  private lookFrom(p: Propagation, side: Side, i: number): boolean {
    const { tasks, order } = this;
    const { firstArc, to } = order;
    const lb = p.lowerBounds;
    const start = tasks.start[side];
    const end = tasks.end[side].min(i, lb);
    const last = firstArc[i + 1]!;
    for (let arc = firstArc[i]!; arc < last; arc++) {
      const j = to[arc]!;
      if (end <= start.min(j, lb)) continue;
      if (end <= start.max(j, lb) && !order.isTrue(order.seen(side, arc), lb)) continue;
      if (!this.look(p, side, arc)) return false;
    }
    return true;
  }

  /** Holds the earliest end of the arc's `from`, as the side sees it, against its `to`. */
  private look(p: Propagation, side: Side, arc: number): boolean {
    const { tasks, order } = this;
    const lb = p.lowerBounds;
    const fact = order.seen(side, arc);
    if (order.isFalse(fact, lb)) return true;
    const from = order.from[arc]!;
    const to = order.to[arc]!;
    const end = tasks.end[side].min(from, lb);
    const start = tasks.start[side];
    const tooLate = end > start.max(to, lb);
    const isBefore = order.isTrue(fact, lb);
    if (!tooLate && (!isBefore || end <= start.min(to, lb))) return true;
    const released = this.releasedBy(from, to, lb);
    if (released === IDLE) return true;
    if (released === NOTHING) {
      if (!isBefore) return this.refuteFact(p, side, arc, fact);
      if (!start.isConstant(to)) {
        return p.pushLazy(start.sv[to]!, start.lowerBoundFor(to, end), side + 2 * STARTS, arc);
      }
    }
    if (!tooLate) return true;
    if (isBefore) return this.refute(p, side, arc, BROKEN, released);
    if (tasks.end[side].min(to, lb) <= start.max(from, lb)) return true;
    return this.refute(p, side, arc, NO_ORDER, released);
  }

  /** The only open one of enforcement and presences, NOTHING if all hold, IDLE if more are open or one is false. */
  private releasedBy(from: number, to: number, lb: Float64Array): number {
    const { presence } = this.tasks;
    let released = this.open === ENFORCED ? NOTHING : FACT + this.open;
    if (!presence.isPresent(from, lb)) {
      if (released !== NOTHING || presence.isAbsent(from, lb)) return IDLE;
      released = FROM_PRESENCE;
    }
    if (!presence.isPresent(to, lb)) {
      if (released !== NOTHING || presence.isAbsent(to, lb)) return IDLE;
      released = TO_PRESENCE;
    }
    return released;
  }

  /** `from` cannot come before `to`. */
  private refuteFact(p: Propagation, side: Side, arc: number, fact: number): boolean {
    const { order } = this;
    return p.pushLazy(order.svOf(fact) ^ 1, 1 - order.boundOf(fact), side + 2 * NOT_BEFORE, arc);
  }

  private refute(p: Propagation, side: Side, arc: number, kind: number, released: number): boolean {
    const { presence } = this.tasks;
    const a = side + 2 * (kind + KINDS * released);
    if (released === NOTHING) {
      this.explain(this.present.begin(p), -1, 0, a, arc);
      return p.conflict();
    }
    if (released >= FACT) {
      const f = this.enforcement[released - FACT]!;
      return p.pushLazy(f.sv ^ 1, 1 - f.k, a, arc);
    }
    const i = released === FROM_PRESENCE ? this.order.from[arc]! : this.order.to[arc]!;
    return p.pushLazy(presence.absenceSv(i), presence.absenceBound(i), a, arc);
  }

  /** `from` ends after `to` starts, by as little as will do. */
  private becauseTooLate(out: Explanation, side: Side, from: number, to: number): void {
    const end = this.ends[side][from]!;
    const start = this.ends[opposite(side)][to]!;
    becauseRelaxedPair(out, this.roots, end, start, leastAt(end, out) + leastAt(start, out) - 1);
  }
}

function leastAt(e: Affine, out: Explanation): number {
  return e.sv < 0 ? e.offset : e.scale * out.lbAt(e.sv) + e.offset;
}
