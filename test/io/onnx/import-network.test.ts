// Models as networks: names, roles, dimensions, what the file declares against what follows, and what is refused.

import { describe, expect, it } from 'vitest';
import type { Network } from '../../../formulation/network/network.ts';
import { importNetwork } from '../../../io/onnx/import-network.ts';
import { type GraphSpec, type ModelSpec, type NodeSpec, onnxModel, type ValueSpec } from '../../support/onnx-writer.ts';

const value = (name: string, shape: ValueSpec['shape'], type = 'float'): ValueSpec => ({ name, type, shape });
const node = (type: string, inputs: string, outputs: string, rest: Partial<NodeSpec> = {}): NodeSpec => ({
  type,
  inputs: inputs === '' ? [] : inputs.split(' '),
  outputs: outputs.split(' '),
  ...rest,
});

function read(spec: ModelSpec, dimensions: Readonly<Record<string, number>> = {}): Network {
  return importNetwork(onnxModel(spec), { file: 'model', dimensions: new Map(Object.entries(dimensions)) });
}

const shapeOf = (network: Network, name: string): readonly number[] | null | undefined =>
  network.tensors.find((tensor) => tensor.name === name)?.shape;

describe('a network', () => {
  const network = read({
    nodes: [
      node('Transpose', 'w', 'wt', { name: 'turn' }),
      node('MatMul', 'x wt', 'y', {
        name: 'product',
        attributes: { note: 'a', list: [1, 2], words: ['b'], rate: { float: 0.5 } },
      }),
      node('Clip', 'y  high', 'z', { inputs: ['y', '', 'high'] }),
    ],
    inputs: [value('x', [2, 3])],
    outputs: [value('z', null)],
    initializers: [
      { name: 'w', type: 'float', shape: [4, 3] },
      { name: 'high', type: 'float', shape: [], values: [6] },
    ],
  });

  it('has tensors with roles and bytes: inputs, parameters, results in order', () => {
    expect(network.tensors).toEqual([
      { name: 'x', elementType: 'float', shape: [2, 3], bytes: 24, role: 'input' },
      { name: 'w', elementType: 'float', shape: [4, 3], bytes: 48, role: 'parameter' },
      { name: 'high', elementType: 'float', shape: [], bytes: 4, role: 'parameter' },
      { name: 'wt', elementType: 'float', shape: [3, 4], bytes: 48, role: 'constant' },
      { name: 'y', elementType: 'float', shape: [2, 4], bytes: 32, role: 'value' },
      { name: 'z', elementType: 'float', shape: [2, 4], bytes: 32, role: 'value' },
    ]);
    expect(network).toMatchObject({ name: 'graph', opset: 22, inputs: [0], outputs: [5], warnings: [] });
  });

  it('has operators that read tensors by number, with their attributes', () => {
    const [turn, product, clip] = network.operators;
    expect(turn).toMatchObject({ name: 'turn', foldable: true, inputs: [1], outputs: [3], reads: [1] });
    expect(product).toMatchObject({ name: 'product', foldable: false, inputs: [0, 3], outputs: [4], domain: '' });
    expect({ ...product?.attributes }).toEqual({ note: 'a', list: [1, 2], words: ['b'], rate: 0.5 });
    expect(Object.getPrototypeOf(product?.attributes)).toBeNull();
    expect(clip).toMatchObject({ name: 'Clip_2', inputs: [4, -1, 2], reads: [4, 2] });
  });

  it('can be cloned for a worker', () => {
    expect(structuredClone(network).tensors).toEqual(network.tensors);
  });
});

it('gives every operator its own name', () => {
  const nodes = [
    node('Neg', 'x', 'a', { name: 'Neg_1' }),
    node('Neg', 'a', 'b'),
    node('Neg', 'b', 'c', { name: 'Neg_1' }),
    node('Neg', 'c', 'd', { name: 'Neg_1_2' }),
  ];
  const names = read({ nodes, inputs: [value('x', [1])] }).operators.map(({ name }) => name);
  expect(names[0]).toBe('Neg_1');
  expect(names[3]).toBe('Neg_1_2');
  expect(new Set(names).size).toBe(4);
});

