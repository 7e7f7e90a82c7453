// Addresses: no overlap, never below the bound, as good as brute force where that is possible, close to the peak on training graphs.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Boxes, boxesOf, largestLoad, lastSteps } from '../../formulation/arena/arena.ts';
import { exactArena } from '../../formulation/arena/exact.ts';
import { Placer } from '../../formulation/arena/placing.ts';
import { planArena } from '../../formulation/arena/plan.ts';
import { searchArena } from '../../formulation/arena/search.ts';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { loadGraph } from '../../formulation/load-graph.ts';
import { type Simulation, simulate } from '../../formulation/schedule.ts';
import { Random } from '../../solver/random.ts';
import { ROOT } from '../support/product-files.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';
import { randomInputOrderSequence } from '../support/random-sequence.ts';

const inputOrder = (graph: ComputeGraph): number[] => Array.from({ length: graph.n }, (_, v) => v);
const replayOf = (graph: ComputeGraph, sequence: ArrayLike<number>, keepOutputs = false): Simulation =>
  simulate(graph, sequence, { keepOutputs }) as Simulation;

function randomBoxes(random: Random, count: number, steps: number, widest: number): Boxes {
  const from = Int32Array.from({ length: count }, () => random.below(steps));
  const to = from.map((step) => random.between(step, steps - 1));
  return { count, from, to, size: Float64Array.from(from, () => random.between(1, widest)) };
}

/** The smallest arena over all orders of first fit, which is the smallest there is. */
function bruteArena(boxes: Boxes): number {
  const placer = new Placer(boxes);
  let best = Number.POSITIVE_INFINITY;
  const visit = (order: number[], rest: number[]): void => {
    if (rest.length === 0 && placer.place(order, best)) best = placer.arena;
    for (const k of rest)
      visit(
        [...order, k],
        rest.filter((other) => other !== k),
      );
  };
  visit(
    [],
    Array.from({ length: boxes.count }, (_, k) => k),
  );
  return best;
}

/** Pairs that share a step and a byte, by comparing all. */
function overlaps({ count, from, to, size }: Boxes, offset: ArrayLike<number>): [number, number][] {
  const found: [number, number][] = [];
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      const inTime = from[a] <= to[b] && from[b] <= to[a];
      if (inTime && offset[a] < offset[b] + size[b] && offset[b] < offset[a] + size[a]) found.push([b, a]);
    }
  }
  return found;
}

describe('boxes', () => {
  it('live from the step that writes them to the step that reads them last', () => {
    // the picture in formulation/schedule.ts: a computed twice
    const graph = graphOf(
      [4, 1, 1, 1],
      [
        [0, 1],
        [1, 2],
        [0, 3],
        [2, 3],
      ],
    );
    const sequence = [0, 1, 2, 0, 3];
    expect([...lastSteps(sequence, replayOf(graph, sequence))]).toEqual([1, 2, 4, 4, 4]);
    const { from, to, size } = boxesOf(graph, sequence, replayOf(graph, sequence), 2);
    expect([[...from], [...to], [...size]]).toEqual([
      [0, 1, 2, 3, 4],
      [1, 2, 4, 4, 4],
      [2, 1, 1, 2, 1],
    ]);
  });

  it('of outputs that are kept live to the end, and tensors without bytes have none', () => {
    const graph = graphOf([5, 0, 3], []);
    const kept = boxesOf(graph, [0, 1, 2], replayOf(graph, [0, 1, 2], true), 1);
    expect([[...kept.step], [...kept.to]]).toEqual([
      [0, 2],
      [2, 2],
    ]);
    expect(largestLoad(kept)).toBe(8);
    expect(largestLoad(boxesOf(graph, [0, 1, 2], replayOf(graph, [0, 1, 2]), 1))).toBe(5);
  });
});

