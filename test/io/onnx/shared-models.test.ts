// The shared ONNX models, where they are: every tensor as onnxruntime computed it, the counts of the index, bytes back as they were, and the malformed files refused.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgeCount } from '../../../formulation/graph.ts';
import { loadGraph } from '../../../formulation/load-graph.ts';
import type { Network } from '../../../formulation/network/network.ts';
import { simulateInputOrder } from '../../../formulation/schedule.ts';
import { importNetwork } from '../../../io/onnx/import-network.ts';
import { decodeModel, encodeModel } from '../../../io/onnx/model.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/data/onnx');

interface IndexEntry {
  readonly name: string;
  readonly file: string;
  readonly truth: string;
  readonly dynamicDims: Readonly<Record<string, number>> | null;
  readonly expected: Readonly<Record<string, unknown>> & {
    readonly viewsFolded?: {
      readonly views: readonly string[];
      readonly n: number;
      readonly m: number;
      readonly peak: number;
    };
  };
}

interface TensorTruth {
  readonly dtype: string;
  readonly shape: readonly number[] | null;
  readonly bytes: number | null;
}

const isThere = existsSync(join(FOLDER, 'index.json'));
const readJson = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
const models = isThere ? (readJson('index.json') as { models: IndexEntry[] }).models : [];

/** Lengths for files whose index leaves them to the reader. */
const LENGTHS: Readonly<Record<string, Readonly<Record<string, number>>>> = { crafted_huge_dims: { M: 4 } };

function load({ name, file, dynamicDims }: IndexEntry): Network {
  return importNetwork(readFileSync(join(FOLDER, file)), {
    file,
    dimensions: new Map(Object.entries(dynamicDims ?? LENGTHS[name] ?? {})),
  });
}

/** Nodes in order with the bytes they allocate, and who reads whom; views are part of what they look at. */
function graphOf(network: Network, views: ReadonlySet<string>): { bytes: number[]; edges: Set<string> } {
  const owner = new Map<number, number>();
  const bytes: number[] = [];
  const edges = new Set<string>();
  for (const { type, inputs, outputs, reads, foldable } of network.operators) {
    if (foldable) continue;
    const data = inputs[0] ?? -1;
    const isView = views.has(type);
    const node = isView ? owner.get(data) : bytes.push(0) - 1;
    for (const tensor of outputs) {
      if (tensor < 0) continue;
      if (node !== undefined) owner.set(tensor, node);
      if (!isView && node !== undefined) bytes[node] = (bytes[node] as number) + (network.tensors[tensor]?.bytes ?? 0);
    }
    if (isView) continue;
    for (const tensor of reads) if (owner.has(tensor)) edges.add(`${owner.get(tensor)},${node}`);
  }
  return { bytes, edges };
}

/** Most bytes at a step: from a node's own step to that of its last reader. */
function peakOf({ bytes, edges }: { bytes: number[]; edges: Set<string> }): number {
  const last = bytes.map((_, i) => i);
  for (const edge of edges) {
    const [from, to] = edge.split(',').map(Number) as [number, number];
    last[from] = Math.max(last[from] as number, to);
  }
  let peak = 0;
  for (let step = 0; step < bytes.length; step++) {
    peak = Math.max(
      peak,
      bytes.reduce((sum, size, i) => (i <= step && (last[i] as number) >= step ? sum + size : sum), 0),
    );
  }
  return peak;
}

describe.skipIf(!isThere)('the shared models', () => {
  it.each(models)('$name: every tensor', (entry) => {
    const { tensors } = readJson(entry.truth) as { tensors: Record<string, TensorTruth | null> };
    const found = new Map(load(entry).tensors.map((tensor) => [tensor.name, tensor]));
    const shown = Object.entries(tensors).flatMap(([name, truth]) => {
      if (truth === null) return [];
      const { elementType, shape, bytes } = found.get(name) ?? {};
      return [[name, elementType, shape, bytes]];
    });
    const wanted = Object.entries(tensors).flatMap(([name, truth]) =>
      truth === null ? [] : [[name, truth.dtype, truth.shape, truth.bytes]],
    );
    expect(shown).toEqual(wanted);
  });

  it.each(models.filter(({ expected }) => expected['edges'] !== undefined))(
    '$name: counts, bytes and peak',
    (entry) => {
      const network = load(entry);
      const { operators, tensors, inputs } = network;
      const plain = graphOf(network, new Set());
      const everything = graphOf(
        { ...network, operators: operators.map((o) => ({ ...o, foldable: false })) },
        new Set(),
      );
      const folded = graphOf(network, new Set(entry.expected.viewsFolded?.views));
      const foldable = operators.filter((operator) => operator.foldable).length;
      const { tensors: sample, graphInputs, ...counts } = entry.expected;
      expect({
        nodes: operators.length,
        edges: everything.edges.size,
        constantFoldable: foldable,
        dynamicNodes: operators.length - foldable,
        dynamicEdges: plain.edges.size,
        inputs: inputs.map((tensor) => tensors[tensor]?.name),
        initializers: tensors.filter(({ role }) => role === 'parameter').length,
        sumNodeOutputBytes: plain.bytes.reduce((sum, size) => sum + size, 0),
        peak: peakOf(plain),
        viewsFolded: {
          views: entry.expected.viewsFolded?.views,
          n: folded.bytes.length,
          m: folded.edges.size,
          peak: peakOf(folded),
        },
      }).toEqual(counts);
    },
  );

  it.each(models.filter(({ expected }) => expected['edges'] !== undefined))('$name: what is scheduled', (entry) => {
    const dims = new Map(Object.entries(entry.dynamicDims ?? {}));
    const graph = loadGraph(join(FOLDER, entry.file), 1, { dims });
    const { n, m, peak } = entry.expected.viewsFolded ?? {};
    expect({ n: graph.n, peak: simulateInputOrder(graph).peak }).toEqual({ n, peak });
    // What a view reads besides its data (a shape that is computed), its readers read, too: only this model has such views.
    if (entry.name === 'swin_t') expect(edgeCount(graph)).toBeGreaterThan(m as number);
    else expect(edgeCount(graph)).toBe(m);
  });

  it.each(models)('$name: the bytes come back', ({ file }) => {
    const bytes = readFileSync(join(FOLDER, file));
    expect(Buffer.compare(bytes, encodeModel(decodeModel(bytes, file)))).toBe(0);
  });

  const bad = isThere ? (readJson('bad/index.json') as { files: { file: string }[] }).files : [];

  it.each(bad)('$file is refused in one line', ({ file }) => {
    const read = (): Network => importNetwork(readFileSync(join(FOLDER, file)), { file });
    expect(read).toThrow(new RegExp(`^${file.replace('.', '\\.')}: [^\\n]+; [^\\n]+$`));
  });
});
