// Deterministic solves: the same answer, history and statistics every time, whatever the clock and the other processes do; the end by work; the brake.

import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { minimizeMemory } from '../../formulation/minimize-memory.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import type { RematEvents, RematParameters, RematResult } from '../../formulation/solve.ts';
import { solveRemat } from '../../formulation/solve-parallel.ts';
import { defaultStrategies } from '../../formulation/strategies.ts';
import { CpModel, type SolveParameters, type SolveResult, solve, solveSync } from '../../index.ts';
import { runPortfolio } from '../../solver/portfolio/coordinator.ts';
import { Deadline, TICKS_PER_SECOND } from '../../solver/portfolio/deadline.ts';
import { Random } from '../../solver/random.ts';
import { graphOf } from '../support/random-graph.ts';
import { type ToyPayload, type ToySolution, toyExchange } from './toy.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A graph of n nodes, each reading two or three of the forty before it. */
function local(n: number, seed: number): ComputeGraph {
  const rng = new Random(`local:${seed}`);
  const links = new Map<number, [number, number]>();
  for (let v = 1; v < n; v++)
    for (let i = rng.between(2, 3); i > 0; i--) {
      const u = Math.max(0, v - rng.between(1, 40));
      links.set(u * n + v, [u, v]);
    }
  const numbers = (): number[] => Array.from({ length: n }, () => rng.between(3, 90));
  return graphOf(numbers(), [...links.values()], numbers());
}

/** The same with reads from far away, as a training graph has them. */
function training(n: number, seed: number): ComputeGraph {
  const rng = new Random(`training:${seed}`);
  const numbers = (): number[] => Array.from({ length: n }, () => rng.between(3, 30));
  const links: [number, number][] = [];
  for (let v = 1; v < n; v++) {
    links.push([v - 1, v]);
    if (n - 1 - v < v - 1) links.push([n - 1 - v, v]);
  }
  return graphOf(numbers(), links, numbers());
}

function problemOf(graph: ComputeGraph, share: number, change: Partial<RematProblem> = {}): RematProblem {
  const { peak } = simulateInputOrder(graph, { keepOutputs: false });
  return {
    ...{ graph, order: 'input', maxComputations: 2, keepOutputs: false, objective: 'duration', precedence: 'cover' },
    ...{ memoryBound: Math.floor(share * peak), durationBound: Number.POSITIVE_INFINITY },
    ...change,
  };
}

const PROVABLE = problemOf(training(30, 3), 0.6);
const CASES: readonly (readonly [name: string, problem: RematProblem, end: RematResult['stopReason']])[] = [
  ['a proof, input order', PROVABLE, 'closed'],
  ['the limit, input order', problemOf(local(90, 1), 0.8), 'time'],
  ['the limit, free order', problemOf(local(90, 1), 0.7, { order: 'free' }), 'time'],
  ['the limit, least memory', problemOf(local(60, 2), 1, { objective: 'memory', memoryBound: 0 }), 'time'],
];

function solved(
  problem: RematProblem,
  workers: number,
  events: RematEvents = {},
  parameters: Partial<RematParameters> = {},
  sharedMemory = true,
): Promise<RematResult> {
  const strategies = defaultStrategies(workers);
  const all = { timeLimit: 0.15, seed: 1, deterministic: true, strategies, ...parameters };
  return solveRemat(problem, all, events, { sharedMemory });
}

/** All that a solve says, but for the time. */
function timeless(result: object): unknown {
  const isTime = (key: string): boolean => key === 'seconds' || key === 'wallTime';
  return JSON.parse(JSON.stringify(result, (key, value) => (isTime(key) ? undefined : value)));
}

/** What other processes do to this one: a thread that never rests. */
async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  const busy = new Worker('for (;;);', { eval: true });
  try {
    return await work();
  } finally {
    await busy.terminate();
  }
}

describe.each([1, 2, 3])('a deterministic solve with %i workers', (workers) => {
  it.each(CASES.filter((_, i) => workers === 1 || i < 5 - workers))(
    'is the same under load: ends by %s',
    async (_, problem, end) => {
      const timeLimit = end === 'closed' ? Number.POSITIVE_INFINITY : 0.15;
      const first = await solved(problem, workers, {}, { timeLimit });
      const again = await underLoad(() => solved(problem, workers, {}, { timeLimit }, workers === 2));
      expect(timeless(again)).toEqual(timeless(first));
      expect(first.stopReason).toBe(end);
      // the counters of the members are compared, too
      expect(first.workers.flatMap(({ members }) => members).length).toBeGreaterThan(workers);
    },
  );
});

