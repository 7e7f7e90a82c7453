// Which forward tensors the gradient of each operator reads, and what it costs.
//
//   reads                         operators
//   nothing                       sums, copies, averages: the gradient is passed on, cut, spread or summed
//   the output                    relu, sigmoid, tanh, exp, softmax: f' follows from f
//   the input                     gelu, clip, logarithm, and all that f does not tell f' of
//   the other input               products, matrix products, where
//   input and weights             convolutions: one node for the gradients of input, weights and bias
//   input and saved statistics    normalisations
//   a saved mask or index         dropout, max pooling
//
// A matrix product has one gradient node for each operand, of the cost of the forward product. What is not in the table reads inputs and outputs and costs twice the
// forward pass, in one node.

import type { Gradient } from './gradient.ts';
import { elementsOf } from './operator-costs.ts';

export type GradientRule = (gradient: Gradient) => void;

/** f' from f: one node that reads the output. */
const fromOutput =
  (flopsPerElement: number): GradientRule =>
  (of) =>
    of.emit([0], flopsPerElement * of.elements(0), of.results(0));

/** f' from the argument. */
const fromInput =
  (flopsPerElement: number): GradientRule =>
  (of) =>
    of.emit([0], flopsPerElement * of.elements(0), of.values(0));

/** A copy, reordered, cut or spread. */
const fromNothing: GradientRule = (of) => of.emit([0], of.elements(0), []);

const copied: GradientRule = (of) => of.emit([0], 0, []);

const viewed: GradientRule = (of) => of.view(0);

const passedToAll: GradientRule = (of) => {
  for (const i of of.needed()) of.pass(i);
};

const sub: GradientRule = (of) => {
  of.pass(0);
  of.emitBroadcast(1, 1, []);
};

const mul: GradientRule = (of) => {
  of.emitBroadcast(0, 1, of.values(1));
  of.emitBroadcast(1, 1, of.values(0));
};

const div: GradientRule = (of) => {
  of.emitBroadcast(0, 1, of.values(1));
  of.emitBroadcast(1, 3, of.values(0, 1));
};

const pow: GradientRule = (of) => {
  of.emitBroadcast(0, 3, of.values(0, 1));
  of.emitBroadcast(1, 3, [...of.values(0), ...of.results(0)]);
};

/** Goes where the largest or smallest is. */
const extremum: GradientRule = (of) => {
  for (const i of of.needed()) of.emitBroadcast(i, 1, [...of.values(i), ...of.results(0)]);
};

const where: GradientRule = (of) => {
  of.emitBroadcast(1, 1, of.values(0));
  of.emitBroadcast(2, 1, of.values(0));
};

/** For each operand a product of the gradient with the other one. */
const matMul: GradientRule = (of) => {
  of.emit([0], of.forwardFlops(), of.values(1));
  of.emit([1], of.forwardFlops(), of.values(0));
};

const gemm: GradientRule = (of) => {
  matMul(of);
  of.emit([2], elementsOf(of.output(0)), []);
};

/** The other operands, for each. */
const einsum: GradientRule = (of) => {
  const all = [...of.operator.inputs.keys()];
  for (const i of of.needed()) of.emit([i], of.forwardFlops(), of.values(...all.filter((other) => other !== i)));
};

const convolution: GradientRule = (of) => {
  const products = [0, 1].filter((i) => of.needs(i)).length;
  of.emit([0, 1, 2], products * of.forwardFlops(), of.values(0, 1));
};

/** From the normalised input and what the forward pass saved: two sums, and four terms for the input. */
const normalization: GradientRule = (of) => {
  of.emit([0, 1, 2], 10 * of.elements(0), [...of.values(0, 1), ...(of.saved === null ? [] : [of.saved])]);
};

/** By the mask or the positions that the forward pass saved. */
const bySaved: GradientRule = (of) => {
  of.emit([0], of.elements(0), of.saved === null ? of.results(1) : [of.saved]);
};

const concat: GradientRule = (of) => {
  for (const i of of.needed()) of.view(i);
};

/** Into a tensor of zeros, where the indices say. */
const scattered: GradientRule = (of) => of.emit([0], elementsOf(of.output(0)), of.values(1));

const scatter: GradientRule = (of) => {
  of.emit([0], of.elements(0), of.values(1));
  of.emit([2], of.elements(2), of.values(1));
};

const topK: GradientRule = (of) => of.emit([0], of.elements(0), of.results(1));

const pRelu: GradientRule = (of) => {
  of.emit([0], of.elements(0), of.values(0, 1));
  of.emitBroadcast(1, 1, of.values(0));
};

/** Inputs and outputs, twice the forward cost. */
export const DEFAULT_RULE: GradientRule = (of) => {
  const all = [...of.operator.inputs.keys()];
  const outputs = [...of.operator.outputs.keys()];
  of.emit(all, 2 * of.forwardFlops(), [...of.values(...all), ...of.results(...outputs)]);
};

const named = (rule: GradientRule, ...types: readonly string[]): readonly (readonly [string, GradientRule])[] =>
  types.map((type) => [type, rule] as const);

