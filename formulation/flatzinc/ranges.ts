// Arithmetic on sets of integers given as sorted, disjoint, non-adjacent closed ranges; unlike a domain of a model, a set may be empty.
//
// As ends, -MAX_VALUE and MAX_VALUE mean "no bound on this side", and stay where they are when a set is moved.

import { type DomainRanges, MAX_VALUE } from '../../model/model.ts';

export const ALL: readonly number[] = [-MAX_VALUE, MAX_VALUE];
export const BOOLEAN: readonly number[] = [0, 1];

/** What is not in it. */
export function complement(a: DomainRanges): DomainRanges {
  const ranges: number[] = [];
  let next = -MAX_VALUE;
  for (let k = 0; k < a.length; k += 2) {
    if (next < a[k]!) ranges.push(next, a[k]! - 1);
    next = a[k + 1]! + 1;
  }
  if (next <= MAX_VALUE) ranges.push(next, MAX_VALUE);
  return ranges;
}

/** The set { sign * v + offset : v in a }. */
export function image(a: DomainRanges, sign: number, offset: number): DomainRanges {
  if (sign === 1 && offset === 0) return a;
  const moved = (v: number): number => {
    const end = v * sign;
    return Math.abs(end) === MAX_VALUE ? end : Math.max(-MAX_VALUE, Math.min(MAX_VALUE, end + offset)) + 0;
  };
  const ranges = a.map(moved);
  return sign === 1 ? ranges : ranges.reverse();
}

/** The integers v with coefficient * v in the set. The coefficient is not 0. */
export function preimage(a: DomainRanges, coefficient: number): DomainRanges {
  const size = Math.abs(coefficient);
  const ranges: number[] = [];
  const oriented = coefficient > 0 ? a : image(a, -1, 0);
  for (let k = 0; k < oriented.length; k += 2) {
    const [from, to] = [oriented[k]!, oriented[k + 1]!];
    const lo = from === -MAX_VALUE ? from : Math.ceil(from / size) + 0;
    const hi = to === MAX_VALUE ? to : Math.floor(to / size) + 0;
    const last = ranges.length - 1;
    if (lo > hi) continue;
    if (last > 0 && lo <= ranges[last]! + 1) ranges[last] = Math.max(ranges[last]!, hi);
    else ranges.push(lo, hi);
  }
  return ranges;
}
