// Member of a portfolio: a local search on schedules.

import type { Exchange, Member } from '../../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import type { ScheduleImprover } from './schedule-improver.ts';
import type { SchedulingProblem } from './tasks.ts';

export class ImproverMember<S> implements Member {
  readonly name: string;
  private readonly improver: ScheduleImprover<S>;
  private readonly problem: SchedulingProblem<S>;
  private readonly exchange: Exchange<S>;

  constructor(improver: ScheduleImprover<S>, problem: SchedulingProblem<S>, exchange: Exchange<S>) {
    this.name = improver.name;
    this.improver = improver;
    this.problem = problem;
    this.exchange = exchange;
  }

  get exhausted(): boolean {
    return this.improver.exhausted;
  }

  step(budget: WorkBudget): void {
    const { improver, problem, exchange } = this;
    if (exchange.best !== null) improver.adopt(exchange.best, exchange.upper);
    const stopped = (): boolean => exchange.stopped();
    while (!improver.exhausted && !budget.over && !stopped()) {
      const found = improver.improve(budget, stopped);
      if (found !== null) exchange.offer(found, problem.makespan(found), this.name);
    }
  }

  stats(): Record<string, number> {
    return this.improver.counts();
  }
}
