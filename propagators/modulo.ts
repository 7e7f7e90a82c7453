// Modulo: target = the remainder of expr divided by a fixed modulus c >= 2, with the sign of expr, over affine views, half-reified.
//
// expr - target is c times the quotient trunc(expr / c), and the target lies between 0 and expr and within +-(c - 1). So the quotient is at least q
//     by the difference    expr - target > (q - 1) * c
//     by the expression    expr >= q * c  (q > 0),   expr > (q - 1) * c  (q <= 0)
// and at most q by the mirrored rules. With q1..q2 the quotients that are left:
//
//     expr   ...[ q1*c .. q1*c + c-1 ][ ... ][ q2*c .. q2*c + c-1 ]...      (for positive ones; the block of quotient 0 reaches from 1-c to c-1)
//
// expr lies from q1 * c + (lower bound of the target) to q2 * c + (its upper bound), and the target follows expr when q1 = q2. Bounds consistent over the integers in O(1), as
// CP-SAT's propagator for a fixed modulus is. It needs no quotient variable. Holes are not cut: literals [expr = v] would say more than bounds, but need one per
// value; see model/compile-division.ts for what is cut at the root.
//
// Lazy reasons with payload (2 * rule + mirror).

import { type Affine, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { ceilDiv, floorDiv } from '../solver/arrays.ts';
import { check } from '../solver/check.ts';
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
import { becauseAtLeast, becauseAtMost, becauseRelaxedPair, leastAt, leastImplying } from './relax.ts';

/** target <= c - 1 */
const RANGE = 0;
/** target <= max(expr, 0) */
const CAP = 1;
/** expr >= target, if the target is positive */
const SIGN = 2;
/** expr >= its least value in the block of the least quotient */
const BLOCK = 3;
/** target >= expr - quotient * c, if there is one quotient left */
const REMAINDER = 4;

export class Modulo implements Propagator {
  readonly name = 'modulo';
  readonly priority = PRIORITY_FAST;

  private readonly target: readonly [Affine, Affine];
  private readonly expr: readonly [Affine, Affine];
  private readonly modulus: number;
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** target = expr - modulus * trunc(expr / modulus) if all facts hold; 2 <= modulus, and expr - target must not leave the safe integers. */
  constructor(target: Affine, expr: Affine, modulus: number, enforcement: readonly Fact[] = []) {
    check(modulus >= 2, 'modulo: expected a modulus of at least 2');
    this.target = [target, negated(target)];
    this.expr = [expr, negated(expr)];
    this.modulus = modulus;
    this.enforcement = enforcement;
  }

  attach(on: Registrar): void {
    for (const { sv } of [this.target[0], this.expr[0]]) if (sv >= 0) on.wakeOnBounds(sv >> 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    p.addTicks(4);
    for (let mirror = 0; mirror <= 1; mirror++) {
      const goal = lowerBound(this.target[mirror]!, lb);
      if (goal >= this.modulus || goal > Math.max(0, upperBound(this.expr[mirror]!, lb))) {
        return this.refute(p, open, mirror);
      }
    }
    if (this.leastQuotient(lb, 0) > 0 - this.leastQuotient(lb, 1)) return this.refute(p, open, -1);
    if (open !== ENFORCED) return true;
    return this.narrow(p, 0) && this.narrow(p, 1);
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    const rule = a >> 1;
    const mirror = a & 1;
    const expr = this.expr[mirror]!;
    const target = this.target[mirror]!;
    if (rule === CAP) becauseAtMost(out, expr, 0 - leastImplying(this.target[1 - mirror]!, needed));
    else if (rule === SIGN) becauseAtLeast(out, target, Math.max(1, leastImplying(expr, needed)));
    else if (rule === BLOCK) this.becauseBlock(out, mirror, leastImplying(expr, needed));
    else if (rule === REMAINDER) {
      const value = leastImplying(target, needed);
      const quotient = floorDiv(leastAt(expr, out) - value, this.modulus);
      becauseAtLeast(out, expr, quotient * this.modulus + value);
      this.becauseQuotient(out, 1 - mirror, 0 - quotient);
    }
  }

  /** The least quotient that the bounds of expr and target allow, or with `mirror` of their mirrors. */
  private leastQuotient(lb: Float64Array, mirror: number): number {
    const c = this.modulus;
    const min = lowerBound(this.expr[mirror]!, lb);
    const remainder = Math.min(upperBound(this.target[mirror]!, lb), c - 1);
    return Math.max(ceilDiv(min - remainder, c), Math.trunc(min / c) + 0);
  }

  private narrow(p: Propagation, mirror: number): boolean {
    const lb = p.lowerBounds;
    const c = this.modulus;
    const expr = this.expr[mirror]!;
    const target = this.target[mirror]!;
    const negatedTarget = this.target[1 - mirror]!;
    if (!pushAtLeast(p, negatedTarget, 1 - c, 2 * RANGE + mirror)) return false;
    if (!pushAtLeast(p, negatedTarget, 0 - Math.max(0, upperBound(expr, lb)), 2 * CAP + mirror)) return false;
    const goal = Math.max(lowerBound(target, lb), 1 - c);
    if (goal > 0 && !pushAtLeast(p, expr, goal, 2 * SIGN + mirror)) return false;
    const least = this.leastQuotient(lb, mirror);
    const block = least * c + (least > 0 ? Math.max(0, goal) : goal);
    if (!pushAtLeast(p, expr, block, 2 * BLOCK + mirror)) return false;
    if (least !== 0 - this.leastQuotient(lb, 1 - mirror)) return true;
    return pushAtLeast(p, target, lowerBound(expr, lb) - least * c, 2 * REMAINDER + mirror);
  }

  /** The target is too large for the modulus or for expr, or with `mirror` too small, or (-1) no quotient is left: refutes the open fact or reports a conflict. */
  private refute(p: Propagation, open: number, mirror: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    if (mirror < 0) {
      const least = this.leastQuotient(p.lowerBounds, 0);
      this.becauseQuotient(out, 0, least);
      this.becauseQuotient(out, 1, 1 - least);
    } else this.becauseTooLarge(out, mirror);
    return refuteOpen(p, this.enforcement, open);
  }

  private becauseTooLarge(out: Explanation, mirror: number): void {
    const expr = this.expr[mirror]!;
    const target = this.target[mirror]!;
    const goal = leastAt(target, out);
    if (goal >= this.modulus) {
      becauseAtLeast(out, target, this.modulus);
      return;
    }
    const most = Math.max(0, upperBound(expr, this.roots));
    const cap = goal > most ? most : Math.max(0, 0 - leastAt(this.expr[1 - mirror]!, out));
    becauseAtLeast(out, target, cap + 1);
    becauseAtMost(out, expr, cap);
  }

  /** Why expr >= value, which the least quotient q says: by q alone if expr < value would mean a smaller quotient whatever the target, or else by q and the target. */
  private becauseBlock(out: Explanation, mirror: number, value: number): void {
    const c = this.modulus;
    const alone = Math.trunc((value - 1) / c) + 1;
    if (this.isQuotientAtLeast(out, mirror, alone)) {
      this.becauseQuotient(out, mirror, alone);
      return;
    }
    const target = this.target[mirror]!;
    const goal = Math.max(leastAt(target, out), 1 - c);
    const quotient = floorDiv(value - 1 - goal, c) + 1;
    this.becauseQuotient(out, mirror, quotient);
    // that it is above -c is part of the constraint
    const least = value - quotient * c;
    if (least > 1 - c) becauseAtLeast(out, target, least);
  }

  private isQuotientAtLeast(out: Explanation, mirror: number, quotient: number): boolean {
    const min = leastAt(this.expr[mirror]!, out);
    const difference = min + leastAt(this.target[1 - mirror]!, out);
    return min >= this.leastInBlock(quotient) || difference > (quotient - 1) * this.modulus;
  }

  /** Why the quotient (of the mirrors, with `mirror`) is at least this, as it is. */
  private becauseQuotient(out: Explanation, mirror: number, quotient: number): void {
    const expr = this.expr[mirror]!;
    const negatedTarget = this.target[1 - mirror]!;
    const enough = this.leastInBlock(quotient);
    if (leastAt(expr, out) >= enough) becauseAtLeast(out, expr, enough);
    else {
      const excess = leastAt(expr, out) + leastAt(negatedTarget, out) - (quotient - 1) * this.modulus - 1;
      becauseRelaxedPair(out, this.roots, expr, negatedTarget, excess);
    }
  }

  /** The least number with this quotient. */
  private leastInBlock(quotient: number): number {
    return quotient > 0 ? quotient * this.modulus : (quotient - 1) * this.modulus + 1;
  }
}