describe('a deterministic solve', () => {
  it('does not depend on the clock at all', async () => {
    const problem = CASES[1]![1];
    const first = await solved(problem, 1);
    const rng = new Random('a clock that stumbles');
    const now = performance.now();
    let passed = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      passed += rng.chance(0.001) ? 50 : 0.0001;
      return now + passed;
    });
    expect(timeless(await solved(problem, 1))).toEqual(timeless(first));
  });

  it('differs with the seed', async () => {
    const problem = CASES[1]![1];
    const [a, b] = [await solved(problem, 1), await solved(problem, 1, {}, { seed: 2 })];
    expect(timeless(a)).not.toEqual(timeless(b));
  });

  it('uses the work of its limit, and not much more', async () => {
    const { used, stopReason } = await solved(CASES[1]![1], 1);
    expect(stopReason).toBe('time');
    expect(used).toBeGreaterThanOrEqual(0.15);
    expect(used).toBeLessThan(0.2);
  });

  it.each([1, 2])('is brought to an end by the clock if it takes far too long: %i workers', async (workers) => {
    const late = vi.spyOn(performance, 'now');
    const now = performance.now();
    const onSolution = (): void => {
      late.mockImplementation(() => now + 1e9);
    };
    const result = await solved(CASES[1]![1], workers, { onSolution }, { timeLimit: 20 });
    expect(result).toMatchObject({ stopReason: 'brake', status: 'feasible' });
  });

  it.each([1, 2])('delivers the best at the signal: %i workers', async (workers) => {
    const abort = new AbortController();
    const events: RematEvents = { signal: abort.signal, onSolution: () => abort.abort() };
    const result = await solved(CASES[1]![1], workers, events, { timeLimit: Number.POSITIVE_INFINITY });
    expect(result.stopReason).toBe('aborted');
    expect(result.sequence).not.toBeNull();
  });

  it('of the least budget is the same again', async () => {
    const problem = problemOf(local(40, 4), 1, { objective: 'memory', memoryBound: 0 });
    const parameters = { timeLimit: 0.6, seed: 1, deterministic: true };
    const first = await minimizeMemory(problem, parameters);
    expect(timeless(await underLoad(() => minimizeMemory(problem, parameters)))).toEqual(timeless(first));
    expect(first.incumbents.length).toBeGreaterThan(1);
  });
});

/** Jobs on one machine with release times and weights: some thousand conflicts for 9 jobs, and out of reach for 14. */
function oneMachine(jobs: number): CpModel {
  const rng = new Random(`one machine:${jobs}`);
  const model = new CpModel();
  const lengths = Array.from({ length: jobs }, () => rng.between(2, 9));
  const horizon = lengths.reduce((sum, length) => sum + length, 0) + 20;
  const starts = lengths.map(() => model.newIntVar(rng.between(0, 20), horizon));
  model.addNoOverlap(starts.map((start, j) => model.newFixedSizeIntervalVar(start, lengths[j]!)));
  model.minimize(starts.map((start) => start.times(rng.between(1, 9))).reduce((sum, term) => sum.plus(term)));
  return model;
}

describe('a deterministic solve of a model', () => {
  const again = async (model: CpModel, parameters: SolveParameters): Promise<SolveResult> => {
    const all = { deterministic: true, randomSeed: 5, ...parameters };
    const first = await solve(model, all);
    expect(timeless(await underLoad(() => solve(model, all)))).toEqual(timeless(first));
    return first;
  };

  it.each([1, 2, 3])('is the same again, to the proof: %i workers', async (numWorkers) => {
    expect((await again(oneMachine(7), { numWorkers })).status).toBe('OPTIMAL');
  });

  it.each([1, 2, 3])('is the same again, to the limit: %i workers', async (numWorkers) => {
    const result = await again(oneMachine(14), { numWorkers, maxTimeInSeconds: 0.1 });
    expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'time' });
  });

  it('is the same in one go and in slices', async () => {
    const parameters = { deterministic: true, maxTimeInSeconds: 0.1 };
    const model = oneMachine(14);
    expect(timeless(solveSync(model, parameters))).toEqual(timeless(await solve(model, parameters)));
  });

  it('is brought to an end by the clock if it takes far too long', () => {
    const late = vi.spyOn(performance, 'now');
    const now = performance.now();
    const onSolution = (): void => {
      late.mockImplementation(() => now + 1e9);
    };
    const result = solveSync(oneMachine(14), { deterministic: true, maxTimeInSeconds: 20 }, { onSolution });
    expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'brake' });
  });
});

