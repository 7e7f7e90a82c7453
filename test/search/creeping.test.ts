// Bounds that would climb a long way one by one: the search halves what is left of the one that moves most, so that it comes to a conflict soon.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { solveSync } from '../../model/solve.ts';

/** Two times that are each before the other if a literal is true, which the strategy tries first. */
function loop(width: number): CpModel {
  const model = new CpModel();
  const isLoop = model.newBoolVar();
  const [x, y] = [model.newIntVar(0, width), model.newIntVar(0, width)];
  // sums of three, so that no propagator of precedences sees the loop
  const more = model.newIntVar(0, 3);
  model.add(x.plus(more).plus(1).le(y)).onlyEnforceIf(isLoop);
  model.add(y.plus(more).plus(1).le(x)).onlyEnforceIf(isLoop);
  const others = Array.from({ length: 300 }, () => model.newBoolVar());
  model.addDecisionStrategy([isLoop, ...others], 'chooseFirst', 'selectMaxValue');
  return model;
}

describe('bounds that creep', () => {
  it('end in conflicts long before they have come to their end', () => {
    const parameters = {
      cpModelPresolve: false,
      maxNumberOfConflicts: 3,
      engine: { searchBranching: 'fixed' },
    } as const;
    const { stats, stopReason, status } = solveSync(loop(1e7), parameters);
    expect(status === 'OPTIMAL' || stopReason === 'conflicts').toBe(true);
    expect(stats.conflicts).toBeGreaterThan(0);
    // 85 000; 2.4 million when the strategy goes on among the other literals, each of which lets the bounds climb a little
    expect(stats.propagations).toBeLessThan(1e6);
  });

  it('hide no solution: a loop that may be left', () => {
    const { status, values } = solveSync(loop(2000), { cpModelPresolve: false });
    expect(status).toBe('OPTIMAL');
    expect(values![0]).toBe(0);
  });
});
