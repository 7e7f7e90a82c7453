// Products, quotients and remainders by definition, for brute.ts: a product is a repeated sum, a quotient is what fits and is largest, a remainder is what is left.

import type { Affine, Constraint } from '../../model/model.ts';

export const ARITHMETIC_KINDS = ['product', 'division', 'modulo'] as const;

export type ArithmeticKind = (typeof ARITHMETIC_KINDS)[number];

/** Whether the constraint holds, if it is enforced; `at` is the value of an expression. */
export function arithmeticHolds(
  constraint: Constraint & { kind: ArithmeticKind },
  at: (expr: Affine) => number,
): boolean {
  switch (constraint.kind) {
    case 'product':
      return at(constraint.target) === constraint.exprs.map(at).reduce(times, 1);
    case 'division':
      return isQuotient(at(constraint.target), at(constraint.numerator), at(constraint.denominator));
    case 'modulo': {
      const [number, modulus] = [at(constraint.expr), at(constraint.modulus)];
      const size = Math.abs(number);
      for (let q = 0 - size; q <= size; q++) {
        if (isQuotient(q, number, modulus)) return at(constraint.target) === number - times(modulus, q);
      }
      return false;
    }
  }
}

function times(a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < Math.abs(b); k++) sum += a;
  return b < 0 ? 0 - sum : sum;
}

/** q is the number furthest from 0 with |q * b| <= |a| and the sign of a / b. */
function isQuotient(q: number, a: number, b: number): boolean {
  if (b === 0) return false;
  const fits = times(Math.abs(q), Math.abs(b)) <= Math.abs(a) && times(Math.abs(q) + 1, Math.abs(b)) > Math.abs(a);
  return fits && (q === 0 || q > 0 === (a > 0 === b > 0));
}
