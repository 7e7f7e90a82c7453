// Fused operators of com.microsoft, which onnxruntime's optimisers write: transformer blocks, fused convolutions and products.
//
// Their specification is docs/ContribOperators.md of onnxruntime. Only what follows from shapes is said; outputs of other kinds are not known.

import { likeFirst, type Rule } from '../call.ts';
import { elementsOf, fact, UNKNOWN } from '../fact.ts';
import { convolve } from './convolution.ts';
import { gemmShape, matMulShape } from './matrix.ts';

const same: Rule = (call) => likeFirst(call, call.input(0).shape);

/** Result, mean and inverse of the standard deviation (in training only), and the sum before the normalisation. */
const skipLayerNormalization: Rule = (call) => {
  const { type, shape } = call.input(0);
  const statistics = fact('float', call.withLast(shape, 1));
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
  return likeFirst(call, call.withLast(shape, call.number('N', UNKNOWN)));
};

const fusedGemm: Rule = (call) => likeFirst(call, gemmShape(call, call.shape(0, 2), call.shape(1, 2)));

const fusedConv: Rule = (call) => convolve(call, 1, call.input(0).type);

/** Tables of vectors in blocks of few bits, gathered and made numbers again; bytes hold several of them. */
const gatherBlockQuantized: Rule = (call) => {
  const [data, picks] = [call.input(0), call.shape(1)];
  const { type } = call.input(2);
  if (data.shape === null || picks === null) return [fact(type, null)];
  const axis = call.axis(call.number('gather_axis', 0), data.shape.length);
  const packed = data.type === 'uint8' ? 8 / call.number('bits', 4) : 1;
  const last = data.shape.at(-1) ?? call.fail('gathers from a scalar');
  const lengths = data.shape.with(
    -1,
    call.length([last], () => last * packed),
  );
  return [fact(type, [...lengths.slice(0, axis), ...picks, ...lengths.slice(axis + 1)])];
};

/** The result, and a mask of one byte or of one bit an element. */
const biasDropout: Rule = (call) => [...same(call), fact('bool', call.input(0).shape)];

const bitmaskDropout: Rule = (call) => {
  const { shape } = call.input(0);
  const elements = shape === null ? UNKNOWN : elementsOf(shape);
  return [...same(call), fact('uint32', [call.length([elements], () => Math.ceil(elements / 32))])];
};

/** The result, and the sum before the normalisation. */
const skipGroupNorm: Rule = (call) => [...same(call), ...same(call)];

/** Half of the last axis is the gate of the other half. */
const biasSplitGelu: Rule = (call) => {
  const { shape } = call.input(0);
  const width = shape?.at(-1) ?? UNKNOWN;
  return likeFirst(
    call,
    shape?.with(
      -1,
      call.length([width], () => width / 2),
    ) ?? null,
  );
};

/** Table [buckets, heads], lengths of queries and keys: what attention adds for each pair. */
const relativePositionBias: Rule = (call) => {
  const [query, key] = [1, 2].map((index) => call.asShape([call.input(index).values?.[0] ?? Number.NaN])[0] as number);
  return likeFirst(call, [1, call.shape(0, 2)?.[1] ?? UNKNOWN, query as number, key as number]);
};

const product: Rule = (call) => likeFirst(call, matMulShape(call, call.input(0).shape, call.input(1).shape));

/** Distances of all pairs of rows. */
const distances: Rule = (call) => likeFirst(call, [call.shape(0, 2)?.[0] ?? UNKNOWN, call.shape(1, 2)?.[0] ?? UNKNOWN]);

const isAllFinite: Rule = () => [fact('bool', [])];

const SAME =
  'Gelu FastGelu BiasGelu QuickGelu BiasAdd BiasSoftmax RotaryEmbedding GemmaRotaryEmbedding GroupNorm SimplifiedLayerNormalization Inverse Trilu GatedAdd GatedRMSNorm MoE QMoE ' +
  'LongformerAttention NGramRepeatBlock';

const RULES: Readonly<Record<string, Rule>> = {
  SkipLayerNormalization: skipLayerNormalization,
  SkipSimplifiedLayerNormalization: skipLayerNormalization,
  SkipGroupNorm: skipGroupNorm,
  EmbedLayerNormalization: embedLayerNormalization,
  BiasSplitGelu: biasSplitGelu,
  BiasDropout: biasDropout,
  BitmaskDropout: bitmaskDropout,
  RelativePositionBias: relativePositionBias,
  FusedMatMul: fusedMatMul,
  FusedMatMulActivation: fusedMatMul,
  TransposeMatMul: fusedMatMul,
  GemmFastGelu: product,
  MatMulNBits: matMulNBits,
  MatMulBnb4: matMulNBits,
  GatherBlockQuantized: gatherBlockQuantized,
  FusedGemm: fusedGemm,
  FusedConv: fusedConv,
  CDist: distances,
  IsAllFinite: isAllFinite,
};

export const CONTRIB: readonly (readonly [string, Rule])[] = [
  ...SAME.split(' ').map((name): [string, Rule] => [`com.microsoft::${name}`, same]),
  ...Object.entries(RULES).map(([name, rule]): [string, Rule] => [`com.microsoft::${name}`, rule]),
];
