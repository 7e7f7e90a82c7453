// Domain: set operations on ranges, compared with sets of values.

import { describe, expect, it } from 'vitest';
import { Domain } from '../../model/domain.ts';
import { MAX_VALUE } from '../../model/model.ts';
import { Random } from '../../solver/random.ts';

const LOWEST = -MAX_VALUE;

describe('Domain', () => {
  it('sorts, merges what overlaps or touches, drops repetitions', () => {
    expect(Domain.fromValues([5, 1, 2, 5, 4, -3]).ranges).toEqual([-3, -3, 1, 2, 4, 5]);
    expect(
      Domain.fromIntervals([
        [4, 6],
        [1, 2],
        [5, 9],
        [3, 3],
      ]).ranges,
    ).toEqual([1, 9]);
    expect(Domain.fromFlatIntervals([1, 2, 8, 9, 4, 4]).ranges).toEqual([1, 2, 4, 4, 8, 9]);
    expect(Domain.fromValues([]).isEmpty()).toBe(true);
    expect(Domain.fromValues([-0]).ranges).toEqual([0, 0]);
  });

  it('has ends, a size and values', () => {
    const domain = Domain.fromIntervals([
      [-2, 0],
      [7, 8],
    ]);
    expect([domain.min(), domain.max(), domain.size()]).toEqual([-2, 8, 5]);
    expect([...domain.values()]).toEqual([-2, -1, 0, 7, 8]);
    expect(domain.toString()).toBe('{-2..0, 7..8}');
    const empty = new Domain(1, 0);
    expect([empty.min(), empty.max(), empty.size()]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]);
  });

  it('complements within the values of a model', () => {
    expect(new Domain(3, 3).complement().ranges).toEqual([LOWEST, 2, 4, MAX_VALUE]);
    expect(new Domain(LOWEST, 0).complement().ranges).toEqual([1, MAX_VALUE]);
    expect(new Domain(1, MAX_VALUE).complement().ranges).toEqual([LOWEST, 0]);
    expect(Domain.allValues().complement().isEmpty()).toBe(true);
    expect(new Domain(1, 0).complement().ranges).toEqual([LOWEST, MAX_VALUE]);
  });

  it('agrees with sets of values on 500 random pairs', () => {
    const rng = new Random('domains');
    for (let round = 0; round < 500; round++) {
      const [a, b] = [randomValues(rng), randomValues(rng)];
      const [x, y] = [Domain.fromValues(a), Domain.fromValues(b)];
      const universe = Array.from({ length: 30 }, (_, k) => k - 15);
      const members = (domain: Domain) => universe.filter((v) => domain.contains(v));
      expect(members(x.union(y))).toEqual(universe.filter((v) => a.includes(v) || b.includes(v)));
      expect(members(x.intersect(y))).toEqual(universe.filter((v) => a.includes(v) && b.includes(v)));
      expect(members(x.complement())).toEqual(universe.filter((v) => !a.includes(v)));
      expect([...x.values()]).toEqual([...new Set(a)].sort((p, q) => p - q));
      expect(x.complement().complement()).toEqual(x);
      const moved = x.shiftedBy(round % 7);
      expect(moved).toEqual(Domain.fromValues(a.map((v) => v + (round % 7))));
      for (const result of [x.union(y), x.intersect(y), x.complement()]) expectCanonical(result);
    }
  });

  it('a shift keeps "no bound" and cuts what leaves the values', () => {
    expect(new Domain(LOWEST, 5).shiftedBy(3).ranges).toEqual([LOWEST, 8]);
    expect(new Domain(5, MAX_VALUE).shiftedBy(-3).ranges).toEqual([2, MAX_VALUE]);
    expect(Domain.allValues().shiftedBy(9).ranges).toEqual([LOWEST, MAX_VALUE]);
    expect(new Domain(MAX_VALUE - 1, MAX_VALUE - 1).shiftedBy(5).isEmpty()).toBe(true);
    expect(new Domain(0, MAX_VALUE - 1).shiftedBy(5).ranges).toEqual([5, MAX_VALUE]);
    expect(new Domain(LOWEST, LOWEST + 2).shiftedBy(-5).isEmpty()).toBe(true);
  });

  it('contains integers only', () => {
    const domain = new Domain(0, 4);
    expect([2.5, Number.NaN, Number.POSITIVE_INFINITY, -1, 5].filter((v) => domain.contains(v))).toEqual([]);
  });

  it('names the wrong argument', () => {
    expect(() => new Domain(0.5, 1)).toThrow('Domain: lb must be a safe integer, got 0.5');
    expect(() => Domain.fromValues([1, Number.NaN])).toThrow(
      'Domain.fromValues: values[1] must be a safe integer, got NaN',
    );
    expect(() => Domain.fromIntervals([[2, 1]])).toThrow('Domain.fromIntervals: intervals[0] is empty: 2 > 1');
    expect(() => Domain.fromIntervals([[1] as never])).toThrow('intervals[0] must be a pair [lo, hi]');
    expect(() => Domain.fromFlatIntervals([1, 2, 3])).toThrow('odd number of entries (3)');
    expect(() => Domain.fromValues(7 as never)).toThrow('Domain.fromValues: values must be a list, got 7');
  });
});

function randomValues(rng: Random): number[] {
  return Array.from({ length: rng.between(0, 8) }, () => rng.between(-8, 8));
}

function expectCanonical({ ranges }: Domain): void {
  for (let k = 0; k < ranges.length; k += 2) {
    expect(ranges[k]!).toBeLessThanOrEqual(ranges[k + 1]!);
    if (k > 0) expect(ranges[k]!).toBeGreaterThan(ranges[k - 1]! + 1);
  }
}
