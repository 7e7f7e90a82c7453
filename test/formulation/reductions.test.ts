// The reductions of the input-order model: each rule on a handmade graph where it bites, and all of them against brute force: leaving out what they leave out
// changes no trade-off between memory and duration at or below the budget they were made for.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { parseGraph } from '../../formulation/load-graph.ts';
import {
  earliestStage,
  freeCopies,
  type Reductions,
  reductions,
  usefulComputations,
} from '../../formulation/reductions.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, leastPeak, replay, stagedFront, stagedSequences } from '../support/brute-schedule.ts';
import { graphOf, SHAPE_NAMES } from '../support/random-graph.ts';
import { graphWithTradeOff } from './solve-case.ts';

const NONE = 0;

/** 0 -> 1 -> ... -> n - 1, all of size 1. */
function chain(n: number): ComputeGraph {
  return graphOf(
    new Array(n).fill(1),
    Array.from({ length: n - 1 }, (_, v): [number, number] => [v, v + 1]),
  );
}

describe('rule A: a sink is computed once', () => {
  const star = graphOf(
    [1, 1, 1, 1],
    [
      [0, 1],
      [0, 2],
      [0, 3],
    ],
  );

  it('whatever the budget and C', () => {
    expect([...reductions(star, NONE, 5, false).copies]).toEqual([4, 1, 1, 1]);
  });

  it('or twice if it is kept, to be there at the end but not in between', () => {
    const r = reductions(star, NONE, 5, true);
    expect([...r.copies]).toEqual([4, 2, 2, 1]);
    expect([...r.lastStage]).toEqual([3, 3, 3, 3]);
    expect([...reductions(star, NONE, 1, true).copies]).toEqual([1, 1, 1, 1]);
    // output 0 is large, and so is what 1 and 2 need before the end
    const graph = graphOf(
      [9, 5, 5, 1],
      [
        [1, 2],
        [2, 3],
      ],
    );
    const front = stagedFront(graph, 2, true);
    expect(leastDuration(front, 15)!.sequence).toEqual([0, 1, 2, 0, 3]);
    expect(leastDuration(front, 14)).toBeNull();
  });
});

describe('rule B: recomputations come before the last possible read', () => {
  it('in a chain, where each reader can be computed again for the next one', () => {
    const r = reductions(chain(5), NONE, 9, false);
    // 3 is read by the sink 4 in stage 4 only; 2 by 3 in stages 3 and 4, and so on down
    expect([...r.lastStage]).toEqual([4, 4, 4, 4, 4]);
    expect([...r.copies]).toEqual([5, 4, 3, 2, 1]);
  });

  it('not at all where the only reader is a sink that comes next', () => {
    const r = reductions(
      graphOf(
        [1, 1, 1, 1],
        [
          [0, 1],
          [2, 3],
        ],
      ),
      NONE,
      9,
      false,
    );
    expect([...r.lastStage]).toEqual([1, 1, 3, 3]);
    // 0 in stage 1, just before its reader, is the one recomputation left
    expect([...r.copies]).toEqual([2, 1, 2, 1]);
  });

  it('with C = 1 the last read is the first computation of the last reader', () => {
    expect([...reductions(chain(5), NONE, 1, false).lastStage]).toEqual([1, 2, 3, 4, 4]);
  });
});

describe('rule C: nothing is recomputed while all there is fits the budget', () => {
  it.each([
    [0, 0],
    [3, 3],
    [4, 4],
    [5, 5],
    [Number.POSITIVE_INFINITY, 5],
  ])('budget %d of a chain of five ones: first in stage %i', (budget, firstStage) => {
    const r = reductions(chain(5), budget, 9, false);
    expect(r.firstStage).toBe(firstStage);
    for (let v = 0; v < 5; v++)
      for (let i = 1; i < r.copies[v]!; i++) expect(earliestStage(r, v, i)).toBeGreaterThanOrEqual(firstStage);
    expect(Math.max(...r.copies)).toBe(firstStage === 5 ? 1 : Math.min(5, 5 - firstStage + 1));
  });
});

describe('rule D: the i-th recomputation is not in the first i - 1 stages possible', () => {
  it('counts from the own stage and from the first stage of rule C', () => {
    const r = reductions(chain(6), 2, 9, false);
    expect(r.firstStage).toBe(2);
    expect([1, 2, 3].map((i) => earliestStage(r, 0, i))).toEqual([2, 3, 4]);
    expect([1, 2, 3].map((i) => earliestStage(r, 3, i))).toEqual([4, 5, 6]);
    // so the number of copies is limited without C
    expect([...r.copies]).toEqual([5, 5, 4, 3, 2, 1]);
  });

  it('allows as many as there are stages in which a reader may run', () => {
    const links: [number, number][] = [
      [0, 1],
      [0, 4],
      [0, 6],
    ];
    const sizes = new Array(7).fill(1);
    // the readers are sinks: they run in stages 1, 4 and 6 only
    expect(reductions(graphOf(sizes, links), NONE, 99, false).copies[0]).toBe(4);
    expect(reductions(graphOf(sizes, links), 4, 99, false).copies[0]).toBe(3);
    // 4 may run again for 5: in stage 5
    expect(reductions(graphOf(sizes, [...links, [4, 5]]), NONE, 99, false).copies[0]).toBe(5);
    expect(reductions(graphOf(sizes, [...links, [4, 5]], [], [4]), NONE, 99, false).copies[0]).toBe(4);
  });
});

