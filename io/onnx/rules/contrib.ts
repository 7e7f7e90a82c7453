// Fused operators of com.microsoft, which onnxruntime's optimisers write: transformer blocks, fused convolutions and products.
//
// Their specification is docs/ContribOperators.md of onnxruntime. Only what follows from shapes is said; outputs of other kinds are not known.

import { likeFirst, type Rule } from '../call.ts';
import { fact, UNKNOWN } from '../fact.ts';
import { convolve } from './convolution.ts';
import { gemmShape, matMulShape } from './matrix.ts';

const same: Rule = (call) => likeFirst(call, call.input(0).shape);

/** Result, mean and inverse of the standard deviation (in training only), and the sum before the normalisation. */
const skipLayerNormalization: Rule = (call) => {
  const { type, shape } = call.input(0);
  const statistics = fact('float', shape?.with(-1, 1) ?? null);
  return [fact(type, shape), statistics, statistics, fact(type, shape)];
};

/** Word ids [batch, tokens] with an embedding table [words, width]: the embedded tokens, the mask's lengths, the sum. */
const embedLayerNormalization: Rule = (call) => {
  const ids = call.shape(0, 2);
  const table = call.shape(2, 2);
  const { type } = call.input(2);
  const embedded = ids === null ? null : [...ids, table?.[1] ?? UNKNOWN];
  return [fact(type, embedded), fact('int32', ids && [ids[0] as number]), fact(type, embedded)];
};

/** Tokens [batch, tokens, width] by weights [width, q + k + v]; the widths of q, k and v may be given, else they are a third each. */
const attention: Rule = (call) => {
  const { type, shape } = call.input(0);
  const weights = call.input(1).shape;
  const given = call.numbers('qkv_hidden_sizes');
  const all = weights?.[1] ?? UNKNOWN;
  const width = given?.[2] ?? call.length([all], () => all / 3);
  if (shape === null || call.has(4)) return [fact(type, shape?.with(-1, width) ?? null)];
  const heads = call.number('num_heads', 1);
  const size = call.length([width], () => width / heads);
  return [fact(type, shape.with(-1, width)), fact(type, [2, shape[0] as number, heads, shape[1] as number, size])];
};

/** Queries [batch, tokens, width], values [batch, tokens, width of v]: queries in number, values in width. */
const multiHeadAttention: Rule = (call) => {
  const { type, shape } = call.input(0);
  if (shape === null || shape.length !== 3) return [fact(type, null)];
  const values = call.optional(2).shape;
  const width = values === null || values.length !== 3 ? (shape[2] as number) : (values[2] as number);
  return [fact(type, [shape[0] as number, shape[1] as number, width])];
};

/** Queries alone decide the first result; with packed queries, keys and values it is not known here. */
const groupQueryAttention: Rule = (call) =>
  call.has(1) && call.has(2) ? same(call) : [fact(call.input(0).type, null)];

const transposed = (shape: readonly number[] | null, swap: boolean): readonly number[] | null =>
  shape === null || !swap || shape.length < 2
    ? shape
    : [...shape.slice(0, -2), shape.at(-1) as number, shape.at(-2) as number];

const fusedMatMul: Rule = (call) => {
  if (call.number('transBatchA', 0) !== 0 || call.number('transBatchB', 0) !== 0) return likeFirst(call, null);
  const a = transposed(call.input(0).shape, call.number('transA', 0) !== 0);
  return likeFirst(call, matMulShape(call, a, transposed(call.input(1).shape, call.number('transB', 0) !== 0)));
};

/** Weights of few bits: K by N, packed; the attributes say both. */
const matMulNBits: Rule = (call) => {
  const shape = call.shape(0);
  return likeFirst(call, shape?.with(-1, call.number('N', UNKNOWN)) ?? null);
};

const fusedGemm: Rule = (call) => likeFirst(call, gemmShape(call, call.shape(0, 2), call.shape(1, 2)));

const fusedConv: Rule = (call) => convolve(call, 1, call.input(0).type);

const SAME =
  'Gelu FastGelu BiasGelu QuickGelu BiasAdd BiasSoftmax RotaryEmbedding GroupNorm SimplifiedLayerNormalization Inverse Trilu';

export const CONTRIB: readonly (readonly [string, Rule])[] = [
  ...SAME.split(' ').map((name): [string, Rule] => [`com.microsoft::${name}`, same]),
  ['com.microsoft::SkipLayerNormalization', skipLayerNormalization],
  ['com.microsoft::SkipSimplifiedLayerNormalization', skipLayerNormalization],
  ['com.microsoft::EmbedLayerNormalization', embedLayerNormalization],
  ['com.microsoft::Attention', attention],
  ['com.microsoft::MultiHeadAttention', multiHeadAttention],
  ['com.microsoft::GroupQueryAttention', groupQueryAttention],
  ['com.microsoft::FusedMatMul', fusedMatMul],
  ['com.microsoft::TransposeMatMul', fusedMatMul],
  ['com.microsoft::MatMulNBits', matMulNBits],
  ['com.microsoft::FusedGemm', fusedGemm],
  ['com.microsoft::FusedConv', fusedConv],
];
