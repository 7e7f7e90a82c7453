// Members of the portfolio that work on the constraint model. They share one engine: what one proves or learns about the whole problem serves all, and a graph of a
// thousand nodes is compiled once.
//
//   complete   clause learning with the best duration as upper bound: finds better schedules, and ends by proving that there are none
//   probe      the bound from below: assume "duration <= lower bound + step" and refute it; the step grows with success and shrinks with failure
//              (destructive lower bounds, Klein & Scholl 1999, with what was learned kept between probes)
//   lns        large-neighbourhood search around the best schedule

import { type Compiled, compile } from '../model/compile.ts';
import { toEngineValue, toModelValue } from '../model/compile-objective.ts';
import { validate } from '../model/validate.ts';
import { verify } from '../model/verify.ts';
import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import { Engine } from '../solver/engine.ts';
import { Limits } from '../solver/limits.ts';
import { Lns } from '../solver/lns/lns.ts';
import type { EngineOptions } from '../solver/options.ts';
import type { Member } from '../solver/portfolio/exchange.ts';
import { decode, encode } from './assignment.ts';
import { buildMoccasin, type MoccasinModel } from './moccasin.ts';
import { moccasinNeighborhoods } from './neighborhoods.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, type Sequence, verifiedObjective } from './problem.ts';

/** Share of the nodes a neighbourhood frees at first. */
const LNS_DIFFICULTY = 0.15;
/** Conflicts one neighbourhood may take. */
const LNS_CONFLICTS = 200;

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

  get lower(): number {
    return this.engine.objectiveBound;
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

/** complete: see the head of the file. */
export class CompleteMember implements Member {
  readonly name = 'complete';
  exhausted = false;
  private readonly core: ConstraintCore;

  constructor(core: ConstraintCore) {
    this.core = core;
  }

  step(seconds: number): void {
    const { core } = this;
    core.user = this.name;
    core.takeBest();
    const limits = core.limits(seconds);
    let outcome = core.engine.searchOnce({ limits });
    while (outcome === 'SAT' && core.objective >= 0) outcome = core.engine.searchOnce({ limits });
    // without a variable objective the first solution is optimal
    this.exhausted = core.closed() || (outcome === 'SAT' && core.settle());
  }

  stats(): Record<string, number> {
    return engineStats(this.core);
  }
}

/** probe: see the head of the file. */
export class ProbeMember implements Member {
  readonly name = 'probe';
  exhausted = false;
  private readonly core: ConstraintCore;
  private stride = 1;
  private probes = 0;
  private refuted = 0;

  constructor(core: ConstraintCore) {
    this.core = core;
    this.exhausted = core.objective < 0;
  }

  step(seconds: number): void {
    const { core } = this;
    core.user = this.name;
    core.takeBest();
    const limits = core.limits(seconds);
    while (!limits.reached(0, 0, () => 0)) {
      const target = core.lower + this.stride - 1;
      this.probes++;
      const outcome = core.engine.searchOnce({ limits, assumptions: [{ sv: core.objective ^ 1, k: 0 - target }] });
      if (outcome === 'UNSAT') {
        this.refuted++;
        core.engine.assumeLowerBound(target + 1);
        this.stride *= 2;
        continue;
      }
      if (outcome === 'LIMIT') this.stride = Math.max(1, Math.floor(this.stride / 2));
      if (outcome === 'SAT') this.stride = 1;
      if (core.closed()) {
        this.exhausted = true;
        return;
      }
    }
  }

  stats(): Record<string, number> {
    return { probes: this.probes, refuted: this.refuted, bound: this.core.lower };
  }
}

/** lns: see the head of the file. Sleeps while there is no schedule to start from. */
export class LnsMember implements Member {
  readonly name = 'lns';
  exhausted = false;
  private readonly core: ConstraintCore;
  private readonly lns: Lns;

  constructor(core: ConstraintCore) {
    this.core = core;
    this.lns = new Lns(core.engine, moccasinNeighborhoods(core.model), LNS_DIFFICULTY, LNS_CONFLICTS);
  }

  step(seconds: number): void {
    const { core, lns } = this;
    const limits = core.limits(seconds);
    while (core.takeBest() && !limits.reached(0, 0, () => 0)) {
      lns.step(
        { remaining: limits.remaining(), stopped: () => limits.reason !== 'none' },
        (name) => (core.user = name),
      );
      if (core.closed()) {
        this.exhausted = true;
        return;
      }
    }
  }

  stats(): Record<string, number> {
    const result: Record<string, number> = {};
    for (const { name, visits, improvements, difficulty } of this.lns.stats()) {
      result[`${name} visits`] = visits;
      result[`${name} improvements`] = improvements;
      result[`${name} difficulty`] = difficulty;
    }
    return result;
  }
}

function engineStats({ engine, buildSeconds }: ConstraintCore): Record<string, number> {
  const { conflicts, decisions, restarts, reductions } = engine.stats;
  const propagations = engine.kernel.unit.propagations;
  return {
    conflicts,
    decisions,
    restarts,
    reductions,
    propagations,
    learned: engine.learnedCount,
    ticks: engine.kernel.ticks,
    buildSeconds,
  };
}
