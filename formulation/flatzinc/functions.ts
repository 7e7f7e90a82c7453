// Constraints of FlatZinc whose last argument (for extrema: the first) is a function of the others, and parity.

import type { Affine } from '../../model/model.ts';
import { negateRef } from '../../model/model.ts';
import type { FznExpr } from './ast.ts';
import { type Enforcement, isConstant, negated, type Posting, shifted } from './posting.ts';
import type { FznRule } from './rules.ts';

/** Bases and exponents that a power with a variable exponent is written out for. */
const MOST_POWERS = 10_000;

export const FUNCTION_RULES: ReadonlyMap<string, FznRule> = new Map<string, FznRule>([
  [
    'int_times',
    ternary((posting, x, y, target, enforcement) => {
      posting.post({ kind: 'product', target, exprs: [x, y] }, enforcement);
    }),
  ],
  [
    'int_div',
    ternary((posting, numerator, denominator, target, enforcement) => {
      if (isZero(denominator)) posting.postFalse(enforcement);
      else posting.post({ kind: 'division', target, numerator, denominator }, enforcement);
    }),
  ],
  [
    'int_mod',
    ternary((posting, expr, modulus, target, enforcement) => {
      if (isZero(modulus)) posting.postFalse(enforcement);
      else posting.post({ kind: 'modulo', target, expr, modulus }, enforcement);
    }),
  ],
  ['int_max', ternary((posting, x, y, target, e) => posting.post({ kind: 'max', target, exprs: [x, y] }, e))],
  ['int_min', ternary((posting, x, y, target, e) => posting.post({ kind: 'min', target, exprs: [x, y] }, e))],
  ['int_pow', ternary(postPower)],
  [
    'int_abs',
    {
      arity: 2,
      post: (posting, [x, y], enforcement) => {
        const e = posting.int(x!);
        posting.post({ kind: 'max', target: posting.int(y!), exprs: [e, negated(e)] }, enforcement);
      },
    },
  ],
  ['array_int_maximum', extremum('max')],
  ['array_int_minimum', extremum('min')],
  ['array_int_element', { arity: 3, post: postElement }],
  ['array_var_int_element', { arity: 3, post: postElement }],
  ['array_bool_element', { arity: 3, post: postElement }],
  ['array_var_bool_element', { arity: 3, post: postElement }],
  [
    'array_bool_xor',
    {
      arity: 1,
      post: (posting, [list], enforcement) => postParity(posting, list!, true, enforcement),
      deny: (posting, [list], enforcement) => postParity(posting, list!, false, enforcement),
    },
  ],
]);

function ternary(
  post: (posting: Posting, x: Affine, y: Affine, target: Affine, enforcement: Enforcement) => void,
): FznRule {
  return {
    arity: 3,
    post: (posting, args, enforcement) => {
      const [x, y, target] = args.map((e) => posting.int(e));
      post(posting, x!, y!, target!, enforcement);
    },
  };
}

function isZero(e: Affine): boolean {
  return isConstant(e) && e.offset === 0;
}

function extremum(kind: 'max' | 'min'): FznRule {
  return {
    arity: 2,
    post: (posting, [m, xs], enforcement) => {
      const exprs = posting.ints(xs!);
      if (exprs.length === 0) posting.postFalse(enforcement);
      else posting.post({ kind, target: posting.int(m!), exprs }, enforcement);
    },
  };
}

/** elements[index] = target, counted from 1. */
function postElement(posting: Posting, [index, elements, target]: readonly FznExpr[], enforcement: Enforcement): void {
  const place = shifted(posting.int(index!), -1);
  const exprs = posting.ints(elements!);
  posting.post({ kind: 'element', index: place, exprs, target: posting.int(target!) }, enforcement);
}

/** An odd number of the literals is true, or an even one. */
function postParity(posting: Posting, list: FznExpr, isOdd: boolean, enforcement: Enforcement): void {
  const literals = posting.scope.booleans(list).map((t) => posting.literal(t));
  if (literals.length === 0) {
    if (isOdd) posting.postFalse(enforcement);
    return;
  }
  if (!isOdd) literals[0] = negateRef(literals[0]!);
  posting.post({ kind: 'boolXor', literals }, enforcement);
}

/** A product where the exponent is known, else all powers one by one. */
function postPower(posting: Posting, x: Affine, y: Affine, target: Affine, enforcement: Enforcement): void {
  if (isConstant(y) && y.offset >= 0) {
    // of -1, 0 and 1 only the parity of the exponent matters, and of others none with an exponent over 52 is a safe integer
    const largest = Math.max(Math.abs(posting.min(x)), Math.abs(posting.max(x)));
    const exponent = largest <= 1 && y.offset > 2 ? 2 - (y.offset % 2) : Math.min(y.offset, 60);
    if (largest ** exponent > Number.MAX_SAFE_INTEGER) posting.overflow();
    posting.post({ kind: 'product', target, exprs: Array.from({ length: exponent }, () => x) }, enforcement);
    return;
  }
  const [xs, ys] = [valuesOf(posting, x), valuesOf(posting, y)];
  if (xs.length * ys.length > MOST_POWERS) {
    posting.scope.fail('unsupported: a power with a variable exponent over large domains', 'give a constant exponent');
  }
  const tuples: number[][] = [];
  for (const v of xs) {
    for (const w of ys) {
      const power = integerPower(v, w);
      if (power !== null && Number.isSafeInteger(power)) tuples.push([v, w, power]);
    }
  }
  posting.post({ kind: 'table', exprs: [x, y, target], tuples }, enforcement);
}

/** All values between the bounds, up to one more than the limit. */
function valuesOf(posting: Posting, e: Affine): number[] {
  const lo = posting.min(e);
  const count = Math.min(posting.max(e) - lo + 1, MOST_POWERS + 1);
  return Array.from({ length: count }, (_, k) => lo + k);
}

/** Of a negative exponent 1 div the power, rounded toward zero; null for 0 to one. */
function integerPower(base: number, exponent: number): number | null {
  if (exponent >= 0) return base ** exponent;
  if (base === 0) return null;
  if (Math.abs(base) > 1) return 0;
  return exponent % 2 === 0 ? 1 : base;
}
