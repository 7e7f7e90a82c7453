// Cover: if all enforcement facts hold (among them "the read is active"), some active write j serves the read at time r:
// start_j + 1 <= r and r + 1 <= end_j. It is one reservoir of the Moccasin model (Bartan et al., "Moccasin", 2023, precedence constraints of section 2)
// said as what it means: a disjunction of windows, propagated as constructive disjunction.
//
//            start_j          end_j
//   write j     |================|
//                 ^             ^           r may lie anywhere between the carets
//          start_j + 1       end_j - 1
//
// A write is *possible* unless it is inactive, starts too late (startMin + 1 > rMax), ends too early (rMin + 1 > endMax) or has no room of its own
// (startMin + 1 > endMax - 1).
//   no possible write:   an enforcement fact is false, or conflict
//   one possible write:  it is active, start <= rMax - 1, end >= rMin + 1
//   any number:          min startMin + 1 <= r <= max endMax - 1 over the possible ones
//
// The mirror (r, start, end) -> (-r, -end, -start) maps the constraint to itself. So everything is written for lower bounds once, on two sides:
// side 0 has time r and from = start, side 1 has time -r and from = -end. On side s write j asks from_j + 1 <= time, and it is blocked on side s iff
// lower(from_j) + lower(-time) >= 0.
//
// Watching: two possible writes, and one that reaches either end of the window of r, are remembered as hints (not restored on backtracking: each run
// tests them first). While they stand there is nothing to do, so most runs cost four tests whatever the number of writes.
//
// Reasons are lazy and recomputed from the bounds of the time. "Blocked on side s" needs [from_j >= c] and [time <= c] for some c between the two bounds.
// One c serves all writes blocked on that side: the largest all of them allow, for the weakest fact about the read, which they share; then each from_j
// needs no more than c. A c that makes the fact about the read free (root, or an antecedent anyway) is taken instead, for it weakens the writes' facts.

import { type Affine, boundFor, lowerBound, negated } from '../solver/affine.ts';
import { type Fact, isFalse } from '../solver/literal.ts';
import type { Explanation, Priority, Propagation, Propagator, Registrar } from '../solver/propagator.ts';
import { PRIORITY_FAST } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, pushNegation } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtLeast } from './relax.ts';

/** A span that may serve the read: written at `start`, gone at `end`, there at all iff `active` (always, without one). */
export interface CoverWrite {
  readonly start: Affine;
  readonly end: Affine;
  readonly active?: Fact;
}

type Side = 0 | 1;

// First payload number: what was concluded. The sided ones come in pairs, side 0 first. The second payload number is a write or a fact.
const RELEASE = 0;
const ACTIVE = 1;
const TIME = 2;
const FROM = 4;

/** How a write is ruled out; BLOCKED + side takes two values. */
const POSSIBLE = 0;
const INACTIVE = 1;
const PAST = 2;
const BLOCKED = 3;
const EMPTY = 5;

/** No bound: stands for "no such antecedent". */
const NEVER = Number.NEGATIVE_INFINITY;

export class Cover implements Propagator {
  readonly name = 'cover';
  readonly priority: Priority = PRIORITY_FAST;
  private readonly enforcement: readonly Fact[];
  /** By side: r and -r. */
  private readonly time: readonly [Affine, Affine];
  /** By side and write: start and -end. */
  private readonly from: readonly [Affine[], Affine[]];
  /** By side and write: -start and end. */
  private readonly minusFrom: readonly [Affine[], Affine[]];
  private readonly active: (Fact | null)[];
  private readonly present: Present = new Present();
  private roots: Float64Array = new Float64Array(0);
  /** Hints, write numbers: two different ones that were possible, and by side one whose window began no later than the read's. */
  private support = 0;
  private otherSupport = 0;
  private readonly reach: [number, number] = [0, 0];

  /** The facts in `enforcement` are those under which the read must be served. */
  constructor(readTime: Affine, writes: readonly CoverWrite[], enforcement: readonly Fact[]) {
    this.enforcement = enforcement;
    this.time = [readTime, negated(readTime)];
    this.from = [writes.map((w) => w.start), writes.map((w) => negated(w.end))];
    this.minusFrom = [writes.map((w) => negated(w.start)), writes.map((w) => w.end)];
    this.active = writes.map((w) => w.active ?? null);
  }

  attach(on: Registrar): void {
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
    for (const f of this.active) if (f !== null) on.wakeOnLb(f.sv ^ 1);
    for (const side of [0, 1]) {
      if (this.time[side]!.sv >= 0) on.wakeOnLb(this.time[side]!.sv);
      for (const e of this.from[side]!) if (e.sv >= 0) on.wakeOnLb(e.sv);
    }
  }

