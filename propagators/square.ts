// Square: target = base * base over affine views, half-reified. What product.ts cannot say, as it does not know that its factors are equal: base >= 0 is one case,
// base <= 0 the other,
//
//     base  -s2 ... -s1      s1 ...  s2         s1, s2: least and greatest integers whose squares lie within the bounds of the target
//
// and all bounds move to the hull of the cases that are left. Bounds consistent over the integers, O(1).
//
// A reason says, for each case, why nothing is left of it under what it denies: the base has the other sign; its square is beyond the target, above or below; or there
// is no square between the bounds of the target. Lazy, payload (what was pushed); antecedents are weakened to where the squares change.

import { type Affine, lowerBound, negated, upperBound } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_FAST,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, refuteOpen } from './enforcement.ts';
import { Present } from './present.ts';
import { pushAtLeast } from './push-at-least.ts';
import { becauseAtLeast, becauseAtMost, leastAt, leastImplying } from './relax.ts';

/** What was pushed, so that a reason denies it: the lower or upper bound of the target, a lower bound of the base or of its mirror. */
const TARGET_MIN = 0;
const TARGET_MAX = 1;
const BASE_MIN = 2;
const BASE_MAX = 3;
const NOTHING = 4;

export class Square implements Propagator {
  readonly name = 'square';
  readonly priority = PRIORITY_FAST;

  private readonly target: Affine;
  private readonly negatedTarget: Affine;
  private readonly base: readonly [Affine, Affine];
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** target = base * base if all facts hold. */
  constructor(target: Affine, base: Affine, enforcement: readonly Fact[] = []) {
    this.target = target;
    this.negatedTarget = negated(target);
    this.base = [base, negated(base)];
    this.enforcement = enforcement;
  }

  attach(on: Registrar): void {
    for (const { sv } of [this.target, this.base[0]]) if (sv >= 0) on.wakeOnBounds(sv >> 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const { base, target } = this;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    p.addTicks(3);
    const least = leastRoot(lowerBound(target, lb));
    const most = greatestRoot(upperBound(target, lb));
    const min = lowerBound(base[0], lb);
    const max = upperBound(base[0], lb);
    // sizes of what is left of the positive case (low..high) and of the negative one (lowMirror..highMirror)
    const low = Math.max(min, least);
    const high = Math.min(max, most);
    const lowMirror = Math.max(-max, least);
    const highMirror = Math.min(-min, most);
    const positive = low <= high;
    const negative = lowMirror <= highMirror;
    if (!positive && !negative) return this.refute(p, open);
    if (open !== ENFORCED) return true;
    const smallest = Math.min(positive ? low : lowMirror, negative ? lowMirror : low);
    const largest = Math.max(positive ? high : highMirror, negative ? highMirror : high);
    return (
      pushAtLeast(p, base[0], negative ? 0 - highMirror : low, BASE_MIN) &&
      pushAtLeast(p, base[1], positive ? 0 - high : lowMirror, BASE_MAX) &&
      pushAtLeast(p, target, smallest * smallest, TARGET_MIN) &&
      pushAtLeast(p, this.negatedTarget, 0 - largest * largest, TARGET_MAX)
    );
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    if (a === TARGET_MIN) this.becauseNone(out, a, leastImplying(this.target, needed) - 1);
    else if (a === TARGET_MAX) this.becauseNone(out, a, 1 - leastImplying(this.negatedTarget, needed));
    else this.becauseNone(out, a, leastImplying(this.base[a - BASE_MIN]!, needed) - 1);
  }

  private refute(p: Propagation, open: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    this.becauseNone(out, NOTHING, 0);
    return refuteOpen(p, this.enforcement, open);
  }

  /** Antecedents by which neither case is left, given what is denied: the target is <= or >= limit, or the base or its mirror is <= limit. */
  private becauseNone(out: Explanation, denied: number, limit: number): void {
    const { base, target } = this;
    const goalMin = denied === TARGET_MAX ? limit : leastAt(target, out);
    const goalMax = denied === TARGET_MIN ? limit : 0 - leastAt(this.negatedTarget, out);
    if (goalMax < 0) {
      if (denied !== TARGET_MIN) becauseAtMost(out, target, -1);
      return;
    }
    if (leastRoot(goalMin) > greatestRoot(goalMax)) {
      const root = greatestRoot(goalMax);
      if (denied !== TARGET_MAX) becauseAtLeast(out, target, root * root + 1);
      if (denied !== TARGET_MIN) becauseAtMost(out, target, (root + 1) * (root + 1) - 1);
      return;
    }
    for (let side = 0; side <= 1; side++) {
      const minDenied = denied === BASE_MIN + 1 - side;
      const maxDenied = denied === BASE_MIN + side;
      const min = minDenied ? 0 - limit : leastAt(base[side]!, out);
      const max = maxDenied ? limit : 0 - leastAt(base[1 - side]!, out);
      if (max < 0) {
        if (!maxDenied) becauseAtMost(out, base[side]!, -1);
      } else if (max < leastRoot(goalMin)) this.becauseSmall(out, base[side]!, max, maxDenied, goalMin, denied);
      else this.becauseLarge(out, base[side]!, min, minDenied, goalMax, denied);
    }
  }

  /** 0 <= e <= max, and the squares of all that are below the target. */
  private becauseSmall(
    out: Explanation,
    e: Affine,
    max: number,
    maxDenied: boolean,
    goalMin: number,
    denied: number,
  ): void {
    const rootMax = upperBound(e, this.roots);
    let size = max;
    if (!maxDenied) {
      const weakest = leastRoot(goalMin) - 1;
      size = denied !== TARGET_MAX && rootMax <= weakest ? rootMax : weakest;
      becauseAtMost(out, e, size);
    }
    if (denied !== TARGET_MAX) becauseAtLeast(out, this.target, size * size + 1);
  }

  /** e >= min > 0, and the squares of all that are above the target. */
  private becauseLarge(
    out: Explanation,
    e: Affine,
    min: number,
    minDenied: boolean,
    goalMax: number,
    denied: number,
  ): void {
    const rootMin = lowerBound(e, this.roots);
    let size = min;
    if (!minDenied) {
      const weakest = greatestRoot(goalMax) + 1;
      size = denied !== TARGET_MIN && rootMin >= weakest ? rootMin : weakest;
      becauseAtLeast(out, e, size);
    }
    if (denied !== TARGET_MIN) becauseAtMost(out, this.target, size * size - 1);
  }
}

/** The greatest r with r * r <= v, -1 if there is none. The root of a double may be rounded up to the next integer. */
function greatestRoot(v: number): number {
  if (v < 0) return -1;
  const r = Math.floor(Math.sqrt(v));
  return r * r > v ? r - 1 : r;
}

/** The least r >= 0 with r * r >= v. */
function leastRoot(v: number): number {
  return v <= 0 ? 0 : greatestRoot(v - 1) + 1;
}
