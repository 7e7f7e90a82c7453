// An engine with a compiled model, kept in step with the exchange of a portfolio: bounds and the best solution of others go in at the root, what the engine finds or
// proves goes out. Its members (core-members.ts) share it: what one learns about the whole problem serves all, and the model is compiled once.

import type { Affine } from '../solver/affine.ts';
import type { LinearObjective } from '../solver/core-terms.ts';
import { Engine } from '../solver/engine.ts';
import { type LimitOptions, Limits } from '../solver/limits.ts';
import type { EngineOptions } from '../solver/options.ts';
import { ClauseSharing } from '../solver/portfolio/clause-sharing.ts';
import type { Exchange } from '../solver/portfolio/exchange.ts';
import type { WorkBudget } from '../solver/portfolio/work-budget.ts';
import type { Outcome } from '../solver/search.ts';
import type { SVar } from '../solver/types.ts';
import { type Compiled, type CompileOptions, compile } from './compile.ts';
import { statsOf } from './engine-limits.ts';
import type { ModelData } from './model.ts';
import { objectiveTerms } from './objective-terms.ts';

/** Limits on the work of the engine, from its beginning. */
export type WorkLimits = Pick<LimitOptions, 'conflicts' | 'ticks' | 'memoryBytes'>;

export interface CoreOptions extends CompileOptions {
  readonly engine: Partial<EngineOptions>;
  readonly seed: string;
  readonly work?: WorkLimits;
}

export abstract class EngineCore<S> {
  readonly engine: Engine;
  /** The objective term by term, null when there is none or it is constant. */
  readonly terms: LinearObjective | null;
  /** Who is using the engine now: its findings are published under this name. */
  user = 'complete';
  protected readonly compiled: Compiled;
  protected readonly exchange: Exchange<S>;
  private readonly work: WorkLimits;
  private readonly sharing: ClauseSharing | null;
  private takenTicks = 0;
  private charged = 0;
  /** The solution of the exchange that the engine has as incumbent, or has been found not to have a place for. */
  private taken: S | null = null;

  /** `data` has passed validate(). Throws ModelError where compile() does. */
  constructor(data: ModelData, exchange: Exchange<S>, options: CoreOptions) {
    const { engine, seed, work = {} } = options;
    this.exchange = exchange;
    this.work = work;
    this.engine = new Engine(engine, seed);
    this.compiled = compile(data, this.engine, options);
    this.terms = objectiveTerms(data, this.compiled);
    const { clauses } = exchange;
    this.sharing = clauses === null ? null : new ClauseSharing(this.engine, exchange, clauses, this.objective);
    this.engine.onRoot = () => this.takeBounds();
    this.engine.onBound = (bound) => this.exchange.raise(this.fromEngine(bound), this.user);
    this.engine.onSolution = (values) => {
      const { solution, objective } = this.decode(values);
      this.taken = solution;
      this.exchange.offer(solution, objective, this.user);
    };
  }

  /** The solution that a full assignment is, judged by independent code, and its objective in the exchange's unit. */
  protected abstract decode(values: Float64Array): { readonly solution: S; readonly objective: number };

  /** Values of the model's variables in a solution, NaN where it leaves them open; null if the model has no place for it. */
  protected abstract encode(solution: S): ArrayLike<number> | null;

  /** The engine's value of an objective of the exchange: the least one that is not better. */
  abstract toEngine(objective: number): number;

  /** The other way round. */
  protected abstract fromEngine(value: number): number;

  /** The signed variable that is minimised, -1 when there is none or it is constant. */
  get objective(): SVar {
    return this.compiled.objective === null ? -1 : this.compiled.objective.sv;
  }

  /** Limits for one slice. */
  limits({ secondsLeft: seconds, ticksLeft }: WorkBudget): Limits {
    const timeTicks = this.engine.kernel.ticks + ticksLeft;
    return new Limits({ seconds, timeTicks, stopped: () => this.exchange.stopped(), ...this.work });
  }

