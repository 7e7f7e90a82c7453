// Affine views against their meaning: value = scale * sv + offset.

import { describe, expect, it } from 'vitest';
import { affine, boundFor, constant, lowerBound, negated, upperBound, view } from '../../solver/affine.ts';
import { Random } from '../../solver/random.ts';

describe('affine views', () => {
  it('bound and invert coefficient * x + offset', () => {
    const rng = new Random('affine');
    for (let i = 0; i < 2000; i++) {
      const [lo, width] = [rng.between(-5, 5), rng.below(6)];
      const lb = Float64Array.of(lo, -(lo + width));
      const [a, b] = [rng.between(-4, 4), rng.between(-6, 6)];
      const e = affine(0, a, b);
      const images = Array.from({ length: width + 1 }, (_, d) => a * (lo + d) + b);
      expect(lowerBound(e, lb) + 0).toBe(Math.min(...images) + 0);
      expect(upperBound(e, lb) + 0).toBe(Math.max(...images) + 0);
      expect(lowerBound(negated(e), lb) + 0).toBe(0 - Math.max(...images));
      if (a === 0) continue;
      const k = rng.between(-30, 30);
      // [a x + b >= k] is [sv >= boundFor], for every integer x
      for (let x = -12; x <= 12; x++) {
        const signed = e.sv & 1 ? -x : x;
        expect(a * x + b >= k).toBe(signed >= boundFor(e, k));
      }
    }
  });

  it('knows constants', () => {
    const lb = new Float64Array(0);
    expect(lowerBound(constant(7), lb)).toBe(7);
    expect(upperBound(constant(7), lb)).toBe(7);
    expect(negated(constant(7))).toEqual(constant(-7));
    expect(affine(3, 0, 5)).toEqual(constant(5));
  });

  it('is mirrored by negation twice', () => {
    expect(negated(negated(affine(2, -3, 4)))).toEqual(affine(2, -3, 4));
    expect(negated(view(6))).toEqual(view(7));
  });
});
