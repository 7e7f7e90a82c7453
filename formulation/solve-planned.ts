// A schedule whose plan of addresses fits the budget, which may need more room than the schedule's peak.
//
// Rounds of solving and planning: first within the budget; where the arena of what is found is larger, within as much less memory as the arena is too large (regula
// falsi), where it fits, within more again, up to the least memory that turned out to be too much. Each round gets a share of the time that is left, and begins with the
// schedules of earlier ones. The shortest schedule with a plan that fits is kept, or, as long as there is none, the one with the smallest arena.
//
// What is proven for the whole budget holds for schedules with plans, too: no peak is above its arena.

import type { Finding } from '../solver/portfolio/exchange.ts';
import { type ArenaPlan, planArena } from './arena/plan.ts';
import { gcdOf } from './gcd.ts';
import type { RematProblem, Sequence } from './problem.ts';
import { type Simulation, simulate } from './schedule.ts';
import type { RematEvents, RematParameters, RematResult } from './solve.ts';
import { solveRemat } from './solve-parallel.ts';

export interface PlannedResult extends RematResult {
  /** Of the sequence; null without one. Its arena is over the budget where none was found that fits. */
  readonly plan: ArenaPlan | null;
}

/** Share of the time left that a round gets. */
const ROUND_SHARE = 0.4;
/** The range of memory is not divided further when it is this share of the budget. */
const FINE_ENOUGH = 1e-3;
/** Schedules of a round that are planned, the best first, until one fits. */
const MOST_PLANNED = 3;
/** As long as no plan fits, by so much more of the excess than it takes the next round has less memory, for each round so far. */
const CAUTION = 0.25;
/** Time of a plan: a share of the time limit, at most so many seconds; and the boxes looked at in a second. */
const PLAN_SHARE = 0.04;
const MOST_PLAN_SECONDS = 3;
const WORK_PER_SECOND = 300_000_000;
/** Work of a plan that somebody waits for who has interrupted the search. */
const HASTY_WORK = 20_000_000;

/** A schedule with its plan. */
interface Pair {
  readonly sequence: Sequence;
  readonly duration: number;
  readonly plan: ArenaPlan;
}

/**
 * The shortest schedule found within `problem.memoryBound` for which addresses were found within it, too, multiples of `alignment`; without one, the schedule with the
 * smallest arena. `optimal`: it fits, and is as short as any schedule within the budget. Solutions are announced when their plans fit. Throws RangeError for the objective
 * memory and where rounding sizes up leaves the safe integers, Error for a defect.
 */
export async function solvePlanned(
  problem: RematProblem,
  parameters: RematParameters,
  alignment: number,
  events: RematEvents = {},
): Promise<PlannedResult> {
  if (problem.objective !== 'duration') throw new RangeError('solvePlanned: the objective must be duration');
  const search = new PlannedSearch(problem, parameters, alignment, events);
  let memory: number | null = problem.memoryBound;
  while (memory !== null) {
    await search.round(memory);
    memory = search.nextMemory();
  }
  search.insist();
  return search.result();
}

class PlannedSearch {
  private readonly problem: RematProblem;
  private readonly parameters: RematParameters;
  private readonly alignment: number;
  private readonly events: RematEvents;
  private readonly start: number = performance.now();
  private readonly unit: number;
  private readonly planSeconds: number;
  private readonly incumbents: Finding[] = [];
  private readonly bounds: Finding[] = [];
  private readonly workers: RematResult['workers'][number][] = [];
  private readonly known = new Map<Sequence, Pair>();
  private best: Pair | null = null;
  /** Of the last solve within the whole budget. */
  private whole: RematResult | null = null;
  /** Largest memory within which nothing better is to be expected, and least memory within which a schedule was found whose arena is too large. */
  private enough = 0;
  private tooMuch: number;
  /** Memory that should do, by the last arena that was too large; null after other rounds. */
  private guess: number | null = null;
  /** Rounds without a plan that fits, before the first one that does. */
  private misfits = 0;
  private isLast = false;
  private braked = false;
  /** Sum over solves and plans, as time limits count. */
  private work = 0;

  constructor(problem: RematProblem, parameters: RematParameters, alignment: number, events: RematEvents) {
    this.problem = problem;
    this.parameters = parameters;
    this.alignment = alignment;
    this.events = events;
    this.unit = gcdOf(problem.graph.sizes);
    this.tooMuch = problem.memoryBound + this.unit;
    this.planSeconds = Math.min(MOST_PLAN_SECONDS, PLAN_SHARE * parameters.timeLimit);
  }

