// Random models for presolve: more constraints on fewer kinds than those of random-model.ts, so that they meet: implications in cycles, equal terms, sums that define a variable,
// at-most-ones that overlap. Eight Booleans and two integers at most, for brute force.

import type { Constraint, LiteralRef, ModelData } from '../../model/model.ts';
import { MAX_VALUE, MODEL_FORMAT } from '../../model/model.ts';
import { Random } from '../../solver/random.ts';

export function denseModel(seed: number | string): ModelData {
  const rng = new Random(`dense:${seed}`);
  const booleans = rng.between(3, 8);
  const integers = rng.between(0, 2);
  const variables = Array.from({ length: booleans + integers }, (_, v) => ({
    domain: v < booleans ? [0, 1] : domainOf(rng),
  }));
  const count = variables.length;
  const constraints: Constraint[] = [];
  for (let k = rng.between(3, 14); k > 0; k--) {
    const constraint = randomConstraint(rng, booleans, count);
    const enforcement = rng.chance(0.2) ? { enforcement: [literal(rng, booleans)] } : {};
    constraints.push({ ...constraint, ...enforcement });
    // the same once more, perhaps under a condition
    if (rng.chance(0.1)) constraints.push({ ...constraint, ...(rng.chance(0.5) ? enforcement : {}) });
  }
  const data: ModelData = { format: MODEL_FORMAT, variables, intervals: [], constraints };
  if (rng.chance(0.6)) {
    const vars = Array.from({ length: rng.between(1, 4) }, () => rng.below(count));
    const coeffs = vars.map(() => rng.pick([1, 2, -1, -3]));
    data.objective = { vars, coeffs, offset: rng.between(-3, 3), ...(rng.chance(0.5) ? { maximize: true } : {}) };
  }
  return data;
}

function domainOf(rng: Random): number[] {
  const lo = rng.between(-3, 2);
  const hi = lo + rng.between(1, 4);
  return rng.chance(0.3) ? [lo, hi, hi + 2, hi + 3] : [lo, hi];
}

function literal(rng: Random, booleans: number): LiteralRef {
  const v = rng.below(booleans);
  return rng.chance(0.5) ? v : -v - 1;
}

function randomConstraint(rng: Random, booleans: number, count: number): Constraint {
  const literals = (least: number, most: number): LiteralRef[] =>
    Array.from({ length: rng.between(least, most) }, () => literal(rng, booleans));
  const roll = rng.below(10);
  if (roll < 3) return { kind: 'boolOr', literals: literals(2, rng.chance(0.7) ? 2 : 4) };
  if (roll === 3) return { kind: 'atMostOne', literals: literals(2, 4) };
  if (roll === 4) return { kind: rng.pick(['exactlyOne', 'boolXor', 'boolAnd'] as const), literals: literals(2, 4) };
  if (roll === 5 && count > booleans) {
    return { kind: 'precedence', before: rng.below(count), after: rng.below(count), delay: rng.between(-2, 1) };
  }
  const width = rng.between(1, 4);
  const vars = Array.from({ length: width }, () => rng.below(count));
  const coeffs = vars.map(() => rng.pick([1, 1, -1, -1, 2, -2, 3]));
  const middle = rng.between(-1, 3);
  const domains = [
    [-MAX_VALUE, middle],
    [middle, MAX_VALUE],
    [middle, middle],
    [middle, middle + 1],
    [-MAX_VALUE, middle - 1, middle + 1, MAX_VALUE],
  ];
  return { kind: 'linear', vars, coeffs, domain: rng.pick(domains) };
}
