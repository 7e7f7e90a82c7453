// The budget question: the smallest peak memory that is reached, and the largest budget that is proven infeasible.
//
// Two ways of working complement each other. Asked for a schedule within a given budget, local search is strong: probes bisect between what is proven and what is
// reached, and each ends with a schedule (its peak is the new upper end), a proof (the lower end rises) or without an answer at the end of its share of the time
// (taken for a no by the bisection, but proving nothing). Asked for the least peak, the constraint solver proves bounds and improves from what the probes reached.
// Last, the schedule within the peak that was reached is made shorter: of two schedules with the same peak the quicker one is meant.
//
// All budgets are multiples of the greatest common divisor of the sizes, as all peaks are.

import type { Finding } from '../solver/portfolio/exchange.ts';
import { gcdOf } from './gcd.ts';
import { type RematProblem, type Sequence, verifiedObjective } from './problem.ts';
import type { RematEvents, RematParameters, RematResult, WorkerReport } from './solve.ts';
import { solveRemat } from './solve-parallel.ts';
import { structuralBound } from './structure.ts';

/** Shares of the time limit, until which the probes and the least peak may go on; the rest is for the duration. */
const PROBES_UNTIL = 0.5;
const PEAK_UNTIL = 0.9;
/** A probe gets this share of the time all probes have: bisection halves the range with each. */
const PROBE_SHARE = 0.25;
/** What starting a solve counts for where work is counted instead of time. */
const START_SECONDS = 0.1;
/** Bisection ends when the range is this share of the peak reached. */
const FINE_ENOUGH = 1e-3;

/**
 * The least peak of a problem with the objective memory, as far as the time limit lets it be found and proven: `objective` is the peak, every budget below
 * `lowerBound` is proven infeasible; without time it is the input order. Throws RangeError for other objectives and limits, Error for a defect.
 */
export async function minimizeMemory(
  problem: RematProblem,
  parameters: RematParameters,
  events: RematEvents = {},
): Promise<RematResult> {
  if (problem.objective !== 'memory' || problem.memoryBound !== 0 || problem.durationBound !== Number.POSITIVE_INFINITY)
    throw new RangeError('minimizeMemory: the objective must be memory, without limits of memory and duration');
  const search = new MemorySearch(problem, parameters, events);
  if (problem.maxComputations > 1) await search.probe(PROBES_UNTIL);
  await search.leastPeak(PEAK_UNTIL);
  await search.shorten();
  return search.result();
}

/** What is reached and proven so far, and the solves that change it. */
class MemorySearch {
  private readonly problem: RematProblem;
  private readonly parameters: RematParameters;
  private readonly events: RematEvents;
  private readonly start: number = performance.now();
  private readonly incumbents: Finding[] = [];
  private readonly bounds: Finding[] = [];
  private readonly workers: WorkerReport[] = [];
  private best: Sequence = [];
  private upper: number = Number.POSITIVE_INFINITY;
  private lower: number = Number.NEGATIVE_INFINITY;
  private stopReason: RematResult['stopReason'] = 'closed';
  private braked = false;
  /** Sum over the solves, as their time limits count, and for their starts. */
  private work = 0;

  constructor(problem: RematProblem, parameters: RematParameters, events: RematEvents) {
    this.problem = problem;
    this.parameters = parameters;
    this.events = events;
    this.prove(structuralBound(problem), 'structure');
    const inputOrder = Array.from({ length: problem.graph.n }, (_, v) => v);
    this.reach(inputOrder, 'input order');
  }

  /** Bisects with budgets until a share of the time limit is over. */
  async probe(untilShare: number): Promise<void> {
    const unit = gcdOf(this.problem.graph.sizes);
    const whole = untilShare * this.parameters.timeLimit;
    let [refused, seconds] = [this.lower - unit, Number.POSITIVE_INFINITY];
    while (!this.over && seconds > 0 && this.upper - refused > Math.max(unit, FINE_ENOUGH * this.upper)) {
      const budget = refused + Math.floor((this.upper - refused) / (2 * unit)) * unit;
      seconds = Math.min(PROBE_SHARE * whole, whole - this.used);
      if (seconds > 0) await this.tryBudget(budget, unit, seconds);
      refused = Math.max(this.upper > budget ? budget : refused, this.lower - unit);
    }
  }

