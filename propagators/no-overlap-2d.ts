// No overlap in the plane: of two present boxes one lies left of, right of, below or above the other, if all enforcement facts hold. A box covers [start, end) in each
// dimension; boxes of no width or height count, as in CP-SAT: one may touch another or coincide with it along a line, not cut through it.
//
// A pair has four relations q: "a ends by the start of b" in dimension x or y, in time as it is or reversed (then b before a). With start reversed being -end, a relation
// is impossible iff lower(end_q a) + lower(end_q' b) > 0 for the reverse q' of q: both summands are lower bounds of signed views. Constructive disjunction:
//   none possible     the last open one of enforcement and presences is false, or conflict
//   one possible      it holds: b starts after the earliest end of a, and a ends before the latest start of b
// Incremental: notify() lists boxes whose bounds moved; a run holds each of them against all others. O(boxes) per box that moved.
//
// Reasons are lazy, with the pair and the relation that is left: two bounds for each relation that is impossible, weakened to where they just contradict it.

import { type Affine, boundFor, lowerBound, negated } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_SLOW,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { becauseFacts, ENFORCED, IDLE, openFact } from './enforcement.ts';
import { Presences } from './presences.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseRelaxedPair, leastImplying } from './relax.ts';
import { Touched } from './touched.ts';

/** A span in each dimension; there if present (always, without `presence`). */
export interface Box {
  readonly xStart: Affine;
  readonly xEnd: Affine;
  readonly yStart: Affine;
  readonly yEnd: Affine;
  readonly presence?: Fact;
}

/** Relations of a pair: x, x reversed, y, y reversed. The reverse of q is q ^ 1. */
const RELATIONS = 4;

// What a contradiction refutes; FACT + place for an enforcement fact.
const NOTHING = 0;
const FIRST_PRESENCE = 1;
const SECOND_PRESENCE = 2;
const FACT = 3;

/** Everything has to be looked at. */
const ALL = -1;

export class NoOverlap2d implements Propagator {
  readonly name = 'no-overlap-2d';
  readonly priority = PRIORITY_SLOW;

  private readonly count: number;
  /** By relation and box; its start there is the negation of its end in the reverse. */
  private readonly end: readonly (readonly Affine[])[];
  private readonly presence: Presences;
  private readonly enforcement: readonly Fact[];
  private readonly present: Present = new Present();
  private roots: Float64Array = new Float64Array(0);
  private open = ENFORCED;

  private readonly touched: Touched;

  constructor(boxes: readonly Box[], enforcement: readonly Fact[]) {
    this.count = boxes.length;
    this.end = [
      boxes.map(({ xEnd }) => xEnd),
      boxes.map(({ xStart }) => negated(xStart)),
      boxes.map(({ yEnd }) => yEnd),
      boxes.map(({ yStart }) => negated(yStart)),
    ];
    this.presence = new Presences(boxes.map(({ presence }) => presence));
    this.enforcement = enforcement;
    this.touched = new Touched(this.count);
    this.notify(ALL);
  }

  attach(on: Registrar): void {
    for (let i = 0; i < this.count; i++) {
      for (const ends of this.end) if (ends[i]!.sv >= 0) on.wakeOnLb(ends[i]!.sv, i);
      this.presence.wake(on, i, i);
    }
    for (const f of this.enforcement) on.wakeOnLb(f.sv, ALL);
  }

  notify(data: number): void {
    if (data !== ALL) this.touched.add(data);
    else for (let i = 0; i < this.count; i++) this.touched.add(i);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    this.open = openFact(this.enforcement, lb);
    if (this.open === IDLE) return true;
    this.roots = p.rootBounds;
    const { presence, count, touched } = this;
    while (touched.count > 0) {
      const i = touched.last();
      if (!presence.isAbsent(i, lb)) {
        for (let j = 0; j < count; j++) if (j !== i && !this.look(p, i, j)) return false;
        p.addTicks(count);
      }
      touched.removeLast();
    }
    return true;
  }