  /** Solves within some memory and plans what is found. */
  async round(memory: number): Promise<void> {
    const { problem, parameters, best } = this;
    const found: Sequence[] = [];
    const isWhole = memory === problem.memoryBound;
    const timeLimit = Math.max(0, this.left * (this.isLast ? 1 : ROUND_SHARE));
    const lowerBound = isWhole ? this.whole?.lowerBound : undefined;
    const { signal, onLog } = this.events;
    const result = await solveRemat(
      { ...problem, memoryBound: memory },
      { ...parameters, timeLimit, start: [...this.known.keys()], ...(lowerBound === undefined ? {} : { lowerBound }) },
      {
        onSolution: (sequence) => found.push(sequence),
        onBound: (finding) => isWhole && this.prove(finding),
        ...(signal === undefined ? {} : { signal }),
        ...(onLog === undefined ? {} : { onLog }),
      },
    );
    this.workers.push(...result.workers);
    this.work += result.used;
    this.braked ||= result.stopReason === 'brake';
    if (isWhole) this.whole = result;
    const worker = result.incumbents.at(-1)?.worker ?? 'search';
    const planned = found.reverse().slice(0, MOST_PLANNED);
    this.guess = null;
    let shortest: Pair | null = null;
    for (const sequence of planned) {
      const pair = this.plan(sequence);
      shortest ??= pair;
      if (this.isBetter(pair)) this.best = pair;
      if (this.fits(pair)) break;
    }
    if (this.best !== null && this.best !== best && this.fits(this.best)) this.announce(this.best, worker);
    if (shortest === null || this.fits(shortest) || this.duration <= shortest.duration) {
      this.enough = Math.max(this.enough, memory);
      return;
    }
    this.tooMuch = memory;
    if (this.duration === Number.POSITIVE_INFINITY) this.misfits++;
    const excess = shortest.plan.arena / problem.memoryBound;
    this.guess = Math.floor(this.replayOf(shortest.sequence).peak / excess ** (1 + CAUTION * this.misfits));
  }

  /** The memory of the next round, null if there is none. */
  nextMemory(): number | null {
    const { whole, enough, tooMuch, unit, problem } = this;
    const isClosed = whole?.status === 'infeasible' || this.duration <= (whole?.lowerBound ?? 0);
    if (isClosed || this.isLast || this.events.signal?.aborted === true || this.left <= 0) return null;
    if (tooMuch - enough > Math.max(unit, FINE_ENOUGH * problem.memoryBound)) {
      const guess = Math.floor((this.guess ?? 0) / unit) * unit;
      return guess > enough ? guess : enough + Math.ceil((tooMuch - enough) / (2 * unit)) * unit;
    }
    this.isLast = true;
    return enough > 0 ? enough : null;
  }

  /** The time that is left goes into the plan with the smallest arena, where none fits. */
  insist(): void {
    const { best } = this;
    if (best === null || this.fits(best) || this.events.signal?.aborted === true) return;
    const pair = this.planned(best.sequence, MOST_PLANNED * this.planSeconds);
    if (!this.isBetter(pair)) return;
    this.best = pair;
    if (this.fits(pair)) this.announce(pair, 'addresses');
  }

  result(): PlannedResult {
    const { best, whole, incumbents, bounds, workers, seconds, work } = this;
    if (whole === null) throw new Error('there is a round within the whole budget');
    if (best !== null && !this.fits(best)) this.announce(best, 'smallest arena');
    const { lowerBound } = whole;
    const closed = whole.status === 'infeasible' || this.duration <= lowerBound;
    const aborted = this.events.signal?.aborted === true;
    const over = this.left <= 0 ? 'time' : 'exhausted';
    return {
      status: best === null ? whole.status : closed ? 'optimal' : 'feasible',
      ...{ sequence: best?.sequence ?? null, objective: best?.duration ?? Number.POSITIVE_INFINITY, lowerBound },
      ...{ seconds, incumbents, bounds, workers },
      stopReason: this.braked ? 'brake' : closed ? 'closed' : aborted ? 'aborted' : over,
      used: this.parameters.deterministic === true ? work : seconds,
      plan: best?.plan ?? null,
    };
  }

  private plan(sequence: Sequence): Pair {
    const pair = this.known.get(sequence) ?? this.planned(sequence, this.planSeconds);
    this.known.set(sequence, pair);
    return pair;
  }

  private planned(sequence: Sequence, seconds: number): Pair {
    const { problem, alignment, parameters } = this;
    const replay = this.replayOf(sequence);
    const asked = seconds * WORK_PER_SECOND;
    const work = this.events.signal?.aborted === true ? Math.min(asked, HASTY_WORK) : asked;
    const options = { alignment, seed: parameters.seed, work, enough: problem.memoryBound };
    this.work += seconds;
    return { sequence, duration: replay.duration, plan: planArena(problem.graph, sequence, replay, options) };
  }

  private isBetter(pair: Pair): boolean {
    const { best } = this;
    if (best === null) return true;
    if (this.fits(pair) !== this.fits(best)) return this.fits(pair);
    if (this.fits(pair)) return pair.duration < best.duration;
    return pair.plan.arena < best.plan.arena;
  }

  private fits({ plan }: Pair): boolean {
    return plan.arena <= this.problem.memoryBound;
  }

  /** Of the shortest schedule with a plan that fits; Infinity without one. */
  private get duration(): number {
    return this.best !== null && this.fits(this.best) ? this.best.duration : Number.POSITIVE_INFINITY;
  }

  private announce({ sequence, duration }: Pair, worker: string): void {
    const finding = { seconds: this.seconds, value: duration, worker };
    this.incumbents.push(finding);
    this.events.onSolution?.(sequence, finding);
  }

  private prove({ value, worker }: Finding): void {
    if (value <= (this.bounds.at(-1)?.value ?? Number.NEGATIVE_INFINITY)) return;
    const finding = { seconds: this.seconds, value, worker };
    this.bounds.push(finding);
    this.events.onBound?.(finding);
  }

  private replayOf(sequence: Sequence): Simulation {
    const replay = simulate(this.problem.graph, sequence, this.problem);
    if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
    return replay;
  }

  /** Seconds for solving, with the plans after it taken off. */
  private get left(): number {
    const used = this.parameters.deterministic === true ? this.work : this.seconds;
    return this.parameters.timeLimit - MOST_PLANNED * this.planSeconds - used;
  }

  private get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }
}
