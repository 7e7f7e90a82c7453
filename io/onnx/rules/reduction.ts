// Operators that make an axis disappear: sums, means, extremes, their places, and the k largest.

import { type Call, likeFirst, type Rule, unknownShape } from '../call.ts';
import { type Fact, fact, UNKNOWN } from '../fact.ts';

/** The shape without these axes, or with ones for them. */
export function reduced(call: Call, shape: readonly number[], axes: readonly number[], keep: boolean): number[] {
  const gone = new Set(call.axes(axes, shape.length));
  return shape.flatMap((length, axis) => (!gone.has(axis) ? [length] : keep ? [1] : []));
}

/** Axes as an attribute, or as an input (ReduceSum from operator set 13 on, the others from 18 on); none at all means all axes. */
const reduce: Rule = (call) => {
  const shape = call.shape(0);
  const keep = call.number('keepdims', 1) !== 0;
  const setting = call.setting('axes', 1);
  if (shape === null) return likeFirst(call, null);
  if (setting === null) return likeFirst(call, keep ? unknownShape(shape.length) : null);
  const named = setting ?? [];
  if (named.length === 0 && call.number('noop_with_empty_axes', 0) !== 0) return likeFirst(call, shape);
  return likeFirst(call, reduced(call, shape, named.length > 0 ? named : shape.map((_, axis) => axis), keep));
};

const argument: Rule = (call) => {
  const shape = call.shape(0);
  if (shape === null) return [fact('int64', null)];
  return [fact('int64', reduced(call, shape, [call.number('axis', 0)], call.number('keepdims', 1) !== 0))];
};

/** Values and indices. K is an attribute before operator set 10. */
const topK: Rule = (call) => {
  const { type, shape } = call.input(0);
  const both = (result: readonly number[] | null): Fact[] => [fact(type, result), fact('int64', result)];
  if (shape === null) return both(null);
  const axis = call.axis(call.number('axis', -1), shape.length);
  const k = call.opset < 10 ? call.number('k', UNKNOWN) : (call.input(1).values?.[0] ?? Number.NaN);
  return both(shape.with(axis, call.asShape([k])[0] as number));
};

/** Scores [N, C, ...] and labels [N, ...]: the loss, and optionally the logarithms of the probabilities. */
const crossEntropy: Rule = (call) => {
  const { type, shape } = call.input(0);
  const labels = call.input(1).shape;
  return [fact(type, call.text('reduction', 'mean') === 'none' ? labels : []), fact(type, shape)];
};

const NAMES =
  'ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare';

export const REDUCTION: readonly (readonly [string, Rule])[] = [
  ...NAMES.split(' ').map((name): [string, Rule] => [name, reduce]),
  ['ArgMax', argument],
  ['ArgMin', argument],
  ['TopK', topK],
  ['SoftmaxCrossEntropyLoss', crossEntropy],
  ['NegativeLogLikelihoodLoss', crossEntropy],
];
