// Images in other layouts, as onnxruntime's optimisers write them: channels last, and channels in blocks (com.microsoft.nchwc), whose length depends on the processor.
//
// A blocked tensor has the channels rounded up to whole blocks. Filters are rounded up already, so what a convolution gives follows from them.

import { type Call, likeFirst, type Rule } from '../call.ts';
import { type Fact, UNKNOWN } from '../fact.ts';
import { convolve, globalPool, pool } from './convolution.ts';

const toFirst = (shape: readonly number[]): number[] => [
  shape[0] as number,
  shape.at(-1) as number,
  ...shape.slice(1, -1),
];

const toLast = (shape: readonly number[]): number[] => [shape[0] as number, ...shape.slice(2), shape[1] as number];

/** Channels of data and results (not of weights) behind the other axes. */
function behind(rule: Rule): Rule {
  return (call) => {
    const data = call.input(0);
    if (data.shape === null) return rule(call);
    if (data.shape.length < 2) call.fail('needs data with batch and channels');
    const results = rule(call.withInput(0, { ...data, shape: toFirst(data.shape) }));
    return results.map((result): Fact => ({ ...result, shape: result.shape && toLast(result.shape) }));
  };
}

/** The rule of a quantised operator that has its channels last where an attribute says so. */
export function channelsLast(rule: Rule): Rule {
  const last = behind(rule);
  return (call) => (call.number('channels_last', 0) !== 0 ? last(call) : rule(call));
}

/** Blocks have 8 or 16 channels: numbers that neither changes are known. */
function blocked(channels: number): number {
  return channels % 16 === 0 ? channels : UNKNOWN;
}

const reorderInput: Rule = (call) => {
  const { shape } = call.input(0);
  if (shape === null || shape.length < 2) return likeFirst(call, null);
  const first = call.number('channels_last', 0) !== 0 ? toFirst(shape) : shape;
  return likeFirst(call, first.with(1, blocked(first[1] as number)));
};

const reorderOutput: Rule = (call) => {
  const { shape } = call.input(0);
  if (shape === null || shape.length < 2) return likeFirst(call, null);
  const plain = shape.with(1, call.number('channels', UNKNOWN));
  return likeFirst(call, call.number('channels_last', 0) !== 0 ? toLast(plain) : plain);
};

/** Filters [M, C, ...] say how many channels come out; how many went in they say in blocks. */
const blockedConv: Rule = (call) => {
  const { type, shape } = call.input(0);
  const open = shape === null || shape.length < 2 ? shape : shape.with(1, UNKNOWN);
  return convolve(call.withInput(0, { ...call.input(0), shape: open }), 1, type);
};

const blockedUpsample: Rule = (call) => {
  const { shape } = call.input(0);
  const scales = call.numbers('scales');
  if (shape === null || scales === null || scales.length !== shape.length) return likeFirst(call, null);
  return likeFirst(
    call,
    shape.map((length, axis) => call.length([length], () => length * (scales[axis] as number))),
  );
};

const firstOf =
  (rule: Rule): Rule =>
  (call: Call) =>
    rule(call).slice(0, 1);

export const LAYOUTS: readonly (readonly [string, Rule])[] = [
  ['com.microsoft::NhwcMaxPool', behind(firstOf(pool))],
  ['com.microsoft::NhwcFusedConv', behind((call) => convolve(call, 1, call.input(0).type))],
  ['com.microsoft.nchwc::ReorderInput', reorderInput],
  ['com.microsoft.nchwc::ReorderOutput', reorderOutput],
  ['com.microsoft.nchwc::Conv', blockedConv],
  ['com.microsoft.nchwc::MaxPool', firstOf(pool)],
  ['com.microsoft.nchwc::AveragePool', firstOf(pool)],
  ['com.microsoft.nchwc::GlobalMaxPool', globalPool],
  ['com.microsoft.nchwc::GlobalAveragePool', globalPool],
  ['com.microsoft.nchwc::Upsample', blockedUpsample],
];
