// How often a node may be computed: C from 1 to n and beyond, with and without nodes that may be computed only once, through whole solves, against brute force.

import { describe, expect, it } from 'vitest';
import type { RematProblem } from '../../formulation/problem.ts';
import { checkSchedule } from '../../formulation/schedule.ts';
import { solveInThread } from '../../formulation/solve.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { SHAPE_NAMES } from '../support/random-graph.ts';
import { criticalBudgets, DEFAULTS, graphWithTradeOff, labelOf } from './solve-case.ts';

const STRATEGIES = ['complete', 'lns', 'dual', 'all'] as const;
/** Far more than graphs of this size need. */
const SECONDS = 20;

/** The computations that are tried for a graph of n nodes: 1, 2, 3, n, and far more than are of use. */
const COMPUTATIONS: readonly ((n: number) => number)[] = [() => 1, () => 2, () => 3, (n) => n, () => 1e15];

describe.each(['input', 'free'] as const)('%s order', (order) => {
  it.each(STRATEGIES)(
    'optimum and infeasibility = brute force, whatever C and the marks, strategy %s',
    async (strategy) => {
      let once = 0;
      let again = 0;
      let infeasible = 0;
      for (let round = 0; round < 80; round++) {
        const rng = new Random(`computations:${order}:${strategy}:${round}`);
        const allowed = COMPUTATIONS[round % COMPUTATIONS.length]!;
        const keepOutputs = rng.chance(0.3);
        const shape = SHAPE_NAMES[round % SHAPE_NAMES.length]!;
        const forbidden = rng.chance(0.6) ? 0.4 : 0;
        const maxNodes = round % COMPUTATIONS.length > 1 ? 4 : 5;
        const { graph, front } = graphWithTradeOff(rng, { minNodes: 4, maxNodes, shape, forbidden }, (drawn) => {
          // of four nodes, none is of use more often than four times: the last two run once, so the second at most twice
          const c = Math.min(drawn.n, allowed(drawn.n));
          return order === 'input' ? stagedFront(drawn, c, keepOutputs) : sequenceFront(drawn, c, keepOutputs, 'free');
        });
        const [memoryBound] = criticalBudgets(rng, graph, front, 3).slice(round % 3) as [number];
        const isMemory = rng.chance(0.2);
        const problem: RematProblem = {
          ...{ ...DEFAULTS, graph, order, keepOutputs, maxComputations: allowed(graph.n) },
          ...(isMemory ? { objective: 'memory', memoryBound: 0 } : { memoryBound }),
        };
        const label = `${labelOf(graph, problem)} forbidden [${graph.recomputable}]`;
        const expected = isMemory
          ? leastPeak(front, Number.POSITIVE_INFINITY)!.peak
          : leastDuration(front, memoryBound)?.duration;
        const result = await solveInThread(problem, { timeLimit: SECONDS, seed: round, strategies: [strategy] });
        if (result.status === 'infeasible') infeasible++;
        if (expected === undefined) expect(result.sequence, label).toBeNull();
        else expect(result.lowerBound, label).toBeLessThanOrEqual(expected);
        if (result.status === 'optimal') expect(result.objective, label).toBe(expected);
        if (strategy !== 'lns') expect(result.status, label).toBe(expected === undefined ? 'infeasible' : 'optimal');
        if (result.sequence === null) continue;
        expect(result.objective, label).toBeGreaterThanOrEqual(expected!);
        const budget = isMemory ? result.objective : memoryBound;
        expect(checkSchedule(graph, result.sequence, { ...problem, budget, mode: order }), label).toEqual([]);
        if (graph.recomputable.includes(0)) once++;
        if (result.sequence.length > graph.n) again++;
      }
      expect(once).toBeGreaterThan(10);
      expect(again).toBeGreaterThan(order === 'input' ? 5 : 2);
      expect(infeasible).toBeGreaterThan(5);
    },
  );
});

describe('C = 1', () => {
  it('with the input order needs no search: it fits, or it is proven not to', async () => {
    let fits = 0;
    for (let round = 0; round < 200; round++) {
      const rng = new Random(`once:${round}`);
      const { graph, front } = graphWithTradeOff(rng, { minNodes: 1, maxNodes: 6 }, (drawn) =>
        stagedFront(drawn, 1, false),
      );
      const { peak, duration } = front[0]!;
      const memoryBound = peak - rng.below(2);
      const problem = { ...DEFAULTS, graph, maxComputations: 1, memoryBound };
      const result = await solveInThread(problem, { timeLimit: 0, seed: 1 });
      if (memoryBound < peak) expect(result.status).toBe('infeasible');
      else expect(result).toMatchObject({ status: 'optimal', objective: duration });
      if (memoryBound === peak) fits++;
      const least = await solveInThread({ ...problem, objective: 'memory', memoryBound: 0 }, { timeLimit: 0, seed: 1 });
      expect(least).toMatchObject({ status: 'optimal', objective: peak });
    }
    expect(fits).toBeGreaterThan(50);
  });
});
