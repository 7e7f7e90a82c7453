// The local searches on staged schedules, on small graphs: what they offer is valid and never better than the optimum, and they reach the optimum nearly always. Nodes that
// may be computed only once are never computed again, and the walk finds its way back to the best schedule however far it went.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { checkSchedule, simulate } from '../../formulation/schedule.ts';
import { Annealing } from '../../formulation/search/annealing.ts';
import { RuinRecreate } from '../../formulation/search/ruin-recreate.ts';
import { StagedWalk } from '../../formulation/search/staged-walk.ts';
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
    options: { budget, maxComputations, keepOutputs, roundMoves: 2000, cycle: 300 },
  };
}

type Options = ReturnType<typeof caseOf>['options'];

const SEARCHES = [
  [
    'Annealing',
    (graph: ComputeGraph, options: Options, seed: number) => new Annealing(graph, options, new Random(seed)),
  ],
  [
    'RuinRecreate',
    (graph: ComputeGraph, options: Options, seed: number) => new RuinRecreate(graph, options, new Random(seed)),
  ],
] as const;

describe.each(SEARCHES)('%s', (_name, make) => {
  it.each([false, true])('100 small graphs, kept outputs %s', (keepOutputs) => {
    let tried = 0;
    let reached = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { graph, front, budget, optimum, options } = caseOf(seed, keepOutputs);
      const search = make(graph, options, seed);
      // in pieces, so that every best on the way is looked at
      for (let piece = 0; piece < 40; piece++) {
        search.run(WorkBudget.ticks(8000), () => false);
        const best = search.walk.best();
        if (best === null) {
          expect(search.walk.bestDuration).toBe(Number.POSITIVE_INFINITY);
          continue;
        }
        const rules = { ...options, mode: 'input' } as const;
        expect(checkSchedule(graph, best, rules), graph.name).toEqual([]);
        const replay = simulate(graph, best, options);
        expect(replay.valid && replay.duration, graph.name).toBe(search.walk.bestDuration);
        expect(search.walk.bestDuration, graph.name).toBeGreaterThanOrEqual(optimum.duration);
      }
      if (front.length === 1 || budget === front.at(-1)!.peak) continue;
      tried++;
      if (search.walk.bestDuration === optimum.duration) reached++;
    }
    expect(tried).toBeGreaterThan(40);
    expect(reached / tried).toBeGreaterThanOrEqual(0.9);
  });

  it('goes on from a better schedule that it is given', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { graph, optimum, options } = caseOf(seed, false);
      const search = make(graph, options, seed);
      search.adopt(optimum.sequence, optimum.duration);
      expect(search.walk.bestDuration).toBe(optimum.duration);
      expect(checkSchedule(graph, search.walk.best()!, { ...options, mode: 'input' })).toEqual([]);
      expect(search.walk.state.duration).toBe(optimum.duration);
      const improved = search.run(WorkBudget.ticks(0), () => false);
      expect(improved).toBe(false);
      expect(search.walk.bestDuration).toBe(optimum.duration);
      // a worse one changes nothing
      const best = search.walk.best();
      search.adopt([...Array(graph.n).keys()], optimum.duration + 1);
      expect(search.walk.best()).toEqual(best);
    }
  });

  it('is the same for the same seed', () => {
    const cases = Array.from({ length: 20 }, (_, seed) => caseOf(seed, false));
    const runs = [1, 1, 2].map((seed) => {
      const trace: string[] = [];
      for (const { graph, options } of cases) {
        const search = make(graph, options, seed);
        for (let i = 0; i < 4; i++) {
          search.run(WorkBudget.ticks(0), () => false);
          trace.push(`${search.walk.best()} ${search.walk.state.duration}`);
        }
      }
      return trace.join(' ');
    });
    expect(runs[0]).toBe(runs[1]);
    expect(runs[0]).not.toBe(runs[2]);
  });

  it('computes a node again only where the graph allows it', () => {
    let recomputed = 0;
    for (let seed = 0; seed < 30; seed++) {
      const { graph, options } = caseOf(seed, false);
      const rng = new Random(`marks:${seed}`);
      const recomputable = graph.recomputable.map(() => (rng.chance(0.5) ? 1 : 0));
      const search = make({ ...graph, recomputable }, options, seed);
      for (let piece = 0; piece < 20; piece++) {
        search.run(WorkBudget.ticks(16_000), () => false);
        for (const v of search.walk.recomputed) {
          expect(recomputable[v]).toBe(1);
          recomputed++;
        }
      }
    }
    expect(recomputed).toBeGreaterThan(10);
  });
});

describe('StagedWalk', () => {
  it('finds its way back to the best schedule', { timeout: 30_000 }, () => {
    for (let seed = 0; seed < 3; seed++) {
      const { graph, options } = caseOf(seed, false);
      const { n } = graph;
      // everything fits: the input order is the best, and stays it
      const walk = new StagedWalk(graph, { ...options, budget: Number.MAX_SAFE_INTEGER });
      const rng = new Random(`walk:${seed}`);
      const step = (): void => {
        const v = rng.below(n - 1);
        const k = rng.between(v + 1, n - 1);
        if (walk.state.isComputed(v, k)) walk.remove(v, k);
        else if (walk.state.hasRoom(v)) walk.add(v, k);
      };
      // short ways are remembered change by change, the long one as a whole
      for (const changes of [1, 30, 500, 60_000]) {
        for (let i = 0; i < changes; i++) {
          step();
          if (rng.chance(0.3)) walk.undo();
          else walk.keep();
        }
        step();
        expect(walk.best()).toEqual([...Array(n).keys()]);
        walk.toBest();
        expect(walk.recomputed).toEqual([]);
        expect(walk.state.duration).toBe(walk.bestDuration);
      }
    }
  });

  it('knows how much the steps it has added are over the budget', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { graph, options } = caseOf(seed, false);
      const { n } = graph;
      const walk = new StagedWalk(graph, { ...options, budget: 0, keepOutputs: false });
      const rng = new Random(`added:${seed}`);
      const v = rng.below(n - 1);
      const k = rng.between(v + 1, n - 1);
      walk.add(v, k);
      // with a budget of 0 that is their memory; the step comes first in its stage, right before k
      const replay = simulate(graph, walk.state.profile.sequence());
      if (!replay.valid) throw new Error('not a schedule');
      expect(walk.overflowAdded(0)).toBe(replay.timeline[k]);
      expect(walk.overflowAdded(walk.mark())).toBe(0);
    }
  });
});
