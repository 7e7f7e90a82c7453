// Signed variables: the one place where signs are flipped. A bound literal is a pair (sv, k) read as [sv >= k];
// its negation is [-sv >= 1 - k]. ub(x) = -lb(-x).

import type { SVar, Var } from './types.ts';

/** The signed variable of x itself. */
export function pos(x: Var): SVar {
  return x << 1;
}

/** The signed variable of -x. */
export function minus(x: Var): SVar {
  return (x << 1) | 1;
}

/** The mirror of a signed variable. */
export function neg(sv: SVar): SVar {
  return sv ^ 1;
}

/** The bound of the negation of [sv >= k], which is [neg(sv) >= negBound(k)]. */
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
