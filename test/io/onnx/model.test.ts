// Files to models and back: nothing is lost that nobody changed, and no bytes, however wrong, get past the decoder or keep it busy.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../io/input-error.ts';
import { importNetwork } from '../../../io/onnx/import-network.ts';
import { decodeModel, encodeModel, renamedNode } from '../../../io/onnx/model.ts';
import type { OnnxNode } from '../../../io/onnx/model-types.ts';
import { Random } from '../../../solver/random.ts';
import { onnxModel } from '../../support/onnx-writer.ts';

const body = {
  graph: {
    nodes: [{ type: 'Neg', inputs: ['x'], outputs: ['r'] }],
    outputs: [{ name: 'r', type: 'float', shape: null }],
  },
};

const file = onnxModel({
  nodes: [
    {
      name: 'conv',
      type: 'Conv',
      inputs: ['x', 'w'],
      outputs: ['y'],
      attributes: { pads: [1, 1, 1, 1], auto_pad: 'NOTSET' },
    },
    { name: 'if', type: 'If', inputs: ['c'], outputs: ['z'], attributes: { then_branch: body, else_branch: body } },
    { name: 'local', type: 'F', domain: 'local', inputs: ['y'], outputs: ['v'] },
    { name: 'shape', type: 'Reshape', inputs: ['v', 'target'], outputs: ['u'] },
  ],
  inputs: [
    { name: 'x', type: 'float', shape: [1, 3, 8, 8] },
    { name: 'c', type: 'bool', shape: [] },
  ],
  outputs: [{ name: 'u', type: 'float', shape: ['n', null] }],
  initializers: [
    { name: 'w', type: 'float', shape: [4, 3, 3, 3] },
    { name: 'target', type: 'int64', shape: [2], values: [4, -1], typed: true },
  ],
  functions: [
    {
      name: 'F',
      domain: 'local',
      inputs: ['a'],
      outputs: ['b'],
      nodes: [{ type: 'Neg', inputs: ['a'], outputs: ['b'] }],
    },
  ],
  opsets: { local: 1 },
});

/** A message with a field that no version of ONNX has. */
function withUnknownField(bytes: Uint8Array, field = 1999): Uint8Array {
  const unknown = new BinaryWriter().tag(field, WireType.Bit64).fixed64(12345).finish();
  return new Uint8Array([...bytes, ...unknown]);
}

describe('a model that is written again', () => {
  it('has the same bytes, unknown fields included', () => {
    const bytes = withUnknownField(file);
    expect(encodeModel(decodeModel(bytes, 'model'))).toEqual(bytes);
  });

  it('has the nodes it is given, and all else as it was', () => {
    const model = decodeModel(withUnknownField(file), 'model');
    const [conv, ...others] = model.graph.nodes as [OnnxNode, ...OnnxNode[]];
    const marked = { ...conv, bytes: withUnknownField(conv.bytes) };
    const copy = renamedNode(marked, { name: 'conv again', inputs: ['x', 'w'], outputs: ['y again'] });
    const again = decodeModel(
      encodeModel({ ...model, graph: { ...model.graph, nodes: [marked, copy, ...others] } }),
      'model',
    );
    expect(again.graph.nodes.map(({ name }) => name)).toEqual(['conv', 'conv again', 'if', 'local', 'shape']);
    const written = again.graph.nodes[1] as OnnxNode;
    expect(written).toMatchObject({
      type: 'Conv',
      inputs: ['x', 'w'],
      outputs: ['y again'],
      attributes: conv.attributes,
    });
    expect(written.bytes.subarray(-10)).toEqual(marked.bytes.subarray(-10));
    expect({ ...again, graph: null }).toEqual({ ...model, graph: null });
    expect({ ...again.graph, nodes: null }).toEqual({ ...model.graph, nodes: null });
  });

  it('renamed to what it is called already is the same node', () => {
    const { nodes } = decodeModel(file, 'model').graph;
    for (const node of nodes) expect(renamedNode(node, node)).toEqual(node);
  });

  it('keeps weights as views of the file', () => {
    const bytes = onnxModel({ nodes: [], initializers: [{ name: 'w', type: 'float', shape: [2], values: [1, 2] }] });
    expect(decodeModel(bytes, 'model').graph.initializers[0]?.raw?.buffer).toBe(bytes.buffer);
  });
});

