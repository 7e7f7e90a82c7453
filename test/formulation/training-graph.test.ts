// Training graphs: what each gradient reads, where gradients meet, what is saved, what is left out.

import { describe, expect, it } from 'vitest';
import { DEVICES } from '../../formulation/network/devices.ts';
import { GRADIENT_RULES } from '../../formulation/network/gradient-rules.ts';
import type { Network } from '../../formulation/network/network.ts';
import { networkToRematGraph, rematToComputeGraph } from '../../formulation/network/network-graph.ts';
import type { RematGraph, RematNode } from '../../formulation/network/remat-graph.ts';
import { TrainingError, type TrainingOptions, trainingGraph } from '../../formulation/network/training-graph.ts';
import { NetworkBuilder } from '../../formulation/network/zoo/network-builder.ts';
import { formatRematGraph, parseRematGraph } from '../../io/remat-graph.ts';

const DEVICE = DEVICES[0]!;
const OPTIONS: TrainingOptions = { device: DEVICE, loss: 'none', statistics: 'split' };

const train = (network: Network, options: Partial<TrainingOptions> = {}) =>
  trainingGraph(network, { ...OPTIONS, ...options }).graph;

const named = (graph: RematGraph, name: string): RematNode => {
  const found = graph.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${graph.nodes.map((node) => node.name).join(' ')}`);
  return found;
};

/** Names of the nodes that a node reads. */
const reads = (graph: RematGraph, name: string): string[] => {
  const { id } = named(graph, name);
  return graph.edges.flatMap(([source, target]) => (target === id ? graph.nodes[source]!.name : [])).sort();
};

const backward = (graph: RematGraph): string[] =>
  graph.nodes.flatMap((node) => (node.backward ? `${node.name} ${node.kind === 'alias' ? 'alias' : node.size}` : []));

/** An operator `o` on the products of data with weights, so that its inputs have gradients. */
function around(
  shapes: readonly (readonly number[])[],
  write: (b: NetworkBuilder, inputs: readonly number[]) => number,
): Network {
  const b = new NetworkBuilder('around');
  const inputs = shapes.map((shape, i) => {
    const scale = b.weight(`scale${i}`, shape);
    return b.operator('Mul', `in${i}`, [b.input(`x${i}`, shape), scale], shape);
  });
  return b.finish(write(b, inputs));
}

describe('the gradient of', () => {
  // operator, shapes of its inputs, shape of its output, and for each gradient node of it what it reads
  const square = [4, 6];
  it.each([
    ['Relu', [square], square, { 'o/grad': ['o', 'o/tangent'] }],
    ['Sigmoid', [square], square, { 'o/grad': ['o', 'o/tangent'] }],
    ['Tanh', [square], square, { 'o/grad': ['o', 'o/tangent'] }],
    ['Softmax', [square], square, { 'o/grad': ['o', 'o/tangent'] }],
    ['Gelu', [square], square, { 'o/grad': ['in0', 'o/tangent'] }],
    ['HardSwish', [square], square, { 'o/grad': ['in0', 'o/tangent'] }],
    ['Clip', [square], square, { 'o/grad': ['in0', 'o/tangent'] }],
    ['Log', [square], square, { 'o/grad': ['in0', 'o/tangent'] }],
    ['Transpose', [square], [6, 4], { 'o/grad': ['o/tangent'] }],
    ['ReduceMean', [square], [4, 1], { 'o/grad': ['o/tangent'] }],
    ['ReduceMax', [square], [4, 1], { 'o/grad': ['in0', 'o', 'o/tangent'] }],
    ['Mul', [square, square], square, { 'o/grad_0': ['in1', 'o/tangent'], 'o/grad_1': ['in0', 'o/tangent'] }],
    ['Div', [square, square], square, { 'o/grad_0': ['in1', 'o/tangent'], 'o/grad_1': ['in0', 'in1', 'o/tangent'] }],
    ['Sub', [square, square], square, { 'o/grad_1': ['o/tangent'] }],
    [
      'Mul',
      [square, [6]],
      square,
      { 'o/grad_0': ['in1', 'o/tangent'], 'o/grad_1_full': ['in0', 'o/tangent'], 'o/grad_1': ['o/grad_1_full'] },
    ],
    ['Add', [square, [6]], square, { 'o/grad_1': ['o/tangent'] }],
    ['MatMul', [square, [6, 3]], [4, 3], { 'o/grad_0': ['in1', 'o/tangent'], 'o/grad_1': ['in0', 'o/tangent'] }],
    [
      'Gemm',
      [square, [6, 3], [3]],
      [4, 3],
      { 'o/grad_0': ['in1', 'o/tangent'], 'o/grad_1': ['in0', 'o/tangent'], 'o/grad_2': ['o/tangent'] },
    ],
    ['Conv', [[1, 2, 5, 5], [3, 2, 3, 3], [3]], [1, 3, 3, 3], { 'o/grad': ['in0', 'in1', 'o/tangent'] }],
    ['LayerNormalization', [square, [6], [6]], square, { 'o/grad': ['in0', 'in1', 'o/statistics', 'o/tangent'] }],
    ['MaxPool', [[1, 2, 4, 4]], [1, 2, 2, 2], { 'o/grad': ['o/indices', 'o/tangent'] }],
    ['Dropout', [square], square, { 'o/grad': ['o/mask', 'o/tangent'] }],
    ['Max', [square, square], square, { 'o/grad_0': ['in0', 'o', 'o/tangent'], 'o/grad_1': ['in1', 'o', 'o/tangent'] }],
    ['Mystery', [square, square], square, { 'o/grad': ['in0', 'in1', 'o', 'o/tangent'] }],
  ] as [string, number[][], number[], Record<string, string[]>][])('%s of %j', (type, shapes, shape, expected) => {
    const graph = train(around(shapes, (b, inputs) => b.operator(type, 'o', inputs, shape)));
    const own = graph.nodes.filter(({ name, backward: isBackward }) => isBackward && name.startsWith('o/'));
    expect(own.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, names] of Object.entries(expected)) expect([name, reads(graph, name)]).toEqual([name, names]);
    // every product with a weight has the gradient of that weight, which is a result
    expect(graph.outputRoles.filter((role) => role === 'grad')).toHaveLength(shapes.length);
  });

  it('a concatenation is a part of the incoming one; of an addition, the incoming one itself', () => {
    const graph = train(
      around(
        [
          [2, 3],
          [2, 3],
        ],
        (b, [x, y]) => b.concat('o', x!, b.add('sum', x!, y!)),
      ),
    );
    expect(named(graph, 'o/grad_0')).toMatchObject({ kind: 'alias', size: 0, tensorBytes: 24 });
    expect(reads(graph, 'in1/grad')).toEqual(['o/grad_1', 'x1']);
  });

  it('in the table is reached by a name of ONNX', () => {
    for (const type of GRADIENT_RULES.keys()) expect(type).toMatch(/^[A-Z][A-Za-z0-9]+$/);
  });
});

describe('where a tensor is read twice', () => {
  it('gradients are added when the second one is there', () => {
    const graph = train(
      around([[2, 3]], (b, [x]) => {
        const a = b.relu('a', x!);
        return b.add('out', b.add('sum', b.unary('Exp', 'e', a), b.unary('Log', 'l', a)), a);
      }),
    );
    expect(backward(graph)).toEqual([
      'l/grad 24',
      'a/grad_sum 24',
      'e/grad 24',
      'a/grad_sum_2 24',
      'a/grad 24',
      'in0/grad 24',
    ]);
    expect(reads(graph, 'a/grad_sum')).toEqual(['l/grad', 'out/tangent']);
    expect(reads(graph, 'a/grad_sum_2')).toEqual(['a/grad_sum', 'e/grad']);
  });
});

describe('what has no gradient', () => {
  it('inputs, integers, comparisons, and what no weight leads to', () => {
    const b = new NetworkBuilder('n');
    const x = b.input('x', [4, 3]);
    const before = b.relu('before', x);
    const y = b.linear('fc', before, 2, false);
    const graph = train(b.finish(y));
    expect(backward(graph)).toEqual(['fc/grad 24']);
    expect(named(graph, 'fc/grad')).toMatchObject({ flops: 2 * 4 * 3 * 2, op: 'MatMulGrad' });
    expect(reads(graph, 'fc/grad')).toEqual(['before', 'fc/tangent']);
  });

  it('a network without weights is refused', () => {
    const b = new NetworkBuilder('n');
    expect(() => train(b.finish(b.relu('r', b.input('x', [4]))))).toThrow(TrainingError);
  });
});

describe('the loss', () => {
  const classifier = (): Network => {
    const b = new NetworkBuilder('classifier');
    return b.finish(b.dense('fc', b.input('x', [8, 5]), 10));
  };

  it('is the cross-entropy of the first output, with its logarithms kept for the gradient', () => {
    const graph = train(classifier(), { loss: 'cross-entropy' });
    const sizes = graph.nodes.filter(({ kind }) => kind === 'compute').map(({ name, size }) => `${name} ${size}`);
    expect(sizes.slice(0, 5)).toEqual([
      'fc 320',
      'loss/log_softmax 320',
      'loss 8',
      'loss/grad 320',
      'loss/log_softmax/grad 320',
    ]);
    expect(named(graph, 'labels')).toMatchObject({ kind: 'input', size: 64 });
    expect(reads(graph, 'loss/log_softmax/grad')).toEqual(['loss/grad', 'loss/log_softmax']);
    expect(graph.outputRoles).toEqual(['loss', 'grad', 'grad']);
  });

  it('has a label for each pixel and for each word', () => {
    const pixels = new NetworkBuilder('pixels');
    const image = train(pixels.finish(pixels.convolution('c', pixels.input('x', [2, 3, 8, 8]), 7, 1)), {
      loss: 'cross-entropy',
    });
    expect(named(image, 'labels').size).toBe(8 * 2 * 64);
    const words = new NetworkBuilder('words');
    const text = train(words.finish(words.linear('l', words.input('x', [2, 9, 3]), 50)), { loss: 'cross-entropy' });
    expect(named(text, 'labels').size).toBe(8 * 2 * 9);
  });
});

describe('what is saved', () => {
  const normed = (): Network => around([[2, 3, 4, 4]], (b, [x]) => b.dropout('d', b.relu('r', b.batchNorm('n', x!))));

  it('stands by itself: the output can go and come again', () => {
    const graph = train(normed());
    expect(named(graph, 'n/statistics')).toMatchObject({ size: 3 * 4 * 4, kind: 'compute' });
    expect(reads(graph, 'n')).toContain('n/statistics');
    expect(reads(graph, 'n/grad')).toEqual(['in0', 'n/scale', 'n/statistics', 'r/grad']);
    expect(named(graph, 'd/mask')).toMatchObject({ size: 2 * 3 * 16, random: true, recompute: 'forbid' });
    expect(named(graph, 'd').recompute).toBeUndefined();
    const computed = rematToComputeGraph(graph);
    expect(computed.names.filter((_, v) => computed.recomputable[v] === 0)).toEqual(['d/mask']);
    expect(graph.outputRoles).toContain('mutation');
  });

  it('or is a part of the output, as torch exports it', () => {
    const graph = train(normed(), { statistics: 'joined' });
    expect(named(graph, 'n').size).toBe(4 * 2 * 3 * 16 + 3 * 4 * 4);
    expect(reads(graph, 'n/grad')).toEqual(['in0', 'n', 'n/scale', 'r/grad']);
    expect(named(graph, 'd')).toMatchObject({ size: 5 * 2 * 3 * 16, random: true, recompute: 'forbid' });
    // what it reads of the joined tensor are the statistics
    const bytes = 4 * 2 * 3 * 16;
    expect(named(graph, 'n/grad').bytesMoved).toBe(bytes + 12 + 48 + bytes + (bytes + 12 + 12));
  });
});

describe('every training graph', () => {
  it('is a file that can be read again, with names that are there once', () => {
    const graph = train(
      around([[2, 3, 8, 8]], (b, [x]) => b.maxPool('p', b.relu('a/grad_sum', b.batchNorm('n', x!)), 2, { stride: 2 })),
      { loss: 'cross-entropy' },
    );
    expect(parseRematGraph(formatRematGraph(graph), 'g.json')).toEqual(graph);
    const names = graph.nodes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(rematToComputeGraph(graph, { ids: 'name' }).n).toBe(rematToComputeGraph(graph).n);
  });
});

describe('the forward graph of a network', () => {
  it('has weights and inputs as constant memory, reshapes as views, and constants out of weights', () => {
    const b = new NetworkBuilder('n');
    const x = b.input('x', [2, 3]);
    const y = b.reshape('view', b.linear('fc', x, 4), [8]);
    const network = b.finish(b.relu('r', y));
    const graph = networkToRematGraph(network, { device: DEVICE });
    const kinds = graph.nodes.map(({ name, kind, size }) => `${name} ${kind} ${size}`);
    expect(kinds).toEqual([
      ...['x input 24', 'fc/weight parameter 48', 'fc compute 32', 'fc/offset parameter 16', 'fc/bias compute 32'],
      ...['view alias 0', 'r compute 32'],
    ]);
    expect(rematToComputeGraph(graph).names).toEqual(['fc', 'fc/bias', 'r']);
    const folded = { ...network, operators: network.operators.map((o, i) => (i === 0 ? { ...o, foldable: true } : o)) };
    expect(rematToComputeGraph(networkToRematGraph(folded, { device: DEVICE })).names).toEqual(['fc/bias', 'r']);
  });
});
