// Subgraphs, sequences and functions: what is known behind them, and what honestly is not.

import { describe, expect, it } from 'vitest';
import type { Network } from '../../../formulation/network/network.ts';
import { importNetwork } from '../../../io/onnx/import-network.ts';
import {
  type GraphSpec,
  type ModelSpec,
  type NodeSpec,
  onnxModel,
  type TensorSpec,
  type ValueSpec,
} from '../../support/onnx-writer.ts';

const x: ValueSpec = { name: 'x', type: 'float', shape: [4, 6] };
const value = (name: string, type = 'float', shape: ValueSpec['shape'] = null): ValueSpec => ({ name, type, shape });
const int = (name: string, ...values: number[]): TensorSpec => ({
  name,
  type: 'int64',
  shape: [values.length],
  values,
});
const scalar = (name: string, number: number, type = 'int64'): TensorSpec => ({
  name,
  type,
  shape: [],
  values: [number],
});

const read = (spec: ModelSpec): Network => importNetwork(onnxModel(spec), { file: 'model' });

function shapes(spec: ModelSpec): Record<string, readonly number[] | null> {
  return Object.fromEntries(read(spec).tensors.map(({ name, shape }) => [name, shape]));
}

const graph = (
  nodes: readonly NodeSpec[],
  outputs: readonly string[],
  rest: Partial<GraphSpec> = {},
): { graph: GraphSpec } => ({
  graph: { nodes, outputs: outputs.map((name) => value(name)), ...rest },
});

describe('If', () => {
  const branches = (axisOfElse: number): NodeSpec => ({
    type: 'If',
    inputs: ['c'],
    outputs: ['y'],
    attributes: {
      then_branch: graph([{ type: 'Neg', inputs: ['x'], outputs: ['a'] }], ['a']),
      else_branch: graph(
        [{ type: 'Concat', inputs: ['x', 'x'], outputs: ['b'], attributes: { axis: axisOfElse } }],
        ['b'],
      ),
    },
  });

  it('knows what both branches agree on', () => {
    const behind: NodeSpec[] = [
      branches(1),
      { type: 'Shape', inputs: ['y'], outputs: ['s'] },
      { type: 'Slice', inputs: ['s', 'zero', 'one'], outputs: ['rows'] },
      { type: 'ConstantOfShape', inputs: ['rows'], outputs: ['z'] },
    ];
    expect(
      shapes({ nodes: behind, inputs: [x, value('c', 'bool', [])], initializers: [int('zero', 0), int('one', 1)] }),
    ).toMatchObject({ y: null, z: [4] });
  });

  it('takes the one branch that a known condition names', () => {
    expect(shapes({ nodes: [branches(0)], inputs: [x], initializers: [scalar('c', 0, 'bool')] })).toMatchObject({
      y: [8, 6],
    });
    expect(shapes({ nodes: [branches(0)], inputs: [x], initializers: [scalar('c', 1, 'bool')] })).toMatchObject({
      y: [4, 6],
    });
  });

  it('reads what its branches read from outside', () => {
    const { operators, tensors } = read({ nodes: [branches(0)], inputs: [x, value('c', 'bool', [])] });
    expect(operators[0]?.reads.map((tensor) => tensors[tensor]?.name).sort()).toEqual(['c', 'x']);
    expect(operators[0]?.foldable).toBe(false);
  });
});

describe('Loop', () => {
  const loop = (body: readonly NodeSpec[], condition = 'go'): NodeSpec => ({
    type: 'Loop',
    inputs: ['trips', condition, 'x'],
    outputs: ['last', 'all'],
    attributes: {
      body: graph(body, ['going', 'next', 'row'], {
        inputs: [value('i', 'int64', []), value('going_in', 'bool', []), value('state')],
      }),
    },
  });
  const keep: NodeSpec = { type: 'Identity', inputs: ['going_in'], outputs: ['going'] };
  const row: NodeSpec = { type: 'ReduceSum', inputs: ['state', 'one'], outputs: ['row'], attributes: { keepdims: 0 } };
  const step: NodeSpec = { type: 'Neg', inputs: ['state'], outputs: ['next'] };
  const constants = [int('one', 1), scalar('go', 1, 'bool')];

  it('with a constant trip count and a condition that stays true has rows of known number', () => {
    expect(
      shapes({ nodes: [loop([keep, row, step])], inputs: [x], initializers: [...constants, scalar('trips', 5)] }),
    ).toMatchObject({ last: [4, 6], all: [5, 4] });
  });

  it('does not know how often a condition that is computed holds', () => {
    const test: NodeSpec = { type: 'Less', inputs: ['i', 'trips'], outputs: ['going'] };
    expect(
      shapes({ nodes: [loop([test, row, step])], inputs: [x], initializers: [...constants, scalar('trips', 5)] }),
    ).toMatchObject({ last: [4, 6], all: null });
  });

  it('widens what grows from one iteration to the next', () => {
    const grow: NodeSpec = { type: 'Concat', inputs: ['state', 'state'], outputs: ['next'], attributes: { axis: 0 } };
    const behind: NodeSpec[] = [
      loop([keep, row, grow]),
      { type: 'ReduceSum', inputs: ['last', 'axis0'], outputs: ['columns'] },
    ];
    expect(
      shapes({ nodes: behind, inputs: [x], initializers: [...constants, scalar('trips', 3), int('axis0', 0)] }),
    ).toMatchObject({ last: null, all: null, columns: [1, 6] });
  });

  it('of no iterations leaves its values as they were', () => {
    const grow: NodeSpec = { type: 'Concat', inputs: ['state', 'state'], outputs: ['next'], attributes: { axis: 0 } };
    expect(
      shapes({ nodes: [loop([keep, row, grow])], inputs: [x], initializers: [...constants, scalar('trips', 0)] }),
    ).toMatchObject({ last: [4, 6] });
  });
});