describe('nodes that may not be computed again', () => {
  it('have one copy, and end the stages of what they read', () => {
    const graph = graphOf(
      [1, 1, 1, 1, 1],
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      [],
      [2],
    );
    const r = reductions(graph, NONE, 9, false);
    expect([...r.copies]).toEqual([3, 2, 1, 2, 1]);
    expect([...r.lastStage]).toEqual([2, 2, 4, 4, 4]);
    expect([...freeCopies(graph, 9)]).toEqual([1, 1, 1, 1, 1]);
    expect([...reductions(graphOf([1, 1], [], [], [0]), NONE, 9, true).copies]).toEqual([1, 1]);
    expect([...reductions(graphOf([1, 1], [], [], []), NONE, 9, true).copies]).toEqual([2, 1]);
  });
});

describe('free order', () => {
  it('a node is computed at most once for each computation of a reader', () => {
    // 0 -> 1, 2, 3 -> 4 and 1 -> 2
    const graph = graphOf(
      [1, 1, 1, 1, 1],
      [
        [0, 1],
        [0, 2],
        [0, 3],
        [1, 2],
        [1, 4],
        [2, 4],
        [3, 4],
      ],
    );
    expect([...freeCopies(graph, Number.MAX_SAFE_INTEGER)]).toEqual([4, 2, 1, 1, 1]);
    expect([...freeCopies(graph, 2)]).toEqual([2, 2, 1, 1, 1]);
    // doubling from reader to reader: saturates, and does not overflow
    const n = 80;
    const all = Array.from({ length: n }, (_, v) => Array.from({ length: v }, (_, u): [number, number] => [u, v]));
    const dense = graphOf(new Array(n).fill(1), all.flat());
    expect(freeCopies(dense, 1e6).slice(0, 3)).toEqual(new Float64Array([1e6, 1e6, 1e6]));
    expect([...freeCopies(dense, 1e6)].slice(-5)).toEqual([8, 4, 2, 1, 1]);
  });
});

describe('sums', () => {
  it('are refused for the computations that can matter, not for any C', () => {
    const text = (duration: number): string =>
      formatNodeLink({ ...chain(30), durations: new Float64Array(30).fill(duration) });
    const most = (order: 'input' | 'free') => (graph: ComputeGraph) => usefulComputations(graph, order, 1e15);
    for (const [order, times] of [
      ['input', 30],
      ['free', 16],
    ] as const) {
      const largest = Math.floor(Number.MAX_SAFE_INTEGER / 30 / times);
      expect(parseGraph(text(largest), 'g.json', most(order)).n).toBe(30);
      expect(() => parseGraph(text(largest + 1), 'g.json', most(order))).toThrow(
        /^g\.json: nodes: the total duration \d+ times \d+ computations exceeds/,
      );
    }
    expect(usefulComputations(chain(30), 'input', 7)).toBe(7);
    const links = Array.from({ length: 30 }, (_, v) => Array.from({ length: v }, (_, u): [number, number] => [u, v]));
    const dense = graphOf(new Array(30).fill(1), links.flat());
    expect(usefulComputations(dense, 'input', 1e15)).toBe(30);
    expect(usefulComputations(dense, 'free', 1e15)).toBe(2 ** 28);
  });
});

describe('rule D', () => {
  it('does not grow with C', () => {
    const graph = chain(30);
    const most = reductions(graph, 3, 30, false);
    for (const c of [1000, Number.MAX_SAFE_INTEGER]) expect(reductions(graph, 3, c, false)).toEqual(most);
  });
});

describe('all rules together', () => {
  /** Whether the rules leave the sequence in the model. */
  function isLeft(graph: ComputeGraph, r: Reductions, sequence: readonly number[]): boolean {
    const times: number[] = new Array(graph.n).fill(0);
    let stage = 0;
    for (const v of sequence) {
      const i = times[v]!++;
      if (i >= r.copies[v]!) return false;
      if (i > 0 && (stage < earliestStage(r, v, i) || stage > r.lastStage[v]!)) return false;
      if (i === 0) stage++;
    }
    return true;
  }

  it('lose no least duration within the budget, and no least peak above it (240 graphs)', () => {
    let left = 0;
    let dropped = 0;
    for (const shape of SHAPE_NAMES) {
      for (let g = 0; g < 30; g++) {
        const rng = new Random(`rules:${shape}:${g}`);
        const maxComputations = rng.pick([2, 3, 5]);
        const keepOutputs = rng.chance(0.3);
        const forbidden = g % 3 === 0 ? 0.3 : 0;
        const { graph, front } = graphWithTradeOff(
          rng,
          { minNodes: 2, maxNodes: maxComputations < 5 ? 6 : 5, shape, forbidden },
          (drawn) => stagedFront(drawn, maxComputations, keepOutputs),
        );
        const budget = rng.pick(front).peak + (rng.chance(0.3) ? 1 : 0);
        const r = reductions(graph, budget, maxComputations, keepOutputs);
        const outcomes = [];
        for (const sequence of stagedSequences(graph.n, maxComputations, graph.recomputable)) {
          if (isLeft(graph, r, sequence)) outcomes.push(replay(graph, sequence, keepOutputs)!);
          else dropped++;
        }
        left += outcomes.length;
        const durations = outcomes.filter(({ peak }) => peak <= budget).map(({ duration }) => duration);
        expect(Math.min(...durations), graph.name).toBe(leastDuration(front, budget)!.duration);
        for (const { duration: bound } of front) {
          const peaks = outcomes.filter(({ duration }) => duration <= bound).map(({ peak }) => Math.max(peak, budget));
          expect(Math.min(...peaks), graph.name).toBe(Math.max(leastPeak(front, bound)!.peak, budget));
        }
      }
    }
    expect(left).toBeGreaterThan(5000);
    expect(dropped).toBeGreaterThan(left);
  });
});
