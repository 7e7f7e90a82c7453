// Precedence: before + distance <= after over signed variables, half-reified. The distance is any safe integer.
//
// The two bounds are pushed with lazy reasons although one antecedent is at hand: [after >= k] needs only [before >= k - distance], so when analysis asks
// for less than was pushed, the antecedent gets weaker too, which an eager reason cannot. A refuted enforcement fact has an eager reason: the two bounds,
// weakened until they just contradict.

import { type Affine, view } from '../solver/affine.ts';
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
import { becauseRelaxedPair } from './relax.ts';

export class Precedence implements Propagator {
  readonly name = 'precedence';
  readonly priority = PRIORITY_FAST;

  private readonly before: SVar;
  private readonly distance: number;
  private readonly after: SVar;
  private readonly enforcement: readonly Fact[];
  /** before and -after, whose lower bounds sum to more than -distance when the constraint cannot hold. */
  private readonly early: Affine;
  private readonly late: Affine;
  private readonly present: Present = new Present();

  /** before + distance <= after if all facts hold. `before` and `after` must be distinct signed variables. */
  constructor(before: SVar, distance: number, after: SVar, enforcement: readonly Fact[] = []) {
    this.before = before;
    this.distance = distance;
    this.after = after;
    this.enforcement = enforcement;
    this.early = view(before);
    this.late = view(after ^ 1);
  }

  attach(on: Registrar): void {
    on.wakeOnLb(this.before);
    on.wakeOnLb(this.after ^ 1);
    for (const f of this.enforcement) on.wakeOnLb(f.sv);
  }

  propagate(p: Propagation): boolean {
    const lb = p.lowerBounds;
    const { before, after, distance } = this;
    const open = openFact(this.enforcement, lb);
    if (open === IDLE) return true;
    const excess = lb[before]! + distance + lb[after ^ 1]!;
    if (excess > 0) return this.refute(p, open, excess - 1);
    if (open !== ENFORCED) return true;
    const earliest = lb[before]! + distance;
    if (earliest > lb[after]! && !p.pushLazy(after, earliest, before, 0)) return false;
    const latest = lb[after ^ 1]! + distance;
    return latest <= lb[before ^ 1]! || p.pushLazy(before ^ 1, latest, after ^ 1, 0);
  }

  /** The payload is the signed variable whose bound was moved on by the distance. */
  explain(out: Explanation, _sv: SVar, needed: number, a: number): void {
    becauseFacts(out, this.enforcement, ENFORCED);
    out.because(a, needed - this.distance);
  }

  /** The bounds contradict the constraint with some slack to spare: refutes the open fact or reports the conflict. */
  private refute(p: Propagation, open: number, slack: number): boolean {
    const out = this.present.begin(p);
    becauseFacts(out, this.enforcement, open);
    becauseRelaxedPair(out, p.rootBounds, this.early, this.late, slack);
    return refuteOpen(p, this.enforcement, open);
  }
}
