// What a propagator test supplies: random cases and their meaning. The suite supplies the cruelty (after gecode/test/int.hh: `solution` and `post`).

import type { Kernel } from '../../solver/kernel.ts';
import type { Random } from '../../solver/random.ts';

/** A case: anything the subject needs, and the domain of each variable. */
export type Case<C> = C & { domains: number[][] };

export interface Subject<C> {
  readonly name: string;
  /**
   * A small random case: at most 8 variables, domains of at most 6 values (flat closed ranges, sorted, disjoint, not adjacent), at most 20 000 assignments
   * in all. It should know negative values, sparse domains, absent tasks, zero demands and durations. Plain JSON data, so that failures can be printed.
   */
  make(rng: Random): Case<C>;
  /** Modes to run every case in, for instance explanation styles; `['default']` if omitted. */
  readonly modes?: readonly string[];
  /** Posts the constraint on the variables 0, 1, ... (already made, in the order of `domains`). Must register a checker with each propagator and make no variable. */
  post(kernel: Kernel, c: Case<C>, mode: string): void;
  /** The meaning of the constraint, naive, independent of the propagator. */
  satisfies(c: Case<C>, values: readonly number[]): boolean;
  /** Promised consistency at a fixpoint: 'bounds' = every bound of every variable has a solution in the box; 'none' = nothing is promised. */
  readonly consistency: 'bounds' | 'none';
}

/** How much a run has seen: a run that never saw a conflict has tested nothing about conflicts. */
export interface Coverage {
  cases: number;
  solvable: number;
  fixpoints: number;
  explained: number;
  conflicts: number;
  weaker: number;
  leaves: number;
  counted: number;
}

export function newCoverage(): Coverage {
  return { cases: 0, solvable: 0, fixpoints: 0, explained: 0, conflicts: 0, weaker: 0, leaves: 0, counted: 0 };
}
