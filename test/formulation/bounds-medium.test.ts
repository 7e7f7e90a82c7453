// Bounds and whole solves on graphs too large for brute force, against the optimum that clause learning proves alone: its proofs share nothing with the relaxations but
// the reductions, which brute force judges on small graphs. Branching and exclusion have something to do here.

import { describe, expect, it } from 'vitest';
import type { RematProblem } from '../../formulation/problem.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { solveInThread } from '../../formulation/solve.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { Random } from '../../solver/random.ts';
import { shapedGraph } from '../support/random-graph.ts';

function caseOf(seed: number): RematProblem {
  const rng = new Random(`medium:${seed}`);
  const shape = rng.pick(['training', 'skips', 'layered', 'sparse', 'dense']);
  const forbidden = rng.chance(0.2) ? 0.15 : 0;
  const graph = shapedGraph(rng, { minNodes: 9, maxNodes: 18, shape, forbidden });
  const problem: RematProblem = {
    ...{ graph, order: 'input', maxComputations: rng.pick([2, 2, 2, 3]), keepOutputs: rng.chance(0.3) },
    ...{ objective: 'duration', memoryBound: 0, durationBound: Number.POSITIVE_INFINITY, precedence: 'cover' },
  };
  const { peak } = simulateInputOrder(graph, { keepOutputs: problem.keepOutputs });
  return { ...problem, memoryBound: Math.floor((0.6 + 0.35 * rng.float()) * peak) };
}

describe('graphs of 9 to 18 nodes', () => {
  it('no strategy claims more than clause learning alone proves, and each proves the optimum', {
    timeout: 120_000,
  }, async () => {
    let [optimal, infeasible, closed] = [0, 0, 0];
    for (let seed = 0; seed < 90; seed++) {
      const problem = caseOf(seed);
      // nothing to search for
      if (structuralBound(problem) === Number.POSITIVE_INFINITY) continue;
      const parameters = { timeLimit: 60, seed };
      const expected = await solveInThread(problem, { ...parameters, strategies: ['complete'] });
      const label = `seed ${seed}`;
      expect(['optimal', 'infeasible'], label).toContain(expected.status);
      if (expected.status === 'optimal') optimal++;
      else infeasible++;
      const limited = { seed, timeLimit: 0.3, deterministic: true };
      const bound = await solveInThread(problem, { ...limited, strategies: ['relaxation'] });
      expect(bound.lowerBound, label).toBeLessThanOrEqual(expected.lowerBound);
      if (bound.lowerBound === expected.lowerBound) closed++;
      for (const strategy of ['dual', 'all']) {
        const result = await solveInThread(problem, { ...parameters, strategies: [strategy] });
        expect([strategy, result.status, result.objective], label).toEqual([
          strategy,
          expected.status,
          expected.objective,
        ]);
      }
    }
    expect(optimal).toBeGreaterThan(20);
    expect(infeasible).toBeGreaterThan(2);
    expect(closed).toBeGreaterThan(15);
  });
});
