// Cases of operators outside the standard's own domain: what optimisers of onnxruntime write, classical learning, optimisers of training.

import { type OperatorCase, type Row, same, several, toCase, WINDOW } from './operator-rows.ts';

/** A scale and a zero point. */
const QUANTIZED = 'float[] uint8[]';

const CONTRIB: readonly Row[] = [
  ...same(
    'Gelu FastGelu BiasGelu QuickGelu BiasAdd BiasSoftmax Trilu RotaryEmbedding GroupNorm SimplifiedLayerNormalization Inverse QLinearSigmoid QLinearLeakyRelu QLinearSoftmax',
  ),
  ['QuantizeLinear', 'float[2,3] float[] uint16[]', 'uint16[2,3]'],
  ['DequantizeLinear', 'uint16[2,3] float[]', 'float[2,3]'],
  ...several(
    'QLinearAdd QLinearMul',
    'uint8[2,1] float[] uint8[] uint8[3] float[] uint8[] float[] uint8[]',
    'uint8[2,3]',
  ),
  ['QLinearGlobalAveragePool', 'uint8[1,8,7,7] float[] uint8[] float[] uint8[]', 'uint8[1,8,1,1]'],
  ['QLinearAveragePool', 'uint8[1,8,7,7] float[] uint8[] float[] uint8[]', 'uint8[1,8,5,5]', WINDOW],
  ['QLinearConcat', 'float[] uint8[] uint8[2,3] float[] uint8[] uint8[2,4] float[] uint8[]', 'uint8[2,7]', { axis: 1 }],
  ['DynamicQuantizeMatMul', 'float[3,4] uint8[4,5] float[]', 'float[3,5]'],
  ['MatMulIntegerToFloat', 'uint8[3,4] uint8[4,5] float[] float[]', 'float[3,5]'],
  [
    'SkipLayerNormalization',
    'float16[2,5,8] float16[2,5,8] float16[8]',
    'float16[2,5,8] float[2,5,1] float[2,5,1] float16[2,5,8]',
  ],
  ['SkipSimplifiedLayerNormalization', 'float[2,5,8] float[2,5,8] float[8]', 'float[2,5,8]'],
  [
    'EmbedLayerNormalization',
    'int32[2,5] - float[100,8] float[9,8] - float[8] float[8]',
    'float[2,5,8] int32[2] float[2,5,8]',
  ],
  ['Attention', 'float[2,5,8] float[8,24] float[24]', 'float[2,5,8] float[2,2,4,5,2]', { num_heads: 4 }],
  ['MultiHeadAttention', 'float[2,5,8] float[2,7,8] float[2,7,12]', 'float[2,5,12]', { num_heads: 4 }],
  ['GroupQueryAttention', 'float[2,5,8] float[2,5,4] float[2,5,4]', 'float[2,5,8]', { num_heads: 4, kv_num_heads: 2 }],
  ...several('FusedMatMul TransposeMatMul', 'float[2,4,3] float[2,5,4]', 'float[2,3,5]', { transA: 1, transB: 1 }),
  ['MatMulNBits', 'float[2,5,64] uint8[32,2,16] float[64]', 'float[2,5,32]', { K: 64, N: 32 }],
  ['FusedGemm', 'float[3,4] float[5,4]', 'float[3,5]', { transB: 1 }],
  ['FusedConv', 'float[1,3,8,8] float[4,3,3,3]', 'float[1,4,6,6]'],
  ...same('GemmaRotaryEmbedding GatedAdd GatedRMSNorm MoE QMoE LongformerAttention NGramRepeatBlock'),
  [
    'Attention',
    'float[2,5,8] float[8,24] float[24] - float[2,2,4,3,2]',
    'float[2,5,8] float[2,2,4,8,2]',
    { num_heads: 4 },
  ],
  ['Attention', 'float[2,5,8] float[8,28] float[28]', 'float[2,5,12]', { num_heads: 4, qkv_hidden_sizes: [8, 8, 12] }],
  ['QAttention', 'uint8[2,5,8] int8[8,24] float[24] float[] float[]', 'float[2,5,8]', { num_heads: 4 }],
  ['MultiHeadAttention', 'float[2,5,4,3,8]', 'float[2,5,32] float[2,4,5,8] float[2,4,5,8]', { num_heads: 4 }],
  ['MultiHeadAttention', 'float[2,5,32] float[2,7,4,2,8]', 'float[2,5,32]', { num_heads: 4 }],
  ['MultiHeadAttention', 'float[2,5,32] float[2,4,7,8] float[2,4,7,8]', 'float[2,5,32]', { num_heads: 4 }],
  [
    'MultiHeadAttention',
    'float[2,5,8] float[2,5,8] float[2,5,8] - - - float[2,4,3,2] float[2,4,3,2]',
    'float[2,5,8] float[2,4,8,2] float[2,4,8,2]',
    { num_heads: 4 },
  ],
  [
    'DecoderMaskedMultiHeadAttention',
    'float[2,1,8] float[2,1,8] float[2,1,8] - - float[2,4,9,2] float[2,4,9,2] int32[1]',
    'float[2,1,8] float[2,4,9,2] float[2,4,9,2]',
    { num_heads: 4 },
  ],
  [
    'GroupQueryAttention',
    'float[2,5,64] - - float[2,2,9,8] float[2,2,9,8] int32[2] int32[1]=5',
    'float[2,5,32] float[2,2,9,8] float[2,2,9,8]',
    { num_heads: 4, kv_num_heads: 2 },
  ],
  ['SkipGroupNorm', 'float[1,4,4,8] float[8] float[8] float[1,4,4,8]', 'float[1,4,4,8] float[1,4,4,8]'],
  ['BiasSplitGelu', 'float[1,4,20] float[20]', 'float[1,4,10]'],
  ['BiasDropout', 'float[2,3] float[3]', 'float[2,3] bool[2,3]'],
  ['BitmaskDropout', 'float[2,37]', 'float[2,37] uint32[3]'],
  ['RelativePositionBias', 'float[32,4] int64[1]=5 int64[1]=7', 'float[1,4,5,7]'],
  ['FusedMatMulActivation', 'float[2,3,4] float[2,5,4]', 'float[2,3,5]', { transB: 1 }],
  ['GemmFastGelu', 'float[2,3,4] float[4,5]', 'float[2,3,5]'],
  ['MatMulBnb4', 'float[2,5,64] uint8[1024] float[64]', 'float[2,5,32]', { K: 64, N: 32 }],
  ['GatherBlockQuantized', 'uint8[10,16] int64[2,3] float[10,2]', 'float[2,3,32]', { block_size: 16 }],
  ['CDist', 'float[3,4] float[5,4]', 'float[3,5]'],
  ['IsAllFinite', 'float[3]', 'bool[]'],
  ['QLinearConv', `uint8[1,8,9,3] ${QUANTIZED} int8[4,3,3,3] ${QUANTIZED}`, 'uint8[1,6,7,4]', { channels_last: 1 }],
  ['QLinearGlobalAveragePool', `uint8[1,7,8,3] ${QUANTIZED}`, 'uint8[1,1,1,3]', { channels_last: 1 }],
  ['QLinearReduceMean', `uint8[2,3,4] ${QUANTIZED}`, 'uint8[2,4]', { axes: [1], keepdims: 0 }],
  ['QLinearWhere', `bool[2] uint8[3,1] ${QUANTIZED} uint8[2] ${QUANTIZED}`, 'uint8[3,2]'],
  ['QGemm', `uint8[3,4] ${QUANTIZED} int8[5,4] ${QUANTIZED} - ${QUANTIZED}`, 'uint8[3,5]', { transB: 1 }],
  ['QGemm', `uint8[3,4] ${QUANTIZED} int8[4,5] ${QUANTIZED}`, 'float[3,5]'],
  [
    'DynamicQuantizeLSTM',
    'float[5,2,3] int8[1,3,16] int8[1,4,16]',
    'float[5,1,2,4] float[1,2,4] float[1,2,4]',
    { hidden_size: 4 },
  ],
  ['QEmbedLayerNormalization', 'int32[2,5] - uint8[100,8]', 'float[2,5,8] int32[2]'],
  ['NhwcMaxPool', 'uint8[1,7,8,3]', 'uint8[1,3,7,3]', { kernel_shape: [3, 2], strides: [2, 1] }],
  ['NhwcFusedConv', 'float[1,8,9,3] float[4,3,3,3]', 'float[1,6,7,4]'],
];

