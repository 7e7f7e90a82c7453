// The objective in presolve: over representatives that are open, each once.

import type { Objective, VariableRef } from '../model.ts';
import type { VariableStore } from './variable-store.ts';

/** The same objective. Variables come in the order of their first mention. */
export function objectiveOf(store: VariableStore, objective: Objective): Objective {
  const sums = new Map<VariableRef, number>();
  let offset = objective.offset;
  for (const [k, x] of objective.vars.entries()) {
    const y = store.representative(x);
    const coeff = objective.coeffs[k]! * store.scaleOf(x);
    offset += objective.coeffs[k]! * store.offsetOf(x);
    if (store.isFixed(y)) offset += coeff * store.lb(y);
    else sums.set(y, (sums.get(y) ?? 0) + coeff);
  }
  const terms = [...sums].filter(([, coeff]) => coeff !== 0);
  return { ...objective, vars: terms.map(([x]) => x), coeffs: terms.map(([, c]) => c), offset: offset + 0 };
}
