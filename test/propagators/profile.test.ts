// The profile data structure alone: drawn steps, and random changes against an array with one cell per time.

import { describe, expect, it } from 'vitest';
import { firstAbove, lastAbove, Peaks, Profile, type Steps, stepAt } from '../../propagators/profile.ts';
import { Random } from '../../solver/random.ts';

function steps(p: Steps): [number, number, number][] {
  return Array.from({ length: p.count }, (_, k) => [p.from[k]!, p.to[k]!, p.height[k]!]);
}

const INF = Number.POSITIVE_INFINITY;

describe('profile', () => {
  //   3          |====|
  //   2     |====|    |
  //   1     |         |====|
  //        2    4    6    8
  it('adds and takes away rectangles and joins equal neighbours', () => {
    const p = new Profile(1);
    expect(steps(p)).toEqual([[-INF, INF, 0]]);
    p.add(2, 6, 2);
    p.add(4, 8, 1);
    expect(steps(p)).toEqual([
      [-INF, 2, 0],
      [2, 4, 2],
      [4, 6, 3],
      [6, 8, 1],
      [8, INF, 0],
    ]);
    p.add(6, 8, 2);
    expect(steps(p)).toEqual([
      [-INF, 2, 0],
      [2, 4, 2],
      [4, 8, 3],
      [8, INF, 0],
    ]);
    p.add(2, 8, -2);
    p.add(4, 8, -1);
    expect(steps(p)).toEqual([[-INF, INF, 0]]);
  });

  it('finds the steps around a time and the first and last high ones in a window', () => {
    const p = new Profile();
    p.add(0, 10, 1);
    p.add(2, 4, 5);
    p.add(6, 8, 3);
    //   6   |==|                 steps 0: -Inf, 1: [0, 2), 2: [2, 4), 3: [4, 6), 4: [6, 8), 5: [8, 10), 6: [10, Inf)
    //   4   |  |  |==|
    //   1 |=|  |==|  |==|
    expect([-1, 0, 1, 2, 3, 9, 10].map((t) => stepAt(p, t))).toEqual([0, 1, 1, 2, 2, 5, 6]);
    expect([-1, 1, 2, 7, 10].map((t) => p.heightAt(t))).toEqual([0, 1, 6, 4, 0]);
    expect(firstAbove(p, -5, 20, 3)).toBe(2);
    expect(lastAbove(p, -5, 20, 3)).toBe(4);
    expect(firstAbove(p, 4, 20, 3)).toBe(4);
    expect(lastAbove(p, 0, 6, 3)).toBe(2);
    expect(firstAbove(p, 4, 6, 3)).toBe(-1);
    expect(lastAbove(p, 4, 6, 3)).toBe(-1);
    expect(firstAbove(p, 3, 4, 5)).toBe(2);
    expect(lastAbove(p, 7, 30, 5)).toBe(-1);
  });

  it('agrees with an array of heights under random changes and queries', () => {
    const rng = new Random('profile');
    for (let round = 0; round < 40; round++) {
      const length = rng.pick([6, 30, 200]);
      const naive = new Array<number>(length).fill(0);
      const added: [number, number, number][] = [];
      const p = new Profile(2);
      for (let n = 0; n < 120; n++) {
        if (added.length > 0 && rng.chance(0.45)) {
          const [a, b, h] = added.splice(rng.below(added.length), 1)[0]!;
          p.add(a, b, -h);
          for (let t = a; t < b; t++) naive[t]! -= h;
        } else {
          const a = rng.below(length - 1);
          const b = rng.between(a + 1, length - 1);
          const h = rng.between(1, 3) * (rng.chance(0.1) ? 7e10 : 1);
          added.push([a, b, h]);
          p.add(a, b, h);
          for (let t = a; t < b; t++) naive[t]! += h;
        }
        for (let k = 1; k < p.count; k++) {
          expect(p.from[k]! > p.from[k - 1]!, 'P1').toBe(true);
          expect(p.height[k] !== p.height[k - 1], 'P2').toBe(true);
        }
        expect([p.height[0], p.height[p.count - 1], p.to[p.count - 1]]).toEqual([0, 0, INF]);
        const t = rng.below(length);
        expect(p.heightAt(t)).toBe(naive[t]);
        compareWindow(p, p, naive, rng);
        const peaks = new Peaks();
        const limit = rng.below(4);
        for (let k = 0; k < p.count; k++) if (p.height[k]! > limit) peaks.pushStep(p.from[k]!, p.to[k]!, p.height[k]!);
        compareWindow(p, peaks, naive, rng, limit);
      }
    }
  });
});

/** Compares both searches in a random window, with heights above `least` only. */
function compareWindow(p: Profile, searched: Steps, naive: number[], rng: Random, least = 0): void {
  const a = rng.below(naive.length - 1);
  const b = rng.between(a + 1, naive.length);
  const limit = least + rng.below(6);
  const high = naive.flatMap((h, t) => (t >= a && t < b && h > limit ? [t] : []));
  const first = firstAbove(searched, a, b, limit);
  const last = lastAbove(searched, a, b, limit);
  if (high.length === 0) expect([first, last]).toEqual([-1, -1]);
  else {
    expect(searched.from[first]).toBe(p.from[stepAt(p, high[0]!)]);
    expect(searched.from[last]).toBe(p.from[stepAt(p, high[high.length - 1]!)]);
  }
}
