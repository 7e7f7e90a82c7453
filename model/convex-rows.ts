// What maxima, minima, products and conditional bounds say about sums:
//
//   m = max(e, f, ...)     m >= e, m >= f, ...; of a minimum the mirror
//   s = e * e              s >= (2k + 1) e - k (k + 1) for every integer k, as (e - k)(e - k - 1) >= 0; s <= (a + b) e - a b between the ends a and b of e.
//                          Some values of k are taken, as many as say most of it
//   p = e * f              (e - end of e) (f - end of f) >= 0 or <= 0, four times (McCormick, Mathematical Programming 10, 1976)
//   b => x <= v            x <= most - (most - v) b; of a lower bound the mirror

import type { LinearRow } from '../solver/dual-bound.ts';
import { Sum } from './compile-linear.ts';
import {
  type Affine,
  type ExtremumConstraint,
  type LinearConstraint,
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

/** Of a constraint with enforcement: one variable, one literal. */
export function addImpliedBounds(rows: LinearRow[], data: ModelData, constraint: LinearConstraint): void {
  const { vars, coeffs, domain, enforcement = [] } = constraint;
  if (vars.length !== 1 || enforcement.length !== 1) return;
  const e: Affine = { vars, coeffs, offset: 0 };
  if (magnitude(data, e) > LARGEST) return;
  const [least, most] = hull(data, e);
  const [lo, hi] = [domain[0]!, domain.at(-1)!];
  const literal = enforcement[0]!;
  const on: Affine =
    literal < 0 ? { vars: [-literal - 1], coeffs: [-1], offset: 1 } : { vars: [literal], coeffs: [1], offset: 0 };
  if (least < lo && lo <= most) addSides(rows, weighted([e, 1], [on, least - lo]), least, MAX_VALUE);
  if (least <= hi && hi < most) addSides(rows, weighted([e, 1], [on, most - hi]), -MAX_VALUE, most);
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
