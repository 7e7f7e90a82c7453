// Event numbers and their inverse, and the unit the model counts in.

import { describe, expect, it } from 'vitest';
import { gcdOf } from '../../formulation/gcd.ts';
import { event, eventCount, stageOf } from '../../formulation/stages.ts';
import { Random } from '../../solver/random.ts';

describe('events', () => {
  it('number the computations stage by stage, each in input order', () => {
    let next = 0;
    for (let k = 0; k < 300; k++) {
      for (let o = 0; o <= k; o++) {
        expect(event(k, o)).toBe(next);
        expect(stageOf(next)).toBe(k);
        next++;
      }
      expect(eventCount(k + 1)).toBe(next);
    }
  });

  it('stageOf is exact at both ends of stages up to 2^49', () => {
    const last = 2 ** 25 - 2; // its events end just below 2^49
    const random = new Random('stages');
    const stages = [last, last - 1, 2 ** 24, 2 ** 24 + 1, 94_906_265 >> 2];
    for (let i = 0; i < 2000; i++) stages.push(random.below(last + 1));
    for (const k of stages) {
      expect(stageOf(event(k, 0))).toBe(k);
      expect(stageOf(event(k, k))).toBe(k);
      expect(stageOf(event(k, k) + 1)).toBe(k + 1);
      expect(event(k, k) + 1).toBe(event(k + 1, 0));
    }
    expect(event(last, last)).toBeGreaterThan(2 ** 49 - 2 ** 26);
    expect(event(last, last)).toBeLessThan(2 ** 49);
  });
});

describe('gcdOf', () => {
  it.each([
    [[], 1],
    [[0], 1],
    [[0, 0, 0], 1],
    [[7], 7],
    [[0, 7, 0], 7],
    [[12, 18, 30], 6],
    [[12, 18, 35], 1],
    [[1e12, 3e11, 7e11], 1e11],
    [[2 ** 52, 2 ** 40, 0], 2 ** 40],
    [[Number.MAX_SAFE_INTEGER, 6361], 6361],
  ])('of %j is %i', (values, expected) => {
    expect(gcdOf(values)).toBe(expected);
    expect(gcdOf(Float64Array.from(values).reverse())).toBe(expected);
  });

  it('divides all values, and what is left has no common divisor', () => {
    const random = new Random('gcd');
    for (let round = 0; round < 500; round++) {
      const unit = random.between(1, 1e6);
      const values = Array.from({ length: random.between(1, 5) }, () => unit * random.below(1e4));
      const g = gcdOf(values);
      if (values.some((x) => x > 0)) expect(g % unit).toBe(0);
      for (const x of values) expect(x % g).toBe(0);
      const rest = values.map((x) => x / g);
      for (const p of [2, 3, 5, 7, 11, 13])
        if (values.some((x) => x > 0)) expect(rest.every((x) => x % p === 0)).toBe(false);
    }
  });
});
