// Quantised operators: the shapes of the plain ones, other element types.

import type { Call, Rule } from '../call.ts';
import { elementTypeName } from '../element-types.ts';
import { type Fact, fact, UNKNOWN } from '../fact.ts';
import { convolve, globalPool, pool } from './convolution.ts';
import { channelsLast } from './layouts.ts';
import { gemmShape, matMulShape } from './matrix.ts';
import { joined } from './movement.ts';
import { lstm } from './recurrent.ts';
import { reduced } from './reduction.ts';

/** The type of the zero point decides; without one it is output_dtype, else uint8. */
const quantize: Rule = (call) => {
  const declared = call.number('output_dtype', 0);
  const type = call.has(2) ? call.input(2).type : declared === 0 ? 'uint8' : elementTypeName(declared);
  return [fact(type, call.input(0).shape)];
};

/** The type of the scale. */
const dequantize: Rule = (call) => {
  const declared = call.number('output_dtype', 0);
  return [fact(declared === 0 ? call.input(1).type || 'float' : elementTypeName(declared), call.input(0).shape)];
};

/** Quantised data, scale, zero point. */
const dynamicQuantize: Rule = (call) => [fact('uint8', call.input(0).shape), fact('float', []), fact('uint8', [])];

/** x, its scale and zero point, w, its scale and zero point, those of y. */
const qLinearConv: Rule = (call) => convolve(call, 3, call.optional(7).type || call.input(0).type);

const convInteger: Rule = (call) => convolve(call, 1, 'int32');

/** a, its scale and zero point, b, its scale and zero point, those of y. */
const qLinearMatMul: Rule = (call) => product(call, call.optional(7).type || call.input(0).type, 0, 3);

/** A and B, each with scale and zero point, then those of the result (of com.microsoft). */
const qLinearBinary: Rule = (call) => [
  fact(call.input(0).type, call.broadcast(call.input(0).shape, call.input(3).shape)),
];

const sameAsFirst: Rule = (call) => [fact(call.input(0).type, call.input(0).shape)];

/** Scale and zero point of the result, then data, scale and zero point of each part. */
const qLinearConcat: Rule = (call) => {
  const parts = call.inputs.flatMap((_, index) => (index % 3 === 2 ? [call.input(index).shape] : []));
  return [fact(call.input(2).type, joined(call, parts, call.number('axis', 1)))];
};

/** A in floating point, B quantised with scale and zero point: the result in floating point. */
const dynamicQuantizeMatMul: Rule = (call) => product(call, call.input(0).type, 0, 1);

/** A, B both quantised, their scales: the result has the type of the scales. */
const matMulIntegerToFloat: Rule = (call) => product(call, call.input(2).type, 0, 1);

/** A, its scale and zero point, B, its scale and zero point, C; without a scale of the result that is not quantised. */
const qGemm: Rule = (call) => {
  const type = call.has(7) || call.has(8) ? call.optional(8).type || call.input(0).type : 'float';
  return [fact(type, gemmShape(call, call.shape(0, 2), call.shape(3, 2)))];
};

/** Condition, then both choices with scale and zero point. */
const qLinearWhere: Rule = (call) => [
  fact(call.input(1).type, call.broadcast(call.input(0).shape, call.input(1).shape, call.input(4).shape)),
];

/** Weights quantised, [directions, size of x or h, 4 * hidden size]: transposed, so the attribute has the size. */
const dynamicQuantizeLstm: Rule = (call) => {
  const hidden = call.number('hidden_size', UNKNOWN);
  const weights = fact('', [call.shape(2, 3)?.[0] ?? UNKNOWN, UNKNOWN, hidden]);
  return lstm(call.withInput(2, weights));
};

/** Word, place and segment ids with embedding tables of bytes: embedded tokens as numbers, and the lengths of the mask. */
const qEmbedLayerNormalization: Rule = (call) => {
  const ids = call.shape(0, 2);
  const width = call.shape(2, 2)?.[1] ?? UNKNOWN;
  return [fact('float', ids && [...ids, width]), fact('int32', ids && [ids[0] as number])];
};

const reduceMean: Rule = (call) => {
  const { type, shape } = call.input(0);
  if (shape === null) return [fact(type, null)];
  const named = call.numbers('axes') ?? [];
  const axes = named.length > 0 ? named : shape.map((_, axis) => axis);
  return [fact(type, reduced(call, shape, axes, call.number('keepdims', 1) !== 0))];
};

function product(call: Call, type: string, a: number, b: number): Fact[] {
  return [fact(type, matMulShape(call, call.input(a).shape, call.input(b).shape))];
}

export const QUANTIZED: readonly (readonly [string, Rule])[] = [
  ['QuantizeLinear', quantize],
  ['DequantizeLinear', dequantize],
  ['DynamicQuantizeLinear', dynamicQuantize],
  ['QLinearConv', qLinearConv],
  ['ConvInteger', convInteger],
  ['QLinearMatMul', qLinearMatMul],
  ['com.microsoft::QuantizeLinear', quantize],
  ['com.microsoft::DequantizeLinear', dequantize],
  ['com.microsoft::QLinearAdd', qLinearBinary],
  ['com.microsoft::QLinearMul', qLinearBinary],
  ['com.microsoft::QLinearSigmoid', sameAsFirst],
  ['com.microsoft::QLinearLeakyRelu', sameAsFirst],
  ['com.microsoft::QLinearSoftmax', sameAsFirst],
  ['com.microsoft::QLinearConv', channelsLast(qLinearConv)],
  ['com.microsoft::QLinearGlobalAveragePool', channelsLast(globalPool)],
  ['com.microsoft::QLinearAveragePool', channelsLast((call) => pool(call).slice(0, 1))],
  ['com.microsoft::QLinearReduceMean', reduceMean],
  ['com.microsoft::QLinearWhere', qLinearWhere],
  ['com.microsoft::QGemm', qGemm],
  ['com.microsoft::DynamicQuantizeLSTM', dynamicQuantizeLstm],
  ['com.microsoft::QEmbedLayerNormalization', qEmbedLayerNormalization],
  ['com.microsoft::QLinearConcat', qLinearConcat],
  ['com.microsoft::DynamicQuantizeMatMul', dynamicQuantizeMatMul],
  ['com.microsoft::MatMulIntegerToFloat', matMulIntegerToFloat],
];
