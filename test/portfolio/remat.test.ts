// Rematerialization with worker threads: the answers of brute force and of one thread, whatever the number of workers and the way they exchange.

import { beforeAll, describe, expect, it } from 'vitest';
import { type ComputeGraph, totalDuration } from '../../formulation/graph.ts';
import { type RematProblem, verifiedObjective } from '../../formulation/problem.ts';
import type { RematEvents, RematParameters, RematResult } from '../../formulation/solve.ts';
import { type ParallelOptions, solveRemat } from '../../formulation/solve-parallel.ts';
import { defaultStrategies } from '../../formulation/strategies.ts';
import type { Finding } from '../../solver/portfolio/exchange.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, replay, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph, structuralLowerBound } from '../support/random-graph.ts';

const BASE = {
  order: 'input',
  maxComputations: 2,
  keepOutputs: false,
  objective: 'duration',
  memoryBound: Number.POSITIVE_INFINITY,
  durationBound: Number.POSITIVE_INFINITY,
  precedence: 'cover',
} as const;

/** A training graph: a chain whose second half reads the first one backwards, with uneven numbers. */
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

function solveWith(
  workers: number,
  problem: RematProblem,
  events: RematEvents = {},
  options: ParallelOptions = {},
  parameters: Partial<RematParameters> = {},
): Promise<RematResult> {
  const strategies = defaultStrategies(workers);
  return solveRemat(problem, { timeLimit: 50, seed: 1, strategies, ...parameters }, events, options);
}

/** Small problems with their optimum by brute force; null: infeasible, but not by structure alone. */
function bruteCases(): { problem: RematProblem; optimum: number | null }[] {
  const rng = new Random('remat in threads');
  const cases: { problem: RematProblem; optimum: number | null }[] = [];
  while (cases.length < 4) {
    const graph = shapedGraph(rng, { minNodes: 6, maxNodes: 7, shape: cases.length % 2 === 0 ? 'training' : 'skips' });
    const front = stagedFront(graph, 2, false);
    const { peak } = front[0]!;
    const hasSlack = leastDuration(front, peak)!.duration > totalDuration(graph) && peak > structuralLowerBound(graph);
    if (!hasSlack) continue;
    cases.push({ problem: { ...BASE, graph, memoryBound: peak }, optimum: leastDuration(front, peak)!.duration });
    cases.push({ problem: { ...BASE, graph, memoryBound: peak - 1 }, optimum: null });
  }
  return cases;
}

describe('with 1, 2, 3 and 4 workers', () => {
  it.each([1, 2, 3, 4])('the optimum is that of brute force, or the proof that there is none (%i)', async (workers) => {
    // the more threads, the fewer cases: starting one takes most of the time
    for (const { problem, optimum } of bruteCases().slice(workers < 3 ? 0 : 2)) {
      const result = await solveWith(workers, problem);
      const label = `${problem.graph.name} within ${problem.memoryBound}`;
      expect(result.status, label).toBe(optimum === null ? 'infeasible' : 'optimal');
      expect(result.objective, label).toBe(optimum ?? Number.POSITIVE_INFINITY);
      expect(result.lowerBound, label).toBe(optimum ?? Number.POSITIVE_INFINITY);
      expect(result.stopReason, label).toBe('closed');
      if (optimum === null) expect(result.sequence, label).toBeNull();
      else expect(replay(problem.graph, result.sequence!, false), label).toMatchObject({ duration: optimum });
    }
  });

  it('the least peak under a duration bound is that of brute force', async () => {
    const graph = training(7, 3);
    const bound = totalDuration(graph) + 20;
    const best = leastPeak(stagedFront(graph, 2, false), bound)!;
    for (const workers of [1, 3]) {
      const objective = { objective: 'memory', memoryBound: 0, durationBound: bound } as const;
      const result = await solveWith(workers, { ...BASE, graph, ...objective });
      expect(result).toMatchObject({ status: 'optimal', objective: best.peak });
    }
  });

  it('the optimum in free order is that of brute force', async () => {
    const graph = training(5, 1);
    const front = sequenceFront(graph, 2, false, 'free');
    const { peak, duration } = front[0]!;
    for (const workers of [1, 3]) {
      const result = await solveWith(workers, { ...BASE, graph, order: 'free', memoryBound: peak });
      expect(result).toMatchObject({ status: 'optimal', objective: duration });
    }
  });
});

