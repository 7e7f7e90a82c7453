// The bound of the least peak against brute force: never above it, exactly the peak of the input order when nothing may be computed again, and above what structure says
// where C is small.

import { describe, expect, it } from 'vitest';
import { LeastPeakBound } from '../../formulation/bounds/least-peak.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { solveInThread } from '../../formulation/solve.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { Random } from '../../solver/random.ts';
import { leastPeak, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';

function provenPeak(...[graph, maxComputations, keepOutputs]: ConstructorParameters<typeof LeastPeakBound>): number {
  const bound = new LeastPeakBound(graph, maxComputations, keepOutputs);
  for (let i = 0; i < 300; i++) bound.round();
  return bound.proven();
}

describe('LeastPeakBound', () => {
  it('is never above the least peak of a staged schedule', () => {
    let [reached, stronger] = [0, 0];
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`least peak:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 6, forbidden: rng.chance(0.3) ? 0.3 : 0 });
      const maxComputations = rng.between(1, 3);
      const keepOutputs = rng.chance(0.4);
      const { peak } = leastPeak(stagedFront(graph, maxComputations, keepOutputs), Number.POSITIVE_INFINITY)!;
      const proven = provenPeak(graph, maxComputations, keepOutputs);
      expect(proven, `seed ${seed}`).toBeLessThanOrEqual(peak);
      if (proven === peak) reached++;
      const problem: RematProblem = {
        ...{ graph, order: 'input', maxComputations, keepOutputs, objective: 'memory', memoryBound: 0 },
        ...{ durationBound: Number.POSITIVE_INFINITY, precedence: 'cover' },
      };
      if (proven > structuralBound(problem)) stronger++;
    }
    expect(reached).toBeGreaterThan(200);
    expect(stronger).toBeGreaterThan(10);
  });

  it('is the peak of the input order when nothing may be computed again', () => {
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`least peak, once:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 30 });
      const keepOutputs = rng.chance(0.4);
      expect(provenPeak(graph, 1, keepOutputs)).toBe(simulateInputOrder(graph, { keepOutputs }).peak);
    }
  });

  it('ends a solve for which no schedule fits', async () => {
    // a tensor of 4 that is read three times, with one of 5 between each two reads: missing half the time at either, it leaves 7 on average
    const graph = graphOf(
      [4, 0, 5, 0, 5, 0],
      [
        [0, 1],
        [0, 3],
        [0, 5],
      ],
    );
    const problem: RematProblem = {
      ...{ graph, order: 'input', maxComputations: 2, keepOutputs: false, objective: 'duration', memoryBound: 6 },
      ...{ durationBound: Number.POSITIVE_INFINITY, precedence: 'cover' },
    };
    const result = await solveInThread(problem, { timeLimit: 20, seed: 1, strategies: ['least-peak'] });
    expect(result.status).toBe('infeasible');
    expect(result.bounds.at(-1)!.worker).toBe('least-peak');
    const enough = await solveInThread({ ...problem, maxComputations: 3 }, { timeLimit: 20, seed: 1 });
    expect(enough.status).toBe('optimal');
  });
});
