// What a local search on schedules is to the portfolio (scheduling/members.ts). Equal seeds, schedules taken over and budgets give equal schedules.

import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';

export interface ScheduleImprover<S> {
  /** Kebab-case, for logs and statistics. */
  readonly name: string;
  /** Nothing is left to do for it, or hardly anything to hope for. */
  readonly exhausted: boolean;
  /** Takes over a schedule found elsewhere; one that is not better than what it knows is passed over. */
  adopt(schedule: S, makespan: number): void;
  /** Works until the budget is over or `stopped`, and counts in it what it does. A schedule that is better than all it was given or has returned before, as soon as there is one; null: none. */
  improve(budget: WorkBudget, stopped: () => boolean): S | null;
  /** What it has done so far, by name. */
  counts(): Record<string, number>;
}
