// Restarts that change between two modes, and phases that chase the longest trail.

import { describe, expect, it } from 'vitest';
import { Engine } from '../../solver/engine.ts';
import { DECISION } from '../../solver/reasons.ts';
import { Restarts } from '../../solver/restart.ts';

const OPTIONS = { restartPolicy: 'switch', restartBase: 5, restartMargin: 1.1, stableBase: 100 } as const;

describe('restarts in two modes', () => {
  it('take turns that grow alike, few restarts in every second one', () => {
    const restarts = new Restarts(OPTIONS);
    const turns: number[] = [];
    const counts: number[] = [];
    let stable = false;
    let conflicts = 0;
    let count = 0;
    for (let ticks = 0; turns.length < 6; ticks += 10) {
      // bursts of bad clauses
      restarts.onConflict(ticks % 1000 < 200 ? 20 : 2);
      conflicts++;
      if (!restarts.restarting(ticks)) continue;
      restarts.restart(ticks);
      count++;
      if (restarts.stable === stable) continue;
      stable = restarts.stable;
      turns.push(Math.round(conflicts / 1000));
      counts.push(count / conflicts);
      conflicts = 0;
      count = 0;
    }
    expect(turns).toEqual([1, 1, 4, 4, 9, 9]);
    for (const [i, share] of counts.entries()) {
      if (i % 2 === 0) expect(share).toBeGreaterThan(0.02);
      else expect(share).toBeLessThan(0.01);
    }
  });

  it('never happen with "none"', () => {
    const restarts = new Restarts({ ...OPTIONS, restartPolicy: 'none' });
    for (let i = 0; i < 5000; i++) {
      restarts.onConflict(i);
      expect(restarts.restarting(i)).toBe(false);
    }
  });
});

describe('target phases', () => {
  it('are the values at the longest trail, until the phases are changed', () => {
    const engine = new Engine();
    const { kernel, search } = engine;
    const { phases } = search;
    const [a, b, c] = [engine.newBool(), engine.newBool(), engine.newBool()];
    phases.sync();
    const decide = (x: number): void => {
      kernel.newLevel();
      kernel.trail.push(2 * x, 1, DECISION);
    };
    decide(a);
    decide(b);
    phases.advanced(2);
    kernel.backtrackTo(0);
    decide(c);
    phases.advanced(1);
    kernel.backtrackTo(0);
    const all = (): number[] => [a, b, c].map((x) => phases.of(x));
    expect(all()).toEqual([0, 0, 0]);
    phases.targeting = true;
    expect(all()).toEqual([1, 1, 0]);
    // inverted: all at their upper bounds
    phases.rephase();
    expect(all()).toEqual([1, 1, 1]);
    phases.value.fill(0);
    // back to the farthest: c was open there
    phases.rephase();
    expect(all()).toEqual([1, 1, 0]);
    // flipped
    phases.rephase();
    expect(all()).toEqual([0, 0, 1]);
  });
});
