// Linear constraints in presolve. Each is brought to one form: representatives in order, no variable twice, none that is known, coefficients without a common
// divisor, the first one positive, and a domain cut to what the sum can be. So equal constraints look equal, and
//
//   no term            true or false
//   one term           the domain of a variable, or a clause
//   always true        dropped;  never true: its enforcement is refuted
//   unconditional      bounds of the variables;  a x + b y = c with |a| = 1: a substitution
//   a Boolean decides  a constraint under a condition (conditions.ts)
//   over Booleans      a clause, an at-most-one, an exactly-one, an and, where it says no more than that
//
// (Achterberg, Bixby, Gu, Rothberg & Weninger, INFORMS J. Computing 2020, section 3; CP-SAT's presolve.)

import { ceilDiv, floorDiv } from '../../solver/arrays.ts';
import { gcd } from '../compile-linear.ts';
import type { Constraint, DomainRanges, LinearConstraint, LiteralRef, VariableRef } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { withConditions } from './conditions.ts';
import { booleanForm } from './linear-booleans.ts';
import { contains, cut, intersection, isSame, preimage } from './ranges.ts';
import { enforced, named } from './records.ts';
import type { VariableStore } from './variable-store.ts';
import type { WorkingModel } from './working-model.ts';

/** Σ coeffs * vars in `allowed`, in the form above; min and max are over the domains. */
export interface Row {
  readonly vars: readonly VariableRef[];
  readonly coeffs: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Ranges within min..max. */
  readonly allowed: DomainRanges;
}

/** What stands in its place; null for nothing. */
export function simplifyLinear(
  model: WorkingModel,
  c: LinearConstraint,
  enforcement: readonly LiteralRef[],
): Constraint | null {
  const { store } = model;
  model.ticks += 2 * c.vars.length;
  const row = rowOf(store, c);
  if (row === null) return c;
  const { vars, allowed, min, max } = row;
  if (allowed.length === 0) {
    model.forbid(enforcement);
    return null;
  }
  if (allowed.length === 2 && allowed[0]! <= min && allowed[1]! >= max) return null;
  if (vars.length === 1) return oneTerm(model, row, c, enforcement);
  if (enforcement.length === 0) {
    const { changes } = store;
    restrictVariables(store, row);
    const isEquation = vars.length === 2 && allowed.length === 2 && allowed[0] === allowed[1];
    if (isEquation && store.changes === changes && substituted(store, row)) return null;
    // it waits in the queue again, for its variables have changed
    if (store.changes > changes) return linearOf(c, row, enforcement);
  }
  const conditional = withConditions(model, row, c, enforcement);
  if (conditional !== null) {
    model.add(conditional);
    return null;
  }
  return booleanForm(model, row, c, enforcement) ?? linearOf(c, row, enforcement);
}

/** The constraint in its form; null, and the store says so, if it is too large for that. */
export function rowOf(store: VariableStore, { vars, coeffs, domain }: LinearConstraint): Row | null {
  const sums = new Map<VariableRef, number>();
  let constant = 0;
  // what is added up on the way has to be exact, even if it cancels out
  let [magnitude, weight] = [0, 0];
  for (let k = 0; k < vars.length; k++) {
    const x = vars[k]!;
    const y = store.representative(x);
    const coeff = coeffs[k]! * store.scaleOf(x);
    const shift = coeffs[k]! * store.offsetOf(x);
    const known = store.isFixed(y) ? coeff * store.lb(y) : 0;
    constant += shift + known;
    magnitude += Math.abs(shift) + Math.abs(known);
    weight += Math.abs(coeff);
    if (!store.isFixed(y)) sums.set(y, (sums.get(y) ?? 0) + coeff);
  }
  const terms = [...sums].filter(([, coeff]) => coeff !== 0).sort((a, b) => a[0] - b[0]);
  const size = terms.reduce((divisor, [, coeff]) => gcd(divisor, Math.abs(coeff)), 0);
  const unit = terms.length > 0 && terms[0]![1] < 0 ? 0 - size : Math.max(size, 1);
  let [min, max] = [0, 0];
  for (const [x, coeff] of terms) {
    const c = coeff / unit;
    min += c > 0 ? c * store.lb(x) : c * store.ub(x);
    max += c > 0 ? c * store.ub(x) : c * store.lb(x);
    magnitude += Math.abs(coeff) * Math.max(Math.abs(store.lb(x)), Math.abs(store.ub(x)));
  }
  if (magnitude > MAX_VALUE || weight > MAX_VALUE) {
    store.overflow = true;
    return null;
  }
  const ends = unit > 0 ? [unit * min, unit * max] : [unit * max, unit * min];
  const allowed = preimage(cut(domain, ends[0]! + constant, ends[1]! + constant), unit, constant);
  return {
    vars: terms.map(([x]) => x),
    coeffs: terms.map(([, coeff]) => coeff / unit),
    min: min + 0,
    max: max + 0,
    allowed,
  };
}

