// Solving a rematerialization problem: first what needs no search (structure, the input order itself), then a portfolio of members, in the calling thread (here) or
// in worker threads (solve-parallel.ts). Whatever ends it, a limit, a signal or a proof, the best verified schedule is in the result.
//
// Members in one thread take turns by the clock, so which of them finds a schedule first, and where a limit cuts, differs between runs of equal seed; a deterministic
// solve counts work instead, and is the same every time (solver/portfolio/deadline.ts).

import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import type { EngineOptions } from '../solver/options.ts';
import { Deadline } from '../solver/portfolio/deadline.ts';
import { type Finding, LocalExchange } from '../solver/portfolio/exchange.ts';
import type { WorkerReport } from '../solver/portfolio/protocol.ts';
import { RoundRobin } from '../solver/portfolio/round-robin.ts';
import { type RematProblem, type Sequence, verifiedObjective } from './problem.ts';
import { checkSchedule, simulate, simulateInputOrder } from './schedule.ts';
import { defaultStrategies, makeMembers, strategyByName } from './strategies.ts';
import { structuralBound } from './structure.ts';

export interface RematParameters {
  /** Wall-clock seconds; Infinity for none. Of a deterministic solve: seconds' worth of work. */
  readonly timeLimit: number;
  readonly seed: number;
  /** Equal parameters give equal results, whatever the machine is doing besides: only the seconds in them differ. Default: false. */
  readonly deterministic?: boolean;
  /** Names of strategies.ts, one per worker; their number is the number of workers. Default: those for one worker. */
  readonly strategies?: readonly string[];
  readonly engine?: Partial<EngineOptions>;
  readonly explanation?: ExplanationStyle;
  /** Schedules from solves that differ in their limits only; those that are valid for this problem are offered first. */
  readonly start?: readonly Sequence[];
  /** A lower bound of this problem's objective that was proven before; Infinity: there is no schedule. */
  readonly lowerBound?: number;
}

export interface RematEvents {
  readonly onSolution?: (sequence: Sequence, finding: Finding) => void;
  readonly onBound?: (finding: Finding) => void;
  /** What the workers do and how they fare, a line at a time; silent with one worker. */
  readonly onLog?: (line: string) => void;
  readonly signal?: AbortSignal;
}

export type { WorkerReport };

export interface RematResult {
  /** optimal: the best schedule is proven; infeasible: proven that there is none; feasible, unknown: with or without a schedule, a limit was reached. */
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  readonly sequence: Sequence | null;
  /** Objective of the sequence (duration or peak); Infinity without one. */
  readonly objective: number;
  /** Proven lower bound of the objective; Infinity when infeasible. */
  readonly lowerBound: number;
  readonly seconds: number;
  readonly incumbents: readonly Finding[];
  readonly bounds: readonly Finding[];
  readonly workers: readonly WorkerReport[];
  /** brake: by the clock, a deterministic solve took far longer than its limit; what it found depends on the machine. */
  readonly stopReason: 'closed' | 'time' | 'aborted' | 'exhausted' | 'brake';
  /** Seconds as the time limit counts them: by the clock, or of work if the solve is deterministic. */
  readonly used: number;
}

/** Seconds between two turns of the event loop, so that signals and timers get through. */
const SLICE = 0.25;

/** Solves in the calling thread: no worker, no SharedArrayBuffer. */
export async function solveInThread(
  problem: RematProblem,
  parameters: RematParameters,
  events: RematEvents = {},
): Promise<RematResult> {
  const log = new SolveLog(problem, parameters, events);
  const strategy = (parameters.strategies ?? defaultStrategies(1))[0]!;
  // what is known without search needs no members, which may be large
  if (log.aborted()) return log.result([]);
  return log.result([await runInThread(log, problem, parameters, strategy)]);
}

/** The members of a strategy, in this thread, on the schedules and bounds of `log`, until it is closed or stopped or nothing is left to do. */
export async function runInThread(
  log: SolveLog,
  problem: RematProblem,
  parameters: RematParameters,
  strategy: string,
): Promise<WorkerReport> {
  const members = makeMembers(strategyByName(strategy), problem, log.exchange, {
    seed: `${parameters.seed}:0`,
    engine: parameters.engine ?? {},
    explanation: parameters.explanation ?? 'pointwise',
  });
  const turns = new RoundRobin(members, log.exchange);
  return { worker: strategy, members: await turns.run(log.deadline, SLICE), failures: [] };
}

