// Pauses: a search cut into slices does, step by step, what the same search does in one piece.

import { describe, expect, it } from 'vitest';
import { Engine } from '../../solver/engine.ts';
import { Limits } from '../../solver/limits.ts';

/** n pigeons, one hole less. */
function pigeons(n: number): Engine {
  const engine = new Engine({ restartBase: 5 }, 7);
  const at = (p: number, h: number): number => p * (n - 1) + h;
  for (let i = 0; i < n * (n - 1); i++) engine.newBool();
  for (let p = 0; p < n; p++) engine.addClause(Array.from({ length: n - 1 }, (_, h) => ({ sv: 2 * at(p, h), k: 1 })));
  for (let h = 0; h < n - 1; h++) {
    for (let p = 0; p < n; p++) {
      for (let q = 0; q < p; q++) {
        engine.addClause([
          { sv: 2 * at(p, h) + 1, k: 0 },
          { sv: 2 * at(q, h) + 1, k: 0 },
        ]);
      }
    }
  }
  return engine;
}

/** Searches in slices that end at the first look at the clock. Returns how often the search paused. */
function inSlices(engine: Engine, limits: Limits): number {
  for (let pauses = 0; ; pauses++) {
    limits.pauseAfter(0);
    if (engine.searchOnce({ limits }) !== 'LIMIT' || limits.reason !== 'pause') return pauses;
  }
}

describe('a paused search', () => {
  it('takes the same course as one without pauses', () => {
    const whole = pigeons(7);
    expect(whole.searchOnce()).toBe('REFUTED');
    const sliced = pigeons(7);
    expect(inSlices(sliced, new Limits())).toBeGreaterThan(3);
    expect(sliced.kernel.refuted).toBe(true);
    expect(sliced.stats).toEqual(whole.stats);
  });

  it('keeps its place below the root, and its limits', () => {
    const engine = pigeons(9);
    const limits = new Limits({ conflicts: 300 });
    limits.pauseAfter(0);
    expect(engine.searchOnce({ limits })).toBe('LIMIT');
    expect(limits.reason).toBe('pause');
    expect(engine.kernel.trail.level).toBeGreaterThan(0);
    inSlices(engine, limits);
    expect(limits.reason).toBe('conflicts');
    expect(engine.stats.conflicts).toBeGreaterThanOrEqual(300);
    expect(engine.kernel.trail.level).toBe(0);
  });

  it('is given up for a search with other limits', () => {
    const engine = pigeons(6);
    const limits = new Limits();
    limits.pauseAfter(0);
    expect(engine.searchOnce({ limits })).toBe('LIMIT');
    const assumptions = [{ sv: 0, k: 1 }];
    expect(engine.searchOnce({ assumptions, local: true })).toBe('UNSAT');
    expect(engine.kernel.trail.level).toBe(0);
    expect(engine.searchOnce()).toBe('REFUTED');
  });
});
