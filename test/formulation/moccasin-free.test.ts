// The Moccasin model with free order: optimum and infeasibility as found by brute force over all valid sequences.

import { describe, expect, it } from 'vitest';
import { checkSchedule } from '../../formulation/schedule.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, sequenceFront } from '../support/brute-schedule.ts';
import { SHAPE_NAMES } from '../support/random-graph.ts';
import { criticalBudgets, DEFAULTS, graphWithTradeOff, labelOf, PRECEDENCES, solveCase } from './solve-case.ts';

describe.each(PRECEDENCES)('free order, reads by %s', (precedence) => {
  it('least duration within a budget = brute force', () => {
    let infeasible = 0;
    let longer = 0;
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < 12; g++) {
        const rng = new Random(`free:${shape}:${g}`);
        const maxComputations = [1, 2, 3, 5][g % 4]!;
        const keepOutputs = rng.chance(0.4);
        const { graph, front } = graphWithTradeOff(
          rng,
          { minNodes: 2, maxNodes: maxComputations > 2 ? 4 : 5, shape, forbidden: g >= 8 ? 0.4 : 0 },
          (drawn) => sequenceFront(drawn, maxComputations, keepOutputs, 'free'),
        );
        for (const memoryBound of criticalBudgets(rng, graph, front, 3)) {
          const options = {
            ...DEFAULTS,
            order: 'free',
            maxComputations,
            precedence,
            keepOutputs,
            memoryBound,
          } as const;
          const expected = leastDuration(front, memoryBound);
          const answer = solveCase(graph, options, g);
          const label = labelOf(graph, options);
          expect(answer?.objective, label).toBe(expected?.duration);
          if (answer === null) {
            infeasible++;
            continue;
          }
          const rules = { ...options, budget: memoryBound, mode: 'free' } as const;
          expect(checkSchedule(graph, answer.sequence, rules), label).toEqual([]);
          if (answer.sequence.length > graph.n) longer++;
        }
      }
    }
    expect(infeasible).toBeGreaterThan(10);
    expect(longer).toBeGreaterThan(5);
  });

  it('least peak within a duration = brute force', () => {
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < 3; g++) {
        const rng = new Random(`free memory:${shape}:${g}`);
        const keepOutputs = rng.chance(0.4);
        const forbidden = g === 1 ? 0.4 : 0;
        const { graph, front } = graphWithTradeOff(rng, { minNodes: 1, maxNodes: 5, shape, forbidden }, (drawn) =>
          sequenceFront(drawn, 2, keepOutputs, 'free'),
        );
        const options = {
          ...DEFAULTS,
          order: 'free',
          objective: 'memory',
          precedence,
          keepOutputs,
          memoryBound: 0,
        } as const;
        const { duration } = rng.pick(front);
        for (const durationBound of [Number.POSITIVE_INFINITY, duration, duration - 1]) {
          const bounded = { ...options, durationBound };
          const expected = leastPeak(front, durationBound);
          expect(solveCase(graph, bounded, g)?.objective, labelOf(graph, bounded)).toBe(expected?.peak);
        }
      }
    }
  });
});
