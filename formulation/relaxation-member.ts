// Member of the portfolio: the lower bound of relaxation.ts, in a second or two where clause learning has not begun to move. Input order and objective duration only.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { totalDuration } from './graph.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { coverRows, LagrangianBound } from './relaxation.ts';
import { ROW_ENTRY_TICKS } from './tick-rates.ts';

/** Entries of the rows worked off between two looks at the clock: some 5 ms. */
const ENTRIES_PER_POLL = 2_000_000;
/** Ticks between two publications of the bound, which is computed in exact arithmetic each time. */
const PUBLISH_EVERY = 4_000_000;

export class RelaxationMember implements Member {
  readonly name = 'relaxation';
  private readonly exchange: RematExchange;
  private readonly dual: LagrangianBound;
  private readonly baseline: number;
  private readonly roundsPerPoll: number;
  private readonly ticksPerPoll: number;
  private unpublished = PUBLISH_EVERY;

  constructor(problem: RematProblem, exchange: RematExchange) {
    const { graph, memoryBound, keepOutputs } = problem;
    this.exchange = exchange;
    this.dual = new LagrangianBound(graph, coverRows(graph, memoryBound, keepOutputs));
    const entries = this.dual.rows.reduce((sum, { nodes }) => sum + nodes.length, 1);
    this.roundsPerPoll = Math.max(1, Math.min(20, Math.floor(ENTRIES_PER_POLL / entries)));
    this.ticksPerPoll = this.roundsPerPoll * entries * ROW_ENTRY_TICKS;
    this.baseline = totalDuration(graph);
  }

  get exhausted(): boolean {
    return this.dual.converged;
  }

  step(work: WorkBudget): void {
    const { dual, exchange, baseline } = this;
    while (!dual.converged && !work.over && !exchange.stopped()) {
      // without a schedule any target above the bound keeps the steps going
      const target = exchange.upper === Number.POSITIVE_INFINITY ? 2 * dual.best : exchange.upper - baseline;
      for (let i = 0; i < this.roundsPerPoll && !dual.converged; i++) dual.round(Math.max(target, 1));
      work.spend(this.ticksPerPoll);
      this.unpublished += this.ticksPerPoll;
      if (dual.converged || this.unpublished >= PUBLISH_EVERY) {
        this.unpublished = 0;
        exchange.raise(baseline + dual.proven(), this.name);
      }
    }
  }

  stats(): Record<string, number> {
    return { rows: this.dual.rows.length, rounds: this.dual.rounds, bound: this.baseline + this.dual.proven() };
  }
}
