// Selection: some choice is true, and the expression of each true one equals the target; affine views, half-reified. With the facts [index = j] as choices this is
// the element constraint, for an index that loses values from its middle as well.
//
// A choice is possible while it is not false and its expression and the target can still be equal by their bounds. Rules:
//   apart    a choice that is not possible is false
//   sole     if one choice is left, it is true
//   hull     the target lies in the hull of the expressions of the choices left
//   chosen   the expression of a true choice and the target have the same bounds
// No possible choice, or a true one that is apart: a contradiction. Bounds consistent over unshared variables without holes, once it is enforced.
//
// Incremental, once it is enforced: a run looks at the choices that changed, or whose expressions did, and at all that are left if the target did. Those left are a sparse
// set (Briggs and Torczon 1993). On each side one of them, the witness, keeps the hull from narrowing the target; while it does, the hull is not looked at. O(choices left)
// otherwise. Arrays of 100 expressions, each an entry of 100 selections, cost 2.4 times as much with a full look a run.
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
import { ChangedPositions } from './changed-positions.ts';
import { becauseFacts, ENFORCED, IDLE, openFact, refuteOpen } from './enforcement.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseAtMost, leastAt, leastImplying } from './relax.ts';

/** Payload a: the rule; b: the position, for HULL the side, for FROM and TO the position with the side in the lowest bit. */
const APART = 0;
const SOLE = 1;
const HULL = 2;
/** From the expression of a true choice to the target, and from the target to it. */
const FROM = 3;
const TO = 4;

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

  /** Positions of choices and expressions; the number of choices stands for the target. */
  private readonly changed: ChangedPositions;
  /** Sparse set: the choices left are left[0..leftCell); `place` is where each stands. */
  private readonly left: Int32Array;
  private readonly place: Int32Array;
  private leftCell = 0;
  /** By side: a choice that was left, with an expression that reached down to the target. */
  private readonly witness: [number, number] = [0, 0];

  /** If all facts hold: some choice is true, and exprs[j] = target for each true choice j. */
  constructor(choices: readonly Fact[], exprs: readonly Affine[], target: Affine, enforcement: readonly Fact[] = []) {
    check(choices.length === exprs.length, 'select: expected an expression for each choice');
    this.choices = choices;
    this.exprs = [exprs, exprs.map(negated)];
    this.target = [target, negated(target)];
    this.enforcement = enforcement;
    this.changed = new ChangedPositions(choices.length + 1);
    this.left = Int32Array.from(choices, (_, j) => j);
    this.place = Int32Array.from(choices, (_, j) => j);
  }

  attach(on: Registrar): void {
    const { choices, exprs, target, enforcement, changed } = this;
    const n = choices.length;
    if (target[0].sv >= 0) on.wakeOnBounds(target[0].sv >> 1, n);
    for (let j = 0; j < n; j++) {
      const e = exprs[0][j]!;
      if (e.sv >= 0) on.wakeOnBounds(e.sv >> 1, j);
      on.wakeOnBounds(choices[j]!.sv >> 1, j);
    }
    for (const f of enforcement) on.wakeOnLb(f.sv, n);
    changed.attach(on);
    changed.add(n);
    this.leftCell = on.newReversible(n);
  }

  notify(data: number): void {
    this.changed.add(data);
  }

  propagate(p: Propagation): boolean {
    const open = openFact(this.enforcement, p.lowerBounds);
    if (open === IDLE) return true;
    this.roots = p.rootBounds;
    if (open !== ENFORCED) return this.holdsSomewhere(p, open);
    if (!this.lookAtChanged(p)) return false;
    const count = p.reversible.get(this.leftCell);
    if (count === 0) return this.refute(p, ENFORCED);
    if (count === 1) {
      const last = this.left[0]!;
      if (!p.pushLazy(this.choices[last]!.sv, this.choices[last]!.k, SOLE, last)) return false;
    }
    return this.narrow(p, 0, count) && this.narrow(p, 1, count);
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

  /** Refutes the open fact if no choice is possible or a true one is not. O(n). */
  private holdsSomewhere(p: Propagation, open: number): boolean {
    const lb = p.lowerBounds;
    const n = this.choices.length;
    let isPossible = false;
    for (let j = 0; j < n; j++) {
      const f = this.choices[j]!;
      if (isFalse(f, lb)) continue;
      if (this.meets(j, lb)) isPossible = true;
      else if (isTrue(f, lb)) return this.refuteTrue(p, open, j);
    }
    p.addTicks(n);
    return isPossible || this.refute(p, open);
  }

  private lookAtChanged(p: Propagation): boolean {
    const { changed, left } = this;
    const n = this.choices.length;
    const from = changed.take(p);
    const { log } = changed;
    let isTarget = false;
    for (let i = from; i < changed.logLength; i++) if (log[i] === n) isTarget = true;
    p.addTicks(changed.logLength - from);
    if (!isTarget) {
      for (let i = from; i < changed.logLength; i++) if (!this.look(p, log[i]!)) return false;
      return true;
    }
    const count = p.reversible.get(this.leftCell);
    p.addTicks(count);
    // from the end, as what is taken out changes places with the last one
    for (let i = count - 1; i >= 0; i--) if (!this.look(p, left[i]!)) return false;
    return true;
  }

  /** Takes out a choice that is false or cannot be true, and equates its expression and the target if it is true. */
  private look(p: Propagation, j: number): boolean {
    const lb = p.lowerBounds;
    const f = this.choices[j]!;
    if (isFalse(f, lb)) this.takeOut(p, j);
    else if (!this.meets(j, lb)) {
      if (!p.pushLazy(f.sv ^ 1, negBound(f.k), APART, j)) return false;
      this.takeOut(p, j);
    } else if (isTrue(f, lb)) return this.equate(p, j, 0) && this.equate(p, j, 1);
    return true;
  }

  private takeOut(p: Propagation, j: number): void {
    const { left, place } = this;
    const count = p.reversible.get(this.leftCell);
    const at = place[j]!;
    if (at >= count) return;
    const last = left[count - 1]!;
    left[at] = last;
    place[last] = at;
    left[count - 1] = j;
    place[j] = count - 1;
    p.reversible.set(this.leftCell, count - 1);
  }

  private meets(j: number, lb: Float64Array): boolean {
    const e = this.exprs[0][j]!;
    const target = this.target[0];
    return lowerBound(e, lb) <= upperBound(target, lb) && lowerBound(target, lb) <= upperBound(e, lb);
  }

  /** The lower bounds, as seen from one side, of the target and of the expression of a true choice. */
  private equate(p: Propagation, j: number, side: Side): boolean {
    const lb = p.lowerBounds;
    const target = this.target[side];
    const e = this.exprs[side][j]!;
    return (
      this.push(p, target, lowerBound(e, lb), FROM, 2 * j + side) &&
      this.push(p, e, lowerBound(target, lb), TO, 2 * j + side)
    );
  }

  /** The lower bound of the target, as seen from one side, from the expressions of the choices left. */
  private narrow(p: Propagation, side: Side, count: number): boolean {
    const lb = p.lowerBounds;
    const { left, place, witness } = this;
    const exprs = this.exprs[side];
    const target = this.target[side];
    const reached = lowerBound(target, lb);
    if (place[witness[side]]! < count && lowerBound(exprs[witness[side]]!, lb) <= reached) return true;
    let least = Number.POSITIVE_INFINITY;
    let i = 0;
    for (; i < count && least > reached; i++) {
      const low = lowerBound(exprs[left[i]!]!, lb);
      if (low >= least) continue;
      least = low;
      witness[side] = left[i]!;
    }
    p.addTicks(i);
    return this.push(p, target, least, HULL, side);
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
    return refuteOpen(p, this.enforcement, open);
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
