// Core-guided search as the only member on random rematerialization graphs, in both orders and for both objectives: the optimum of brute force is found and proven, or that
// there is no schedule; in slices of a few ticks as well as in one go.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import type { OrderMode } from '../../formulation/moccasin.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { Random } from '../../solver/random.ts';
import { type Front, leastDuration, leastPeak, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { solveByMembers } from './solve-by-members.ts';
import { criticalBudgets, graphWithTradeOff } from './solve-case.ts';

/** Ticks enough to reach the fixpoint of the root, and then for a few conflicts. */
const SLICE = 3000;

function frontOf(graph: ComputeGraph, order: OrderMode, keepOutputs: boolean): Front {
  return order === 'input' ? stagedFront(graph, 2, keepOutputs) : sequenceFront(graph, 2, keepOutputs, 'free');
}

describe.each([
  ['input', 100, 7],
  ['free', 50, 5],
] as const)('core-guided search, %s order', (order, graphs, maxNodes) => {
  it(`proves the least duration of brute force, or that there is none, ${graphs} graphs`, () => {
    let infeasible = 0;
    let cut = 0;
    for (let seed = 0; seed < graphs; seed++) {
      const rng = new Random(`cores:${order}:${seed}`);
      const keepOutputs = rng.chance(0.2);
      const { graph, front } = graphWithTradeOff(rng, { minNodes: 3, maxNodes }, (g) => frontOf(g, order, keepOutputs));
      for (const memoryBound of criticalBudgets(rng, graph, front, 3)) {
        const problem: RematProblem = {
          ...{ graph, order, maxComputations: 2, keepOutputs, objective: 'duration', memoryBound },
          ...{ durationBound: Number.POSITIVE_INFINITY, precedence: 'cover' },
        };
        const best = leastDuration(front, memoryBound);
        const optimum = best?.duration ?? Number.POSITIVE_INFINITY;
        const label = `seed ${seed} within ${memoryBound}`;
        // the optimum may be known from elsewhere from the beginning
        const start = best !== null && seed % 3 === 0 ? best.sequence : null;
        for (const ticks of [1e9, SLICE]) {
          const answer = solveByMembers('core', problem, ticks, start);
          expect(answer, label).toMatchObject({ upper: optimum, lower: optimum });
          for (const bound of answer.bounds) expect(bound, label).toBeLessThanOrEqual(optimum);
          if (ticks === SLICE) cut += answer.steps;
        }
        if (best === null) infeasible++;
      }
    }
    expect(infeasible).toBeGreaterThan(graphs / 4);
    expect(cut).toBeGreaterThan(3 * graphs);
  });

  it('proves the least peak of brute force', () => {
    for (let seed = 0; seed < graphs / 5; seed++) {
      const rng = new Random(`peaks:${order}:${seed}`);
      const { graph, front } = graphWithTradeOff(rng, { minNodes: 3, maxNodes }, (g) => frontOf(g, order, false));
      const { duration } = rng.pick([...front]);
      const peak = leastPeak(front, duration)!.peak;
      const problem: RematProblem = {
        ...{ graph, order, maxComputations: 2, keepOutputs: false, objective: 'memory', memoryBound: 0 },
        ...{ durationBound: duration, precedence: 'cover' },
      };
      expect(solveByMembers('core', problem, 10 * SLICE, null), `seed ${seed}`).toMatchObject({
        upper: peak,
        lower: peak,
      });
    }
  });
});
