// Static sparse domains against sorted lists of values.

import { describe, expect, it } from 'vitest';
import { StaticDomains } from '../../solver/domain.ts';
import { Random } from '../../solver/random.ts';
import { randomDomain } from '../support/random-domain.ts';
import { rangesOf, valuesOf } from '../support/solution-table.ts';

describe('static domains', () => {
  it('round like a sorted list of values', () => {
    const rng = new Random('domains');
    const domains = new StaticDomains();
    for (let x = 0; x < 300; x++) {
      const ranges = randomDomain(rng);
      const values = valuesOf(ranges);
      domains.add(ranges);
      expect(domains.sparse[x]).toBe(ranges.length > 2 ? 1 : 0);
      expect(domains.rangesOf(x) === null).toBe(ranges.length === 2);
      // an interval stores no table: its hull is kept by the trail
      if (ranges.length === 2) {
        for (const k of [-99, 0, 99]) expect(domains.canonical(2 * x, k)).toBe(k);
        expect(domains.contains(x, 99)).toBe(true);
        continue;
      }
      for (let v = values[0]! - 2; v <= values.at(-1)! + 2; v++) {
        const above = values.find((w) => w >= v) ?? Number.POSITIVE_INFINITY;
        const below = values.findLast((w) => w <= v) ?? Number.NEGATIVE_INFINITY;
        expect(domains.ceilTo(x, v)).toBe(above);
        expect(domains.floorTo(x, v)).toBe(below);
        expect(domains.canonical(2 * x, v)).toBe(above);
        expect(domains.canonical(2 * x + 1, -v)).toBe(-below);
        expect(domains.contains(x, v)).toBe(values.includes(v));
      }
    }
  });

  it('keeps values beyond 32 bits', () => {
    const domains = new StaticDomains();
    domains.add([-9e15, -9e15, 5e12, 5e12 + 1, 9e15, 9e15]);
    expect(domains.ceilTo(0, 0)).toBe(5e12);
    expect(domains.floorTo(0, 8e15)).toBe(5e12 + 1);
    expect(domains.canonical(1, -8e15)).toBe(-(5e12 + 1));
  });
});

describe('ranges and values', () => {
  it('are inverse', () => {
    expect(rangesOf([1, 2, 3, 5, 8, 9])).toEqual([1, 3, 5, 5, 8, 9]);
    const rng = new Random('ranges');
    for (let i = 0; i < 200; i++) {
      const ranges = randomDomain(rng);
      expect(rangesOf(valuesOf(ranges))).toEqual(ranges);
    }
  });

  it('refuses ranges that are unsorted, adjacent, crossed or missing', () => {
    for (const bad of [[3, 4, 1, 2], [1, 2, 3, 4], [2, 1], []]) expect(() => valuesOf(bad)).toThrow(/domain/);
  });
});
