// Core-guided search against brute force: knapsack-like covers, scheduling with optional intervals, models of every kind of constraint with any objective. 900 seeded
// models, each whole and in slices of a conflict; every bound, every incumbent and every core is judged by the list of all solutions.

import { describe, expect, it } from 'vitest';
import type { Constraint, Interval, ModelData } from '../../model/model.ts';
import { MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { objectiveValue } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';
import { shrinkModel } from '../support/shrink-model.ts';
import { runCores } from './core-guided-support.ts';

/** Few different weights on variables of 0 to 1 or 0 to 2, which must cover pairs, triples and knapsack-like needs. Now and then more than all of them can. */
function coverModel(seed: number): ModelData {
  const rng = new Random(`cover:${seed}`);
  const n = rng.between(4, 10);
  const vars = Array.from({ length: n }, (_, v) => v);
  const variables = vars.map(() => ({ domain: [0, n < 8 && rng.chance(0.3) ? 2 : 1] }));
  const constraints: Constraint[] = Array.from({ length: rng.between(2, 9) }, () => {
    const some = [...vars];
    rng.shuffle(some);
    some.length = rng.between(2, 3);
    return { kind: 'linear', vars: some, coeffs: some.map(() => 1), domain: [1, MAX_VALUE] };
  });
  if (rng.chance(0.5)) {
    const coeffs = vars.map(() => rng.between(1, 7));
    const total = coeffs.reduce((sum, c, v) => sum + c * variables[v]!.domain[1]!, 0);
    const need = rng.chance(0.1) ? total + 1 : rng.between(0, total);
    constraints.push({ kind: 'linear', vars, coeffs, domain: [need, MAX_VALUE] });
  }
  const coeffs = vars.map(() => rng.pick([1, 1, 2, 2, 3, 11]));
  const objective = { vars, coeffs, offset: rng.between(-3, 3) };
  return { format: MODEL_FORMAT, variables, intervals: [], constraints, objective };
}

/** Tasks that may be left out for a penalty, on a cumulative resource; starts and the makespan cost, being early may pay. */
function schedulingModel(seed: number): ModelData {
  const rng = new Random(`scheduling:${seed}`);
  const count = rng.between(2, 3);
  const variables: { domain: number[] }[] = [];
  const intervals: Interval[] = [];
  const objective = { vars: [] as number[], coeffs: [] as number[], offset: 0 };
  const constraints: Constraint[] = [];
  const last = variables.push({ domain: [0, 7] }) - 1;
  for (let k = 0; k < count; k++) {
    const start = variables.push({ domain: [0, rng.between(1, 4)] }) - 1;
    const presence = variables.push({ domain: [0, 1] }) - 1;
    const size = rng.between(1, 3);
    const at = { vars: [start], coeffs: [1] };
    const end = { ...at, offset: size };
    intervals.push({ start: { ...at, offset: 0 }, end, size: { vars: [], coeffs: [], offset: size }, presence });
    constraints.push({ kind: 'precedence', before: start, after: last, delay: size, enforcement: [presence] });
    objective.vars.push(presence, start);
    objective.coeffs.push(-rng.between(1, 20), rng.between(-2, 3));
  }
  objective.vars.push(last);
  objective.coeffs.push(rng.between(1, 4));
  const demands = intervals.map(() => ({ vars: [], coeffs: [], offset: rng.between(1, 2) }));
  const capacity = { vars: [], coeffs: [], offset: 2 };
  constraints.push({ kind: 'cumulative', intervals: intervals.map((_, i) => i), demands, capacity });
  if (rng.chance(0.5)) constraints.push({ kind: 'boolOr', literals: [2, 4] });
  return { format: MODEL_FORMAT, variables, intervals, constraints, objective };
}

/** The first model of this seed that has an objective. */
function anyModel(seed: number): ModelData {
  for (let draw = 0; ; draw++) {
    const data = randomModel(`cores:${seed}:${draw}`);
    if (data.objective !== undefined) return data;
  }
}

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

/** Makers of models, and how many cores, cores of several terms and infeasible models there are at least: the families do what they are for. */
const FAMILIES: readonly (readonly [
  string,
  (seed: number) => ModelData,
  Record<'cores' | 'sums' | 'infeasible', number>,
])[] = [
  ['covers', coverModel, { cores: 150, sums: 40, infeasible: 5 }],
  ['scheduling', schedulingModel, { cores: 200, sums: 40, infeasible: 0 }],
  ['any constraints and objectives', anyModel, { cores: 5, sums: 0, infeasible: 100 }],
];

describe.each(FAMILIES)('core-guided search on %s', (_, makeModel, least) => {
  it('proves the optimum of brute force by true cores, 300 models', () => {
    let cores = 0;
    let sums = 0;
    let infeasible = 0;
    for (let seed = 0; seed < 300; seed++) {
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
