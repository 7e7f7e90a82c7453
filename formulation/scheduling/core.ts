// The model of a scheduling problem on an engine (model/engine-core.ts): solutions are schedules, objectives are makespans. Schedules are judged by the wording of the
// problem, and their makespan is read off them, not off the engine.

import { toEngineValue, toModelValue } from '../../model/compile-objective.ts';
import { type CoreOptions, EngineCore } from '../../model/engine-core.ts';
import { prepareSearch } from '../../model/engine-setup.ts';
import { intervalNeighborhoods } from '../../model/interval-neighborhoods.ts';
import { validate } from '../../model/validate.ts';
import type { Neighborhood } from '../../solver/lns/neighborhood.ts';
import type { Exchange } from '../../solver/portfolio/exchange.ts';
import { buildTicks } from '../tick-rates.ts';
import type { SchedulingModel, SchedulingProblem } from './tasks.ts';

export class ScheduleCore<S> extends EngineCore<S> {
  private readonly problem: SchedulingProblem<S>;
  private readonly built: SchedulingModel<S>;

  /** With the model of the schedules of at most `horizon`. */
  constructor(problem: SchedulingProblem<S>, horizon: number, exchange: Exchange<S>, options: CoreOptions) {
    const built = problem.build(horizon);
    const { data } = built.model;
    const invalid = validate(data);
    if (invalid !== null) throw new Error(`internal error: the model is not valid: ${invalid}`);
    super(data, exchange, options);
    this.problem = problem;
    this.built = built;
    prepareSearch(data, this.compiled);
    this.charge(buildTicks(data));
  }

  /** The first one is where the search begins. */
  override takeBest(): boolean {
    const isFirst = this.engine.incumbent === null;
    const hasBest = super.takeBest();
    if (isFirst && hasBest) this.engine.search.phases.toBest();
    return hasBest;
  }

  neighborhoods(): readonly Neighborhood[] {
    return intervalNeighborhoods(this.built.model.data, this.compiled);
  }

  toEngine(makespan: number): number {
    const { objective } = this.compiled;
    return objective === null ? 0 : toEngineValue(objective, makespan);
  }

  protected fromEngine(value: number): number {
    return toModelValue(this.compiled.objective!, value);
  }

  protected decode(values: Float64Array): { solution: S; objective: number } {
    const { problem, built, compiled } = this;
    const solution = built.decode(Array.from(values.subarray(0, compiled.variableCount)));
    const [violation] = problem.violations(solution);
    if (violation !== undefined) throw new Error(`internal error: a schedule of the engine is none: ${violation}`);
    return { solution, objective: problem.makespan(solution) };
  }

  protected encode(schedule: S): readonly number[] | null {
    return this.built.encode(schedule);
  }
}
