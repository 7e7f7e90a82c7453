// Solving a model in worker threads: this thread looks at hints and presolves the model, each of them compiles its own copy, with another strategy (strategies.ts);
// this thread verifies what they find, against the model as it was given, reports it and puts the result together. The thread code is loaded when it is needed.

import { nextTurn } from '../solver/next-turn.ts';
import { Deadline } from '../solver/portfolio/deadline.ts';
import { type Finding, LocalExchange } from '../solver/portfolio/exchange.ts';
import type { WorkerReport } from '../solver/portfolio/protocol.ts';
import { RoundRobin } from '../solver/portfolio/round-robin.ts';
import { ModelError } from './arguments.ts';
import { statsOf } from './engine-limits.ts';
import type { SolveEvents } from './events.ts';
import { Findings } from './findings.ts';
import { hintedSolution } from './hints.ts';
import type { LiteralRef, ModelData } from './model.ts';
import { exchangeValue, verifiedObjective } from './model-core.ts';
import type { SolveParameters } from './parameters.ts';
import { prepare } from './preparation.ts';
import { type Presolved, unchanged } from './presolve/presolve.ts';
import { type HintResult, NO_HINT, relativeGap, type SolveEnd, type SolveResult, type SolveStats } from './result.ts';
import { type ModelPayload, modelMembers, modelStrategies } from './strategies.ts';

/** What the calling thread computes between two turns of the event loop, in seconds, if it comes to that. */
const SLICE_SECONDS = 0.02;

/** What the platform decides if it is not said. */
export interface ParallelOptions {
  /** False: the workers exchange by messages, as where there is no SharedArrayBuffer. */
  readonly sharedMemory?: boolean;
  /** Megabytes of JavaScript heap of each worker; typed arrays are outside of it. */
  readonly heapMegabytes?: number;
}

/** Precondition: the model has passed validate(), the parameters checkParameters(). */
export async function solveParallel(
  data: ModelData,
  parameters: SolveParameters,
  events: SolveEvents,
  options: ParallelOptions = {},
): Promise<SolveResult> {
  const log = new ModelLog(data, parameters, events);
  await log.prepare();
  if (log.exchange.stopped()) return log.result([]);
  const presolved = log.presolved.data;
  const { runPortfolio } = await import('../solver/portfolio/coordinator.ts');
  const { numWorkers = 1, randomSeed = 1 } = parameters;
  const isSource = import.meta.url.endsWith('.ts');
  const payload = { data: presolved, parameters };
  const { reports, unfinished } = await runPortfolio<ModelPayload, readonly number[]>({
    entry: new URL(isSource ? './worker-entry.ts' : './worker-entry.js', import.meta.url),
    payload,
    workers: numWorkers,
    strategies: modelStrategies(presolved, numWorkers, parameters.subsolvers),
    seed: randomSeed,
    exchange: log.exchange,
    deadline: log.deadline,
    signal: events.signal,
    onLog: events.onLog,
    ...options,
  });
  if (!unfinished) return log.result(reports);
  events.onLog?.('workers have failed; the calling thread goes on');
  try {
    const members = modelMembers({ payload, strategy: 'default', seed: `${randomSeed}` }, log.exchange);
    const turns = new RoundRobin(members, log.exchange);
    const own = await turns.run(log.deadline, SLICE_SECONDS);
    return log.result([...reports, { worker: 'default', members: own, failures: [] }]);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    // presolve has made sums too large for the engine: without it
    if (parameters.cpModelPresolve !== false)
      return solveParallel(data, { ...parameters, cpModelPresolve: false }, events, options);
    // what compile() finds wrong is what the workers have failed of
    return { ...log.result(reports), status: 'MODEL_INVALID', validationError: error.message };
  }
}

/** The best verified solution and the histories, in the model's own terms. */
class ModelLog {
  readonly exchange: LocalExchange<readonly number[]>;
  readonly deadline: Deadline;
  /** What the workers work on; solutions in the exchange are those of it. */
  presolved: Presolved;
  /** As it was given, but for hints, and for the domains of variables that are fixed to them. */
  private data: ModelData;
  private readonly parameters: SolveParameters;
  private readonly events: SolveEvents;
  private readonly found: Findings;
  private hint: HintResult = NO_HINT;
  private core: readonly LiteralRef[] = [];

  constructor(data: ModelData, parameters: SolveParameters, events: SolveEvents) {
    this.data = data;
    this.presolved = unchanged(data);
    this.parameters = parameters;
    this.events = events;
    this.found = new Findings(parameters, events, () => this.bestBound());
    const { maxTimeInSeconds = Number.POSITIVE_INFINITY, deterministic = false, numWorkers = 1 } = parameters;
    this.deadline = new Deadline(maxTimeInSeconds, deterministic, numWorkers);
    this.exchange = new LocalExchange<readonly number[]>(
      {
        verify: (values, objective) => {
          const actual = verifiedObjective(this.data, this.presolved.restore(values));
          if (actual !== objective)
            throw new Error(`internal error: a solution of ${actual} was offered as ${objective}`);
        },
        onSolution: (values, { seconds, worker }) =>
          this.found.takeSolution(this.data, this.presolved.restore(values), worker, seconds),
        onBound: (finding, core) => this.takeBound(finding, core),
      },
      () => this.deadline.over || this.found.enough !== null || this.isProven() || this.aborted(),
    );
  }

