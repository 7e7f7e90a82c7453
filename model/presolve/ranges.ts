// Sets of integers as the flat sorted lists of closed ranges that domains are (model.ts): the operations that presolve needs. Lists are never changed, and a list
// that an operation leaves as it is comes back as the same object.

import { ceilDiv, floorDiv } from '../../solver/arrays.ts';
import { type DomainRanges, MAX_VALUE } from '../model.ts';

/** The values in both sets. O(number of ranges). */
export function intersection(a: DomainRanges, b: DomainRanges): DomainRanges {
  const result: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const lo = Math.max(a[i]!, b[j]!);
    const hi = Math.min(a[i + 1]!, b[j + 1]!);
    if (lo <= hi) result.push(lo, hi);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return isSame(result, a) ? a : result;
}

/** The values of a in lo..hi. */
export function cut(a: DomainRanges, lo: number, hi: number): DomainRanges {
  if (a.length > 0 && lo <= a[0]! && a[a.length - 1]! <= hi) return a;
  return lo <= hi ? intersection(a, [lo, hi]) : [];
}

/** All values that are not in a, with -MAX_VALUE and MAX_VALUE for "no bound". The ends of a must be smaller than those. */
export function complement(a: DomainRanges): DomainRanges {
  const result: number[] = [];
  let from = -MAX_VALUE;
  for (let k = 0; k < a.length; k += 2) {
    result.push(from, a[k]! - 1);
    from = a[k + 1]! + 1;
  }
  return [...result, from, MAX_VALUE];
}

/** Whether a has the value; any number may be asked for. */
export function contains(a: DomainRanges, value: number): boolean {
  if (!Number.isInteger(value)) return false;
  let lo = 0;
  let hi = a.length >> 1;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (a[2 * mid + 1]! < value) lo = mid + 1;
    else hi = mid;
  }
  return 2 * lo < a.length && a[2 * lo]! <= value;
}

/** Whether every value of a is in b. */
export function isWithin(a: DomainRanges, b: DomainRanges): boolean {
  return intersection(a, b) === a;
}

export function isSame(a: DomainRanges, b: DomainRanges): boolean {
  return a.length === b.length && a.every((end, k) => end === b[k]);
}

/** The integers y with scale * y + offset in a, scale != 0. The ends minus the offset must be safe integers. */
export function preimage(a: DomainRanges, scale: number, offset: number): DomainRanges {
  const size = Math.abs(scale);
  const result: number[] = [];
  for (let k = 0; k < a.length; k += 2) {
    // of -size * y + offset the ranges come in reverse, with their ends exchanged
    const at = scale > 0 ? k : a.length - 2 - k;
    const [low, high] = scale > 0 ? [a[at]! - offset, a[at + 1]! - offset] : [offset - a[at + 1]!, offset - a[at]!];
    const [lo, hi] = [ceilDiv(low, size), floorDiv(high, size)];
    if (lo > hi) continue;
    const last = result.length - 1;
    if (last > 0 && lo <= result[last]! + 1) result[last] = hi;
    else result.push(lo, hi);
  }
  return result;
}

/** The largest |value|; 0 for the empty set. */
export function magnitudeOf(a: DomainRanges): number {
  return a.length === 0 ? 0 : Math.max(Math.abs(a[0]!), Math.abs(a[a.length - 1]!));
}

/** The set of these values, in any order. */
export function rangesOf(values: Iterable<number>): DomainRanges {
  const result: number[] = [];
  for (const v of [...values].sort((a, b) => a - b)) {
    const last = result.length - 1;
    if (last > 0 && v <= result[last]! + 1) result[last] = v;
    else result.push(v, v);
  }
  return result;
}

/** The value of a that is nearest to v, the smaller one of two. Not for the empty set. */
export function nearest(a: DomainRanges, v: number): number {
  let best = a[0]!;
  for (let k = 0; k < a.length; k += 2) {
    const near = Math.max(a[k]!, Math.min(a[k + 1]!, v));
    if (Math.abs(near - v) < Math.abs(best - v)) best = near;
  }
  return best;
}
