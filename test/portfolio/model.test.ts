// solve() with worker threads: the statuses, optima and cores of one thread and of brute force.

import { describe, expect, it } from 'vitest';
import { CpModel, type Solution, type SolveParameters, type SolveResult, solve, solveSync } from '../../index.ts';
import type { HistoryEntry } from '../../model/result.ts';
import { solveParallel } from '../../model/solve-parallel.ts';
import { modelStrategies } from '../../model/strategies.ts';
import { verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

/** Jobs on one machine with setup times that depend on the order, in random places: needs some thousand conflicts for 9 jobs. */
function sequencing(jobs: number, maximize = false): CpModel {
  const rng = new Random(`sequencing:${jobs}`);
  const model = new CpModel();
  const places = Array.from({ length: jobs }, () => model.newIntVar(0, 2 * jobs));
  model.addAllDifferent(places);
  const costs = Array.from({ length: jobs }, () => rng.between(-9, 9));
  for (let j = 1; j < jobs; j++) model.add(places[j]!.minus(places[j - 1]!).le(rng.between(1, 5)));
  const total = places.map((place, j) => place.times(costs[j]!)).reduce((sum, term) => sum.plus(term));
  if (maximize) model.maximize(total);
  else model.minimize(total);
  return model;
}

const solved = (model: CpModel, parameters: SolveParameters): Promise<SolveResult> =>
  solve(model, { maxTimeInSeconds: 50, ...parameters });

describe('several workers', () => {
  it('find the optima of brute force, and its infeasible models', async () => {
    const found = { OPTIMAL: 0, INFEASIBLE: 0 };
    for (let seed = 0; seed < 5; seed++) {
      const data = randomModel(`portfolio:${seed}`);
      const solutions = allSolutions(data);
      const result = await solve(data, { numWorkers: 2 + (seed % 3) });
      const label = `seed ${seed}`;
      expect(result.status, label).toBe(solutions.length === 0 ? 'INFEASIBLE' : 'OPTIMAL');
      expect(result.stopReason, label).toBe('completed');
      if (solutions.length === 0) {
        expect([result.values, result.objective, result.bestBound], label).toEqual([null, null, null]);
      } else {
        expect(verify(data, result.values!), label).toEqual([]);
        expect(result.objective, label).toBe(data.objective === undefined ? null : bestObjective(data));
        expect(result.bestBound, label).toBe(result.objective);
      }
      found[result.status as keyof typeof found]++;
    }
    expect(Math.min(found.OPTIMAL, found.INFEASIBLE)).toBeGreaterThan(0);
  });

  it.each([
    ['minimise', false, 2],
    ['maximise', true, 3],
    ['minimise', false, 4],
  ])('%s (%s) as one does, with %i workers', async (_, maximize, numWorkers) => {
    const model = sequencing(8, maximize);
    const { objective } = solveSync(model);
    const solutions: Solution[] = [];
    const bounds: HistoryEntry[] = [];
    const result = await solve(
      model,
      { numWorkers },
      { onSolution: (solution) => solutions.push(solution), onBound: (bound) => bounds.push(bound) },
    );
    expect(result).toMatchObject({ status: 'OPTIMAL', objective, bestBound: objective, gap: 0 });
    expect(result.solutionCount).toBe(solutions.length);
    expect(result.objectiveHistory.map(({ value }) => value)).toEqual(solutions.map((s) => s.objective));
    expect(result.boundHistory).toEqual(bounds);
    expect(bounds.at(-1)!.value).toBe(objective);
    const values = bounds.map(({ value }) => value);
    expect(values).toEqual([...values].sort((a, b) => (maximize ? b - a : a - b)));
    expect(result.solutionInfo).toMatch(
      /^(default|probe|core|reduced-cost|linear-relaxation|complete|descent|luby|best|lns-[a-z]+)#[1-4]$/,
    );
    expect(result.stats.conflicts).toBeGreaterThan(0);
    expect(result.stats.variables).toBeGreaterThanOrEqual(8);
  });

  it('do the same with messages instead of shared memory', async () => {
    const model = sequencing(8);
    const result = await solveParallel(model.data, { numWorkers: 2 }, {}, { sharedMemory: false });
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: solveSync(model).objective });
  });

  it('give a core of the assumptions', async () => {
    const model = new CpModel();
    const [a, b, c] = [model.newBoolVar(), model.newBoolVar(), model.newBoolVar()];
    const x = model.newIntVar(0, 9);
    model.add(x.ge(6)).onlyEnforceIf(a);
    model.add(x.le(5)).onlyEnforceIf(b.not());
    model.minimize(x);
    model.addAssumptions([a, b.not(), c]);
    const { status, sufficientAssumptionsForInfeasibility: core } = await solved(model, { numWorkers: 2 });
    expect(status).toBe('INFEASIBLE');
    expect([...core].sort()).toEqual([a.index, -b.index - 1].sort());
  });

  it('find the best under assumptions', async () => {
    const model = new CpModel();
    const a = model.newBoolVar();
    const x = model.newIntVar(0, 9);
    model.add(x.ge(6)).onlyEnforceIf(a);
    model.minimize(x);
    model.addAssumptions([a]);
    expect(await solved(model, { numWorkers: 3 })).toMatchObject({ status: 'OPTIMAL', objective: 6 });
  });

  it('do without an objective', async () => {
    const model = new CpModel();
    const vars = Array.from({ length: 7 }, () => model.newIntVar(0, 6));
    model.addAllDifferent(vars);
    model.add(vars[0]!.plus(vars[1]!).eq(11));
    const result = await solved(model, { numWorkers: 2 });
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: null, bestBound: null, solutionCount: 1 });
    expect(verify(model.data, result.values!)).toEqual([]);
    expect(result.boundHistory).toEqual([]);
  });

  it('answer for a constant objective', async () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 3);
    model.minimize(x.minus(x).plus(5));
    expect(await solved(model, { numWorkers: 2 })).toMatchObject({ status: 'OPTIMAL', objective: 5, bestBound: 5 });
  });

  it('end at a limit on conflicts', async () => {
    const result = await solved(sequencing(60), { numWorkers: 2, maxNumberOfConflicts: 300 });
    expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'conflicts' });
    // each worker stops at its own limit, or a little later
    expect(result.stats.conflicts).toBeGreaterThanOrEqual(600);
    expect(result.stats.conflicts).toBeLessThan(1200);
  });

  it('end at the time limit with the best so far', async () => {
    const model = sequencing(60);
    // on a busy machine the threads may have hardly begun by then
    for (let j = 0; j < 60; j++) model.addHint(model.intVarAt(j), j);
    // without the relaxation of the rows, which proves the optimum
    const result = await solve(model, { numWorkers: 2, subsolvers: ['default', 'luby'], maxTimeInSeconds: 3 });
    expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'time' });
    expect(verify(model.data, result.values!)).toEqual([]);
  });

  it('end at the signal with the best so far', async () => {
    const abort = new AbortController();
    const seen: Solution[] = [];
    const onSolution = (solution: Solution): void => {
      seen.push(solution);
      abort.abort();
    };
    const result = await solve(sequencing(60), { numWorkers: 2 }, { onSolution, signal: abort.signal });
    expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'aborted', values: seen.at(-1)!.values });
  });

  it('rejects with what a callback throws', async () => {
    const onSolution = (): void => {
      throw new Error('thrown by the callback');
    };
    await expect(solve(sequencing(6), { numWorkers: 2 }, { onSolution })).rejects.toThrow('thrown by the callback');
  });

  it('leave a model that makes no sense to the calling thread', async () => {
    const model = sequencing(4);
    model.data.constraints.push({ kind: 'boolOr', literals: [99] });
    const one = await solve(model);
    const two = await solve(model, { numWorkers: 2 });
    expect(two.validationError).toBe(one.validationError);
    expect(two.status).toBe('MODEL_INVALID');
  });

  it('hand over to the calling thread when they cannot live', async () => {
    const model = sequencing(7);
    const lines: string[] = [];
    const onLog = (line: string): void => void lines.push(line);
    const result = await solveParallel(model.data, { numWorkers: 2 }, { onLog }, { heapMegabytes: 4 });
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: solveSync(model).objective });
    expect(lines.at(-1)).toBe('workers have failed; the calling thread goes on');
  });
});

