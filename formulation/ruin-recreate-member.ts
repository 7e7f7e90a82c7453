// Member of the portfolio: ruin and recreate on staged schedules (search/ruin-recreate.ts). Only for the input order and the objective duration.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { Random } from '../solver/random.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { RuinRecreate } from './search/ruin-recreate.ts';

/** Rounds from hot to cold. */
const CYCLE = 10_000;

export class RuinRecreateMember implements Member {
  readonly name = 'ruin-recreate';
  readonly exhausted = false;
  private readonly search: RuinRecreate;
  private readonly exchange: RematExchange;

  constructor(problem: RematProblem, exchange: RematExchange, seed: string) {
    const { graph, memoryBound: budget, maxComputations, keepOutputs } = problem;
    this.exchange = exchange;
    this.search = new RuinRecreate(graph, { budget, maxComputations, keepOutputs, cycle: CYCLE }, new Random(seed));
  }

  step(work: WorkBudget): void {
    const { search, exchange } = this;
    if (exchange.best !== null) search.adopt(exchange.best, exchange.upper);
    search.run(work, () => exchange.stopped());
    if (search.walk.bestDuration < exchange.upper)
      exchange.offer(search.walk.best()!, search.walk.bestDuration, this.name);
  }

  stats(): Record<string, number> {
    const { rounds, evictions, walk } = this.search;
    return { rounds, evictions, moves: walk.state.changes, best: walk.bestDuration };
  }
}
