// Values of the arguments of a FlatZinc constraint at an assignment, for its judge.

import type { FznSet } from './ast.ts';

/** An integer, a Boolean as 0 or 1, a constant set, or an array. */
export type Argument = number | FznSet | readonly Argument[];

/**
 * Whether a constraint holds at these values. In the tables of meanings a name that ends with "!" is that of a relation whose constraint has its truth as its last
 * argument.
 */
export type Meaning = (args: readonly Argument[]) => boolean;

export function isIn(value: number, ranges: readonly number[]): boolean {
  for (let k = 0; k < ranges.length; k += 2) if (ranges[k]! <= value && value <= ranges[k + 1]!) return true;
  return false;
}

export function number(a: Argument | undefined): number {
  if (typeof a !== 'number') throw new Error('an argument is no number');
  return a;
}

export function numbers(a: Argument | undefined): readonly number[] {
  if (!Array.isArray(a)) throw new Error('an argument is no array');
  return a as readonly number[];
}

export function ranges(a: Argument | undefined): readonly number[] {
  if (typeof a !== 'object' || !('set' in a)) throw new Error('an argument is no set');
  return a.set;
}
