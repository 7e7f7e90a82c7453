// Maximum: target = max(exprs) over affine views, half-reified. A minimum is the same over negated views.
//
// Four rules, in which "candidate" is an expression that can still reach the lower bound of the target:
//   above   target >= lower bound of each expression
//   below   target <= the largest upper bound
//   each    each expression <= upper bound of the target
//   sole    if there is one candidate only, it is >= the lower bound of the target
// Together they are bounds consistent over unshared variables without holes. No candidate left, or an expression above the target: a contradiction.
// O(n) per run. Reasons of pushes are lazy with payload (rule, position); the needed bound is handed on to the antecedents as it is.

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
import { becauseAtLeast, becauseAtMost, becauseRelaxedPair, leastImplying } from './relax.ts';

const ABOVE = 0;
const BELOW = 1;
const EACH = 2;
const SOLE = 3;

export class Max implements Propagator {
  readonly name = 'max';
  readonly priority = PRIORITY_LINEAR;

  private readonly target: Affine;
  private readonly negatedTarget: Affine;
  private readonly exprs: readonly Affine[];
  private readonly negatedExprs: readonly Affine[];
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** target = max(exprs) if all facts hold. At least one expression. */
  constructor(target: Affine, exprs: readonly Affine[], enforcement: readonly Fact[] = []) {
    check(exprs.length > 0, 'max: expected at least one expression');
    this.target = target;
    this.negatedTarget = negated(target);
    this.exprs = exprs;
    this.negatedExprs = exprs.map(negated);
    this.enforcement = enforcement;
  }

  attach(on: Registrar): void {
    for (const e of this.exprs) if (e.sv >= 0) on.wakeOnBounds(e.sv >> 1);
    if (this.target.sv >= 0) on.wakeOnBounds(this.target.sv >> 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const { exprs, target } = this;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    const n = exprs.length;
    const targetMin = lowerBound(target, lb);
    let least = Number.NEGATIVE_INFINITY;
    let highest = 0;
    let greatest = Number.NEGATIVE_INFINITY;
    let candidates = 0;
    let candidate = 0;
    for (let i = 0; i < n; i++) {
      const min = lowerBound(exprs[i]!, lb);
      const max = upperBound(exprs[i]!, lb);
      if (min > least) {
        least = min;
        highest = i;
      }
      if (max > greatest) greatest = max;
      if (max >= targetMin) {
        candidates++;
        candidate = i;
      }
    }
    p.addTicks(n);
    const targetMax = upperBound(target, lb);
    if (least > targetMax || candidates === 0) return this.refute(p, open, least > targetMax ? highest : -1);
    if (open !== ENFORCED) return true;
    if (!this.push(p, target, least, ABOVE, highest)) return false;
    if (!this.push(p, this.negatedTarget, 0 - greatest, BELOW, 0)) return false;
    if (candidates === 1 && !this.push(p, exprs[candidate]!, targetMin, SOLE, candidate)) return false;
    const cap = 0 - Math.min(targetMax, greatest);
    for (let i = 0; i < n; i++) if (!this.push(p, this.negatedExprs[i]!, cap, EACH, i)) return false;
    return true;
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    if (a === ABOVE) becauseAtLeast(out, this.exprs[b]!, leastImplying(this.target, needed));
    else if (a === BELOW) this.becauseAllAtMost(out, -leastImplying(this.negatedTarget, needed), -1);
    else if (a === EACH) becauseAtMost(out, this.target, -leastImplying(this.negatedExprs[b]!, needed));
    else this.becauseOutOfReach(out, leastImplying(this.exprs[b]!, needed), b);
  }

  /** Pushes [e >= value]; a constant satisfies it, or else refute() would have been called. */
  private push(p: Propagation, e: Affine, value: number, rule: number, position: number): boolean {
    if (e.sv < 0) return true;
    const k = boundFor(e, value);
    return k <= p.lb(e.sv) || p.pushLazy(e.sv, k, rule, position);
  }

  /** Contradiction: expression `position` lies above the target, or (-1) no expression reaches it. Refutes the open fact or reports a conflict. */
  private refute(p: Propagation, open: number, position: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    if (position >= 0) {
      const e = this.exprs[position]!;
      const slack = lowerBound(e, p.lowerBounds) - upperBound(this.target, p.lowerBounds) - 1;
      becauseRelaxedPair(out, this.roots, e, this.negatedTarget, slack);
    } else this.becauseOutOfReach(out, Number.NEGATIVE_INFINITY, -1);
    return refuteOpen(p, this.enforcement, open);
  }

  private becauseAllAtMost(out: Explanation, value: number, except: number): void {
    for (let i = 0; i < this.exprs.length; i++) if (i !== except) becauseAtMost(out, this.exprs[i]!, value);
  }

  /**
   * The target is at least v and all expressions but one are below v, for some v >= value: the least v that the root bounds of the expressions
   * give for nothing, or else the lower bound of the target, so that the many antecedents are the weak ones.
   */
  private becauseOutOfReach(out: Explanation, value: number, except: number): void {
    const { exprs, roots, target } = this;
    let v = value;
    for (let i = 0; i < exprs.length; i++) if (i !== except) v = Math.max(v, upperBound(exprs[i]!, roots) + 1);
    v = Math.min(v, target.sv < 0 ? target.offset : target.scale * out.lbAt(target.sv) + target.offset);
    becauseAtLeast(out, target, v);
    this.becauseAllAtMost(out, v - 1, except);
  }
}
