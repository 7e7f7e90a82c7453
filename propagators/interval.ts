// The arithmetic of an interval: start + length = end and length >= 0 over affine views, if the interval is present.
//
//        startMin        startMax          endMin        endMax
//   --------[----------------]----------------[-------------]-------> time
//           |<----- length, somewhere between its bounds -->|
//
// Present: all three are bounds consistent with each other. Presence open: no bound is touched, but when the window cannot hold the interval, it is absent.
// Absent: nothing.
//
// Both directions are sums u0 + u1 + u2 <= 0, over (start, length, -end) and over the mirror (-start, -length, end): each lower bound of -u_i is the sum
// of the other two lower bounds. Reasons of pushes are lazy, with payload (direction, i); what the two antecedents exceed the needed bound by is spent on
// making them weaker. An absence has an eager reason.

import { type Affine, boundFor, constant, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { type Fact, isFalse, isTrue } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_FAST,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { Present } from './present.ts';
import { becauseAtMost, becauseRelaxed, becauseRelaxedPair, dropCost, leastImplying } from './relax.ts';

const FORWARD = 0;
const MIRROR = 1;
/** Payload of [length >= 0], and the name of the contradiction length < 0. */
const LENGTH = 2;

const ZERO: Affine = constant(0);

export class Interval implements Propagator {
  readonly name = 'interval';
  readonly priority = PRIORITY_FAST;

  private readonly length: Affine;
  private readonly presence: Fact | null;
  /** The terms of the two sums; terms[MIRROR][i] is the negation of terms[FORWARD][i]. */
  private readonly terms: readonly [readonly Affine[], readonly Affine[]];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** A null presence means: always present. */
  constructor(start: Affine, length: Affine, end: Affine, presence: Fact | null = null) {
    this.length = length;
    this.presence = presence;
    this.terms = [
      [start, length, negated(end)],
      [negated(start), negated(length), end],
    ];
  }

  attach(on: Registrar): void {
    for (const e of this.terms[FORWARD]) if (e.sv >= 0) on.wakeOnBounds(e.sv >> 1);
    if (this.presence !== null) on.wakeOnLb(this.presence.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const { presence, length } = this;
    if (presence !== null && isFalse(presence, lb)) return true;
    this.roots = p.rootBounds;
    if (upperBound(length, lb) < 0) return this.refute(p, LENGTH, 0);
    for (let direction = FORWARD; direction <= MIRROR; direction++) {
      let sum = 0;
      for (let i = 0; i < 3; i++) sum += lowerBound(this.term(direction, i, lb), lb);
      if (sum > 0) return this.refute(p, direction, sum - 1);
    }
    if (presence !== null && !isTrue(presence, lb)) return true;
    if (lowerBound(length, lb) < 0 && !p.pushLazy(length.sv, boundFor(length, 0), LENGTH, 0)) return false;
    for (let direction = FORWARD; direction <= MIRROR; direction++) {
      for (let i = 0; i < 3; i++) if (!this.narrow(p, direction, i)) return false;
    }
    return true;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    if (this.presence !== null) out.because(this.presence.sv, this.presence.k);
    if (a === LENGTH) return;
    const pushed = this.terms[1 - a]![b]!;
    const first = this.termAt(a, b === 0 ? 1 : 0, out);
    const second = this.termAt(a, b === 2 ? 1 : 2, out);
    const sum = this.leastAt(first, out) + this.leastAt(second, out);
    becauseRelaxedPair(out, this.roots, first, second, sum - leastImplying(pushed, needed));
  }

  /** -u_i is at least the sum of the other two. */
  private narrow(p: Propagation, direction: number, i: number): boolean {
    const pushed = this.terms[1 - direction]![i]!;
    if (pushed.sv < 0) return true;
    const lb = p.lowerBounds;
    const first = this.term(direction, i === 0 ? 1 : 0, lb);
    const second = this.term(direction, i === 2 ? 1 : 2, lb);
    const k = boundFor(pushed, lowerBound(first, lb) + lowerBound(second, lb));
    return k <= lb[pushed.sv]! || p.pushLazy(pushed.sv, k, direction, i);
  }

  /** The window contradicts presence, by `slack` more than it must. */
  private refute(p: Propagation, why: number, slack: number): boolean {
    const out = this.present.begin(p);
    if (why === LENGTH) becauseAtMost(out, this.length, -1);
    else this.becauseSum(out, why, slack);
    const { presence } = this;
    if (presence === null) return p.conflict();
    if (!isTrue(presence, p.lowerBounds)) return p.pushEager(presence.sv ^ 1, 1 - presence.k);
    p.because(presence.sv, presence.k);
    return p.conflict();
  }

  /** Antecedents of a sum above 0: the term that is cheapest to drop comes first. */
  private becauseSum(out: Explanation, direction: number, slack: number): void {
    let cheapest = 0;
    for (let i = 1; i < 3; i++) {
      if (this.costAt(direction, i, out) < this.costAt(direction, cheapest, out)) cheapest = i;
    }
    const rest = becauseRelaxed(out, this.roots, this.termAt(direction, cheapest, out), slack);
    const first = this.termAt(direction, cheapest === 0 ? 1 : 0, out);
    const second = this.termAt(direction, cheapest === 2 ? 1 : 2, out);
    becauseRelaxedPair(out, this.roots, first, second, rest);
  }

  /** The view of a term; a length that may be negative counts as 0 from below, by presence alone. */
  private term(direction: number, i: number, lb: Float64Array): Affine {
    const e = this.terms[direction]![i]!;
    return direction === FORWARD && i === 1 && lowerBound(e, lb) < 0 ? ZERO : e;
  }

  private termAt(direction: number, i: number, out: Explanation): Affine {
    const e = this.terms[direction]![i]!;
    return direction === FORWARD && i === 1 && this.leastAt(e, out) < 0 ? ZERO : e;
  }

  private leastAt(e: Affine, out: Explanation): number {
    return e.sv < 0 ? e.offset : e.scale * out.lbAt(e.sv) + e.offset;
  }

  private costAt(direction: number, i: number, out: Explanation): number {
    return dropCost(out, this.roots, this.termAt(direction, i, out));
  }
}
