// What the standard constraints of FlatZinc mean; for flatzinc/check.ts.

import { isIn, type Meaning, number, numbers, ranges } from './values.ts';

/** Of two numbers. */
function pair(holds: (x: number, y: number) => boolean): Meaning {
  return ([x, y]) => holds(number(x), number(y));
}

/** Of two numbers and their function. */
function triple(holds: (x: number, y: number, z: number) => boolean): Meaning {
  return ([x, y, z]) => holds(number(x), number(y), number(z));
}

/** Of Σ as[i] * xs[i] and c. */
function weighted(holds: (sum: number, c: number) => boolean): Meaning {
  return ([as, xs, c]) => {
    const values = numbers(xs);
    return holds(
      numbers(as).reduce((sum, a, i) => sum + a * values[i]!, 0),
      number(c),
    );
  };
}

const ELEMENT: Meaning = ([index, list, target]) => numbers(list)[number(index) - 1] === number(target);

const isOne = (v: number): boolean => v === 1;

export const BUILTIN_MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['int_eq', pair((x, y) => x === y)],
  ['int_ne', pair((x, y) => x !== y)],
  ['int_le', pair((x, y) => x <= y)],
  ['int_lt', pair((x, y) => x < y)],
  ['int_ge', pair((x, y) => x >= y)],
  ['int_gt', pair((x, y) => x > y)],
  ['int_lin_eq', weighted((sum, c) => sum === c)],
  ['int_lin_ne', weighted((sum, c) => sum !== c)],
  ['int_lin_le', weighted((sum, c) => sum <= c)],
  ['int_lin_lt', weighted((sum, c) => sum < c)],
  ['int_lin_ge', weighted((sum, c) => sum >= c)],
  ['int_lin_gt', weighted((sum, c) => sum > c)],
  ['bool_lin_eq', weighted((sum, c) => sum === c)],
  ['bool_lin_ne', weighted((sum, c) => sum !== c)],
  ['bool_lin_le', weighted((sum, c) => sum <= c)],
  ['set_in', ([x, set]) => isIn(number(x), ranges(set))],
  ['int_plus', triple((x, y, z) => x + y === z)],
  ['int_minus', triple((x, y, z) => x - y === z)],
  ['int_negate', pair((x, y) => x + y === 0)],
  ['int_times', triple((x, y, z) => x * y + 0 === z)],
  ['int_div', triple((x, y, z) => y !== 0 && (x - (x % y)) / y + 0 === z)],
  ['int_mod', triple((x, y, z) => y !== 0 && (x % y) + 0 === z)],
  ['int_pow', triple(isPower)],
  ['int_max', triple((x, y, z) => Math.max(x, y) === z)],
  ['int_min', triple((x, y, z) => Math.min(x, y) === z)],
  ['int_abs', pair((x, y) => Math.abs(x) === y)],
  ['array_int_maximum', ([m, xs]) => numbers(xs).includes(number(m)) && numbers(xs).every((x) => x <= number(m))],
  ['array_int_minimum', ([m, xs]) => numbers(xs).includes(number(m)) && numbers(xs).every((x) => x >= number(m))],
  ['array_int_element', ELEMENT],
  ['array_var_int_element', ELEMENT],
  ['array_bool_element', ELEMENT],
  ['array_var_bool_element', ELEMENT],
  ['bool2int', pair((b, x) => b === x)],
  ['bool_eq', pair((x, y) => x === y)],
  ['bool_ne', pair((x, y) => x !== y)],
  ['bool_not', pair((x, y) => x !== y)],
  ['bool_le', pair((x, y) => x <= y)],
  ['bool_lt', pair((x, y) => x < y)],
  ['bool_xor!', pair((x, y) => x !== y)],
  ['bool_and!', pair((x, y) => x === 1 && y === 1)],
  ['bool_or!', pair((x, y) => x === 1 || y === 1)],
  ['array_bool_and!', ([xs]) => numbers(xs).every(isOne)],
  ['array_bool_or!', ([xs]) => numbers(xs).some(isOne)],
  ['array_bool_xor', ([xs]) => numbers(xs).filter(isOne).length % 2 === 1],
  ['bool_clause', ([positive, negative]) => numbers(positive).some(isOne) || !numbers(negative).every(isOne)],
]);

/** x ** y = z; of a negative exponent 1 div the power. */
function isPower(x: number, y: number, z: number): boolean {
  if (y >= 0) return x ** y + 0 === z;
  if (x === 0) return false;
  const inverse = 1 / x ** -y;
  return Math.trunc(inverse) + 0 === z;
}
