// Member of the portfolio: schedules in free order. First a search for an order that needs no recomputation (search/free-order.ts): it is optimal. Where there seems to be
// none, orders for budgets a little larger are looked for and annealing (search/free-annealing.ts) starts from the first one found. Objective duration only.

import type { Member } from '../solver/portfolio/exchange.ts';
import { Random } from '../solver/random.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, verifiedObjective } from './problem.ts';
import { simulateInputOrder } from './schedule.ts';
import { FreeAnnealing } from './search/free-annealing.ts';
import { OrderSearch } from './search/free-order.ts';

/** Moves per cooling round. */
const ROUND_MOVES = 500_000;
/** Seconds for orders within the budget, and for each larger budget after that. */
const FIRST_SECONDS = 3;
const NEXT_SECONDS = 0.3;
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
  private orderSeconds = FIRST_SECONDS;
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

  step(seconds: number): void {
    const { annealing, exchange } = this;
    if (exchange.best !== null && exchange.upper < annealing.bestDuration) annealing.startFrom(exchange.best);
    if (this.orders !== null) this.searchOrders(this.orders, seconds);
    else annealing.run(seconds, () => exchange.stopped());
    this.offer();
  }

  stats(): Record<string, number> {
    const { moves, rounds, bestDuration } = this.annealing;
    return { moves, rounds, best: bestDuration, orderBudget: this.orderBudget };
  }

  /** Goes on with the orders within the present budget; takes the next budget, or ends the phase, when there are none or the time for them is up. */
  private searchOrders(orders: OrderSearch, seconds: number): void {
    const { exchange, annealing, problem } = this;
    const start = performance.now();
    orders.run(Math.min(seconds, this.orderSeconds), () => exchange.stopped());
    this.orderSeconds -= (performance.now() - start) / 1000;
    if (orders.found !== null) {
      annealing.startFrom(orders.found);
      this.orders = null;
    } else if (orders.exhausted || this.orderSeconds <= 0) {
      this.orderBudget = Math.floor(this.orderBudget * LARGER_BUDGET) + 1;
      this.orderSeconds = NEXT_SECONDS;
      // the input order is where annealing starts without a better one
      this.orders =
        this.orderBudget >= this.inputPeak
          ? null
          : new OrderSearch(problem.graph, this.orderBudget, problem.keepOutputs, this.random);
    }
  }

  private offer(): void {
    const { annealing, exchange, problem } = this;
    if (annealing.best === null || annealing.bestDuration >= Math.min(exchange.upper, this.offered)) return;
    this.offered = annealing.bestDuration;
    if (annealing.bestDuration > problem.durationBound) return;
    const better = polish(problem, annealing.best);
    const duration = verifiedObjective(problem, better);
    if (duration < annealing.bestDuration) annealing.startFrom(better);
    exchange.offer(better, duration, this.name);
  }
}
