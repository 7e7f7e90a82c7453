// Tasks of cumulatives that do not fit together: what is made of them, and that the solutions stay those of brute force.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import type { SchedulingOptions } from '../../model/scheduling-options.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';

/** Tasks of these sizes that start from 0 to `latest`. */
function tasks(model: CpModel, sizes: readonly number[], latest: number) {
  const starts = sizes.map((_, k) => model.newIntVar(0, latest, `s${k}`));
  return { starts, intervals: starts.map((start, k) => model.newFixedSizeIntervalVar(start, sizes[k]!)) };
}

function propagatorsOf(model: CpModel, options: SchedulingOptions = {}): { names: string[]; orders: number } {
  const { engine, orders } = compile(model.data, new Engine(), options);
  const names = engine.kernel.propagators.map(({ name }) => name).filter((name) => name.startsWith('disjunctive'));
  return { names: names.sort(), orders: orders.length };
}

describe('pairs that do not fit together', () => {
  /** 0 and 1 are too much for one resource, 1 and 2 for another, and again for the third. */
  function three(): CpModel {
    const model = new CpModel();
    const { intervals } = tasks(model, [2, 2, 2], 6);
    const [a, b, c] = intervals;
    model.addCumulative([a!, b!], [2, 2], 3);
    model.addCumulative([b!, c!], [1, 1], 1);
    model.addCumulative([a!, b!, c!], [1, 3, 2], 4);
    return model;
  }

  it('have one literal each, and one propagator together', () => {
    expect(propagatorsOf(three())).toEqual({ names: ['disjunctive-pairs'], orders: 2 });
  });

  it('have none if that is switched off, or if they are too many', () => {
    const off = { useDisjunctiveConstraintInCumulative: false };
    expect(propagatorsOf(three(), off)).toEqual({ names: [], orders: 0 });
    const few = { maxSizeToCreatePrecedenceLiteralsInDisjunctive: 1 };
    expect(propagatorsOf(three(), few)).toEqual({ names: [], orders: 0 });
  });

  it('are decided by precedences', () => {
    const model = three();
    model.addPrecedence(model.intVarAt(0), model.intVarAt(1), 2);
    expect(propagatorsOf(model)).toEqual({ names: ['disjunctive-pairs'], orders: 1 });
  });
});

describe('a cumulative in which no two tasks fit', () => {
  it('needs the time of all of them: refuted without a decision', () => {
    const model = new CpModel();
    const { intervals } = tasks(model, [3, 3, 3], 4);
    model.addCumulative(intervals, [2, 3, 2], 3);
    expect(propagatorsOf(model)).toEqual({ names: ['disjunctive', 'disjunctive-pairs'], orders: 3 });
    // 9 units from 0 to 7; two fit
    const { engine } = compile(model.data, new Engine());
    expect(engine.kernel.fixpoint()).toBe(false);
  });
});

describe('pairs of optional tasks, or of constraints that need not hold', () => {
  it('are seen to one constraint at a time', () => {
    const model = new CpModel();
    const { starts, intervals } = tasks(model, [2, 2], 5);
    const optional = model.newOptionalFixedSizeIntervalVar(starts[0]!, 2, model.newBoolVar('there'));
    model.addCumulative([optional, intervals[1]!], [2, 2], 3);
    model.addCumulative(intervals, [2, 2], 3).onlyEnforceIf(model.newBoolVar('holds'));
    expect(propagatorsOf(model)).toEqual({ names: ['disjunctive-pairs', 'disjunctive-pairs'], orders: 1 });
  });
});

describe('models of several resources', () => {
  /** Few tasks with precedences, cumulatives over some of them, and maybe a no-overlap. */
  function randomResources(rng: Random): CpModel {
    const model = new CpModel();
    const n = rng.between(3, 4);
    const sizes = Array.from({ length: n }, () => rng.between(0, 3));
    const { starts, intervals } = tasks(model, sizes, rng.between(3, 5));
    for (let b = 1; b < n; b++)
      if (rng.chance(0.3)) model.addPrecedence(starts[rng.below(b)]!, starts[b]!, rng.between(0, 3));
    const some = () => intervals.filter(() => rng.chance(0.8));
    for (let r = rng.between(1, 3); r > 0; r--) {
      const users = some();
      const demands = users.map(() => rng.between(0, 4));
      const cumulative = model.addCumulative(users, demands, rng.between(3, 6));
      if (rng.chance(0.15)) cumulative.onlyEnforceIf(model.newBoolVar());
    }
    if (rng.chance(0.4)) model.addNoOverlap(some());
    return model;
  }

  it.each<[string, SchedulingOptions]>([
    ['by default', {}],
    ['without literals', { maxSizeToCreatePrecedenceLiteralsInDisjunctive: 0 }],
    ['without disjunctive resources', { useDisjunctiveConstraintInCumulative: false }],
    ['with energy', { useOverloadCheckerInCumulative: true, useTimetableEdgeFindingInCumulative: true }],
  ])('have the solutions of brute force %s, 150 models', (name, options) => {
    let solutions = 0;
    for (let seed = 0; seed < 150; seed++) {
      const { data } = randomResources(new Random(`resources:${name}:${seed}`));
      const found: string[] = [];
      const events = { onSolution: ({ values }: { values: readonly number[] }) => found.push(String(values)) };
      solveSync(data, { ...options, enumerateAllSolutions: true, cpModelPresolve: false }, events);
      const expected = allSolutions(data).map(String).sort();
      expect(found.sort(), `seed ${seed}`).toEqual(expected);
      solutions += expected.length;
    }
    expect(solutions).toBeGreaterThan(1000);
  });
});

describe('a model of very many tasks', () => {
  it('has its cumulatives seen to one by one', () => {
    const model = new CpModel();
    const { intervals } = tasks(model, Array(401).fill(1), 500);
    const [first, second] = [intervals.slice(0, 3), intervals.slice(2, 5)];
    model.addCumulative(intervals, Array(401).fill(1), 2);
    for (const users of [first, second]) model.addCumulative(users, [2, 2, 2], 3);
    // a disjunctive resource, and its pairs, for each of the two
    expect(propagatorsOf(model)).toEqual({
      names: ['disjunctive', 'disjunctive', 'disjunctive-pairs', 'disjunctive-pairs'],
      orders: 6,
    });
  });
});