it('an attribute called __proto__ is an attribute', () => {
  const { operators } = read({
    nodes: [node('Neg', 'x', 'y', { attributes: JSON.parse('{"__proto__": [1]}') })],
    inputs: [value('x', [1])],
  });
  expect(Object.keys(operators[0]?.attributes ?? {})).toEqual(['__proto__']);
});

it('random numbers are computed anew each time', () => {
  const nodes = [
    node('RandomNormal', '', 'r', { attributes: { shape: [4] } }),
    node('Neg', 'r', 'y'),
    node('Constant', '', 'c', { attributes: { value_ints: [1] } }),
  ];
  expect(read({ nodes }).operators.map(({ foldable }) => foldable)).toEqual([false, false, true]);
});

describe('an initializer', () => {
  it('that is also listed as an input is a parameter', () => {
    const { inputs, tensors } = read({
      nodes: [node('Neg', 'w', 'y')],
      inputs: [value('w', [2])],
      initializers: [{ name: 'w', type: 'float', shape: [2], values: [1, 2] }],
    });
    expect(inputs).toEqual([]);
    expect(tensors.map(({ role }) => role)).toEqual(['parameter', 'constant']);
  });

  it.each(['float', 'int64', 'int32'])('of %s has its numbers as bytes or as numbers', (type) => {
    for (const typed of [false, true]) {
      const nodes = [node('Cast', 'v', 'i', { attributes: { to: 7 } }), node('Reshape', 'x i', 'y')];
      const initializers = [{ name: 'v', type, shape: [2], values: [3, -1], typed }];
      expect(shapeOf(read({ nodes, inputs: [value('x', [2, 6])], initializers }), 'y')).toEqual([3, 4]);
    }
  });
});

describe('dimensions', () => {
  const open: ModelSpec = {
    nodes: [node('MatMul', 'x w', 'y'), node('Add', 'y mask', 'z')],
    inputs: [value('x', ['batch', 3]), value('w', [3, 5]), value('mask', [null, 5])],
  };

  it('that are named have the length the user sets, everywhere', () => {
    const network = read(open, { batch: 32, 'mask:0': 32 });
    expect(shapeOf(network, 'x')).toEqual([32, 3]);
    expect(shapeOf(network, 'z')).toEqual([32, 5]);
  });

  it('without a length are asked for by name', () => {
    expect(() => read(open, { 'mask:0': 1 })).toThrow(
      'model: inputs: the dimension batch has no length; add --dim batch=LENGTH',
    );
    expect(() => read(open)).toThrow(
      'model: inputs: the dimensions batch, mask:0 have no length; add --dim batch=LENGTH --dim mask:0=LENGTH',
    );
  });

  it('are not asked for where no size hangs on them', () => {
    const network = read({ nodes: [node('MatMul', 'a b', 'y')], inputs: [value('a', [2, 'K']), value('b', ['K', 5])] });
    expect(shapeOf(network, 'y')).toEqual([2, 5]);
    expect(network.warnings).toEqual(['without a length, but no size hangs on it: "K" (--dim sets it)']);
  });

  it('that the model does not have are refused', () => {
    expect(() => read(open, { bacth: 4 })).toThrow(
      'model: --dim bacth=4: the model has no such dimension; name one of batch, mask:0',
    );
    expect(() => read(open, { batch: 0 })).toThrow(
      'model: --dim batch=0: is not a length; give a whole number of at least 1',
    );
    expect(() => read({ nodes: [], inputs: [value('x', [1])] }, { n: 1 })).toThrow(
      'the model leaves no dimension open; leave the option out',
    );
  });

  it('that are negative are refused', () => {
    expect(() => read({ nodes: [], inputs: [value('x', [-1, 3])] })).toThrow(
      'model: input "x": has a dimension of -1; export',
    );
  });

  it('with a name that is found out hold wherever the name is', () => {
    const nodes = [node('Neg', 'x', 'a'), node('Swizzle', 'a', 'b', { domain: 'custom' })];
    const network = read({
      nodes,
      inputs: [value('x', [7, 3])],
      valueInfo: [value('a', ['unk__1', 3]), value('b', [2, 'unk__1'])],
    });
    expect(shapeOf(network, 'b')).toEqual([2, 7]);
  });
});

