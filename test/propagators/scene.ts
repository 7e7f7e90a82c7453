// A small stage for table tests by hand: a kernel with variables, decisions, fixpoints, and reasons printed as people read them.

import { Kernel } from '../../solver/kernel.ts';
import { boundToString, type Fact } from '../../solver/literal.ts';
import type { InferenceChecker, Propagator } from '../../solver/propagator.ts';
import { Antecedents, DECISION } from '../../solver/reasons.ts';

export class Scene {
  readonly kernel: Kernel = new Kernel();

  /** Makes one variable per domain (flat closed ranges), numbers 0, 1, ... */
  constructor(domains: readonly (readonly number[])[]) {
    for (const ranges of domains) this.kernel.newVar(ranges);
  }

  post(propagator: Propagator, checker: InferenceChecker): this {
    this.kernel.post(propagator, checker);
    return this;
  }

  /** Runs to the root fixpoint and makes its bounds permanent, so that they need no reason. */
  root(): boolean {
    const ok = this.kernel.fixpoint();
    if (ok) this.kernel.foldRoot();
    return ok;
  }

  /** Opens a level, decides the facts and runs to a fixpoint. */
  decide(...facts: Fact[]): boolean {
    this.kernel.newLevel();
    for (const f of facts) if (!this.kernel.assume(f.sv, f.k, DECISION)) return false;
    return this.kernel.fixpoint();
  }

  /** [lb, ub] of each variable. */
  box(): [number, number][] {
    const { lb, varCount } = this.kernel.trail;
    return Array.from({ length: varCount }, (_, x) => [lb[2 * x]!, 0 - lb[2 * x + 1]!]);
  }

  /** Why the fact holds: the sorted antecedents of the entry that made it true, for exactly this bound. */
  why(f: Fact): string[] {
    const { trail } = this.kernel;
    const out = new Antecedents();
    this.kernel.explainer.entry(trail.entryOf(f.sv, f.k), f.k, out);
    return texts(out);
  }

  /** The sorted facts of the last conflict. */
  conflict(): string[] {
    return texts(this.kernel.conflictSet);
  }
}

function texts(facts: Antecedents): string[] {
  return Array.from({ length: facts.length }, (_, i) => boundToString(facts.sv[i]!, facts.bound[i]!)).sort();
}

/** [x >= k] */
export function ge(x: number, k: number): Fact {
  return { sv: 2 * x, k };
}

/** [x <= k] */
export function le(x: number, k: number): Fact {
  return { sv: 2 * x + 1, k: 0 - k };
}

/** A true Boolean. */
export function yes(x: number): Fact {
  return ge(x, 1);
}

/** A false Boolean. */
export function no(x: number): Fact {
  return le(x, 0);
}
