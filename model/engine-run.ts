// One search of one engine over a model, in the calling thread, in steps: the common middle of solveSync (one long step) and solve (many short ones).
//
// Every solution is judged by verify() before anyone sees it; one that fails is an internal error, never an answer. User callbacks run between searches
// (solutions) or inside (bounds); what they throw leaves step() at once and ends the run.

import { Engine } from '../solver/engine.ts';
import type { Limits } from '../solver/limits.ts';
import type { Fact } from '../solver/literal.ts';
import type { Status } from '../solver/types.ts';
import { ModelError } from './arguments.ts';
import { type Compiled, compile } from './compile.ts';
import { toEngineValue, toModelValue } from './compile-objective.ts';
import { endFor, limitsFor, pauseSoon, statsOf } from './engine-limits.ts';
import { engineOptionsFor, prepareSearch, presolveFor } from './engine-setup.ts';
import type { LiteralRef, ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { type Presolved, unchanged } from './presolve/presolve.ts';
import { type HistoryEntry, relativeGap, type Solution, type SolveEnd, type SolveResult } from './result.ts';
import { validate } from './validate.ts';
import { objectiveValue, verify } from './verify.ts';

export interface SolveEvents {
  /** Called with every solution that is better than the ones before (enumerating: with every solution). */
  readonly onSolution?: (solution: Solution) => void;
  /** Called when the proven bound of the objective gets better. */
  readonly onBound?: (bound: HistoryEntry) => void;
  /** Lines of the log (logSearchProgress), and what happens to workers. */
  readonly onLog?: (line: string) => void;
  /** Ends the solve with the best found so far. */
  readonly signal?: AbortSignal;
}

/** The only search there is in one thread. */
const WORKER = 'search';

export class EngineRun {
  private readonly data: ModelData;
  private readonly parameters: SolveParameters;
  private readonly events: SolveEvents;
  private readonly limits: Limits;
  private presolving: Generator<void, Presolved> | null = null;
  private presolved: Presolved | null = null;
  private compiled: Compiled | null = null;

  private status: Status = 'UNKNOWN';
  private end: SolveEnd = 'completed';
  private validationError: string | null = null;
  private values: readonly number[] | null = null;
  private objective: number | null = null;
  private solutionCount = 0;
  private core: LiteralRef[] = [];
  private readonly objectiveHistory: HistoryEntry[] = [];
  private readonly boundHistory: HistoryEntry[] = [];
  /** What onBound threw; a list, as it may be anything. */
  private readonly thrown: unknown[] = [];

  /** The parameters are checked; the model may be anything. The clock starts here. */
  constructor(data: ModelData, parameters: SolveParameters, events: SolveEvents) {
    this.data = data;
    this.parameters = parameters;
    this.events = events;
    const { signal } = events;
    this.limits = limitsFor(parameters, () => this.thrown.length > 0 || signal?.aborted === true);
  }

  /** Goes on until the end (true) or until `seconds` have passed, or a little work is done if it is deterministic (false). Validation and compilation take what they take. */
  step(seconds: number = Number.POSITIVE_INFINITY): boolean {
    if (this.compiled === null) {
      const start = this.start(seconds);
      if (start !== 'ready') return start === 'over';
    }
    const { engine, assumptions } = this.compiled!;
    const { limits } = this;
    pauseSoon(limits, engine.kernel.ticks, seconds, this.parameters);
    for (;;) {
      if (this.events.signal?.aborted === true) return this.finish(this.statusAtLimit(), 'aborted');
      const outcome = engine.searchOnce({ limits, assumptions });
      if (this.thrown.length > 0) throw this.thrown[0];
      if (outcome === 'SAT') {
        this.takeSolution(engine);
        if (this.isEnough()) return this.finish('OPTIMAL', 'completed');
      } else if (outcome === 'LIMIT') {
        if (limits.reason === 'pause') return false;
        return this.finish(this.statusAtLimit(), endFor(limits, engine.kernel.ticks, this.parameters));
      } else {
        if (this.values === null) this.core = this.literalsOf(engine.core);
        return this.finish(this.values === null ? 'INFEASIBLE' : 'OPTIMAL', 'completed');
      }
    }
  }

  /** What is known now. */
  result(): SolveResult {
    const { status, objective, values } = this;
    const bestBound = this.bestBound();
    return {
      status,
      values,
      objective,
      bestBound,
      gap: objective === null || bestBound === null ? null : relativeGap(objective, bestBound),
      solutionInfo: values === null ? '' : WORKER,
      solutionCount: this.solutionCount,
      wallTime: this.limits.elapsed(),
      stopReason: this.end,
      sufficientAssumptionsForInfeasibility: this.core,
      objectiveHistory: this.objectiveHistory,
      boundHistory: this.boundHistory,
      stats: statsOf(this.compiled?.engine ?? null),
      validationError: this.validationError,
    };
  }

  /** Gets everything ready for the search. 'over': the run ends here. 'pause': presolve goes on in the next step. */
  private start(seconds: number): 'ready' | 'pause' | 'over' {
    const { data, parameters, events } = this;
    if (this.presolving === null) {
      const problem = validate(data) ?? this.conflictWithParameters();
      if (problem !== null) return this.reject(problem);
      this.presolving = presolveFor(data, parameters);
    }
    const pause = performance.now() + 1000 * seconds;
    while (this.presolved === null) {
      if (events.signal?.aborted === true) return this.leave('aborted');
      if (this.limits.remaining() === 0) return this.leave('time');
      if (performance.now() >= pause) return 'pause';
      const step = this.presolving.next();
      if (step.done === true) this.presolved = step.value;
    }
    const { summary } = this.presolved;
    if (parameters.logSearchProgress === true && summary !== '') events.onLog?.(summary);
    return this.compile(this.presolved);
  }

  private compile(presolved: Presolved): 'ready' | 'over' {
    const { data, parameters } = this;
    const engine = new Engine(engineOptionsFor(presolved.data, parameters), parameters.randomSeed ?? 1);
    engine.kernel.ticks = presolved.ticks;
    try {
      this.compiled = compile(presolved.data, engine, parameters);
      prepareSearch(presolved.data, this.compiled);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      if (presolved.data === data) return this.reject(error.message);
      // presolve has made sums too large for the engine: without it
      this.presolved = unchanged(data, presolved.ticks);
      return this.compile(this.presolved);
    }
    const { objective } = this.compiled;
    engine.onBound = (bound) => {
      if (objective !== null) this.takeBound(toModelValue(objective, bound), WORKER);
    };
    if (presolved.decided !== null) this.takeBound(presolved.decided, 'presolve');
    return 'ready';
  }

  private reject(problem: string): 'over' {
    this.validationError = problem;
    this.finish('MODEL_INVALID', 'completed');
    return 'over';
  }

  private leave(end: SolveEnd): 'over' {
    this.finish('UNKNOWN', end);
    return 'over';
  }

  private conflictWithParameters(): string | null {
    return this.parameters.enumerateAllSolutions === true && this.data.objective !== undefined
      ? 'enumerateAllSolutions: the model has an objective'
      : null;
  }

  private takeSolution(engine: Engine): void {
    const { data } = this;
    const { objective, variableCount } = this.compiled!;
    const found = engine.incumbent!.subarray(0, variableCount);
    const values = this.presolved!.restore(found);
    const violations = verify(data, values);
    if (violations.length > 0) throw new Error(`internal error: a solution violates the model: ${violations[0]}`);
    this.values = values;
    this.solutionCount++;
    const seconds = this.limits.elapsed();
    if (data.objective !== undefined) {
      this.objective = objectiveValue(data, values);
      this.objectiveHistory.push({ seconds, value: this.objective, worker: WORKER });
      // the engine's variable may stand above the sum it bounds
      if (objective !== null) engine.improveOn(toEngineValue(objective, this.objective));
    }
    if (this.parameters.enumerateAllSolutions === true) engine.addClause(otherThan(found));
    const solution = { values, objective: this.objective, bestBound: this.bestBound(), seconds, worker: WORKER };
    this.events.onSolution?.(solution);
  }

  private isEnough(): boolean {
    return this.compiled!.objective === null && this.parameters.enumerateAllSolutions !== true;
  }

  private takeBound(value: number, worker: string): void {
    const entry = { seconds: this.limits.elapsed(), value, worker };
    this.boundHistory.push(entry);
    try {
      this.events.onBound?.(entry);
    } catch (error) {
      this.thrown.push(error);
    }
  }

  private bestBound(): number | null {
    const { compiled, status } = this;
    if (compiled === null || this.data.objective === undefined || status === 'INFEASIBLE') return null;
    if (compiled.objective === null || status === 'OPTIMAL') return this.objective ?? this.presolved!.decided;
    return toModelValue(compiled.objective, compiled.engine.objectiveBound);
  }

  private statusAtLimit(): Status {
    return this.values === null ? 'UNKNOWN' : 'FEASIBLE';
  }

  private literalsOf(core: readonly Fact[]): LiteralRef[] {
    const { assumptions } = this.compiled!;
    return assumptions.filter((a) => core.includes(a)).map(({ literal }) => this.presolved!.literal(literal));
  }

  private finish(status: Status, end: SolveEnd): true {
    this.status = status;
    this.end = end;
    return true;
  }
}

/** "Not all variables have these values." */
function otherThan(values: ArrayLike<number>): Fact[] {
  return Array.from(values).flatMap((v, x) => [
    { sv: 2 * x, k: v + 1 },
    { sv: 2 * x + 1, k: 1 - v },
  ]);
}
