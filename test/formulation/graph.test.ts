// The graph data type: renumbering by the order rule, merging, refusals, derived sums.

import { describe, expect, it } from 'vitest';
import {
  assertSumsAreSafe,
  edgeCount,
  type GraphDescription,
  GraphError,
  makeGraph,
  memoryNeeded,
  type NodeId,
  totalDuration,
} from '../../formulation/graph.ts';
import { findCycle, topologicalSort } from '../../formulation/topo.ts';
import { Random } from '../../solver/random.ts';
import { shapedGraph, structuralLowerBound } from '../support/random-graph.ts';

const node = (id: NodeId, size = 1, duration = 1) => ({ id, name: `name of ${id}`, size, duration, backward: false });

function describedBy(ids: NodeId[], links: [NodeId, NodeId][], order?: NodeId[]): GraphDescription {
  const description = { name: 'g', nodes: ids.map((id) => node(id)), links };
  return order === undefined ? description : { ...description, order };
}

describe('makeGraph', () => {
  it('keeps the node order when it is topological', () => {
    const graph = makeGraph(
      describedBy(
        ['c', 'a', 'b'],
        [
          ['c', 'a'],
          ['a', 'b'],
          ['c', 'b'],
        ],
      ),
    );
    expect(graph.ids).toEqual(['c', 'a', 'b']);
    expect(graph.names).toEqual(['name of c', 'name of a', 'name of b']);
    expect(graph.predecessors.map((list) => [...list])).toEqual([[], [0], [0, 1]]);
    expect(graph.successors.map((list) => [...list])).toEqual([[1, 2], [2], []]);
  });

  it('sorts, smallest index first, when the node order is not topological', () => {
    const graph = makeGraph(
      describedBy(
        [10, 11, 12, 13],
        [
          [13, 10],
          [10, 12],
        ],
      ),
    );
    expect(graph.ids).toEqual([11, 13, 10, 12]);
    expect(graph.predecessors.map((list) => [...list])).toEqual([[], [], [1], [2]]);
  });

  it('follows a given order, and renumbers everything by it', () => {
    const description = describedBy([0, 1, 2], [[0, 2]], [1, 0, 2]);
    const nodes = [{ ...node(0, 5, 50), recomputable: false }, node(1, 6, 60), { ...node(2, 7, 70), backward: true }];
    const graph = makeGraph({ ...description, nodes });
    expect(graph.ids).toEqual([1, 0, 2]);
    expect([...graph.sizes]).toEqual([6, 5, 7]);
    expect([...graph.durations]).toEqual([60, 50, 70]);
    expect([...graph.backward]).toEqual([0, 0, 1]);
    expect([...graph.recomputable]).toEqual([1, 0, 1]);
    expect([...graph.predecessors[2]]).toEqual([1]);
  });

  it('compares ids as strings and merges parallel links', () => {
    const graph = makeGraph(
      describedBy(
        [1, 2],
        [
          [1, 2],
          ['1', '2'],
          [1, '2'],
        ],
      ),
    );
    expect(edgeCount(graph)).toBe(1);
    expect([...graph.predecessors[1]]).toEqual([0]);
  });

  it('turns -0 into 0', () => {
    const graph = makeGraph({ name: '', nodes: [node('a', -0, -0)], links: [] });
    expect(Object.is(graph.sizes[0], 0) && Object.is(graph.durations[0], 0)).toBe(true);
  });

  it('survives structuredClone', () => {
    const graph = shapedGraph(new Random(1), { minNodes: 8, maxNodes: 8, shape: 'dense', forbidden: 0.5 });
    expect(structuredClone(graph)).toEqual(graph);
  });

  const refused: [what: string, description: GraphDescription, place: string, words: RegExp][] = [
    ['no nodes', describedBy([], []), 'nodes', /no nodes/],
    ['a duplicate id', describedBy([1, 2, 1], []), 'nodes[2]', /id 1 is already used by nodes\[0\]/],
    ['the ids 1 and "1"', describedBy([1, '1'], []), 'nodes[1]', /"1" is already used/],
    ['a link from nowhere', describedBy([1], [['x', 1]]), 'links[0]', /source "x" is not a node/],
    [
      'a link to nowhere',
      describedBy(
        [1, 2],
        [
          [1, 2],
          [1, 3],
        ],
      ),
      'links[1]',
      /target 3 is not a node/,
    ],
    ['a self loop', describedBy([1, 2], [[2, 2]]), 'links[0]', /node 2 reads its own output/],
    ['an order with a stranger', describedBy([1, 2], [], [1, 3]), 'graph.order[1]', /3 is not a node/],
    ['an order with a repetition', describedBy([1, 2], [], [1, 1]), 'graph.order[1]', /node 1 is listed twice/],
    ['an order with a gap', describedBy([1, 2], [], [1]), 'graph.order', /node 2 is missing/],
    ['an order against a link', describedBy([1, 2], [[1, 2]], [2, 1]), 'graph.order', /node 2 reads node 1 but/],
    ['a negative size', { name: '', nodes: [node(1, -1)], links: [] }, 'nodes[0]', /size -1/],
    ['a fractional duration', { name: '', nodes: [node(1, 1, 0.5)], links: [] }, 'nodes[0]', /duration 0.5/],
    ['an unsafe size', { name: '', nodes: [node(1, 2 ** 53)], links: [] }, 'nodes[0]', /size 9007199254740992/],
    ['NaN', { name: '', nodes: [node(1, Number.NaN)], links: [] }, 'nodes[0]', /size NaN/],
  ];
  it.each(refused)('refuses %s', (_, description, place, words) => {
    const error = caught(() => makeGraph(description));
    expect(error.place).toBe(place);
    expect(error.message).toMatch(words);
  });

  it('names the nodes of a cycle in link direction, and cuts a long one', () => {
    const short = caught(() =>
      makeGraph(
        describedBy(
          [0, 1, 2, 3],
          [
            [0, 1],
            [1, 2],
            [2, 3],
            [3, 1],
          ],
        ),
      ),
    );
    expect(short.problem).toMatch(/cycle: (1 -> 2 -> 3 -> 1|2 -> 3 -> 1 -> 2|3 -> 1 -> 2 -> 3)$/);
    const ids = Array.from({ length: 50 }, (_, v) => v);
    const long = caught(() =>
      makeGraph(
        describedBy(
          ids,
          ids.map((v) => [v, (v + 1) % 50]),
        ),
      ),
    );
    expect(long.problem).toMatch(/cycle: (\d+ -> ){6}\.\.\. \(50 nodes\)$/);
  });

  it('cuts long ids in messages', () => {
    const error = caught(() => makeGraph(describedBy(['x'.repeat(1e6)], [['y'.repeat(1e6), 'x']])));
    expect(error.message.length).toBeLessThan(300);
  });
});

