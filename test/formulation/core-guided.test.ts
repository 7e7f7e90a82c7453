// Core-guided search as the only member on random rematerialization graphs, in both orders and for both objectives: the optimum of brute force is found and proven, or that
// there is no schedule; in slices of a few ticks as well as in one go.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import type { OrderMode } from '../../formulation/moccasin.ts';
import { type RematProblem, type Sequence, verifiedObjective } from '../../formulation/problem.ts';
import { makeMembers, strategyByName } from '../../formulation/strategies.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { type Front, leastDuration, leastPeak, sequenceFront, stagedFront } from '../support/brute-schedule.ts';
import { criticalBudgets, graphWithTradeOff } from './solve-case.ts';

/** Ticks enough to reach the fixpoint of the root, and then for a few conflicts. */
const SLICE = 3000;

interface Answer {
  readonly upper: number;
  readonly lower: number;
  readonly bounds: readonly number[];
  readonly steps: number;
}

/** Steps the member `core`, so many ticks each, until it is done. */
function solveByCores(problem: RematProblem, ticks: number, start: Sequence | null): Answer {
  const bounds: number[] = [];
  const exchange = new LocalExchange<Sequence>(
    {
      verify: (sequence, objective) => expect(verifiedObjective(problem, sequence)).toBe(objective),
      onSolution: () => {},
      onBound: ({ value }) => bounds.push(value),
    },
    () => false,
  );
  if (start !== null) exchange.offer(start, verifiedObjective(problem, start), 'known before');
  const [member] = makeMembers(strategyByName('core'), problem, exchange, {
    seed: '1',
    engine: {},
    explanation: 'pointwise',
  });
  let steps = 0;
  for (; !member!.exhausted && !exchange.closed; steps++) {
    if (steps > 20_000) throw new Error('core-guided search does not end');
    member!.step(WorkBudget.ticks(ticks));
  }
  return { upper: exchange.upper, lower: exchange.lower, bounds, steps };
}

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
          const answer = solveByCores(problem, ticks, start);
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
      expect(solveByCores(problem, 10 * SLICE, null), `seed ${seed}`).toMatchObject({ upper: peak, lower: peak });
    }
  });
});
