// Member of the portfolio: schedules in free order. First a search for an order that needs no recomputation (search/free-order.ts): it is optimal. Where there seems to be
// none, orders for budgets a little larger are looked for and annealing (search/free-annealing.ts) starts from the first one found. Objective duration only.

import { TICKS_PER_SECOND } from '../solver/portfolio/deadline.ts';
import type { Member } from '../solver/portfolio/exchange.ts';
import { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { Random } from '../solver/random.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, verifiedObjective } from './problem.ts';
import { simulateInputOrder } from './schedule.ts';
import { FreeAnnealing } from './search/free-annealing.ts';
import { OrderSearch } from './search/free-order.ts';
import { polishTicks } from './tick-rates.ts';

/** Moves per cooling round. */
const ROUND_MOVES = 500_000;
/** Work for orders within the budget, and for each larger budget after that. */
const FIRST_TICKS = 3 * TICKS_PER_SECOND;
const NEXT_TICKS = 0.3 * TICKS_PER_SECOND;
/** Factor between the budgets tried, up to the peak of the input order. */
const LARGER_BUDGET = 1.02;

export class FreeAnnealingMember implements Member {
  readonly name = 'annealing-free';
  readonly exhausted = false;
  private readonly problem: RematProblem;
  private readonly exchange: RematExchange;
  private readonly random: Random;
  private readonly annealing: FreeAnnealing;
  private readonly inputPeak: number;
  private orders: OrderSearch | null;
  private orderBudget: number;
  private orderTicks = FIRST_TICKS;
  private offered = Number.POSITIVE_INFINITY;

  constructor(problem: RematProblem, exchange: RematExchange, seed: string) {
    const { graph, memoryBound, maxComputations, keepOutputs } = problem;
    this.problem = problem;
    this.exchange = exchange;
    this.random = new Random(seed);
    this.annealing = new FreeAnnealing(
      graph,
      { budget: memoryBound, maxComputations, keepOutputs, roundMoves: ROUND_MOVES },
      this.random,
    );
    this.inputPeak = simulateInputOrder(graph, { keepOutputs }).peak;
    this.orderBudget = memoryBound;
    this.orders = new OrderSearch(graph, memoryBound, keepOutputs, this.random);
  }

  step(work: WorkBudget): void {
    const { annealing, exchange } = this;
    if (exchange.best !== null && exchange.upper < annealing.bestDuration) annealing.startFrom(exchange.best);
    if (this.orders !== null) this.searchOrders(this.orders, work);
    else annealing.run(work, () => exchange.stopped());
    this.offer(work);
  }

  stats(): Record<string, number> {
    const { moves, rounds, bestDuration } = this.annealing;
    return { moves, rounds, best: bestDuration, orderBudget: this.orderBudget };
  }

  /** Goes on with the orders within the present budget; takes the next budget, or ends the phase, when there are none or the work for them is done. */
  private searchOrders(orders: OrderSearch, work: WorkBudget): void {
    const { exchange, annealing, problem } = this;
    const part = new WorkBudget(work.secondsLeft, Math.min(work.ticksLeft, this.orderTicks));
    orders.run(part, () => exchange.stopped());
    work.spend(part.spent);
    this.orderTicks -= part.spent;
    if (orders.found !== null) {
      annealing.startFrom(orders.found);
      this.orders = null;
    } else if (orders.exhausted || this.orderTicks <= 0) {
      this.orderBudget = Math.floor(this.orderBudget * LARGER_BUDGET) + 1;
      this.orderTicks = NEXT_TICKS;
      // the input order is where annealing starts without a better one
      this.orders =
        this.orderBudget >= this.inputPeak
          ? null
          : new OrderSearch(problem.graph, this.orderBudget, problem.keepOutputs, this.random);
    }
  }

  private offer(work: WorkBudget): void {
    const { annealing, exchange, problem } = this;
    if (annealing.best === null || annealing.bestDuration >= Math.min(exchange.upper, this.offered)) return;
    this.offered = annealing.bestDuration;
    if (annealing.bestDuration > problem.durationBound) return;
    work.spend(polishTicks(annealing.best.length, problem.graph.n));
    const better = polish(problem, annealing.best);
    const duration = verifiedObjective(problem, better);
    if (duration < annealing.bestDuration) annealing.startFrom(better);
    exchange.offer(better, duration, this.name);
  }
}
