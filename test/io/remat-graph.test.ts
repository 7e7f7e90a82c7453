// The format remat-graph/1: what is read and written, what is refused and where, damaged files, and the shipped schema.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeGraph } from '../../formulation/graph.ts';
import { rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import { InputError } from '../../io/input-error.ts';
import { parseNodeLink } from '../../io/node-link.ts';
import { formatRematGraph, parseRematGraph } from '../../io/remat-graph.ts';
import { Random } from '../../solver/random.ts';
import { schemaViolation } from '../support/json-schema.ts';

/** weights, data -> a -> (a view of a) -> b -> c ; c reads the data, too. */
const document = () => ({
  format: 'remat-graph/1',
  name: 'small',
  nodes: [
    { id: 10, name: 'w', kind: 'parameter', size: 40, role: 'param' },
    { id: 11, name: 'x', kind: 'input', size: 8 },
    { id: 1, name: 'a', op: 'Conv', kind: 'compute', size: 16, duration: 5, shape: [[2, 2]], dtype: ['float32'] },
    { id: 2, name: 'view', kind: 'alias', aliasOf: 1, tensorBytes: 16 },
    { id: 3, name: 'b', kind: 'compute', size: 4, duration: 1, random: true, shape: [null] },
    { id: 4, name: 'c', kind: 'compute', size: 2, duration: 2, backward: true, recompute: 'forbid' },
  ] as Record<string, unknown>[],
  edges: [
    [10, 1],
    [11, 1],
    [1, 2],
    [2, 3],
    [3, 4],
    [11, 4],
  ] as unknown[],
});

type Document = ReturnType<typeof document> & Record<string, unknown>;

const schema: unknown = JSON.parse(
  readFileSync(new URL('../../schema/remat-graph-1.schema.json', import.meta.url), 'utf8'),
);

const parse = (value: unknown) => parseRematGraph(JSON.stringify(value), 'g.json');

function refusal(change: (document: Document) => void): string {
  const changed = document() as Document;
  change(changed);
  try {
    parse(changed);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a remat graph', () => {
  it('is read with what may be left out', () => {
    const graph = parse(document());
    expect(graph.order).toEqual([10, 11, 1, 2, 3, 4]);
    expect(graph).toMatchObject({ name: 'small', source: '', device: null, sizeUnit: 'bytes', outputs: [] });
    expect(graph.nodes[2]).toEqual({
      ...{ id: 1, name: 'a', op: 'Conv', kind: 'compute', size: 16, duration: 5, flops: 0, bytesMoved: 0 },
      ...{ rooflineNs: 0, backward: false, shape: [[2, 2]], dtype: ['float32'] },
    });
  });

  it('is written as it was read', () => {
    const graph = parse(document());
    const text = formatRematGraph(graph);
    expect(parseRematGraph(text, 'g.json')).toEqual(graph);
    expect(text.split('\n').filter((line) => line.includes('"kind"'))).toHaveLength(6);
    expect(schemaViolation(schema, JSON.parse(text))).toBeNull();
  });

  it('may have an order of its own', () => {
    const changed = { ...document(), order: [11, 10, 1, 2, 3, 4] };
    expect(parse(changed).order[0]).toBe(11);
  });

  it.each([
    [
      'format',
      (d: Document) => (d.format = 'remat-graph/2'),
      'format: expected "remat-graph/1", found "remat-graph/2"',
    ],
    ['kind', (d: Document) => (d.nodes[2]!.kind = 'x'), 'nodes[2].kind: expected one of compute, alias'],
    ['size', (d: Document) => (d.nodes[2]!.size = -1), 'nodes[2].size: expected an integer from 0'],
    ['no duration', (d: Document) => delete d.nodes[2]!.duration, 'nodes[2].duration: expected an integer'],
    ['alias with bytes', (d: Document) => (d.nodes[3]!.size = 4), 'nodes[3].size: an alias with 4 bytes of its own'],
    ['alias of nothing', (d: Document) => delete d.nodes[3]!.aliasOf, 'nodes[3].aliasOf: expected the id of a node'],
    ['alias of none', (d: Document) => (d.nodes[3]!.aliasOf = 99), 'nodes[3].aliasOf: 99 is not the id of a node'],
    ['alias of itself', (d: Document) => (d.nodes[3]!.aliasOf = 2), 'nodes[3].aliasOf: node 2 is not after node 2'],
    ['twice', (d: Document) => (d.nodes[4]!.id = 1), 'nodes[4].id: 1 is already used by nodes[2]'],
    ['edge', (d: Document) => d.edges.push([1, 7]), 'edges[6][1]: 7 is not the id of a node'],
    ['edge of three', (d: Document) => d.edges.push([1, 2, 3]), 'edges[6]: has 3 ends'],
    ['backwards', (d: Document) => d.edges.push([4, 3]), 'edges[6]: node 3 reads node 4 but is not after it'],
    ['order', (d: Document) => (d.order = [10, 11, 1, 2, 3]), 'order: node 4 is missing'],
    ['order twice', (d: Document) => (d.order = [10, 10, 1, 2, 3, 4]), 'order[1]: node 10 is listed twice'],
    ['output', (d: Document) => (d.outputs = [5]), 'outputs[0]: 5 is not the id of a node'],
    ['roles', (d: Document) => Object.assign(d, { outputs: [4], outputRoles: [] }), 'has 0 entries for 1 outputs'],
    ['recompute', (d: Document) => (d.nodes[5]!.recompute = 'no'), 'nodes[5].recompute: expected one of allow, forbid'],
    ['shape', (d: Document) => (d.nodes[2]!.shape = [[-1]]), 'nodes[2].shape[0][0]: expected an integer'],
  ] as [string, (d: Document) => unknown, string][])('is refused in one line: %s', (_, change, words) => {
    const message = refusal(change);
    expect(message).toContain(words);
    expect(message).toMatch(/^g\.json: [^\n]+; [^\n]+$/);
  });

  it('damaged in 1000 ways is read or refused, never anything else', () => {
    const random = new Random(5);
    const text = formatRematGraph(parse(document()));
    let refused = 0;
    for (let k = 0; k < 1000; k++) {
      const at = random.below(text.length);
      const piece = random.pick(['', '0', '-1', '1e99', '"', ',', '[', '}', 'null', 'true', text.slice(at, at + 9)]);
      const damaged = text.slice(0, at) + piece + text.slice(at + random.below(12));
      try {
        rematToComputeGraph(parseRematGraph(damaged, 'g.json'));
      } catch (error) {
        expect((error as Error).name).toMatch(/^(InputError|GraphError)$/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });
});

describe('what is scheduled', () => {
  it('is what is computed: aliases are their owners, weights and inputs are left out, random nodes run once', () => {
    const graph = rematToComputeGraph(parse(document()));
    expect(graph.ids).toEqual([1, 3, 4]);
    expect(graph.predecessors.map((list) => [...list])).toEqual([[], [0], [1]]);
    expect([...graph.recomputable]).toEqual([1, 0, 0]);
    expect(rematToComputeGraph(parse(document()), { ids: 'name' }).ids).toEqual(['a', 'b', 'c']);
  });

  it('reads all that a view reads', () => {
    const changed = document();
    changed.nodes.splice(3, 0, { id: 5, name: 'shape', kind: 'compute', size: 8, duration: 1 });
    changed.edges.push([5, 2]);
    const graph = rematToComputeGraph(parse(changed));
    expect(graph.names).toEqual(['a', 'shape', 'b', 'c']);
    expect([...graph.predecessors[2]!]).toEqual([0, 1]);
  });

  it('may be computed again though random where the file says so', () => {
    const changed = document();
    changed.nodes[4]!.recompute = 'allow';
    expect([...rematToComputeGraph(parse(changed)).recomputable]).toEqual([1, 1, 0]);
  });
});

const TORCH = new URL('../../../shared/data/torch/', import.meta.url);
const torchGraphs = existsSync(TORCH)
  ? readdirSync(TORCH).filter((file) => /^[^.]+\.json$/.test(file) && file !== 'index.json')
  : [];

describe.skipIf(torchGraphs.length === 0)('graphs exported from torch', () => {
  it.each(torchGraphs)('%s: equal to the node-link file, valid by the schema, written as read', (file) => {
    const text = readFileSync(new URL(file, TORCH), 'utf8');
    expect(schemaViolation(schema, JSON.parse(text))).toBeNull();
    const remat = parseRematGraph(text, file);
    const again = JSON.stringify(parseRematGraph(formatRematGraph(remat), file));
    expect(again === JSON.stringify(remat)).toBe(true);
    const ours = rematToComputeGraph(remat);
    const link = readFileSync(new URL(file.replace('.json', '.nodelink.json'), TORCH), 'utf8');
    const theirs = makeGraph(parseNodeLink(link, file));
    const ids = (JSON.parse(link) as { nodes: { remat_id: number }[] }).nodes.map((node) => node.remat_id);
    expect(ours.ids).toEqual(ids);
    for (const key of ['names', 'sizes', 'durations', 'backward', 'predecessors'] as const) {
      const [a, b] = [ours, theirs].map((graph) => JSON.stringify(Array.from<unknown>(graph[key]).map(String)));
      expect(a === b).toBe(true);
    }
    const random = remat.nodes.filter((node) => node.random === true).map(({ id }) => id);
    expect(ours.ids.filter((_, v) => ours.recomputable[v] === 0)).toEqual(random);
  });
});