  /** O(1) while the hints stand, else O(writes). */
  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    const time0 = lowerBound(this.time[0], lb);
    const time1 = lowerBound(this.time[1], lb);
    if (this.settled(open === ENFORCED, lb, time0, time1)) return true;

    const from0 = this.from[0];
    const from1 = this.from[1];
    const n = from0.length;
    let possible = 0;
    let least0 = Number.POSITIVE_INFINITY;
    let least1 = Number.POSITIVE_INFINITY;
    for (let j = 0; j < n; j++) {
      const f = this.active[j]!;
      if (f !== null && isFalse(f, lb)) continue;
      const l0 = lowerBound(from0[j]!, lb);
      const l1 = lowerBound(from1[j]!, lb);
      if (ruledOut(l0, l1, time0, time1) !== POSSIBLE) continue;
      if (possible++ === 0) this.support = j;
      else this.otherSupport = j;
      if (l0 < least0) {
        least0 = l0;
        this.reach[0] = j;
      }
      if (l1 < least1) {
        least1 = l1;
        this.reach[1] = j;
      }
    }
    p.addTicks(n);
    if (possible === 0) return this.fail(p, open);
    if (open !== ENFORCED) return true;
    return (
      this.push(p, this.time[0], least0 + 1, TIME, 0) &&
      this.push(p, this.time[1], least1 + 1, TIME + 1, 0) &&
      (possible > 1 || this.useOnly(p, this.support))
    );
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    becauseFacts(out, this.enforcement, a === RELEASE ? b : ENFORCED);
    if (a === RELEASE || a === ACTIVE) {
      this.explainRuledOut(out, a === ACTIVE ? b : -1, 0, NEVER, NEVER);
      return;
    }
    const side = (a & 1) as Side;
    if (a >= FROM) {
      const least = valueAbove(this.minusFrom[side][b]!, needed);
      becauseAtLeast(out, this.time[side === 0 ? 1 : 0], least - 1);
      this.explainRuledOut(out, b, side, NEVER, least - 1);
    } else {
      this.explainRuledOut(out, -1, side, valueAbove(this.time[side], needed) - 1, NEVER);
    }
  }

  /** Whether the hints show that nothing follows. */
  private settled(enforced: boolean, lb: Float64Array, time0: number, time1: number): boolean {
    if (this.active.length === 0 || !this.isPossible(this.support, lb, time0, time1)) return false;
    if (!enforced) return true;
    if (this.otherSupport === this.support || !this.isPossible(this.otherSupport, lb, time0, time1)) return false;
    const [j0, j1] = this.reach;
    if (lowerBound(this.from[0][j0]!, lb) + 1 > time0 || lowerBound(this.from[1][j1]!, lb) + 1 > time1) return false;
    return this.isPossible(j0, lb, time0, time1) && this.isPossible(j1, lb, time0, time1);
  }

  private isPossible(j: number, lb: Float64Array, time0: number, time1: number): boolean {
    const f = this.active[j]!;
    if (f !== null && isFalse(f, lb)) return false;
    return ruledOut(lowerBound(this.from[0][j]!, lb), lowerBound(this.from[1][j]!, lb), time0, time1) === POSSIBLE;
  }

  private fail(p: Propagation, open: number): boolean {
    if (open !== ENFORCED) return pushNegation(p, this.enforcement[open]!, RELEASE, open);
    this.explain(this.present.begin(p), -1, 0, RELEASE, ENFORCED);
    return p.conflict();
  }

  /** Write j alone is left: it is active and its window holds the read. */
  private useOnly(p: Propagation, j: number): boolean {
    const f = this.active[j]!;
    if (f !== null && !p.pushLazy(f.sv, f.k, ACTIVE, j)) return false;
    for (let side = 0; side < 2; side++) {
      const least = lowerBound(this.time[1 - side]!, p.lowerBounds) + 1;
      if (!this.push(p, this.minusFrom[side]![j]!, least, FROM + side, j)) return false;
    }
    return true;
  }

  /** Pushes [e >= value]. A constant satisfies it: the writes it follows from are possible. */
  private push(p: Propagation, e: Affine, value: number, a: number, b: number): boolean {
    return e.sv < 0 || p.pushLazy(e.sv, boundFor(e, value), a, b);
  }

  /**
   * Gives antecedents that rule out every write but `kept`. A write with from >= past on `side` counts as ruled out (no such: NEVER), and
   * [-time >= given] on `side` is an antecedent already (none: NEVER).
   */
  private explainRuledOut(out: Explanation, kept: number, side: Side, past: number, given: number): void {
    const split0 = this.split(out, kept, 0, side, past, side === 0 ? given : NEVER);
    const split1 = this.split(out, kept, 1, side, past, side === 1 ? given : NEVER);
    if (split0 < Number.POSITIVE_INFINITY) becauseAtLeast(out, this.time[1], 0 - split0);
    if (split1 < Number.POSITIVE_INFINITY) becauseAtLeast(out, this.time[0], 0 - split1);
    for (let j = 0; j < this.active.length; j++) {
      if (j === kept) continue;
      const how = this.classify(out, j, side, past);
      if (how === INACTIVE) {
        const f = this.active[j]!;
        out.because(f.sv ^ 1, 1 - f.k);
      } else if (how === PAST) becauseAtLeast(out, this.from[side][j]!, past);
      else if (how === EMPTY) this.explainEmpty(out, j);
      else becauseAtLeast(out, this.from[(how - BLOCKED) as Side][j]!, how === BLOCKED ? split0 : split1);
    }
  }

  /** The c of the file comment for the writes blocked on side `s`: they take [from >= c], the read takes [-time >= -c]. +Infinity if there are none. */
  private split(out: Explanation, kept: number, s: Side, side: Side, past: number, given: number): number {
    const minusTime = this.time[s === 0 ? 1 : 0];
    const latest = 0 - lowerAt(minusTime, out);
    let c = Number.POSITIVE_INFINITY;
    for (let j = 0; j < this.active.length; j++) {
      if (j === kept || this.classify(out, j, side, past) !== BLOCKED + s) continue;
      const e = this.from[s][j]!;
      const root = lowerBound(e, this.roots);
      c = Math.min(c, root >= latest ? root : lowerAt(e, out));
    }
    const free = Math.max(given, lowerBound(minusTime, this.roots));
    return c < Number.POSITIVE_INFINITY ? Math.min(c, 0 - free) : c;
  }

  /** How write j is ruled out at the time of `out`: at the root if possible, for that is free. */
  private classify(out: Explanation, j: number, side: Side, past: number): number {
    const { roots } = this;
    const f = this.active[j]!;
    if (f !== null && isFalse(f, roots)) return INACTIVE;
    const e0 = this.from[0][j]!;
    const e1 = this.from[1][j]!;
    const atRoot = ruledOut(
      lowerBound(e0, roots),
      lowerBound(e1, roots),
      lowerBound(this.time[0], roots),
      lowerBound(this.time[1], roots),
    );
    if (atRoot !== POSSIBLE) return atRoot;
    if (past > NEVER && lowerBound(this.from[side][j]!, roots) >= past) return PAST;
    if (f !== null && out.ubAt(f.sv) < f.k) return INACTIVE;
    if (past > NEVER && lowerAt(this.from[side][j]!, out) >= past) return PAST;
    return ruledOut(lowerAt(e0, out), lowerAt(e1, out), lowerAt(this.time[0], out), lowerAt(this.time[1], out));
  }

  /** [start >= c] and [end <= c + 1], with one of the two from the root if that is enough. */
  private explainEmpty(out: Explanation, j: number): void {
    const e0 = this.from[0][j]!;
    const e1 = this.from[1][j]!;
    const root0 = lowerBound(e0, this.roots);
    const root1 = lowerBound(e1, this.roots);
    const least0 =
      lowerAt(e1, out) + root0 >= -1 ? root0 : lowerAt(e0, out) + root1 >= -1 ? -1 - root1 : lowerAt(e0, out);
    becauseAtLeast(out, e0, least0);
    becauseAtLeast(out, e1, -1 - least0);
  }
}

/** How a write is ruled out by the lower bounds of start, -end, r and -r, or POSSIBLE. */
function ruledOut(from0: number, from1: number, time0: number, time1: number): number {
  if (from0 + time1 >= 0) return BLOCKED;
  if (from1 + time0 >= 0) return BLOCKED + 1;
  return from0 + from1 >= -1 ? EMPTY : POSSIBLE;
}

function lowerAt(e: Affine, out: Explanation): number {
  return e.sv < 0 ? e.offset : e.scale * out.lbAt(e.sv) + e.offset;
}

/** The least value of e that entails [sv >= needed] for its variable: one more than e has at needed - 1. */
function valueAbove(e: Affine, needed: number): number {
  return e.scale * (needed - 1) + e.offset + 1;
}
