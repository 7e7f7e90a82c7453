// Rewritten models compute what the originals compute: proven by expressions for all models, and by running them in onnxruntime where it is at hand.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../../formulation/graph.ts';
import { DEFAULT_DEVICE, DEVICES } from '../../../formulation/network/devices.ts';
import type { Network } from '../../../formulation/network/network.ts';
import { networkToRematGraph, rematToComputeGraph } from '../../../formulation/network/network-graph.ts';
import { copiesInOrder } from '../../../formulation/network/rewrite-onnx.ts';
import { checkSchedule } from '../../../formulation/schedule.ts';
import { dataInputs, dimensionNames } from '../../../io/onnx/dimensions.ts';
import { networkOf } from '../../../io/onnx/import-network.ts';
import { decodeModel, encodeModel } from '../../../io/onnx/model.ts';
import { rewrittenModel } from '../../../io/onnx/rewrite-model.ts';
import { Random } from '../../../solver/random.ts';
import { Expressions, meaningOf } from '../../support/onnx-meaning.ts';
import { HOW_TO_GET_ONNXRUNTIME, hasOnnxRuntime, outputsOf } from '../../support/onnx-runtime.ts';
import { type ModelSpec, onnxModel } from '../../support/onnx-writer.ts';
import { ROOT } from '../../support/product-files.ts';
import { randomInputOrderSequence, randomSequence } from '../../support/random-sequence.ts';

const device = DEVICES.find(({ name }) => name === DEFAULT_DEVICE)!;
const SHARED = join(ROOT, '../shared/data/onnx');

/** For every dimension that a model leaves open. */
const LENGTH = 32;

interface Rewriting {
  readonly network: Network;
  readonly graph: ComputeGraph;
  /** The model by a schedule given as node numbers of `graph`. */
  rewritten(sequence: readonly number[]): Uint8Array;
}

function rewriting(bytes: Uint8Array): Rewriting {
  const model = decodeModel(bytes, 'model.onnx');
  const dimensions = new Map(dimensionNames(dataInputs(model)).map((name) => [name, LENGTH]));
  const network = networkOf(model, { file: 'model.onnx', dimensions });
  const graph = rematToComputeGraph(networkToRematGraph(network, { device }), { ids: 'name' });
  const numberOfName = new Map(network.operators.map(({ name }, i) => [name, i]));
  return {
    network,
    graph,
    rewritten: (sequence) => {
      const rules = { budget: Number.POSITIVE_INFINITY, mode: 'free', maxComputations: sequence.length } as const;
      expect(checkSchedule(graph, sequence, rules)).toEqual([]);
      const operators = sequence.map((v) => numberOfName.get(String(graph.ids[v])) as number);
      return encodeModel(rewrittenModel(model, network, copiesInOrder(network, operators)));
    },
  };
}

const inputOrder = (graph: ComputeGraph): number[] => Array.from({ length: graph.n }, (_, v) => v);

function expectSameMeaning(before: Uint8Array, after: Uint8Array): void {
  const expressions = new Expressions();
  const decoded = decodeModel(after, 'rewritten.onnx');
  expect(meaningOf(decoded, expressions)).toEqual(meaningOf(decodeModel(before, 'model.onnx'), expressions));
  const names = decoded.graph.nodes.map(({ name }) => name).filter((name) => name !== '');
  expect(new Set(names).size).toBe(names.length);
}

const value = (name: string, shape: number[]) => ({ name, type: 'float', shape });

/** x -> a -> b -> c, where c and d read a; b is a view; a is a result, too. */
const DIAMOND: ModelSpec = {
  inputs: [value('x', [4, 6])],
  outputs: [value('a', [4, 6]), value('e', [24])],
  valueInfo: [value('c', [24])],
  initializers: [{ name: 'shape', type: 'int64', shape: [1], values: [24] }],
  nodes: [
    { type: 'Exp', name: 'first', inputs: ['x'], outputs: ['a'] },
    { type: 'Reshape', inputs: ['a', 'shape'], outputs: ['b'] },
    { type: 'Tanh', name: 'third', inputs: ['b'], outputs: ['c'] },
    { type: 'Reshape', name: 'view', inputs: ['a', 'shape'], outputs: ['d'] },
    { type: 'Add', inputs: ['c', 'd'], outputs: ['e'] },
  ],
};

/** A branch that reads tensors from outside, one of them under a name that a branch has for itself as well. */
const BRANCHES: ModelSpec = {
  inputs: [value('x', [2, 3]), { name: 'condition', type: 'bool', shape: [] }],
  outputs: [value('z', [2, 3])],
  nodes: [
    { type: 'Exp', inputs: ['x'], outputs: ['a'] },
    { type: 'Neg', inputs: ['a'], outputs: ['b'] },
    {
      type: 'If',
      inputs: ['condition'],
      outputs: ['y'],
      attributes: {
        then_branch: {
          graph: { nodes: [{ type: 'Add', inputs: ['a', 'b'], outputs: ['t'] }], outputs: [value('t', [2, 3])] },
        },
        else_branch: {
          graph: {
            nodes: [
              { type: 'Abs', inputs: ['x'], outputs: ['own'] },
              { type: 'Mul', inputs: ['own', 'a'], outputs: ['u'] },
            ],
            outputs: [value('u', [2, 3])],
          },
        },
      },
    },
    { type: 'Sub', inputs: ['y', 'a'], outputs: ['z'] },
  ],
};

const OWN: readonly [string, ModelSpec][] = [
  ['diamond', DIAMOND],
  ['branches', BRANCHES],
];

