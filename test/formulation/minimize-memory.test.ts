// The least peak against brute force, and the reasons given for what is infeasible.

import { describe, expect, it } from 'vitest';
import { largestNeed, reasonText, structuralReason } from '../../formulation/infeasibility.ts';
import { minimizeMemory } from '../../formulation/minimize-memory.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { Random } from '../../solver/random.ts';
import { recomputeGraph, trainingGraph } from '../cli/solve-support.ts';
import { replay, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph, structuralLowerBound } from '../support/random-graph.ts';

const memory: Omit<RematProblem, 'graph'> = {
  order: 'input',
  maxComputations: 2,
  keepOutputs: false,
  objective: 'memory',
  memoryBound: 0,
  durationBound: Number.POSITIVE_INFINITY,
  precedence: 'cover',
};

describe('the least peak', () => {
  it('equals brute force, and so does its least duration', async () => {
    const random = new Random('minimize memory');
    for (let round = 0; round < 40; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 5 });
      const keepOutputs = random.chance(0.3);
      const maxComputations = random.between(1, 3);
      const order = random.pick(['input', 'free'] as const);
      const [least] =
        order === 'input'
          ? stagedFront(graph, maxComputations, keepOutputs)
          : sequenceFront(graph, maxComputations, keepOutputs, order);
      const problem = { ...memory, graph, keepOutputs, maxComputations, order };
      const result = await minimizeMemory(problem, { timeLimit: 30, seed: round });
      const what = `${graph.name} round ${round} ${order} C ${maxComputations} keep ${keepOutputs}`;
      expect(result, what).toMatchObject({ status: 'optimal', objective: least!.peak, lowerBound: least!.peak });
      const outcome = replay(graph, result.sequence!, keepOutputs);
      expect([outcome?.peak, outcome?.duration], what).toEqual([least!.peak, least!.duration]);
    }
  });

  it('has a schedule and a bound at every time limit, and histories that improve', async () => {
    const graph = trainingGraph(14);
    for (const timeLimit of [0, 0.05, 0.6]) {
      const reported: number[] = [];
      const onSolution = (_: readonly number[], { value }: { value: number }): void => void reported.push(value);
      const result = await minimizeMemory({ ...memory, graph }, { timeLimit, seed: 3 }, { onSolution });
      const { objective, lowerBound, incumbents, bounds, sequence } = result;
      expect(replay(graph, sequence!, false)?.peak).toBe(objective);
      expect(lowerBound).toBeGreaterThanOrEqual(structuralLowerBound(graph));
      expect(lowerBound).toBeLessThanOrEqual(objective);
      expect(incumbents.map(({ value }) => value)).toEqual(reported);
      expect(reported).toEqual(reported.toSorted((a, b) => b - a));
      expect([reported[0], reported.at(-1)]).toEqual([simulateInputOrder(graph).peak, objective]);
      expect(bounds.at(-1)?.value).toBe(lowerBound);
    }
  });

  it('is the input order when it is stopped at once', async () => {
    const graph = trainingGraph(10);
    const { peak } = simulateInputOrder(graph);
    const signal = AbortSignal.abort();
    const result = await minimizeMemory({ ...memory, graph }, { timeLimit: 60, seed: 1 }, { signal });
    expect(result).toMatchObject({ status: 'feasible', objective: peak, stopReason: 'aborted' });
  });

  it('is not asked for within limits', async () => {
    const graph = recomputeGraph();
    for (const limit of [{ objective: 'duration' }, { memoryBound: 1 }, { durationBound: 100 }] as const) {
      await expect(minimizeMemory({ ...memory, ...limit, graph }, { timeLimit: 1, seed: 1 })).rejects.toThrow(
        RangeError,
      );
    }
  });
});

describe('the structural reason', () => {
  it('is there exactly when structure proves infeasibility', () => {
    const random = new Random('reasons');
    for (let round = 0; round < 300; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 7 });
      const keepOutputs = random.chance(0.5);
      const { peak, duration } = simulateInputOrder(graph);
      const problem: RematProblem = {
        ...{ ...memory, graph, keepOutputs },
        objective: random.pick(['duration', 'memory'] as const),
        memoryBound: random.between(0, peak),
        durationBound: random.chance(0.3) ? random.between(0, 2 * duration) : Number.POSITIVE_INFINITY,
      };
      const isInfeasible = structuralBound(problem) === Number.POSITIVE_INFINITY;
      expect(structuralReason(problem) !== null, graph.name).toBe(isInfeasible);
      const unbounded = { ...problem, ...memory, keepOutputs };
      expect(largestNeed(unbounded).needed, graph.name).toBe(structuralBound(unbounded));
    }
  });

  it('names the node and its inputs, the largest first', () => {
    const links: [number, number][] = [0, 1, 2, 3, 4].map((u) => [u, 5]);
    const graph = { ...graphOf([1, 5, 3, 4, 2, 7], links), names: ['', '1', 'conv', '3', '4', 'x'.repeat(99)] };
    const problem: RematProblem = { ...memory, graph, objective: 'duration', memoryBound: 21 };
    expect(reasonText(graph, structuralReason(problem)!)).toBe(
      `node 5 (${'x'.repeat(60)}...) needs 22: its output of 7 and its inputs 1 of 5, 3 of 4, 2 (conv) of 3, 4 of 2, 1 more`,
    );
    const leaf = graphOf([9], []);
    expect(reasonText(leaf, largestNeed({ ...memory, graph: leaf }))).toBe('node 0 (node 0) needs 9: its output of 9');
    const outputs = graphOf([4, 5], []);
    expect(reasonText(outputs, largestNeed({ ...memory, graph: outputs, keepOutputs: true }))).toBe(
      'the outputs that are kept need 9',
    );
    expect(reasonText(leaf, structuralReason({ ...memory, graph: leaf, durationBound: 0 })!)).toBe(
      'every node once takes 1',
    );
  });

  it('names what is held because it is computed only once', () => {
    const links: [number, number][] = [
      [0, 3],
      [1, 2],
      [2, 3],
    ];
    const graph = graphOf([6, 1, 9, 1], links, [], [0]);
    expect(reasonText(graph, largestNeed({ ...memory, graph }))).toBe(
      'node 2 (node 2) needs 16: its output of 9 and its inputs 1 (node 1) of 1; computed once and read later: 0 (node 0) of 6',
    );
    // in free order 0 may wait until 2 is done, unless it comes before
    expect(largestNeed({ ...memory, graph, order: 'free' }).needed).toBe(16);
    const after = graphOf([6, 1, 9, 1], [...links, [0, 1]], [], [0]);
    expect(largestNeed({ ...memory, graph: after, order: 'free' })).toEqual({
      ...{ kind: 'node', node: 2, needed: 16, held: [0] },
    });
  });
});