describe('declared shapes', () => {
  const custom = node('Swizzle', 'x', 'y', { name: 'swizzle', domain: 'custom' });

  it('serve where no rule knows', () => {
    expect(
      read({ nodes: [custom], inputs: [value('x', [4])], valueInfo: [value('y', [2, 2], 'int8')] }).tensors[1],
    ).toEqual({ name: 'y', elementType: 'int8', shape: [2, 2], bytes: 4, role: 'value' });
    expect(shapeOf(read({ nodes: [custom], inputs: [value('x', [4])], outputs: [value('y', [2, 2])] }), 'y')).toEqual([
      2, 2,
    ]);
  });

  it('are missed where nobody knows', () => {
    const { tensors, warnings } = read({ nodes: [custom, node('Neg', 'y', 'z')], inputs: [value('x', [4])] });
    expect(tensors.slice(1).map(({ shape, bytes }) => [shape, bytes])).toEqual([[null, null], [null, null]]); // biome-ignore format: two tensors
    expect(warnings).toEqual([
      'the sizes of "y", "z" cannot be known and count as 0 where nothing else is said; not known from custom::Swizzle "swizzle" on',
    ]);
  });

  it('that contradict what follows are stale', () => {
    const { tensors, warnings } = read({
      nodes: [node('Neg', 'x', 'y')],
      inputs: [value('x', [8, 3])],
      valueInfo: [value('y', [1, 3])],
    });
    expect(tensors[1]?.shape).toEqual([8, 3]);
    expect(warnings).toEqual([expect.stringContaining('declares other shapes than follow from its inputs for "y"')]);
  });
});