describe('a graph of 24 nodes', () => {
  const graph = training(24, 2);
  let problem: RematProblem;
  let reference: RematResult;

  beforeAll(async () => {
    const inputOrder = Array.from({ length: graph.n }, (_, v) => v);
    const { peak } = replay(graph, inputOrder, false)!;
    problem = { ...BASE, graph, memoryBound: Math.floor(0.7 * peak) };
    reference = await solveWith(1, problem);
    expect(reference.status).toBe('optimal');
    expect(reference.objective).toBeGreaterThan(totalDuration(graph));
  });

  it.each([
    ['2 workers, shared memory', 2, true],
    ['2 workers, messages', 2, false],
    ['4 workers, shared memory', 4, true],
  ])('has the same optimum with %s, and a history that fits it', async (_, workers, sharedMemory) => {
    const solutions: Finding[] = [];
    const bounds: Finding[] = [];
    const events: RematEvents = {
      onSolution: (sequence, finding) => {
        expect(verifiedObjective(problem, sequence)).toBe(finding.value);
        solutions.push(finding);
      },
      onBound: (finding) => bounds.push(finding),
    };
    const result = await solveWith(workers, problem, events, { sharedMemory });
    expect(result).toMatchObject({ status: 'optimal', objective: reference.objective });
    expect(result.incumbents).toEqual(solutions);
    expect(result.bounds).toEqual(bounds);
    const values = solutions.map(({ value }) => value);
    expect(values).toEqual([...new Set(values)].sort((a, b) => b - a));
    expect(solutions.every(({ worker }) => /^[a-z0-9 -]+#[1-4]$/.test(worker))).toBe(true);
    expect(result.workers.map(({ worker }) => worker)).toEqual(
      defaultStrategies(workers).map((name, i) => `${name}#${i + 1}`),
    );
  });

  it('is solved in the calling thread when the workers cannot live', async () => {
    const lines: string[] = [];
    const result = await solveWith(2, problem, { onLog: (line) => lines.push(line) }, { heapMegabytes: 4 });
    expect(result).toMatchObject({ status: 'optimal', objective: reference.objective });
    expect(result.workers.map(({ failures }) => failures.length)).toEqual([3, 3, 0]);
    expect(lines.at(-1)).toBe('workers have failed; the calling thread goes on');
  });
});

describe('a graph that takes long', () => {
  const graph = training(150, 5);
  const inputOrder = Array.from({ length: graph.n }, (_, v) => v);
  const { peak } = replay(graph, inputOrder, false)!;
  const problem: RematProblem = { ...BASE, graph, memoryBound: Math.floor(0.6 * peak) };

  it('gives the best schedule so far when it is aborted', async () => {
    const abort = new AbortController();
    let best = Number.POSITIVE_INFINITY;
    const events: RematEvents = {
      signal: abort.signal,
      onSolution: (_, { value }) => {
        best = value;
        abort.abort();
      },
    };
    const result = await solveWith(2, problem, events);
    expect(result).toMatchObject({ status: 'feasible', stopReason: 'aborted', objective: best });
    expect(verifiedObjective(problem, result.sequence!)).toBe(best);
  });

  it('gives the best schedule so far at the time limit', async () => {
    // the least peak: there the input order is a first schedule, however slow the workers are to start
    const durationBound = 1.2 * totalDuration(graph);
    const hard: RematProblem = { ...problem, objective: 'memory', memoryBound: 0, durationBound };
    const result = await solveWith(2, hard, {}, {}, { timeLimit: 1.5 });
    expect(result).toMatchObject({ status: 'feasible', stopReason: 'time' });
    expect(verifiedObjective(hard, result.sequence!)).toBe(result.objective);
    expect(result.lowerBound).toBeGreaterThanOrEqual(structuralLowerBound(graph));
    expect(result.workers.map(({ worker }) => worker)).toEqual(['primal#1', 'dual#2']);
  });

  it('is not begun after an abort', async () => {
    const result = await solveWith(3, problem, { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'unknown', stopReason: 'aborted', workers: [] });
  });

  it('ends with what a callback throws', async () => {
    const events: RematEvents = {
      onSolution: () => {
        throw new Error('not this one');
      },
    };
    await expect(solveWith(2, problem, events)).rejects.toThrow('not this one');
  });
});

it('refuses strategies that it does not know', async () => {
  const problem = { ...BASE, graph: training(5, 1) };
  await expect(solveRemat(problem, { timeLimit: 1, seed: 1, strategies: ['primal', 'nope'] })).rejects.toThrow(
    'unknown strategy nope',
  );
});