const BLOCKED: readonly Row[] = [
  ['ReorderInput', 'float[1,32,8,8]', 'float[1,32,8,8]'],
  // rounded up to 8 or to 16
  ['ReorderInput', 'float[1,24,8,8]', 'float[1,?,8,8]'],
  ['ReorderInput', 'float[1,8,9,32]', 'float[1,32,8,9]', { channels_last: 1 }],
  ['ReorderOutput', 'float[1,32,8,9]', 'float[1,30,8,9]', { channels: 30 }],
  ['ReorderOutput', 'float[1,32,8,9]', 'float[1,8,9,30]', { channels: 30, channels_last: 1 }],
  ['Conv', 'float[1,32,8,8] float[16,30,3,3]', 'float[1,16,6,6]'],
  ...several('MaxPool AveragePool', 'float[1,32,8,8]', 'float[1,32,6,6]', WINDOW),
  ...several('GlobalMaxPool GlobalAveragePool', 'float[1,32,8,8]', 'float[1,32,1,1]'),
  ['Upsample', 'float[1,32,4,5]', 'float[1,32,8,10]', { scales: [1, 1, 2, 2] }],
];

const LINES = { coefficients: { floats: [1] }, intercepts: { floats: [0, 0] } };

const CLASSICAL: readonly Row[] = [
  ...several('Binarizer Imputer', 'float[3,4]', 'float[3,4]'),
  ...several('Normalizer Scaler', 'int64[3,4]', 'float[3,4]'),
  ['ArrayFeatureExtractor', 'float[3,4] int64[2]', 'float[3,2]'],
  ['ArrayFeatureExtractor', 'float[4] int64[2]', 'float[1,2]'],
  ['CategoryMapper', 'string[3]', 'int64[3]'],
  ['CategoryMapper', 'int64[3]', 'string[3]'],
  ['LabelEncoder', 'int64[3]', 'float[3]', { values_floats: { floats: [1, 2] } }],
  ['LabelEncoder', 'string[3]', 'int64[3]', { classes_strings: ['a'] }, 1],
  ['FeatureVectorizer', 'float[3,4] float[3,2]', 'float[3,6]', { inputdimensions: [4, 2] }],
  ['OneHotEncoder', 'int64[3,2]', 'float[3,2,5]', { cats_int64s: [1, 2, 3, 4, 5] }],
  ['OneHotEncoder', 'string[3]', 'float[3,2]', { cats_strings: ['a', 'b'] }],
  ['LinearClassifier', 'float[3,4]', 'int64[3] float[3,2]', { ...LINES, classlabels_ints: [7, 9] }],
  ['LinearClassifier', 'float[4]', 'string[1] float[1,2]', { ...LINES, classlabels_strings: ['a', 'b'] }],
  ['LinearRegressor', 'float[3,4]', 'float[3,2]', { ...LINES, targets: 2 }],
  ['SVMClassifier', 'float[3,4]', 'int64[3] float[3,?]', { classlabels_ints: [0, 1, 2, 3] }],
  [
    'SVMClassifier',
    'float[3,4]',
    'int64[3] float[3,3]',
    { classlabels_ints: [0, 1, 2], prob_a: { floats: [1, 1, 1] } },
  ],
  ['SVMRegressor', 'float[3,4]', 'float[3,1]'],
  ['TreeEnsembleClassifier', 'float[3,4]', 'int64[3] float[3,3]', { classlabels_int64s: [0, 1, 2] }],
  ['TreeEnsembleRegressor', 'double[3,4]', 'float[3,2]', { n_targets: 2 }],
  ['TreeEnsemble', 'double[3,4]', 'double[3,2]', { n_targets: 2 }],
];

const TRAINING: readonly Row[] = [
  ...several(
    'Adagrad Momentum',
    'float[] int64[] float[2] float[3,4] float[2] float[3,4] float[2] float[3,4]',
    'float[2] float[3,4] float[2] float[3,4]',
  ),
  ['Adam', 'float[] int64[] float[2] float[2] float[2] float[2]', 'float[2] float[2] float[2]'],
  ['Gradient', 'float[2] float[3,4]', 'float[2] float[3,4]', { xs: ['i0', 'i1'], y: 'z' }],
];

export const OTHER_DOMAINS: readonly OperatorCase[] = [
  ...CONTRIB.map((row) => toCase('com.microsoft::', row)),
  ...BLOCKED.map((row) => toCase('com.microsoft.nchwc::', row)),
  ...CLASSICAL.map((row) => toCase('ai.onnx.ml::', row)),
  ...TRAINING.map((row) => toCase('ai.onnx.preview.training::', row)),
  toCase('ai.onnx.preview::', ['FlexAttention', 'float[2,8,5,4] float[2,4,7,4] float[2,4,7,6]', 'float[2,8,5,6]']),
];