it('Scan cuts its inputs and collects its outputs', () => {
  const body = graph(
    [
      { type: 'Add', inputs: ['state', 'row'], outputs: ['next'] },
      { type: 'Neg', inputs: ['next'], outputs: ['out'] },
    ],
    ['next', 'out'],
    { inputs: [value('state'), value('row')] },
  );
  const scan: NodeSpec = {
    type: 'Scan',
    inputs: ['start', 'x'],
    outputs: ['last', 'all'],
    attributes: { num_scan_inputs: 1, body, scan_input_axes: [1], scan_output_axes: [-1] },
  };
  expect(shapes({ nodes: [scan], inputs: [x, value('start', 'float', [4])] })).toMatchObject({
    last: [4],
    all: [4, 6],
  });
});

it('Scan of operator set 8 has batches, and a leading input of lengths', () => {
  const body = graph(
    [
      { type: 'Add', inputs: ['state', 'row'], outputs: ['next'] },
      { type: 'Concat', inputs: ['next', 'row'], outputs: ['out'], attributes: { axis: 0 } },
    ],
    ['next', 'out'],
    { inputs: [value('state'), value('row')] },
  );
  const node: NodeSpec = {
    type: 'Scan',
    inputs: ['', 'start', 'rows'],
    outputs: ['last', 'all'],
    attributes: { num_scan_inputs: 1, body },
  };
  const inputs = [value('start', 'float', [3, 6]), value('rows', 'float', [3, 5, 6])];
  expect(shapes({ nodes: [node], inputs, opset: 8 })).toMatchObject({ last: [3, 6], all: [3, 5, 12] });
});

describe('sequences', () => {
  const chain = (...nodes: NodeSpec[]): Network =>
    read({
      nodes,
      inputs: [x],
      initializers: [scalar('one', 1), scalar('last', -1), scalar('four', 4), int('parts', 2, 4)],
    });
  const sizes = (network: Network): Record<string, number | null> =>
    Object.fromEntries(network.tensors.map(({ name, bytes }) => [name, bytes]));
  const split: NodeSpec = { type: 'SplitToSequence', inputs: ['x'], outputs: ['s'] };

  it('of single rows, of equal parts with a rest, of given parts', () => {
    expect(sizes(chain(split))).toMatchObject({ s: 96 });
    const columns: NodeSpec = {
      type: 'SplitToSequence',
      inputs: ['x', 'four'],
      outputs: ['s'],
      attributes: { axis: 1 },
    };
    expect(sizes(chain(columns, { type: 'SequenceAt', inputs: ['s', 'last'], outputs: ['e'] }))).toMatchObject({
      s: 96,
      e: 32,
    });
    const parts: NodeSpec = {
      type: 'SplitToSequence',
      inputs: ['x', 'parts'],
      outputs: ['s'],
      attributes: { axis: 1 },
    };
    expect(sizes(chain(parts, { type: 'SequenceAt', inputs: ['s', 'one'], outputs: ['e'] }))).toMatchObject({ e: 64 });
    const flat: NodeSpec = {
      type: 'SplitToSequence',
      inputs: ['x'],
      outputs: ['s'],
      attributes: { axis: 1, keepdims: 0 },
    };
    const network = chain(flat, { type: 'SequenceAt', inputs: ['s', 'one'], outputs: ['e'] });
    expect(network.tensors.find(({ name }) => name === 'e')?.shape).toEqual([4]);
    expect(network.tensors.find(({ name }) => name === 's')).toMatchObject({
      elementType: 'sequence(float)',
      shape: null,
    });
  });

  it('built, changed and joined', () => {
    const network = chain(
      { type: 'SequenceEmpty', inputs: [], outputs: ['s0'] },
      { type: 'SequenceInsert', inputs: ['s0', 'x'], outputs: ['s1'] },
      { type: 'SequenceConstruct', inputs: ['x', 'x', 'x'], outputs: ['s2'] },
      { type: 'SequenceErase', inputs: ['s2'], outputs: ['s3'] },
      { type: 'SequenceLength', inputs: ['s3'], outputs: ['n'] },
      { type: 'Constant', inputs: [], outputs: ['parts1'], attributes: { value_ints: [1] } },
      { type: 'Reshape', inputs: ['n', 'parts1'], outputs: ['n1'] },
      { type: 'ConstantOfShape', inputs: ['n1'], outputs: ['counted'] },
      { type: 'ConcatFromSequence', inputs: ['s2'], outputs: ['joined'], attributes: { axis: 1 } },
      { type: 'ConcatFromSequence', inputs: ['s2'], outputs: ['stacked'], attributes: { axis: 0, new_axis: 1 } },
      { type: 'Optional', inputs: ['x'], outputs: ['o'] },
      { type: 'OptionalGetElement', inputs: ['o'], outputs: ['e'] },
    );
    const found = Object.fromEntries(network.tensors.map(({ name, shape }) => [name, shape]));
    expect(found).toMatchObject({ counted: [2], joined: [4, 18], stacked: [3, 4, 6] });
    expect(sizes(network)).toMatchObject({ s0: 0, s1: 96, s2: 288, s3: 192, o: 96, e: 96 });
    expect(network.tensors.find(({ name }) => name === 'o')?.elementType).toBe('optional(float)');
  });
});

