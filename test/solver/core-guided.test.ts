// Core-guided search against brute force: knapsack-like covers, scheduling with optional intervals, models of every kind of constraint with any objective. 1 500 seeded
// models, each whole and in slices of a conflict; every bound, every incumbent and every core is judged by the list of all solutions.

import { describe, expect, it } from 'vitest';
import type { ModelData } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { objectiveValue } from '../../model/verify.ts';
import { allSolutions } from '../support/brute.ts';
import { shrinkModel } from '../support/shrink-model.ts';
import { runCores } from './core-guided-support.ts';
import { anyModel, coverModel, schedulingModel } from './objective-models.ts';

/** What is wrong with core-guided search on the model; null if nothing is. `from`: start with the best solution, or the worst, or none. */
function problem(
  data: ModelData,
  seed: number,
  conflictsPerSlice: number,
  from: 'none' | 'best' | 'worst',
): string | null {
  const { objective } = data;
  if (objective === undefined) return null;
  const sign = objective.maximize === true ? -1 : 1;
  const solutions = allSolutions(data);
  const values = solutions.map((solution) => sign * objectiveValue(data, solution));
  const best = Math.min(...values);
  const below =
    from === 'none' || solutions.length === 0 ? Number.POSITIVE_INFINITY : from === 'best' ? best : Math.max(...values);
  try {
    const run = runCores(data, seed, { conflictsPerSlice, below });
    if (!run.applied) return null;
    const { bounds, objectives, cores, valueIn } = run;
    if (bounds.some((bound, k) => bound > best || (k > 0 && bound < bounds[k - 1]!)))
      return `bounds ${bounds} of ${best}`;
    const found = Math.min(below, ...objectives);
    if (found !== best) return `best found ${found} instead of ${best}`;
    if (solutions.length > 0 && bounds.at(-1) !== best) return `last bound ${bounds.at(-1)} instead of ${best}`;
    for (const { facts, below: limit } of cores) {
      const counterexample = solutions.find(
        (solution, i) => values[i]! < limit && facts.every(({ sv, k }) => valueIn(sv, solution) >= k),
      );
      if (counterexample !== undefined) return `core ${JSON.stringify(facts)} holds in ${counterexample}`;
    }
    return null;
  } catch (error) {
    return String(error);
  }
}

/** Makers of models, how many models, and how many cores, cores of several terms and infeasible models there are at least: the families do what they are for. */
const FAMILIES: readonly (readonly [
  string,
  (seed: number) => ModelData,
  number,
  Record<'cores' | 'sums' | 'infeasible', number>,
])[] = [
  ['covers', coverModel, 300, { cores: 150, sums: 40, infeasible: 5 }],
  ['scheduling', schedulingModel, 300, { cores: 200, sums: 40, infeasible: 0 }],
  ['any constraints and objectives', anyModel, 900, { cores: 5, sums: 0, infeasible: 100 }],
];

describe.each(FAMILIES)('core-guided search on %s', (_, makeModel, models, least) => {
  it(`proves the optimum of brute force by true cores, ${models} models`, () => {
    let cores = 0;
    let sums = 0;
    let infeasible = 0;
    for (let seed = 0; seed < models; seed++) {
      const data = makeModel(seed);
      expect(validate(data), `seed ${seed}`).toBeNull();
      const from = (['none', 'best', 'worst'] as const)[seed % 3]!;
      for (const conflictsPerSlice of [1000, 1]) {
        const failure = problem(data, seed, conflictsPerSlice, from);
        if (failure === null) continue;
        const small = shrinkModel(data, (candidate) => problem(candidate, seed, conflictsPerSlice, from) !== null);
        expect.fail(`seed ${seed}: ${problem(small, seed, conflictsPerSlice, from)}\n${JSON.stringify(small)}`);
      }
      const found = runCores(data, seed).cores;
      cores += found.length;
      sums += found.filter(({ facts }) => facts.length > 1).length;
      if (allSolutions(data).length === 0) infeasible++;
    }
    expect(cores).toBeGreaterThanOrEqual(least.cores);
    expect(sums).toBeGreaterThanOrEqual(least.sums);
    expect(infeasible).toBeGreaterThanOrEqual(least.infeasible);
  });
});
