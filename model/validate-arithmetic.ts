// What makes records of products, quotients and remainders valid; see validate-constraint.ts.
//
// Every partial product of a product is a safe integer, in whatever order the compiler multiplies. A quotient is never larger than its numerator, and its
// propagator compares products with bounds, which is exact however large they are.

import type { Rule } from './validate-constraint.ts';
import type { FieldChecker } from './validate-fields.ts';

export const PRODUCT: Rule = {
  fields: ['target', 'exprs'],
  check: (checker, { target, exprs }) => {
    checker.affine(target, 'target');
    const sizes = checker.affines(exprs, 'exprs').map((e) => Math.max(1, checker.largest(e)));
    checker.limit(
      sizes.reduce((product, size) => product * size, 1),
      'the product',
    );
  },
};

export const DIVISION: Rule = {
  fields: ['target', 'numerator', 'denominator'],
  check: (checker, { target, numerator, denominator }) => {
    checker.affine(target, 'target');
    checker.affine(numerator, 'numerator');
    checkDivisor(checker, denominator, 'denominator');
  },
};

export const MODULO: Rule = {
  fields: ['target', 'expr', 'modulus'],
  check: (checker, { target, expr, modulus }) => {
    checker.affine(target, 'target');
    checker.limit(2 * checker.largest(checker.affine(expr, 'expr')), 'expr - modulus * quotient');
    checkDivisor(checker, modulus, 'modulus');
  },
};

function checkDivisor(checker: FieldChecker, value: unknown, field: string): void {
  const divisor = checker.affine(value, field);
  const { vars, coeffs, offset } = divisor;
  const mirror = { vars, coeffs: coeffs.map((c) => 0 - c), offset: 0 - offset };
  if (checker.smallest(divisor) === 0 && checker.smallest(mirror) === 0) checker.fail(`${field} is always 0`);
}
