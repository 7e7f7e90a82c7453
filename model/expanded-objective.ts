// An objective that is one variable, seen as the sum that defines it: minimise z with z = Σ c x. Bounds from rows and from cores, neighbourhoods and first values ask for terms. The engine
// goes on minimising z, which has bounds of its own. (Presolve does away with such a z altogether where nothing else needs it.)

import type { LinearConstraint, ModelData, Objective } from './model.ts';

/** Sums stay below this. */
const LARGEST = 2 ** 50;

/** The same value in every solution: an equation of three variables and more is taken in if its coefficient of z is 1 or -1. Undefined without an objective. */
export function expandedObjective(data: ModelData): Objective | undefined {
  const { objective } = data;
  if (objective?.vars.length !== 1) return objective;
  const z = objective.vars[0]!;
  for (const c of data.constraints) {
    if (c.kind !== 'linear' || !c.vars.includes(z) || !isEquation(c)) continue;
    const at = c.vars.indexOf(z);
    const sign = c.coeffs[at]!;
    if (Math.abs(sign) !== 1 || c.vars.lastIndexOf(z) !== at) continue;
    // sign * z + Σ c x = total
    const factor = objective.coeffs[0]! * sign;
    const vars = c.vars.toSpliced(at, 1);
    const coeffs = c.coeffs.toSpliced(at, 1).map((a) => 0 - factor * a);
    const offset = objective.offset + factor * c.domain[0]!;
    if (magnitude(data, vars, coeffs) + Math.abs(offset) <= LARGEST) return { ...objective, vars, coeffs, offset };
  }
  return objective;
}

function isEquation({ enforcement = [], vars, domain }: LinearConstraint): boolean {
  return enforcement.length === 0 && vars.length > 2 && domain.length === 2 && domain[0] === domain[1];
}

function magnitude({ variables }: ModelData, vars: readonly number[], coeffs: readonly number[]): number {
  return vars.reduce((sum, x, k) => {
    const { domain } = variables[x]!;
    return sum + Math.abs(coeffs[k]!) * Math.max(Math.abs(domain[0]!), Math.abs(domain.at(-1)!));
  }, 0);
}
