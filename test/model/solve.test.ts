// solveSync, solve and solveEvents: statuses, limits, callbacks, abort, parameters, plain data.

import { describe, expect, it } from 'vitest';
import {
  booleanValueIn,
  CpModel,
  Domain,
  type SolveEvent,
  type SolveResult,
  solve,
  solveEvents,
  solveSync,
  sum,
  valueIn,
} from '../../index.ts';
import { EngineRun } from '../../model/engine-run.ts';
import type { SolveParameters } from '../../model/parameters.ts';
import type { Solution } from '../../model/result.ts';

/** n pigeons, one hole less: takes conflicts without end for n over 10 or so. */
function pigeons(n: number): CpModel {
  const model = new CpModel();
  const holes = Array.from({ length: n - 1 }, () => [] as ReturnType<CpModel['newBoolVar']>[]);
  for (let p = 0; p < n; p++) {
    const row = holes.map((hole) => {
      const b = model.newBoolVar();
      hole.push(b);
      return b;
    });
    model.addBoolOr(row);
  }
  for (const hole of holes)
    for (let p = 0; p < n; p++) for (let q = 0; q < p; q++) model.addBoolOr(hole[p]!.not(), hole[q]!.not());
  return model;
}

/** Weights into two bins, as evenly as possible; the optimum is found step by step. */
function bins(weights: readonly number[]): CpModel {
  const model = new CpModel();
  const sides = weights.map(() => model.newBoolVar());
  const left = sum(sides.map((b, k) => b.times(weights[k]!)));
  const total = weights.reduce((a, b) => a + b, 0);
  const load = model.newIntVar(0, total, 'load');
  model.add(load.ge(left));
  model.add(load.ge(left.negated().plus(total)));
  model.minimize(load);
  return model;
}

const WEIGHTS = [31, 27, 23, 19, 17, 13, 11, 7, 5, 3];