describe('derived numbers', () => {
  it('sums sizes of a node and its inputs', () => {
    const nodes = [node(0, 3, 10), node(1, 4, 20), node(2, 5, 30)];
    const graph = makeGraph({
      name: '',
      nodes,
      links: [
        [0, 2],
        [1, 2],
      ],
    });
    expect(memoryNeeded(graph, 1)).toBe(4);
    expect(memoryNeeded(graph, 2)).toBe(12);
    expect(structuralLowerBound(graph)).toBe(12);
    expect(totalDuration(graph)).toBe(60);
    expect(edgeCount(graph)).toBe(2);
  });

  it('accepts sums up to 2^53-1 and not beyond', () => {
    const third = (Number.MAX_SAFE_INTEGER - 1) / 2;
    const graph = makeGraph({ name: '', nodes: [node(0, third), node(1, 1)], links: [] });
    assertSumsAreSafe(graph, 1);
    expect(() => assertSumsAreSafe(graph, 2)).toThrow(/total size .* times 2 computations exceeds 2\^53-1/);
    const slow = makeGraph({ name: '', nodes: [node(0, 1, third), node(1, 1, 1)], links: [] });
    expect(() => assertSumsAreSafe(slow, 3)).toThrow(/total duration/);
  });
});

describe('adjacency', () => {
  it('merges parallel links and sorts, whatever the order of the links', () => {
    const random = new Random('links');
    for (let round = 0; round < 100; round++) {
      const { n, predecessors, successors, ids } = shapedGraph(random, { minNodes: 1, maxNodes: 9 });
      const links = predecessors.flatMap((list, v) => Array.from(list, (u): [NodeId, NodeId] => [ids[u], ids[v]]));
      const doubled = [...links, ...links.filter(() => random.chance(0.3))];
      random.shuffle(doubled);
      const again = makeGraph(describedBy([...ids], doubled));
      expect(again.n).toBe(n);
      expect(again.predecessors.map((list) => [...list])).toEqual(predecessors.map((list) => [...list]));
      expect(again.successors.map((list) => [...list])).toEqual(successors.map((list) => [...list]));
    }
  });

  it('takes ids of both types, and links that write them otherwise', () => {
    const links: [NodeId, NodeId][] = [
      ['1', 'b'],
      [1, 2],
      ['b', '2'],
    ];
    const graph = makeGraph(describedBy([1, 'b', '2'], links));
    expect(graph.ids).toEqual([1, 'b', '2']);
    expect(graph.predecessors.map((list) => [...list])).toEqual([[], [0], [0, 1]]);
  });
});

