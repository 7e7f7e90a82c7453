// noOverlap and noOverlap2D under every option: the solutions of random models are those of brute force whatever is switched off, with literals and without.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import type { ConstraintKind } from '../../model/model.ts';
import type { SchedulingOptions } from '../../model/scheduling-options.ts';
import { solveSync } from '../../model/solve.ts';
import { allSolutions } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

const NO_RULES: SchedulingOptions = {
  useOverloadCheckerInDisjunctive: false,
  usePrecedencesInDisjunctiveConstraint: false,
  useNotFirstNotLastInDisjunctive: false,
  useEdgeFindingInDisjunctive: false,
};
const NO_LITERALS: SchedulingOptions = {
  maxSizeToCreatePrecedenceLiteralsInDisjunctive: 0,
  noOverlap2dBooleanRelationsLimit: 0,
};

const OPTIONS: Readonly<Record<string, SchedulingOptions>> = {
  'no rules': NO_RULES,
  'no literals': NO_LITERALS,
  'no literals, no rules, no cumulatives': { ...NO_RULES, ...NO_LITERALS, useTimetablingInNoOverlap2d: false },
  'overload alone': { ...NO_RULES, ...NO_LITERALS, useOverloadCheckerInDisjunctive: true },
  'precedences alone': { ...NO_RULES, usePrecedencesInDisjunctiveConstraint: true },
  'not-first and not-last alone': { ...NO_RULES, ...NO_LITERALS, useNotFirstNotLastInDisjunctive: true },
  'edge finding alone': { ...NO_RULES, ...NO_LITERALS, useEdgeFindingInDisjunctive: true },
};

const KINDS: readonly ConstraintKind[] = ['noOverlap', 'noOverlap2D', 'linear'];

describe.each(Object.entries(OPTIONS))('with %s', (name, options) => {
  it('the solutions are those of brute force, 150 models', () => {
    for (let seed = 0; seed < 150; seed++) {
      const { objective: _, ...data } = randomModel(`${name}:${seed}`, KINDS);
      const found: string[] = [];
      const events = { onSolution: ({ values }: { values: readonly number[] }) => found.push(String(values)) };
      solveSync(data, { ...options, enumerateAllSolutions: true }, events);
      expect(found.sort(), `seed ${seed}`).toEqual(allSolutions(data).map(String).sort());
    }
  });
});

describe('the options', () => {
  /** Three machines, four jobs, one operation of each on each machine. */
  function jobShop(): CpModel {
    const model = new CpModel();
    const sizes = [
      [3, 2, 2],
      [2, 1, 4],
      [4, 3, 1],
      [2, 4, 3],
    ];
    const makespan = model.newIntVar(0, 40);
    const machines = sizes[0]!.map((): ReturnType<CpModel['newFixedSizeIntervalVar']>[] => []);
    for (const [j, job] of sizes.entries()) {
      const starts = job.map(() => model.newIntVar(0, 40));
      for (const [k, size] of job.entries()) {
        machines[(j + k) % 3]!.push(model.newFixedSizeIntervalVar(starts[k]!, size));
        model.addPrecedence(starts[k]!, k < 2 ? starts[k + 1]! : makespan, size);
      }
    }
    for (const machine of machines) model.addNoOverlap(machine);
    model.minimize(makespan);
    return model;
  }

  it('change the search, not the optimum', () => {
    const conflicts = new Set<number>();
    for (const options of [{}, ...Object.values(OPTIONS)]) {
      const { status, objective, stats } = solveSync(jobShop(), options);
      expect([status, objective]).toEqual(['OPTIMAL', 12]);
      conflicts.add(stats.conflicts);
    }
    expect(conflicts.size).toBeGreaterThan(2);
  });

  it('decide how many variables and propagators there are', () => {
    const stats = (options: SchedulingOptions): number[] => {
      const result = solveSync(jobShop(), { ...options, maxNumberOfConflicts: 1 });
      return [result.stats.variables, result.stats.propagators];
    };
    const plain = stats(NO_LITERALS);
    // a Boolean for each of the six pairs of a machine, and a propagator that keeps them
    expect(stats({})).toEqual([plain[0]! + 18, plain[1]! + 3]);
    const boxes = new CpModel();
    const x = Array.from({ length: 3 }, () => boxes.newFixedSizeIntervalVar(boxes.newIntVar(0, 4), 2));
    const y = Array.from({ length: 3 }, () => boxes.newFixedSizeIntervalVar(boxes.newIntVar(0, 4), 2));
    boxes.addNoOverlap2D(x, y);
    const of = (options: SchedulingOptions): number => solveSync(boxes, options).stats.propagators;
    expect(of({ noOverlap2dBooleanRelationsLimit: 0, useTimetablingInNoOverlap2d: false })).toBe(1);
    expect(of({ noOverlap2dBooleanRelationsLimit: 0 })).toBe(5);
    expect(of({ noOverlap2dBooleanRelationsLimit: 3, useTimetablingInNoOverlap2d: false })).toBe(12);
  });

  it('are checked', () => {
    const wrong = { noOverlap2dBooleanRelationsLimit: -1 };
    expect(() => solveSync(new CpModel(), wrong)).toThrow('noOverlap2dBooleanRelationsLimit must be an integer from 0');
  });
});

describe('noOverlap2D', () => {
  it('finds the least height of a strip, and none that is too low', () => {
    //  width 5: the 3 x 2 and the 2 x 2 side by side, the 5 x 1 above
    const model = new CpModel();
    const height = model.newIntVar(0, 10);
    const place = (w: number, h: number): void => {
      xs.push(model.newFixedSizeIntervalVar(model.newIntVar(0, 5 - w), w));
      const y = model.newIntVar(0, 10 - h);
      ys.push(model.newFixedSizeIntervalVar(y, h));
      model.addPrecedence(y, height, h);
    };
    const xs: ReturnType<CpModel['newFixedSizeIntervalVar']>[] = [];
    const ys: ReturnType<CpModel['newFixedSizeIntervalVar']>[] = [];
    for (const [w, h] of [
      [3, 2],
      [2, 2],
      [5, 1],
    ]) {
      place(w!, h!);
    }
    model.addNoOverlap2D(xs, ys);
    model.minimize(height);
    for (const options of [{}, NO_LITERALS]) {
      const { status, objective } = solveSync(model, options);
      expect([status, objective]).toEqual(['OPTIMAL', 3]);
    }
  });

  it('ignores a box whose x or y interval is absent', () => {
    const model = new CpModel();
    const [a, b] = [model.newBoolVar(), model.newBoolVar()];
    const fixed = model.newFixedSizeIntervalVar(0, 2);
    const x = model.newOptionalFixedSizeIntervalVar(1, 2, a);
    const y = model.newOptionalFixedSizeIntervalVar(1, 2, b);
    model.addNoOverlap2D([fixed, x], [fixed, y]);
    const found: string[] = [];
    solveSync(model, { enumerateAllSolutions: true }, { onSolution: ({ values }) => found.push(String(values)) });
    expect(found.sort()).toEqual(['0,0', '0,1', '1,0']);
  });
});
