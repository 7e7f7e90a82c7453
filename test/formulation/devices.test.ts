// Durations on devices, costs of operators, measured durations.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeGraph } from '../../formulation/graph.ts';
import { DEVICES, durationOf } from '../../formulation/network/devices.ts';
import type { AttributeValue, Network } from '../../formulation/network/network.ts';
import { operatorCost, product } from '../../formulation/network/operator-costs.ts';
import { withProfile } from '../../formulation/network/profile.ts';
import { parseDevice } from '../../io/device-file.ts';
import { parseProfile } from '../../io/profile-file.ts';
import { parseRematGraph } from '../../io/remat-graph.ts';

const device = (name: string) => DEVICES.find((known) => known.name === name)!;

describe('a duration', () => {
  it('is the longer of arithmetic and traffic, in nanoseconds rounded up, at least 1', () => {
    const gpu = device('gpu');
    expect(durationOf({ flops: 0, bytesMoved: 0 }, gpu)).toBe(1);
    expect(durationOf({ flops: 15e12, bytesMoved: 1 }, gpu)).toBe(1e9);
    expect(durationOf({ flops: 15e12 + 1, bytesMoved: 1 }, gpu)).toBe(1e9 + 1);
    expect(durationOf({ flops: 1, bytesMoved: 9e11 }, gpu)).toBe(1e9);
  });

  it('depends on the element type, and has the overhead of a launch', () => {
    const cost = { flops: 1e12, bytesMoved: 0 };
    expect(durationOf({ ...cost, elementType: 'float16' }, device('a100'))).toBe(3_205_129);
    expect(durationOf({ ...cost, elementType: 'constructor' }, device('a100'))).toBe(51_282_052);
    expect(durationOf({ flops: 0, bytesMoved: 0 }, device('cpu'))).toBe(1000);
  });

  const torch = new URL('../../../shared/data/torch/resnet18_b32_224.json', import.meta.url);
  it.skipIf(!existsSync(torch))('is that of the graphs exported from torch on their device', () => {
    const graph = parseRematGraph(readFileSync(torch, 'utf8'), 'torch.json');
    const computed = graph.nodes.filter(({ kind }) => kind === 'compute');
    expect(computed.map((node) => durationOf(node, device('gpu')))).toEqual(computed.map((node) => node.rooflineNs));
  });

  it('can be had for every device of the table', () => {
    expect(new Set(DEVICES.map(({ name }) => name)).size).toBe(DEVICES.length);
    for (const known of DEVICES) expect(durationOf({ flops: 1e9, bytesMoved: 1e9 }, known)).toBeGreaterThan(1e5);
  });
});

describe('a device of one’s own', () => {
  const text = (change: object): string =>
    JSON.stringify({
      ...{
        format: 'moccasin-device/1',
        name: 'mine',
        flopsPerSecond: { float: 2e12, int8: 8e12 },
        bytesPerSecond: 1e11,
      },
      ...change,
    });

  it('is read from a file', () => {
    const mine = parseDevice(text({ launchOverheadNs: 7 }), 'd.json');
    expect(durationOf({ flops: 8e12, bytesMoved: 0, elementType: 'int8' }, mine)).toBe(1e9 + 7);
    expect(durationOf({ flops: 2e12, bytesMoved: 0, elementType: 'bool' }, mine)).toBe(1e9 + 7);
  });

  it.each([
    [{ format: 'x' }, 'd.json: format: expected "moccasin-device/1"'],
    [{ flopsPerSecond: {} }, 'd.json: flopsPerSecond.float: expected a number'],
    [{ flopsPerSecond: { float: 0 } }, 'd.json: flopsPerSecond.float: expected a number of at least 1'],
    [{ bytesPerSecond: -1 }, 'd.json: bytesPerSecond: expected a number of at least 1'],
    [{ launchOverheadNs: 0.5 }, 'd.json: launchOverheadNs: expected an integer'],
    [{ name: 3 }, 'd.json: name: expected a string'],
  ])('is refused: %j', (change, words) => {
    expect(() => parseDevice(text(change), 'd.json')).toThrow(words);
  });
});

/** An operator on float tensors of these shapes. */
function operator(
  type: string,
  inputs: readonly (readonly number[])[],
  outputs: readonly (readonly number[])[],
  attributes: Record<string, AttributeValue> = {},
): Network {
  const shapes = [...inputs, ...outputs];
  const tensors = shapes.map((shape, t) => {
    const role = t < inputs.length ? ('input' as const) : ('value' as const);
    return { name: `t${t}`, elementType: 'float', shape, bytes: 4 * product(shape), role };
  });
  const read = [...inputs.keys()];
  const written = [...outputs.keys()].map((i) => i + inputs.length);
  const one = {
    name: 'o',
    type,
    domain: '',
    inputs: read,
    outputs: written,
    attributes,
    foldable: false,
    random: false,
    reads: read,
  };
  return { name: 'one', opset: 20, tensors, operators: [one], inputs: read, outputs: written, warnings: [] };
}