describe('the order of operators', () => {
  const sortedNames = (nodes: readonly NodeSpec[]): string[] =>
    importNetwork(onnxModel({ nodes, inputs: [value('x', [2])] }), { file: 'model', sort: true }).operators.map(
      ({ name }) => name,
    );
  const plain = (inputs: string, output: string): NodeSpec => node('Sum', inputs, output, { name: output });

  it('is mended where that is asked for, as little as can be', () => {
    const names = sortedNames([plain('x', 'a'), plain('d a', 'b'), plain('x', 'c'), plain('c', 'd'), plain('x', 'e')]);
    expect(names).toEqual(['a', 'c', 'd', 'b', 'e']);
    const deep = Array.from({ length: 20_000 }, (_, i) => plain(i === 19_999 ? 'x' : `v${i + 1}`, `v${i}`));
    expect(sortedNames(deep)[0]).toBe('v19999');
    expect(() => sortedNames([plain('x b', 'a'), plain('c', 'b'), plain('a', 'c')])).toThrow(
      'model: Sum "c": reads "a", which is computed from what it writes itself; the model is damaged',
    );
  });

  it.each<[string, ModelSpec, string]>([
    [
      'a reader before what it reads',
      { nodes: [node('Add', 'x b', 'a', { name: 'one' }), node('Neg', 'x', 'b')], inputs: [value('x', [2])] },
      'model: Add "one": reads "b", which only Neg "b" behind it writes; sort the operators topologically',
    ],
    [
      'a loop',
      { nodes: [node('Add', 'x a', 'a', { name: 'one' })], inputs: [value('x', [2])] },
      'model: Add "one": reads "a", which it writes itself',
    ],
    [
      'a name nobody gives',
      { nodes: [node('Neg', 'ghost', 'y')] },
      'model: Neg "y": reads "ghost", which no operator, input or initializer gives',
    ],
    [
      'a name two operators write',
      {
        nodes: [node('Neg', 'x', 'y', { name: 'a' }), node('Abs', 'x', 'y', { name: 'b' })],
        inputs: [value('x', [2])],
      },
      'model: Abs "b": writes "y", as Neg "a" does',
    ],
    [
      'an operator that writes an input',
      { nodes: [node('Neg', 'x', 'x')], inputs: [value('x', [2])] },
      'model: Neg "x": writes "x", which is an input or initializer',
    ],
    [
      'an input that is there twice',
      { nodes: [], inputs: [value('x', [2]), value('x', [2])] },
      'model: input "x": is there twice',
    ],
    [
      'an output nobody gives',
      { nodes: [], outputs: [value('y', [2])] },
      'model: output "y": is given by no operator, input or initializer',
    ],
    [
      'more bytes than can be counted',
      { nodes: [], inputs: [value('x', [2 ** 40, 2 ** 40])] },
      'model: tensor "x": of shape [1099511627776, 1099511627776] and type float has more bytes than can be counted exactly',
    ],
  ])('and names: %s is refused', (_, spec, message) => {
    expect(() => read(spec)).toThrow(message);
  });

  it('counts what subgraphs read', () => {
    const branch = { graph: { nodes: [node('Neg', 'late', 'r')], outputs: [value('r', null)] } };
    const nodes = [
      node('If', 'c', 'y', { name: 'if', attributes: { then_branch: branch, else_branch: branch } }),
      node('Neg', 'x', 'late'),
    ];
    const inputs = [value('x', [2]), value('c', [], 'bool')];
    expect(() => read({ nodes, inputs })).toThrow(
      'model: If "if": reads "late", which only Neg "late" behind it writes',
    );
  });
});

describe('operators that draw random numbers', () => {
  const draw = (seed?: number): NodeSpec =>
    node('RandomUniform', '', 'r', {
      attributes: { shape: [2], ...(seed === undefined ? {} : { seed: { float: seed } }) },
    });
  const randomOf = (nodes: readonly NodeSpec[]): boolean[] =>
    read({ nodes, inputs: [value('c', [], 'bool')] }).operators.map(({ random }) => random);

  it('are random without a seed, in branches as well', () => {
    const branch = (seed?: number): { graph: GraphSpec } => ({
      graph: { nodes: [draw(seed)], outputs: [value('r', null)] },
    });
    const chosen = (seed?: number): NodeSpec =>
      node('If', 'c', 'y', { attributes: { then_branch: branch(seed), else_branch: branch(seed) } });
    expect(randomOf([draw()])).toEqual([true]);
    expect(randomOf([draw(7)])).toEqual([false]);
    expect(randomOf([chosen()])).toEqual([true]);
    expect(randomOf([chosen(7)])).toEqual([false]);
  });

  it('are random where dropout is told whether to train, in branches and functions as well', () => {
    const drop = (inputs: string): NodeSpec => node('Dropout', inputs, 'r');
    const graph: GraphSpec = { nodes: [drop('x  c')], outputs: [value('r', null)] };
    const body = { nodes: [drop('a  b')], inputs: ['a', 'b'], outputs: ['r'] };
    const nodes = [
      node('Dropout', 'x', 'plain'),
      node('Dropout', 'x  c', 'told'),
      node('If', 'c', 'chosen', { attributes: { then_branch: { graph }, else_branch: { graph } } }),
      node('Block', 'x c', 'called', { domain: 'local' }),
      node('BiasDropout', 'x x   c', 'fused', { domain: 'com.microsoft' }),
    ];
    const { operators } = read({
      nodes,
      inputs: [value('x', [2]), value('c', [], 'bool')],
      functions: [{ name: 'Block', domain: 'local', ...body }],
    });
    expect(operators.map(({ random }) => random)).toEqual([false, true, true, true, true]);
  });
});
