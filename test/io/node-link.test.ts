// The reader of graph files: both dialects, and what the writer writes.

import { describe, expect, it } from 'vitest';
import { parseGraph } from '../../formulation/load-graph.ts';
import { parseNodeLink } from '../../io/node-link.ts';
import { formatNodeLink } from '../../io/write-node-link.ts';
import { Random } from '../../solver/random.ts';
import { shapedGraph } from '../support/random-graph.ts';
import { checkmateGraph, type Json, type JsonObject, layeredGraph } from './samples.ts';

const parse = (document: Json) => parseNodeLink(JSON.stringify(document), 'g.json');

describe('parseNodeLink', () => {
  it('reads the Checkmate dialect', () => {
    const description = parse(checkmateGraph());
    expect(description.name).toBe('four');
    expect(description.nodes[2]).toEqual({
      id: 2,
      name: 'c',
      size: 1,
      duration: 30,
      backward: true,
      recomputable: true,
    });
    expect(description.links).toEqual([
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ]);
    expect(description).not.toHaveProperty('order');
  });

  it('reads the random layered dialect with its order', () => {
    const description = parse(layeredGraph());
    expect(description.nodes[0]).toEqual({
      id: 0,
      name: '0',
      size: 4,
      duration: 10,
      backward: false,
      recomputable: true,
    });
    expect(description.links).toEqual([
      [0, 1],
      [1, 2],
      [0, 3],
      [2, 3],
    ]);
    expect(description.order).toEqual([0, 1, 2, 3]);
  });

  it('gives the same graph for both dialects, but for names and flags', () => {
    const [first, second] = [checkmateGraph(), layeredGraph()].map((g) => parseGraph(JSON.stringify(g), 'g.json'));
    expect({ ...first, names: 0, backward: 0 }).toEqual({ ...second, names: 0, backward: 0 });
  });

  it('accepts the list name "edges" and a missing graph name', () => {
    const { links, graph, ...rest } = checkmateGraph();
    const description = parseNodeLink(JSON.stringify({ ...rest, edges: links }), 'g.json');
    expect(description.links).toHaveLength(4);
    expect(description.name).toBe('');
    expect(graph).toEqual({ name: 'four' });
  });

  it('accepts zero sizes and durations, parallel links, and nodes called like object properties', () => {
    const nodes = ['__proto__', 'constructor', 'toString'].map((name) => ({ name, cost_cpu: 0, cost_ram: 0 }));
    const link = { source: '__proto__', target: 'toString' };
    const graph = parseGraph(JSON.stringify({ nodes, links: [link, link] }), 'g.json');
    expect(graph.ids).toEqual(['__proto__', 'constructor', 'toString']);
    expect([...graph.predecessors[2]]).toEqual([0]);
  });

  it('reads the mark of nodes that may run only once, in both dialects, in the input order', () => {
    for (const document of [checkmateGraph(), layeredGraph()]) {
      const nodes = (document.nodes as JsonObject[]).toReversed();
      nodes[0]!.recompute = 'forbid';
      nodes[1]!.recompute = 'allow';
      nodes[2]!.recompute = null;
      const graph = parseGraph(JSON.stringify({ ...document, nodes }), 'g.json');
      expect([...graph.recomputable].map((flag, v) => [graph.ids[v], flag])).toEqual([
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 0],
      ]);
    }
  });

  it('takes a null like a missing field', () => {
    const nodes = [{ id: null, name: 7, cost_cpu: null, duration: 3, cost_ram: null, out_cost: 4 }];
    const description = parse({ nodes, links: null, edges: [], graph: { order: null } });
    expect(description.nodes[0]).toEqual({
      id: 7,
      name: '7',
      size: 4,
      duration: 3,
      backward: false,
      recomputable: true,
    });
  });
});

describe('formatNodeLink', () => {
  it('is read back as the same graph, and has one line per node and link', () => {
    const random = new Random('round trip');
    for (let round = 0; round < 100; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 12, forbidden: 0.3 });
      const text = formatNodeLink(graph);
      expect(parseGraph(text, 'g.json')).toEqual(graph);
      expect(text.split('\n').filter((line) => line.includes('"cost_ram"'))).toHaveLength(graph.n);
    }
  });

  it('says the units that the graph has, and nothing of others', () => {
    const graph = shapedGraph(new Random('units'), { minNodes: 3, maxNodes: 3 });
    for (const units of [
      { size: 'bytes', duration: 'nanoseconds' },
      { size: 'bytes', duration: 'number' },
      { size: 'number', duration: 'nanoseconds' },
    ] as const) {
      expect(parseGraph(formatNodeLink({ ...graph, units }), 'g.json').units).toEqual(units);
    }
    const others = formatNodeLink(graph).replace('"graph": {', '"graph": { "sizeUnit": "MiB", "durationUnit": "s",');
    expect(parseGraph(others, 'g.json').units).toBeUndefined();
    expect(formatNodeLink(graph)).not.toContain('Unit');
  });
});
