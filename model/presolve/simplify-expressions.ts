// Constraints over expressions in presolve: values that no solution has are taken away where the constraint is unconditional, and where decided values leave a linear
// constraint or nothing of it, that takes its place. What their propagators see at the root beyond that is left to them (probing.ts brings bounds back).

import type { AllDifferentConstraint, ExtremumConstraint, TableConstraint } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { difference, distinct, equation, impossible, type Rule, scaled } from './equations.ts';
import { complement, contains, intersection, isWithin, preimage, rangesOf } from './ranges.ts';
import { enforced, named } from './records.ts';

/** Tables with more cells than this are left as they are. */
const MOST_CELLS = 200_000;

/** What cannot be the largest (smallest), because another one is never smaller, leaves; of the rest bounds. */
export const simplifyExtremum: Rule<ExtremumConstraint> = (model, c, enforcement) => {
  const { store } = model;
  const { kind, target, exprs } = c;
  model.ticks += exprs.length;
  // a minimum is the maximum of the negations
  const sign = kind === 'max' ? 1 : -1;
  const hulls = exprs.map((e) => store.hull(scaled(e, sign)));
  const floor = hulls.reduce((least, [lo]) => Math.max(least, lo), Number.NEGATIVE_INFINITY);
  const top = hulls.reduce((most, [, hi]) => Math.max(most, hi), Number.NEGATIVE_INFINITY);
  const candidates = distinct(exprs.filter((_, k) => hulls[k]![1] > floor));
  const fixed = exprs.find((_, k) => hulls[k]![0] === floor && hulls[k]![1] === floor);
  if (fixed !== undefined) candidates.push(fixed);
  if (candidates.length === 1) return equation(c, target, candidates[0]!, enforcement);
  if (enforcement.length === 0) {
    if (!store.restrictAffine(scaled(target, sign), [floor, top])) return null;
    const [, most] = store.hull(scaled(target, sign));
    for (const e of candidates) if (!store.restrictAffine(scaled(e, sign), [-MAX_VALUE, most])) return null;
  }
  return candidates.length < exprs.length ? { ...c, exprs: candidates } : c;
};

/** Known values leave the other expressions; two of them are a linear constraint with a hole. */
export const simplifyAllDifferent: Rule<AllDifferentConstraint> = (model, c, enforcement) => {
  const { store } = model;
  if (distinct(c.exprs).length < c.exprs.length) return impossible(model, enforcement);
  const open = c.exprs.filter(({ vars }) => vars.length > 0);
  if (enforcement.length === 0) {
    const known = c.exprs.filter(({ vars }) => vars.length === 0);
    const free = complement(rangesOf(known.map(({ offset }) => offset)));
    model.ticks += known.length === 0 ? 0 : free.length * open.length;
    if (known.length > 0) for (const e of open) if (!store.restrictAffine(e, free)) return null;
  }
  const left = enforcement.length === 0 ? open : c.exprs;
  if (left.length < 2) return null;
  if (left.length > 2) return left.length < c.exprs.length ? { ...c, exprs: left } : c;
  return difference(c, left[0]!, left[1]!, [-MAX_VALUE, -1, 1, MAX_VALUE], enforcement);
};

/** Tuples that cannot be go, and values without a tuple. */
export const simplifyTable: Rule<TableConstraint> = (model, c, enforcement) => {
  const { store } = model;
  const { exprs, tuples, negated } = c;
  if (exprs.length * tuples.length > MOST_CELLS) return c;
  model.ticks += exprs.length * tuples.length;
  const columns = exprs.map(({ vars, coeffs, offset }) => ({
    // a constant is 1 times itself
    domain: vars.length === 0 ? [offset, offset] : store.domains[vars[0]!]!,
    coeff: coeffs[0] ?? 1,
    offset: vars.length === 0 ? 0 : offset,
  }));
  const possible = tuples.filter((tuple) =>
    // a fraction is in no domain
    columns.every(({ domain, coeff, offset }, k) => contains(domain, (tuple[k]! - offset) / coeff)),
  );
  if (negated === true) {
    if (possible.length === 0) return null;
    if (exprs.every(({ vars }) => vars.length === 0)) return impossible(model, enforcement);
  } else {
    if (possible.length === 0) return impossible(model, enforcement);
    if (enforcement.length === 0) {
      for (const [k, e] of exprs.entries()) {
        if (!store.restrictAffine(e, rangesOf(possible.map((tuple) => tuple[k]!)))) return null;
      }
    }
    const [single] = exprs;
    if (exprs.length === 1 && single!.vars.length === 1) {
      const { vars, coeffs, offset } = single!;
      const values = preimage(rangesOf(possible.map((tuple) => tuple[0]!)), coeffs[0]!, offset);
      if (isWithin(store.domains[vars[0]!]!, values)) return null;
      const domain = intersection(store.domains[vars[0]!]!, values);
      return { ...named(c), kind: 'linear', ...enforced(enforcement), vars, coeffs: [1], domain };
    }
    if (exprs.every(({ vars }) => vars.length === 0)) return null;
  }
  return possible.length < tuples.length ? { ...c, tuples: possible } : c;
};
