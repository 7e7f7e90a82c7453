// Presolve within solve(): the answers with it are those without it, in one thread and in several, and all that is told is about the model as it was given.

import { describe, expect, it } from 'vitest';
import { CpModel, type Solution, type SolveParameters, solve, solveSync, sum } from '../../index.ts';
import type { ModelData } from '../../model/model.ts';
import { verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { randomModel } from '../support/random-model.ts';
import { denseModel } from './dense-models.ts';
import { solutionsOf } from './support.ts';

/** Machines and jobs in Booleans, loads as sums, the longest of them as objective: much for presolve to do. */
function machines(jobs: number, count: number): CpModel {
  const rng = new Random(`machines:${jobs}:${count}`);
  const model = new CpModel('machines');
  const places = Array.from({ length: jobs }, () => Array.from({ length: count }, () => model.newBoolVar()));
  const sizes = places.map(() => rng.between(2, 9));
  for (const row of places) model.addExactlyOne(row);
  const loads = Array.from({ length: count }, (_, m) => {
    const load = model.newIntVar(0, 100, `load ${m}`);
    model.add(load.eq(sum(places.map((row, j) => row[m]!.times(sizes[j]!)))));
    return load;
  });
  const longest = model.newIntVar(0, 100, 'longest');
  for (const load of loads) model.add(load.le(longest));
  model.minimize(longest.times(3).plus(2));
  return model;
}

const ON: SolveParameters = { cpModelPresolve: true };
const OFF: SolveParameters = { cpModelPresolve: false };

describe('with and without presolve', () => {
  it('status, optimum and bound are the same, 300 models', () => {
    for (let seed = 0; seed < 300; seed++) {
      const data = seed % 2 === 0 ? denseModel(`solve:${seed}`) : randomModel(`solve:${seed}`);
      const [on, off] = [solveSync(data, ON), solveSync(data, OFF)];
      const { status, objective, bestBound, gap } = off;
      expect(on, `seed ${seed}`).toMatchObject({ status, objective, bestBound, gap });
      if (on.values !== null) expect(verify(data, on.values), `seed ${seed}`).toEqual([]);
    }
  });

  it('enumerations are complete and without repetition, 150 models', () => {
    for (let seed = 0; seed < 150; seed++) {
      const { objective: _, ...data } = denseModel(`all:${seed}`);
      const seen: string[] = [];
      const onSolution = ({ values }: Solution): unknown => seen.push(String(values));
      solveSync(data, { ...ON, enumerateAllSolutions: true }, { onSolution });
      expect(seen.sort(), `seed ${seed}`).toEqual(solutionsOf(data).map(String).sort());
    }
  });

  it('histories are in the terms of the model', () => {
    const model = machines(8, 3);
    const solutions: Solution[] = [];
    const bounds: number[] = [];
    const events = {
      onSolution: (s: Solution) => solutions.push(s),
      onBound: (b: { value: number }) => bounds.push(b.value),
    };
    const result = solveSync(model, ON, events);
    const expected = solveSync(model, OFF);
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: expected.objective, bestBound: expected.objective });
    for (const { values, objective } of solutions) {
      expect(verify(model.data, values)).toEqual([]);
      expect(3 * values.at(-1)! + 2).toBe(objective);
    }
    for (const bound of bounds) expect(bound).toBeLessThanOrEqual(result.objective!);
  });

  it('a core names the assumptions of the model', () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9);
    const y = model.newIntVar(0, 9);
    const [unused, a, b] = [model.newBoolVar(), model.newBoolVar(), model.newBoolVar()];
    model.add(x.eq(y.plus(1)));
    model.add(x.ge(7)).onlyEnforceIf(a);
    model.add(y.le(5)).onlyEnforceIf(b.not());
    model.addAssumptions(a, unused, b.not());
    for (const parameters of [ON, OFF]) {
      const { status, sufficientAssumptionsForInfeasibility: core } = solveSync(model, parameters);
      expect([status, [...core].sort()]).toEqual(['INFEASIBLE', [a.literal, b.not().literal].sort()]);
    }
  });

  it('an assumption that presolve refutes is the core', () => {
    const model = new CpModel();
    const [a, b] = [model.newBoolVar(), model.newBoolVar()];
    model.addBoolAnd(a.not());
    model.addAssumptions(b, a);
    expect(solveSync(model, ON)).toMatchObject({
      status: 'INFEASIBLE',
      sufficientAssumptionsForInfeasibility: [a.literal],
    });
  });

  it('an objective that presolve decides is a bound at once', async () => {
    const model = new CpModel();
    const x = model.newIntVar(3, 9);
    model.maximize(x.times(2).plus(1));
    const row = Array.from({ length: 12 }, () => model.newBoolVar());
    model.addBoolXor(...row);
    for (const parameters of [ON, { ...ON, numWorkers: 2 }]) {
      const bounds: number[] = [];
      const result = await solve(model, parameters, { onBound: ({ value }) => bounds.push(value) });
      expect(result).toMatchObject({ status: 'OPTIMAL', objective: 19, bestBound: 19 });
      expect(bounds).toEqual([19]);
      expect(result.boundHistory[0]!.worker).toBe('presolve');
    }
  });

  it('strategies decide as without it', () => {
    const model = new CpModel();
    const [x, y, z] = [model.newIntVar(0, 9), model.newIntVar(0, 9), model.newIntVar(0, 20)];
    model.add(x.plus(y).le(12));
    model.add(z.eq(x.plus(y)));
    model.addDecisionStrategy([y, x], 'chooseFirst', 'selectMaxValue');
    const parameters: SolveParameters = { engine: { searchBranching: 'fixed' } };
    expect(solveSync(model, { ...parameters, ...ON }).values).toEqual([3, 9, 12]);
    expect(solveSync(model, { ...parameters, ...OFF }).values).toEqual([3, 9, 12]);
  });
});

