// Element: exprs[index] = target over affine views, half-reified. Positions count from 0; a null expression marks a position the index never takes.
//
// A position is possible while its expression and the target can still be equal by their bounds. Rules:
//   index    its lower bound moves up to the first possible position, its upper bound down to the last one
//   target   lies in the hull of the possible expressions from indexMin to indexMax
//   chosen   when the index is fixed, its expression lies within the bounds of the target
// No possible position: a contradiction. Impossible positions between the bounds of the index are not taken out of it, as bounds cannot say so, but they are
// left out of the hull. This is bounds consistent over unshared variables without holes; holes of the index count when their expressions are null.
//
// Lazy reasons with payload (rule, side or position). Each position in reach of the index needs a reason why it is impossible, or why it serves the
// conclusion. The position's expression and the target are kept apart by a value chosen as in max.ts: the one that the root bounds give for nothing, if
// the target is far enough, or else the bound of the target. Bounds of the index are weakened over neighbouring positions that need no reason.
// The mirror is the same code over negated views: `side` 1.

import { type Affine, boundFor, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { check } from '../solver/check.ts';
import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_LINEAR,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, refuteOpen } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseAtMost, leastAt, leastImplying } from './relax.ts';

/** Payload a: the rule; b: the side, or the position with the side in the lowest bit. */
const INDEX = 0;
const TARGET = 1;
const CHOSEN = 2;

/** Which bounds of the index are antecedents. */
const LOW = 1;
const HIGH = 2;

type Side = 0 | 1;

export class Element implements Propagator {
  readonly name = 'element';
  readonly priority = PRIORITY_LINEAR;

  private readonly index: readonly [Affine, Affine];
  private readonly target: readonly [Affine, Affine];
  private readonly exprs: readonly [readonly (Affine | null)[], readonly (Affine | null)[]];
  private readonly enforcement: readonly Fact[];
  private readonly size: number;
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** exprs[index] = target if all facts hold. The index has scale 1. */
  constructor(index: Affine, exprs: readonly (Affine | null)[], target: Affine, enforcement: readonly Fact[] = []) {
    check(index.scale === 1, 'element: expected an index of scale 1');
    this.index = [index, negated(index)];
    this.target = [target, negated(target)];
    this.exprs = [exprs, exprs.map((e) => (e === null ? null : negated(e)))];
    this.enforcement = enforcement;
    this.size = exprs.length;
  }

  attach(on: Registrar): void {
    for (const e of [this.index[0], this.target[0], ...this.exprs[0]]) {
      if (e !== null && e.sv >= 0) on.wakeOnBounds(e.sv >> 1);
    }
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    let first = Math.max(0, lowerBound(this.index[0], lb));
    let last = Math.min(this.size - 1, upperBound(this.index[0], lb));
    p.addTicks(Math.max(1, last - first + 1));
    while (first <= last && !this.isPossible(first, lb)) first++;
    if (first > last) return this.refute(p, open);
    if (open !== ENFORCED) return true;
    while (!this.isPossible(last, lb)) last--;
    if (!this.push(p, this.index[0], first, INDEX, 0)) return false;
    if (!this.push(p, this.index[1], 0 - last, INDEX, 1)) return false;
    return this.narrowTarget(p, 0, first, last) && this.narrowTarget(p, 1, first, last) && this.narrowChosen(p);
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    if (a === CHOSEN) {
      const side = (b & 1) as Side;
      const position = b >> 1;
      becauseAtLeast(out, this.index[0], position);
      becauseAtMost(out, this.index[0], position);
      becauseAtLeast(out, this.target[side], leastImplying(this.exprs[side][position]!, needed));
      return;
    }
    const from = leastAt(this.index[0], out);
    const to = 0 - leastAt(this.index[1], out);
    if (a === TARGET)
      this.becausePositions(out, from, to, LOW | HIGH, b as Side, leastImplying(this.target[b as Side], needed));
    else if (b === 0) this.becauseImpossible(out, from, leastImplying(this.index[0], needed) - 1, LOW);
    else this.becauseImpossible(out, 1 - leastImplying(this.index[1], needed), to, HIGH);
  }

  private isPossible(position: number, lb: Float64Array): boolean {
    const e = this.exprs[0][position]!;
    const target = this.target[0];
    return e !== null && lowerBound(e, lb) <= upperBound(target, lb) && upperBound(e, lb) >= lowerBound(target, lb);
  }

