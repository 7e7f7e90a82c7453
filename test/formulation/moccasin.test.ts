// The Moccasin model with a fixed input order: what the engine proves optimal or infeasible is compared with brute force over all staged sequences, for both
// objectives, all ways to state the reads, and budgets around every value at which the answer changes.

import { describe, expect, it } from 'vitest';
import { buildMoccasin, type MoccasinOptions } from '../../formulation/moccasin.ts';
import { checkSchedule } from '../../formulation/schedule.ts';
import { event } from '../../formulation/stages.ts';
import { Random } from '../../solver/random.ts';
import { type Front, leastDuration, leastPeak, stagedFront } from '../support/brute-schedule.ts';
import { graphOf, SHAPE_NAMES } from '../support/random-graph.ts';
import {
  criticalBudgets,
  DEFAULTS,
  graphWithTradeOff,
  labelOf,
  PRECEDENCES,
  solveCase,
  solveModel,
} from './solve-case.ts';

/** Graphs per shape and number of computations. */
const GRAPHS = 10;

function isAscendingInStages(sequence: readonly number[]): boolean {
  let next = 0;
  return sequence.every((v, j) => {
    if (v === next) {
      next++;
      return true;
    }
    const before = sequence[j - 1];
    // a stage begins after a first computation, which is the largest node so far
    return v < next && (before === next - 1 || before! < v);
  });
}

describe.each(PRECEDENCES)('input order, reads by %s', (precedence) => {
  it.each([1, 2, 3, 5])('least duration within a budget = brute force, C = %i', (maxComputations) => {
    let infeasible = 0;
    let longer = 0;
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < GRAPHS; g++) {
        const rng = new Random(`duration:${shape}:${g}:${maxComputations}`);
        const keepOutputs = g % 3 === 0;
        const { graph, front } = graphWithTradeOff(
          rng,
          {
            minNodes: 2,
            maxNodes: g % 2 === 0 && maxComputations < 5 ? 6 : 5,
            shape,
            forbidden: g % 4 === 1 ? 0.4 : 0,
          },
          (drawn) => stagedFront(drawn, maxComputations, keepOutputs),
        );
        for (const memoryBound of criticalBudgets(rng, graph, front, 4)) {
          const options = { ...DEFAULTS, maxComputations, precedence, keepOutputs, memoryBound };
          const expected = leastDuration(front, memoryBound);
          const answer = solveCase(graph, options, g);
          expect(answer?.objective, labelOf(graph, options)).toBe(expected?.duration);
          if (answer === null) infeasible++;
          else {
            expect(isAscendingInStages(answer.sequence)).toBe(true);
            expect(checkSchedule(graph, answer.sequence, { ...options, budget: memoryBound, mode: 'input' })).toEqual(
              [],
            );
            if (answer.sequence.length > graph.n) longer++;
          }
        }
      }
    }
    expect(infeasible).toBeGreaterThan(50);
    if (maxComputations > 1) expect(longer).toBeGreaterThan(30);
  });

  it('least peak within a duration = brute force', () => {
    let atTheFloor = 0;
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < GRAPHS; g++) {
        const rng = new Random(`memory:${shape}:${g}`);
        const keepOutputs = rng.chance(0.5);
        const maxComputations = rng.pick([1, 2, 3, 5]);
        const forbidden = g % 4 === 1 ? 0.4 : 0;
        const { graph, front } = graphWithTradeOff(
          rng,
          { minNodes: 1, maxNodes: maxComputations < 5 ? 6 : 5, shape, forbidden },
          (drawn) => stagedFront(drawn, maxComputations, keepOutputs),
        );
        const least = { ...DEFAULTS, objective: 'memory', maxComputations, precedence, keepOutputs } as const;
        for (const [memoryBound, durationBound] of memoryCases(rng, front)) {
          const options: MoccasinOptions = { ...least, memoryBound, durationBound };
          const expected = leastPeak(front, durationBound);
          const answer = solveCase(graph, options, g);
          const label = labelOf(graph, options);
          if (expected === null) expect(answer, label).toBeNull();
          else if (expected.peak >= memoryBound) expect(answer!.objective, label).toBe(expected.peak);
          else {
            // at the floor, which is rounded down to the unit of the sizes and never above all sizes together
            atTheFloor++;
            expect(answer!.objective, label).toBeLessThanOrEqual(memoryBound);
            expect(answer!.objective, label).toBeGreaterThanOrEqual(expected.peak);
          }
        }
      }
    }
    expect(atTheFloor).toBeGreaterThan(3);
  });
});

describe('(2) a retention interval is never empty', () => {
  it('not even that of node 0, whose events follow those of the last reader of a stage', () => {
    // 2 reads 0, first in stage 2 and perhaps again in stage 3; the end of the first read, event(2, 2) + 1, is the event of 0 in stage 3
    const graph = graphOf(
      [3, 5, 1, 1],
      [
        [0, 2],
        [2, 3],
      ],
    );
    const model = buildMoccasin(graph, { ...DEFAULTS, memoryBound: 8 });
    const copy = model.copies[0]![1]!;
    const [start, touching] = [copy.start.vars[0]!, event(2, 2) + 1];
    expect(touching).toBe(event(3, 0));
    for (const x of [start, copy.end]) expect(model.data.variables[x]!.domain).toContain(touching);
    const present = [copy.presence!, 1] as const;
    expect(solveModel(model, [present, [start, touching]])).not.toBeNull();
    expect(solveModel(model, [present, [start, touching], [copy.end, touching]])).toBeNull();
  });
});

/** Floors of the peak and bounds of the duration worth trying. */
function memoryCases(rng: Random, front: Front): [number, number][] {
  const { peak, duration } = rng.pick(front);
  return [
    [0, Number.POSITIVE_INFINITY],
    [0, duration],
    [rng.chance(0.3) ? peak + 1 : Math.max(0, peak - 1), duration - (rng.chance(0.5) ? 1 : 0)],
  ];
}
