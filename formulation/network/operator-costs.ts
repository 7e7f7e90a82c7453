// Arithmetic and memory traffic of an operator of a network.
//
// A multiply-add is two operations, as in torch.utils.flop_counter; the additions of a bias are not counted, as there. A function of one element (an exponential, a
// comparison) is one operation. Bytes moved are those of the distinct tensors read and of the tensors written; operators that look up or cut out read what they
// deliver, not the whole table. Where a shape is not known, its part is counted as nothing.

import type { OperatorCost } from './devices.ts';
import type { Network, NetworkOperator, NetworkTensor } from './network.ts';

/** Numbers of elements, products of shapes. */
type Count = (of: Shapes) => number;

/** Cost of one execution of an operator of this network. */
export function operatorCost(network: Network, operator: NetworkOperator): OperatorCost {
  const shapes = new Shapes(network, operator);
  const count = COUNTS.get(operator.type);
  const flops = (count ?? perOutput(1))(shapes);
  return { flops: Math.round(flops), bytesMoved: shapes.bytesMoved(), elementType: shapes.elementType() };
}

/** Elements of a tensor; 0 if its shape is not known. */
export function elementsOf(tensor: NetworkTensor | undefined): number {
  return tensor?.shape === null || tensor === undefined ? 0 : product(tensor.shape);
}

export function product(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all * n, 1);
}

class Shapes {
  readonly operator: NetworkOperator;
  private readonly network: Network;

  constructor(network: Network, operator: NetworkOperator) {
    this.network = network;
    this.operator = operator;
  }

  input(i: number): NetworkTensor | undefined {
    return this.network.tensors[this.operator.inputs[i] ?? -1];
  }

  output(i: number): NetworkTensor | undefined {
    return this.network.tensors[this.operator.outputs[i] ?? -1];
  }

  /** A dimension of input i, counted from the end if negative; 0 if it is not known. */
  dim(i: number, axis: number): number {
    return this.input(i)?.shape?.at(axis) ?? 0;
  }

  attribute(name: string): readonly number[] {
    const value = this.operator.attributes[name];
    if (typeof value === 'number') return [value];
    return Array.isArray(value) ? (value as readonly number[]) : [];
  }

  text(name: string): string {
    const value = this.operator.attributes[name];
    return typeof value === 'string' ? value : '';
  }

  bytesMoved(): number {
    const { tensors } = this.network;
    const bytes = (t: number): number => tensors[t]?.bytes ?? 0;
    const written = this.operator.outputs.reduce((sum, t) => sum + bytes(t), 0);
    if (READS_NOTHING.has(this.operator.type)) return written;
    // of the first input only what is delivered; the rest says where
    const isPartial = READS_PART.has(this.operator.type);
    const first = this.operator.inputs[0] ?? -1;
    const whole = this.operator.reads.reduce((sum, t) => sum + (isPartial && t === first ? 0 : bytes(t)), 0);
    return written + whole + (isPartial ? Math.min(written, bytes(first)) : 0);
  }

  elementType(): string {
    return this.input(0)?.elementType ?? this.output(0)?.elementType ?? 'float';
  }
}

const READS_NOTHING: ReadonlySet<string> = new Set([
  'Shape',
  'Size',
  'ConstantOfShape',
  'Range',
  'Constant',
  'RandomNormal',
]);
const READS_PART: ReadonlySet<string> = new Set([
  'Gather',
  'GatherElements',
  'GatherND',
  'Slice',
  'EmbedLayerNormalization',
]);

const perOutput =
  (operations: number): Count =>
  (of) =>
    operations * elementsOf(of.output(0));

const perInput =
  (operations: number): Count =>
  (of) =>
    operations * elementsOf(of.input(0));

/** Each output element is a sum of products over the rest of the weights, which are input w. */
const convolution =
  (w: number): Count =>
  (of) =>
    2 * elementsOf(of.output(0)) * product(of.input(w)?.shape?.slice(1) ?? [0]);

