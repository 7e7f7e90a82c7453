// The objective in presolve: over representatives that are open, each once.

import type { Objective, VariableRef } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import type { VariableStore } from './variable-store.ts';

/** The same objective. Variables come in the order of their first mention. The store is told of numbers that are too large to be exact. */
export function objectiveOf(store: VariableStore, objective: Objective): Objective {
  const sums = new Map<VariableRef, number>();
  let offset = objective.offset;
  // what is added up on the way has to be exact, even if it cancels out
  let [magnitude, weight] = [Math.abs(offset), 0];
  for (const [k, x] of objective.vars.entries()) {
    const y = store.representative(x);
    const coeff = objective.coeffs[k]! * store.scaleOf(x);
    const shift = objective.coeffs[k]! * store.offsetOf(x);
    const known = store.isFixed(y) ? coeff * store.lb(y) : 0;
    offset += shift + known;
    magnitude += Math.abs(shift) + Math.abs(known);
    weight += Math.abs(coeff);
    if (!store.isFixed(y)) sums.set(y, (sums.get(y) ?? 0) + coeff);
  }
  if (magnitude > MAX_VALUE || weight > MAX_VALUE) store.overflow = true;
  const terms = [...sums].filter(([, coeff]) => coeff !== 0);
  return { ...objective, vars: terms.map(([x]) => x), coeffs: terms.map(([, c]) => c), offset: offset + 0 };
}
