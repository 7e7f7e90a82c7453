// Windows that slide over the last axes: convolutions, their transposes, pooling.
//
// The formulas are those of the operators' specification; auto_pad, dilations, ceil_mode and output_padding included. Global pooling leaves one element an axis.

import { type Call, likeFirst, type Rule, rankFromVector, unknownShape } from '../call.ts';
import { type Fact, fact, UNKNOWN } from '../fact.ts';

interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Begins of all axes, then ends. */
  readonly pads: readonly number[];
  readonly autoPad: string;
}

function windowOf(call: Call, kernel: readonly number[]): Window {
  const axes = kernel.length;
  const list = (name: string, otherwise: number, length: number): readonly number[] => {
    const numbers = call.numbers(name) ?? new Array<number>(length).fill(otherwise);
    if (numbers.length !== length) call.fail(`has ${numbers.length} ${name} for ${axes} axes`);
    return numbers;
  };
  const window = {
    kernel,
    strides: list('strides', 1, axes),
    dilations: list('dilations', 1, axes),
    pads: list('pads', 0, 2 * axes),
    autoPad: call.text('auto_pad', 'NOTSET'),
  };
  if (![...window.strides, ...window.dilations].every((n) => Number.isSafeInteger(n) && n >= 1))
    call.fail('has a stride or dilation below 1');
  return window;
}

/** The length of an axis after a window has slid over it. */
function slide(call: Call, length: number, axis: number, window: Window, ceil: boolean): number {
  const { kernel, strides, dilations, pads, autoPad } = window;
  const [k, stride, dilation] = [kernel[axis] as number, strides[axis] as number, dilations[axis] as number];
  const [begin, end] = [pads[axis] as number, pads[axis + kernel.length] as number];
  return call.length([length, k], () => {
    const extent = (k - 1) * dilation + 1;
    if (autoPad.startsWith('SAME')) return Math.ceil(length / stride);
    const room = length + (autoPad === 'VALID' ? 0 : begin + end) - extent;
    if (room < 0) call.fail(`has a window of ${extent} over a padded length of ${room + extent}`);
    if (!ceil) return Math.floor(room / stride) + 1;
    const steps = Math.ceil(room / stride) + 1;
    // A last window that would begin in the padding behind the data does not count.
    const past = (steps - 1) * stride >= length + (autoPad === 'VALID' ? 0 : begin);
    return past ? steps - 1 : steps;
  });
}

/** Kernel of a convolution: the attribute, else the last axes of the weights. */
function kernelOf(call: Call, weights: readonly number[] | null, axes: number): readonly number[] {
  const kernel = call.numbers('kernel_shape') ?? weights?.slice(2) ?? unknownShape(axes);
  if (kernel.length !== axes) call.fail(`has a kernel of ${kernel.length} axes over data of ${axes}`);
  return kernel;
}

/** A convolution of inputs data and weights (by index), whose result has this type. */
export function convolve(call: Call, weightsInput: number, type: string): Fact[] {
  const data = call.shape(0);
  if (data === null) return [fact(type, null)];
  const axes = data.length - 2;
  if (axes < 0) call.fail('needs data with batch and channels');
  const weights = call.shape(weightsInput, data.length);
  const group = call.number('group', 1);
  const channels = data[1] as number;
  if (
    weights !== null &&
    channels !== UNKNOWN &&
    weights[1] !== UNKNOWN &&
    channels !== (weights[1] as number) * group
  ) {
    call.fail(`has ${channels} channels, and its weights are for ${(weights[1] as number) * group}`);
  }
  const window = windowOf(call, kernelOf(call, weights, axes));
  const spatial = data.slice(2).map((length, axis) => slide(call, length, axis, window, false));
  return [fact(type, [data[0] as number, weights?.[0] ?? UNKNOWN, ...spatial])];
}

const conv: Rule = (call) => convolve(call, 1, call.input(0).type);

const convTranspose: Rule = (call) => {
  const data = call.shape(0);
  if (data === null) return likeFirst(call, null);
  const axes = data.length - 2;
  if (axes < 0) call.fail('needs data with batch and channels');
  const weights = call.shape(1, data.length);
  const window = windowOf(call, kernelOf(call, weights, axes));
  const extra = call.numbers('output_padding') ?? new Array<number>(axes).fill(0);
  const given = call.numbers('output_shape');
  const spatial = data.slice(2).map((length, axis) => {
    if (given !== null) return given[given.length - axes + axis] ?? UNKNOWN;
    const [k, stride] = [window.kernel[axis] as number, window.strides[axis] as number];
    return call.length([length, k], () => {
      const all = stride * (length - 1) + (extra[axis] ?? 0) + (k - 1) * (window.dilations[axis] as number) + 1;
      // Padding that would be negative, of kernels smaller than the stride, is none.
      if (window.autoPad.startsWith('SAME')) return Math.min(all, length * stride);
      return window.autoPad === 'VALID'
        ? all
        : all - (window.pads[axis] as number) - (window.pads[axis + axes] as number);
    });
  });
  const perGroup = weights?.[1] ?? UNKNOWN;
  const channels = perGroup === UNKNOWN ? UNKNOWN : perGroup * call.number('group', 1);
  return likeFirst(call, [data[0] as number, channels, ...spatial]);
};