/** Each input element meets all weights of its channel. */
const transposedConvolution: Count = (of) => 2 * elementsOf(of.input(0)) * product(of.input(1)?.shape?.slice(1) ?? [0]);

const matMul: Count = (of) => 2 * elementsOf(of.output(0)) * of.dim(0, -1);

const gemm: Count = (of) => 2 * elementsOf(of.output(0)) * of.dim(0, of.attribute('transA')[0] ? 0 : 1);

const pool: Count = (of) => product(of.attribute('kernel_shape')) * elementsOf(of.output(0));

/** Gates times two products (with the input, with the state) in every step and direction. */
const recurrent =
  (gates: number): Count =>
  (of) => {
    const [steps = 0, batch = 0, width = 0] = of.input(0)?.shape ?? [];
    const hidden = of.dim(2, -1);
    const directions = of.dim(1, 0);
    return 2 * gates * hidden * (width + hidden) * steps * batch * directions;
  };

/** Every combination of the indices is one product for each operand but the first, and one addition. */
const einsum: Count = (of) => {
  const operands = (of.text('equation').split('->')[0] ?? '').replaceAll(' ', '').split(',');
  const extent = new Map<string, number>();
  for (const [i, letters] of operands.entries()) {
    const shape = of.input(i)?.shape ?? [];
    const hidden = letters.includes('...') ? shape.length - (letters.length - 3) : 0;
    const dots = Array.from({ length: hidden }, (_, d) => `.${hidden - d}`);
    const names = letters.split(/(\.\.\.)/).flatMap((part) => (part === '...' ? dots : [...part]));
    for (const [d, name] of names.entries()) extent.set(name, Math.max(extent.get(name) ?? 1, shape[d] ?? 0));
  }
  return Math.max(1, operands.length) * product([...extent.values()]);
};

/** Query, key and value in that order, [batch, length, width] each or with heads: two products of length by length. */
const attention: Count = (of) => 4 * elementsOf(of.input(0)) * of.dim(1, -2);

const COPIES: readonly string[] = [
  ...['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Transpose', 'Concat', 'Split', 'Slice', 'Gather'],
  ...[
    'GatherElements',
    'GatherND',
    'ScatterElements',
    'ScatterND',
    'Scatter',
    'Expand',
    'Tile',
    'Pad',
    'Shape',
    'Size',
  ],
  ...[
    'Constant',
    'ConstantOfShape',
    'DepthToSpace',
    'SpaceToDepth',
    'Cast',
    'CastLike',
    'OneHot',
    'NonZero',
    'Compress',
  ],
  ...['SequenceConstruct', 'SequenceInsert', 'SequenceAt', 'SequenceEmpty', 'SequenceLength', 'ConcatFromSequence'],
  ...[
    'SplitToSequence',
    'SequenceErase',
    'ReverseSequence',
    'Trilu',
    'EyeLike',
    'MaxUnpool',
    'Optional',
    'OptionalGetElement',
  ],
];

const ELEMENTWISE: readonly string[] = [
  ...['Abs', 'Acos', 'Acosh', 'Add', 'And', 'Asin', 'Asinh', 'Atan', 'Atanh', 'BitShift', 'BitwiseAnd', 'BitwiseNot'],
  ...['BitwiseOr', 'BitwiseXor', 'Ceil', 'Clip', 'Cos', 'Cosh', 'Div', 'Equal', 'Erf', 'Exp', 'Floor', 'Greater'],
  ...['GreaterOrEqual', 'IsInf', 'IsNaN', 'Less', 'LessOrEqual', 'Log', 'Mod', 'Mul', 'Neg', 'Not', 'Or', 'Pow'],
  ...['Reciprocal', 'Relu', 'Round', 'Sign', 'Sin', 'Sinh', 'Sqrt', 'Sub', 'Tan', 'Where', 'Xor', 'Range', 'CumSum'],
  ...['Dropout', 'RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike', 'Bernoulli'],
];

