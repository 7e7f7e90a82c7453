// Records of constraints on the places and the numbers of values in a list of expressions. See model.ts.

import type { Affine, ConstraintBase } from './model.ts';

/** direct[i] = j iff inverse[j] = i, over positions from 0. The lists have one length n, and all values lie in 0..n-1: both are permutations. */
export interface InverseConstraint extends ConstraintBase {
  readonly kind: 'inverse';
  readonly direct: readonly Affine[];
  readonly inverse: readonly Affine[];
}

/**
 * left <= right in lexicographic order, left < right if `strict`: the first position at which they differ decides. A proper prefix is smaller than what it
 * is a prefix of.
 */
export interface LexOrderConstraint extends ConstraintBase {
  readonly kind: 'lexOrder';
  readonly left: readonly Affine[];
  readonly right: readonly Affine[];
  readonly strict?: boolean;
}

/** Where values[k + 1] is the value of an expression, values[k] is the value of an earlier one, for each k. */
export interface ValuePrecedenceConstraint extends ConstraintBase {
  readonly kind: 'valuePrecedence';
  readonly exprs: readonly Affine[];
  readonly values: readonly number[];
}

/** counts[k] is the number of expressions whose value is values[k]. If `closed`, every expression has one of the values; else others are free. */
export interface GlobalCardinalityConstraint extends ConstraintBase {
  readonly kind: 'globalCardinality';
  readonly exprs: readonly Affine[];
  readonly values: readonly number[];
  readonly counts: readonly Affine[];
  readonly closed?: boolean;
}

/** Item i lies in bin bins[i], one of 0..loads.length-1; loads[b] is the sum of sizes[i] over the items in bin b. Sizes may be zero or negative. */
export interface BinPackingConstraint extends ConstraintBase {
  readonly kind: 'binPacking';
  readonly bins: readonly Affine[];
  readonly sizes: readonly number[];
  readonly loads: readonly Affine[];
}