/** Max, average and Lp pooling; the second output of MaxPool is where the maxima were. */
export const pool: Rule = (call) => {
  const data = call.shape(0);
  const kernel = call.numbers('kernel_shape') ?? call.fail('has no kernel_shape');
  if (data === null) return [fact(call.input(0).type, null), fact('int64', null)];
  if (kernel.length !== data.length - 2)
    call.fail(`has a kernel of ${kernel.length} axes over data of ${data.length - 2}`);
  const window = windowOf(call, kernel);
  const ceil = call.number('ceil_mode', 0) !== 0;
  const spatial = data.slice(2).map((length, axis) => {
    // Runtimes and specification pad a window with gaps differently.
    const differs = window.autoPad.startsWith('SAME') && (window.dilations[axis] as number) > 1;
    return differs && kernel[axis] !== 1 ? UNKNOWN : slide(call, length, axis, window, ceil);
  });
  const shape = [...data.slice(0, 2), ...spatial];
  return [fact(call.input(0).type, shape), fact('int64', shape)];
};

export const globalPool: Rule = (call) =>
  likeFirst(call, call.shape(0)?.map((length, axis) => (axis < 2 ? length : 1)) ?? null);

/** Data, indices of the maxima, and optionally the shape of the result. */
const maxUnpool: Rule = (call) => {
  const data = call.shape(0);
  if (call.has(2)) {
    const { values } = call.input(2);
    return likeFirst(call, values === null ? data && unknownShape(data.length) : call.asShape(values));
  }
  const kernel = call.numbers('kernel_shape') ?? call.fail('has no kernel_shape');
  if (data === null) return likeFirst(call, null);
  const window = windowOf(call, kernel);
  const spatial = data.slice(2).map((length, axis) =>
    call.length([length], () => {
      const pads = (window.pads[axis] as number) + (window.pads[axis + kernel.length] as number);
      return (length - 1) * (window.strides[axis] as number) + (kernel[axis] as number) - pads;
    }),
  );
  return likeFirst(call, [...data.slice(0, 2), ...spatial]);
};

/** Both pool a feature map within each of several regions. */
const regionPool: Rule = (call) => {
  const data = call.shape(0, 4);
  const regions = call.shape(1, 2);
  const [height, width] = call.numbers('pooled_shape') ?? [
    call.number('output_height', 1),
    call.number('output_width', 1),
  ];
  return likeFirst(call, [regions?.[0] ?? UNKNOWN, data?.[1] ?? UNKNOWN, height ?? UNKNOWN, width ?? UNKNOWN]);
};

/** Data [N, C, ...] sampled at a grid [N, ..., axes]. */
const gridSample: Rule = (call) => {
  const [data, grid] = [call.shape(0), call.shape(1)];
  if (data === null || grid === null) return likeFirst(call, null);
  return likeFirst(call, [data[0] as number, data[1] as number, ...grid.slice(1, -1)]);
};

/** Columns [N, C * block, L] back to an image [N, C, ...]. */
const col2Im: Rule = (call) => {
  const data = call.shape(0, 3);
  const [image, block] = [call.input(1).values, call.input(2).values];
  const axes = rankFromVector(call, call.input(1));
  if (axes === null && image === null) return likeFirst(call, null);
  const area = block === null ? Number.NaN : block.reduce((product, length) => product * length, 1);
  const columns = data?.[1] ?? UNKNOWN;
  const channels = Number.isNaN(area) || columns === UNKNOWN ? UNKNOWN : columns / area;
  if (channels !== UNKNOWN && !Number.isInteger(channels)) call.fail(`has ${columns} columns for blocks of ${area}`);
  return likeFirst(call, [
    data?.[0] ?? UNKNOWN,
    channels,
    ...(image === null ? unknownShape(axes ?? 0) : call.asShape(image)),
  ]);
};

/** Data, offsets and a mask, weights at input 1 as in Conv. */
const deformConv: Rule = conv;

export const CONVOLUTION: readonly (readonly [string, Rule])[] = [
  ['Conv', conv],
  ['ConvTranspose', convTranspose],
  ['DeformConv', deformConv],
  ['MaxPool', pool],
  ['AveragePool', pool],
  ['LpPool', pool],
  ['GlobalAveragePool', globalPool],
  ['GlobalMaxPool', globalPool],
  ['GlobalLpPool', globalPool],
  ['MaxUnpool', maxUnpool],
  ['RoiAlign', regionPool],
  ['MaxRoiPool', regionPool],
  ['GridSample', gridSample],
  ['Col2Im', col2Im],
];