  /** Whether a limit is reached. */
  reached(limits: Limits): boolean {
    const { stats, kernel } = this.engine;
    return limits.reached(stats.conflicts, kernel.ticks, () => kernel.bytes);
  }

  /** Work since the last call: that of the engine, and what was charged besides. */
  takeTicks(): number {
    const { ticks } = this.engine.kernel;
    const taken = ticks - this.takenTicks + this.charged;
    this.takenTicks = ticks;
    this.charged = 0;
    return taken;
  }

  /** Counts work that the engine does not see: building, decoding. */
  protected charge(ticks: number): void {
    this.charged += ticks;
  }

  /** Searches for the next better solution, under the assumptions of the model. */
  search(limits: Limits): Outcome {
    return this.engine.searchOnce({ limits, assumptions: this.compiled.assumptions });
  }

  /** Whether nothing better exists, by the outcome of the last search or by what the engine knows; the exchange is told so. */
  closed(outcome: Outcome): boolean {
    const { engine, exchange } = this;
    // without a variable objective the first solution is the best
    const settled = outcome === 'SAT' && this.objective < 0;
    if (outcome !== 'UNSAT' && !settled && !engine.kernel.refuted) return false;
    const { assumptions } = this.compiled;
    const core = assumptions.filter((a) => outcome === 'UNSAT' && engine.core.includes(a));
    // without a solution anywhere there is none at all; else the best one is optimal
    exchange.raise(
      exchange.upper,
      this.user,
      core.map(({ literal }) => literal),
    );
    return true;
  }

  /** Makes the best solution of the exchange the incumbent; false while there is none the model can express. */
  takeBest(): boolean {
    const { best } = this.exchange;
    if (best !== null && best !== this.taken) {
      this.taken = best;
      const values = this.encode(best);
      if (values !== null) this.engine.takeIncumbent(this.completed(values));
    }
    return this.engine.incumbent !== null;
  }

  /** Work of the engine so far, and its exchange of clauses, by name: numbers that grow. */
  progress(): Record<string, number> {
    return { ...this.counters(), ...this.sharing?.counters() };
  }

  protected counters(): Record<string, number> {
    const { conflicts, branches, propagations, restarts, learnedClauses, ticks } = statsOf(this.compiled);
    return { conflicts, branches, propagations, restarts, learnedClauses, ticks };
  }

  /** Other numbers to tell about it. */
  facts(): Record<string, number> {
    const { variables, propagators, clauses } = statsOf(this.compiled);
    return { variables, propagators, clauses };
  }

  private takeBounds(): void {
    const { exchange, engine } = this;
    if (exchange.upper !== Number.POSITIVE_INFINITY) engine.improveOn(this.toEngine(exchange.upper));
    if (Number.isFinite(exchange.lower)) engine.assumeLowerBound(this.toEngine(exchange.lower));
    this.sharing?.synchronize();
  }

  /** Values for the variables that are open: orders as the tasks have them, of the others their lower bounds. */
  private completed(values: ArrayLike<number>): Float64Array {
    const { trail } = this.engine.kernel;
    const full = new Float64Array(trail.varCount);
    for (let x = 0; x < full.length; x++) {
      const v = x < values.length ? values[x]! : Number.NaN;
      full[x] = Number.isNaN(v) ? trail.rootLb[2 * x]! + 0 : v;
    }
    for (const { first, second, before } of this.compiled.orders) {
      const isBefore = valueIn(first.end, full) <= valueIn(second.start, full);
      full[before.sv >> 1] = isBefore === ((before.sv & 1) === 0) ? 1 : 0;
    }
    return full;
  }
}

function valueIn({ sv, scale, offset }: Affine, values: Float64Array): number {
  return sv < 0 ? offset : scale * (sv & 1 ? 0 - values[sv >> 1]! : values[sv >> 1]!) + offset;
}
