// Member of the portfolio: schedules in free order. First orders of less and less memory without recomputation (search/order-search.ts): one within the budget is optimal. On
// the best order, ruin and recreate adds recomputations (search/order-ruin.ts), and annealing (search/free-annealing.ts) changes both; the two take turns on
// the best schedule. Objective duration only.

import { TICKS_PER_SECOND } from '../solver/portfolio/deadline.ts';
import type { Member } from '../solver/portfolio/exchange.ts';
import { WorkBudget } from '../solver/portfolio/work-budget.ts';
import { Random } from '../solver/random.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, verifiedObjective } from './problem.ts';
import { simulate } from './schedule.ts';
import { FreeAnnealing } from './search/free-annealing.ts';
import { OrderRuin } from './search/order-ruin.ts';
import { OrderSearch } from './search/order-search.ts';
import { limitsOf } from './search/search-limits.ts';
import { polishTicks } from './tick-rates.ts';

/** Moves of annealing per cooling round, and rounds of ruin and recreate. */
const ROUND_MOVES = 500_000;
const CYCLE = 10_000;
/** Work for an order of less memory, and in all for one within the budget. */
const LOWER_TICKS = 0.3 * TICKS_PER_SECOND;
const FITTING_TICKS = 3 * TICKS_PER_SECOND;
/** Factor between the peak of the best order and the next that is looked for, and failures before it is taken. */
const LOWER_PEAK = 0.99;
const MOST_FAILURES = 2;
/** Turns of annealing between two of ruin and recreate: at first, and at most when it finds nothing. */
const FIRST_PAUSE = 1;
const LONGEST_PAUSE = 8;

export class FreeOrderMember implements Member {
  readonly name = 'free-order';
  readonly exhausted = false;
  private readonly problem: RematProblem;
  private readonly exchange: RematExchange;
  private readonly random: Random;
  private readonly annealing: FreeAnnealing;
  /** The order of the least peak so far. */
  private order: readonly number[];
  private peak: number;
  private orders: OrderSearch | null = null;
  private orderTicks = 0;
  private failures = 0;
  /** The search for an order within the budget, null when it is over. */
  private fitting: OrderSearch | null;
  private fittingTicks = FITTING_TICKS;
  private ruin: OrderRuin | null = null;
  private pause = FIRST_PAUSE;
  private turn = 0;
  private offered = Number.POSITIVE_INFINITY;

  constructor(problem: RematProblem, exchange: RematExchange, seed: string) {
    const { graph, memoryBound, keepOutputs } = problem;
    this.problem = problem;
    this.exchange = exchange;
    this.random = new Random(seed);
    this.annealing = new FreeAnnealing(graph, { ...limitsOf(problem), roundMoves: ROUND_MOVES }, this.random);
    this.order = Array.from({ length: graph.n }, (_, v) => v);
    this.peak = this.peakOf(this.order);
    this.fitting = new OrderSearch(graph, memoryBound, keepOutputs, this.random);
  }

  step(work: WorkBudget): void {
    const { annealing, exchange } = this;
    if (exchange.best !== null && exchange.upper < annealing.bestDuration) annealing.startFrom(exchange.best);
    if (this.ruin === null) this.lowerPeaks(work);
    else if (this.fitting !== null && this.turn % 3 === 2) this.fit(this.fitting, work);
    else if (this.turn % (this.pause + 1) === 0) this.recreate(this.ruin, work);
    else annealing.run(work, () => exchange.stopped());
    this.turn++;
    this.offer(work);
  }

  stats(): Record<string, number> {
    const { moves, rounds, bestDuration } = this.annealing;
    return { moves, rounds, ruins: this.ruin?.rounds ?? 0, best: bestDuration, orderPeak: this.peak };
  }

  private lowerPeaks(work: WorkBudget): void {
    while (this.ruin === null && !work.over && !this.exchange.stopped()) this.lowerPeak(work);
  }

  /** Looks for orders of less memory; begins with the best of them when there seem to be no more. */
  private lowerPeak(work: WorkBudget): void {
    const { problem, annealing } = this;
    const { graph, memoryBound, keepOutputs } = problem;
    if (this.orders === null) {
      const target = Math.max(memoryBound, Math.floor(this.peak * LOWER_PEAK));
      this.orders = new OrderSearch(graph, target, keepOutputs, this.random);
      this.orderTicks = LOWER_TICKS;
    }
    const { orders } = this;
    this.orderTicks -= this.search(orders, work, this.orderTicks);
    if (orders.found !== null) {
      this.order = orders.found;
      this.peak = this.peakOf(orders.found);
      this.orders = null;
    } else if (orders.exhausted || this.orderTicks <= 0) {
      this.failures = orders.exhausted ? MOST_FAILURES : this.failures + 1;
      this.orders = null;
    }
    if (this.peak > memoryBound && this.failures < MOST_FAILURES) return;
    if (annealing.best === null) annealing.startFrom(this.order);
    this.ruin = this.ruinOn(annealing.best ?? this.order);
    if (this.peak <= memoryBound) this.fitting = null;
  }

  /** Looks for an order within the budget. */
  private fit(orders: OrderSearch, work: WorkBudget): void {
    this.fittingTicks -= this.search(orders, work, this.fittingTicks);
    if (orders.found !== null) this.annealing.startFrom(orders.found);
    if (orders.finished || this.fittingTicks <= 0) this.fitting = null;
  }

  private search(orders: OrderSearch, work: WorkBudget, most: number): number {
    const part = new WorkBudget(work.secondsLeft, Math.min(work.ticksLeft, most));
    orders.run(part, () => this.exchange.stopped());
    work.spend(part.spent);
    return part.spent;
  }

  /** Ruin and recreate on the order of the best schedule: as it was last, or anew if annealing has found a better one since. */
  private recreate(last: OrderRuin, work: WorkBudget): void {
    const { annealing, exchange } = this;
    let ruin = last;
    if (annealing.best !== null && annealing.bestDuration < last.bestDuration) {
      ruin = this.ruinOn(annealing.best);
      ruin.adopt(annealing.best, annealing.bestDuration);
      this.ruin = ruin;
      this.pause = FIRST_PAUSE;
    }
    ruin.run(work, () => exchange.stopped());
    if (ruin.bestDuration < annealing.bestDuration) annealing.startFrom(ruin.best()!);
    else this.pause = Math.min(LONGEST_PAUSE, 2 * this.pause);
  }

  private ruinOn(sequence: readonly number[]): OrderRuin {
    return new OrderRuin(this.problem.graph, sequence, { ...limitsOf(this.problem), cycle: CYCLE }, this.random);
  }

  private peakOf(order: readonly number[]): number {
    const { graph, keepOutputs } = this.problem;
    const replay = simulate(graph, order, { keepOutputs });
    return replay.valid ? replay.peak : Number.POSITIVE_INFINITY;
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
