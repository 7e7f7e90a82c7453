// Solves a scheduling task: a schedule without search at once, then members that look for better ones and for proofs (scheduling/members.ts), until nothing better
// exists or a limit comes.
//
// Every schedule, whoever made it, is judged by the wording of the problem before anyone sees it; one that fails it, or contradicts a proven bound, is a defect and
// ends the solve with an error. Where there are several workers, the calling thread searches alone for a moment: most small instances end there, before threads
// would have begun. The thread code is loaded when it is needed.

import type { SolveParameters } from '../../model/parameters.ts';
import { ProgressLines } from '../../model/progress-lines.ts';
import type { SolveEnd } from '../../model/result.ts';
import { nextTurn } from '../../solver/next-turn.ts';
import { Deadline, TICKS_PER_SECOND } from '../../solver/portfolio/deadline.ts';
import { type Finding, LocalExchange } from '../../solver/portfolio/exchange.ts';
import type { MemberReport } from '../../solver/portfolio/protocol.ts';
import { RoundRobin } from '../../solver/portfolio/round-robin.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { schedulingMembers, schedulingStrategies } from './members.ts';
import type { SchedulingInstance, SchedulingTask } from './tasks.ts';
import type { SchedulingPayload } from './worker-entry.ts';

/** Seconds' worth of work before threads are started. */
const SECONDS_ALONE = 0.3;
/** What the calling thread computes between two turns of the event loop, in seconds, or as much work. */
const SLICE_SECONDS = 0.25;
const SLICE_TICKS: number = SLICE_SECONDS * TICKS_PER_SECOND;

export interface SchedulingParameters {
  /** Seconds; of a deterministic solve, seconds' worth of work. */
  readonly timeLimit: number;
  readonly workers: number;
  readonly seed: number;
  readonly deterministic: boolean;
  /** Tell onLog what the search does. */
  readonly log: boolean;
  /** Options by name of every search: those of the engine and of constraints. */
  readonly options?: SolveParameters;
  /** Of the workers, by name, instead of the usual ones: scheduling/members.ts. */
  readonly strategies?: readonly string[];
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
  private readonly deadline: Deadline;
  private readonly exchange: LocalExchange<S>;
  private readonly lines: ProgressLines | null;
  private readonly incumbents: Finding[] = [];
  private readonly bounds: Finding[] = [];
  private readonly reports: MemberReport[] = [];

  constructor(task: SchedulingTask<S>, parameters: SchedulingParameters, events: SchedulingEvents<S>) {
    const { timeLimit, deterministic, workers, log } = parameters;
    this.task = task;
    this.parameters = parameters;
    this.events = events;
    this.deadline = new Deadline(timeLimit, deterministic, workers);
    this.lines = log ? new ProgressLines((line) => events.onLog?.(line), false) : null;
    this.exchange = new LocalExchange<S>(
      {
        verify: (schedule, makespan) => this.judge(schedule, makespan),
        onSolution: (schedule, finding) => this.takeSchedule(schedule, finding),
        onBound: (finding) => this.takeBound(finding),
      },
      () => this.deadline.over || this.isAborted(),
    );
  }

  async run(): Promise<SchedulingResult<S>> {
    const { task, exchange, parameters } = this;
    exchange.raise(task.bound, STRUCTURE);
    if (task.first !== null) exchange.offer(task.first, task.makespan(task.first), GENERATION);
    if (!exchange.stopped()) {
      const { workers, strategies = schedulingStrategies(workers, this.kind) } = parameters;
      if (workers === 1) await this.searchHere(strategies[0], Number.POSITIVE_INFINITY);
      else {
        await this.searchHere(schedulingStrategies(1, this.kind)[0], SECONDS_ALONE * TICKS_PER_SECOND);
        if (!exchange.stopped()) await this.searchInThreads(strategies);
      }
    }
    return this.result();
  }

