// The decision strategy for models with intervals: when it applies, what it decides, and that it ends with the optimum.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { isScheduling, schedulingStrategy } from '../../model/scheduling-strategy.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';
import { schedulingModel } from '../solver/objective-models.ts';
import { bestObjective } from '../support/brute.ts';

/** Jobs of size 2 on a resource for one of them, with deadlines. */
function jobs(deadlines: readonly number[]): CpModel {
  const model = new CpModel();
  const starts = deadlines.map((deadline) => model.newIntVar(0, deadline - 2));
  const intervals = starts.map((start) => model.newFixedSizeIntervalVar(start, 2));
  model.addCumulative(
    intervals,
    deadlines.map(() => 2),
    3,
  );
  return model;
}

describe('the strategy for schedules', () => {
  it('applies to models with a resource that tasks share and no strategy of their own', () => {
    const model = jobs([9, 9]);
    expect(isScheduling(model.data)).toBe(true);
    expect(isScheduling(jobs([9]).data)).toBe(false);
    model.addDecisionStrategy([], 'chooseFirst', 'selectMinValue');
    expect(isScheduling(model.data)).toBe(false);
    const apart = new CpModel();
    for (let k = 0; k < 3; k++) apart.newFixedSizeIntervalVar(apart.newIntVar(0, 5), 2);
    expect(isScheduling(apart.data)).toBe(false);
  });

  it('starts the task that can start first, of several the one that must start first', () => {
    const deadlines = [40, 30, 20, 50];
    for (const engine of [{ searchBranching: 'fixed' }, { searchBranching: 'alternate' }] as const) {
      const { values } = solveSync(jobs(deadlines), { engine });
      expect(values).toEqual([4, 2, 0, 6]);
    }
  });

  it('decides by activity among those that can start first', () => {
    const { data } = jobs([40, 30, 20]);
    const engine = new Engine({ searchBranching: 'fixed' });
    compile(data, engine);
    engine.setStrategies([schedulingStrategy(data, engine)]);
    const { decider, scores } = engine.search;
    const { kernel } = engine;
    scores.sync();
    expect(decider.decide(true)).toBe(true);
    expect(decider.decision).toMatchObject({ sv: 5 });
    // a bound of task 0 has been in a conflict
    const lit = kernel.literal(0, 3);
    scores.include(lit >> 1);
    scores.bump(lit >> 1);
    expect(decider.decide(true)).toBe(true);
    expect(decider.decision).toMatchObject({ sv: 1 });
  });

  it('ends with the optimum of brute force, 150 models', () => {
    for (let seed = 0; seed < 150; seed++) {
      const data = schedulingModel(seed);
      const { status, objective } = solveSync(data, { engine: { searchBranching: 'fixed' }, randomSeed: seed });
      const best = bestObjective(data);
      expect([status, objective], `seed ${seed}`).toEqual(best === null ? ['INFEASIBLE', null] : ['OPTIMAL', best]);
    }
  });
});
