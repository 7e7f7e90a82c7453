// MobileNet on ImageNet, 224 x 224 x 3, 1000 classes. Batch norm after every convolution.
//
// v1: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", arXiv 1704.04861, table 1: depthwise 3x3 and pointwise 1x1 in turn.
// v2: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2.
// v3: Howard et al., "Searching for MobileNetV3", ICCV 2019, tables 1 and 2.
// Relu is bounded by 6 in the first two, and in the third a relu or a hard swish, stage by stage.

import type { Network } from '../network.ts';
import { divisible, invertedResidual, strided } from './inverted-residual.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
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
const V2_STAGES: readonly (readonly [expansion: number, channels: number, blocks: number, stride: number])[] = [
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

/** A block: kernel, channels inside and outside, squeeze and excitation or none, relu or hard swish, stride. */
type V3Block = readonly [number, inner: number, outer: number, 'SE' | '', 'RE' | 'HS', stride: number];

export interface MobilenetV3Form {
  readonly blocks: readonly V3Block[];
  /** Width of the dense layer before the last. */
  readonly hidden: number;
}

export const MOBILENET_V3_LARGE: MobilenetV3Form = {
  hidden: 1280,
  blocks: [
    [3, 16, 16, '', 'RE', 1],
    [3, 64, 24, '', 'RE', 2],
    [3, 72, 24, '', 'RE', 1],
    [5, 72, 40, 'SE', 'RE', 2],
    [5, 120, 40, 'SE', 'RE', 1],
    [5, 120, 40, 'SE', 'RE', 1],
    [3, 240, 80, '', 'HS', 2],
    [3, 200, 80, '', 'HS', 1],
    [3, 184, 80, '', 'HS', 1],
    [3, 184, 80, '', 'HS', 1],
    [3, 480, 112, 'SE', 'HS', 1],
    [3, 672, 112, 'SE', 'HS', 1],
    [5, 672, 160, 'SE', 'HS', 2],
    [5, 960, 160, 'SE', 'HS', 1],
    [5, 960, 160, 'SE', 'HS', 1],
  ],
};

export const MOBILENET_V3_SMALL: MobilenetV3Form = {
  hidden: 1024,
  blocks: [
    [3, 16, 16, 'SE', 'RE', 2],
    [3, 72, 24, '', 'RE', 2],
    [3, 88, 24, '', 'RE', 1],
    [5, 96, 40, 'SE', 'HS', 2],
    [5, 240, 40, 'SE', 'HS', 1],
    [5, 240, 40, 'SE', 'HS', 1],
    [5, 120, 48, 'SE', 'HS', 1],
    [5, 144, 48, 'SE', 'HS', 1],
    [5, 288, 96, 'SE', 'HS', 2],
    [5, 576, 96, 'SE', 'HS', 1],
    [5, 576, 96, 'SE', 'HS', 1],
  ],
};

export function mobilenet(name: string, options: ZooOptions): Network {
  const { batch, classes = 1000 } = options;
  const activation = 'relu6';
  const b = new NetworkBuilder(name, options);
  let x = b.images(options);
  x = b.normedConvolution('conv1', x, 32, 3, { ...strided(b, 3, 2), activation });
  for (const [i, [channels, stride]] of PAIRS.entries()) {
    const groups = b.channelsOf(x);
    const depthwise = { ...strided(b, 3, stride), groups, padName: `conv_pad_${i + 1}`, activation } as const;
    x = b.normedConvolution(`conv_dw_${i + 1}`, x, groups, 3, depthwise);
    x = b.normedConvolution(`conv_pw_${i + 1}`, x, channels, 1, { activation });
  }
  x = b.globalAveragePool('global_average_pooling2d', x);
  if (!b.isKeras) return b.classified('predictions', b.flatten('flatten', x), classes);
  x = b.reshape('reshape_1', x, [batch, 1024, 1, 1]);
  x = b.convolution('conv_preds', b.dropout('dropout', x), classes, 1);
  return b.finish(b.softmax('act_softmax', b.reshape('reshape_2', x, [batch, classes])));
}

export function mobilenetV2(name: string, options: ZooOptions): Network {
  const activation = 'relu6';
  const b = new NetworkBuilder(name, options);
  let x = b.normedConvolution('conv1', b.images(options), 32, 3, { ...strided(b, 3, 2), activation });
  let block = 0;
  for (const [expansion, outer, blocks, first] of V2_STAGES) {
    for (let i = 0; i < blocks; i++) {
      const inner = expansion * b.channelsOf(x);
      const form = { inner, outer, kernel: 3, stride: i === 0 ? first : 1, activation } as const;
      x = invertedResidual(b, `block${++block}`, x, form);
    }
  }
  x = pooled(b, b.normedConvolution('conv_last', x, 1280, 1, { activation }));
  return b.classified('predictions', b.isKeras ? x : b.dropout('dropout', x), options.classes);
}

export function mobilenetV3({ blocks, hidden }: MobilenetV3Form, name: string, options: ZooOptions): Network {
  const activation = 'hard-swish';
  const b = new NetworkBuilder(name, options);
  let x = b.normedConvolution('conv1', b.images(options), 16, 3, { ...strided(b, 3, 2), activation });
  for (const [i, [kernel, inner, outer, squeezed, kind, stride]] of blocks.entries()) {
    const squeeze = { channels: divisible(inner / 4), inside: 'relu', gate: 'hard-sigmoid' } as const;
    x = invertedResidual(b, `block${i + 1}`, x, {
      ...{ kernel, inner, outer, stride, activation: kind === 'RE' ? 'relu' : activation },
      ...(squeezed === 'SE' ? { squeeze } : {}),
    });
  }
  x = pooled(b, b.normedConvolution('conv_last', x, 6 * b.channelsOf(x), 1, { activation }));
  x = b.dropout('dropout', b.activation('hidden_act', b.dense('hidden', x, hidden), activation));
  return b.classified('predictions', x, options.classes);
}

function pooled(b: NetworkBuilder, x: Value): Value {
  return b.flatten('flatten', b.globalAveragePool('avg_pool', x));
}
