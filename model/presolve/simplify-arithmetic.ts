// Products, quotients and remainders in presolve: what known operands, or operands that are small enough, make linear; and products of Booleans, which are clauses.

import type { Affine, DivisionConstraint, LiteralRef, ModuloConstraint, ProductConstraint } from '../model.ts';
import { negateRef } from '../model.ts';
import { constant, distinct, equation, impossible, type Rule, scaled } from './equations.ts';
import type { WorkingModel } from './working-model.ts';

/** At most one factor is open, or all are 0 or 1. */
export const simplifyProduct: Rule<ProductConstraint> = (model, c, enforcement) => {
  const open = c.exprs.filter(({ vars }) => vars.length > 0);
  const known = c.exprs.filter(({ vars }) => vars.length === 0);
  const isZero = known.some(({ offset }) => offset === 0);
  const factor = isZero ? 0 : known.reduce((product, { offset }) => product * offset, 1);
  if (factor === 0) return equation(c, c.target, constant(0), enforcement);
  if (open.length === 0) return equation(c, c.target, constant(factor), enforcement);
  if (open.length === 1) return equation(c, c.target, scaled(open[0]!, factor), enforcement);
  if (factor === 1 && enforcement.length === 0 && isConjunction(model, c.target, open)) return null;
  return c;
};

/** A literal that is a product of others is true where they all are: the clauses for that, and whether this is such a product. */
function isConjunction(model: WorkingModel, target: Affine, factors: readonly Affine[]): boolean {
  const whole = literalOf(model, target);
  const parts = distinct(factors).map((e) => literalOf(model, e));
  if (whole === null || parts.includes(null)) return false;
  const literals = parts as LiteralRef[];
  for (const l of literals) model.imply([whole], l);
  model.imply(literals, whole);
  return true;
}

/** The literal that is 1 where the expression is 1, of an expression that is 0 or 1. */
function literalOf({ store }: WorkingModel, { vars, coeffs, offset }: Affine): LiteralRef | null {
  if (vars.length === 0) return offset === 1 ? store.yes : offset === 0 ? store.no : null;
  const x = vars[0]!;
  if (!store.isBoolean(x)) return null;
  if (coeffs[0] === 1 && offset === 0) return x;
  return coeffs[0] === -1 && offset === 1 ? negateRef(x) : null;
}

/** Both operands are known, or there is nothing to divide by, or the quotient is the numerator or 0. */
export const simplifyDivision: Rule<DivisionConstraint> = (model, c, enforcement) => {
  const { target, numerator, denominator } = c;
  if (alwaysZero(model, denominator)) return impossible(model, enforcement);
  if (denominator.vars.length > 0) return c;
  const by = denominator.offset;
  if (Math.abs(by) === 1) return equation(c, target, scaled(numerator, by), enforcement);
  if (isSmaller(model, numerator, by)) return equation(c, target, constant(0), enforcement);
  if (numerator.vars.length > 0) return c;
  return equation(c, target, constant(Math.trunc(numerator.offset / by)), enforcement);
};

/** Both operands are known, or there is nothing to divide by, or the remainder is the number or 0. */
export const simplifyModulo: Rule<ModuloConstraint> = (model, c, enforcement) => {
  const { target, expr, modulus } = c;
  if (alwaysZero(model, modulus)) return impossible(model, enforcement);
  if (modulus.vars.length > 0) return c;
  const by = modulus.offset;
  if (Math.abs(by) === 1) return equation(c, target, constant(0), enforcement);
  if (isSmaller(model, expr, by)) return equation(c, target, expr, enforcement);
  if (expr.vars.length > 0) return c;
  return equation(c, target, constant(expr.offset % by), enforcement);
};

/** |e| < |by|. */
function isSmaller({ store }: WorkingModel, e: Affine, by: number): boolean {
  const [lo, hi] = store.hull(e);
  return Math.max(-lo, hi) < Math.abs(by);
}

function alwaysZero({ store }: WorkingModel, e: Affine): boolean {
  const [lo, hi] = store.hull(e);
  return lo === 0 && hi === 0;
}