it('SequenceMap runs its body on every element, beside a tensor that stays', () => {
  const body = graph([{ type: 'Concat', inputs: ['e', 't'], outputs: ['r'], attributes: { axis: 1 } }], ['r'], {
    inputs: [value('e'), value('t')],
  });
  const found = shapes({
    nodes: [
      { type: 'SplitToSequence', inputs: ['x', 'parts'], outputs: ['s'], attributes: { axis: 1 } },
      { type: 'SequenceMap', inputs: ['s', 'x'], outputs: ['m'], attributes: { body } },
      { type: 'SequenceAt', inputs: ['m', 'one'], outputs: ['second'] },
      { type: 'ConcatFromSequence', inputs: ['m'], outputs: ['all'], attributes: { axis: 1 } },
    ],
    inputs: [x],
    initializers: [scalar('one', 1), int('parts', 2, 4)],
  });
  expect(found).toMatchObject({ second: [4, 10], all: [4, 18] });
});

describe('functions of the model', () => {
  const call: NodeSpec = { type: 'Twice', domain: 'local', inputs: ['x'], outputs: ['y'], attributes: { along: 1 } };
  const inner: NodeSpec = {
    type: 'Concat',
    inputs: ['a', 'a'],
    outputs: ['b'],
    attributes: { axis: { reference: 'along' } },
  };
  const twice = { name: 'Twice', domain: 'local', inputs: ['a'], outputs: ['b'], nodes: [inner] };

  it('are one operator, their shapes from their bodies', () => {
    const network = read({ nodes: [call], inputs: [x], functions: [twice], opsets: { local: 1 } });
    expect(network.operators).toHaveLength(1);
    expect(network.tensors.find(({ name }) => name === 'y')?.shape).toEqual([4, 12]);
  });

  it('that call themselves are refused', () => {
    const endless = { ...twice, nodes: [{ type: 'Twice', domain: 'local', inputs: ['a'], outputs: ['b'] }] };
    expect(() => read({ nodes: [call], inputs: [x], functions: [endless], opsets: { local: 1 } })).toThrow(
      /call each other more than 32 deep/,
    );
  });

  it('that multiply without end are refused in time', () => {
    const level = (n: number): NonNullable<ModelSpec['functions']>[number] => ({
      name: `F${n}`,
      domain: 'local',
      inputs: ['a'],
      outputs: ['b'],
      nodes: Array.from({ length: 40 }, (_, i) => ({
        type: n === 0 ? 'Neg' : `F${n - 1}`,
        domain: n === 0 ? '' : 'local',
        inputs: ['a'],
        outputs: [i === 0 ? 'b' : `b${i}`],
      })),
    });
    const first: NodeSpec = { type: 'F9', domain: 'local', inputs: ['x'], outputs: ['y'] };
    expect(() =>
      read({ nodes: [first], inputs: [x], functions: Array.from({ length: 10 }, (_, n) => level(n)) }),
    ).toThrow(/takes too long/);
  });
});
