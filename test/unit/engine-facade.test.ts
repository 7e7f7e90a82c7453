// Statuses of repeated calls of the engine.

import { describe, expect, it } from 'vitest';
import { Engine } from '../../solver/engine.ts';

describe('a second call of solve()', () => {
  it('is INFEASIBLE under contradictory assumptions, also after an earlier solution', () => {
    const engine = new Engine();
    const x = engine.newVar([0, 3]);
    expect(engine.solve()).toBe('FEASIBLE');
    const assumptions = [
      { sv: 2 * x, k: 2 },
      { sv: 2 * x + 1, k: -1 },
    ];
    expect(engine.solve({ assumptions })).toBe('INFEASIBLE');
    expect(new Set(engine.core)).toEqual(new Set(assumptions));
  });

  it('is INFEASIBLE when clauses added since exclude every solution', () => {
    const engine = new Engine();
    const x = engine.newVar([0, 1]);
    expect(engine.solve()).toBe('FEASIBLE');
    engine.addFact(2 * x, 1);
    expect(engine.solve()).toBe('FEASIBLE');
    engine.addFact(2 * x + 1, 0);
    expect(engine.solve()).toBe('INFEASIBLE');
  });
});