  /** Lets the members of a strategy take turns in this thread for as much work. */
  private async searchHere(strategy: string, ticks: number): Promise<void> {
    const { task, exchange, parameters, deadline } = this;
    const options = { ...this.options, seed: `${parameters.seed}:0` };
    const turns = new RoundRobin(schedulingMembers(task, this.horizon, strategy, exchange, options), exchange);
    let spent = 0;
    for (let goesOn = true; goesOn && spent < ticks; await nextTurn()) {
      const own = deadline.slice(SLICE_SECONDS);
      const slice =
        ticks === Number.POSITIVE_INFINITY
          ? own
          : WorkBudget.ticks(Math.min(SLICE_TICKS, own.ticksLeft, ticks - spent));
      goesOn = turns.step(slice);
      spent += slice.spent;
      deadline.spend(slice.spent);
    }
    this.reports.push(...turns.report());
  }

  private async searchInThreads(strategies: readonly string[]): Promise<void> {
    const { task, exchange, parameters, deadline, events } = this;
    const { workers, seed, log } = parameters;
    const { runPortfolio } = await import('../../solver/portfolio/coordinator.ts');
    const isSource = import.meta.url.endsWith('.ts');
    const { reports, unfinished } = await runPortfolio<SchedulingPayload, S>({
      entry: new URL(isSource ? './worker-entry.ts' : './worker-entry.js', import.meta.url),
      payload: { instance: task.instance, horizon: this.horizon, options: this.options },
      workers,
      strategies: Array.from({ length: workers }, (_, i) => strategies[i % strategies.length]),
      seed,
      exchange,
      deadline,
      signal: events.signal,
      onLog: log ? events.onLog : undefined,
    });
    for (const { members } of reports) this.reports.push(...members);
    if (!unfinished) return;
    events.onLog?.('workers have failed; the calling thread goes on');
    await this.searchHere(schedulingStrategies(1, this.kind)[0], Number.POSITIVE_INFINITY);
  }

  private get kind(): SchedulingInstance['kind'] {
    return this.task.instance.kind;
  }

  private get options(): SchedulingPayload['options'] {
    const { options = {} } = this.parameters;
    return { ...options, engine: options.engine ?? {} };
  }

  /** No schedule that takes longer is worth a look. */
  private get horizon(): number {
    const { exchange, task } = this;
    return exchange.best === null ? task.horizon : exchange.upper - 1;
  }

  private judge(schedule: S, makespan: number): void {
    const { task } = this;
    const [violation] = task.violations(schedule);
    if (violation !== undefined) throw new Error(`internal error: a schedule is none: ${violation}`);
    const actual = task.makespan(schedule);
    if (actual !== makespan) throw new Error(`internal error: a schedule of ${actual} was offered as ${makespan}`);
  }

  private takeSchedule(schedule: S, finding: Finding): void {
    this.incumbents.push(finding);
    // whoever asked for the log tells of what needed no search
    if (finding.worker !== GENERATION) this.lines?.solution(finding.value, this.bounds.at(-1)?.value ?? null, finding);
    this.events.onSolution?.(schedule, finding);
  }

  private takeBound(finding: Finding): void {
    this.bounds.push(finding);
    if (finding.worker !== STRUCTURE) this.lines?.raise(finding);
    this.events.onBound?.(finding);
  }

  private result(): SchedulingResult<S> {
    const { exchange, deadline, incumbents, bounds, reports, lines } = this;
    const { best: schedule, upper, lower, closed } = exchange;
    const status = closed ? (schedule === null ? 'infeasible' : 'optimal') : schedule === null ? 'unknown' : 'feasible';
    const stopReason = this.stopReason();
    const seconds = deadline.elapsed;
    lines?.done(seconds, `${status.toUpperCase()} (${stopReason})`);
    return {
      status,
      schedule,
      makespan: schedule === null ? null : upper,
      lowerBound: Math.max(0, lower),
      seconds,
      stopReason,
      incumbents,
      bounds,
      conflicts: reports.reduce((sum, { stats }) => sum + (stats.conflicts ?? 0), 0),
    };
  }

  private stopReason(): SolveEnd {
    if (this.exchange.closed) return 'completed';
    if (this.isAborted()) return 'aborted';
    return this.deadline.braked ? 'brake' : 'time';
  }

  private isAborted(): boolean {
    return this.events.signal?.aborted === true;
  }
}

/** Who finds what needs no search. */
const STRUCTURE = 'structure';
export const GENERATION = 'schedule-generation';