describe('solveSync', () => {
  it('gives the optimum, its proof, and how it got there', () => {
    const seen: Solution[] = [];
    const result = solveSync(bins(WEIGHTS), {}, { onSolution: (solution) => seen.push(solution) });
    expect([result.status, result.objective, result.bestBound, result.gap]).toEqual(['OPTIMAL', 78, 78, 0]);
    expect(result.stopReason).toBe('completed');
    expect(result.solutionCount).toBe(seen.length);
    expect(seen.map(({ objective }) => objective)).toEqual(result.objectiveHistory.map(({ value }) => value));
    expect(seen[seen.length - 1]!.values).toEqual(result.values);
    expect(result.boundHistory.length).toBeGreaterThan(0);
    expect(result.stats.variables).toBe(11);
    expect(result.stats.branches).toBeGreaterThan(0);
  });

  it('gives plain data', () => {
    for (const model of [bins(WEIGHTS), pigeons(4)]) {
      const result = solveSync(model);
      expect(structuredClone(result)).toEqual(result);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    }
  });

  it('reads values of variables, expressions and literals', () => {
    const model = new CpModel();
    const [x, b] = [model.newIntVar(3, 3), model.newBoolVar()];
    model.addBoolAnd(b);
    const result = solveSync(model);
    expect([valueIn(result, x), valueIn(result, x.times(2).minus(b)), valueIn(result, 7)]).toEqual([3, 5, 7]);
    expect([booleanValueIn(result, b), booleanValueIn(result, b.not()), booleanValueIn(result, true)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(() => valueIn(solveSync(pigeons(3)), x)).toThrow('valueIn: there is no solution, the status is INFEASIBLE');
  });

  it('is the same for the same seed', () => {
    const run = (randomSeed: number) => {
      const {
        wallTime: _,
        objectiveHistory,
        boundHistory,
        ...rest
      } = solveSync(bins(WEIGHTS), {
        randomSeed,
        engine: { randomFrequency: 1, restartPolicy: 'luby', restartBase: 1 },
      });
      return {
        ...rest,
        objectives: objectiveHistory.map(({ value }) => value),
        bounds: boundHistory.map(({ value }) => value),
      };
    };
    expect(run(5)).toEqual(run(5));
    expect(run(5).stats).not.toEqual(run(6).stats);
  });

  it('answers a model without variables', () => {
    const model = new CpModel();
    expect(solveSync(model)).toMatchObject({ status: 'OPTIMAL', values: [] });
    model.data.constraints.push({ kind: 'boolOr', literals: [] });
    expect(solveSync(model)).toMatchObject({
      status: 'INFEASIBLE',
      values: null,
      sufficientAssumptionsForInfeasibility: [],
    });
  });

  it('tries hints first', () => {
    const model = new CpModel();
    const vars = Array.from({ length: 5 }, (_, k) => model.newIntVar(0, 9, `x${k}`));
    model.addAllDifferent(vars);
    const values = [7, 2, 9, 0, 4];
    for (const [k, x] of vars.entries()) model.addHint(x, values[k]!);
    expect(solveSync(model).values).toEqual(values);
  });

  it('branches as the strategies of the model say', () => {
    const model = new CpModel();
    const [x, y] = [model.newIntVar(0, 9), model.newIntVar(0, 9)];
    model.add(x.plus(y).le(12));
    model.addDecisionStrategy([y, x], 'chooseFirst', 'selectMaxValue');
    expect(solveSync(model).values).toEqual([3, 9]);
    model.data.searchStrategies!.length = 0;
    model.addDecisionStrategy([x, y], 'chooseFirst', 'selectMaxValue');
    expect(solveSync(model, { engine: { searchBranching: 'fixed' } }).values).toEqual([9, 3]);
  });

  it('lets strategies lead for a thousand conflicts, then takes turns', () => {
    const model = pigeons(12);
    const vars = [...model.data.variables.keys()];
    model.data.searchStrategies = [{ vars, variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' }];
    const work = (searchBranching: 'lead' | 'fixed', maxNumberOfConflicts: number) => {
      const { stats } = solveSync(model, { maxNumberOfConflicts, engine: { searchBranching } });
      return [stats.conflicts, stats.branches];
    };
    expect(work('lead', 1000)).toEqual(work('fixed', 1000));
    expect(work('lead', 2000)).not.toEqual(work('fixed', 2000));
  });

  it('enumerates every solution once', () => {
    const model = new CpModel();
    const x = model.newIntVarFromDomain(Domain.fromValues([-3, 0, 4]));
    const y = model.newIntVar(0, 2);
    model.add(x.ne(y));
    const seen = new Set<string>();
    const result = solveSync(
      model,
      { enumerateAllSolutions: true },
      { onSolution: ({ values }) => seen.add(String(values)) },
    );
    expect([result.status, result.solutionCount, seen.size]).toEqual(['OPTIMAL', 8, 8]);
  });

  it('names assumptions that cannot hold together, by their literals', () => {
    const model = new CpModel();
    const [a, b, c] = [model.newBoolVar(), model.newBoolVar(), model.newBoolVar()];
    model.addBoolOr(a.not(), b);
    model.addAssumptions(a, c, b.not());
    const { status, sufficientAssumptionsForInfeasibility: core } = solveSync(model);
    expect([status, [...core].sort()]).toEqual(['INFEASIBLE', [a.literal, b.not().literal].sort()]);
  });

  it('optimises under assumptions', () => {
    const model = new CpModel();
    const [x, b] = [model.newIntVar(0, 9), model.newBoolVar()];
    model.add(x.ge(4)).onlyEnforceIf(b);
    model.minimize(x);
    model.addAssumptions(b);
    expect(solveSync(model)).toMatchObject({ status: 'OPTIMAL', objective: 4, bestBound: 4, gap: 0 });
  });
});

describe('limits', () => {
  it.each<[string, SolveParameters]>([
    ['conflicts', { maxNumberOfConflicts: 200 }],
    ['ticks', { maxDeterministicTicks: 50_000 }],
    ['memory', { maxMemoryInMB: 1 }],
    ['time', { maxTimeInSeconds: 0.05 }],
  ])('end a solve without an answer: %s', (stopReason, parameters) => {
    const result = solveSync(pigeons(14), parameters);
    expect(result).toMatchObject({ status: 'UNKNOWN', values: null, objective: null, gap: null, stopReason });
  });

  it('leave the best solution and a bound that holds', () => {
    // the pigeons have to sit only if `hard`, which pays 10; that it cannot be is not proven within the limit
    const model = pigeons(14);
    const { constraints } = model.data;
    const hard = model.newBoolVar('hard');
    for (const [c, constraint] of constraints.entries())
      constraints[c] = { ...constraint, enforcement: [hard.literal] };
    model.maximize(hard.times(10));
    model.addHint(hard, 0);
    const result = solveSync(model, { maxNumberOfConflicts: 300 });
    expect(result).toMatchObject({ status: 'FEASIBLE', objective: 0, bestBound: 10, gap: 10, stopReason: 'conflicts' });
  });
});

describe('callbacks', () => {
  it('see bounds that only get better and hold', () => {
    const bounds: number[] = [];
    const result = solveSync(bins(WEIGHTS), {}, { onBound: ({ value }) => bounds.push(value) });
    expect(bounds).toEqual(result.boundHistory.map(({ value }) => value));
    expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
    expect(bounds[bounds.length - 1]!).toBeLessThanOrEqual(78);
  });

  it('end the solve with what they throw', async () => {
    const failure = new Error('from a callback');
    const fail = (): never => {
      throw failure;
    };
    expect(() => solveSync(bins(WEIGHTS), {}, { onSolution: fail })).toThrow(failure);
    expect(() => solveSync(bins(WEIGHTS), {}, { onBound: fail })).toThrow(failure);
    await expect(solve(bins(WEIGHTS), {}, { onSolution: fail })).rejects.toBe(failure);
    await expect(solve(bins(WEIGHTS), {}, { onBound: fail })).rejects.toBe(failure);
  });

  it('may abort, which keeps the best so far', () => {
    const abort = new AbortController();
    const result = solveSync(bins(WEIGHTS), {}, { onSolution: () => abort.abort(), signal: abort.signal });
    expect(result).toMatchObject({ status: 'FEASIBLE', solutionCount: 1, stopReason: 'aborted' });
    expect(result.values).toHaveLength(11);
  });
});

describe('solve', () => {
  it('lets timers run, and ends when the signal says so', async () => {
    const abort = new AbortController();
    let turns = 0;
    const timer = setInterval(() => {
      if (++turns === 3) abort.abort();
    }, 1);
    const result = await solve(pigeons(14), {}, { signal: abort.signal });
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
    expect(result).toMatchObject({ status: 'UNKNOWN', stopReason: 'aborted' });
  });

  it('does nothing after an abort that came before', async () => {
    const result = await solve(pigeons(14), {}, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'UNKNOWN', stopReason: 'aborted', stats: { conflicts: 0 } });
  });

  it('takes the same course as solveSync, however it is sliced', async () => {
    const model = pigeons(8);
    const [sync, async] = [solveSync(model), await solve(model)];
    expect(async.status).toBe('INFEASIBLE');
    expect({ ...async.stats, ticks: 0 }).toEqual({ ...sync.stats, ticks: 0 });
  });

  it('serves two solves at once, each as if alone', async () => {
    const alone = solveSync(bins(WEIGHTS));
    const [a, b] = await Promise.all([solve(bins(WEIGHTS)), solve(bins(WEIGHTS))]);
    for (const result of [a, b]) expect([result.stats, result.values]).toEqual([alone.stats, alone.values]);
  });
});

describe('a run in the smallest steps', () => {
  /** Steps of no time until `end`, and what came of it. */
  function inSteps(model: CpModel, abortAfter: number): { steps: number; result: SolveResult } {
    const abort = new AbortController();
    const run = new EngineRun(model.data, { cpModelPresolve: false }, { signal: abort.signal });
    let steps = 1;
    while (!run.step(0)) if (steps++ === abortAfter) abort.abort();
    return { steps, result: run.result() };
  }

  it('gets ready piece by piece, and has the same answer', () => {
    const model = pigeons(7);
    expect(model.data.constraints.length).toBeGreaterThan(100);
    const { steps, result } = inSteps(model, Number.POSITIVE_INFINITY);
    expect(steps).toBeGreaterThan(10);
    const { status, stats } = solveSync(model, { cpModelPresolve: false });
    expect(result.status).toBe(status);
    expect({ ...result.stats, ticks: 0 }).toEqual({ ...stats, ticks: 0 });
  });

  it('can be aborted in the midst of that', () => {
    const { steps, result } = inSteps(pigeons(7), 4);
    expect(steps).toBe(5);
    expect(result).toMatchObject({ status: 'UNKNOWN', stopReason: 'aborted', stats: { variables: 0 } });
  });
});

describe('solveEvents', () => {
  it('yields solutions and bounds as they come, and the result last', async () => {
    const events: SolveEvent[] = [];
    for await (const event of solveEvents(bins(WEIGHTS))) events.push(event);
    const last = events.pop()!;
    expect(last).toMatchObject({ type: 'result', result: { status: 'OPTIMAL', objective: 78 } });
    const solutions = events.filter(({ type }) => type === 'solution');
    expect(last.type === 'result' && last.result.solutionCount).toBe(solutions.length);
    expect(events.some(({ type }) => type === 'bound')).toBe(true);
  });

  it('aborts the solve when the loop is left', async () => {
    // without the abort this would go on after the test
    const model = pigeons(14);
    const extra = model.newIntVar(0, 100);
    model.minimize(extra);
    let count = 0;
    for await (const event of solveEvents(model)) {
      expect(event.type).toBe('bound');
      count++;
      break;
    }
    expect(count).toBe(1);
  });

  it('obeys a signal from outside, and throws what the solve throws', async () => {
    const abort = new AbortController();
    const events: SolveEvent[] = [];
    setTimeout(() => abort.abort(), 5);
    for await (const event of solveEvents(pigeons(14), {}, { signal: abort.signal })) events.push(event);
    expect(events).toMatchObject([{ type: 'result', result: { stopReason: 'aborted' } }]);
    const wrong = solveEvents(pigeons(3), { randomSeed: -1 });
    await expect(wrong.next()).rejects.toThrow(RangeError);
  });
});

describe('wrong input', () => {
  it('a model that is not valid is an answer, not an exception', async () => {
    const model = new CpModel();
    model.data.constraints.push({ kind: 'boolOr', literals: [4] });
    const expected = {
      status: 'MODEL_INVALID',
      values: null,
      stopReason: 'completed',
      validationError: 'constraint 0 (boolOr): literals[0]: there is no variable 4',
    };
    expect(solveSync(model)).toMatchObject(expected);
    expect(await solve(model)).toMatchObject(expected);
    expect(solveSync(JSON.parse('{"format": 3}')).status).toBe('MODEL_INVALID');
    expect(solveSync(bins(WEIGHTS), { enumerateAllSolutions: true })).toMatchObject({
      status: 'MODEL_INVALID',
      validationError: 'enumerateAllSolutions: the model has an objective',
    });
  });

  it.each<[unknown, ErrorConstructor, string]>([
    [{ maxTimeInSeconds: -1 }, RangeError, 'parameter maxTimeInSeconds must be a number from 0 to Infinity, got -1'],
    [{ maxTimeInSeconds: '3' }, TypeError, 'parameter maxTimeInSeconds must be a number from 0 to Infinity, got "3"'],
    [
      { maxNumberOfConflicts: 1.5 },
      RangeError,
      'parameter maxNumberOfConflicts must be an integer from 0 to 9007199254740991, got 1.5',
    ],
    [
      { randomSeed: Number.NaN },
      RangeError,
      'parameter randomSeed must be an integer from 0 to 9007199254740991, got NaN',
    ],
    [{ enumerateAllSolutions: 1 }, TypeError, 'parameter enumerateAllSolutions must be true or false, got 1'],
    [
      { explanation: 'pointy' },
      RangeError,
      'parameter explanation must be one of pointwise, big-step, naive, got "pointy"',
    ],
    [{ explanation: 1 }, TypeError, 'parameter explanation must be a text, got 1'],
    [{ maxTime: 1 }, RangeError, 'unknown parameter "maxTime"; known are maxTimeInSeconds, maxNumberOfConflicts'],
    [{ engine: 3 }, TypeError, 'parameter engine must be an object of engine options, got 3'],
    [{ engine: { restartBase: 0 } }, RangeError, 'option restartBase'],
    [null, TypeError, 'parameters must be an object, got null'],
  ])('parameters %j are refused by name', async (parameters, kind, message) => {
    const call = () => solveSync(new CpModel(), parameters as SolveParameters);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
    await expect(solve(new CpModel(), parameters as SolveParameters)).rejects.toThrow(message);
  });
});