  /** Solves for the least peak itself until a share of the time limit is over. */
  async leastPeak(untilShare: number): Promise<void> {
    if (this.over) return;
    const timeLimit = Math.max(0, untilShare * this.parameters.timeLimit - this.used);
    const parameters = { ...this.parameters, timeLimit, start: [this.best], lowerBound: this.lower };
    const result = await solveRemat(this.problem, parameters, {
      ...this.others,
      onSolution: (sequence, { worker }) => this.reach(sequence, worker),
      onBound: ({ value, worker }) => this.prove(value, worker),
    });
    this.count(result);
    this.stopReason = result.stopReason;
  }

  /** Shortens the schedule within its peak, in the time that is left. */
  async shorten(): Promise<void> {
    const timeLimit = Math.max(0, this.parameters.timeLimit - this.used);
    const parameters = { ...this.parameters, timeLimit, start: [this.best] };
    const result = await solveRemat(this.within(this.upper), parameters, this.others);
    this.count(result);
    if (result.sequence === null) throw new Error('internal error: a schedule that was known is lost');
    if (result.sequence !== this.best) this.take(result.sequence, 'shortened');
  }

  result(): RematResult {
    const { best, upper, lower, incumbents, bounds, workers, seconds, used } = this;
    const closed = lower >= upper;
    const aborted = this.others.signal?.aborted === true;
    const stopReason = this.braked ? 'brake' : closed ? 'closed' : aborted ? 'aborted' : this.stopReason;
    return {
      ...{ status: closed ? 'optimal' : 'feasible', sequence: best, objective: upper, lowerBound: lower, seconds },
      ...{ incumbents, bounds, workers, stopReason, used },
    };
  }

  /** One probe: it ends with the first schedule. */
  private async tryBudget(budget: number, unit: number, seconds: number): Promise<void> {
    const enough = new AbortController();
    const { signal: outer, ...others } = this.others;
    const signal = outer === undefined ? enough.signal : AbortSignal.any([enough.signal, outer]);
    const onSolution = (sequence: Sequence, { worker }: Finding): void => {
      this.reach(sequence, worker);
      enough.abort();
    };
    const parameters = { ...this.parameters, timeLimit: seconds };
    const result = await solveRemat(this.within(budget), parameters, { ...others, signal, onSolution });
    this.count(result);
    if (result.status === 'infeasible') this.prove(budget + unit, result.bounds.at(-1)?.worker ?? 'search');
  }

  /** Takes up what a solve says of its work. */
  private count({ workers, used, stopReason }: RematResult): void {
    this.workers.push(...workers);
    this.work += used + START_SECONDS;
    this.braked ||= stopReason === 'brake';
  }

  /** The problem of the least duration within a budget. */
  private within(budget: number): RematProblem {
    return { ...this.problem, objective: 'duration', memoryBound: budget };
  }

  private reach(sequence: Sequence, worker: string): void {
    if (verifiedObjective(this.problem, sequence) < this.upper) this.take(sequence, worker);
  }

  private take(sequence: Sequence, worker: string): void {
    const peak = verifiedObjective(this.problem, sequence);
    if (peak < this.lower) throw new Error(`internal error: a peak of ${peak} contradicts the proven ${this.lower}`);
    [this.best, this.upper] = [sequence, peak];
    const finding = { seconds: this.seconds, value: peak, worker };
    this.incumbents.push(finding);
    this.events.onSolution?.(sequence, finding);
  }

  private prove(bound: number, worker: string): void {
    if (bound <= this.lower) return;
    if (bound > this.upper) throw new Error(`internal error: a bound of ${bound} contradicts the peak ${this.upper}`);
    this.lower = bound;
    const finding = { seconds: this.seconds, value: bound, worker };
    this.bounds.push(finding);
    this.events.onBound?.(finding);
  }

  /** The events that need no translation. */
  private get others(): Pick<RematEvents, 'signal' | 'onLog'> {
    const { signal, onLog } = this.events;
    return { ...(signal === undefined ? {} : { signal }), ...(onLog === undefined ? {} : { onLog }) };
  }

  /** Seconds as the time limit counts them. */
  private get used(): number {
    return this.parameters.deterministic === true ? this.work : this.seconds;
  }

  private get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  private get over(): boolean {
    return this.lower >= this.upper || this.events.signal?.aborted === true;
  }
}
