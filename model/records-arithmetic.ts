// Records of products, quotients and remainders. See model.ts.

import type { Affine, ConstraintBase } from './model.ts';

/** target = the product of the expressions; of none, 1. The product of the largest sizes of the expressions must be a safe integer. */
export interface ProductConstraint extends ConstraintBase {
  readonly kind: 'product';
  readonly target: Affine;
  readonly exprs: readonly Affine[];
}

/**
 * denominator != 0 and target = numerator / denominator, rounded toward zero. The denominator may have 0 among its values (unlike in CP-SAT), which violates the
 * constraint where it is enforced, but not as its only value.
 */
export interface DivisionConstraint extends ConstraintBase {
  readonly kind: 'division';
  readonly target: Affine;
  readonly numerator: Affine;
  readonly denominator: Affine;
}

/**
 * modulus != 0 and target = expr - modulus * q, where q is expr / modulus rounded toward zero: the remainder has the sign of expr, and the sign of the modulus
 * does not matter. As for a division, the modulus may have 0 among its values, but not as the only one.
 */
export interface ModuloConstraint extends ConstraintBase {
  readonly kind: 'modulo';
  readonly target: Affine;
  readonly expr: Affine;
  readonly modulus: Affine;
}
