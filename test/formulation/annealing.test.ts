// Annealing on small graphs: what it offers is valid and never better than the optimum, and it reaches the optimum nearly always.

import { describe, expect, it } from 'vitest';
import { checkSchedule, simulate } from '../../formulation/schedule.ts';
import { Annealing } from '../../formulation/search/annealing.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, stagedFront } from '../support/brute-schedule.ts';
import { SHAPE_NAMES } from '../support/random-graph.ts';
import { graphWithTradeOff } from './solve-case.ts';

/** A small graph, a budget that some schedule meets, and the least duration within it. */
function caseOf(seed: number, keepOutputs: boolean) {
  const rng = new Random(`annealing:${seed}`);
  const maxComputations = rng.between(2, 3);
  const shape = SHAPE_NAMES[seed % SHAPE_NAMES.length]!;
  const { graph, front } = graphWithTradeOff(rng, { minNodes: 2, maxNodes: 6, shape }, (drawn) =>
    stagedFront(drawn, maxComputations, keepOutputs),
  );
  // below the peak of the input order if anything is
  const budget = (front.length > 1 ? front[rng.below(front.length - 1)]! : front[0]!).peak;
  const optimum = leastDuration(front, budget)!;
  return {
    graph,
    front,
    budget,
    optimum,
    maxComputations,
    options: { budget, maxComputations, keepOutputs, roundMoves: 2000 },
  };
}

describe('Annealing', () => {
  it.each([false, true])('100 small graphs, kept outputs %s', (keepOutputs) => {
    let tried = 0;
    let reached = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { graph, front, budget, optimum, options } = caseOf(seed, keepOutputs);
      const annealing = new Annealing(graph, options, new Random(seed));
      // in pieces, so that every best on the way is looked at
      while (annealing.moves < 20_000) {
        annealing.run(WorkBudget.ticks(0), () => false);
        if (annealing.best === null) {
          expect(annealing.bestDuration).toBe(Number.POSITIVE_INFINITY);
          continue;
        }
        const rules = { ...options, mode: 'input' } as const;
        expect(checkSchedule(graph, annealing.best, rules), graph.name).toEqual([]);
        const replay = simulate(graph, annealing.best, options);
        expect(replay.valid && replay.duration, graph.name).toBe(annealing.bestDuration);
        expect(annealing.bestDuration, graph.name).toBeGreaterThanOrEqual(optimum.duration);
      }
      if (front.length === 1 || budget === front.at(-1)!.peak) continue;
      tried++;
      if (annealing.bestDuration === optimum.duration) reached++;
    }
    expect(tried).toBeGreaterThan(40);
    expect(reached / tried).toBeGreaterThanOrEqual(0.9);
  });

  it('goes on from a better schedule that it is given', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { graph, optimum, options } = caseOf(seed, false);
      const annealing = new Annealing(graph, options, new Random(seed));
      annealing.adopt(optimum.sequence, optimum.duration);
      expect(annealing.bestDuration).toBe(optimum.duration);
      expect(checkSchedule(graph, annealing.best!, { ...options, mode: 'input' })).toEqual([]);
      expect(annealing.state.duration).toBe(optimum.duration);
      const improved = annealing.run(WorkBudget.ticks(0), () => false);
      expect(improved).toBe(false);
      expect(annealing.bestDuration).toBe(optimum.duration);
      // a worse one changes nothing
      const best = annealing.best;
      annealing.adopt([...Array(graph.n).keys()], optimum.duration + 1);
      expect(annealing.best).toBe(best);
    }
  });

  it('is the same for the same seed', () => {
    const cases = Array.from({ length: 20 }, (_, seed) => caseOf(seed, false));
    const runs = [1, 1, 2].map((seed) => {
      const trace: string[] = [];
      for (const { graph, options } of cases) {
        const annealing = new Annealing(graph, options, new Random(seed));
        for (let i = 0; i < 4; i++) {
          annealing.run(WorkBudget.ticks(0), () => false);
          trace.push(`${annealing.state.sequence()}`);
        }
      }
      return trace.join(' ');
    });
    expect(runs[0]).toBe(runs[1]);
    expect(runs[0]).not.toBe(runs[2]);
  });
});
