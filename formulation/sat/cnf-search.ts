// The search for a solution of a formula in one thread, in steps: local search for a moment (solver/cnf/walk.ts), then a short search of the formula as it is. What is not
// decided by then is simplified (solver/cnf/simplify.ts), what is left of it goes straight into an engine, and a solution of that is led back. It does what an EngineRun (model/engine-run.ts) does for a model, without a record per clause: formulas have millions.

import { CLAUSE_ENGINE, endFor, limitsFor, pauseSoon, preparationShare, statsOf } from '../../model/engine-limits.ts';
import type { SolveParameters } from '../../model/parameters.ts';
import { NO_HINT, type SolveEnd, type SolveResult } from '../../model/result.ts';
import { Formula, HEADER } from '../../solver/cnf/formula.ts';
import type { Reconstruction } from '../../solver/cnf/reconstruction.ts';
import { type Simplification, simplifySteps } from '../../solver/cnf/simplify.ts';
import { FIRST_TICKS, Walk } from '../../solver/cnf/walk.ts';
import { Engine } from '../../solver/engine.ts';
import { Limits } from '../../solver/limits.ts';
import { type EngineOptions, engineOptions } from '../../solver/options.ts';
import { Random } from '../../solver/random.ts';
import type { Outcome } from '../../solver/search.ts';
import type { Cnf } from './cnf.ts';

/** Work of simplification: so much, and more for each word of the formula, but no more than that. */
const LEAST_TICKS = 2_000_000;
const TICKS_PER_WORD = 3;
const MOST_TICKS = 24_000_000;
/** The formula as it was given is searched for that long: many are solved in less time than it takes to simplify them. */
const ATTEMPT = { conflicts: 2000, ticks: 2_000_000 };
/** It keeps all that it learns as it is: there is not enough time to gain from anything else. */
const ATTEMPT_ENGINE: Partial<EngineOptions> = { reduceInterval: 2 * ATTEMPT.conflicts };
/** Then local search goes on from where that got to, at most for that long, if no more than this share of the clauses is binary: it gets lost in chains of implications. */
const WALK_TICKS = 5_000_000;
const WALK_BINARIES = 1 / 3;

/** The formula for solver/cnf: variable v of the file is v - 1 there. */
export function formulaOf({ variableCount, literals }: Cnf): Formula {
  const formula = new Formula(variableCount);
  const lits = literals.map((l) => (l > 0 ? 2 * l - 2 : -2 * l - 1));
  for (let from = 0, at = 0; at < literals.length; at++) {
    if (literals[at] !== 0) continue;
    formula.add(lits, from, at);
    from = at + 1;
  }
  return formula;
}

/** Simplifies as the parameters say, stopping now and then for the caller to look at the clock. */
export function simplificationFor(formula: Formula, parameters: SolveParameters): Generator<void, Simplification> {
  const wanted = Math.min(MOST_TICKS, LEAST_TICKS + TICKS_PER_WORD * formula.length);
  const ticks = parameters.cpModelPresolve === false ? 0 : preparationShare(parameters, wanted).ticks;
  return simplifySteps(formula, engineOptions(parameters.engine), ticks);
}

/** The values of all variables, 0 or 1, from those of the variables that are left; of the others value() may say anything. */
export function completed(
  formula: Formula,
  reconstruction: Reconstruction | null,
  value: (v: number) => number,
): readonly number[] {
  const isTrue = new Uint8Array(formula.variableCount);
  for (let v = 0; v < isTrue.length; v++) {
    const decided = formula.value[2 * v]!;
    isTrue[v] = decided !== 0 ? Number(decided > 0) : value(v);
  }
  reconstruction?.extend(isTrue);
  return Array.from(isTrue);
}

export class CnfSearch {
  private readonly parameters: SolveParameters;
  private readonly signal: AbortSignal | undefined;
  private readonly onLog: (line: string) => void;
  private readonly limits: Limits;
  private readonly formula: Formula;
  private readonly simplifying: Generator<void, Simplification>;
  private isAttempted: boolean;
  private simplified: Simplification | null = null;
  private engine: Engine | null = null;
  /** The engine's variable for each one of the formula, -1 for those that are not left. */
  private readonly variables: Int32Array;
  private status: 'OPTIMAL' | 'INFEASIBLE' | 'UNKNOWN' = 'UNKNOWN';
  private end: SolveEnd = 'completed';
  private values: readonly number[] | null = null;

  /** The clock starts here. `onLog` gets a line about what simplification has done. */
  constructor(
    cnf: Cnf,
    parameters: SolveParameters,
    signal: AbortSignal | undefined,
    onLog: (line: string) => void = () => {},
  ) {
    this.parameters = parameters;
    this.signal = signal;
    this.isAttempted = parameters.cpModelPresolve === false;
    this.onLog = onLog;
    this.limits = limitsFor(parameters, () => signal?.aborted === true);
    this.formula = formulaOf(cnf);
    this.simplifying = simplificationFor(this.formula, parameters);
    this.variables = new Int32Array(cnf.variableCount).fill(-1);
  }

