// Reservoir, one side: level(t) = sum of the changes of the active events with time <= t never falls below `min` (half-reified by enforcement facts). The
// other side, level(t) <= max, is the same constraint with all changes and the bound negated; reservoirSides() makes the sides that can bind at all.
// Time-table style, as CP-SAT's ReservoirTimeTabling (ortools/sat/timetable.h), from the highest level that is still possible:
//
//   gain  (change > 0)  counts from timeMin on, unless inactive                    high(t) = sum of what counts at t
//   drain (change < 0)  counts from timeMax on, if active                          slack(t) = high(t) - min
//
//   high   2 |     |======|          +2 at timeMin = 3, -1 at timeMax = 7, -2 at timeMax = 10
//          1 |            |====|
//          0 |=====|           .
//         -1 |                 |=====  slack < 0 for min = 0
//                  3      7    10
//
//   slack(t) < 0                                        conflict
//   slack(t) < change of a gain that counts at t        it is active and has time <= t (the first such t)
//   slack(t) < -change of a drain that does not         if active: time >= t + 1 (the last such t in [timeMin, timeMax));
//                                                       if it would count at t when active: inactive
// The level before everything is 0; a positive `min` is refuted by that first stretch.
//
// Cost: one insertion sort of an order kept from run to run (mostly sorted already), O(events); then O(1) per event that has more room than the least
// slack, and a scan for each of the others. Instances are many and small (six events per edge of a graph), so nothing is kept across backtracking.
//
// Reasons are lazy: at time t take the highest level any gains and no drain could give, then add facts that lower it until it is below min: gains that are
// inactive or later than t, drains that are active and not later. Facts known at the root come first, then large changes first; then none can be left out.

import { type Affine, boundFor, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { check } from '../solver/check.ts';
import { type Fact, isFalse, isTrue } from '../solver/literal.ts';
import type { Explanation, Priority, Propagation, Propagator, Registrar } from '../solver/propagator.ts';
import { PRIORITY_SLOW } from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, pushNegation } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseAtMost } from './relax.ts';

/** At `time` the level changes by `change` (an integer) if `active` (always, without one). */
export interface ReservoirEvent {
  readonly time: Affine;
  readonly change: number;
  readonly active?: Fact;
}

// What was concluded; with the number of an event it makes the second payload number; LEVEL has the place of an enforcement fact plus one, 0 for none.
const BEFORE = 0;
const AFTER = 1;
const ACTIVE = 2;
const INACTIVE = 3;
const LEVEL = 4;
const KINDS = 5;

class Reservoir implements Propagator {
  readonly name = 'reservoir';
  readonly priority: Priority = PRIORITY_SLOW;
  private readonly min: number;
  private readonly enforcement: readonly Fact[];
  // by event, in decreasing order of the size of the change
  private readonly time: Affine[];
  private readonly minusTime: Affine[];
  private readonly change: Float64Array;
  private readonly active: (Fact | null)[];
  /** Sum of all gains: the highest level of all. */
  private readonly allGains: number;
  private readonly present: Present = new Present();
  private roots: Float64Array = new Float64Array(0);
  // The stretches of the last run: events in `order` (those that count, by the time from which they do), stretch k from stretchFrom[k] on.
  private readonly order: Int32Array;
  private readonly countsFrom: Float64Array;
  private readonly stretchFrom: Float64Array;
  private readonly slack: Float64Array;
  private stretches = 0;

  constructor(events: readonly ReservoirEvent[], min: number, enforcement: readonly Fact[]) {
    const sorted = events.filter((e) => e.change !== 0).sort((e, f) => Math.abs(f.change) - Math.abs(e.change));
    const n = sorted.length;
    this.min = min;
    this.enforcement = enforcement;
    this.time = sorted.map((e) => e.time);
    this.minusTime = sorted.map((e) => negated(e.time));
    this.change = Float64Array.from(sorted, (e) => e.change);
    this.active = sorted.map((e) => e.active ?? null);
    this.allGains = sorted.reduce((sum, e) => sum + Math.max(e.change, 0), 0);
    this.order = Int32Array.from(sorted, (_, i) => i);
    this.countsFrom = new Float64Array(n);
    this.stretchFrom = new Float64Array(n + 2);
    this.slack = new Float64Array(n + 1);
  }