/** The record of a row; the one given if it says the same. */
export function linearOf(
  c: LinearConstraint,
  { vars, coeffs, min, max, allowed }: Row,
  enforcement: readonly LiteralRef[],
): LinearConstraint {
  const domain = [...allowed];
  if (domain[0]! <= min) domain[0] = -MAX_VALUE;
  if (domain[domain.length - 1]! >= max) domain[domain.length - 1] = MAX_VALUE;
  const same =
    isSame(domain, c.domain) &&
    isSame(vars, c.vars) &&
    isSame(coeffs, c.coeffs) &&
    isSame(enforcement, c.enforcement ?? []);
  return same ? c : { ...named(c), kind: 'linear', ...enforced(enforcement), vars, coeffs, domain };
}

/** x in allowed; its coefficient is 1. */
function oneTerm(
  model: WorkingModel,
  row: Row,
  c: LinearConstraint,
  enforcement: readonly LiteralRef[],
): Constraint | null {
  const { store } = model;
  const x = row.vars[0]!;
  const inside = intersection(store.domains[x]!, row.allowed);
  if (enforcement.length === 0) {
    store.restrict(x, inside);
    return null;
  }
  if (inside === store.domains[x]) return null;
  if (inside.length === 0) model.forbid(enforcement);
  else if (store.isBoolean(x)) model.imply(enforcement, contains(inside, 1) ? x : -x - 1);
  else return linearOf(c, row, enforcement);
  return null;
}

function restrictVariables(store: VariableStore, { vars, coeffs, min, max, allowed }: Row): void {
  const [lo, hi] = [allowed[0]!, allowed[allowed.length - 1]!];
  if (lo <= min && hi >= max) return;
  for (let k = 0; k < vars.length; k++) {
    const x = vars[k]!;
    const c = coeffs[k]!;
    const [from, to] = c > 0 ? [c * store.lb(x), c * store.ub(x)] : [c * store.ub(x), c * store.lb(x)];
    // c * x = sum - others, and the others lie in min - from .. max - to, whatever has been learned since these were added up
    const low = Math.max(from, lo - (max - to));
    const high = Math.min(to, hi - (min - from));
    if (low === from && high === to) continue;
    const [first, last] =
      c > 0 ? [ceilDiv(low, c), floorDiv(high, c)] : [ceilDiv(0 - high, 0 - c), floorDiv(0 - low, 0 - c)];
    if (!store.restrict(x, first <= last ? [first, last] : [])) return;
  }
}

/** c x + d y = e: whether one of the two now stands for the other. */
function substituted(store: VariableStore, { vars, coeffs, allowed }: Row): boolean {
  const [x, y] = [vars[0]!, vars[1]!];
  const [c, d] = [coeffs[0]!, coeffs[1]!];
  const e = allowed[0]!;
  if (Math.abs(c) === 1) return store.equate(x, y, 0 - c * d, c * e);
  return Math.abs(d) === 1 && store.equate(y, x, 0 - c * d, d * e);
}
