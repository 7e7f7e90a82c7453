// Indexed heap against a sorted list; Luby and the moving average against their definitions.

import { describe, expect, it } from 'vitest';
import { Ema } from '../../solver/ema.ts';
import { IndexedHeap } from '../../solver/heap.ts';
import { Luby } from '../../solver/luby.ts';
import { Random } from '../../solver/random.ts';

describe('indexed heap', () => {
  it('pops the largest score, ties by the smaller key', () => {
    for (let seed = 0; seed < 80; seed++) {
      const rng = new Random(`heap:${seed}`);
      const heap = new IndexedHeap();
      const keys = rng.between(1, 150);
      heap.reserve(keys);
      const inside = new Set<number>();
      const best = (): number =>
        [...inside].reduce((a, b) => {
          const d = heap.score[b]! - heap.score[a]!;
          return d > 0 || (d === 0 && b < a) ? b : a;
        });
      for (let step = 0; step < 400; step++) {
        const key = rng.below(keys);
        const action = rng.below(5);
        if (action < 2) {
          heap.insert(key);
          inside.add(key);
        } else if (action === 2) {
          heap.score[key]! += rng.between(1, 5);
          heap.increased(key);
        } else if (action === 3) {
          heap.remove(key);
          inside.delete(key);
        } else if (inside.size > 0) {
          const expected = best();
          expect(heap.pop()).toBe(expected);
          inside.delete(expected);
        }
        expect(heap.size).toBe(inside.size);
        expect(heap.has(key)).toBe(inside.has(key));
      }
    }
  });

  it('keeps members and scores when it grows', () => {
    const heap = new IndexedHeap();
    heap.reserve(2);
    heap.score[1] = 4;
    heap.insert(0);
    heap.insert(1);
    heap.reserve(1000);
    heap.score[999] = 2;
    heap.insert(999);
    expect([heap.has(998), heap.pop(), heap.pop(), heap.pop(), heap.size]).toEqual([false, 1, 999, 0, 0]);
  });
});

describe('luby', () => {
  it('is the sequence of its definition', () => {
    // t(i) = 2^(k-1) if i = 2^k - 1, else t(i - 2^(k-1) + 1) for 2^(k-1) <= i < 2^k - 1
    const t = (i: number): number => {
      let k = 1;
      while (2 ** k - 1 < i) k++;
      return i === 2 ** k - 1 ? 2 ** (k - 1) : t(i - 2 ** (k - 1) + 1);
    };
    const luby = new Luby();
    const found = Array.from({ length: 600 }, () => luby.next());
    expect(found.slice(0, 15)).toEqual([1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]);
    expect(found).toEqual(found.map((_, i) => t(i + 1)));
  });
});

describe('moving average', () => {
  it('is the weighted mean of what it was given', () => {
    const rng = new Random('ema');
    const ema = new Ema(8);
    const samples: number[] = [];
    for (let i = 0; i < 100; i++) {
      samples.push(rng.between(0, 50));
      ema.add(samples[i]!);
      let weight = 0;
      let sum = 0;
      for (let j = 0; j <= i; j++) {
        const w = (1 / 8) * (7 / 8) ** (i - j);
        weight += w;
        sum += w * samples[j]!;
      }
      expect(ema.value).toBeCloseTo(sum / weight, 8);
    }
  });

  it('starts at the first sample, not at zero', () => {
    const ema = new Ema(100);
    ema.add(42);
    expect(ema.value).toBeCloseTo(42, 10);
  });
});