describe('a rewritten model', () => {
  it('is the original, byte for byte, for the order of the file', () => {
    for (const [, spec] of OWN) {
      const bytes = onnxModel(spec);
      const { rewritten, graph } = rewriting(bytes);
      expect(Buffer.from(rewritten(inputOrder(graph))).equals(Buffer.from(bytes))).toBe(true);
    }
  });

  it('has copies under names of their own, read by those who come after them', () => {
    const { rewritten, graph } = rewriting(onnxModel(DIAMOND));
    expect(graph.names).toEqual(['first', 'third', 'Add_4']);
    const { nodes, valueInfo } = decodeModel(rewritten([0, 1, 0, 1, 2]), '').graph;
    expect(nodes.map(({ name, inputs, outputs }) => [name, ...inputs, '->', ...outputs].join(' '))).toEqual([
      'first x -> a_copy0',
      ' a_copy0 shape -> b',
      'third b -> c',
      'first_copy1 x -> a',
      'Reshape_1_copy1 a shape -> b_copy1',
      'third_copy1 b_copy1 -> c_copy1',
      'view a shape -> d',
      ' c_copy1 d -> e',
    ]);
    expect(valueInfo.map(({ name }) => name)).toEqual(['c', 'a_copy0', 'c_copy1']);
  });

  it('has other names within branches, too, but not for what they name themselves', () => {
    const { rewritten } = rewriting(onnxModel(BRANCHES));
    const { nodes } = decodeModel(rewritten([0, 1, 0, 2, 3]), '').graph;
    const branches = nodes.find(({ type }) => type === 'If')!.attributes.map(({ graph }) => graph!.nodes);
    expect(branches.map((inner) => inner.map(({ inputs }) => inputs.join()))).toEqual([
      ['a_copy1,b'],
      ['x', 'own,a_copy1'],
    ]);
  });

  it('avoids names that are taken', () => {
    const taken: ModelSpec = { ...DIAMOND, inputs: [...DIAMOND.inputs!, value('c_copy1', [1]), value('a_copy0', [1])] };
    const { rewritten } = rewriting(onnxModel(taken));
    const after = rewritten([0, 1, 0, 1, 2]);
    expect(decodeModel(after, '').graph.nodes.flatMap(({ outputs }) => outputs)).toContain('c_copy1_');
    expectSameMeaning(onnxModel(taken), after);
  });

  it('never repeats dropout that may draw a mask', () => {
    const training = { name: 'training', type: 'bool', shape: [], values: [1] };
    const ratio = { name: 'ratio', type: 'float', shape: [], values: [0.5] };
    const inputs = ['a', 'ratio', 'training'];
    const { graph } = rewriting(
      onnxModel({
        ...{ inputs: [value('x', [4])], outputs: [value('c', [4])], initializers: [ratio, training] },
        nodes: [
          { type: 'Exp', inputs: ['x'], outputs: ['a'] },
          { type: 'Dropout', name: 'draws', inputs, outputs: ['b'] },
          { type: 'Dropout', name: 'passes', inputs: ['b', 'ratio'], outputs: ['d'] },
          { type: 'Neg', inputs: ['d'], outputs: ['c'] },
        ],
      }),
    );
    expect(graph.names).toEqual(['Exp_0', 'draws', 'Neg_3']);
    expect([...graph.recomputable]).toEqual([1, 0, 1]);
  });

  it('computes the same for random schedules', () => {
    const random = new Random('rewrite');
    for (const [, spec] of OWN) {
      const bytes = onnxModel(spec);
      const { rewritten, graph } = rewriting(bytes);
      for (let round = 0; round < 40; round++) {
        expectSameMeaning(bytes, rewritten(randomInputOrderSequence(random, graph, 3)));
        expectSameMeaning(bytes, rewritten(randomSequence(random, graph, 5)));
      }
    }
  });

  const files = existsSync(SHARED) ? readdirSync(SHARED).filter((name) => name.endsWith('.onnx')) : [];
  it.each(files)('computes the same for random schedules of %s', (name) => {
    const bytes = readFileSync(join(SHARED, name));
    const { rewritten, graph } = rewriting(bytes);
    const random = new Random(name);
    expectSameMeaning(bytes, rewritten(inputOrder(graph)));
    expectSameMeaning(bytes, rewritten(randomInputOrderSequence(random, graph, 1)));
    if (graph.n < 500) expectSameMeaning(bytes, rewritten(randomSequence(random, graph, Math.min(graph.n, 30))));
  });
});

if (!hasOnnxRuntime) console.warn(`left out: running rewritten models (${HOW_TO_GET_ONNXRUNTIME})`);

describe.skipIf(!hasOnnxRuntime)('in onnxruntime', () => {
  // the other models at hand have no weights
  const complete = ['tinycnn', 'tinytransformer', 'tinymlp_fp16', 'tinycnn_int8_qdq', 'crafted_if_loop']
    .map((name) => join(SHARED, `${name}.onnx`))
    .filter((file) => existsSync(file));
  const models: [string, () => Uint8Array][] = [
    ...OWN.map(([name, spec]): [string, () => Uint8Array] => [name, () => onnxModel(spec)]),
    ...complete.map((file): [string, () => Uint8Array] => [basename(file, '.onnx'), () => readFileSync(file)]),
  ];

  it.each(models)('rewritings of %s give the same outputs, to the last bit', async (name, read) => {
    const bytes = read();
    const { rewritten, graph } = rewriting(bytes);
    const random = new Random(name);
    const expected = await outputsOf(bytes, name);
    expect(expected.size).toBeGreaterThan(0);
    for (let k = 0; k < 3; k++) {
      const sequence = randomInputOrderSequence(random, graph, 1);
      expect(await outputsOf(rewritten(sequence), name), sequence.join()).toEqual(expected);
    }
  });
});