describe('placing', () => {
  it('overlaps nowhere and is never below the largest load', () => {
    const random = new Random('arena-overlap');
    for (let round = 0; round < 200; round++) {
      const boxes = randomBoxes(random, random.between(1, 40), random.between(1, 20), 9);
      const lowerBound = largestLoad(boxes);
      const { offset, arena } = searchArena(boxes, lowerBound, { seed: round, work: 20_000 });
      expect(overlaps(boxes, offset)).toEqual([]);
      expect(arena).toBe(offset.reduce((top, o, k) => Math.max(top, o + boxes.size[k]), 0));
      expect(arena).toBeGreaterThanOrEqual(lowerBound);
    }
  });

  it('is proven by constraint search to be what brute force over all orders finds', () => {
    const random = new Random('arena-exact');
    for (let round = 0; round < 40; round++) {
      const boxes = randomBoxes(random, random.between(2, 6), random.between(2, 6), 5);
      const start = new Placer(boxes);
      start.place(Array.from({ length: boxes.count }, (_, k) => k).reverse(), Number.POSITIVE_INFINITY);
      const { placement, lowerBound } = exactArena(boxes, start.placement(), largestLoad(boxes), 1, 1e7);
      expect(overlaps(boxes, placement.offset)).toEqual([]);
      expect([placement.arena, lowerBound]).toEqual([bruteArena(boxes), placement.arena]);
    }
  });

  it('proves that the largest load cannot always be met', () => {
    // [from, to, size]; the smallest such case that a random search over thousands of full profiles found
    const [from, to, size] = [
      [3, 4, 1, 0, 2, 1, 0, 1, 0],
      [4, 4, 3, 2, 3, 2, 1, 3, 0],
      [3, 3, 1, 1, 1, 1, 2, 1, 3],
    ];
    const boxes = { count: 9, from: Int32Array.from(from), to: Int32Array.from(to), size: Float64Array.from(size) };
    const known = searchArena(boxes, 6, { seed: 1, work: 1e4 });
    expect([largestLoad(boxes), known.arena, bruteArena(boxes)]).toEqual([6, 7, 7]);
    expect(exactArena(boxes, known, 6, 1, 1e7)).toEqual({ placement: known, lowerBound: 7 });
  });

  it('gives the same for the same seed', () => {
    const boxes = randomBoxes(new Random('arena-seed'), 120, 60, 1000);
    const run = (seed: number) => searchArena(boxes, largestLoad(boxes), { seed, work: 300_000 });
    expect(run(3)).toEqual(run(3));
  });
});

describe('the plan of a schedule', () => {
  it('has aligned addresses, and an arena between the bound and the sum of all', () => {
    const random = new Random('arena-plan');
    for (let round = 0; round < 60; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 12 });
      const sequence = randomInputOrderSequence(random, graph, 2);
      const keepOutputs = random.chance(0.3);
      const replay = replayOf(graph, sequence, keepOutputs);
      const alignment = random.pick([1, 3, 64]);
      const { offsets, arena, lowerBound } = planArena(graph, sequence, replay, { alignment, seed: 1, work: 10_000 });
      expect(offsets.every((offset) => offset % alignment === 0)).toBe(true);
      expect(arena).toBeGreaterThanOrEqual(lowerBound);
      expect(lowerBound).toBeGreaterThanOrEqual(replay.peak);
      const boxes = boxesOf(graph, sequence, replay, 1);
      expect(
        overlaps(
          boxes,
          Array.from(boxes.step, (j) => offsets[j]),
        ),
      ).toEqual([]);
    }
  });

  it('is refused where rounding up leaves the safe integers', () => {
    const graph = graphOf([2 ** 52, 2 ** 51], [[0, 1]]);
    const replay = replayOf(graph, [0, 1]);
    expect(() => planArena(graph, [0, 1], replay, { alignment: 2 ** 52, seed: 1, work: 1 })).toThrow(RangeError);
  });
});

const folders = ['examples', '../shared/data/graphs', '../shared/data/torch'].map((folder) => join(ROOT, folder));
const files = folders
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => /(?:torch.*\.nodelink|graphs.*|examples.*b\d+)\.json$/.test(file));

describe('on training graphs', () => {
  it.each(files)('%s: the arena is at most a few per cent above the peak', (file) => {
    const graph = loadGraph(file);
    const random = new Random(`arena:${graph.name}`);
    const plain = inputOrder(graph);
    // every fifth node once more, right before the node that follows it by some steps
    const recomputing = plain.flatMap((v) => {
      const again = v - random.between(1, 40);
      return v % 5 === 0 && again >= 0 ? [again, v] : [v];
    });
    const alignment = /rlg/.test(file) ? 1 : 64; // the sizes of these are no bytes
    const ratios = [plain, recomputing].map((sequence) => {
      const replay = replayOf(graph, sequence);
      const { offsets, arena } = planArena(graph, sequence, replay, { alignment, seed: 1, work: 5e6 });
      const boxes = boxesOf(graph, sequence, replay, 1);
      expect(
        overlaps(
          boxes,
          Array.from(boxes.step, (j) => offsets[j]),
        ),
      ).toEqual([]);
      return arena / replay.peak;
    });
    expect(Math.max(...ratios), `arena / peak ${ratios.join(', ')}`).toBeLessThan(1.06);
  });
});
