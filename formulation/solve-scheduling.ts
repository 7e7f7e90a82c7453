// Solves a scheduling task: a schedule without search at once, then a model that allows only better ones, until nothing better exists or a limit comes.
//
// Every schedule, whoever made it, is judged by the wording of the problem before anyone sees it; one that fails it, or contradicts a proven bound, is a defect and
// ends the solve with an error. Where there are several workers, the calling thread searches alone for a moment: most small instances end there, before threads
// would have begun.

import type { SolveParameters } from '../model/parameters.ts';
import type { SolveEnd, SolveResult } from '../model/result.ts';
import { solve } from '../model/solve.ts';
import { TICKS_PER_SECOND } from '../solver/portfolio/deadline.ts';
import type { Finding } from '../solver/portfolio/exchange.ts';
import type { SchedulingTask } from './scheduling-tasks.ts';

/** Seconds' worth of work before threads are started. */
const SECONDS_ALONE = 0.3;

export interface SchedulingParameters {
  /** Seconds; of a deterministic solve, seconds' worth of work. */
  readonly timeLimit: number;
  readonly workers: number;
  readonly seed: number;
  readonly deterministic: boolean;
  /** Tell onLog what the search does. */
  readonly log: boolean;
}

export interface SchedulingEvents<S> {
  readonly onSolution?: (schedule: S, finding: Finding) => void;
  readonly onBound?: (finding: Finding) => void;
  readonly onLog?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface SchedulingResult<S> {
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  /** The best one; null if none was found. */
  readonly schedule: S | null;
  readonly makespan: number | null;
  /** Proven; Infinity if there is no schedule. */
  readonly lowerBound: number;
  readonly seconds: number;
  readonly stopReason: SolveEnd;
  /** Makespans as they fell, and bounds as they rose. */
  readonly incumbents: readonly Finding[];
  readonly bounds: readonly Finding[];
  readonly conflicts: number;
}

/** Finds a schedule of least makespan within the limits. Rejects if something that was found does not stand up to its check. */
export async function solveScheduling<S>(
  task: SchedulingTask<S>,
  parameters: SchedulingParameters,
  events: SchedulingEvents<S> = {},
): Promise<SchedulingResult<S>> {
  return new SchedulingRun(task, parameters, events).run();
}

class SchedulingRun<S> {
  private readonly task: SchedulingTask<S>;
  private readonly parameters: SchedulingParameters;
  private readonly events: SchedulingEvents<S>;
  private readonly begin = performance.now();
  private readonly incumbents: Finding[] = [];
  private readonly bounds: Finding[] = [];
  private best: S | null = null;
  private conflicts = 0;

  constructor(task: SchedulingTask<S>, parameters: SchedulingParameters, events: SchedulingEvents<S>) {
    this.task = task;
    this.parameters = parameters;
    this.events = events;
  }

  async run(): Promise<SchedulingResult<S>> {
    const { task } = this;
    this.raise(task.bound, STRUCTURE);
    if (task.first !== null) this.take(task.first, GENERATION);
    let end: SolveEnd = 'completed';
    if (!this.isClosed()) {
      const { workers } = this.parameters;
      let spent = 0;
      if (workers > 1) {
        const alone = await this.search(
          { numWorkers: 1, maxDeterministicTicks: Math.round(SECONDS_ALONE * TICKS_PER_SECOND) },
          spent,
        );
        spent = alone.stats.ticks / TICKS_PER_SECOND;
        end = alone.stopReason;
      }
      if (workers === 1 || end === 'ticks') end = (await this.search({ numWorkers: workers }, spent)).stopReason;
    }
    return this.result(end);
  }

  /** Searches for better schedules; `spent`: seconds' worth of work of a deterministic solve so far. */
  private async search(
    limits: Pick<SolveParameters, 'numWorkers' | 'maxDeterministicTicks'>,
    spent: number,
  ): Promise<SolveResult> {
    const { parameters, events, task } = this;
    const { timeLimit, seed, deterministic, log } = parameters;
    const { model, decode } = task.build(this.best === null ? task.horizon : this.makespan - 1);
    const result = await solve(
      model,
      {
        ...limits,
        maxTimeInSeconds: Math.max(0, timeLimit - (deterministic ? spent : this.seconds)),
        randomSeed: seed,
        deterministic,
        logSearchProgress: log,
      },
      {
        onSolution: ({ values, worker }) => this.take(decode(values), worker),
        onBound: ({ value, worker }) => this.raise(value, worker),
        ...(events.onLog === undefined ? {} : { onLog: events.onLog }),
        ...(events.signal === undefined ? {} : { signal: events.signal }),
      },
    );
    this.conflicts += result.stats.conflicts;
    if (result.validationError !== null) throw new Error(`the model is not valid: ${result.validationError}`);
    // the model has only better schedules than the first one: none of them is as good as the best, or there is none at all
    if (result.status === 'OPTIMAL' || result.status === 'INFEASIBLE') this.raise(this.makespan, 'search');
    return result;
  }

  private take(schedule: S, worker: string): void {
    const { task, incumbents, events } = this;
    const [violation] = task.violations(schedule);
    if (violation !== undefined) throw new Error(`a schedule of ${worker} is none: ${violation}`);
    const finding = { seconds: this.seconds, value: task.makespan(schedule), worker };
    if (finding.value < this.lowerBound) {
      throw new Error(`makespan ${finding.value} of ${worker} is below the bound ${this.lowerBound}`);
    }
    if (finding.value >= this.makespan) return;
    incumbents.push(finding);
    this.best = schedule;
    events.onSolution?.(schedule, finding);
  }

  private raise(bound: number, worker: string): void {
    if (bound <= this.lowerBound) return;
    if (bound > this.makespan) throw new Error(`bound ${bound} of ${worker} is above the makespan ${this.makespan}`);
    const finding = { seconds: this.seconds, value: bound, worker };
    this.bounds.push(finding);
    this.events.onBound?.(finding);
  }

  private result(stopReason: SolveEnd): SchedulingResult<S> {
    const { best: schedule, lowerBound, incumbents, bounds, conflicts, seconds } = this;
    const status =
      schedule === null ? (this.isClosed() ? 'infeasible' : 'unknown') : this.isClosed() ? 'optimal' : 'feasible';
    const makespan = schedule === null ? null : this.makespan;
    return { status, schedule, makespan, lowerBound, seconds, stopReason, incumbents, bounds, conflicts };
  }

  /** Infinity before the first schedule. */
  private get makespan(): number {
    return this.incumbents.at(-1)?.value ?? Number.POSITIVE_INFINITY;
  }

  private get lowerBound(): number {
    return this.bounds.at(-1)?.value ?? 0;
  }

  private get seconds(): number {
    return (performance.now() - this.begin) / 1000;
  }

  private isClosed(): boolean {
    return this.lowerBound >= this.makespan;
  }
}

/** Who finds what needs no search. */
const STRUCTURE = 'structure';
export const GENERATION = 'schedule-generation';
