// What is done to a problem around the search: the structural bound never passes an optimum, and a polished schedule is as good as before and known to the model.

import { describe, expect, it } from 'vitest';
import { encode } from '../../formulation/assignment.ts';
import { heldMemory, heldNodes } from '../../formulation/held.ts';
import { largestNeed } from '../../formulation/infeasibility.ts';
import { buildMoccasin } from '../../formulation/moccasin.ts';
import { polish } from '../../formulation/polish.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { checkSchedule, simulateInputOrder } from '../../formulation/schedule.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, replay, sequenceFront, stagedSequences } from '../support/brute-schedule.ts';
import { SHAPE_NAMES, shapedGraph, structuralLowerBound } from '../support/random-graph.ts';
import { randomInputOrderSequence, randomSequence } from '../support/random-sequence.ts';
import { criticalBudgets, DEFAULTS } from './solve-case.ts';

const INFINITY = Number.POSITIVE_INFINITY;

describe('structuralBound', () => {
  it.each(['input', 'free'] as const)(
    'is at most the optimum, %s order, and Infinity only if there is none',
    (order) => {
      let tight = 0;
      let refuted = 0;
      let held = 0;
      for (let seed = 0; seed < 160; seed++) {
        const rng = new Random(`structure:${seed}`);
        const shape = SHAPE_NAMES[seed % SHAPE_NAMES.length]!;
        const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 5, shape, forbidden: rng.pick([0, 0.3, 0.7]) });
        const keepOutputs = rng.chance(0.5);
        const maxComputations = rng.between(1, 2);
        const front = sequenceFront(graph, maxComputations, keepOutputs, order);
        const problem: RematProblem = { ...DEFAULTS, graph, order, keepOutputs, maxComputations };
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
        if (largestNeed(problem).needed > structuralLowerBound(graph)) held++;
      }
      expect(tight).toBeGreaterThan(80);
      expect(refuted).toBeGreaterThan(40);
      expect(held).toBeGreaterThan(10);
    },
  );

  it('with the input order and nothing that may be computed again is the peak of that order, so that no search is needed', () => {
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`once:${seed}`);
      const byMark = rng.chance(0.5);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 9, forbidden: byMark ? 1 : 0 });
      const keepOutputs = rng.chance(0.5);
      const { peak, duration } = simulateInputOrder(graph, { keepOutputs });
      const problem: RematProblem = { ...DEFAULTS, graph, keepOutputs, maxComputations: byMark ? 9 : 1 };
      expect(structuralBound({ ...problem, objective: 'memory', memoryBound: 0 }), graph.name).toBe(peak);
      expect(structuralBound({ ...problem, memoryBound: peak }), graph.name).toBe(duration);
      expect(structuralBound({ ...problem, memoryBound: peak - 1 }), graph.name).toBe(INFINITY);
    }
  });
});

describe('what is held', () => {
  it('is the same by nodes as by size', () => {
    let some = 0;
    for (let seed = 0; seed < 200; seed++) {
      const rng = new Random(`held:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 1, maxNodes: 9, forbidden: 0.5 });
      const order = rng.pick(['input', 'free'] as const);
      const rules = { graph, order, maxComputations: rng.between(1, 2), keepOutputs: rng.chance(0.5) };
      const held = heldMemory(rules);
      for (let v = 0; v < graph.n; v++) {
        const nodes = heldNodes(rules, v);
        expect(nodes.reduce((sum, u) => sum + graph.sizes[u]!, 0)).toBe(held[v]);
        for (const u of nodes) expect([...graph.predecessors[v]!, v]).not.toContain(u);
        some += nodes.length;
      }
    }
    expect(some).toBeGreaterThan(200);
  });
});

/** The schedule without one of its steps. */
function without(sequence: readonly number[], step: number): number[] {
  return sequence.filter((_, j) => j !== step);
}

describe('polish', () => {
  it.each(['input', 'free'] as const)('leaves no computation that could be left out, %s order', (order) => {
    let shortened = 0;
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`minimal:${seed}`);
      const shape = SHAPE_NAMES[seed % SHAPE_NAMES.length]!;
      const graph = shapedGraph(rng, { minNodes: 2, maxNodes: 9, shape });
      const keepOutputs = rng.chance(0.4);
      const sequence = (order === 'input' ? randomInputOrderSequence : randomSequence)(rng, graph, 8);
      const { peak } = replay(graph, sequence, keepOutputs)!;
      const isMemory = rng.chance(0.2);
      const memoryBound = isMemory ? 0 : peak + rng.below(8);
      const objective = isMemory ? 'memory' : 'duration';
      const problem: RematProblem = {
        ...DEFAULTS,
        graph,
        order,
        maxComputations: 99,
        keepOutputs,
        objective,
        memoryBound,
      };
      const polished = [...polish(problem, sequence)];
      const label = `${graph.name} ${sequence} -> ${polished}`;
      expect(
        checkSchedule(graph, polished, { ...problem, budget: Math.max(memoryBound, peak), mode: order }),
        label,
      ).toEqual([]);
      for (let j = 0; j < polished.length; j++) {
        // with the input order first computations have to stay where they are
        if (order === 'input' && polished.indexOf(polished[j]!) === j) continue;
        const shorter = without(polished, j);
        const isComplete = shorter.includes(polished[j]!);
        const cost = isComplete ? replay(graph, shorter, keepOutputs) : null;
        expect(cost === null || cost.peak > Math.max(memoryBound, peak), label).toBe(true);
      }
      if (polished.length < sequence.length) shortened++;
    }
    expect(shortened).toBeGreaterThan(150);
  });

  it('makes any staged schedule one that fits, is no longer, and that the reduced model can express', () => {
    let shortened = 0;
    for (let seed = 0; seed < 240; seed++) {
      const rng = new Random(`polish:${seed}`);
      const shape = SHAPE_NAMES[seed % SHAPE_NAMES.length]!;
      const graph = shapedGraph(rng, { minNodes: 2, maxNodes: 6, shape, forbidden: seed % 3 === 0 ? 0.3 : 0 });
      const keepOutputs = rng.chance(0.4);
      const options = { ...DEFAULTS, maxComputations: rng.pick([2, 3, graph.n]), keepOutputs };
      const all = [...stagedSequences(graph.n, options.maxComputations, graph.recomputable)];
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
