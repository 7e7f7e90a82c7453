// All solutions of a small case, found by enumeration, as bit sets: for each variable and domain value v the solutions with x >= v. Whether antecedents entail a bound,
// whether a box holds a solution, whether a bound has a support: each is an AND of a few words.

import { boundToString } from '../../solver/literal.ts';
import type { SVar } from '../../solver/types.ts';

export const LARGEST_CASE = 20_000;
const LARGEST_VARIABLES = 8;

/** A set of solutions, one bit each. */
export type SolutionSet = Int32Array;

export class SolutionTable {
  /** Sorted values of each variable. */
  readonly values: readonly (readonly number[])[];
  /** Number of solutions. */
  readonly count: number;
  readonly all: SolutionSet;
  private readonly tuples: Float64Array;
  private readonly words: number;
  /** atLeastValue[x][i]: the solutions with x >= values[x][i]; one more, empty, at the end. */
  private readonly atLeastValue: SolutionSet[][];

  /** Enumerates the product of the domains. Throws when the case is larger than the suite allows or a domain is malformed. */
  constructor(domains: readonly (readonly number[])[], satisfies: (values: readonly number[]) => boolean) {
    this.values = domains.map(valuesOf);
    const size = this.values.reduce((product, v) => product * v.length, 1);
    if (size > LARGEST_CASE) throw new Error(`case has ${size} assignments, the suite takes at most ${LARGEST_CASE}`);
    const n = domains.length;
    if (n > LARGEST_VARIABLES) throw new Error(`case has ${n} variables, the suite takes at most ${LARGEST_VARIABLES}`);
    const found: number[] = [];
    let count = 0;
    const tuple = this.values.map((v) => v[0]!);
    const digit = new Array<number>(n).fill(0);
    for (let done = false; !done; ) {
      if (satisfies(tuple)) {
        count++;
        for (let x = 0; x < n; x++) found.push(tuple[x]!);
      }
      let x = n - 1;
      while (x >= 0 && digit[x] === this.values[x]!.length - 1) {
        digit[x] = 0;
        tuple[x] = this.values[x]![0]!;
        x--;
      }
      if (x < 0) done = true;
      else tuple[x] = this.values[x]![++digit[x]!]!;
    }
    this.tuples = Float64Array.from(found);
    this.count = count;
    this.words = (this.count + 31) >> 5;
    this.all = new Int32Array(this.words);
    for (let s = 0; s < this.count; s++) this.all[s >> 5]! |= 1 << (s & 31);
    this.atLeastValue = this.values.map((values, x) => this.thresholds(values, x));
  }

  /** Solution number s. */
  solution(s: number): number[] {
    const n = this.values.length;
    return Array.from(this.tuples.subarray(s * n, s * n + n));
  }

  /** Removes from `set` the solutions outside [sv >= k]. */
  restrict(set: SolutionSet, sv: SVar, k: number): void {
    const x = sv >> 1;
    if (sv & 1) {
      const above = this.atLeastValue[x]![this.rank(x, 1 - k)]!;
      for (let w = 0; w < set.length; w++) set[w]! &= ~above[w]!;
    } else {
      const above = this.atLeastValue[x]![this.rank(x, k)]!;
      for (let w = 0; w < set.length; w++) set[w]! &= above[w]!;
    }
  }

  /** The solutions in a box of lower bounds of signed variables. */
  inBox(lb: ArrayLike<number>): SolutionSet {
    const set = this.all.slice();
    for (let sv = 0; sv < 2 * this.values.length; sv++) this.restrict(set, sv, lb[sv]!);
    return set;
  }

  /** A solution in the set, or null when it is empty. */
  witness(set: SolutionSet): number[] | null {
    for (let w = 0; w < set.length; w++) {
      if (set[w] !== 0) return this.solution(32 * w + (31 - Math.clz32(set[w]! & -set[w]!)));
    }
    return null;
  }

  /** Number of solutions in the set. */
  size(set: SolutionSet): number {
    let n = 0;
    for (let w = 0; w < set.length; w++) for (let bits = set[w]!; bits !== 0; bits &= bits - 1) n++;
    return n;
  }

  /** Number of domain values of x in [lo, hi]. */
  width(x: number, lo: number, hi: number): number {
    return this.rank(x, hi + 1) - this.rank(x, lo);
  }

  /** Number of values of x below v. */
  private rank(x: number, v: number): number {
    const values = this.values[x]!;
    let i = 0;
    while (i < values.length && values[i]! < v) i++;
    return i;
  }

  private thresholds(values: readonly number[], x: number): SolutionSet[] {
    const n = this.values.length;
    const sets: SolutionSet[] = [];
    for (let i = 0; i <= values.length; i++) {
      const set = new Int32Array(this.words);
      for (let s = 0; i < values.length && s < this.count; s++) {
        if (this.tuples[s * n + x]! >= values[i]!) set[s >> 5]! |= 1 << (s & 31);
      }
      sets.push(set);
    }
    return sets;
  }
}

/** The values of flat closed ranges [lo0, hi0, lo1, hi1, ...]; they must be sorted, disjoint and not adjacent, as Kernel.newVar asks. */
export function valuesOf(ranges: readonly number[]): number[] {
  const values: number[] = [];
  for (let r = 0; r < ranges.length; r += 2) {
    const lo = ranges[r]!;
    const hi = ranges[r + 1]!;
    if (!(lo <= hi) || (r > 0 && lo <= ranges[r - 1]! + 1)) throw new Error(`malformed domain [${ranges.join(', ')}]`);
    for (let v = lo; v <= hi; v++) values.push(v);
  }
  if (values.length === 0) throw new Error('empty domain');
  return values;
}

/** The shortest flat ranges of sorted values. */
export function rangesOf(values: readonly number[]): number[] {
  const ranges: number[] = [];
  for (const v of values) {
    if (ranges.length > 0 && ranges[ranges.length - 1] === v - 1) ranges[ranges.length - 1] = v;
    else ranges.push(v, v);
  }
  return ranges;
}

/** Prints a conjunction of bounds. */
export function factsToString(facts: readonly { readonly sv: SVar; readonly k: number }[]): string {
  return facts.length === 0 ? 'nothing' : facts.map((f) => boundToString(f.sv, f.k)).join(' & ');
}
