// Division: denominator >= 1 and target = trunc(numerator / denominator), rounded toward zero, over affine views, half-reified. A denominator of either sign is two of
// these, each enforced by the sign (model/compile-division.ts).
//
// "The quotient is below t", where N is the upper bound of the numerator and d1..d2 are the bounds of the denominator, is one of
//     t >  0    N <  t * d1             the quotient is less than t already at the smallest denominator
//     t <= 0    N <= (t - 1) * d2       the quotient is t - 1 or less even at the largest one
// and "above t" is the same for the mirrored numerator and target. Box and target are contradictory iff one of these holds for the bound of the target. Every
// inference solves one of them for one of its three numbers: exact for the target and the numerator at the ends of the denominator, and so bounds consistent
// over the reals, in O(1).
//
// Lazy reasons with payload (2 * rule + mirror): the inequality with what is denied, its other two numbers taken back to the root if it still holds then, or else as far as it
// does. A product beyond 2^53 is rounded, but monotonically, and only compared with safe integers.

import { type Affine, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { floorDiv } from '../solver/arrays.ts';
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

/** What was pushed, so that a reason denies it. */
const TARGET = 0;
const NUMERATOR = 1;
const DENOMINATOR_MIN = 2;
const DENOMINATOR_MAX = 3;
const POSITIVE = 4;
const NOTHING = 5;

export class Division implements Propagator {
  readonly name = 'division';
  readonly priority = PRIORITY_FAST;

  private readonly target: readonly [Affine, Affine];
  private readonly numerator: readonly [Affine, Affine];
  private readonly denominator: Affine;
  private readonly negatedDenominator: Affine;
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** denominator >= 1 and target = trunc(numerator / denominator) if all facts hold. */
  constructor(target: Affine, numerator: Affine, denominator: Affine, enforcement: readonly Fact[] = []) {
    this.target = [target, negated(target)];
    this.numerator = [numerator, negated(numerator)];
    this.denominator = denominator;
    this.negatedDenominator = negated(denominator);
    this.enforcement = enforcement;
  }

  attach(on: Registrar): void {
    for (const { sv } of [this.target[0], this.numerator[0], this.denominator]) if (sv >= 0) on.wakeOnBounds(sv >> 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const { denominator } = this;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    p.addTicks(4);
    if (upperBound(denominator, lb) < 1) return this.refute(p, open, -1);
    for (let mirror = 0; mirror <= 1; mirror++) {
      const most = upperBound(this.numerator[mirror]!, lb);
      const goal = lowerBound(this.target[mirror]!, lb);
      const below =
        goal > 0
          ? most < goal * Math.max(1, lowerBound(denominator, lb))
          : most <= (goal - 1) * upperBound(denominator, lb);
      if (below) return this.refute(p, open, mirror);
    }
    if (open !== ENFORCED) return true;
    return (
      pushAtLeast(p, denominator, 1, 2 * POSITIVE) &&
      this.narrow(p, 0) &&
      this.narrow(p, 1) &&
      this.narrowDenominator(p, 0) &&
      this.narrowDenominator(p, 1)
    );
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    const rule = a >> 1;
    const mirror = a & 1;
    if (rule === POSITIVE) return;
    let limit: number;
    if (rule === TARGET) limit = 1 - leastImplying(this.target[1 - mirror]!, needed);
    else if (rule === NUMERATOR) limit = leastImplying(this.numerator[mirror]!, needed) - 1;
    else if (rule === DENOMINATOR_MIN) limit = leastImplying(this.denominator, needed) - 1;
    else limit = 1 - leastImplying(this.negatedDenominator, needed);
    this.becauseBelow(out, mirror, rule, limit);
  }

  /** The greatest quotient is an upper bound of the target, the least number that reaches the target a lower bound of the numerator. */
  private narrow(p: Propagation, mirror: number): boolean {
    const lb = p.lowerBounds;
    const { denominator } = this;
    const min = Math.max(1, lowerBound(denominator, lb));
    const max = upperBound(denominator, lb);
    const numerator = this.numerator[mirror]!;
    const most = upperBound(numerator, lb);
    const quotient = most >= 0 ? floorDiv(most, min) : 0 - floorDiv(0 - most, max);
    if (!pushAtLeast(p, this.target[1 - mirror]!, 0 - quotient, 2 * TARGET + mirror)) return false;
    const goal = lowerBound(this.target[mirror]!, lb);
    return pushAtLeast(p, numerator, goal > 0 ? goal * min : (goal - 1) * max + 1, 2 * NUMERATOR + mirror);
  }

  /** A positive target asks for a small denominator, a numerator far below a target <= 0 for a large one. */
  private narrowDenominator(p: Propagation, mirror: number): boolean {
    const lb = p.lowerBounds;
    const most = upperBound(this.numerator[mirror]!, lb);
    const goal = lowerBound(this.target[mirror]!, lb);
    if (goal > 0)
      return pushAtLeast(p, this.negatedDenominator, 0 - floorDiv(most, goal), 2 * DENOMINATOR_MAX + mirror);
    return (
      most >= 0 || pushAtLeast(p, this.denominator, floorDiv(0 - most, 1 - goal) + 1, 2 * DENOMINATOR_MIN + mirror)
    );
  }

  /** The quotient lies below the target, or with `mirror` above it, or (-1) the denominator below 1: refutes the open fact or reports a conflict. */
  private refute(p: Propagation, open: number, mirror: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    if (mirror < 0) becauseAtMost(out, this.denominator, 0);
    else this.becauseBelow(out, mirror, NOTHING, 0);
    return refuteOpen(p, this.enforcement, open);
  }

  /** Antecedents by which the quotient lies below the target, given what is denied: numerator or denominator <= limit, denominator or target >= limit. */
  private becauseBelow(out: Explanation, mirror: number, denied: number, limit: number): void {
    const most = denied === NUMERATOR ? limit : 0 - leastAt(this.numerator[1 - mirror]!, out);
    const goal = denied === TARGET ? limit : leastAt(this.target[mirror]!, out);
    if (goal > 0) this.becauseTooSmall(out, mirror, denied, most, goal, limit);
    else this.becauseTooLow(out, mirror, denied, most, goal, limit);
  }

  /** most < goal * min, goal >= 1, where the numerator is <= most, the target >= goal, the denominator >= min. */
  private becauseTooSmall(
    out: Explanation,
    mirror: number,
    denied: number,
    most: number,
    goal: number,
    limit: number,
  ): void {
    const { denominator, roots } = this;
    const numerator = this.numerator[mirror]!;
    const target = this.target[mirror]!;
    const rootMin = Math.max(1, lowerBound(denominator, roots));
    const rootGoal = lowerBound(target, roots);
    const rootMost = upperBound(numerator, roots);
    let min = denied === DENOMINATOR_MAX ? limit : Math.max(1, leastAt(denominator, out));
    if (denied !== DENOMINATOR_MAX && most < goal * rootMin) min = rootMin;
    if (denied !== TARGET && rootGoal > 0 && most < rootGoal * min) goal = rootGoal;
    if (denied !== NUMERATOR && rootMost < goal * min) most = rootMost;
    if (denied !== DENOMINATOR_MAX) {
      min = Math.max(1, floorDiv(most, goal) + 1);
      // that it is positive is part of the constraint
      if (min > 1) becauseAtLeast(out, denominator, min);
    }
    if (denied !== TARGET) {
      goal = Math.max(1, floorDiv(most, min) + 1);
      becauseAtLeast(out, target, goal);
    }
    if (denied !== NUMERATOR) becauseAtMost(out, numerator, Math.min(rootMost, goal * min - 1));
  }

  /** most <= (goal - 1) * max, goal <= 0, where the numerator is <= most, the target >= goal, the denominator in 1..max. */
  private becauseTooLow(
    out: Explanation,
    mirror: number,
    denied: number,
    most: number,
    goal: number,
    limit: number,
  ): void {
    const { denominator, negatedDenominator, roots } = this;
    const numerator = this.numerator[mirror]!;
    const target = this.target[mirror]!;
    const rootMax = upperBound(denominator, roots);
    const rootSize = 1 - lowerBound(target, roots);
    const rootDepth = 0 - upperBound(numerator, roots);
    let max = denied === DENOMINATOR_MIN ? limit : 0 - leastAt(negatedDenominator, out);
    let depth = 0 - most;
    // size * max <= depth
    let size = 1 - goal;
    if (denied !== DENOMINATOR_MIN && size * rootMax <= depth) max = rootMax;
    if (denied !== TARGET && rootSize * max <= depth) size = rootSize;
    if (denied !== NUMERATOR && size * max <= rootDepth) depth = rootDepth;
    if (denied !== DENOMINATOR_MIN) {
      max = Math.min(rootMax, floorDiv(depth, size));
      becauseAtMost(out, denominator, max);
    }
    if (denied !== TARGET) {
      size = Math.min(rootSize, floorDiv(depth, max));
      becauseAtLeast(out, target, 1 - size);
    }
    if (denied !== NUMERATOR) becauseAtMost(out, numerator, 0 - size * max);
  }
}
