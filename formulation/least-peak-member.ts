// Member of the portfolio: the lower bound of the peak of bounds/least-peak.ts. For the objective memory it is a bound, for the objective duration a proof that nothing
// fits where it exceeds the budget. Input order only.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { LeastPeakBound } from './bounds/least-peak.ts';
import { edgeCount } from './graph.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { ROW_ENTRY_TICKS } from './tick-rates.ts';

const MOST_ROUNDS = 3000;
/** Rounds between two publications of the bound, which is computed in exact arithmetic each time. */
const PUBLISH_EVERY = 100;

export class LeastPeakMember implements Member {
  readonly name = 'least-peak';
  private readonly problem: RematProblem;
  private readonly exchange: RematExchange;
  private readonly bound: LeastPeakBound;
  private readonly roundTicks: number;
  private proven = 0;

  constructor(problem: RematProblem, exchange: RematExchange) {
    const { graph, maxComputations, keepOutputs } = problem;
    this.problem = problem;
    this.exchange = exchange;
    this.bound = new LeastPeakBound(graph, maxComputations, keepOutputs);
    this.roundTicks = 10 * (graph.n + edgeCount(graph)) * ROW_ENTRY_TICKS;
  }

  /** Nothing is proven where a schedule fits, and little after many rounds. */
  get exhausted(): boolean {
    const fits = this.problem.objective === 'duration' && this.exchange.best !== null;
    return fits || this.bound.rounds >= MOST_ROUNDS;
  }

  step(work: WorkBudget): void {
    const { bound, exchange } = this;
    while (!this.exhausted && !work.over && !exchange.stopped()) {
      bound.round();
      work.spend(this.roundTicks);
      if (bound.rounds % PUBLISH_EVERY === 0) this.publish();
    }
  }

  stats(): Record<string, number> {
    return { rounds: this.bound.rounds, peak: this.proven };
  }

  private publish(): void {
    const { bound, exchange, problem } = this;
    this.proven = Math.max(this.proven, bound.proven());
    if (problem.objective === 'memory') exchange.raise(this.proven, this.name);
    else if (this.proven > problem.memoryBound) exchange.raise(Number.POSITIVE_INFINITY, this.name);
  }
}
