// Constraints over expressions in presolve: where decided values leave a linear constraint or nothing of them, that takes their place. What their propagators see at
// the root anyway is left to them (probing.ts brings it back).

import type {
  Affine,
  AllDifferentConstraint,
  Constraint,
  DivisionConstraint,
  ElementConstraint,
  ExtremumConstraint,
  LinearConstraint,
  LiteralRef,
  ModuloConstraint,
  ProductConstraint,
  TableConstraint,
} from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { contains, intersection, isWithin, preimage, rangesOf, without } from './ranges.ts';
import { enforced, named } from './records.ts';
import type { WorkingModel } from './working-model.ts';

/** Tables with more cells than this are left as they are. */
const MOST_CELLS = 200_000;

type Rule<C> = (model: WorkingModel, c: C, enforcement: readonly LiteralRef[]) => Constraint | null;

/** The index is known, or takes only the values there are. */
export const simplifyElement: Rule<ElementConstraint> = (model, c, enforcement) => {
  const { index, exprs, target } = c;
  if (index.vars.length === 0) {
    const chosen = exprs[index.offset];
    if (chosen === undefined) model.forbid(enforcement);
    return chosen === undefined ? null : equation(c, target, chosen, enforcement);
  }
  if (exprs.length === 0) {
    model.forbid(enforcement);
    return null;
  }
  if (enforcement.length === 0) model.store.restrictAffine(index, [0, exprs.length - 1]);
  return c;
};

/** The largest, or smallest, of one expression. */
export const simplifyExtremum: Rule<ExtremumConstraint> = (_, c, enforcement) => {
  const different = distinct(c.exprs);
  if (different.length === 1) return equation(c, c.target, different[0]!, enforcement);
  return different.length < c.exprs.length ? { ...c, exprs: different } : c;
};

/** At most one factor is open. */
export const simplifyProduct: Rule<ProductConstraint> = (_, c, enforcement) => {
  const open = c.exprs.filter(({ vars }) => vars.length > 0);
  const factor = c.exprs.reduce((product, e) => (e.vars.length === 0 ? product * e.offset : product), 1);
  if (factor === 0) return equation(c, c.target, constant(0), enforcement);
  if (open.length === 0) return equation(c, c.target, constant(factor), enforcement);
  if (open.length > 1) return c;
  const { vars, coeffs, offset } = open[0]!;
  return equation(c, c.target, { vars, coeffs: [factor * coeffs[0]!], offset: factor * offset }, enforcement);
};

/** Both operands are known, or there is nothing to divide by. */
export const simplifyDivision: Rule<DivisionConstraint> = (model, c, enforcement) => {
  if (alwaysZero(model, c.denominator)) return impossible(model, enforcement);
  if (c.numerator.vars.length > 0 || c.denominator.vars.length > 0) return c;
  return equation(c, c.target, constant(Math.trunc(c.numerator.offset / c.denominator.offset)), enforcement);
};

export const simplifyModulo: Rule<ModuloConstraint> = (model, c, enforcement) => {
  if (alwaysZero(model, c.modulus)) return impossible(model, enforcement);
  if (c.expr.vars.length > 0 || c.modulus.vars.length > 0) return c;
  return equation(c, c.target, constant(c.expr.offset % c.modulus.offset), enforcement);
};

/** Known values leave the other expressions; two of them are a linear constraint with a hole. */
export const simplifyAllDifferent: Rule<AllDifferentConstraint> = (model, c, enforcement) => {
  const { store } = model;
  if (distinct(c.exprs).length < c.exprs.length) return impossible(model, enforcement);
  const open = c.exprs.filter(({ vars }) => vars.length > 0);
  if (enforcement.length === 0) {
    for (const { vars, offset } of c.exprs) {
      if (vars.length > 0) continue;
      for (const e of open) if (!store.restrictAffine(e, without([-MAX_VALUE, MAX_VALUE], offset))) return null;
    }
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

function impossible(model: WorkingModel, enforcement: readonly LiteralRef[]): null {
  model.forbid(enforcement);
  return null;
}

function constant(value: number): Affine {
  return { vars: [], coeffs: [], offset: value + 0 };
}

function alwaysZero(model: WorkingModel, e: Affine): boolean {
  const [lo, hi] = model.store.hull(e);
  return lo === 0 && hi === 0;
}

/** Each expression once. */
function distinct(exprs: readonly Affine[]): Affine[] {
  const seen = new Set<string>();
  return exprs.filter(({ vars, coeffs, offset }) => {
    const key = vars.length === 0 ? `${offset}` : `${vars[0]} ${coeffs[0]} ${offset}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** a = b. */
function equation(c: Constraint, a: Affine, b: Affine, enforcement: readonly LiteralRef[]): LinearConstraint {
  return difference(c, a, b, [0, 0], enforcement);
}

/** a - b in `domain`, a set of ends that may mean "no bound". */
function difference(
  c: Constraint,
  a: Affine,
  b: Affine,
  domain: readonly number[],
  enforcement: readonly LiteralRef[],
): LinearConstraint {
  const shift = b.offset - a.offset;
  return {
    ...named(c),
    kind: 'linear',
    ...enforced(enforcement),
    vars: [...a.vars, ...b.vars],
    coeffs: [...a.coeffs, ...b.coeffs.map((coeff) => 0 - coeff)],
    domain: domain.map((end) => (Math.abs(end) === MAX_VALUE ? end : end + shift)),
  };
}
