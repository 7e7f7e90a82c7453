// Selection: some choice is true, and the expression of each true one equals the target; affine views, half-reified. With the facts [index = j] as choices this is
// the element constraint, for an index that loses values from its middle as well.
//
// A choice is possible while it is not false and its expression and the target can still be equal by their bounds. Rules:
//   apart    a choice that is not possible is false
//   sole     if one choice is left, it is true
//   hull     the target lies in the hull of the expressions of the choices left
//   chosen   the expression of a true choice and the target have the same bounds
// No possible choice, or a true one that is apart: a contradiction. Bounds consistent over unshared variables without holes, once it is enforced. O(n) a run.
//
// Lazy reasons with payload (rule, position and side). What keeps an expression and the target apart is a value between the two: one that the root bound of
// either gives for nothing, if there is one. The mirror is the same code over negated views: `side` 1.

import { type Affine, boundFor, lowerBound, negated, upperBound } from '../solver/affine.ts';
import { check } from '../solver/check.ts';
import { type Fact, isFalse, isTrue, negBound } from '../solver/literal.ts';
import {
  type Explanation,
  PRIORITY_LINEAR,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import { becauseFacts, ENFORCED, IDLE, openFact } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseAtMost, leastAt, leastImplying } from './relax.ts';

/** Payload a: the rule; b: the position, for HULL the side, for FROM and TO the position with the side in the lowest bit. */
const APART = 0;
const SOLE = 1;
const HULL = 2;
/** From the expression of a true choice to the target, and from the target to it. */
const FROM = 3;
const TO = 4;

const NONE = -1;

type Side = 0 | 1;

export class Select implements Propagator {
  readonly name = 'select';
  readonly priority = PRIORITY_LINEAR;

  private readonly choices: readonly Fact[];
  private readonly exprs: readonly [readonly Affine[], readonly Affine[]];
  private readonly target: readonly [Affine, Affine];
  private readonly enforcement: readonly Fact[];
  private roots: Float64Array = new Float64Array(0);
  private readonly present: Present = new Present();

  /** If all facts hold: some choice is true, and exprs[j] = target for each true choice j. */
  constructor(choices: readonly Fact[], exprs: readonly Affine[], target: Affine, enforcement: readonly Fact[] = []) {
    check(choices.length === exprs.length, 'select: expected an expression for each choice');
    this.choices = choices;
    this.exprs = [exprs, exprs.map(negated)];
    this.target = [target, negated(target)];
    this.enforcement = enforcement;
  }

  attach(on: Registrar): void {
    for (const e of [this.target[0], ...this.exprs[0]]) if (e.sv >= 0) on.wakeOnBounds(e.sv >> 1);
    for (const f of this.choices) on.wakeOnBounds(f.sv >> 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    const { choices } = this;
    const n = choices.length;
    p.addTicks(n);
    let left = 0;
    let last = NONE;
    for (let j = 0; j < n; j++) {
      const f = choices[j]!;
      if (isFalse(f, lb)) continue;
      if (this.meets(j, lb)) {
        left++;
        last = j;
      } else if (open === ENFORCED) {
        if (!p.pushLazy(f.sv ^ 1, negBound(f.k), APART, j)) return false;
      } else if (isTrue(f, lb)) return this.refuteTrue(p, open, j);
    }
    if (left === 0) return this.refute(p, open);
    if (open !== ENFORCED) return true;
    if (left === 1 && !p.pushLazy(choices[last]!.sv, choices[last]!.k, SOLE, last)) return false;
    return this.narrow(p, 0) && this.narrow(p, 1);
  }

  explain(out: Explanation, _sv: SVar, needed: number, a: number, b: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    if (a === APART) this.becauseApart(out, b);
    else if (a === SOLE) this.becauseOthersFalse(out, b);
    else if (a === HULL) this.becauseHull(out, b as Side, leastImplying(this.target[b as Side], needed));
    else {
      const side = (b & 1) as Side;
      const f = this.choices[b >> 1]!;
      const e = this.exprs[side][b >> 1]!;
      const target = this.target[side];
      out.because(f.sv, f.k);
      if (a === FROM) becauseAtLeast(out, e, leastImplying(target, needed));
      else becauseAtLeast(out, target, leastImplying(e, needed));
    }
  }

  private meets(j: number, lb: Float64Array): boolean {
    const e = this.exprs[0][j]!;
    const target = this.target[0];
    return lowerBound(e, lb) <= upperBound(target, lb) && lowerBound(target, lb) <= upperBound(e, lb);
  }

  /** Lower bounds, as seen from one side, of the target and of the expressions of true choices. */
  private narrow(p: Propagation, side: Side): boolean {
    const lb = p.lowerBounds;
    const { choices } = this;
    const target = this.target[side];
    const exprs = this.exprs[side];
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < choices.length; j++) {
      if (!isFalse(choices[j]!, lb)) least = Math.min(least, lowerBound(exprs[j]!, lb));
    }
    // none is left when a push of this run moved a variable that is also that of a choice: the next run refutes
    if (least === Number.POSITIVE_INFINITY) return true;
    if (!this.push(p, target, least, HULL, side)) return false;
    for (let j = 0; j < choices.length; j++) {
      if (!isTrue(choices[j]!, lb)) continue;
      const e = exprs[j]!;
      if (!this.push(p, target, lowerBound(e, lb), FROM, 2 * j + side)) return false;
      if (!this.push(p, e, lowerBound(target, lb), TO, 2 * j + side)) return false;
    }
    return true;
  }