  attach(on: Registrar): void {
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
    for (let i = 0; i < this.change.length; i++) {
      const gain = this.change[i]! > 0;
      const { sv } = this.time[i]!;
      const f = this.active[i]!;
      if (sv >= 0) on.wakeOnLb(gain ? sv : sv ^ 1);
      if (f !== null) on.wakeOnLb(gain ? f.sv ^ 1 : f.sv);
    }
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    const least = this.measure(lb);
    p.addTicks(this.change.length);
    if (least < 0) return this.fail(p, open);
    if (open !== ENFORCED) return true;
    for (let i = 0; i < this.change.length && Math.abs(this.change[i]!) > least; i++) {
      if (!(this.change[i]! > 0 ? this.narrowGain(p, i) : this.narrowDrain(p, i))) return false;
    }
    return true;
  }

  explain(out: Explanation, _sv: SVar, _needed: number, a: number, b: number): void {
    const kind = b % KINDS;
    const i = (b - kind) / KINDS;
    becauseFacts(out, this.enforcement, kind === LEVEL ? i - 1 : ENFORCED);
    let high = this.allGains;
    if (kind === LEVEL) {
      this.explainBelow(out, a, -1, high);
      return;
    }
    // a gain: as if it did not count at t; a drain: as if it did
    high -= Math.abs(this.change[i]!);
    if (kind === AFTER) this.becauseActive(out, i);
    else if (kind === INACTIVE) becauseAtMost(out, this.time[i]!, a);
    this.explainBelow(out, a, i, high);
  }

  /** Computes the stretches and their slack. Returns the least slack. */
  private measure(lb: Float64Array): number {
    const counted = this.sortCounted(lb);
    const { order, countsFrom, stretchFrom, slack, change } = this;
    let k = 0;
    let sum = 0 - this.min;
    let least = sum;
    stretchFrom[0] = Number.NEGATIVE_INFINITY;
    slack[0] = sum;
    for (let n = 0; n < counted; n++) {
      const i = order[n]!;
      if (countsFrom[i]! > stretchFrom[k]!) {
        least = Math.min(least, sum);
        stretchFrom[++k] = countsFrom[i]!;
      }
      sum += change[i]!;
      slack[k] = sum;
    }
    stretchFrom[k + 1] = Number.POSITIVE_INFINITY;
    this.stretches = k + 1;
    return Math.min(least, sum);
  }

  /** Sorts the events by the time from which they count, those that never do at the end; returns how many do. */
  private sortCounted(lb: Float64Array): number {
    const { order, countsFrom, change, time, active } = this;
    const n = order.length;
    let counted = 0;
    for (let i = 0; i < n; i++) {
      const f = active[i]!;
      let from = Number.POSITIVE_INFINITY;
      if (change[i]! > 0) {
        if (f === null || !isFalse(f, lb)) from = lowerBound(time[i]!, lb);
      } else if (f === null || isTrue(f, lb)) from = upperBound(time[i]!, lb);
      countsFrom[i] = from;
      if (from < Number.POSITIVE_INFINITY) counted++;
    }
    for (let r = 1; r < n; r++) {
      const i = order[r]!;
      const from = countsFrom[i]!;
      let s = r;
      for (; s > 0 && countsFrom[order[s - 1]!]! > from; s--) order[s] = order[s - 1]!;
      order[s] = i;
    }
    return counted;
  }

  private fail(p: Propagation, open: number): boolean {
    let k = 0;
    while (this.slack[k]! >= 0) k++;
    const b = LEVEL + KINDS * (open + 1);
    const t = this.stretchFrom[k]!;
    if (open !== ENFORCED) return pushNegation(p, this.enforcement[open]!, t, b);
    this.explain(this.present.begin(p), -1, 0, t, b);
    return p.conflict();
  }

  /** A gain that a stretch from its timeMin on cannot do without. */
  private narrowGain(p: Propagation, i: number): boolean {
    const { stretchFrom, slack, stretches } = this;
    const from = this.countsFrom[i]!;
    if (from === Number.POSITIVE_INFINITY) return true;
    let k = this.stretchAt(from);
    while (k < stretches && slack[k]! >= this.change[i]!) k++;
    if (k === stretches) return true;
    const t = stretchFrom[k]!;
    const f = this.active[i]!;
    if (f !== null && !p.pushLazy(f.sv, f.k, t, ACTIVE + KINDS * i)) return false;
    return this.push(p, this.minusTime[i]!, 0 - t, t, BEFORE + KINDS * i);
  }

