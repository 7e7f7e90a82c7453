// What maxima, minima, products and conditional sums say about sums:
//
//   m = max(e, f, ...)     m >= e, m >= f, ...; of a minimum the mirror
//   s = e * e              s >= (2k + 1) e - k (k + 1) for every integer k, as (e - k)(e - k - 1) >= 0; s <= (a + b) e - a b between the ends a and b of e.
//                          Some values of k are taken, as many as say most of it
//   p = e * f              (e - end of e) (f - end of f) >= 0 or <= 0, four times (McCormick, Mathematical Programming 10, 1976)
//   a, b => sum <= v       sum <= v + (most - v) (1 - a) + (most - v) (1 - b); of a lower end the mirror

import type { LinearRow } from '../solver/dual-bound.ts';
import { Sum } from './compile-linear.ts';
import {
  type Affine,
  type ExtremumConstraint,
  type LiteralRef,
  MAX_VALUE,
  type ModelData,
  type ProductConstraint,
} from './model.ts';
import { addSides } from './row-sides.ts';

/** Rows of one square. */
const MOST_TANGENTS = 24;
/** Sums of larger numbers are left out: arithmetic on rows must be exact. */
const LARGEST = 2 ** 45;

/** Precondition: the constraint has no enforcement. */
export function addConvexRows(
  rows: LinearRow[],
  data: ModelData,
  constraint: ExtremumConstraint | ProductConstraint,
): void {
  const { kind, target, exprs } = constraint;
  if (kind === 'product') {
    const [a, b] = exprs;
    if (exprs.length !== 2 || a!.vars.length + b!.vars.length < 2) return;
    if (isSame(a!, b!)) addSquare(rows, data, target, a!);
    else addProduct(rows, data, target, a!, b!);
    return;
  }
  for (const e of exprs) {
    if (magnitude(data, target) + magnitude(data, e) > LARGEST) continue;
    const difference = weighted([target, 1], [e, -1]);
    if (kind === 'max') addSides(rows, difference, 0, MAX_VALUE);
    else addSides(rows, difference, -MAX_VALUE, 0);
  }
}

/** Of a sum that lies between two ends where all literals hold: each end is as weak as can be where one of them does not. */
export function addConditionalSides(
  rows: LinearRow[],
  { variables }: ModelData,
  sum: Sum,
  lo: number,
  hi: number,
  enforcement: readonly LiteralRef[],
): void {
  let [least, most] = [sum.constant, sum.constant];
  let size = Math.abs(sum.constant);
  for (const [x, c] of sum.coefficients) {
    const { domain } = variables[x]!;
    const ends = [c * domain[0]!, c * domain.at(-1)!];
    least += Math.min(...ends);
    most += Math.max(...ends);
    size += Math.max(...ends.map(Math.abs));
  }
  if (size * (enforcement.length + 1) > LARGEST) return;
  if (least < lo && lo <= most) addSides(rows, relaxed(sum, lo - least, enforcement), lo, MAX_VALUE);
  if (least <= hi && hi < most) addSides(rows, relaxed(sum, hi - most, enforcement), -MAX_VALUE, hi);
}

/** The sum, and so much more for each literal that is false. */
function relaxed(sum: Sum, by: number, literals: readonly LiteralRef[]): Sum {
  const result = new Sum(sum.constant);
  for (const [x, c] of sum.coefficients) result.add(x, c);
  for (const literal of literals) {
    if (literal >= 0) result.constant += by;
    result.add(literal < 0 ? -literal - 1 : literal, literal < 0 ? by : 0 - by);
  }
  return result;
}

function addSquare(rows: LinearRow[], data: ModelData, target: Affine, e: Affine): void {
  const [a, b] = hull(data, e);
  const size = 1 + Math.max(Math.abs(a), Math.abs(b));
  if (magnitude(data, target) + 4 * size * size > LARGEST) return;
  const step = Math.max(1, Math.ceil((b - a) / MOST_TANGENTS));
  for (let k = a; k < b; k += step) addSides(rows, weighted([target, 1], [e, -2 * k - 1]), -k * (k + 1), MAX_VALUE);
  addSides(rows, weighted([target, 1], [e, 0 - a - b]), -MAX_VALUE, 0 - a * b);
}

/** McCormick: the product of the distances of both factors from one of their ends is not negative. */
function addProduct(rows: LinearRow[], data: ModelData, target: Affine, a: Affine, b: Affine): void {
  if (magnitude(data, target) + 4 * magnitude(data, a) * magnitude(data, b) > LARGEST) return;
  const [ends, others] = [hull(data, a), hull(data, b)];
  for (const [i, p] of ends.entries()) {
    for (const [j, q] of others.entries()) {
      const sum = weighted([target, 1], [a, 0 - q], [b, 0 - p]);
      if (i === j) addSides(rows, sum, 0 - p * q, MAX_VALUE);
      else addSides(rows, sum, -MAX_VALUE, 0 - p * q);
    }
  }
}

function weighted(...terms: readonly (readonly [Affine, number])[]): Sum {
  const sum = new Sum();
  for (const [{ vars, coeffs, offset }, factor] of terms) {
    sum.constant += factor * offset;
    for (const [k, x] of vars.entries()) sum.add(x, factor * coeffs[k]!);
  }
  return sum;
}

function isSame(a: Affine, b: Affine): boolean {
  return a.vars[0] === b.vars[0] && a.coeffs[0] === b.coeffs[0] && a.offset === b.offset;
}

/** Least and greatest value. */
function hull({ variables }: ModelData, { vars, coeffs, offset }: Affine): [least: number, greatest: number] {
  if (vars.length === 0) return [offset, offset];
  const { domain } = variables[vars[0]!]!;
  const ends = [coeffs[0]! * domain[0]! + offset, coeffs[0]! * domain.at(-1)! + offset];
  return [Math.min(...ends), Math.max(...ends)];
}

/** Largest absolute value. */
function magnitude(data: ModelData, e: Affine): number {
  return Math.max(...hull(data, e).map(Math.abs));
}
