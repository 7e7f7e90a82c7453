// What is done to a problem around the search: the structural bound never passes an optimum, and a polished schedule is as good as before and known to the model.

import { describe, expect, it } from 'vitest';
import { encode } from '../../formulation/assignment.ts';
import { buildMoccasin } from '../../formulation/moccasin.ts';
import { polish } from '../../formulation/polish.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, replay, sequenceFront, stagedSequences } from '../support/brute-schedule.ts';
import { SHAPE_NAMES, shapedGraph } from '../support/random-graph.ts';
import { criticalBudgets, DEFAULTS } from './solve-case.ts';

const INFINITY = Number.POSITIVE_INFINITY;

describe('structuralBound', () => {
  it('is at most the optimum of any order, and Infinity only if there is none', () => {
    let tight = 0;
    let refuted = 0;
    for (let seed = 0; seed < 160; seed++) {
      const rng = new Random(`structure:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 5, shape: SHAPE_NAMES[seed % SHAPE_NAMES.length]! });
      const keepOutputs = rng.chance(0.5);
      const front = sequenceFront(graph, 2, keepOutputs, 'free');
      const problem: RematProblem = { ...DEFAULTS, graph, order: 'free', keepOutputs };
      for (const memoryBound of criticalBudgets(rng, graph, front, 4)) {
        const bound = structuralBound({ ...problem, memoryBound });
        const optimum = leastDuration(front, memoryBound)?.duration ?? INFINITY;
        expect(bound, graph.name).toBeLessThanOrEqual(optimum);
        if (bound === INFINITY) refuted++;
      }
      const durationBound = rng.pick(front).duration - (rng.chance(0.3) ? 1 : 0);
      const bound = structuralBound({ ...problem, objective: 'memory', memoryBound: 0, durationBound });
      const optimum = leastPeak(front, durationBound)?.peak ?? INFINITY;
      expect(bound, graph.name).toBeLessThanOrEqual(optimum);
      if (bound === optimum) tight++;
    }
    expect(tight).toBeGreaterThan(80);
    expect(refuted).toBeGreaterThan(40);
  });
});

describe('polish', () => {
  it('makes any staged schedule one that fits, is no longer, and that the reduced model can express', () => {
    let shortened = 0;
    for (let seed = 0; seed < 240; seed++) {
      const rng = new Random(`polish:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 2, maxNodes: 6, shape: SHAPE_NAMES[seed % SHAPE_NAMES.length]! });
      const keepOutputs = rng.chance(0.4);
      const options = { ...DEFAULTS, maxComputations: rng.between(2, 3), keepOutputs };
      const all = [...stagedSequences(graph.n, options.maxComputations)];
      for (let i = 0; i < 20; i++) {
        const { peak, duration, sequence } = replay(graph, rng.pick(all), keepOutputs)!;
        const memoryBound = peak + rng.below(4);
        const problem: RematProblem = { ...options, graph, memoryBound };
        const polished = [...polish(problem, sequence)];
        const label = `${graph.name} budget ${memoryBound}: ${sequence} -> ${polished}`;
        const cost = replay(graph, polished, keepOutputs)!;
        expect(cost.peak, label).toBeLessThanOrEqual(memoryBound);
        expect(cost.duration, label).toBeLessThanOrEqual(duration);
        expect(encode(buildMoccasin(graph, { ...options, memoryBound }), polished), label).not.toBeNull();
        if (polished.length < sequence.length) shortened++;
      }
    }
    expect(shortened).toBeGreaterThan(1000);
  });
});
