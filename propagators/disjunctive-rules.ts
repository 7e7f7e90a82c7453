// What the rules of the disjunctive resource have in common: how they can be switched, and what they tell the propagator.

import type { Side } from './disjunctive-tasks.ts';

export interface DisjunctiveRules {
  /** Tasks that do not fit into a window together; an optional one that does not fit with the present ones is absent. */
  readonly overload: boolean;
  /** Tasks that must come before another one, as the bounds show or a literal says, and cannot be done before its earliest start. Off: one such task at a time. */
  readonly detectablePrecedences: boolean;
  /** A task that cannot come after all of a set ends by the latest start in it; and mirrored. */
  readonly notFirstNotLast: boolean;
  /** A task that, with a set, cannot be done by the time the set is due comes after the whole set; and mirrored. */
  readonly edgeFinding: boolean;
}

/** No task. */
export const NOBODY = -1;

/** Where conclusions go; false is a conflict, which ends the run. Values are as the side sees them. */
export interface Conclusions {
  /** Task i, if present, starts at `value` or later, because of tasks that come before it. */
  startsFrom(side: Side, i: number, value: number): boolean;
  /** The same, and they come before it because with it they would not be done by `due`. */
  startsFromEdge(side: Side, i: number, value: number, due: number): boolean;
  /** Task i, if present, ends by `value`. */
  endsBy(side: Side, i: number, value: number): boolean;
  /** The present tasks due by `due` do not fit, or (i >= 0) not with task i. */
  overloaded(side: Side, i: number, due: number): boolean;
}
