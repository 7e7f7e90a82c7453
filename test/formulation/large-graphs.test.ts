// Graphs of 100 000 nodes in the shapes that break code, deep, wide, unordered: everything before the search takes them, without recursion as deep as the graph or argument lists as long.

import { describe, expect, it } from 'vitest';
import { type GraphDescription, GraphError, makeGraph, totalDuration } from '../../formulation/graph.ts';
import { structuralReason } from '../../formulation/infeasibility.ts';
import { modelSize } from '../../formulation/model-size.ts';
import { polish } from '../../formulation/polish.ts';
import { type RematProblem, verifiedObjective } from '../../formulation/problem.ts';
import { simulateInputOrder } from '../../formulation/schedule.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { DEFAULTS } from './solve-case.ts';

const N = 100_000;
const INFINITY = Number.POSITIVE_INFINITY;

/** All sizes and durations are 1; every third node may be computed only once. */
function describedBy(links: readonly [number, number][]): GraphDescription {
  const nodes = Array.from({ length: N }, (_, id) => ({
    ...{ id, name: '', size: 1, duration: 1, backward: false },
    recomputable: id % 3 !== 0,
  }));
  return { name: 'large', nodes, links };
}

const each = (link: (v: number) => [number, number], from: number, to: number): [number, number][] =>
  Array.from({ length: to - from }, (_, i) => link(from + i));

const SHAPES: readonly [what: string, links: [number, number][], inputPeak: number, leastPeak: number][] = [
  ['a chain', each((v) => [v - 1, v], 1, N), 2, 2],
  ['a chain listed backwards', each((v) => [v, v - 1], 1, N), 2, 2],
  ['one tensor that all read', each((v) => [0, v], 1, N), 2, 2],
  ['one node that reads all', each((v) => [v, N - 1], 0, N - 1), N, N],
  ['nodes without links', [], 1, 1],
  // every node is read at once and by its mirror image: those of the first half that may be computed only once stay until then
  [
    'a forward and a backward pass',
    [...each((v) => [v - 1, v], 1, N), ...each((v) => [N - 1 - v, v], N / 2 + 1, N)],
    N / 2 + 1,
    16669,
  ],
];

describe.each(SHAPES)('%s of 100 000 nodes', (_, links, inputPeak, leastPeak) => {
  const graph = makeGraph(describedBy(links));
  const problem: RematProblem = { ...DEFAULTS, graph, maxComputations: 1e9 };

  it('is simulated, bounded, and its model measured, in both orders', () => {
    expect(simulateInputOrder(graph).peak).toBe(inputPeak);
    expect(structuralBound({ ...problem, objective: 'memory', memoryBound: 0 })).toBe(leastPeak);
    expect(structuralReason({ ...problem, memoryBound: leastPeak - 1 })).toMatchObject({ needed: leastPeak });
    for (const order of ['input', 'free'] as const) {
      expect(structuralBound({ ...problem, order, memoryBound: INFINITY })).toBe(totalDuration(graph));
      expect(Number.isFinite(modelSize({ ...problem, order, memoryBound: leastPeak }))).toBe(true);
    }
  });

  it('gives up needless recomputations', () => {
    const sequence = Array.from({ length: N }, (_, v) => v);
    const doubled = sequence.flatMap((v) => (v > 0 && graph.recomputable[v - 1] === 1 ? [v - 1, v] : [v]));
    expect(verifiedObjective(problem, doubled)).toBeGreaterThan(1.6 * N);
    expect(polish(problem, doubled)).toEqual(sequence);
  });
});

it('a cycle of 100 000 nodes is reported', () => {
  const links = each((v) => [v, (v + 1) % N], 0, N);
  expect(() => makeGraph(describedBy(links))).toThrow(GraphError);
  expect(() => makeGraph(describedBy(links))).toThrow(/\(100000 nodes\)/);
});
