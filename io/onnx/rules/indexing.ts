// Operators that pick elements by place: Gather and Scatter in their forms, Slice, OneHot, and those whose result depends on how many elements qualify.

import { type Call, likeFirst, type Rule, unknownShape } from '../call.ts';
import { fact, isKnown, UNKNOWN } from '../fact.ts';

const gather: Rule = (call) => {
  const [data, indices] = [call.shape(0), call.shape(1)];
  if (data === null || indices === null) return likeFirst(call, null);
  const axis = call.axis(call.number('axis', 0), data.length);
  return likeFirst(call, [...data.slice(0, axis), ...indices, ...data.slice(axis + 1)]);
};

const gatherElements: Rule = (call) => likeFirst(call, call.shape(1));

const gatherND: Rule = (call) => {
  const [data, indices] = [call.shape(0), call.shape(1)];
  if (data === null || indices === null) return likeFirst(call, null);
  const batch = call.number('batch_dims', 0);
  const depth = indices.at(-1) ?? call.fail('has a scalar of indices');
  if (depth === UNKNOWN) return likeFirst(call, null);
  if (batch + depth > data.length) call.fail(`takes ${depth} indices into ${data.length - batch} dimensions`);
  return likeFirst(call, [...indices.slice(0, -1), ...data.slice(batch + depth)]);
};

const scatter: Rule = (call) => likeFirst(call, call.input(0).shape);

export interface Cut {
  readonly axis: number;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** The begin and the number of elements of a slice of an axis, by Python's rules; NaN where something is not known. */
export function cut(
  call: Call,
  length: number,
  start: number,
  end: number,
  step: number,
): { start: number; length: number } {
  if (step === 0) call.fail('has a step of 0');
  if (length === UNKNOWN || [start, end, step].some(Number.isNaN)) return { start: Number.NaN, length: UNKNOWN };
  // To the end, and backwards: nothing by the specification, everything in some runtimes.
  if (step < 0 && end >= 2 ** 31 - 1) return { start: Number.NaN, length: UNKNOWN };
  const clamp = (place: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, place < 0 ? place + length : place));
  const first = step > 0 ? clamp(start, 0, length) : clamp(start, 0, length - 1);
  const last = step > 0 ? clamp(end, 0, length) : clamp(end, -1, length - 1);
  return { start: first, length: Math.max(0, Math.ceil((last - first) / step)) };
}

/** The cuts of a Slice operator, or null where its numbers are not known. Before operator set 10 they are attributes. */
export function cuts(call: Call, shape: readonly number[]): Cut[] | null {
  const old = call.opset < 10;
  const numbers = (name: string, index: number): readonly number[] | null | undefined =>
    old ? (call.numbers(name) ?? undefined) : call.has(index) ? call.input(index).values : undefined;
  const [starts, ends] = [numbers('starts', 1), numbers('ends', 2)];
  const [axes, steps] = [numbers('axes', 3), old ? undefined : numbers('steps', 4)];
  if (!starts || !ends || axes === null || steps === null || axes?.some(Number.isNaN)) return null;
  const named = call.axes(axes ?? starts.map((_, i) => i), shape.length);
  if (named.length !== starts.length || ends.length !== starts.length)
    call.fail('has starts, ends and axes of different length');
  return named.map((axis, i) => {
    const step = steps?.[i] ?? 1;
    return { axis, step, ...cut(call, shape[axis] as number, starts[i] as number, ends[i] as number, step) };
  });
}

const slice: Rule = (call) => {
  const shape = call.shape(0);
  if (shape === null) return likeFirst(call, null);
  const made = cuts(call, shape);
  if (made !== null) {
    const result = [...shape];
    for (const { axis, length } of made) result[axis] = length;
    return likeFirst(call, result);
  }
  const axes = call.opset >= 10 && call.has(3) ? call.input(3).values : null;
  if (axes === null || axes.some(Number.isNaN)) return likeFirst(call, unknownShape(shape.length));
  const open = call.axes(axes, shape.length);
  return likeFirst(
    call,
    shape.map((length, axis) => (open.includes(axis) ? UNKNOWN : length)),
  );
};

const oneHot: Rule = (call) => {
  const indices = call.shape(0);
  const depth = call.asShape([call.input(1).values?.[0] ?? Number.NaN])[0] as number;
  const { type } = call.input(2);
  if (indices === null) return [fact(type, null)];
  const axis = call.axis(call.number('axis', -1), indices.length + 1);
  return [fact(type, [...indices.slice(0, axis), depth, ...indices.slice(axis)])];
};

/** [rank, number of nonzero elements]; the number only where the elements are known. */
const nonZero: Rule = (call) => {
  const { shape, values } = call.input(0);
  const count = values === null || values.some(Number.isNaN) ? UNKNOWN : values.filter((value) => value !== 0).length;
  return [fact('int64', [shape?.length ?? UNKNOWN, count])];
};

const compress: Rule = (call) => {
  const shape = call.shape(0);
  const condition = call.input(1).values;
  if (shape === null) return likeFirst(call, null);
  const flat = !call.hasAttribute('axis');
  const axis = flat ? 0 : call.axis(call.number('axis', 0), shape.length);
  const known = condition !== null && !condition.some(Number.isNaN);
  const picked = known ? condition.filter((value) => value !== 0).length : UNKNOWN;
  return likeFirst(call, flat ? [picked] : shape.with(axis, picked));
};

/** Values, first places, places of the input's elements among them, counts: their number depends on the data. */
const unique: Rule = (call) => {
  const { type, shape } = call.input(0);
  const elements = isKnown(shape) ? shape.reduce((product, length) => product * length, 1) : UNKNOWN;
  const axis = call.hasAttribute('axis') && shape !== null ? call.axis(call.number('axis', 0), shape.length) : null;
  const values = axis === null ? [UNKNOWN] : (shape as readonly number[]).with(axis, UNKNOWN);
  const inverse = axis === null ? elements : ((shape as readonly number[])[axis] as number);
  return [fact(type, values), fact('int64', [UNKNOWN]), fact('int64', [inverse]), fact('int64', [UNKNOWN])];
};

const nonMaxSuppression: Rule = () => [fact('int64', [UNKNOWN, 3])];

export const INDEXING: readonly (readonly [string, Rule])[] = [
  ['Gather', gather],
  ['GatherElements', gatherElements],
  ['GatherND', gatherND],
  ['Scatter', scatter],
  ['ScatterElements', scatter],
  ['ScatterND', scatter],
  ['TensorScatter', scatter],
  ['Slice', slice],
  ['OneHot', oneHot],
  ['NonZero', nonZero],
  ['Compress', compress],
  ['Unique', unique],
  ['NonMaxSuppression', nonMaxSuppression],
];