  private narrowTarget(p: Propagation, side: Side, first: number, last: number): boolean {
    const lb = p.lowerBounds;
    let least = Number.POSITIVE_INFINITY;
    for (let i = first; i <= last; i++) {
      if (this.isPossible(i, lb)) least = Math.min(least, lowerBound(this.exprs[side][i]!, lb));
    }
    // none is left when a push of this run moved an expression that shares its variable: the next run refutes
    return least === Number.POSITIVE_INFINITY || this.push(p, this.target[side], least, TARGET, side);
  }

  private narrowChosen(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const position = lowerBound(this.index[0], lb);
    // a bound that was rounded over a hole may stand at an impossible position: the next run moves it on
    if (position !== upperBound(this.index[0], lb) || position >= this.size || !this.isPossible(position, lb))
      return true;
    for (let side = 0; side <= 1; side++) {
      const s = side as Side;
      const e = this.exprs[s][position]!;
      if (!this.push(p, e, lowerBound(this.target[s], lb), CHOSEN, 2 * position + side)) return false;
    }
    return true;
  }

  /** Pushes [e >= value]; a constant satisfies it, as its position is possible. */
  private push(p: Propagation, e: Affine, value: number, rule: number, b: number): boolean {
    if (e.sv < 0) return true;
    const k = boundFor(e, value);
    return k <= p.lb(e.sv) || p.pushLazy(e.sv, k, rule, b);
  }

  /** No position is possible: refutes the open fact or reports the conflict. */
  private refute(p: Propagation, open: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    this.becauseImpossible(out, leastAt(this.index[0], out), 0 - leastAt(this.index[1], out), LOW | HIGH);
    return refuteOpen(p, this.enforcement, open);
  }

  private becauseImpossible(out: Explanation, from: number, to: number, indexBounds: number): void {
    this.becausePositions(out, from, to, indexBounds, 0, Number.POSITIVE_INFINITY);
  }

  /** Antecedents by which every position from..to is impossible or has an expression >= value (all as seen from `side`), and by which the index is there. */
  private becausePositions(
    out: Explanation,
    from: number,
    to: number,
    indexBounds: number,
    side: Side,
    value: number,
  ): void {
    const { roots, size } = this;
    const exprs = this.exprs[side];
    const target = this.target[side];
    const targetMin = leastAt(target, out);
    const targetMax = 0 - leastAt(this.target[1 - side]!, out);
    // impossible positions are kept apart from the target by [target >= over] or [target <= under]
    let over = Number.NEGATIVE_INFINITY;
    let under = Number.POSITIVE_INFINITY;
    const begin = Math.max(0, from);
    const end = Math.min(size - 1, to);
    for (let i = begin; i <= end; i++) {
      const e = exprs[i]!;
      if (e === null || leastAt(e, out) >= value) continue;
      if (this.greatestAt(side, i, out) < targetMin) over = Math.max(over, upperBound(e, roots) + 1);
      else under = Math.min(under, lowerBound(e, roots) - 1);
    }
    if (over !== Number.NEGATIVE_INFINITY) {
      over = Math.min(over, targetMin);
      becauseAtLeast(out, target, over);
    }
    if (under !== Number.POSITIVE_INFINITY) {
      under = Math.max(under, targetMax);
      becauseAtMost(out, target, under);
    }
    for (let i = begin; i <= end; i++) {
      const e = exprs[i]!;
      if (e === null) continue;
      if (leastAt(e, out) >= value) becauseAtLeast(out, e, value);
      else if (this.greatestAt(side, i, out) < targetMin) becauseAtMost(out, e, over - 1);
      else becauseAtLeast(out, e, under + 1);
    }
    if ((indexBounds & LOW) !== 0) {
      let low = Math.min(from, size);
      while (low > 0 && this.isFree(low - 1, side, value, over, under)) low--;
      if (low > 0) becauseAtLeast(out, this.index[0], low);
    }
    if ((indexBounds & HIGH) !== 0) {
      let high = Math.max(to, -1);
      while (high < size - 1 && this.isFree(high + 1, side, value, over, under)) high++;
      if (high < size - 1) becauseAtMost(out, this.index[0], high);
    }
  }

  /** Whether a position serves, or is impossible, by root bounds alone. */
  private isFree(position: number, side: Side, value: number, over: number, under: number): boolean {
    const e = position < this.size ? this.exprs[side][position]! : null;
    if (e === null) return true;
    const least = lowerBound(e, this.roots);
    return least >= value || least > under || upperBound(e, this.roots) < over;
  }

  private greatestAt(side: Side, position: number, out: Explanation): number {
    return 0 - leastAt(this.exprs[(1 - side) as Side][position]!, out);
  }
}
