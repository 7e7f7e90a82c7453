// The Moccasin model of a problem on an engine (model/engine-core.ts): solutions are schedules, objectives are in the problem's own units.

import { toEngineValue, toModelValue } from '../model/compile-objective.ts';
import { type CoreOptions, EngineCore } from '../model/engine-core.ts';
import { validate } from '../model/validate.ts';
import { verify } from '../model/verify.ts';
import { decode, encode } from './assignment.ts';
import { buildMoccasin, type MoccasinModel } from './moccasin.ts';
import { polish } from './polish.ts';
import { type RematExchange, type RematProblem, type Sequence, verifiedObjective } from './problem.ts';
import { buildTicks, polishTicks } from './tick-rates.ts';

export type ConstraintOptions = CoreOptions;

/** The engine with the compiled model, kept in step with the exchange. */
export class ConstraintCore extends EngineCore<Sequence> {
  readonly model: MoccasinModel;
  private readonly problem: RematProblem;
  private readonly unit: number;

  constructor(problem: RematProblem, exchange: RematExchange, options: ConstraintOptions) {
    const model = buildMoccasin(problem.graph, problem);
    const invalid = validate(model.data);
    if (invalid !== null) throw new Error(`internal error: the model is not valid: ${invalid}`);
    super(model.data, exchange, options);
    this.problem = problem;
    this.model = model;
    this.unit = problem.objective === 'duration' ? model.durationUnit : model.sizeUnit;
    this.charge(buildTicks(model.data));
  }

  toEngine(objective: number): number {
    const { compiled } = this;
    return compiled.objective === null ? 0 : toEngineValue(compiled.objective, objective / this.unit);
  }

  protected override counters(): Record<string, number> {
    const { stats, kernel } = this.engine;
    const { conflicts, decisions, restarts } = stats;
    return { conflicts, decisions, restarts, propagations: kernel.unit.propagations, ticks: kernel.ticks };
  }

  override facts(): Record<string, number> {
    const { engine } = this;
    return { reductions: engine.stats.reductions, learned: engine.learnedCount };
  }

  protected fromEngine(value: number): number {
    return toModelValue(this.compiled.objective!, value) * this.unit;
  }

  protected encode(sequence: Sequence): Float64Array | null {
    return encode(this.model, this.polished(sequence));
  }

  protected decode(values: Float64Array): { solution: Sequence; objective: number } {
    const { model, problem } = this;
    const broken = verify(model.data, Array.from(values.subarray(0, model.data.variables.length)));
    if (broken.length > 0) throw new Error(`internal error: a solution of the engine breaks the model: ${broken[0]}`);
    const solution = this.polished(decode(model, values));
    // the objective is read off the replayed sequence, not the engine: a tensor may live shorter than its interval in the model
    return { solution, objective: verifiedObjective(problem, solution) };
  }

  private polished(sequence: Sequence): Sequence {
    this.charge(polishTicks(sequence.length, this.problem.graph.n));
    return polish(this.problem, sequence);
  }
}
