// The part of the builder that posts products, quotients, remainders and absolute values. The meaning of each is documented at its record in
// records-arithmetic.ts.

import { ModelError } from './arguments.ts';
import { ConstraintBuilder } from './build-constraints.ts';
import { asExpr, type LinearExprLike } from './expressions.ts';
import type { ConstraintHandle } from './handles.ts';

export class ArithmeticConstraintBuilder extends ConstraintBuilder {
  /** target = the product of the expressions, as a list or as arguments; of none, 1. */
  addMultiplicationEquality(
    target: LinearExprLike,
    ...exprs: readonly (LinearExprLike | readonly LinearExprLike[])[]
  ): ConstraintHandle {
    return this.post({
      kind: 'product',
      target: this.lowering.affine(target, 'addMultiplicationEquality: target'),
      exprs: this.lowering.affines(exprs.flat(), 'addMultiplicationEquality: exprs'),
    });
  }

  /** target = numerator / denominator, rounded toward zero; the denominator is not 0. */
  addDivisionEquality(
    target: LinearExprLike,
    numerator: LinearExprLike,
    denominator: LinearExprLike,
  ): ConstraintHandle {
    if (denominator === 0) throw new ModelError('addDivisionEquality: denominator is 0');
    return this.post({
      kind: 'division',
      target: this.lowering.affine(target, 'addDivisionEquality: target'),
      numerator: this.lowering.affine(numerator, 'addDivisionEquality: numerator'),
      denominator: this.lowering.affine(denominator, 'addDivisionEquality: denominator'),
    });
  }

  /** target = the remainder of expr / modulus, with the sign of expr; the modulus is not 0. */
  addModuloEquality(target: LinearExprLike, expr: LinearExprLike, modulus: LinearExprLike): ConstraintHandle {
    if (modulus === 0) throw new ModelError('addModuloEquality: modulus is 0');
    return this.post({
      kind: 'modulo',
      target: this.lowering.affine(target, 'addModuloEquality: target'),
      expr: this.lowering.affine(expr, 'addModuloEquality: expr'),
      modulus: this.lowering.affine(modulus, 'addModuloEquality: modulus'),
    });
  }

  /** target = |expr|, which is the larger of expr and -expr. */
  addAbsEquality(target: LinearExprLike, expr: LinearExprLike): ConstraintHandle {
    const sides = [expr, asExpr(expr, 'addAbsEquality: expr').negated()];
    return this.post({
      kind: 'max',
      target: this.lowering.affine(target, 'addAbsEquality: target'),
      exprs: sides.map((e) => this.lowering.affine(e, 'addAbsEquality: expr')),
    });
  }
}
