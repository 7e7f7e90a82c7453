// Memory simulation against a naive reading of its definition, and the rules of a schedule.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import {
  checkSchedule,
  findOrderViolation,
  overheadPercent,
  simulate,
  simulateInputOrder,
} from '../../formulation/schedule.ts';
import { Random } from '../../solver/random.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';
import { randomInputOrderSequence, randomSequence } from '../support/random-sequence.ts';

/** Step that serves a read of u at step j: the latest earlier occurrence, or -1. */
function server(sequence: readonly number[], u: number, j: number): number {
  for (let i = j - 1; i >= 0; i--) if (sequence[i] === u) return i;
  return -1;
}

/** Is occurrence i live while step j runs? Word for word the definition. */
function isLive(graph: ComputeGraph, sequence: readonly number[], i: number, j: number, keepOutputs: boolean): boolean {
  if (i === j) return true;
  if (i > j) return false;
  for (let k = j; k < sequence.length; k++) {
    if (graph.predecessors[sequence[k]].includes(sequence[i]) && server(sequence, sequence[i], k) === i) return true;
  }
  const isSink = graph.successors[sequence[i]].length === 0;
  return keepOutputs && isSink && !sequence.includes(sequence[i], i + 1);
}

function naive(graph: ComputeGraph, sequence: readonly number[], keepOutputs: boolean) {
  for (const [step, node] of sequence.entries()) {
    for (const input of graph.predecessors[node]) {
      if (server(sequence, input, step) < 0) return { valid: false, step, node, input };
    }
  }
  const timeline = sequence.map((_, j) =>
    sequence.reduce((sum, v, i) => sum + (isLive(graph, sequence, i, j, keepOutputs) ? graph.sizes[v] : 0), 0),
  );
  const frees = sequence.map((_, j) => {
    const dead = (i: number): boolean =>
      isLive(graph, sequence, i, j, keepOutputs) &&
      (j + 1 < sequence.length
        ? !isLive(graph, sequence, i, j + 1, keepOutputs)
        : !isKept(graph, sequence, i, keepOutputs));
    const freed = [...sequence.keys()].filter(dead).map((i) => sequence[i]);
    return freed.sort((a, b) => a - b);
  });
  const duration = sequence.reduce((sum, v) => sum + graph.durations[v], 0);
  return { valid: true, timeline: Float64Array.from(timeline), frees, peak: Math.max(0, ...timeline), duration };
}

function isKept(graph: ComputeGraph, sequence: readonly number[], i: number, keepOutputs: boolean): boolean {
  return keepOutputs && graph.successors[sequence[i]].length === 0 && !sequence.includes(sequence[i], i + 1);
}

describe('simulate', () => {
  it('replays the drawing in the file', () => {
    const graph = graphOf(
      [1, 10, 100, 1000],
      [
        [0, 1],
        [1, 2],
        [0, 3],
        [2, 3],
      ],
    );
    const replay = simulate(graph, [0, 1, 2, 0, 3]);
    expect(replay).toEqual({
      valid: true,
      timeline: Float64Array.of(1, 11, 110, 101, 1101),
      frees: [[], [0], [1], [], [0, 2, 3]],
      peak: 1101,
      duration: 5,
    });
  });

  it('agrees with the definition on 500 random graphs, with and without kept outputs', () => {
    let recomputed = 0;
    let refused = 0;
    for (let seed = 0; seed < 500; seed++) {
      const random = new Random(`simulate:${seed}`);
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 9 });
      const sequence = randomSequence(random, graph, 8);
      if (random.chance(0.25)) random.shuffle(sequence);
      for (const keepOutputs of [false, true]) {
        const replay = simulate(graph, sequence, { keepOutputs });
        expect(replay, `seed ${seed}`).toEqual(naive(graph, sequence, keepOutputs));
        if (!replay.valid) refused++;
      }
      if (sequence.length > graph.n) recomputed++;
    }
    expect(recomputed).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(30);
  });

  it('accepts typed arrays and an empty sequence', () => {
    const graph = graphOf([2, 3], [[0, 1]]);
    expect(simulate(graph, Int32Array.of(0, 1))).toEqual(simulate(graph, [0, 1]));
    expect(simulate(graph, [])).toEqual({
      valid: true,
      timeline: new Float64Array(0),
      frees: [],
      peak: 0,
      duration: 0,
    });
  });

  it('is exact near 2^53', () => {
    const large = 2 ** 52 - 1;
    const graph = graphOf(
      [large, large, 1],
      [
        [0, 2],
        [1, 2],
      ],
      [large, large, 1],
    );
    expect(simulateInputOrder(graph)).toMatchObject({ peak: 2 ** 53 - 1, duration: 2 ** 53 - 1 });
  });

  it.each([[[0, 2]], [[-1]], [[0.5]], [[Number.NaN]]])('throws on node numbers that do not exist: %j', (sequence) => {
    expect(() => simulate(graphOf([1, 1], []), sequence)).toThrow(RangeError);
  });
});