describe('an enumeration', () => {
  it('stays in the calling thread', async () => {
    const model = new CpModel();
    model.newIntVar(0, 4);
    const result = await solve(model, { numWorkers: 2, enumerateAllSolutions: true });
    expect(result).toMatchObject({ status: 'OPTIMAL', solutionCount: 5, solutionInfo: 'search' });
  });
});

describe('solveSync', () => {
  it('refuses several workers', () => {
    expect(() => solveSync(new CpModel(), { numWorkers: 2 })).toThrow('numWorkers must be 1, got 2');
  });
});

describe('the strategies of a model', () => {
  it('probe if there is an objective and no assumption, fix the order if there is one', () => {
    const model = new CpModel();
    const b = model.newBoolVar();
    expect(modelStrategies(model.data, 3)).toEqual(['default', 'target', 'luby']);
    model.minimize(b);
    const all = ['default', 'mixed', 'probe', 'lns', 'target', 'luby', 'best', 'random', 'turns'];
    expect(modelStrategies(model.data, 10)).toEqual([...all, 'default']);
    model.addDecisionStrategy([b], 'chooseFirst', 'selectMinValue');
    expect(modelStrategies(model.data, 4)).toEqual(['default', 'mixed', 'probe', 'lns']);
    model.addAssumptions([b]);
    expect(modelStrategies(model.data, 2)).toEqual(['default', 'target']);
  });
});
