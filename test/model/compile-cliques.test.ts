// Tasks that never run at the same time, seen over all constraints of a model: what is made of them, and that the solutions stay those of brute force.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import type { IntVar } from '../../model/expressions.ts';
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

describe('tasks that are apart for different reasons', () => {
  /** 0 and 1 are too much for one resource, 1 and 2 for another; 0 and 2 are apart as `third` says. */
  function three(third: (model: CpModel, starts: readonly IntVar[]) => void): CpModel {
    const model = new CpModel();
    const { starts, intervals } = tasks(model, [2, 2, 2], 6);
    const [a, b, c] = intervals;
    model.addCumulative([a!, b!], [2, 2], 3);
    model.addCumulative([b!, c!], [1, 1], 1);
    third(model, starts);
    return model;
  }

  it('are a disjunctive resource', () => {
    const precedence = three((model, starts) => model.addPrecedence(starts[0]!, starts[2]!, 2));
    expect(propagatorsOf(precedence)).toEqual({ names: ['disjunctive', 'disjunctive-pairs'], orders: 2 });
    const resource = three((model) => {
      const [a, , c] = [0, 1, 2].map((k) => model.intervalVarAt(k));
      model.addCumulative([a!, c!], [3, 3], 5);
    });
    expect(propagatorsOf(resource)).toEqual({ names: ['disjunctive', 'disjunctive-pairs'], orders: 3 });
  });

  it('are none if two of them may overlap, nor if that is switched off', () => {
    expect(propagatorsOf(three(() => {}))).toEqual({ names: ['disjunctive-pairs'], orders: 2 });
    const precedence = three((model, starts) => model.addPrecedence(starts[0]!, starts[2]!, 2));
    const off = { useDisjunctiveConstraintInCumulative: false };
    expect(propagatorsOf(precedence, off)).toEqual({ names: [], orders: 0 });
  });

  it('need the time of all of them: refuted without a decision', () => {
    const model = new CpModel();
    const { intervals } = tasks(model, [3, 3, 3], 4);
    const [a, b, c] = intervals;
    model.addCumulative([a!, b!], [2, 2], 3);
    model.addCumulative([b!, c!], [2, 2], 3);
    model.addCumulative([a!, c!], [2, 2], 3);
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