describe('bytes that are no model', () => {
  const field = (number: number, payload: Uint8Array): Uint8Array =>
    new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(payload).finish();
  const empty = new Uint8Array();

  it.each<[string, Uint8Array, string]>([
    ['nothing', empty, 'model: is empty; give the .onnx file'],
    ['no graph', field(2, empty), 'model: is not an ONNX model: it has no graph'],
    ['two graphs', new Uint8Array([...field(7, empty), ...field(7, empty)]), 'it has two graphs'],
    ['a text', new TextEncoder().encode('{"nodes": []}'), 'model: byte 0: is not an ONNX model'],
    ['an illegal field', new Uint8Array(100), 'model: byte 0: is not an ONNX model: illegal tag'],
    ['a group', new Uint8Array([0x3b, 0x3c]), 'model: byte 0: is not an ONNX model'],
    ['a length beyond the end', new Uint8Array([0x3a, 0x7f, 0]), 'field 7 announces 127 bytes where 1 are left'],
    ['a length of 2^35', new Uint8Array([0x3a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]), 'a length of 2^32 or more'],
    [
      'a number without end',
      new Uint8Array([0x08, ...new Array<number>(12).fill(0xff)]),
      'model: byte 0: is not an ONNX model',
    ],
    ['a number that is cut', new Uint8Array([0x08, 0xff]), 'model: byte 0: is not an ONNX model'],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeModel(bytes, 'model')).toThrow(InputError);
    expect(() => decodeModel(bytes, 'model')).toThrow(message);
  });

  it('nested too deep', () => {
    let graph: Uint8Array = empty;
    for (let depth = 0; depth < 200; depth++) graph = field(1, field(5, field(6, graph)));
    expect(() => decodeModel(field(7, graph), 'model')).toThrow('its messages nest deeper than 100');
  });

  it('made of millions of empty operators', () => {
    const nodes = new Uint8Array(4_000_000);
    for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a;
    expect(() => decodeModel(field(7, nodes), 'model')).toThrow(
      'model: has more than 100000 operators in a graph; simplify the model',
    );
  });
});

describe('tensors', () => {
  const read = (shape: readonly number[], values?: readonly number[], type = 'float', typed = false): unknown =>
    decodeModel(
      onnxModel({
        nodes: [],
        initializers: [{ name: 'w', type, shape, ...(values === undefined ? {} : { values }), typed }],
      }),
      'model',
    );

  it.each<[string, () => unknown, string]>([
    [
      'too few bytes',
      () => read([3], [1, 2]),
      'model: tensor "w": shape [3] of float needs 12 bytes of data and has 8',
    ],
    [
      'too few numbers',
      () => read([3], [1, 2], 'int64', true),
      'model: tensor "w": shape [3] of int64 needs 3 numbers and has 2',
    ],
    ['a negative length', () => read([-3]), 'model: tensor "w": shape [-3] of float has an impossible length'],
    ['too many elements', () => read([2 ** 40, 2 ** 40]), 'has more bytes than can be counted exactly'],
    [
      'too many dimensions',
      () => read(new Array<number>(65).fill(1)),
      'model: tensor "w": has 65 dimensions, over the limit of 64',
    ],
  ])('with %s are refused', (_, decode, message) => {
    expect(decode).toThrow(message);
  });

  it('may have no data at all', () => {
    expect(() => read([1000, 1000])).not.toThrow();
  });
});

describe('damaged files', () => {
  const attempt = (bytes: Uint8Array): string => {
    try {
      importNetwork(bytes, { file: 'model', dimensions: new Map() });
      return '';
    } catch (error) {
      return error instanceof InputError && !error.message.includes('\n') ? '' : String(error);
    }
  };

  it('cut anywhere are refused or read, never more', () => {
    for (let length = 0; length < file.length; length++) expect(attempt(file.slice(0, length))).toBe('');
  });

  it('with wrong bytes are refused or read, never more', () => {
    const random = new Random(7);
    for (let round = 0; round < 4000; round++) {
      const bytes = file.slice();
      const changes = 1 + random.below(4);
      for (let i = 0; i < changes; i++) bytes[random.below(bytes.length)] = random.below(256);
      expect(attempt(bytes), `round ${round}`).toBe('');
    }
  });
});
