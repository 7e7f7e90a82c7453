// Verification of products, quotients and remainders. All steps are exact: partial products of a valid model are safe integers, % is exact, and what is left of the
// numerator without its remainder is a multiple of the denominator.

import type { DivisionConstraint, ModuloConstraint, ProductConstraint } from './model.ts';
import type { Values } from './verify-values.ts';

export function verifyProduct(at: Values, { target, exprs }: ProductConstraint): string | null {
  const product = exprs.reduce((total, expr) => total * at.linear(expr), 1);
  const value = at.linear(target);
  return value === product ? null : `the product is ${product + 0}, the target ${value}`;
}

export function verifyDivision(at: Values, { target, numerator, denominator }: DivisionConstraint): string | null {
  const [value, above, below] = [at.linear(target), at.linear(numerator), at.linear(denominator)];
  if (below === 0) return 'the denominator is 0';
  const quotient = (above - (above % below)) / below;
  return value === quotient ? null : `${above} / ${below} is ${quotient + 0}, the target ${value}`;
}

export function verifyModulo(at: Values, { target, expr, modulus }: ModuloConstraint): string | null {
  const [value, number, by] = [at.linear(target), at.linear(expr), at.linear(modulus)];
  if (by === 0) return 'the modulus is 0';
  const remainder = number % by;
  return value === remainder ? null : `${number} % ${by} is ${remainder + 0}, the target ${value}`;
}
