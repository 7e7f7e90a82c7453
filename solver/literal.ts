// Bound literals: a pair (sv, k) is read as [sv >= k]. The signed variables of x are 2x and 2x + 1, which is -x, so that the mirror of sv is sv ^ 1; the negation of
// [sv >= k] is [-sv >= 1 - k], and ub(x) = -lb(-x).

import type { SVar } from './types.ts';

/** The bound of the negation of [sv >= k], which is [sv ^ 1 >= negBound(k)]. */
export function negBound(k: number): number {
  return 1 - k;
}

/** Prints [sv >= k] as a person reads it, on the variable itself. */
export function boundToString(sv: SVar, k: number): string {
  return sv & 1 ? `[x${sv >> 1} <= ${-k}]` : `[x${sv >> 1} >= ${k}]`;
}

/** A bound fact [sv >= k] as a condition: enforcement, presence, activity. */
export interface Fact {
  readonly sv: SVar;
  readonly k: number;
}

export function isTrue(f: Fact, lb: Float64Array): boolean {
  return lb[f.sv]! >= f.k;
}

export function isFalse(f: Fact, lb: Float64Array): boolean {
  return -lb[f.sv ^ 1]! < f.k;
}
