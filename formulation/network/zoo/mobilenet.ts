// MobileNet on ImageNet, 224 x 224 x 3, 1000 classes.
//
// v1: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", arXiv 1704.04861, table 1: depthwise 3x3 and pointwise 1x1 in turn.
// v2: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2. Batch norm after every convolution, relu bounded by 6.

import type { Network } from '../network.ts';
import { type ConvolutionOptions, NetworkBuilder, type Value } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

/** Channels and stride of each pair of convolutions. */
const PAIRS: readonly (readonly [channels: number, stride: number])[] = [
  ...([
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
  ] as const),
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  ...([
    [1024, 2],
    [1024, 1],
  ] as const),
];

/** Expansion, channels, blocks and stride of the first of them. */
const STAGES: readonly (readonly [expansion: number, channels: number, blocks: number, stride: number])[] = [
  ...([
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
  ] as const),
  ...([
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const),
];

export function mobilenet(name: string, { batch, height = 224, width = 224, isKeras }: ZooOptions): Network {
  const b = new NetworkBuilder(name, isKeras);
  let x = b.input('data', [batch, 3, height, width]);
  x = normed(b, 'conv1', x, 32, 3, { ...strided(b, 2), padName: 'conv1_pad' });
  for (const [i, [channels, stride]] of PAIRS.entries()) {
    const groups = b.channelsOf(x);
    x = normed(b, `conv_dw_${i + 1}`, x, groups, 3, { ...strided(b, stride), groups, padName: `conv_pad_${i + 1}` });
    x = normed(b, `conv_pw_${i + 1}`, x, channels, 1, {});
  }
  x = b.globalAveragePool('global_average_pooling2d', x);
  if (!isKeras) return b.finish(b.dense('predictions', b.flatten('flatten', x), 1000));
  x = b.reshape('reshape_1', x, [batch, 1024, 1, 1]);
  x = b.convolution('conv_preds', b.dropout('dropout', x), 1000, 1);
  return b.finish(b.softmax('act_softmax', b.reshape('reshape_2', x, [batch, 1000])));
}

export function mobilenetV2(name: string, { batch, height = 224, width = 224, isKeras }: ZooOptions): Network {
  const b = new NetworkBuilder(name, isKeras);
  let x = b.input('data', [batch, 3, height, width]);
  x = normed(b, 'conv1', x, 32, 3, strided(b, 2));
  let block = 0;
  for (const [expansion, channels, blocks, first] of STAGES) {
    for (let i = 0; i < blocks; i++) x = inverted(b, `block${++block}`, x, expansion, channels, i === 0 ? first : 1);
  }
  x = normed(b, 'conv_last', x, 1280, 1, {});
  x = b.flatten('flatten', b.globalAveragePool('avg_pool', x));
  x = b.dense('predictions', isKeras ? x : b.dropout('dropout', x), 1000);
  return b.finish(isKeras ? b.softmax('predictions/softmax', x) : x);
}

/** Wider inside than outside, with a shortcut where the shape stays. */
function inverted(
  b: NetworkBuilder,
  name: string,
  input: Value,
  expansion: number,
  channels: number,
  stride: number,
): Value {
  const inner = expansion * b.channelsOf(input);
  let x = expansion === 1 ? input : normed(b, `${name}_expand`, input, inner, 1, {});
  x = normed(b, `${name}_depthwise`, x, inner, 3, { ...strided(b, stride), groups: inner });
  x = b.batchNorm(`${name}_project_bn`, b.convolution(`${name}_project`, x, channels, 1, { bias: false }));
  return stride === 1 && b.channelsOf(input) === channels ? b.add(`${name}_add`, input, x) : x;
}

/** Convolution, batch norm and relu. */
function normed(
  b: NetworkBuilder,
  name: string,
  x: Value,
  channels: number,
  kernel: number,
  options: ConvolutionOptions,
): Value {
  const y = b.convolution(name, x, channels, kernel, { ...options, bias: false });
  return b.relu6(`${name}_relu`, b.batchNorm(`${name}_bn`, y));
}

/** The padding of a 3x3 convolution: Keras pads below and to the right where the stride is 2. */
function strided({ isKeras }: NetworkBuilder, stride: number): ConvolutionOptions {
  if (!isKeras) return { stride, padding: 1 };
  return stride === 1 ? { stride, padding: 'same' } : { stride, padding: [0, 1] };
}
