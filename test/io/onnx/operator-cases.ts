// One operator a line: inputs, attributes and the outputs that the specification demands.
//
// Inputs and outputs are texts: "float[2,3]" a value of that shape ("?" for a dimension that is not known), "int64[2]=4,5" an initializer with these numbers, "-" an
// input left out; of outputs "?" alone means that nothing but the type is known. Operator sets are LATEST_OPSET unless given.

import type { AttributeSpec } from '../../support/onnx-writer.ts';

export interface OperatorCase {
  readonly operator: string;
  readonly inputs: string;
  readonly outputs: string;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly opset?: number;
}

type Row = readonly [
  operator: string,
  inputs: string,
  outputs: string,
  attributes?: Readonly<Record<string, AttributeSpec>> | undefined,
  opset?: number,
];

const same = (names: string, attributes?: Readonly<Record<string, AttributeSpec>>): Row[] =>
  names.split(' ').map((name) => [name, 'float[2,3,4]', 'float[2,3,4]', attributes]);

const several = (
  names: string,
  inputs: string,
  outputs: string,
  attributes?: Readonly<Record<string, AttributeSpec>>,
): Row[] => names.split(' ').map((name) => [name, inputs, outputs, attributes]);

const WINDOW = { kernel_shape: [3, 3] } as const;

