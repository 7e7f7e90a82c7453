// One search of one engine over a model, in the calling thread, in steps: the common middle of solveSync (one long step) and solve (many short ones).
//
// Looking at hints and presolve come first. Every solution is judged by verify() before anyone sees it; one that fails is an internal error, never an answer. User
// callbacks run between searches (solutions) or inside (bounds); what they throw leaves step() at once and ends the run.

import { Engine } from '../solver/engine.ts';
import type { Limits } from '../solver/limits.ts';
import type { Fact } from '../solver/literal.ts';
import type { Status } from '../solver/types.ts';
import { ModelError } from './arguments.ts';
import { type Compiled, compileSteps } from './compile.ts';
import { CompilationStopped } from './compile-context.ts';
import { toEngineValue, toModelValue } from './compile-objective.ts';
import { endFor, limitsFor, pauseSoon, statsOf } from './engine-limits.ts';
import { engineOptionsFor, prepareSearch } from './engine-setup.ts';
import type { SolveEvents } from './events.ts';
import { Findings } from './findings.ts';
import type { HintFinding } from './hints.ts';
import type { LiteralRef, ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { prepare } from './preparation.ts';
import { type Presolved, unchanged } from './presolve/presolve.ts';
import { relaxBeside } from './relaxation-beside.ts';
import { NO_HINT, relativeGap, type SolveEnd, type SolveResult } from './result.ts';
import { validate } from './validate.ts';
import { verify } from './verify.ts';

/** The only search there is in one thread. */
const WORKER = 'search';

export class EngineRun {
  /** As it was given, but for hints, and for the domains of variables that are fixed to them. */
  private data: ModelData;
  private readonly parameters: SolveParameters;
  private readonly events: SolveEvents;
  private readonly limits: Limits;
  private readonly found: Findings;
  private starting: Generator<void, void> | null = null;
  private hint: HintFinding | null = null;
  private presolved: Presolved | null = null;
  private compiled: Compiled | null = null;

  private status: Status = 'UNKNOWN';
  private end: SolveEnd = 'completed';
  private validationError: string | null = null;
  private core: LiteralRef[] = [];
  /** What onBound threw; a list, as it may be anything. */
  private readonly thrown: unknown[] = [];

  /** The parameters are checked; the model may be anything. The clock starts here. */
  constructor(data: ModelData, parameters: SolveParameters, events: SolveEvents) {
    this.data = data;
    this.parameters = parameters;
    this.events = events;
    this.found = new Findings(parameters, events, () => this.bestBound());
    const { signal } = events;
    this.limits = limitsFor(
      parameters,
      () => this.thrown.length > 0 || this.found.enough !== null || signal?.aborted === true,
    );
  }

  /** Goes on until the end (true) or until `seconds` have passed, or a little work is done if it is deterministic (false). Validation takes what it takes, and so does each constraint that is compiled. */
  step(seconds: number = Number.POSITIVE_INFINITY): boolean {
    if (this.compiled === null) {
      const start = this.start(seconds);
      if (start !== 'ready') return start === 'over';
    }
    const { engine, assumptions } = this.compiled!;
    const { limits, found } = this;
    pauseSoon(limits, engine.kernel.ticks, seconds, this.parameters);
    for (;;) {
      if (this.isSettled()) return true;
      if (this.isAborted()) return this.finish(this.statusAtLimit(), 'aborted');
      const outcome = engine.searchOnce({ limits, assumptions });
      if (this.thrown.length > 0) throw this.thrown[0];
      if (outcome === 'SAT') {
        this.takeSolution(engine);
      } else if (outcome === 'LIMIT') {
        if (limits.reason === 'pause') return false;
        return this.finish(this.statusAtLimit(), this.endAtLimit());
      } else if (found.values === null) {
        this.core = this.literalsOf(engine.core);
        return this.finish('INFEASIBLE', 'completed');
      } else {
        if (this.isAnyBest()) throw new Error('internal error: a model with a verified solution was refuted');
        return this.finish('OPTIMAL', 'completed');
      }
    }
  }

  /** What is known now. */
  result(): SolveResult {
    const { status, found } = this;
    const { values, objective, solutionCount, objectiveHistory, boundHistory } = found;
    const bestBound = this.bestBound();
    return {
      status,
      values,
      objective,
      bestBound,
      gap: objective === null || bestBound === null ? null : relativeGap(objective, bestBound),
      solutionInfo: found.foundBy,
      solutionCount,
      wallTime: this.limits.elapsed(),
      stopReason: this.end,
      sufficientAssumptionsForInfeasibility: this.core,
      hint: this.hint?.result ?? NO_HINT,
      objectiveHistory,
      boundHistory,
      stats: statsOf(this.compiled),
      validationError: this.validationError,
    };
  }

  /** Gets everything ready for the search. 'over': the run ends here. 'pause': the preparation goes on in the next step. */
  private start(seconds: number): 'ready' | 'pause' | 'over' {
    if (this.starting === null) {
      const problem = validate(this.data) ?? this.conflictWithParameters();
      if (problem !== null) return this.reject(problem);
      this.starting = this.getReady();
    }
    const pause = performance.now() + 1000 * seconds;
    for (;;) {
      if (this.isSettled()) return 'over';
      if (this.isAborted()) return this.leave('aborted');
      if (this.limits.remaining() === 0) return this.leave('time');
      if (this.starting.next().done === true) {
        if (this.validationError !== null) return 'over';
        if (this.compiled !== null) return 'ready';
      }
      if (performance.now() >= pause) return 'pause';
    }
  }

  /** Hints, presolve and compilation, in steps of some milliseconds at most. */
  private *getReady(): Generator<void, void> {
    this.presolved = yield* prepare(this.data, this.parameters, this.events, (data, hint) => this.takeHint(data, hint));
    yield* this.compile(this.presolved);
  }

  private takeHint(data: ModelData, hint: HintFinding): void {
    this.data = data;
    this.hint = hint;
    if (hint.values !== null) this.found.takeSolution(data, hint.values, hint.info, this.limits.elapsed());
  }

  private *compile(presolved: Presolved): Generator<void, void> {
    const { data, parameters, found } = this;
    const engine = new Engine(engineOptionsFor(presolved.data, parameters), parameters.randomSeed ?? 1);
    engine.kernel.ticks = presolved.ticks + (this.hint?.ticks ?? 0);
    let compiled: Compiled;
    try {
      compiled = yield* compileSteps(presolved.data, engine, { ...parameters, stopped: () => this.isOver() });
    } catch (error) {
      // start() sees why
      if (error instanceof CompilationStopped) return;
      if (!(error instanceof ModelError)) throw error;
      if (presolved.data === data) {
        this.reject(error.message);
        return;
      }
      // presolve has made sums too large for the engine: without it
      this.presolved = unchanged(data, presolved.ticks);
      yield* this.compile(this.presolved);
      return;
    }
    prepareSearch(presolved.data, compiled);
    relaxBeside(presolved.data, compiled);
    this.compiled = compiled;
    const { objective } = compiled;
    engine.onBound = (bound) => {
      if (objective !== null) this.takeBound(toModelValue(objective, bound), WORKER);
    };
    if (objective !== null && found.objective !== null) engine.improveOn(toEngineValue(objective, found.objective));
    if (presolved.decided !== null) this.takeBound(presolved.decided, 'presolve');
  }

  private isAborted(): boolean {
    return this.events.signal?.aborted === true;
  }

  private isOver(): boolean {
    return this.isAborted() || this.limits.remaining() === 0;
  }

  private reject(problem: string): 'over' {
    this.validationError = problem;
    this.finish('MODEL_INVALID', 'completed');
    return 'over';
  }

  private leave(end: SolveEnd): 'over' {
    this.finish(this.statusAtLimit(), end);
    return 'over';
  }

  private conflictWithParameters(): string | null {
    return this.parameters.enumerateAllSolutions === true && this.data.objective !== undefined
      ? 'enumerateAllSolutions: the model has an objective'
      : null;
  }

  private takeSolution(engine: Engine): void {
    const { data, found } = this;
    const { objective, variableCount } = this.compiled!;
    const assignment = engine.incumbent!.subarray(0, variableCount);
    const values = this.presolved!.restore(assignment);
    const violations = verify(data, values);
    if (violations.length > 0) throw new Error(`internal error: a solution violates the model: ${violations[0]}`);
    if (this.isAnyBest()) this.status = 'OPTIMAL';
    found.takeSolution(data, values, WORKER, this.limits.elapsed());
    // the engine's variable may stand above the sum it bounds
    if (objective !== null) engine.improveOn(toEngineValue(objective, found.objective!));
    if (this.parameters.enumerateAllSolutions === true) engine.addClause(otherThan(assignment));
  }

  /** Whether any solution that the search finds is a best one. */
  private isAnyBest(): boolean {
    return this.compiled!.objective === null && this.parameters.enumerateAllSolutions !== true;
  }

  /** Ends the run if what was found is all that is wanted. */
  private isSettled(): boolean {
    const { values, objective, enough } = this.found;
    if (values === null) return false;
    const isAnswer = this.data.objective === undefined && this.parameters.enumerateAllSolutions !== true;
    const isProven = objective !== null && objective === this.bestBound();
    if (isAnswer || isProven || this.status === 'OPTIMAL') return this.finish('OPTIMAL', 'completed');
    return enough === null ? false : this.finish('FEASIBLE', enough);
  }

  private takeBound(value: number, worker: string): void {
    try {
      this.found.takeBound({ seconds: this.limits.elapsed(), value, worker });
    } catch (error) {
      this.thrown.push(error);
    }
  }

  private bestBound(): number | null {
    const { compiled, status } = this;
    if (compiled === null || this.data.objective === undefined || status === 'INFEASIBLE') return null;
    if (status === 'OPTIMAL') return this.found.objective;
    if (compiled.objective === null) return this.presolved!.decided;
    return toModelValue(compiled.objective, compiled.engine.objectiveBound);
  }

  private endAtLimit(): SolveEnd {
    const { limits, found, parameters } = this;
    if (limits.reason === 'stopped' && found.enough !== null) return found.enough;
    return endFor(limits, this.compiled!.engine.kernel.ticks, parameters);
  }

  private statusAtLimit(): Status {
    return this.found.values === null ? 'UNKNOWN' : 'FEASIBLE';
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
