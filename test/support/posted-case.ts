// A case posted on a kernel, with decisions that can be replayed: what the walk, its twins and the count have in common.

import { Kernel } from '../../solver/kernel.ts';
import { boundToString, type Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { DECISION } from '../../solver/reasons.ts';
import type { Case, Subject } from './subject.ts';
import { must } from './suite-failure.ts';

/** A fresh kernel with the case posted on it, not yet propagated. */
export function postCase<C>(subject: Subject<C>, c: Case<C>, mode: string): Kernel {
  const kernel = new Kernel();
  for (const ranges of c.domains) kernel.newVar(ranges);
  subject.post(kernel, c, mode);
  must(kernel.trail.varCount === c.domains.length, 'posting', () => 'post made a variable of its own');
  for (let id = 0; id < kernel.propagators.length; id++) {
    must(kernel.checkers[id] !== null, 'posting', () => `${kernel.propagators[id]!.name} has no checker`);
  }
  return kernel;
}

/** A random decision on an open variable: a value, a lower bound or an upper bound. Null when all variables are fixed. */
export function randomDecision(kernel: Kernel, rng: Random): Fact[] | null {
  const { trail } = kernel;
  const open: number[] = [];
  for (let x = 0; x < trail.varCount; x++) if (!trail.isFixed(x)) open.push(x);
  if (open.length === 0) return null;
  const x = rng.pick(open);
  const lo = trail.lb[2 * x]!;
  const hi = trail.ub(2 * x);
  const kind = rng.below(4);
  if (kind === 0) return [{ sv: 2 * x, k: rng.between(lo + 1, hi) }];
  if (kind === 1) return [{ sv: 2 * x + 1, k: -rng.between(lo, hi - 1) }];
  // a value of the domain: any integer, rounded up
  const v = trail.canonical(2 * x, rng.between(lo, hi));
  return [
    { sv: 2 * x, k: v },
    { sv: 2 * x + 1, k: -v },
  ];
}

/** Opens a level and assumes the facts. False when one of them is false already. */
export function decide(kernel: Kernel, facts: readonly Fact[]): boolean {
  kernel.newLevel();
  for (const f of facts) if (!kernel.assume(f.sv, f.k, DECISION)) return false;
  return true;
}

/** The current bounds of all variables, for a message. */
export function boxToString(lb: ArrayLike<number>, variables: number): string {
  const parts: string[] = [];
  for (let x = 0; x < variables; x++) parts.push(`x${x} in [${lb[2 * x]}, ${0 - lb[2 * x + 1]!}]`);
  return parts.join(', ');
}

/** The first signed variable whose bounds differ, as a text, or null. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>, variables: number): string | null {
  for (let sv = 0; sv < 2 * variables; sv++) {
    if (a[sv] !== b[sv]) return `${boundToString(sv, a[sv]!)} against ${boundToString(sv, b[sv]!)}`;
  }
  return null;
}
