// Operators that compute each element of the result from the elements of the same place: one input, or several that broadcast.

import { type Call, likeFirst, type Rule } from '../call.ts';
import { elementTypeName } from '../element-types.ts';
import { fact } from '../fact.ts';

/** The result has shape and type of the first input. */
const same: Rule = (call) => likeFirst(call, call.input(0).shape);

const UNARY =
  'Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Clip Cos Cosh CumProd CumSum Elu Erf Exp Floor Gelu HardSigmoid HardSwish Hardmax ' +
  'LeakyRelu Log LogSoftmax LpNormalization LRN MeanVarianceNormalization Mish Neg Not Reciprocal Relu Round Selu Shrink Sigmoid Sign Sin Sinh ' +
  'Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu Trilu GroupNormalization InstanceNormalization RMSNormalization RotaryEmbedding ' +
  'SimplifiedLayerNormalization SwiGLU';

const BINARY = 'Add BitShift BitwiseAnd BitwiseOr BitwiseXor Div Max Mean Min Mod Mul Pow Sub Sum';

const LOGICAL = 'And Equal Greater GreaterOrEqual Less LessOrEqual Or Xor';

/** Before operator set 7 the second input was stretched over the first where the attribute said so. */
function broadcastAll(call: Call): readonly number[] | null {
  if (call.opset < 7 && call.inputs.length === 2) return call.input(0).shape;
  return call.broadcast(...call.inputs.map((_, index) => call.input(index).shape));
}

const arithmetic: Rule = (call) => {
  const first = call.input(0);
  // Pow takes the type of its base, the others have one type; where one input's is not known, another's may be.
  const type =
    first.type !== '' || call.type === 'Pow' ? first.type : (call.inputs.find((input) => input?.type)?.type ?? '');
  return [fact(type, broadcastAll(call))];
};

const logical: Rule = (call) => [fact('bool', broadcastAll(call))];

const cast: Rule = (call) => [fact(elementTypeName(call.number('to', 0)), call.input(0).shape)];

const castLike: Rule = (call) => [fact(call.input(1).type, call.input(0).shape)];

const isBool: Rule = (call) => [fact('bool', call.input(0).shape)];

const where: Rule = (call) => [
  fact(
    call.input(1).type || call.input(2).type,
    call.broadcast(call.input(0).shape, call.input(1).shape, call.input(2).shape),
  ),
];

/** The slope broadcasts to the input, not both to each other. */
const prelu: Rule = same;

/** The second output is the mask; operator sets before 12 have it in the type of the input or as bool. */
const dropout: Rule = (call) => {
  const { type, shape } = call.input(0);
  return [fact(type, shape), fact(call.opset >= 10 ? 'bool' : type, shape)];
};

/** Outputs for training follow: running mean and variance, and before operator set 14 the saved ones. */
const batchNormalization: Rule = (call) => {
  const { type, shape } = call.input(0);
  const channels = call.optional(3);
  const statistics = fact(channels.type || type, channels.shape);
  return [fact(type, shape), statistics, statistics, statistics, statistics];
};

/** Y, mean, inverse of the standard deviation: the latter without the normalised axes. */
const layerNormalization: Rule = (call) => {
  const { type, shape } = call.input(0);
  const stash = fact(elementTypeName(call.number('stash_type', 1)), null);
  if (shape === null) return [fact(type, null), stash, stash];
  const axis = call.axis(call.number('axis', -1), shape.length);
  const statistics = fact(
    stash.type,
    shape.map((length, i) => (i < axis ? length : 1)),
  );
  return [fact(type, shape), statistics, statistics];
};

const bernoulli: Rule = (call) => [
  fact(call.hasAttribute('dtype') ? elementTypeName(call.number('dtype', 0)) : call.input(0).type, call.input(0).shape),
];

function each(names: string, rule: Rule): [string, Rule][] {
  return names.split(' ').map((name) => [name, rule]);
}

export const ELEMENTWISE: readonly (readonly [string, Rule])[] = [
  ...each(UNARY, same),
  ...each(BINARY, arithmetic),
  ...each(LOGICAL, logical),
  ...each('IsInf IsNaN', isBool),
  ['PRelu', prelu],
  ['Cast', cast],
  ['BitCast', cast],
  ['CastLike', castLike],
  ['Where', where],
  ['Dropout', dropout],
  ['BatchNormalization', batchNormalization],
  ['LayerNormalization', layerNormalization],
  ['Bernoulli', bernoulli],
  ...each('RandomNormalLike RandomUniformLike', bernoulli),
];
