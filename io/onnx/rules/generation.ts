// Operators that make a tensor from a description: constants, shapes as numbers, ranges, random numbers, windows, transforms of known length.

import { type Call, type Rule, rankFromVector, unknownShape } from '../call.ts';
import { elementTypeName } from '../element-types.ts';
import { elementsOf, fact, UNKNOWN } from '../fact.ts';
import { tensorFact } from '../tensor-values.ts';

const constant: Rule = (call) => {
  const tensor = call.tensor('value') ?? call.tensor('sparse_value');
  if (tensor !== null) return [tensorFact(tensor)];
  const [ints, floats] = [call.numbers('value_ints'), call.numbers('value_floats')];
  if (ints !== null) return [fact('int64', [ints.length], ints)];
  if (floats !== null) return [fact('float', [floats.length], floats)];
  if (call.hasAttribute('value_int')) return [fact('int64', [], [call.number('value_int', 0)])];
  if (call.hasAttribute('value_float')) return [fact('float', [], [call.number('value_float', 0)])];
  if (call.hasAttribute('value_string')) return [fact('string', [])];
  return [fact(call.hasAttribute('value_strings') ? 'string' : '', null)];
};

/** The lengths from `start` to `end` as numbers. */
const shapeOf: Rule = (call) => {
  const shape = call.shape(0);
  if (shape === null) return [fact('int64', [UNKNOWN])];
  const place = (given: number): number =>
    Math.min(shape.length, Math.max(0, given < 0 ? given + shape.length : given));
  const lengths = shape.slice(place(call.number('start', 0)), place(call.number('end', shape.length)));
  return [
    fact(
      'int64',
      [lengths.length],
      lengths.map((length) => (length === UNKNOWN ? Number.NaN : length)),
    ),
  ];
};

const size: Rule = (call) => {
  const shape = call.shape(0);
  const elements = shape === null ? UNKNOWN : elementsOf(shape);
  return [fact('int64', [], elements === UNKNOWN ? null : [elements])];
};

/** A shape that an input's numbers give. */
export function shapeFrom(call: Call, input: number): readonly number[] | null {
  const given = call.input(input);
  if (given.values !== null) return call.asShape(given.values);
  const rank = rankFromVector(call, given);
  return rank === null ? null : unknownShape(rank);
}

const constantOfShape: Rule = (call) => [fact(call.tensor('value')?.elementType ?? 'float', shapeFrom(call, 0))];

const range: Rule = (call) => {
  const { type, values: start } = call.input(0);
  const [limit, delta] = [call.input(1).values, call.input(2).values];
  const from = start?.[0] ?? Number.NaN;
  const far = (limit?.[0] ?? Number.NaN) - from;
  const count = Math.max(0, Math.ceil((type === 'float' ? Math.fround(far) : far) / (delta?.[0] ?? Number.NaN)));
  if (delta?.[0] === 0) call.fail('has a step of 0');
  return [fact(type, call.asShape([count]))];
};

const random: Rule = (call) => [
  fact(elementTypeName(call.number('dtype', 1)), call.asShape(call.numbers('shape') ?? call.fail('has no shape'))),
];

const multinomial: Rule = (call) => [
  fact(elementTypeName(call.number('dtype', 6)), [call.shape(0, 2)?.[0] ?? UNKNOWN, call.number('sample_size', 1)]),
];

const eyeLike: Rule = (call) => [
  fact(call.hasAttribute('dtype') ? elementTypeName(call.number('dtype', 1)) : call.input(0).type, call.shape(0, 2)),
];

const window: Rule = (call) => {
  const length = call.input(0).values?.[0] ?? Number.NaN;
  return [fact(elementTypeName(call.number('output_datatype', 1)), call.asShape([length]))];
};

/** Number of bins, of the transform's length, and so on: only the first two decide the shape. */
const melWeightMatrix: Rule = (call) => {
  const [bins, length] = [call.input(0).values?.[0] ?? Number.NaN, call.input(1).values?.[0] ?? Number.NaN];
  return [fact(elementTypeName(call.number('output_datatype', 1)), call.asShape([Math.floor(length / 2) + 1, bins]))];
};

/** [batch, ..., 1 or 2] to [batch, ..., 2]; the axis is an attribute before operator set 20 and then an input. */
const dft: Rule = (call) => {
  const { type, shape } = call.input(0);
  if (shape === null) return [fact(type, null)];
  const given = call.opset >= 20 ? (call.has(2) ? call.input(2).values?.[0] : -2) : call.number('axis', 1);
  const inverse = call.number('inverse', 0) !== 0;
  const oneSided = call.number('onesided', 0) !== 0;
  const parts = oneSided && inverse ? 1 : 2;
  if (given === undefined || Number.isNaN(given)) {
    const stays = !oneSided && !call.has(1);
    return [fact(type, call.withLast(stays ? shape : unknownShape(shape.length), parts))];
  }
  const axis = call.axis(given, shape.length);
  const here = shape[axis] as number;
  const asked = call.has(1) ? (call.asShape([call.input(1).values?.[0] ?? Number.NaN])[0] as number) : null;
  let bins = asked ?? here;
  if (oneSided && inverse) bins = asked ?? call.length([here], () => 2 * (here - 1));
  else if (oneSided) bins = call.length([bins], () => Math.floor(bins / 2) + 1);
  return [fact(type, [...shape.with(axis, bins).slice(0, -1), parts])];
};

/** Signal [batch, length, 1 or 2], step, window or frame length: frames by bins. */
const stft: Rule = (call) => {
  const { type, shape } = call.input(0);
  const step = call.input(1).values?.[0] ?? Number.NaN;
  const windowLength = call.has(2) ? call.input(2).shape?.[0] : undefined;
  const frame = call.has(3) ? (call.input(3).values?.[0] ?? Number.NaN) : (windowLength ?? Number.NaN);
  const length = shape?.[1] ?? UNKNOWN;
  const open = length === UNKNOWN || frame === UNKNOWN || Number.isNaN(frame + step);
  const frames = open ? UNKNOWN : Math.floor((length - frame) / step) + 1;
  const bins = open ? UNKNOWN : call.number('onesided', 1) !== 0 ? Math.floor(frame / 2) + 1 : frame;
  return [fact(type, [shape?.[0] ?? UNKNOWN, frames, bins, 2])];
};

/** theta [N, 2, 3] or [N, 3, 4] and the size of the image. */
const affineGrid: Rule = (call) => {
  const sizes = shapeFrom(call, 1);
  if (sizes === null) return [fact(call.input(0).type, null)];
  return [fact(call.input(0).type, [sizes[0] as number, ...sizes.slice(2), sizes.length - 2])];
};

export const GENERATION: readonly (readonly [string, Rule])[] = [
  ['Constant', constant],
  ['Shape', shapeOf],
  ['Size', size],
  ['ConstantOfShape', constantOfShape],
  ['Range', range],
  ['RandomNormal', random],
  ['RandomUniform', random],
  ['Multinomial', multinomial],
  ['EyeLike', eyeLike],
  ['HannWindow', window],
  ['HammingWindow', window],
  ['BlackmanWindow', window],
  ['MelWeightMatrix', melWeightMatrix],
  ['DFT', dft],
  ['STFT', stft],
  ['AffineGrid', affineGrid],
];
