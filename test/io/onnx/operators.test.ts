// Shape rules, operator by operator, on one-node models written here; and that no rule is without a case.

import { describe, expect, it } from 'vitest';
import { InputError } from '../../../io/input-error.ts';
import { importNetwork } from '../../../io/onnx/import-network.ts';
import { RULES } from '../../../io/onnx/rules/table.ts';
import { Random } from '../../../solver/random.ts';
import { type AttributeSpec, onnxModel, type TensorSpec, type ValueSpec } from '../../support/onnx-writer.ts';
import { OPERATOR_CASES } from './operator-cases.ts';
import type { OperatorCase } from './operator-rows.ts';

function parse(text: string): { type: string; shape: (number | null)[]; values?: number[] } {
  const [, type = '', lengths = '', , values] = /^(\w+)\[([^\]]*)\](=(.*))?$/.exec(text) ?? [];
  const shape = lengths === '' ? [] : lengths.split(',').map((length) => (length === '?' ? null : Number(length)));
  if (values === undefined) return { type, shape };
  return { type, shape, values: values === '' ? [] : values.split(',').map(Number) };
}

interface Shown {
  readonly type: string;
  readonly shape: readonly (number | null)[] | null;
}

/** What is found out about the outputs of one operator. A shape that is only partly known shows through a Shape operator behind it. */
function infer({ operator, inputs, outputs, attributes, opset }: OperatorCase): Shown[] {
  const words = inputs === '' ? [] : inputs.split(' ');
  const initializers: TensorSpec[] = [];
  const values: ValueSpec[] = [];
  const names = words.map((word, i) => {
    if (word === '-') return '';
    const { type, shape, values: numbers } = parse(word);
    const name = `i${i}`;
    if (numbers === undefined) values.push({ name, type, shape });
    else initializers.push({ name, type, shape: shape as number[], values: numbers });
    return name;
  });
  const [domain, type] = operator.includes('::') ? (operator.split('::') as [string, string]) : [undefined, operator];
  const results = outputs.split(' ').map((_, i) => `o${i}`);
  const node = {
    type,
    inputs: names,
    outputs: results,
    ...(domain === undefined ? {} : { domain }),
    ...(attributes === undefined ? {} : { attributes }),
  };
  const model = onnxModel({ nodes: [node], inputs: values, initializers, ...(opset === undefined ? {} : { opset }) });
  const found = new Map(importNetwork(model, { file: 'model' }).tensors.map((tensor) => [tensor.name, tensor]));
  return results.map((name) => ({ type: found.get(name)?.elementType ?? '', shape: found.get(name)?.shape ?? null }));
}

describe('shapes and types', () => {
  it.each(OPERATOR_CASES)('$operator ($inputs) = $outputs', (test) => {
    const wanted = test.outputs.split(' ').map((word): Shown => {
      const { type, shape } = parse(word);
      return { type, shape: shape.includes(null) ? null : shape };
    });
    expect(infer(test)).toEqual(wanted);
  });

  it('are tested for every rule', () => {
    const elsewhere = /^(If|Loop|Scan|.*Sequence.*|Optional(GetElement)?)$/; // control-flow.test.ts, sequences.test.ts
    const tested = new Set(OPERATOR_CASES.map(({ operator }) => operator));
    expect([...RULES.keys()].filter((name) => !tested.has(name) && !elsewhere.test(name))).toEqual([]);
  });

  it('are kept where only some dimensions are known', () => {
    const model = onnxModel({
      nodes: [
        { type: 'Compress', inputs: ['x', 'which'], outputs: ['some'], attributes: { axis: 1 } },
        { type: 'Shape', inputs: ['some'], outputs: ['lengths'] },
        { type: 'Slice', inputs: ['lengths', 'zero', 'one'], outputs: ['first'] },
        { type: 'ConstantOfShape', inputs: ['first'], outputs: ['y'] },
      ],
      inputs: [
        { name: 'x', type: 'float', shape: [5, 6] },
        { name: 'which', type: 'bool', shape: [6] },
      ],
      initializers: [
        { name: 'zero', type: 'int64', shape: [1], values: [0] },
        { name: 'one', type: 'int64', shape: [1], values: [1] },
      ],
    });
    const { tensors, warnings } = importNetwork(model, { file: 'model' });
    const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
    expect(shapes).toMatchObject({ some: null, lengths: [2], first: [1], y: [5] });
    expect(warnings).toEqual([
      expect.stringContaining(
        'the sizes of "some" cannot be known and count as 0 where nothing else is said; not known from Compress "some" on',
      ),
    ]);
  });
});

