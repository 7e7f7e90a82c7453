// The constraint model of a problem on an engine, kept in step with the exchange. Members that work on the model share one: what one proves or learns about the whole
// problem serves all, and a graph of a thousand nodes is compiled once.

import { type Compiled, compile } from '../model/compile.ts';
import { toEngineValue, toModelValue } from '../model/compile-objective.ts';
import { validate } from '../model/validate.ts';
import { verify } from '../model/verify.ts';
import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import { Engine } from '../solver/engine.ts';
import { Limits } from '../solver/limits.ts';
import type { EngineOptions } from '../solver/options.ts';
import { decode, encode } from './assignment.ts';
import { buildMoccasin, type MoccasinModel } from './moccasin.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, type Sequence, verifiedObjective } from './problem.ts';

export interface ConstraintOptions {
  readonly engine: Partial<EngineOptions>;
  readonly explanation: ExplanationStyle;
  readonly seed: string;
}

/** The engine with the compiled model, kept in step with the exchange. */
export class ConstraintCore {
  readonly model: MoccasinModel;
  readonly engine: Engine;
  /** Seconds that building and compiling took. */
  readonly buildSeconds: number;
  private readonly compiled: Compiled;
  private readonly problem: RematProblem;
  private readonly exchange: RematExchange;
  private readonly unit: number;
  private taken: Sequence | null = null;
  /** Who is using the engine now: its findings are published under this name. */
  user = 'complete';

  constructor(problem: RematProblem, exchange: RematExchange, options: ConstraintOptions) {
    const start = performance.now();
    this.problem = problem;
    this.exchange = exchange;
    this.model = buildMoccasin(problem.graph, problem);
    const invalid = validate(this.model.data);
    if (invalid !== null) throw new Error(`internal error: the model is not valid: ${invalid}`);
    this.engine = new Engine(options.engine, options.seed);
    this.compiled = compile(this.model.data, this.engine, { explanation: options.explanation });
    this.unit = problem.objective === 'duration' ? this.model.durationUnit : this.model.sizeUnit;
    this.engine.onRoot = () => this.takeBounds();
    this.engine.onBound = (bound) => this.exchange.raise(this.fromEngine(bound), this.user);
    this.engine.onSolution = (values) => this.publish(values);
    this.buildSeconds = (performance.now() - start) / 1000;
  }

  /** Limits for one slice. */
  limits(seconds: number): Limits {
    return new Limits({ seconds, stopped: () => this.exchange.stopped() });
  }

  /** Work of the engine so far, by name. */
  counters(): Record<string, number> {
    const { stats, kernel } = this.engine;
    const { conflicts, decisions, restarts } = stats;
    return { conflicts, decisions, restarts, propagations: kernel.unit.propagations, ticks: kernel.ticks };
  }

  /** Nothing better exists: says so to the exchange. */
  closed(): boolean {
    if (!this.engine.kernel.refuted) return false;
    // without an incumbent anywhere there is no solution; else the best one is optimal
    this.exchange.raise(this.exchange.upper, this.user);
    return true;
  }

  /** The objective is constant and a solution was found: nothing better can exist. */
  settle(): boolean {
    this.exchange.raise(this.exchange.upper, this.user);
    return true;
  }

  /** Makes the best schedule of the exchange the incumbent; false while there is none the model can express. */
  takeBest(): boolean {
    const { best } = this.exchange;
    if (best !== null && best !== this.taken) {
      this.taken = best;
      const values = encode(this.model, polish(this.problem, best));
      if (values !== null) this.engine.takeIncumbent(this.completed(values));
    }
    return this.engine.incumbent !== null;
  }

  /** The engine's value of an objective in the problem's unit: the least one that is not better. */
  toEngine(objective: number): number {
    const { compiled } = this;
    return compiled.objective === null ? 0 : toEngineValue(compiled.objective, objective / this.unit);
  }

  /** The signed variable that is minimised, -1 when the objective is constant. */
  get objective(): number {
    return this.compiled.objective === null ? -1 : this.compiled.objective.sv;
  }

  private fromEngine(value: number): number {
    const { compiled, model } = this;
    const inUnits =
      compiled.objective === null ? model.data.objective!.offset : toModelValue(compiled.objective, value);
    return inUnits * this.unit;
  }

  private takeBounds(): void {
    const { exchange, engine } = this;
    if (exchange.upper !== Number.POSITIVE_INFINITY) engine.improveOn(this.toEngine(exchange.upper));
    if (exchange.lower !== Number.NEGATIVE_INFINITY && exchange.lower !== Number.POSITIVE_INFINITY)
      engine.assumeLowerBound(this.toEngine(exchange.lower));
  }

  private publish(values: Float64Array): void {
    const { model, exchange } = this;
    const broken = verify(model.data, Array.from(values.subarray(0, model.data.variables.length)));
    if (broken.length > 0) throw new Error(`internal error: a solution of the engine breaks the model: ${broken[0]}`);
    const sequence = polish(this.problem, decode(model, values));
    this.taken = sequence;
    // the objective is read off the replayed sequence, not the engine: a tensor may live shorter than its interval in the model
    exchange.offer(sequence, verifiedObjective(this.problem, sequence), this.user);
  }

  /** Values for the variables an encoded schedule leaves open: their lower bounds. */
  private completed(values: Float64Array): Float64Array {
    const { trail } = this.engine.kernel;
    const full = new Float64Array(trail.varCount);
    for (let x = 0; x < full.length; x++) {
      const v = x < values.length ? values[x]! : Number.NaN;
      full[x] = Number.isNaN(v) ? trail.rootLb[2 * x]! + 0 : v;
    }
    return full;
  }
}
