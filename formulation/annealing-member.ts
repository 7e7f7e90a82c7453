// Member of the portfolio: annealing on staged schedules (search/annealing.ts). Only for the input order and the objective duration.

import type { Member } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { Random } from '../solver/random.ts';
import type { RematExchange, RematProblem } from './problem.ts';
import { Annealing } from './search/annealing.ts';

/** Moves per cooling round. */
const ROUND_MOVES = 500_000;

export class AnnealingMember implements Member {
  readonly name = 'annealing';
  readonly exhausted = false;
  private readonly annealing: Annealing;
  private readonly exchange: RematExchange;

  constructor(problem: RematProblem, exchange: RematExchange, seed: string) {
    const { graph, memoryBound: budget, maxComputations, keepOutputs } = problem;
    this.exchange = exchange;
    this.annealing = new Annealing(
      graph,
      { budget, maxComputations, keepOutputs, roundMoves: ROUND_MOVES },
      new Random(seed),
    );
  }

  step(work: WorkBudget): void {
    const { annealing, exchange } = this;
    if (exchange.best !== null) annealing.adopt(exchange.best, exchange.upper);
    annealing.run(work, () => exchange.stopped());
    const { walk } = annealing;
    if (walk.bestDuration < exchange.upper) exchange.offer(walk.best()!, walk.bestDuration, this.name);
  }

  stats(): Record<string, number> {
    const { moves, rounds, walk } = this.annealing;
    return { moves, rounds, best: walk.bestDuration };
  }
}
