// The block of the MobileNets after the first and of the EfficientNets: wider inside than outside, with a shortcut where the shape stays.

import type { Activation, ConvolutionOptions, NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';

export interface InvertedResidual {
  /** Channels of the depthwise convolution. */
  readonly inner: number;
  readonly outer: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
  /** Squeeze and excitation (Hu, Shen and Sun, CVPR 2018): channels of its middle, and what is applied there and at its end. */
  readonly squeeze?: { readonly channels: number; readonly inside: Activation; readonly gate: Activation };
  /** Stochastic depth (Huang, Sun, Liu, Sedra and Weinberger, ECCV 2016): samples skip the block at random. Which ones do is an input. */
  readonly isSkipped?: boolean;
}

export function invertedResidual(b: NetworkBuilder, name: string, input: Value, block: InvertedResidual): Value {
  const { inner, outer, kernel, stride, activation, squeeze, isSkipped = false } = block;
  let x = input;
  if (inner !== b.channelsOf(input)) x = b.normedConvolution(`${name}_expand`, x, inner, 1, { activation });
  const depthwise = { ...strided(b, kernel, stride), groups: inner, activation };
  x = b.normedConvolution(`${name}_depthwise`, x, inner, kernel, depthwise);
  if (squeeze !== undefined) {
    const squeezed = b.convolution(`${name}_squeeze`, b.globalAveragePool(`${name}_pool`, x), squeeze.channels, 1);
    const excited = b.convolution(
      `${name}_excite`,
      b.activation(`${name}_squeeze_act`, squeezed, squeeze.inside),
      inner,
      1,
    );
    x = b.multiply(`${name}_scale`, x, b.activation(`${name}_gate`, excited, squeeze.gate));
  }
  x = b.normedConvolution(`${name}_project`, x, outer, 1);
  if (stride !== 1 || b.channelsOf(input) !== outer) return x;
  if (isSkipped) x = b.multiply(`${name}_kept`, x, b.input(`${name}_keep`, [b.shapeOf(x)[0]!, 1, 1, 1]));
  return b.add(`${name}_add`, input, x);
}

/** The padding of a convolution of odd size: Keras pads below and to the right where the stride is 2. */
export function strided({ isKeras }: NetworkBuilder, kernel: number, stride: number): ConvolutionOptions {
  const half = (kernel - 1) / 2;
  if (!isKeras) return { stride, padding: half };
  return stride === 1 ? { stride, padding: 'same' } : { stride, padding: [half - 1, half] };
}

/** The multiple of 8 nearest to a number of channels, and not less than nine tenths of it. */
export function divisible(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
