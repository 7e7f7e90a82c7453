// What the energy rules of a cumulative have in common: how they can be switched, and what they tell the propagator.

import type { Side } from './disjunctive-tasks.ts';

export interface EnergyRules {
  /** Tasks that need more energy than there is where all of them must be; an optional one that is too much is absent. */
  readonly overload: boolean;
  /** A task that, started as early as it can be, would need more energy than a window has left starts later; and mirrored. */
  readonly edgeFinding: boolean;
}

/** No task. */
export const NOBODY = -1;

/** Where conclusions go; false is a conflict, which ends the run. Times are as the side sees them. */
export interface EnergyConclusions {
  /** The present tasks need more than [from, to) has. */
  overloaded(side: Side, from: number, to: number): boolean;
  /** With optional task i they do. */
  leavesOut(side: Side, i: number, from: number, to: number): boolean;
  /** The other present tasks leave so little in [from, to) that task i starts at `value` or later, if it does not end by `from`. */
  delays(side: Side, i: number, from: number, to: number, value: number): boolean;
  /** The present tasks need this capacity in [from, to), more than the least one. */
  fills(side: Side, from: number, to: number, value: number): boolean;
}