  /** A drain that a stretch up to its timeMax cannot bear. */
  private narrowDrain(p: Propagation, i: number): boolean {
    const lb = p.lowerBounds;
    const { stretchFrom, slack, stretches } = this;
    const f = this.active[i]!;
    if (f !== null && isFalse(f, lb)) return true;
    const drain = 0 - this.change[i]!;
    if (f !== null && !isTrue(f, lb)) {
      const timeMax = upperBound(this.time[i]!, lb);
      let k = this.stretchAt(timeMax);
      while (k < stretches && slack[k]! >= drain) k++;
      if (k === stretches) return true;
      return p.pushLazy(f.sv ^ 1, 1 - f.k, Math.max(timeMax, stretchFrom[k]!), INACTIVE + KINDS * i);
    }
    const timeMin = lowerBound(this.time[i]!, lb);
    const timeMax = this.countsFrom[i]!;
    // +Infinity: it became active in this very run, which wakes the next one
    if (timeMin === timeMax || timeMax === Number.POSITIVE_INFINITY) return true;
    let k = this.stretchAt(timeMax);
    if (stretchFrom[k] === timeMax) k--;
    while (k >= 0 && stretchFrom[k + 1]! > timeMin && slack[k]! >= drain) k--;
    if (k < 0 || stretchFrom[k + 1]! <= timeMin) return true;
    const t = Math.min(stretchFrom[k + 1]!, timeMax) - 1;
    return this.push(p, this.time[i]!, t + 1, t, AFTER + KINDS * i);
  }

  /** Pushes [e >= value]. A constant satisfies it: a stretch short of it would have had no slack at all. */
  private push(p: Propagation, e: Affine, value: number, a: number, b: number): boolean {
    return e.sv < 0 || p.pushLazy(e.sv, boundFor(e, value), a, b);
  }

  /** The stretch that contains t. */
  private stretchAt(t: number): number {
    let lo = 0;
    let hi = this.stretches;
    while (hi - lo > 1) {
      const mid = (lo + hi) >> 1;
      if (this.stretchFrom[mid]! <= t) lo = mid;
      else hi = mid;
    }
    return lo;
  }

  /** Gives facts about events other than i that bring the level at t from `high` to below min. */
  private explainBelow(out: Explanation, t: number, i: number, high: number): void {
    const n = this.change.length;
    let level = high;
    for (let j = 0; j < n && level >= this.min; j++) {
      if (j !== i && this.lowersAtRoot(j, t)) level -= Math.abs(this.change[j]!);
    }
    for (let j = 0; j < n && level >= this.min; j++) {
      if (j === i || this.lowersAtRoot(j, t) || !this.lowersAt(out, j, t)) continue;
      this.becauseLowered(out, j, t);
      level -= Math.abs(this.change[j]!);
    }
    check(level < this.min, 'E2: the level is not too low');
  }

  private lowersAtRoot(j: number, t: number): boolean {
    const { roots } = this;
    const f = this.active[j]!;
    if (this.change[j]! > 0) return lowerBound(this.time[j]!, roots) > t || (f !== null && isFalse(f, roots));
    return upperBound(this.time[j]!, roots) <= t && (f === null || isTrue(f, roots));
  }

  /** Whether event j is a gain that cannot count at t, or a drain that must, at the time of `out`. */
  private lowersAt(out: Explanation, j: number, t: number): boolean {
    const f = this.active[j]!;
    if (this.change[j]! > 0) return minAt(this.time[j]!, out) > t || (f !== null && out.ubAt(f.sv) < f.k);
    return minAt(this.minusTime[j]!, out) >= 0 - t && (f === null || out.lbAt(f.sv) >= f.k);
  }

  private becauseLowered(out: Explanation, j: number, t: number): void {
    if (this.change[j]! < 0) {
      becauseAtMost(out, this.time[j]!, t);
      this.becauseActive(out, j);
      return;
    }
    const f = this.active[j]!;
    if (f !== null && out.ubAt(f.sv) < f.k) out.because(f.sv ^ 1, 1 - f.k);
    else becauseAtLeast(out, this.time[j]!, t + 1);
  }

  private becauseActive(out: Explanation, j: number): void {
    const f = this.active[j]!;
    if (f !== null) out.because(f.sv, f.k);
  }
}

/** The propagators of min <= level(t) <= max at all t: one per side that the events can break at all. */
export function reservoirSides(
  events: readonly ReservoirEvent[],
  min: number,
  max: number,
  enforcement: readonly Fact[],
): Reservoir[] {
  let lowest = 0;
  let highest = 0;
  for (const e of events) {
    lowest += Math.min(e.change, 0);
    highest += Math.max(e.change, 0);
  }
  const sides: Reservoir[] = [];
  if (lowest < min) sides.push(new Reservoir(events, min, enforcement));
  if (highest > max) {
    const mirrored = events.map((e) => ({ ...e, change: 0 - e.change }));
    sides.push(new Reservoir(mirrored, 0 - max, enforcement));
  }
  return sides;
}

function minAt(e: Affine, out: Explanation): number {
  return e.sv < 0 ? e.offset : e.scale * out.lbAt(e.sv) + e.offset;
}
