// The engine of one worker on a CpModel. A solution is the list of the model's values; the exchange minimises, so a maximised objective is negated there, and a model
// without objective has the objective 0.

import type { LinearRow } from '../solver/dual-bound.ts';
import type { Neighborhood } from '../solver/lns/neighborhood.ts';
import type { Exchange } from '../solver/portfolio/exchange.ts';
import { toEngineValue, toModelValue } from './compile-objective.ts';
import { EngineCore } from './engine-core.ts';
import { workLimits } from './engine-limits.ts';
import { engineOptionsFor, prepareSearch } from './engine-setup.ts';
import { intervalNeighborhoods } from './interval-neighborhoods.ts';
import { linearRows } from './linear-rows.ts';
import type { ModelData } from './model.ts';
import { modelNeighborhoods } from './neighborhoods.ts';
import type { SolveParameters } from './parameters.ts';
import { objectiveValue, verify } from './verify.ts';

/** The objective of the exchange for one of the model, and back. */
export function exchangeValue(data: ModelData, objective: number): number {
  return data.objective?.maximize === true ? 0 - objective : objective;
}

/** The objective of values in the exchange. Throws when they violate the model. */
export function verifiedObjective(data: ModelData, values: readonly number[]): number {
  const violations = verify(data, values);
  if (violations.length > 0) throw new Error(`internal error: a solution violates the model: ${violations[0]}`);
  return data.objective === undefined ? 0 : exchangeValue(data, objectiveValue(data, values));
}

export class ModelCore extends EngineCore<readonly number[]> {
  private readonly data: ModelData;

  /** `data` has passed validate(). Throws ModelError where compile() does. */
  constructor(data: ModelData, exchange: Exchange<readonly number[]>, parameters: SolveParameters, seed: string) {
    super(data, exchange, {
      ...parameters,
      engine: engineOptionsFor(data, parameters),
      seed,
      work: workLimits(parameters),
    });
    this.data = data;
    prepareSearch(data, this.compiled);
  }

  /** Linear rows that hold in every solution, for bounds of an objective of several terms. */
  linearRows(): LinearRow[] {
    return [...linearRows(this.data, this.terms), ...this.compiled.rows];
  }

  /** Neighbourhoods of its solutions: of schedules, if the model is about them; else, and where decision strategies say that there is more to decide, of variables. */
  neighborhoods(): readonly Neighborhood[] {
    const { data, compiled } = this;
    const { lb } = compiled.engine.kernel.trail;
    const ofSchedules = intervalNeighborhoods(data, compiled);
    if (ofSchedules.length > 0 && data.searchStrategies === undefined) return ofSchedules;
    return [...ofSchedules, ...modelNeighborhoods(data, (x) => lb[2 * x]! < 0 - lb[2 * x + 1]!)];
  }

  protected decode(values: Float64Array): { solution: readonly number[]; objective: number } {
    const solution = Array.from(values.subarray(0, this.compiled.variableCount));
    return { solution, objective: verifiedObjective(this.data, solution) };
  }

  protected encode(solution: readonly number[]): readonly number[] {
    return solution;
  }

  toEngine(objective: number): number {
    const { objective: compiled } = this.compiled;
    return compiled === null ? 0 : toEngineValue(compiled, exchangeValue(this.data, objective));
  }

  protected fromEngine(value: number): number {
    return exchangeValue(this.data, toModelValue(this.compiled.objective!, value));
  }
}
