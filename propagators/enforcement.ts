// Half-reification: a constraint with a list of enforcement facts must hold once all of them are true. While one fact is open the constraint may only
// push the negation of that fact; while two or more are open, or one is false, it has nothing to say.

import { type Fact, isFalse, isTrue } from '../solver/literal.ts';
import type { Explanation, Propagation } from '../solver/propagator.ts';

/** Answer of openFact(): every fact is true. */
export const ENFORCED = -1;
/** Answer of openFact(): a fact is false or at least two are open. */
export const IDLE = -2;

/** The position of the only open fact while all others are true, or ENFORCED, or IDLE. O(facts). */
export function openFact(facts: readonly Fact[], lb: Float64Array): number {
  let open = ENFORCED;
  for (let i = 0; i < facts.length; i++) {
    const f = facts[i]!;
    if (isTrue(f, lb)) continue;
    if (open !== ENFORCED || isFalse(f, lb)) return IDLE;
    open = i;
  }
  return open;
}

/** Gives all facts as antecedents, except the one at position `except` (none: ENFORCED). */
export function becauseFacts(out: Pick<Explanation, 'because'>, facts: readonly Fact[], except: number): void {
  for (let i = 0; i < facts.length; i++) {
    if (i === except) continue;
    const f = facts[i]!;
    out.because(f.sv, f.k);
  }
}

/** Pushes the negation of an open fact with a lazy reason. */
export function pushNegation(p: Propagation, f: Fact, a: number, b: number): boolean {
  return p.pushLazy(f.sv ^ 1, 1 - f.k, a, b);
}

/** After all antecedents have been told: the constraint cannot hold, so the open fact is pushed false, or without one there is a conflict. */
export function refuteOpen(p: Propagation, facts: readonly Fact[], open: number): boolean {
  if (open === ENFORCED) return p.conflict();
  const f = facts[open]!;
  return p.pushEager(f.sv ^ 1, 1 - f.k);
}