describe('topological order', () => {
  it('is the lexicographically smallest, on shuffled random graphs', () => {
    const random = new Random('topo');
    for (let round = 0; round < 200; round++) {
      const { n, predecessors, successors } = shuffled(random);
      const sorted = [...topologicalSort(predecessors, successors)];
      const position = new Int32Array(n);
      for (const [p, v] of sorted.entries()) position[v] = p;
      expect([...sorted].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, v) => v));
      for (let v = 0; v < n; v++) for (const u of predecessors[v]) expect(position[u]).toBeLessThan(position[v]);
      for (let p = 0; p < n; p++) {
        const rest = sorted.slice(p);
        const ready = rest.filter((v) => [...predecessors[v]].every((u) => !rest.includes(u)));
        expect(sorted[p]).toBe(Math.min(...ready));
      }
    }
  });

  it('finds a real cycle whenever there is one', () => {
    const random = new Random('cycle');
    let cyclic = 0;
    for (let round = 0; round < 300; round++) {
      const n = random.between(2, 7);
      const lists = Array.from({ length: n }, (_, v) =>
        Int32Array.from(Array.from({ length: n }, (_, u) => u).filter((u) => u !== v && random.chance(0.2))),
      );
      const sorted = topologicalSort(lists, reverse(lists));
      if (sorted.length === n) continue;
      cyclic++;
      const cycle = findCycle(lists, sorted);
      expect(new Set(cycle).size).toBe(cycle.length);
      for (const [i, u] of cycle.entries()) expect([...lists[cycle[(i + 1) % cycle.length]]]).toContain(u);
    }
    expect(cyclic).toBeGreaterThan(80);
  });
});

function shuffled(random: Random): { n: number; predecessors: Int32Array[]; successors: Int32Array[] } {
  const { n, predecessors } = shapedGraph(random, { minNodes: 1, maxNodes: 9 });
  const label = Array.from({ length: n }, (_, v) => v);
  random.shuffle(label);
  const lists = Array.from({ length: n }, () => new Int32Array(0));
  for (let v = 0; v < n; v++) lists[label[v]] = predecessors[v].map((u) => label[u]).sort();
  return { n, predecessors: lists, successors: reverse(lists) };
}

function reverse(lists: readonly Int32Array[]): Int32Array[] {
  return lists.map((_, u) => Int32Array.from([...lists.keys()].filter((v) => lists[v].includes(u))));
}

function caught(action: () => unknown): GraphError {
  try {
    action();
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