/** The parent's side of a solve, with one worker or many: keeps the best verified schedule and the histories, and knows when to stop. */
export class SolveLog {
  readonly exchange: LocalExchange<Sequence>;
  readonly deadline: Deadline;
  private readonly events: RematEvents;
  private readonly incumbents: Finding[] = [];
  private readonly bounds: Finding[] = [];

  constructor(problem: RematProblem, parameters: RematParameters, events: RematEvents) {
    if (problem.objective === 'memory' && problem.memoryBound === Number.POSITIVE_INFINITY)
      throw new RangeError('objective memory: memoryBound is the peak below which nothing is gained; 0 for the least');
    this.events = events;
    const { timeLimit, deterministic = false, strategies } = parameters;
    this.deadline = new Deadline(timeLimit, deterministic, strategies?.length ?? 1);
    this.exchange = new LocalExchange<Sequence>(
      {
        verify: (sequence, objective) => {
          const actual = verifiedObjective(problem, sequence);
          if (actual !== objective)
            throw new Error(`internal error: a schedule of ${actual} was offered as ${objective}`);
        },
        onSolution: (sequence, finding) => {
          this.incumbents.push(finding);
          events.onSolution?.(sequence, finding);
        },
        onBound: (finding) => {
          this.bounds.push(finding);
          events.onBound?.(finding);
        },
      },
      () => this.deadline.over || this.aborted(),
    );
    this.withoutSearch(problem, parameters);
  }

  aborted(): boolean {
    return this.events.signal?.aborted ?? false;
  }

  result(workers: readonly WorkerReport[]): RematResult {
    const { exchange, deadline } = this;
    const { best, upper, lower } = exchange;
    const infeasible = lower === Number.POSITIVE_INFINITY;
    const status = infeasible ? 'infeasible' : best === null ? 'unknown' : lower >= upper ? 'optimal' : 'feasible';
    const stopReason = exchange.closed
      ? 'closed'
      : this.aborted()
        ? 'aborted'
        : deadline.braked
          ? 'brake'
          : deadline.over
            ? 'time'
            : 'exhausted';
    return {
      status,
      sequence: best,
      objective: upper,
      lowerBound: lower,
      seconds: deadline.elapsed,
      incumbents: this.incumbents,
      bounds: this.bounds,
      workers,
      stopReason,
      used: deadline.used,
    };
  }

  /** What structure proves and what was known before, and the input order as first schedule where it is one. */
  private withoutSearch(
    problem: RematProblem,
    { start = [], lowerBound = Number.NEGATIVE_INFINITY }: RematParameters,
  ): void {
    const { exchange } = this;
    exchange.raise(structuralBound(problem), 'structure');
    exchange.raise(lowerBound, 'known before');
    if (exchange.lower === Number.POSITIVE_INFINITY) return;
    const inputOrder = Array.from({ length: problem.graph.n }, (_, v) => v);
    const { peak, duration } = simulateInputOrder(problem.graph, { keepOutputs: problem.keepOutputs });
    const memoryFits = problem.objective === 'memory' || peak <= problem.memoryBound;
    if (memoryFits && duration <= problem.durationBound)
      exchange.offer(inputOrder, verifiedObjective(problem, inputOrder), 'input order');
    for (const sequence of start)
      if (isValid(problem, sequence)) exchange.offer(sequence, verifiedObjective(problem, sequence), 'known before');
  }
}

/** True if the sequence is a schedule within the problem's limits. */
function isValid(problem: RematProblem, sequence: Sequence): boolean {
  const { graph, order: mode, maxComputations, keepOutputs, durationBound } = problem;
  const budget = problem.objective === 'duration' ? problem.memoryBound : Number.POSITIVE_INFINITY;
  if (checkSchedule(graph, sequence, { budget, mode, maxComputations, keepOutputs }).length > 0) return false;
  const replay = simulate(graph, sequence, { keepOutputs });
  return replay.valid && replay.duration <= durationBound;
}
