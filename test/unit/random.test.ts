// The seeded generator: repeatable, in range, not constant.

import { describe, expect, it } from 'vitest';
import { Random } from '../../solver/random.ts';

function stream(seed: number | string): number[] {
  const rng = new Random(seed);
  return Array.from({ length: 20 }, () => rng.float());
}

describe('random', () => {
  it('repeats for equal seeds and differs for others', () => {
    expect(stream(1)).toEqual(stream(1));
    expect(stream(1)).toEqual(stream('1'));
    expect(stream(1)).not.toEqual(stream(2));
    expect(stream('1:0')).not.toEqual(stream('1:1'));
  });

  it('does not disturb another generator', () => {
    const alone = stream('a');
    const rng = new Random('a');
    const other = new Random('b');
    expect(
      alone.map(() => {
        other.float();
        return rng.float();
      }),
    ).toEqual(alone);
  });

  it('stays in range and reaches every value', () => {
    const rng = new Random('range');
    const seen = new Set<number>();
    const below = new Set<number>();
    for (let i = 0; i < 1000; i++) {
      seen.add(rng.between(-3, 3));
      below.add(rng.below(4));
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    expect([...below].sort()).toEqual([0, 1, 2, 3]);
    expect(rng.between(7, 7)).toBe(7);
    expect(rng.chance(0)).toBe(false);
    expect(rng.chance(1)).toBe(true);
  });

  it('shuffles to permutations, all of them', () => {
    const rng = new Random('shuffle');
    const seen = new Set<string>();
    for (let i = 0; i < 300; i++) {
      const items = [1, 2, 3];
      rng.shuffle(items);
      seen.add(items.join());
    }
    expect([...seen].sort()).toEqual(['1,2,3', '1,3,2', '2,1,3', '2,3,1', '3,1,2', '3,2,1']);
  });

  it('picks every item', () => {
    const rng = new Random('pick');
    expect(new Set(Array.from({ length: 100 }, () => rng.pick('abc')))).toEqual(new Set(['a', 'b', 'c']));
  });
});