describe('operations of', () => {
  it.each([
    ['Conv', [[2, 8, 10, 10], [16, 4, 3, 3], [16]], [[2, 16, 8, 8]], { group: 2 }, 2 * 2 * 16 * 64 * 4 * 9],
    [
      'ConvTranspose',
      [
        [2, 8, 5, 5],
        [8, 4, 2, 2],
      ],
      [[2, 4, 10, 10]],
      {},
      2 * 2 * 8 * 25 * 4 * 4,
    ],
    ['Gemm', [[3, 5], [5, 7], [7]], [[3, 7]], {}, 2 * 3 * 5 * 7],
    [
      'Gemm',
      [
        [5, 3],
        [7, 5],
      ],
      [[3, 7]],
      { transA: 1, transB: 1 },
      2 * 3 * 5 * 7,
    ],
    [
      'MatMul',
      [
        [2, 4, 3, 5],
        [5, 7],
      ],
      [[2, 4, 3, 7]],
      {},
      2 * 2 * 4 * 3 * 5 * 7,
    ],
    [
      'Einsum',
      [
        [2, 3, 5],
        [2, 5, 7],
      ],
      [[2, 3, 7]],
      { equation: 'bij,bjk->bik' },
      2 * 2 * 3 * 5 * 7,
    ],
    [
      'Einsum',
      [
        [2, 3, 5],
        [5, 7],
      ],
      [[2, 3, 7]],
      { equation: '...j, jk -> ...k' },
      2 * 2 * 3 * 5 * 7,
    ],
    ['MaxPool', [[1, 2, 8, 8]], [[1, 2, 4, 4]], { kernel_shape: [2, 2] }, 4 * 32],
    [
      'LSTM',
      [
        [6, 2, 5],
        [1, 12, 5],
        [1, 12, 3],
      ],
      [[6, 1, 2, 3]],
      {},
      2 * 4 * 3 * (5 + 3) * 6 * 2,
    ],
    ['Relu', [[4, 5]], [[4, 5]], {}, 20],
    ['Sum', [[4], [4], [4]], [[4]], {}, 8],
    ['ReduceMean', [[4, 5]], [[4]], {}, 20],
    ['Softmax', [[4, 5]], [[4, 5]], {}, 100],
    ['Reshape', [[4, 5], [1]], [[20]], {}, 0],
    ['BatchNormalization', [[1, 2, 3]], [[1, 2, 3]], {}, 12],
    ['Resize', [[1, 1, 2, 2]], [[1, 1, 4, 4]], { mode: 'nearest' }, 0],
    ['Resize', [[1, 1, 2, 2]], [[1, 1, 4, 4]], { mode: 'linear' }, 7 * 16],
    ['NobodyKnows', [[3]], [[4]], {}, 4],
  ] as [string, number[][], number[][], Record<string, AttributeValue>, number][])(
    '%s %j -> %j %j: %d',
    (type, inputs, outputs, attributes, flops) => {
      const network = operator(type, inputs, outputs, attributes);
      expect(operatorCost(network, network.operators[0]!).flops).toBe(flops);
    },
  );

  it('bytes are those of the distinct tensors read and written; a look-up reads what it delivers', () => {
    const add = operator('Add', [[3], [3]], [[3]]);
    expect(operatorCost(add, add.operators[0]!).bytesMoved).toBe(36);
    const square = { ...add.operators[0]!, inputs: [0, 0], reads: [0] };
    expect(operatorCost(add, square).bytesMoved).toBe(24);
    const gather = operator('Gather', [[1000, 8], [2]], [[2, 8]]);
    expect(operatorCost(gather, gather.operators[0]!).bytesMoved).toBe(64 + 8 + 64);
    const shape = operator('Shape', [[1000]], [[1]]);
    expect(operatorCost(shape, shape.operators[0]!).bytesMoved).toBe(4);
  });
});

describe('a profile', () => {
  const graph = makeGraph({
    name: 'g',
    nodes: ['a', 'b', 'c'].map((name, id) => ({ id, name, size: 1, duration: 100 + id, backward: false })),
    links: [],
  });

  it('replaces durations, and says which names it does not know and which are missing', () => {
    const profile = parseProfile('name,microseconds\na,1.5\n"b",2e-4\n"d,""e""",3\n\n', 'p.csv');
    const result = withProfile(graph, profile);
    expect([...result.graph.durations]).toEqual([1500, 1, 102]);
    expect(result).toMatchObject({ unknown: ['d,"e"'], missing: ['c'] });
    expect(parseProfile('op;x,Name,Duration\r\n1,a,7\r\n', 'p.csv')).toEqual({
      durations: new Map([['a', 7]]),
      isTime: false,
    });
  });

  it.each([
    ['', 'p.csv: line 1: the header has no columns'],
    ['name,seconds\na,1', 'p.csv: line 1: the header has no columns'],
    ['name,microseconds', 'p.csv: the profile has no lines'],
    ['name,microseconds\na', 'p.csv: line 2: has fewer cells'],
    ['name,microseconds\na,-1', 'p.csv: line 2: "-1" is no time'],
    ['name,microseconds\na,1e99', 'p.csv: line 2: "1e99" is no time'],
    ['name,duration\na,1.5', 'p.csv: line 2: "1.5" is no duration'],
    ['name,duration\na,1\na,2', 'p.csv: line 3: "a" is there twice'],
  ])('is refused: %j', (text, words) => {
    expect(() => parseProfile(text, 'p.csv')).toThrow(words);
  });
});