export const GRADIENT_RULES: ReadonlyMap<string, GradientRule> = new Map<string, GradientRule>([
  ...named(fromOutput(1), 'Relu', 'Exp'),
  ...named(fromOutput(2), 'Sigmoid', 'Tanh', 'Sqrt', 'Reciprocal'),
  ...named(fromOutput(4), 'Softmax', 'LogSoftmax'),
  ...named(fromInput(1), 'LeakyRelu', 'Clip', 'Abs', 'Log', 'Sin', 'Cos', 'ThresholdedRelu', 'HardSigmoid'),
  ...named(fromInput(3), 'Erf', 'Elu', 'Selu', 'Celu', 'Softplus', 'Softsign', 'HardSwish', 'Asin', 'Acos', 'Atan'),
  ...named(fromInput(3), 'Sinh', 'Cosh', 'Tan', 'Asinh', 'Acosh', 'Atanh', 'Shrink'),
  ...named(fromInput(8), 'Gelu', 'FastGelu', 'QuickGelu', 'Mish', 'Swish', 'Silu'),
  ...named(fromInput(4), 'ReduceL2', 'ReduceSumSquare', 'ReduceL1', 'LpNormalization', 'LRN'),
  ...named((of) => of.emit([0], 2 * of.elements(0), [...of.values(0), ...of.results(0)]), 'ReduceMax', 'ReduceMin'),
  ...named(
    (of) => of.emit([0], 2 * of.elements(0), [...of.values(0), ...of.results(0)]),
    'ReduceProd',
    'GlobalMaxPool',
  ),
  ...named((of) => of.emit([0], 3 * of.elements(0), [...of.values(0), ...of.results(0)]), 'ReduceLogSumExp'),
  ...named(fromNothing, 'Neg', 'ReduceSum', 'ReduceMean', 'GlobalAveragePool', 'CumSum', 'Trilu', 'Expand', 'Tile'),
  ...named((of) => of.emit([0], of.forwardFlops(), []), 'AveragePool', 'Resize', 'Upsample'),
  ...named(
    copied,
    'Transpose',
    'DepthToSpace',
    'SpaceToDepth',
    'Cast',
    'CastLike',
    'Slice',
    'Split',
    'ReverseSequence',
  ),
  ...named(viewed, 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Pad'),
  ...named(passedToAll, 'Identity', 'Add', 'Sum'),
  ['Sub', sub],
  ['Mul', mul],
  ['Div', div],
  ['Pow', pow],
  ...named(extremum, 'Max', 'Min'),
  ['Where', where],
  ['MatMul', matMul],
  ['Gemm', gemm],
  ['Einsum', einsum],
  ...named(convolution, 'Conv', 'ConvTranspose'),
  ...named(normalization, 'BatchNormalization', 'LayerNormalization', 'InstanceNormalization', 'GroupNormalization'),
  ...named(normalization, 'RMSNormalization', 'SimplifiedLayerNormalization'),
  ...named(bySaved, 'Dropout', 'MaxPool'),
  // out of the places where the values were put
  ['MaxUnpool', (of) => of.emit([0], of.elements(0), of.values(1))],
  ['Concat', concat],
  ...named(scattered, 'Gather', 'GatherElements', 'GatherND'),
  ...named(scatter, 'ScatterElements', 'ScatterND', 'Scatter'),
  ['TopK', topK],
  ['PRelu', pRelu],
]);

/** Of these only so many leading inputs have gradients; the others say where, how far or by which fixed statistics. */
export const DIFFERENTIABLE_INPUTS: ReadonlyMap<string, number> = new Map([
  ...['BatchNormalization'].map((type) => [type, 3] as const),
  ...['Clip', 'Resize', 'Upsample', 'Pad', 'MaxUnpool', 'Dropout', 'Slice', 'Split', 'Expand', 'Tile', 'Reshape'].map(
    (type) => [type, 1] as const,
  ),
  ...['Gather', 'GatherElements', 'GatherND', 'TopK', 'CumSum', 'Trilu', 'Unsqueeze', 'Squeeze'].map(
    (type) => [type, 1] as const,
  ),
  ...['ReduceSum', 'ReduceMean', 'ReduceMax', 'ReduceMin', 'CastLike'].map((type) => [type, 1] as const),
]);

/** Steps and comparisons: their gradient is zero or none. */
export const WITHOUT_GRADIENT: ReadonlySet<string> = new Set([
  ...[
    'Shape',
    'Size',
    'ArgMax',
    'ArgMin',
    'NonZero',
    'Equal',
    'Greater',
    'GreaterOrEqual',
    'Less',
    'LessOrEqual',
    'Not',
  ],
  ...['And', 'Or', 'Xor', 'Floor', 'Ceil', 'Round', 'Sign', 'IsNaN', 'IsInf', 'OneHot', 'Range', 'ConstantOfShape'],
  ...['Constant', 'EyeLike', 'RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike', 'Bernoulli'],
]);
