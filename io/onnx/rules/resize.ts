// Resize and its predecessor Upsample: from scales or from sizes, for all axes or for some, with the aspect ratio kept or not.

import { type Call, likeFirst, type Rule } from '../call.ts';
import { UNKNOWN } from '../fact.ts';

interface Target {
  readonly scales: readonly number[] | null;
  readonly sizes: readonly number[] | null;
}

/** Where each operator set has them: an empty tensor means "not this one". */
function targetOf(call: Call): Target | null {
  const given = (index: number): readonly number[] | null | undefined => {
    if (!call.has(index)) return undefined;
    const { values, shape } = call.input(index);
    return shape?.[0] === 0 ? undefined : values;
  };
  if (call.opset < 9 || call.hasAttribute('scales')) return { scales: call.numbers('scales'), sizes: null };
  if (call.type === 'Upsample' || call.opset < 11) {
    const scales = given(1);
    return scales ? { scales, sizes: null } : null;
  }
  const sizes = given(3);
  if (sizes) return { scales: null, sizes };
  const scales = given(2);
  return scales && sizes === undefined ? { scales, sizes: null } : null;
}

const resize: Rule = (call) => {
  const shape = call.shape(0);
  if (shape === null) return likeFirst(call, null);
  const target = targetOf(call);
  const lengths = target?.sizes ?? target?.scales ?? null;
  const axes = call.axes(call.numbers('axes') ?? shape.map((_, axis) => axis), shape.length);
  if (target === null || lengths === null) {
    return likeFirst(
      call,
      shape.map((length, axis) => (axes.includes(axis) ? UNKNOWN : length)),
    );
  }
  if (lengths.length !== axes.length) call.fail(`has ${lengths.length} scales or sizes for ${axes.length} axes`);
  const result = [...shape];
  for (const [i, axis] of axes.entries()) {
    const length = shape[axis] as number;
    const value = lengths[i] as number;
    if (Number.isNaN(value)) result[axis] = UNKNOWN;
    else if (target.sizes !== null) result[axis] = call.asShape([value])[0] as number;
    // Scales are numbers of 32 bits, and so is the product: 10 by 0.7 is 7, though 0.7 in 32 bits is less than 0.7.
    else result[axis] = call.length([length], () => Math.floor(Math.fround(length * value)));
  }
  if (target.sizes !== null) keepAspect(call, shape, axes, lengths, result);
  return likeFirst(call, result);
};

/** With a policy, one scale serves all axes: the smallest that is asked for, or the largest. */
function keepAspect(
  call: Call,
  shape: readonly number[],
  axes: readonly number[],
  sizes: readonly number[],
  result: number[],
): void {
  const policy = call.text('keep_aspect_ratio_policy', 'stretch');
  if (policy === 'stretch') return;
  const ratios = axes.map((axis, i) => (sizes[i] as number) / (shape[axis] as number));
  const open = axes.some((axis) => (shape[axis] as number) <= 0) || ratios.some(Number.isNaN);
  const scale = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  for (const axis of axes) result[axis] = open ? UNKNOWN : Math.round(scale * (shape[axis] as number));
}

export const RESIZE: readonly (readonly [string, Rule])[] = [
  ['Resize', resize],
  ['Upsample', resize],
];
