// Affine views: scale * sv + offset, with scale >= 1, so that the sign sits in the signed variable. Propagators that accept expressions take these.
// A constant has sv = -1. Arithmetic is exact because models are validated to stay within 2^53.

import { ceilDiv } from './arrays.ts';
import type { SVar } from './types.ts';

export interface Affine {
  /** Signed variable, or -1 for a constant. */
  readonly sv: SVar;
  /** Integer >= 1. */
  readonly scale: number;
  readonly offset: number;
}

export function constant(value: number): Affine {
  return { sv: -1, scale: 1, offset: value };
}

/** The view of a signed variable itself. */
export function view(sv: SVar): Affine {
  return { sv, scale: 1, offset: 0 };
}

/** coefficient * x + offset for a variable x and any integer coefficient. */
export function affine(x: number, coefficient: number, offset: number): Affine {
  if (coefficient === 0) return constant(offset);
  return coefficient > 0 ? { sv: 2 * x, scale: coefficient, offset } : { sv: 2 * x + 1, scale: -coefficient, offset };
}

/** The view of -(expression). */
export function negated(e: Affine): Affine {
  return { sv: e.sv < 0 ? -1 : e.sv ^ 1, scale: e.scale, offset: 0 - e.offset };
}

/** Lower bound of the expression under lower bounds `lb`. */
export function lowerBound(e: Affine, lb: Float64Array): number {
  return e.sv < 0 ? e.offset : e.scale * lb[e.sv]! + e.offset;
}

/** Upper bound of the expression under lower bounds `lb`. */
export function upperBound(e: Affine, lb: Float64Array): number {
  return e.sv < 0 ? e.offset : e.offset - e.scale * lb[e.sv ^ 1]!;
}

/** The bound k of e.sv with [expression >= value] = [e.sv >= k]; only for expressions with a variable. */
export function boundFor(e: Affine, value: number): number {
  return e.scale === 1 ? value - e.offset : ceilDiv(value - e.offset, e.scale);
}
