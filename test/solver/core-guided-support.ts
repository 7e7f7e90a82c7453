// Core-guided search on a model, with everything it says kept for judgement: bounds, incumbents, cores, and what its new variables are sums of.

import { compile } from '../../model/compile.ts';
import { toEngineValue, toModelValue } from '../../model/compile-objective.ts';
import { newSum } from '../../model/core-guided-member.ts';
import type { ModelData } from '../../model/model.ts';
import { objectiveTerms } from '../../model/objective-terms.ts';
import { objectiveValue } from '../../model/verify.ts';
import { CoreGuided } from '../../solver/core-guided.ts';
import { Engine } from '../../solver/engine.ts';
import { Limits } from '../../solver/limits.ts';
import type { Fact } from '../../solver/literal.ts';
import type { SVar } from '../../solver/types.ts';

/** A core, and the objective (to be minimised) that solutions had to be below when it was found. */
export interface FoundCore {
  readonly facts: readonly Fact[];
  readonly below: number;
}

export interface CoreRun {
  /** Bounds in the order they were proven, objectives to be minimised; those of the engine at the end included. */
  readonly bounds: number[];
  readonly objectives: number[];
  readonly cores: FoundCore[];
  /** Value of a signed variable in a solution of the model. */
  readonly valueIn: (sv: SVar, solution: readonly number[]) => number;
  readonly slices: number;
  /** The model has an objective that is not constant at the root. */
  readonly applied: boolean;
}

/** `conflictsPerSlice`: how far each run may go before it is cut. `below`: an objective of a solution that is known from elsewhere. */
export function runCores(
  data: ModelData,
  seed: number,
  { conflictsPerSlice = 1000, below = Number.POSITIVE_INFINITY } = {},
): CoreRun {
  const engine = new Engine({}, seed);
  const compiled = compile(data, engine);
  const terms = objectiveTerms(data, compiled);
  const { objective } = compiled;
  const sums = new Map<SVar, readonly SVar[]>();
  const valueIn = (sv: SVar, solution: readonly number[]): number => {
    const parts = sums.get(sv & ~1);
    const value =
      parts === undefined ? solution[sv >> 1]! : parts.reduce((total, part) => total + valueIn(part, solution), 0);
    return sv & 1 ? 0 - value : value;
  };
  const run = { bounds: [] as number[], objectives: [] as number[], cores: [] as FoundCore[], valueIn };
  if (terms === null || objective === null) return { ...run, slices: 0, applied: false };
  const sign = objective.sign;
  const minimised = (engineValue: number): number => sign * toModelValue(objective, engineValue);
  const guided = new CoreGuided(engine, terms, (svs, least) => {
    const sum = newSum(engine, svs, least);
    sums.set(sum, [...svs]);
    return sum;
  });
  engine.onBound = (bound) => run.bounds.push(minimised(bound));
  engine.onSolution = (values) =>
    run.objectives.push(sign * objectiveValue(data, Array.from(values.subarray(0, compiled.variableCount))));
  guided.onCore = (facts) => run.cores.push({ facts, below: minimised(engine.objectiveValue) });
  if (below !== Number.POSITIVE_INFINITY) engine.improveOn(toEngineValue(objective, sign * below));
  let slices = 0;
  for (let outcome = 'LIMIT'; outcome !== 'REFUTED'; slices++) {
    if (slices > 20_000) throw new Error('core-guided search does not end');
    outcome = guided.run(new Limits({ conflicts: engine.stats.conflicts + conflictsPerSlice }));
  }
  if (engine.objectiveValue !== Number.POSITIVE_INFINITY) run.bounds.push(minimised(engine.objectiveBound));
  return { ...run, slices, applied: true };
}
