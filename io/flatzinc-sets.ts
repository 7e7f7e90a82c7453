// Sets of integers of a FlatZinc file as sorted, disjoint, non-adjacent closed ranges.

import type { DomainRanges } from '../model/model.ts';

/** lo..hi; empty if lo > hi. */
export function rangeOf(lo: number, hi: number): DomainRanges {
  return lo <= hi ? [lo, hi] : [];
}

/** The union of closed ranges [lo, hi] in any order; those with lo > hi are empty. */
export function unionOf(pairs: readonly (readonly [number, number])[]): DomainRanges {
  const ranges: number[] = [];
  for (const [lo, hi] of pairs.filter(([lo, hi]) => lo <= hi).sort((a, b) => a[0] - b[0])) {
    const last = ranges.length - 1;
    if (last > 0 && lo <= ranges[last]! + 1) ranges[last] = Math.max(ranges[last]!, hi);
    else ranges.push(lo, hi);
  }
  return ranges;
}