  /** Looks at hints and presolves, in slices of the event loop, unless the end comes first. */
  async prepare(): Promise<void> {
    const { data, parameters, events, exchange } = this;
    const steps = prepare(data, parameters, events, (current, { result, values, info }) => {
      this.data = current;
      this.hint = result;
      if (values !== null) this.found.takeSolution(current, values, info, this.deadline.elapsed);
    });
    let pause = performance.now() + 1000 * SLICE_SECONDS;
    while (!exchange.stopped()) {
      const step = steps.next();
      if (step.done === true) {
        this.begin(step.value);
        return;
      }
      if (performance.now() < pause) continue;
      await nextTurn();
      pause = performance.now() + 1000 * SLICE_SECONDS;
    }
  }

  private begin(presolved: Presolved): void {
    const { exchange, found } = this;
    const { refuted, decided } = presolved;
    if (refuted && found.values !== null)
      throw new Error('internal error: a model with a verified solution was refuted');
    this.presolved = presolved;
    if (found.values !== null) this.offerHint(found.values);
    if (refuted) exchange.raise(Number.POSITIVE_INFINITY, 'presolve');
    if (decided !== null) exchange.raise(exchangeValue(this.data, decided), 'presolve');
  }

  /** Tells the workers of a hint that is a solution, as presolve has left it: it may have got better. */
  private offerHint(values: readonly number[]): void {
    let solution = hintedSolution(this.presolved.data);
    if (solution === null) {
      // presolve has kept other solutions than this one
      this.presolved = unchanged(this.data, this.presolved.ticks);
      solution = values;
    }
    const objective = verifiedObjective(this.data, this.presolved.restore(solution));
    this.exchange.offer(solution, objective, 'presolve');
  }

  result(workers: readonly WorkerReport[]): SolveResult {
    const { presolved, found } = this;
    const { values, objective, solutionCount, objectiveHistory, boundHistory } = found;
    const closed = this.isProven();
    const stats = summed(workers);
    const isInfeasible = closed && values === null;
    const bestBound = isInfeasible ? null : this.bestBound();
    return {
      status: isInfeasible ? 'INFEASIBLE' : closed ? 'OPTIMAL' : values === null ? 'UNKNOWN' : 'FEASIBLE',
      values,
      objective,
      bestBound,
      gap: objective === null || bestBound === null ? null : relativeGap(objective, bestBound),
      solutionInfo: found.foundBy,
      solutionCount,
      wallTime: this.deadline.elapsed,
      stopReason: this.stopReason(workers),
      sufficientAssumptionsForInfeasibility: isInfeasible ? this.core.map((l) => presolved.literal(l)) : [],
      hint: this.hint,
      objectiveHistory,
      boundHistory,
      stats,
      validationError: null,
    };
  }

  private takeBound({ seconds, value, worker }: Finding, core: readonly number[] = []): void {
    if (value === Number.POSITIVE_INFINITY) this.core = core;
    if (value === Number.POSITIVE_INFINITY || this.data.objective === undefined) return;
    this.found.takeBound({ seconds, value: this.modelValue(value), worker });
  }

  private bestBound(): number | null {
    const { lower } = this.exchange;
    return this.data.objective === undefined || !Number.isFinite(lower) ? null : this.modelValue(lower);
  }

  private stopReason(workers: readonly WorkerReport[]): SolveEnd {
    if (this.isProven()) return 'completed';
    if (this.found.enough !== null) return this.found.enough;
    if (this.aborted()) return 'aborted';
    if (this.deadline.braked) return 'brake';
    if (this.deadline.over) return 'time';
    // every worker has come to the end of one of its limits
    const { maxNumberOfConflicts, maxDeterministicTicks } = this.parameters;
    const has = (name: string, limit: number | undefined): boolean =>
      limit !== undefined &&
      workers.some(({ members }) => members.reduce((sum, { stats }) => sum + (stats[name] ?? 0), 0) >= limit);
    return has('conflicts', maxNumberOfConflicts)
      ? 'conflicts'
      : has('ticks', maxDeterministicTicks)
        ? 'ticks'
        : 'memory';
  }

  /** The answer is final: there is no solution, or none better than the one reported. Without an objective, any is as good. */
  private isProven(): boolean {
    const { lower } = this.exchange;
    const { values, objective } = this.found;
    if (values === null) return lower === Number.POSITIVE_INFINITY;
    return objective === null || lower >= exchangeValue(this.data, objective);
  }

  private modelValue(objective: number): number {
    return exchangeValue(this.data, objective);
  }

  private aborted(): boolean {
    return this.events.signal?.aborted === true;
  }
}

/** Work of all workers together; the sizes are those of the largest engine. */
function summed(workers: readonly WorkerReport[]): SolveStats {
  const total: Record<keyof SolveStats, number> = { ...statsOf(null) };
  for (const name of Object.keys(total) as (keyof SolveStats)[]) {
    const isSize = name === 'variables' || name === 'propagators' || name === 'clauses';
    for (const { members } of workers)
      for (const { stats } of members)
        total[name] = isSize ? Math.max(total[name], stats[name] ?? 0) : total[name] + (stats[name] ?? 0);
  }
  return total;
}