describe('checkSchedule', () => {
  const graph = graphOf(
    [4, 1, 1, 1],
    [
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ],
  );
  const rules = { budget: 7, mode: 'input', maxComputations: 2 } as const;

  it('accepts a valid schedule, with a peak that meets the budget exactly', () => {
    expect(simulateInputOrder(graph).peak).toBe(6);
    expect(checkSchedule(graph, [0, 1, 2, 0, 3], { ...rules, budget: 6 })).toEqual([]);
  });

  it.each([
    ['a node that is left out', [0, 1, 2], rules, [/node 3 is never computed/]],
    ['too many computations', [0, 1, 0, 0, 2, 3], rules, [/node 0 is computed 3 times, over 2/]],
    ['a read before the computation', [0, 2, 1, 3], { ...rules, mode: 'free' }, [/step 1: node 2 reads 1 before/]],
    ['a peak over the budget', [0, 1, 2, 3], { ...rules, budget: 5 }, [/peak 6 is over the budget 5, first at step 2/]],
    ['an unknown node', [0, 1, 2, 3, 4], rules, [/step 4 computes 4, which is not a node/]],
    ['several at once', [1], rules, [/node 0 is never/, /step 0 computes node 1 out of/, /reads 0 before/]],
  ] as const)('reports %s', (_, sequence, given, words) => {
    const violations = checkSchedule(graph, sequence, given);
    expect(violations).toHaveLength(words.length);
    for (const [i, pattern] of words.entries()) expect(violations[i]).toMatch(pattern);
  });

  it('holds first computations to the input order in mode input only', () => {
    const free = graphOf([1, 1, 1], []);
    expect(checkSchedule(free, [1, 0, 2], { ...rules, mode: 'free' })).toEqual([]);
    expect(checkSchedule(free, [1, 0, 2], rules)).toEqual([expect.stringMatching(/step 0 computes node 1 out of/)]);
    expect(checkSchedule(free, [0, 1, 0, 2, 1], rules)).toEqual([]);
  });

  it('lets nodes that may not be computed again run once, whatever C', () => {
    const marked = graphOf([1, 1, 1], [[0, 2]], [], [0]);
    expect(checkSchedule(marked, [0, 1, 1, 2], rules)).toEqual([]);
    expect(checkSchedule(marked, [0, 1, 0, 1, 2], rules)).toEqual([
      'node 0 is computed 2 times, but its recomputation is forbidden',
    ]);
    expect(checkSchedule(marked, [0, 1, 0, 2], { ...rules, maxComputations: 1 })).toHaveLength(2);
  });

  it('counts kept outputs', () => {
    const sinks = graphOf([3, 3], []);
    expect(checkSchedule(sinks, [0, 1], { ...rules, budget: 3 })).toEqual([]);
    expect(checkSchedule(sinks, [0, 1], { ...rules, budget: 3, keepOutputs: true })).toHaveLength(1);
  });
});

describe('findOrderViolation', () => {
  it('agrees with comparing the list of first computations', () => {
    const random = new Random('order');
    let broken = 0;
    for (let round = 0; round < 500; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 6 });
      const follows = random.chance(0.5);
      const sequence = (follows ? randomInputOrderSequence : randomSequence)(random, graph, 3);
      const first = [...new Set(sequence)];
      const wrong = first.findIndex((v, i) => v !== i);
      expect(findOrderViolation(sequence)).toBe(wrong < 0 ? -1 : sequence.indexOf(first[wrong]));
      if (follows) expect(wrong).toBe(-1);
      else if (wrong >= 0) broken++;
    }
    expect(broken).toBeGreaterThan(50);
  });
});

describe('overheadPercent', () => {
  it('is relative to the baseline, and 0 when nothing takes time', () => {
    expect(overheadPercent(150, 100)).toBe(50);
    expect(overheadPercent(100, 100)).toBe(0);
    expect(overheadPercent(0, 0)).toBe(0);
  });
});