  /** Goes on until the end (true) or until `seconds` have passed, or a little work is done if it is deterministic (false). */
  step(seconds: number): boolean {
    const { limits, parameters } = this;
    if (this.signal?.aborted === true) return this.finish('UNKNOWN', 'aborted');
    if (!this.isAttempted) {
      this.isAttempted = true;
      return this.attempt();
    }
    if (this.simplified === null) {
      if (limits.remaining() === 0) return this.finish('UNKNOWN', 'time');
      const step = this.simplifying.next();
      if (step.done === true) {
        this.simplified = step.value;
        this.engine = this.loaded();
        this.report(this.simplified);
      }
      return false;
    }
    const engine = this.engine!;
    pauseSoon(limits, engine.kernel.ticks, seconds, parameters);
    const outcome = engine.searchOnce({ limits });
    if (outcome === 'LIMIT' && limits.reason === 'pause') return false;
    return this.conclude(outcome);
  }

  /** True if a short search of the formula as it is settles it. */
  private attempt(): boolean {
    const { formula, limits } = this;
    formula.propagate();
    // a formula that is easy to satisfy needs no engine
    if (!formula.refuted && this.walks(FIRST_TICKS)) return true;
    const engine = this.loaded(ATTEMPT_ENGINE);
    this.engine = engine;
    const inner = new Limits({
      conflicts: ATTEMPT.conflicts,
      ticks: engine.kernel.ticks + ATTEMPT.ticks,
      stopped: () => limits.reached(engine.stats.conflicts, engine.kernel.ticks, () => engine.kernel.bytes),
    });
    const outcome = engine.searchOnce({ limits: inner });
    if (outcome !== 'LIMIT' || inner.reason === 'stopped') return this.conclude(outcome);
    formula.ticks = engine.kernel.ticks;
    return this.binaryShare() <= WALK_BINARIES && this.walks(WALK_TICKS);
  }

  private binaryShare(): number {
    const { formula } = this;
    let [binary, all] = [0, 0];
    for (const ref of formula.clauses()) {
      all++;
      if (formula.size(ref) === 2) binary++;
    }
    return binary / all;
  }

  /** True if local search finds a solution, from the phases of the engine if there is one. */
  private walks(ticks: number): boolean {
    const { formula, parameters, variables, engine } = this;
    // it begins with a look at every word
    if (!engineOptions(parameters.engine).walk || formula.length > 2 * ticks) return false;
    const isTrue = new Uint8Array(formula.variableCount);
    if (engine !== null) {
      const { value } = engine.search.phases;
      for (let v = 0; v < isTrue.length; v++) isTrue[v] = value[variables[v]!] ?? 0;
    }
    const walk = new Walk(formula, isTrue, new Random(`${parameters.randomSeed ?? 1}:walk`));
    if (!walk.run(ticks)) return false;
    this.values = completed(formula, null, (v) => isTrue[v]!);
    return this.finish('OPTIMAL', 'completed');
  }

  private conclude(outcome: Outcome): true {
    const { engine, limits, parameters, simplified } = this;
    if (outcome === 'LIMIT') return this.finish('UNKNOWN', endFor(limits, engine!.kernel.ticks, parameters));
    if (outcome !== 'SAT') return this.finish('INFEASIBLE', 'completed');
    const reconstruction = simplified?.reconstruction ?? null;
    this.values = completed(this.formula, reconstruction, (v) => engine!.incumbent![this.variables[v]!] ?? 0);
    return this.finish('OPTIMAL', 'completed');
  }

  /** What is known now. */
  result(): SolveResult {
    const { status, values, engine } = this;
    return {
      status,
      values,
      objective: null,
      bestBound: null,
      gap: null,
      solutionInfo: values === null ? '' : 'search',
      solutionCount: values === null ? 0 : 1,
      wallTime: this.limits.elapsed(),
      stopReason: this.end,
      sufficientAssumptionsForInfeasibility: [],
      hint: NO_HINT,
      objectiveHistory: [],
      boundHistory: [],
      stats: statsOf(engine === null ? null : { engine }),
      validationError: null,
    };
  }

  /** The engine with what is left of the formula. */
  private loaded(options: Partial<EngineOptions> = {}): Engine {
    const { formula, variables, parameters } = this;
    variables.fill(-1);
    const engine = new Engine({ ...CLAUSE_ENGINE, ...parameters.engine, ...options }, parameters.randomSeed ?? 1);
    engine.kernel.ticks = formula.ticks;
    // limits and statistics are those of both searches
    if (this.engine !== null) Object.assign(engine.stats, this.engine.stats);
    if (formula.refuted) engine.kernel.refuted = true;
    for (let v = 0; v < variables.length; v++) {
      const isLeft = formula.occurrences(2 * v).length + formula.occurrences(2 * v + 1).length > 0;
      if (isLeft) variables[v] = engine.newBool();
    }
    for (const ref of formula.refuted ? [] : formula.clauses()) {
      const literals: number[] = [];
      for (let i = ref + HEADER, end = i + formula.size(ref); i < end; i++) {
        const lit = formula.data[i]!;
        literals.push(2 * variables[lit >> 1]! + (lit & 1));
      }
      engine.addOpenClause(literals);
    }
    return engine;
  }

  private report({ eliminated, equal, subsumed, strengthened }: Simplification): void {
    const { trail, clauses } = this.engine!.kernel;
    this.onLog(
      `simplified to ${trail.varCount} variables, ${clauses.original.length} clauses: ${eliminated} variables eliminated, ${equal} equal to others, ` +
        `${subsumed} clauses subsumed, ${strengthened} strengthened`,
    );
  }

  private finish(status: 'OPTIMAL' | 'INFEASIBLE' | 'UNKNOWN', end: SolveEnd): true {
    this.status = status;
    this.end = end;
    return true;
  }
}