describe('epochs', () => {
  const run = async (strategies: readonly string[], workers = strategies.length) => {
    const toy = toyExchange();
    const outcome = await runPortfolio<ToyPayload, ToySolution>({
      entry: new URL('./toy-entry.ts', import.meta.url),
      payload: { floor: 12 },
      ...{ workers, strategies, seed: 1, exchange: toy.exchange, deadline: new Deadline(2, true, workers) },
    });
    return { toy, ...outcome };
  };

  it('take up what was found in the order of the workers, and tell all', async () => {
    const { toy, reports } = await run(['prove', 'descend', 'descend']);
    expect(toy.exchange).toMatchObject({ upper: 12, lower: 12 });
    // both have found the same in the first epoch; the bound comes an epoch later
    expect(toy.solutions).toEqual([19, 18, 17, 16, 15, 14, 13, 12].map((value) => ({ value, worker: 'descend#2' })));
    expect(toy.bounds).toEqual([{ value: 12, worker: 'prove#1', core: undefined }]);
    expect(reports.map(({ worker }) => worker)).toEqual(['prove#1', 'descend#2', 'descend#3']);
  });

  it('go on without a worker that fails, which is not started again', async () => {
    const { toy, reports, unfinished } = await run(['throw', 'exit', 'descend', 'prove']);
    expect(toy.exchange.closed).toBe(true);
    expect(unfinished).toBe(false);
    expect(reports.map(({ failures }) => failures.length)).toEqual([1, 1, 0, 0]);
  });

  it('give another strategy to a worker that has nothing left to do', async () => {
    const { toy, reports } = await run(['nothing', 'descend', 'prove'], 1);
    expect(toy.exchange.closed).toBe(true);
    expect(reports).toMatchObject([{ worker: 'nothing+descend+prove#1' }]);
  });

  it('end when the work is done, also if the members do nothing', async () => {
    const { toy, unfinished } = await run(['idle', 'idle']);
    expect(toy.exchange.closed).toBe(false);
    expect(unfinished).toBe(false);
  });

  it('end the solve when a worker claims what is not true', async () => {
    await expect(run(['lie', 'idle'])).rejects.toThrow('18 was offered as 5');
  });
});

describe('Deadline', () => {
  it('counts ticks, deals out what is left, and brakes by the clock', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const deadline = new Deadline(2, true, 3);
    expect(deadline.slice(0.5)).toMatchObject({ ticks: 0.5 * TICKS_PER_SECOND, seconds: Number.POSITIVE_INFINITY });
    deadline.spend(1.9 * TICKS_PER_SECOND);
    expect([deadline.over, deadline.used]).toEqual([false, 1.9]);
    expect(deadline.slice(0.5).ticks).toBeCloseTo(0.1 * TICKS_PER_SECOND);
    clock.mockReturnValue(1000 + 119_000);
    expect([deadline.over, deadline.braked, deadline.clockLeft]).toEqual([false, false, 1]);
    clock.mockReturnValue(1000 + 120_000);
    expect([deadline.over, deadline.braked]).toEqual([true, true]);
    deadline.spend(TICKS_PER_SECOND);
    expect([deadline.over, deadline.braked]).toEqual([true, false]);
  });

  it('goes by the clock otherwise', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const deadline = new Deadline(2, false, 3);
    deadline.spend(100 * TICKS_PER_SECOND);
    clock.mockReturnValue(2500);
    expect([deadline.over, deadline.used, deadline.slice(1).seconds]).toEqual([false, 1.5, 0.5]);
    clock.mockReturnValue(3000);
    expect([deadline.over, deadline.braked]).toEqual([true, false]);
  });
});
