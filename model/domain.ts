// Domain: an immutable set of safe integers, as the builder's users write it.
//
// Kept as the flat sorted list of closed ranges that the model's data holds, so taking it over into a model is free.
// Set operations are merges over the ranges and never list values: a domain of 2^50 values costs as much as one of two.
// Unlike the domain of a variable, it may be empty.

import { checkInteger, checkList, ModelError } from './arguments.ts';
import { type DomainRanges, MAX_VALUE } from './model.ts';
import { intersection } from './presolve/ranges.ts';

export class Domain {
  private flat: DomainRanges;

  /** lb..ub, empty if lb > ub. Throws ModelError if an end is no safe integer. */
  constructor(lb: number, ub: number) {
    checkInteger(lb, 'Domain: lb');
    checkInteger(ub, 'Domain: ub');
    this.flat = lb <= ub ? [lb + 0, ub + 0] : [];
  }

  /** Sorted, disjoint, non-adjacent closed ranges [lo0, hi0, lo1, hi1, ...]; empty for the empty set. */
  get ranges(): DomainRanges {
    return this.flat;
  }

  /** Every value a model may hold. */
  static allValues(): Domain {
    return new Domain(-MAX_VALUE, MAX_VALUE);
  }

  /** The set of these values, in any order, repetitions allowed. */
  static fromValues(values: readonly number[]): Domain {
    const ranges = checkList(values, 'Domain.fromValues: values').map((value, k) => {
      const v = checkInteger(value, `Domain.fromValues: values[${k}]`);
      return [v, v] as const;
    });
    return Domain.ofPairs(ranges);
  }

  /** The union of these closed ranges [lo, hi], in any order, overlaps allowed; a range with lo > hi is an error. */
  static fromIntervals(intervals: readonly (readonly [number, number])[]): Domain {
    const ranges = checkList(intervals, 'Domain.fromIntervals: intervals').map((range, k) => {
      const what = `Domain.fromIntervals: intervals[${k}]`;
      if (checkList(range, what).length !== 2) throw new ModelError(`${what} must be a pair [lo, hi]`);
      const lo = checkInteger(range[0], what + '[0]');
      const hi = checkInteger(range[1], what + '[1]');
      if (lo > hi) throw new ModelError(`${what} is empty: ${lo} > ${hi}`);
      return [lo, hi] as const;
    });
    return Domain.ofPairs(ranges);
  }

  /** The union of the closed ranges of a flat list [lo0, hi0, lo1, hi1, ...]. */
  static fromFlatIntervals(flat: readonly number[]): Domain {
    if (checkList(flat, 'Domain.fromFlatIntervals: flat').length % 2 !== 0) {
      throw new ModelError(`Domain.fromFlatIntervals: flat has an odd number of entries (${flat.length})`);
    }
    const pairs: [number, number][] = [];
    for (let k = 0; k < flat.length; k += 2) pairs.push([flat[k]!, flat[k + 1]!]);
    return Domain.fromIntervals(pairs);
  }

  private static ofPairs(pairs: (readonly [number, number])[]): Domain {
    pairs.sort((a, b) => a[0] - b[0]);
    const ranges: number[] = [];
    for (const [lo, hi] of pairs) {
      const last = ranges.length - 1;
      // Safe integers differ by at most 2^54; hi + 1 is exact up to 2^53, so adjacency is decided exactly.
      if (last > 0 && lo <= ranges[last]! + 1) ranges[last] = Math.max(ranges[last]!, hi);
      else ranges.push(lo, hi);
    }
    return Domain.ofRanges(ranges);
  }

  private static ofRanges(ranges: DomainRanges): Domain {
    const domain = new Domain(1, 0);
    domain.flat = ranges;
    return domain;
  }

  /** Every value of -MAX_VALUE..MAX_VALUE that is not in this set. */
  complement(): Domain {
    const ranges: number[] = [];
    let next = -MAX_VALUE;
    for (let k = 0; k < this.ranges.length; k += 2) {
      if (next < this.ranges[k]!) ranges.push(next, this.ranges[k]! - 1);
      next = this.ranges[k + 1]! + 1;
    }
    if (next <= MAX_VALUE) ranges.push(next, MAX_VALUE);
    return Domain.ofRanges(ranges);
  }

  union(other: Domain): Domain {
    return Domain.fromFlatIntervals([...this.ranges, ...other.ranges]);
  }

  /** The values in both sets. O(number of ranges of both). */
  intersect(other: Domain): Domain {
    return Domain.ofRanges(intersection(this.ranges, other.ranges));
  }

  /**
   * The set { v + amount }, cut to what a model may hold. A lower end of -MAX_VALUE and an upper end of MAX_VALUE mean
   * "no bound" and stay.
   */
  shiftedBy(amount: number): Domain {
    checkInteger(amount, 'Domain.shiftedBy: amount');
    const ranges: number[] = [];
    for (let k = 0; k < this.ranges.length; k += 2) {
      const lo = this.ranges[k] === -MAX_VALUE ? -MAX_VALUE : this.ranges[k]! + amount;
      const hi = this.ranges[k + 1] === MAX_VALUE ? MAX_VALUE : this.ranges[k + 1]! + amount;
      if (lo <= MAX_VALUE && hi >= -MAX_VALUE) ranges.push(Math.max(lo, -MAX_VALUE), Math.min(hi, MAX_VALUE));
    }
    return Domain.ofRanges(ranges);
  }

  contains(value: number): boolean {
    if (!Number.isSafeInteger(value)) return false;
    let lo = 0;
    let hi = this.ranges.length >> 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.ranges[2 * mid + 1]! < value) lo = mid + 1;
      else hi = mid;
    }
    return 2 * lo < this.ranges.length && this.ranges[2 * lo]! <= value;
  }

  isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Smallest value; Infinity if empty. */
  min(): number {
    return this.ranges[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Largest value; -Infinity if empty. */
  max(): number {
    return this.ranges[this.ranges.length - 1] ?? Number.NEGATIVE_INFINITY;
  }

  /** Number of values; rounded to a double where it exceeds 2^53. */
  size(): number {
    let size = 0;
    for (let k = 0; k < this.ranges.length; k += 2) size += this.ranges[k + 1]! - this.ranges[k]! + 1;
    return size;
  }

  /** The values in increasing order. */
  *values(): Generator<number> {
    for (let k = 0; k < this.ranges.length; k += 2) {
      for (let v = this.ranges[k]!; v <= this.ranges[k + 1]!; v++) yield v;
    }
  }

  toString(): string {
    const parts: string[] = [];
    for (let k = 0; k < this.ranges.length; k += 2) {
      const [lo, hi] = [this.ranges[k]!, this.ranges[k + 1]!];
      parts.push(lo === hi ? `${lo}` : `${lo}..${hi}`);
    }
    return `{${parts.join(', ')}}`;
  }
}