it('of inputs that make no sense are refused, or make sense themselves', () => {
  const random = new Random(11);
  const odd = [-3, -1, 0, 1, 2, 3, 7, 1000, 2 ** 31, 2 ** 40, 2 ** 52];
  const pick = (): number => odd[random.below(odd.length)] as number;
  const perturb = (text: string): string =>
    text.replace(/(?<=[[,=])\d+/g, (number) => (random.chance(0.2) ? `${Math.max(0, pick())}` : number));
  const attribute = (value: AttributeSpec): AttributeSpec => {
    if (typeof value === 'number') return random.chance(0.2) ? pick() : value;
    return Array.isArray(value) && typeof value[0] === 'number'
      ? value.map((x: number) => (random.chance(0.2) ? pick() : x))
      : value;
  };
  const shapes = ['[]', '[2]', '[3,1]', '[1,2,3]', '[2,3,4,5]', '[1,2,1,2,3]'];
  const reshape = (text: string): string => (random.chance(0.1) ? random.pick(shapes) : perturb(text));
  for (let round = 0; round < 20 * OPERATOR_CASES.length; round++) {
    const test = OPERATOR_CASES[round % OPERATOR_CASES.length] as OperatorCase;
    const kept = Object.entries(test.attributes ?? {}).filter(() => !random.chance(0.05));
    const attributes = Object.fromEntries(kept.map(([name, value]) => [name, attribute(value)]));
    const values = /=[\d.,]*/g;
    // Numbers of initializers change, their amount does not: the file stays decodable.
    const changed = test.inputs.replace(values, perturb).replace(/\[[\d,]*\](?!=)/g, reshape);
    const inputs = changed.replace(/\S+/g, (input) => (random.chance(0.03) ? '-' : input));
    let shown: Shown[] = [];
    try {
      shown = infer({ ...test, inputs, attributes });
    } catch (error) {
      expect(error, `${test.operator} (${inputs}) ${JSON.stringify(attributes)}`).toBeInstanceOf(InputError);
    }
    for (const { shape } of shown) {
      const possible =
        shape === null || shape.every((length) => Number.isSafeInteger(length) && (length as number) >= 0);
      expect(possible, `${test.operator} (${inputs}) ${JSON.stringify(attributes)} = ${shape}`).toBe(true);
    }
  }
});

describe('contradictions are refused', () => {
  const contradiction = (
    operator: string,
    inputs: string,
    attributes: Readonly<Record<string, AttributeSpec>> = {},
  ): OperatorCase => ({ operator, inputs, outputs: 'float[]', attributes });
  it.each([
    [contradiction('Add', 'float[2,3] float[2,4]'), 'cannot broadcast [2, 3] with [2, 4]'],
    [contradiction('MatMul', 'float[2,3] float[2,3]'), 'multiplies matrices of inner lengths 3 and 2'],
    [contradiction('Gemm', 'float[2,3] float[2,3]'), 'multiplies matrices of inner lengths 3 and 2'],
    [contradiction('Conv', 'float[1,3,8,8] float[4,5,3,3]'), 'has 3 channels, and its weights are for 5'],
    [contradiction('Conv', 'float[1,3,2,2] float[4,3,3,3]'), 'has a window of 3 over a padded length of 2'],
    [contradiction('Conv', 'float[1,3,8,8] float[4,3,3,3]', { strides: [0, 1] }), 'has a stride or dilation below 1'],
    [contradiction('Conv', 'float[1,3,8,8] float[4,3,3,3]', { pads: [1] }), 'has 1 pads for 2 axes'],
    [contradiction('Reshape', 'float[2,3] int64[1]=7'), 'reshapes 6 elements to 7'],
    [contradiction('Reshape', 'float[2,3] int64[2]=4,-1'), 'reshapes 6 elements to rows of 4'],
    [contradiction('Reshape', 'float[2,3] int64[2]=-1,-1'), 'leaves more than one dimension open'],
    [contradiction('Reshape', 'float[2,3] int64[3]=2,3,0'), 'copies dimension 2 of 2'],
    [contradiction('Concat', 'float[2,3] float[4,5]', { axis: 0 }), 'joins dimensions 3 and 5 off its axis'],
    [contradiction('Split', 'float[6] int64[2]=2,3'), 'splits 6 into 2 + 3'],
    [contradiction('Squeeze', 'float[2,3] int64[1]=0'), 'squeezes a dimension of 2'],
    [contradiction('Transpose', 'float[2,3]', { perm: [0, 0] }), 'names an axis twice: 0, 0'],
    [contradiction('Softmax', ''), 'has no input 0'],
    [contradiction('Gather', 'float[2,3] int64[1]', { axis: 2 }), 'has axis 2 where there are 2 dimensions'],
    [contradiction('Einsum', 'float[2,3] float[4,5]', { equation: 'ij,jk->ik' }), 'has lengths 3 and 4 for label j'],
    [contradiction('ConstantOfShape', 'int64[1]=-4'), 'comes to a dimension of -4'],
    [contradiction('Range', 'int64[]=0 int64[]=9 int64[]=0'), 'has a step of 0'],
    [contradiction('Slice', 'float[9] int64[1]=0 int64[1]=9 int64[1]=0 int64[1]=0'), 'has a step of 0'],
  ])('%o', (test, problem) => {
    expect(() => infer(test)).toThrow(`model: ${test.operator} "o0": ${problem}; the model contradicts itself`);
  });
});
