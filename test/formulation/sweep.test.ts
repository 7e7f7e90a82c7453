// Sweeps against brute force, with time and without: durations and bounds must never fall as budgets do, and every schedule must fit.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { type SweepPoint, sweep } from '../../formulation/sweep.ts';
import { Random } from '../../solver/random.ts';
import { trainingGraph } from '../cli/solve-support.ts';
import { leastDuration, replay, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';
import { criticalBudgets } from './solve-case.ts';

const rules = { order: 'input', maxComputations: 2, keepOutputs: false, precedence: 'cover' } as const;
const limits = { durationBound: Number.POSITIVE_INFINITY };

/** What must hold of any sweep, finished or not. */
function expectConsistent(graph: ComputeGraph, points: readonly SweepPoint[], keepOutputs = false): void {
  for (const [i, point] of points.entries()) {
    const { budget, status, sequence, duration, lowerBound } = point;
    expect(lowerBound).toBeLessThanOrEqual(duration);
    if (sequence !== null) {
      const outcome = replay(graph, sequence, keepOutputs);
      expect(outcome?.duration).toBe(duration);
      expect(outcome?.peak).toBeLessThanOrEqual(budget);
    }
    const proven = lowerBound === Number.POSITIVE_INFINITY ? 'infeasible' : 'optimal';
    const open = sequence === null ? 'unknown' : 'feasible';
    expect(status).toBe(lowerBound === duration ? proven : open);
    const smaller = points[i + 1];
    if (smaller === undefined) continue;
    expect(smaller.budget).toBeLessThan(budget);
    expect(smaller.duration).toBeGreaterThanOrEqual(duration);
    expect(smaller.lowerBound).toBeGreaterThanOrEqual(lowerBound);
  }
}

describe('a sweep', () => {
  it('equals brute force for every budget', async () => {
    const random = new Random('sweep');
    for (let round = 0; round < 25; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 5 });
      const keepOutputs = random.chance(0.3);
      const order = random.pick(['input', 'free'] as const);
      const front =
        order === 'input' ? stagedFront(graph, 2, keepOutputs) : sequenceFront(graph, 2, keepOutputs, order);
      const budgets = criticalBudgets(random, graph, front, 5).filter(Number.isFinite);
      const problem = { ...rules, ...limits, graph, order, keepOutputs };
      const points = await sweep(problem, budgets, { timeLimit: 20, seed: round });
      expectConsistent(graph, points, keepOutputs);
      for (const { budget, duration, status } of points) {
        const expected = leastDuration(front, budget)?.duration ?? Number.POSITIVE_INFINITY;
        const what = `${graph.name} round ${round} ${order} keep ${keepOutputs} budget ${budget}`;
        expect({ duration, what }).toEqual({ duration: expected, what });
        expect(status, what).toBe(expected === Number.POSITIVE_INFINITY ? 'infeasible' : 'optimal');
      }
    }
  });

  it('is consistent when the time is short, in whatever order the budgets are given', async () => {
    const graph = trainingGraph(14);
    const { peak } = simulateInputOrder(graph);
    const budgets = [0.5, 0.9, 0.6, 0.7, 1, 0.55, 0.8, 0.7].map((share) => Math.floor(share * peak));
    for (const strategy of ['annealing', 'complete', 'relaxation']) {
      const parameters = { timeLimit: 0.15, seed: 1, strategies: [strategy] };
      const points = await sweep({ ...rules, ...limits, graph }, budgets, parameters);
      expect(points.length, strategy).toBe(7);
      expectConsistent(graph, points);
    }
  });

  it('hands schedules and bounds on to where they hold', async () => {
    // 0 is read at the end: dropped and computed again it costs 10; between the budgets 6 and 7 nothing changes
    const links: [number, number][] = [
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ];
    const graph = graphOf([40, 20, 10, 10], links, [10, 20, 30, 40]);
    const points = await sweep({ ...rules, ...limits, graph }, [69, 65, 60, 59, 20], { timeLimit: 20, seed: 1 });
    expect(points.map(({ status }) => status)).toEqual(['optimal', 'optimal', 'optimal', 'infeasible', 'infeasible']);
    expect(points.slice(0, 3).map((p) => [p.duration, p.foundAt, p.provenAt])).toEqual([
      [110, 69, 69],
      [110, 69, 69],
      [110, 69, 69],
    ]);
    expect(points[4]).toMatchObject({ sequence: null, foundAt: null, provenAt: 59 });
  });

  it('gives what needs no search when it is aborted', async () => {
    const graph = trainingGraph(10);
    const { peak, duration } = simulateInputOrder(graph);
    const seen: number[] = [];
    const events = { signal: AbortSignal.abort(), onPoint: ({ budget }: SweepPoint) => seen.push(budget) };
    const points = await sweep({ ...rules, ...limits, graph }, [peak - 1, peak, 1], { timeLimit: 60, seed: 1 }, events);
    expect(seen).toEqual([peak, peak - 1, 1]);
    expect(points.map(({ status, lowerBound, stopReason }) => [status, lowerBound, stopReason])).toEqual([
      ['optimal', duration, 'closed'],
      ['unknown', duration, 'aborted'],
      ['infeasible', Number.POSITIVE_INFINITY, 'closed'],
    ]);
  });
});
