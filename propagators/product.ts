// Product: target = first * second over affine views of any sign, half-reified.
//
// Over a box the real products fill the interval between the least and the greatest of the four corner products:
//
//     b2 --+-------+      all products of the box are <= v
//          |  box  |      iff those of its four corners are
//     b1 --+-------+
//          a1     a2
//
// so box and target are contradictory iff the corners all lie below the target, or all above it. The second is the first with one factor and the target
// mirrored. Every inference is such a box without one of its sides: the target goes down to the greatest corner; the lower bound of a factor goes up to the
// least value at which some corner reaches the target. With both mirrors of both factors that is bounds consistent over the reals (rounded to integers) in O(1)
// per run, all cases of signs included. Consistency over the integers would mean factoring the target. Squares have a propagator of their own (square.ts).
//
// Lazy reasons with payload (4 * rule + mirrors). A reason is the box that remains, each side taken back to the root if the four corners stay below the target then,
// or else as far as they do. Products beyond 2^53 are rounded, but monotonically, and are only compared with safe integers: the comparison is exact.

import { type Affine, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { ceilDiv, floorDiv } from '../solver/arrays.ts';
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

/** What was pushed: the side of the box that a reason does without. */
const TARGET = 0;
const FIRST = 1;
const SECOND = 2;
const NOTHING = 3;

/** An expression and its mirror. */
type Mirrored = readonly [Affine, Affine];

export class Product implements Propagator {
  readonly name = 'product';
  readonly priority = PRIORITY_FAST;

  private readonly target: Mirrored;
  private readonly first: Mirrored;
  private readonly second: Mirrored;
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** target = first * second if all facts hold. */
  constructor(target: Affine, first: Affine, second: Affine, enforcement: readonly Fact[] = []) {
    this.target = [target, negated(target)];
    this.first = [first, negated(first)];
    this.second = [second, negated(second)];
    this.enforcement = enforcement;
  }

  attach(on: Registrar): void {
    for (const { sv } of [this.target[0], this.first[0], this.second[0]]) if (sv >= 0) on.wakeOnBounds(sv >> 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const { target, first, second } = this;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    p.addTicks(4);
    const a1 = lowerBound(first[0], lb);
    const a2 = upperBound(first[0], lb);
    const b1 = lowerBound(second[0], lb);
    const b2 = upperBound(second[0], lb);
    const greatest = greatestCorner(a1, a2, b1, b2);
    const least = 0 - greatestCorner(-a2, -a1, b1, b2);
    if (greatest < lowerBound(target[0], lb)) return this.refute(p, open, 0);
    if (least > upperBound(target[0], lb)) return this.refute(p, open, 1);
    if (open !== ENFORCED) return true;
    if (!pushAtLeast(p, target[1], 0 - greatest, 4 * TARGET)) return false;
    if (!pushAtLeast(p, target[0], least, 4 * TARGET + 1)) return false;
    return this.narrow(p, FIRST, first, second) && this.narrow(p, SECOND, second, first);
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    const rule = a >> 2;
    const mirror = a & 1;
    const { target, first, second } = this;
    if (rule === TARGET)
      this.becauseBelow(out, first, second, mirror, 0, TARGET, 0 - leastImplying(target[1 - mirror]!, needed));
    else {
      const factor = rule === FIRST ? first : second;
      const other = rule === FIRST ? second : first;
      this.becauseBelow(out, factor, other, mirror, (a >> 1) & 1, FIRST, leastImplying(factor[mirror]!, needed) - 1);
    }
  }

  /** Raises both lower bounds (that is, of the factor and of its mirror) to what reaches the target from below and, with `other` mirrored, from above. */
  private narrow(p: Propagation, rule: number, factor: Mirrored, other: Mirrored): boolean {
    const lb = p.lowerBounds;
    if (factor[0].sv < 0) return true;
    for (let s = 0; s < 4; s++) {
      const e = factor[s & 1]!;
      const o = other[s >> 1]!;
      const goal = lowerBound(this.target[(s & 1) ^ (s >> 1)]!, lb);
      const value = leastReaching(goal, lowerBound(e, lb), lowerBound(o, lb), upperBound(o, lb));
      if (!pushAtLeast(p, e, value, 4 * rule + s)) return false;
    }
    return true;
  }

  /** All products lie below the target, or with `mirror` above it: refutes the open fact or reports a conflict. */
  private refute(p: Propagation, open: number, mirror: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    this.becauseBelow(out, this.first, this.second, mirror, 0, NOTHING, 0);
    return refuteOpen(p, this.enforcement, open);
  }

  /**
   * Antecedents by which factor * other (either mirrored, and the target accordingly) lies below the target. Without a side of its own for what is denied:
   * FIRST, the factor is <= limit; TARGET, the target is > limit.
   */
  private becauseBelow(
    out: Explanation,
    factor: Mirrored,
    other: Mirrored,
    mirrorFactor: number,
    mirrorOther: number,
    denied: number,
    limit: number,
  ): void {
    const { roots } = this;
    const a = factor[mirrorFactor]!;
    const b = other[mirrorOther]!;
    const t = this.target[mirrorFactor ^ mirrorOther]!;
    const rootA1 = lowerBound(a, roots);
    const rootA2 = upperBound(a, roots);
    const rootB1 = lowerBound(b, roots);
    const rootB2 = upperBound(b, roots);
    const rootV = lowerBound(t, roots) - 1;
    let a1 = leastAt(a, out);
    let a2 = denied === FIRST ? limit : 0 - leastAt(factor[1 - mirrorFactor]!, out);
    let b1 = leastAt(b, out);
    let b2 = 0 - leastAt(other[1 - mirrorOther]!, out);
    let v = denied === TARGET ? limit : leastAt(t, out) - 1;
    if (greatestCorner(rootA1, a2, b1, b2) <= v) a1 = rootA1;
    if (greatestCorner(a1, a2, rootB1, b2) <= v) b1 = rootB1;
    if (denied !== TARGET && greatestCorner(a1, a2, b1, b2) <= rootV) v = rootV;
    if (denied !== FIRST && greatestCorner(a1, rootA2, b1, b2) <= v) a2 = rootA2;
    if (greatestCorner(a1, a2, b1, rootB2) <= v) b2 = rootB2;
    if (a1 > rootA1) a1 = 0 - greatestFactor(v, -b2, -b1);
    if (b1 > rootB1) b1 = 0 - greatestFactor(v, -a2, -a1);
    if (denied !== FIRST && a2 < rootA2) a2 = greatestFactor(v, b1, b2);
    if (b2 < rootB2) b2 = greatestFactor(v, a1, a2);
    if (denied !== TARGET) {
      if (v > rootV) v = greatestCorner(a1, a2, b1, b2);
      becauseAtLeast(out, t, v + 1);
    }
    becauseAtLeast(out, a, a1);
    becauseAtLeast(out, b, b1);
    if (denied !== FIRST) becauseAtMost(out, a, a2);
    becauseAtMost(out, b, b2);
  }
}

/** The greatest product of [a1, a2] and [b1, b2]. */
function greatestCorner(a1: number, a2: number, b1: number, b2: number): number {
  return Math.max(a1 * b1, a1 * b2, a2 * b1, a2 * b2);
}

/** The greatest integer whose products with b1 and b2 are <= v, given that there is one; Infinity if there is no greatest. */
function greatestFactor(v: number, b1: number, b2: number): number {
  let most = Number.POSITIVE_INFINITY;
  if (b1 > 0) most = floorDiv(v, b1);
  if (b2 > 0) most = Math.min(most, floorDiv(v, b2));
  return most;
}

/**
 * The least integer a >= a1 such that some real b in [b1, b2] has a * b >= goal; Infinity if there is none. The greatest a * b is convex in a and 0 at 0, so if a1 falls short
 * then all up to 0 or beyond do; from there on it grows with slope b2, or rises to 0 with slope b1.
 */
function leastReaching(goal: number, a1: number, b1: number, b2: number): number {
  if (Math.max(a1 * b1, a1 * b2) >= goal) return a1;
  const slope = goal > 0 ? b2 : b1;
  return slope > 0 ? ceilDiv(goal, slope) : Number.POSITIVE_INFINITY;
}