  /** The payload: the relation that is left (RELATIONS: none) and which of its two pushes, or what is refuted; and the pair. */
  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    const { count, end, presence } = this;
    const i = Math.floor(b / count);
    const j = b - i * count;
    const left = a % (RELATIONS + 1);
    const rest = (a - left) / (RELATIONS + 1);
    const released = left < RELATIONS ? NOTHING : rest;
    becauseFacts(out, this.enforcement, released >= FACT ? released - FACT : ENFORCED);
    if (released !== FIRST_PRESENCE) presence.because(out, i);
    if (released !== SECOND_PRESENCE) presence.because(out, j);
    for (let q = 0; q < RELATIONS; q++) {
      if (q === left) continue;
      const [first, second] = [end[q]![i]!, end[q ^ 1]![j]!];
      becauseRelaxedPair(out, this.roots, first, second, leastAt(first, out) + leastAt(second, out) - 1);
    }
    if (left === RELATIONS) return;
    // pushed was -(end of the other one's reverse): the start of j, or minus the end of i
    const pushed = rest === 0 ? negated(end[left ^ 1]![j]!) : negated(end[left]![i]!);
    const other = rest === 0 ? end[left]![i]! : end[left ^ 1]![j]!;
    becauseAtLeast(out, other, leastImplying(pushed, needed));
  }

  private look(p: Propagation, i: number, j: number): boolean {
    const { end } = this;
    const lb = p.lowerBounds;
    let left = RELATIONS;
    for (let q = 0; q < RELATIONS; q++) {
      if (lowerBound(end[q]![i]!, lb) + lowerBound(end[q ^ 1]![j]!, lb) > 0) continue;
      if (left < RELATIONS) return true;
      left = q;
    }
    const released = this.releasedBy(i, j, lb);
    if (released === IDLE) return true;
    const pair = i * this.count + j;
    if (left === RELATIONS) return this.refute(p, i, j, released);
    if (released !== NOTHING) return true;
    return (
      pushMinus(p, end[left ^ 1]![j]!, lowerBound(end[left]![i]!, lb), left, pair) &&
      pushMinus(p, end[left]![i]!, lowerBound(end[left ^ 1]![j]!, lb), left + RELATIONS + 1, pair)
    );
  }

  /** The only open one of enforcement and presences, NOTHING if all hold, IDLE if more are open or one is false. */
  private releasedBy(i: number, j: number, lb: Float64Array): number {
    const { presence } = this;
    let released = this.open === ENFORCED ? NOTHING : FACT + this.open;
    if (!presence.isPresent(i, lb)) {
      if (released !== NOTHING || presence.isAbsent(i, lb)) return IDLE;
      released = FIRST_PRESENCE;
    }
    if (!presence.isPresent(j, lb)) {
      if (released !== NOTHING || presence.isAbsent(j, lb)) return IDLE;
      released = SECOND_PRESENCE;
    }
    return released;
  }

  /** No relation is possible. */
  private refute(p: Propagation, i: number, j: number, released: number): boolean {
    const { presence } = this;
    const a = RELATIONS + (RELATIONS + 1) * released;
    const pair = i * this.count + j;
    if (released === NOTHING) {
      this.explain(this.present.begin(p), -1, 0, a, pair);
      return p.conflict();
    }
    if (released >= FACT) {
      const f = this.enforcement[released - FACT]!;
      return p.pushLazy(f.sv ^ 1, 1 - f.k, a, pair);
    }
    const box = released === FIRST_PRESENCE ? i : j;
    return p.pushLazy(presence.absenceSv(box), presence.absenceBound(box), a, pair);
  }
}

/** Pushes [-e >= value]. A constant satisfies it: the relation is possible. */
function pushMinus(p: Propagation, e: Affine, value: number, a: number, b: number): boolean {
  if (e.sv < 0) return true;
  const minus = negated(e);
  return p.pushLazy(minus.sv, boundFor(minus, value), a, b);
}

function leastAt(e: Affine, out: Explanation): number {
  return e.sv < 0 ? e.offset : e.scale * out.lbAt(e.sv) + e.offset;
}