  /** Pushes [e >= value]. A constant that is too small makes a choice impossible, which another run will see. */
  private push(p: Propagation, e: Affine, value: number, rule: number, b: number): boolean {
    return e.sv < 0 || p.pushLazy(e.sv, boundFor(e, value), rule, b);
  }

  /** No choice is possible: refutes the open fact or reports the conflict. */
  private refute(p: Propagation, open: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    for (let j = 0; j < this.choices.length; j++) {
      if (isFalse(this.choices[j]!, p.lowerBounds)) this.becauseFalse(out, j);
      else this.becauseApart(out, j);
    }
    return this.deny(p, open);
  }

  /** A true choice is apart from the target. */
  private refuteTrue(p: Propagation, open: number, j: number): boolean {
    const out = this.present.begin(p);
    const f = this.choices[j]!;
    becauseFacts(out, this.enforcement, open);
    out.because(f.sv, f.k);
    this.becauseApart(out, j);
    return this.deny(p, open);
  }

  private deny(p: Propagation, open: number): boolean {
    if (open === ENFORCED) return p.conflict();
    const f = this.enforcement[open]!;
    return p.pushEager(f.sv ^ 1, negBound(f.k));
  }

  private becauseFalse(out: Explanation, j: number): void {
    const f = this.choices[j]!;
    out.because(f.sv ^ 1, negBound(f.k));
  }

  private becauseOthersFalse(out: Explanation, j: number): void {
    for (let i = 0; i < this.choices.length; i++) if (i !== j) this.becauseFalse(out, i);
  }

  /** Each choice is false, or its expression is at least `value`. */
  private becauseHull(out: Explanation, side: Side, value: number): void {
    for (let j = 0; j < this.choices.length; j++) {
      const e = this.exprs[side][j]!;
      if (leastAt(e, out) >= value) becauseAtLeast(out, e, value);
      else this.becauseFalse(out, j);
    }
  }

  /** A value v with target >= v > expression, or the mirror of that. */
  private becauseApart(out: Explanation, j: number): void {
    const side: Side = leastAt(this.target[0], out) > this.greatestAt(0, j, out) ? 0 : 1;
    const target = this.target[side];
    const under = this.greatestAt(side, j, out);
    const over = leastAt(target, out);
    const rootUnder = upperBound(this.exprs[side][j]!, this.roots);
    const rootOver = lowerBound(target, this.roots);
    const value = rootUnder < over ? rootUnder + 1 : rootOver > under ? rootOver : over;
    becauseAtLeast(out, target, value);
    becauseAtMost(out, this.exprs[side][j]!, value - 1);
  }

  private greatestAt(side: Side, j: number, out: Explanation): number {
    return 0 - leastAt(this.exprs[(1 - side) as Side][j]!, out);
  }
}
