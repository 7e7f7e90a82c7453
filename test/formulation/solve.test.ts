// What a solve knows without search: structure, and the input order where it is a schedule.

import { describe, expect, it } from 'vitest';
import type { RematProblem } from '../../formulation/problem.ts';
import { type RematParameters, solveInThread } from '../../formulation/solve.ts';
import { graphOf } from '../support/random-graph.ts';

/** Node 3 reads 0 and 2: the input order peaks at 5 + 4 + 4 = 13 while 2 runs. */
const graph = graphOf(
  [5, 4, 4, 1],
  [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 3],
  ],
  [7, 1, 1, 1],
);
const problem: RematProblem = {
  graph,
  order: 'input',
  maxComputations: 2,
  keepOutputs: false,
  objective: 'duration',
  memoryBound: 13,
  durationBound: Number.POSITIVE_INFINITY,
  precedence: 'cover',
};
const NO_TIME: RematParameters = { timeLimit: 0, seed: 1 };

describe('a solve without time', () => {
  it('gives the input order, proven best, where it fits', async () => {
    const result = await solveInThread(problem, NO_TIME);
    expect(result).toMatchObject({ status: 'optimal', sequence: [0, 1, 2, 3], objective: 10, lowerBound: 10 });
    expect(result.incumbents.map(({ worker }) => worker)).toEqual(['input order']);
  });

  it('knows nothing better than structure where it does not', async () => {
    const result = await solveInThread({ ...problem, memoryBound: 12 }, NO_TIME);
    expect(result).toMatchObject({ status: 'unknown', sequence: null, lowerBound: 10, stopReason: 'time' });
  });

  it('proves what no schedule can do', async () => {
    // 1 reads 0: 9 at least
    expect(await solveInThread({ ...problem, memoryBound: 8 }, NO_TIME)).toMatchObject({ status: 'infeasible' });
  });

  it('starts from the input order when memory is minimised', async () => {
    const memory: RematProblem = { ...problem, objective: 'memory', memoryBound: 0 };
    expect(await solveInThread(memory, NO_TIME)).toMatchObject({ status: 'feasible', objective: 13, lowerBound: 10 });
    expect(await solveInThread({ ...memory, durationBound: 9 }, NO_TIME)).toMatchObject({ status: 'infeasible' });
  });
});

describe('a solve in the calling thread', () => {
  it('closes a small problem and says who did', async () => {
    const result = await solveInThread({ ...problem, memoryBound: 12 }, { timeLimit: 20, seed: 1 });
    expect(result).toMatchObject({ status: 'optimal', objective: 17, lowerBound: 17, stopReason: 'closed' });
    expect(result.sequence).toEqual([0, 1, 2, 0, 3]);
    expect(result.workers.length).toBe(1);
  });
});