const PLAIN: readonly Row[] = [
  ...same(
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil Celu Cos Cosh Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax Identity LeakyRelu Log LogSoftmax',
  ),
  ...same(
    'LpNormalization MeanVarianceNormalization Mish Neg Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt',
  ),
  ...same('Swish Tan Tanh ThresholdedRelu Trilu Clip Bernoulli RandomNormalLike RandomUniformLike'),
  ...several('BitwiseNot', 'int32[4]', 'int32[4]'),
  ...several('Not', 'bool[4]', 'bool[4]'),
  ...several('IsInf IsNaN', 'float[4,5]', 'bool[4,5]'),
  ['CumSum', 'float[2,3] int64[]=1', 'float[2,3]'],
  ['LRN', 'float[1,8,4,4]', 'float[1,8,4,4]', { size: 3 }],
  ['GroupNormalization', 'float[1,8,4,4] float[8] float[8]', 'float[1,8,4,4]', { num_groups: 2 }],
  ['InstanceNormalization', 'float[1,8,4,4] float[8] float[8]', 'float[1,8,4,4]'],
  ['RMSNormalization', 'float16[2,5,8] float16[8]', 'float16[2,5,8]', {}, 23],
  ['SimplifiedLayerNormalization', 'float[2,5,8] float[8]', 'float[2,5,8]'],
  ['RotaryEmbedding', 'float[2,4,5,8] float[5,4] float[5,4]', 'float[2,4,5,8]', {}, 23],
  ['PRelu', 'float[2,3,4] float[3,1]', 'float[2,3,4]'],
  ['Cast', 'float[2,3]', 'float16[2,3]', { to: 10 }],
  ['CastLike', 'float[2,3] int8[1]', 'int8[2,3]'],
  ['Where', 'bool[3,1] float[1,4] float[2,1,1]', 'float[2,3,4]'],
  ['Dropout', 'float[2,3]', 'float[2,3] bool[2,3]'],
  ['Dropout', 'float[2,3]', 'float[2,3] float[2,3]', {}, 7],
  ['BatchNormalization', 'float[2,8,4,4] float[8] float[8] float[8] float[8]', 'float[2,8,4,4]'],
  [
    'BatchNormalization',
    'float[2,8,4,4] float[8] float[8] float[8] float[8]',
    'float[2,8,4,4] float[8] float[8]',
    { training_mode: 1 },
  ],
  ['LayerNormalization', 'float16[2,5,8] float16[8] float16[8]', 'float16[2,5,8] float[2,5,1] float[2,5,1]'],
  ['LayerNormalization', 'float[2,5,8] float[5,8]', 'float[2,5,8] float[2,1,1]', { axis: 1 }],

  ...several('Add Div Max Mean Min Mod Mul Pow Sub Sum', 'float[2,1,4] float[3,1]', 'float[2,3,4]'),
  ...several('BitShift BitwiseAnd BitwiseOr BitwiseXor', 'uint8[2,1] uint8[3]', 'uint8[2,3]'),
  ...several('And Or Xor', 'bool[2,1] bool[3]', 'bool[2,3]'),
  ...several('Equal Greater GreaterOrEqual Less LessOrEqual', 'float[2,1] float[]', 'bool[2,1]'),
  ['Add', 'float[2,3,4,5] float[3,4]', 'float[2,3,4,5]', { broadcast: 1, axis: 1 }, 6],
  ['Pow', 'float[2] int64[1]', 'float[2]'],
  ['Sum', 'float[4] float[3,1] float[2,1,1]', 'float[2,3,4]'],

  ['Conv', 'float[1,3,8,9] float[16,3,3,3]', 'float[1,16,6,7]'],
  ['Conv', 'float[1,3,8,9] float[16,3,3,3] float[16]', 'float[1,16,4,5]', { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ['Conv', 'float[1,8,20] float[8,1,3]', 'float[1,8,16]', { group: 8, dilations: [2] }],
  ['Conv', 'float[1,3,7,7] float[4,3,2,2]', 'float[1,4,4,4]', { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
  ['Conv', 'float[1,3,7,7] float[4,3,2,2]', 'float[1,4,3,3]', { auto_pad: 'VALID', strides: [2, 2] }],
  ['Conv', 'float[1,3,7,7,7] float[4,3,3,3,3]', 'float[1,4,5,5,5]'],
  ['ConvTranspose', 'float[1,8,4,4] float[8,3,2,2]', 'float[1,3,8,8]', { strides: [2, 2] }],
  [
    'ConvTranspose',
    'float[1,8,4] float[8,3,3]',
    'float[1,6,8]',
    { strides: [2], pads: [1, 1], output_padding: [1], group: 2 },
  ],
  ['ConvTranspose', 'float[1,8,4] float[8,3,3]', 'float[1,3,10]', { strides: [3], output_shape: [10] }],
  ['ConvTranspose', 'float[1,8,4] float[8,3,3]', 'float[1,3,8]', { strides: [2], auto_pad: 'SAME_UPPER' }],
  ['DeformConv', 'float[1,3,8,8] float[4,3,3,3] float[1,18,6,6]', 'float[1,4,6,6]'],
  ['MaxPool', 'float[1,2,8,8]', 'float[1,2,6,6] int64[1,2,6,6]', WINDOW],
  ['MaxPool', 'float[1,2,8,8]', 'float[1,2,4,4]', { ...WINDOW, strides: [2, 2], pads: [1, 1, 1, 1] }],
  ['MaxPool', 'float[1,2,8,8]', 'float[1,2,4,4]', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }],
  ['MaxPool', 'float[1,2,7,7]', 'float[1,2,4,4]', { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }],
  // the third window would begin in the padding at the end
  ['AveragePool', 'float[1,2,4]', 'float[1,2,2]', { kernel_shape: [1], strides: [3], pads: [0, 2], ceil_mode: 1 }],
  ['LpPool', 'float[1,2,8,8]', 'float[1,2,6,6]', WINDOW],
  ...several('GlobalAveragePool GlobalMaxPool GlobalLpPool', 'float[2,8,7,9]', 'float[2,8,1,1]'),
  ['MaxUnpool', 'float[1,2,4,4] int64[1,2,4,4]', 'float[1,2,8,8]', { kernel_shape: [2, 2], strides: [2, 2] }],
  [
    'MaxUnpool',
    'float[1,2,4,4] int64[1,2,4,4] int64[4]=1,2,9,9',
    'float[1,2,9,9]',
    { kernel_shape: [2, 2], strides: [2, 2] },
  ],
  ['RoiAlign', 'float[2,8,20,20] float[5,4] int64[5]', 'float[5,8,7,6]', { output_height: 7, output_width: 6 }],
  ['MaxRoiPool', 'float[2,8,20,20] float[5,5]', 'float[5,8,7,6]', { pooled_shape: [7, 6] }],
  ['GridSample', 'float[2,8,20,20] float[2,5,6,2]', 'float[2,8,5,6]'],
  ['Col2Im', 'float[1,12,16] int64[2]=5,5 int64[2]=2,2', 'float[1,3,5,5]'],

  ['MatMul', 'float[2,1,3,4] float[5,4,6]', 'float[2,5,3,6]'],
  ['MatMul', 'float[4] float[4]', 'float[]'],
  ['MatMul', 'float[4] float[5,4,6]', 'float[5,6]'],
  ['MatMul', 'float[3,4] float[4]', 'float[3]'],
  ['Gemm', 'float[3,4] float[4,5] float[5]', 'float[3,5]'],
  ['Gemm', 'float[4,3] float[5,4]', 'float[3,5]', { transA: 1, transB: 1 }],
  ['MatMulInteger', 'uint8[3,4] int8[4,5]', 'int32[3,5]'],
  ['Det', 'float[2,3,3]', 'float[2]'],
  ['Einsum', 'float[2,3] float[3,4]', 'float[2,4]', { equation: 'ij,jk->ik' }],
  ['Einsum', 'float[5,2,3] float[5,3,4]', 'float[5,4,2]', { equation: '...ij, ...jk -> ...ki' }],
  ['Einsum', 'float[3,3]', 'float[]', { equation: 'ii' }],
  ['Einsum', 'float[2,3] float[2,3]', 'float[]', { equation: 'ij,ij' }],
  ['Einsum', 'float[2,3]', 'float[3,2]', { equation: 'ba' }],
  ['Attention', 'float[2,8,10,16] float[2,4,12,16] float[2,4,12,20]', 'float[2,8,10,20]', {}, 23],
  [
    'Attention',
    'float[2,10,128] float[2,12,64] float[2,12,80]',
    'float[2,10,160]',
    { q_num_heads: 8, kv_num_heads: 4 },
    23,
  ],
  [
    'Attention',
    'float[1,8,1,16] float[1,8,1,16] float[1,8,1,16] - float[1,8,9,16] float[1,8,9,16]',
    'float[1,8,1,16] float[1,8,10,16] float[1,8,10,16]',
    {},
    23,
  ],

  ['Reshape', 'float[2,3,4] int64[2]=0,-1', 'float[2,12]'],
  ['Reshape', 'float[2,0] int64[2]=0,5', 'float[0,5]', { allowzero: 1 }],
  ['Reshape', 'float[2,3,4]', 'float[6,4]', { shape: [6, 4] }, 1],
  ['Reshape', 'float[2,3,4] int64[2]', 'float[?,?]'],
  ['Flatten', 'float[2,3,4]', 'float[2,12]'],
  ['Flatten', 'float[2,3,4]', 'float[1,24]', { axis: 0 }],
  ['Flatten', 'float[2,3,4]', 'float[6,4]', { axis: -1 }],
  ['Squeeze', 'float[1,3,1,4] int64[1]=-2', 'float[1,3,4]'],
  ['Squeeze', 'float[1,3,1,4]', 'float[3,4]'],
  ['Squeeze', 'float[1,3,1,4]', 'float[3,1,4]', { axes: [0] }, 11],
  ['Unsqueeze', 'float[3,4] int64[2]=0,-1', 'float[1,3,4,1]'],
  ['Unsqueeze', 'float[3,4]', 'float[3,1,4]', { axes: [1] }, 11],
  ['Transpose', 'float[2,3,4]', 'float[4,3,2]'],
  ['Transpose', 'float[2,3,4]', 'float[3,4,2]', { perm: [1, 2, 0] }],
  ['Concat', 'float[2,3] float[2,4] float[2,1]', 'float[2,8]', { axis: -1 }],
  ['Split', 'float[2,6] int64[2]=2,4', 'float[2,2] float[2,4]', { axis: 1 }],
  ['Split', 'float[7,2]', 'float[3,2] float[3,2] float[1,2]', { num_outputs: 3 }],
  ['Split', 'float[6,2]', 'float[2,2] float[4,2]', { split: [2, 4] }, 11],
  ['Pad', 'float[1,3,4] int64[6]=0,1,2,0,1,3', 'float[1,5,9]'],
  ['Pad', 'float[1,3,4] int64[2]=1,2 - int64[1]=-1', 'float[1,3,7]'],
  ['Pad', 'float[3,4]', 'float[3,3]', { pads: [0, 0, 0, -1] }, 9],
  ['Expand', 'float[3,1] int64[3]=2,1,4', 'float[2,3,4]'],
  ['Tile', 'float[2,3] int64[2]=3,2', 'float[6,6]'],
  ['DepthToSpace', 'float[1,8,2,3]', 'float[1,2,4,6]', { blocksize: 2 }],
  ['SpaceToDepth', 'float[1,2,4,6]', 'float[1,8,2,3]', { blocksize: 2 }],
  ['ReverseSequence', 'float[5,2] int64[2]', 'float[5,2]'],
  ['CenterCropPad', 'float[20,10,3] int64[2]=10,20', 'float[10,20,3]', { axes: [0, 1] }],
  ['Resize', 'float[1,3,4,5] - float[4]=1,1,2,2.5', 'float[1,3,8,12]'],
  ['Resize', 'float[1,3,4,5] - - int64[4]=1,3,9,7', 'float[1,3,9,7]'],
  ['Resize', 'float[1,3,4,5] float[0]= float[0]= int64[4]=1,3,9,7', 'float[1,3,9,7]', {}, 11],
  [
    'Resize',
    'float[1,3,4,8] - - int64[2]=8,8',
    'float[1,3,4,8]',
    { axes: [2, 3], keep_aspect_ratio_policy: 'not_larger' },
  ],
  [
    'Resize',
    'float[1,3,4,8] - - int64[2]=8,8',
    'float[1,3,8,16]',
    { axes: [2, 3], keep_aspect_ratio_policy: 'not_smaller' },
  ],
  ['Resize', 'float[1,3,4,5] float[4]=1,1,2,2', 'float[1,3,8,10]', {}, 10],
  ['Upsample', 'float[1,3,4,5] float[4]=1,1,2,2', 'float[1,3,8,10]', {}, 9],
  ['Upsample', 'float[1,3,4,5]', 'float[1,3,8,10]', { scales: { floats: [1, 1, 2, 2] } }, 7],

  ...several(
    'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare',
    'float[2,3,4] int64[1]=1',
    'float[2,1,4]',
  ),
  ['ReduceMean', 'float[2,3,4]', 'float[2,4]', { axes: [-2], keepdims: 0 }, 13],
  ['ReduceSum', 'float[2,3,4]', 'float[]', { keepdims: 0 }],
  ['ReduceSum', 'float[2,3,4]', 'float[2,3,4]', { noop_with_empty_axes: 1 }],
  ...several('ArgMax ArgMin', 'float[2,3,4]', 'int64[2,3]', { axis: -1, keepdims: 0 }),
  ['TopK', 'float[2,9] int64[1]=4', 'float[2,4] int64[2,4]'],
  ['TopK', 'float[2,9]', 'float[4,9] int64[4,9]', { k: 4, axis: 0 }, 1],
  ...several('SoftmaxCrossEntropyLoss NegativeLogLikelihoodLoss', 'float[5,10,7] int64[5,7]', 'float[]'),
  ['SoftmaxCrossEntropyLoss', 'float[5,10] int64[5]', 'float[5] float[5,10]', { reduction: 'none' }],

  ['Gather', 'float[5,6,7] int64[2,3]', 'float[5,2,3,7]', { axis: 1 }],
  ['Gather', 'float[5,6] int64[]', 'float[6]'],
  ['GatherElements', 'float[5,6] int64[2,6]', 'float[2,6]'],
  ['GatherND', 'float[5,6,7] int64[4,2]', 'float[4,7]'],
  ['GatherND', 'float[5,6,7] int64[5,1]', 'float[5,7]', { batch_dims: 1 }],
  ...several('Scatter ScatterElements', 'float[5,6] int64[2,6] float[2,6]', 'float[5,6]'),
  ['ScatterND', 'float[5,6] int64[2,1] float[2,6]', 'float[5,6]'],
  ['TensorScatter', 'float[2,8,9,16] float[2,8,1,16] int64[2]', 'float[2,8,9,16]', {}, 24],
  ['Slice', 'float[10,8] int64[1]=2 int64[1]=9223372036854775807', 'float[8,8]'],
  ['Slice', 'float[10,8] int64[2]=-3,7 int64[2]=100,-100 int64[2]=0,1 int64[2]=2,-2', 'float[2,4]'],
  ['Slice', 'float[10,8]', 'float[10,3]', { starts: [1], ends: [4], axes: [1] }, 9],
  ['Slice', 'float[10,8] int64[1] int64[1] int64[1]=1', 'float[10,?]'],
  ['OneHot', 'int64[2,3] int64[]=5 float[2]', 'float[2,3,5]'],
  ['OneHot', 'int64[2,3] int64[]=5 int32[2]', 'int32[2,5,3]', { axis: 1 }],
  ['NonZero', 'float[2,3]', 'int64[2,?]'],
  ['NonZero', 'int64[2,2]=1,0,0,3', 'int64[2,2]'],
  ['Compress', 'float[3,4] bool[3]=1,0,1', 'float[2,4]', { axis: 0 }],
  ['Compress', 'float[3,4] bool[3]=1,1,1', 'float[3]'],
  ['Compress', 'float[3,4] bool[3]', 'float[?]'],
  ['Unique', 'float[3,4]', 'float[?] int64[?] int64[12] int64[?]'],
  ['Unique', 'float[3,4]', 'float[3,?] int64[?] int64[4]', { axis: 1 }],
  ['NonMaxSuppression', 'float[1,9,4] float[1,2,9]', 'int64[?,3]'],

  [
    'LSTM',
    'float[20,3,8] float[2,64,8] float[2,64,16]',
    'float[20,2,3,16] float[2,3,16] float[2,3,16]',
    { hidden_size: 16, direction: 'bidirectional' },
  ],
  ['GRU', 'float[20,3,8] float[1,48,8] float[1,48,16]', 'float[20,1,3,16] float[1,3,16]', { hidden_size: 16 }],
  [
    'RNN',
    'float[3,20,8] float[1,16,8] float[1,16,16]',
    'float[3,20,1,16] float[3,1,16]',
    { hidden_size: 16, layout: 1 },
  ],

  ['Constant', '', 'int64[3]', { value_ints: [1, 2, 3] }],
  ['Constant', '', 'float[]', { value_float: { float: 1.5 } }],
  [
    'Constant',
    '',
    'float[2,2]',
    { value: { tensor: { name: '', type: 'float', shape: [2, 2], values: [1, 2, 3, 4] } } },
  ],
  ['Shape', 'float[2,3,4]', 'int64[3]'],
  ['Shape', 'float[2,3,4]', 'int64[1]', { start: -2, end: -1 }],
  ['Size', 'float[2,3,4]', 'int64[]'],
  ['ConstantOfShape', 'int64[2]=3,4', 'float[3,4]'],
  [
    'ConstantOfShape',
    'int64[2]',
    'int32[?,?]',
    { value: { tensor: { name: '', type: 'int32', shape: [1], values: [7] } } },
  ],
  ['Range', 'int64[]=2 int64[]=11 int64[]=3', 'int64[3]'],
  ['Range', 'float[]=0 float[]=1 float[]=0.25', 'float[4]'],
  ['Range', 'int64[]=5 int64[]=0 int64[]=-2', 'int64[3]'],
  ...several('RandomNormal RandomUniform', '', 'float[2,3]', { shape: [2, 3] }),
  ['Multinomial', 'float[4,10]', 'int32[4,7]', { sample_size: 7 }],
  ['EyeLike', 'int32[4,5]', 'float[4,5]', { dtype: 1 }],
  ...several('HannWindow HammingWindow BlackmanWindow', 'int64[]=9', 'float[9]'),
  ['MelWeightMatrix', 'int64[]=8 int64[]=16 int64[]=8000 float[] float[]', 'float[9,8]'],
  ['DFT', 'float[2,10,1]', 'float[2,10,2]', { axis: 1 }, 17],
  ['DFT', 'float[2,10,1] - int64[]=1', 'float[2,6,2]', { onesided: 1 }],
  ['STFT', 'float[2,128,1] int64[]=8 - int64[]=16', 'float[2,15,9,2]'],
  ['AffineGrid', 'float[2,2,3] int64[4]=2,3,5,6', 'float[2,5,6,2]'],

  ['QuantizeLinear', 'float[2,3] float[] int8[]', 'int8[2,3]'],
  ['QuantizeLinear', 'float[2,3] float[]', 'uint8[2,3]'],
  ['DequantizeLinear', 'uint8[2,3] float16[] uint8[]', 'float16[2,3]'],
  ['DynamicQuantizeLinear', 'float[2,3]', 'uint8[2,3] float[] uint8[]'],
  ['QLinearConv', 'uint8[1,3,8,8] float[] uint8[] int8[4,3,3,3] float[] int8[] float[] uint8[]', 'uint8[1,4,6,6]'],
  ['ConvInteger', 'uint8[1,3,8,8] uint8[4,3,3,3]', 'int32[1,4,6,6]'],
  ['QLinearMatMul', 'uint8[3,4] float[] uint8[] int8[4,5] float[] int8[] float[] uint8[]', 'uint8[3,5]'],

  ['OptionalHasElement', 'float[2]', 'bool[]'],
];

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
];

const toCase = (prefix: string, [operator, inputs, outputs, attributes, opset]: Row): OperatorCase => ({
  operator: prefix + operator,
  inputs,
  outputs,
  ...(attributes === undefined ? {} : { attributes }),
  ...(opset === undefined ? {} : { opset }),
});

export const OPERATOR_CASES: readonly OperatorCase[] = [
  ...PLAIN.map((row) => toCase('', row)),
  ...CONTRIB.map((row) => toCase('com.microsoft::', row)),
];
