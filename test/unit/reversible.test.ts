// Reversible cells against saved copies.

import { describe, expect, it } from 'vitest';
import { Random } from '../../solver/random.ts';
import { Reversible } from '../../solver/reversible.ts';

describe('reversible cells', () => {
  it('are restored by every backtrack', () => {
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`reversible:${seed}`);
      const cells = new Reversible();
      const now = Array.from({ length: rng.between(1, 40) }, () => rng.between(-5, 5));
      for (const v of now) cells.newCell(v);
      const saved: number[][] = [];
      for (let step = 0; step < 200; step++) {
        const action = rng.below(10);
        if (action < 6) {
          const c = rng.below(now.length);
          now[c] = rng.between(-5, 5);
          cells.set(c, now[c]!);
        } else if (action < 8) {
          cells.newLevel(saved.length);
          saved.push([...now]);
        } else if (saved.length > 0) {
          const level = rng.below(saved.length);
          cells.backtrackTo(level);
          now.splice(0, now.length, ...saved[level]!);
          saved.length = level;
        } else {
          cells.foldRoot();
        }
        expect(now.map((_, c) => cells.get(c))).toEqual(now);
      }
    }
  });

  it('keeps what was set at the root', () => {
    const cells = new Reversible();
    const c = cells.newCell(1);
    cells.set(c, 2);
    cells.foldRoot();
    cells.newLevel(0);
    cells.set(c, 3);
    cells.set(c, 4);
    cells.backtrackTo(0);
    expect(cells.get(c)).toBe(2);
  });
});
