// The objective of a compiled model term by term, in the engine's units: what core-guided search starts from.

import type { LinearObjective, ObjectiveTerm } from '../solver/core-terms.ts';
import type { Compiled } from './compile.ts';
import { Sum } from './compile-linear.ts';
import { expandedObjective } from './expanded-objective.ts';
import type { ModelData } from './model.ts';

/** Null for a model without objective, or with one that is constant at the root. What the root has fixed by now is in the offset. */
export function objectiveTerms(data: ModelData, { objective: compiled, engine }: Compiled): LinearObjective | null {
  const objective = expandedObjective(data);
  if (objective === undefined || compiled === null) return null;
  const { sign, scale } = compiled;
  const { lb } = engine.kernel.trail;
  const sum = new Sum(sign * objective.offset - compiled.offset);
  for (const [k, x] of objective.vars.entries()) sum.add(x, sign * objective.coeffs[k]!);
  const terms: ObjectiveTerm[] = [];
  let fixed = sum.constant;
  for (const [x, c] of sum.coefficients) {
    if (c === 0 || lb[2 * x]! === -lb[2 * x + 1]!) fixed += c * lb[2 * x]!;
    else terms.push({ sv: c > 0 ? 2 * x : 2 * x + 1, weight: Math.abs(c) / scale });
  }
  // exact: the scale divides every coefficient of a variable that was not fixed when the objective was compiled, and the compiled offset took in the others
  return { offset: fixed / scale + 0, terms };
}
