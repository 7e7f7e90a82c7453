// The fixed problems of the engine suite: they never change by accident, and stop watches do not change the course of a search.

import { describe, expect, it } from 'vitest';
import { propagatorRows } from '../../bench/engine.ts';
import { instrument } from '../../bench/instrument.ts';
import { familyOfRlg4, layeredDescription, layeredGraph, RLG2, RLG4 } from '../../bench/layered-graph.ts';
import { PROBLEMS } from '../../bench/problems.ts';
import { edgeCount } from '../../formulation/graph.ts';
import { Limits } from '../../solver/limits.ts';

/** Small next to the suite's own: with checks on, an inference costs a hundred times as much. */
const CONFLICTS = 12;

describe('layeredGraph', () => {
  it('depends on the seed alone', () => {
    expect(layeredGraph(RLG2, 1)).toEqual(layeredGraph(RLG2, 1));
    expect(layeredGraph(RLG2, 1)).not.toEqual(layeredGraph(RLG2, 2));
  });

  it.each([1, 2, 3, 4, 5])('has the shape of the family, seed %i', (seed) => {
    const graph = layeredGraph(RLG2, seed);
    expect(graph.n).toBe(RLG2.nodes);
    expect(graph.predecessors.filter((list) => list.length === 0)).toHaveLength(1);
    expect(graph.successors.filter((list) => list.length === 0)).toHaveLength(1);
    // the family's file of these parameters has 944 links
    expect(edgeCount(graph)).toBeGreaterThan(750);
    expect(edgeCount(graph)).toBeLessThan(1300);
    expect(Math.min(...graph.sizes)).toBeGreaterThan(0);
    // a thousand times two decimals, truncated: 1.13 becomes 1129
    expect([...graph.sizes].every((size) => size % 10 === 0 || size % 10 === 9)).toBe(true);
    expect(graph.durations[0] + graph.durations[graph.n - 1]).toBe(0);
  });
});

describe('familyOfRlg4', () => {
  const linksPerNode = (nodes: number, sparse: boolean): number =>
    layeredDescription(familyOfRlg4(nodes, sparse), 1).links.length / nodes;

  it('has the links of rlg4 at its size', () => {
    expect(familyOfRlg4(1000, false)).toEqual(RLG4);
    expect(familyOfRlg4(1000, true).density).toBeCloseTo(RLG4.density, 12);
    // the family's file has 5875 links
    expect(linksPerNode(1000, true)).toBeGreaterThan(5);
    expect(linksPerNode(1000, true)).toBeLessThan(7);
  });

  it('keeps the links per node when it is sparse, and only then', () => {
    expect(linksPerNode(20_000, true)).toBeGreaterThan(5);
    expect(linksPerNode(20_000, true)).toBeLessThan(7);
    expect(linksPerNode(20_000, false)).toBeGreaterThan(15);
  });

  it('has no link twice and an order in which every node comes after what it reads', () => {
    const { links, order } = layeredDescription(familyOfRlg4(3000, true), 5);
    expect(new Set(links.map(([u, v]) => `${u} ${v}`)).size).toBe(links.length);
    const position = new Map(order.map((v, i) => [v, i]));
    expect(position.size).toBe(3000);
    expect(links.every(([u, v]) => position.get(u)! < position.get(v)!)).toBe(true);
  });
});

describe.each(PROBLEMS)('problem $name', (problem) => {
  it('is the same every time, with stop watches and without', () => {
    const limits = (): Limits => new Limits({ conflicts: CONFLICTS });
    const plain = problem.make(1);
    const status = plain.solve({ limits: limits() });
    const watched = problem.make(1);
    const times = instrument(watched);
    expect(watched.solve({ limits: limits() })).toBe(status);
    expect(watched.stats).toEqual(plain.stats);
    expect(plain.stats.conflicts).toBeGreaterThan(0);
    expect(times.unit.calls).toBeGreaterThan(0);
    const counted = new Map<string, number>();
    for (const [id, { name }] of watched.kernel.propagators.entries())
      counted.set(name, (counted.get(name) ?? 0) + watched.kernel.calls[id]);
    const seen = new Map([...times.propagators].map(([name, { propagate }]) => [name, propagate.calls]));
    expect(seen).toEqual(counted);
  });
});

describe('propagatorRows', () => {
  it('splits measures by propagator', () => {
    const measures = { seconds: 1, 'linear: calls': 5, 'linear: us/call': 0.5, 'cover: calls': 0 };
    const rows = propagatorRows([{ name: 'p', settings: {}, status: 'limit', measures, aim: '', seeds: [1] }]);
    expect(rows.map(({ problem, propagator }) => [problem, propagator])).toEqual([
      ['p', 'linear'],
      ['p', 'cover'],
    ]);
    expect(rows[0].measure('us/call')).toBe(0.5);
    expect(rows[1].measure('us/call')).toBeNull();
  });
});
