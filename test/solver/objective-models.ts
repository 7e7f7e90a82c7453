// Random models with an objective of several terms, for what works on the bound: covers, scheduling with optional intervals, any constraints.

import type { Constraint, Interval, ModelData } from '../../model/model.ts';
import { MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { Random } from '../../solver/random.ts';
import { randomModel } from '../support/random-model.ts';

/** Few different weights on variables of 0 to 1 or 0 to 2, which must cover pairs, triples and knapsack-like needs. Now and then more than all of them can. */
export function coverModel(seed: number): ModelData {
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
export function schedulingModel(seed: number): ModelData {
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
export function anyModel(seed: number): ModelData {
  for (let draw = 0; ; draw++) {
    const data = randomModel(`cores:${seed}:${draw}`);
    if (data.objective !== undefined) return data;
  }
}
