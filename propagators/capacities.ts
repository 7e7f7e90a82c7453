// How many expressions may have a value, for each value: numbers for some values, and one number for all others. Sums over ranges of values by prefix sums.

import { check } from '../solver/check.ts';

/** Sums must stay exact. */
const LARGEST = 2 ** 50;

export class Capacities {
  /** Sorted. */
  private readonly values: readonly number[];
  /** Excess over `others` of all values before the k-th, k = 0 .. number of values. */
  private readonly excess: Float64Array;
  private readonly others: number;

  /**
   * values sorted, each once; every capacity and `others` at least 1: that a value is nobody's is for its literals to say. The magnitude of values asked for, times the
   * largest capacity, must be below 2^50.
   */
  constructor(values: readonly number[], capacities: readonly number[], others: number) {
    check(others >= 1 && capacities.every((c) => c >= 1), 'capacities: expected numbers of at least 1');
    this.values = values;
    this.others = others;
    this.excess = new Float64Array(values.length + 1);
    for (const [k, capacity] of capacities.entries()) this.excess[k + 1] = this.excess[k]! + capacity - others;
  }

  /** Whether sums up to values of this size are exact. */
  static areExact(size: number, capacity: number): boolean {
    return size * capacity < LARGEST;
  }

  /** A function whose difference between last + 1 and first is the capacity of first..last together. */
  before(value: number): number {
    const { values } = this;
    let lo = 0;
    let hi = values.length;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (values[mid]! < value) lo = mid + 1;
      else hi = mid;
    }
    return this.others * value + this.excess[lo]!;
  }
}
