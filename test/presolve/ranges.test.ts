// Operations on ranges against sets of numbers.

import { describe, expect, it } from 'vitest';
import {
  complement,
  contains,
  cut,
  intersection,
  isWithin,
  nearest,
  preimage,
  rangesOf,
} from '../../model/presolve/ranges.ts';
import { Random } from '../../solver/random.ts';

const LOW = -12;
const HIGH = 12;
const ALL = Array.from({ length: HIGH - LOW + 1 }, (_, i) => LOW + i);

function randomSet(rng: Random): number[] {
  const share = rng.pick([0.2, 0.5, 0.9]);
  return ALL.filter(() => rng.chance(share));
}

describe('ranges', () => {
  it('do what sets do, 500 pairs', () => {
    for (let seed = 0; seed < 500; seed++) {
      const rng = new Random(`ranges:${seed}`);
      const [a, b] = [randomSet(rng), randomSet(rng)];
      const [ra, rb] = [rangesOf(a), rangesOf(b)];
      const both = a.filter((v) => b.includes(v));
      expect(intersection(ra, rb)).toEqual(rangesOf(both));
      expect(isWithin(ra, rb)).toBe(both.length === a.length);
      const [lo, hi] = [rng.between(LOW, HIGH), rng.between(LOW, HIGH)];
      expect(cut(ra, lo, hi)).toEqual(rangesOf(a.filter((v) => lo <= v && v <= hi)));
      const v = rng.pick(ALL);
      expect(contains(ra, v)).toBe(a.includes(v));
      expect(cut(complement(ra), LOW, HIGH)).toEqual(rangesOf(ALL.filter((w) => !a.includes(w))));
      const [scale, offset] = [rng.pick([1, -1, 2, -2, 3, -5]), rng.between(-4, 4)];
      const wide = Array.from({ length: 101 }, (_, i) => i - 50);
      expect(preimage(ra, scale, offset)).toEqual(rangesOf(wide.filter((y) => a.includes(scale * y + offset))));
      if (a.length > 0) {
        const distance = Math.min(...a.map((w) => Math.abs(w - v)));
        expect(nearest(ra, v)).toBe(a.find((w) => Math.abs(w - v) === distance));
      }
    }
  });

  it('come back as the same object where nothing changes', () => {
    const a = [0, 3, 7, 9];
    expect(intersection(a, [-5, 20])).toBe(a);
    expect(cut(a, 0, 9)).toBe(a);
  });
});