describe('solve', () => {
  it('in workers: the same optimum, values and core', async () => {
    const model = machines(9, 3);
    const expected = solveSync(model, OFF);
    const solutions: Solution[] = [];
    const result = await solve(model, { ...ON, numWorkers: 2 }, { onSolution: (s) => solutions.push(s) });
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: expected.objective, bestBound: expected.objective });
    for (const { values } of solutions) expect(verify(model.data, values)).toEqual([]);
    expect(result.values).toEqual(solutions.at(-1)!.values);
    const assumed = new CpModel();
    const [, a, b] = [assumed.newIntVar(4, 4), assumed.newBoolVar(), assumed.newBoolVar()];
    const x = assumed.newIntVar(0, 9);
    assumed.add(x.ge(6)).onlyEnforceIf(a);
    assumed.add(x.le(5)).onlyEnforceIf(b);
    assumed.addAssumptions(a, b);
    const { sufficientAssumptionsForInfeasibility: core } = await solve(assumed, { ...ON, numWorkers: 2 });
    expect([...core].sort()).toEqual([a.literal, b.literal].sort());
  });

  it('in workers: a model that presolve refutes, or leaves nothing of', async () => {
    const model = new CpModel();
    const [a, b] = [model.newBoolVar(), model.newBoolVar()];
    model.addBoolOr(a, b);
    expect(await solve(model, { ...ON, numWorkers: 2 })).toMatchObject({ status: 'OPTIMAL', solutionCount: 1 });
    model.addBoolAnd(a.not(), b.not());
    expect(await solve(model, { ...ON, numWorkers: 2 })).toMatchObject({ status: 'INFEASIBLE', values: null });
  });

  it('gives the same course in slices', async () => {
    const model = machines(9, 3);
    const [sync, async] = [solveSync(model, ON), await solve(model, ON)];
    expect({ ...async.stats, ticks: 0 }).toEqual({ ...sync.stats, ticks: 0 });
    expect(async.values).toEqual(sync.values);
  });

  it('tells the log what was done', () => {
    const lines: string[] = [];
    solveSync(machines(6, 2), { ...ON, logSearchProgress: true }, { onLog: (line) => lines.push(line) });
    expect(lines.filter((line) => /^presolve: 15 -> \d+ variables, /.test(line))).toHaveLength(1);
    const quiet: string[] = [];
    solveSync(machines(6, 2), { logSearchProgress: true, ...OFF }, { onLog: (line) => quiet.push(line) });
    expect(quiet.filter((line) => line.startsWith('presolve'))).toEqual([]);
    solveSync(machines(6, 2), ON, { onLog: () => expect.fail('no log was asked for') });
  });

  it('counts the work of presolve', () => {
    const data: ModelData = machines(6, 2).data;
    expect(solveSync(data, { ...ON, maxNumberOfConflicts: 0 }).stats.ticks).toBeGreaterThan(0);
    const { stats } = solveSync(data, { ...ON, maxDeterministicTicks: 300 });
    expect(stats.ticks).toBeLessThan(3_000);
  });

  it('without sense is told so', () => {
    const data = { ...machines(2, 2).data, variables: [] };
    expect(solveSync(data, ON).status).toBe('MODEL_INVALID');
    expect(() => solveSync(machines(2, 2), { cpModelPresolve: 1 as unknown as boolean })).toThrow('cpModelPresolve');
  });
});