const REDUCTIONS: readonly string[] = [
  ...['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ArgMax', 'ArgMin', 'GlobalAveragePool'],
  'GlobalMaxPool',
];

const SUMS: readonly string[] = ['Sum', 'Mean', 'Max', 'Min'];

const COUNTS: ReadonlyMap<string, Count> = new Map<string, Count>([
  ...COPIES.map((type) => [type, () => 0] as const),
  ...ELEMENTWISE.map((type) => [type, perOutput(1)] as const),
  ...REDUCTIONS.map((type) => [type, perInput(1)] as const),
  ...SUMS.map((type): [string, Count] => [type, (of) => (of.operator.inputs.length - 1) * elementsOf(of.output(0))]),
  ...['ReduceL1', 'ReduceL2', 'ReduceSumSquare', 'ReduceLogSum'].map((type) => [type, perInput(2)] as const),
  // maximum, subtraction, exponential, sum
  ['ReduceLogSumExp', perInput(4)],
  // ... and division
  ...['Softmax', 'LogSoftmax', 'Hardmax'].map((type) => [type, perInput(5)] as const),
  // the formulas, written out: 1 / (1 + exp(-x)) and the like
  ...['Sigmoid', 'Softplus', 'LeakyRelu', 'PRelu', 'HardSigmoid', 'ThresholdedRelu', 'Softsign', 'Shrink', 'Tanh'].map(
    (type) => [type, perOutput(3)] as const,
  ),
  ...['Elu', 'Selu', 'Celu', 'HardSwish', 'Swish', 'QuickGelu', 'Silu'].map((type) => [type, perOutput(4)] as const),
  ...['Gelu', 'FastGelu', 'BiasGelu', 'Mish'].map((type) => [type, perOutput(6)] as const),
  // scale and shift by known statistics; with those of the data: sum, centre, square, sum, scale, shift
  ['BatchNormalization', (of) => (of.attribute('training_mode')[0] ? 6 : 2) * elementsOf(of.input(0))],
  ...['LayerNormalization', 'InstanceNormalization', 'GroupNormalization', 'MeanVarianceNormalization'].map(
    (type) => [type, perInput(6)] as const,
  ),
  ...['RMSNormalization', 'SimplifiedLayerNormalization', 'LpNormalization'].map(
    (type) => [type, perInput(4)] as const,
  ),
  ...['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization'].map((type) => [type, perInput(7)] as const),
  ['LRN', (of) => ((of.attribute('size')[0] ?? 1) * 2 + 3) * elementsOf(of.input(0))],
  ...['MaxPool', 'AveragePool', 'LpPool', 'QLinearAveragePool'].map((type) => [type, pool] as const),
  ...['Conv', 'ConvInteger', 'DeformConv', 'FusedConv'].map((type) => [type, convolution(1)] as const),
  ['QLinearConv', convolution(3)],
  ['ConvTranspose', transposedConvolution],
  ...['MatMul', 'MatMulInteger', 'QLinearMatMul', 'FusedMatMul'].map((type) => [type, matMul] as const),
  ['Gemm', gemm],
  ['FusedGemm', gemm],
  ['Einsum', einsum],
  ...['Attention', 'MultiHeadAttention'].map((type) => [type, attention] as const),
  ['LSTM', recurrent(4)],
  ['GRU', recurrent(3)],
  ['RNN', recurrent(1)],
  // a weighted sum of the neighbours in every stretched direction, at most four in a plane
  ...['Resize', 'Upsample', 'GridSample'].map((type): [string, Count] => [
    type,
    (of) => (of.text('mode').replace('nearest', '') === '' ? 0 : 7) * elementsOf(of.output(0)),
  ]),
  ...['QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear'].map((type) => [type, perOutput(2)] as const),
  ['TopK', (of) => elementsOf(of.input(0)) * Math.ceil(Math.log2(1 + (of.output(0)?.shape?.at(-1) ?? 1)))],
]);
