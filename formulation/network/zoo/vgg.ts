// VGG (Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, table 1, configurations A, B, D and E) on ImageNet: 224 x 224 x 3,
// 1000 classes, dropout after the first two dense layers. Each convolution includes its relu, as the paper's table counts layers.

import type { Network } from '../network.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
import type { ZooOptions } from './zoo-options.ts';

const CHANNELS: readonly number[] = [64, 128, 256, 512, 512];
const CONVOLUTIONS = {
  11: [1, 1, 2, 2, 2],
  13: [2, 2, 2, 2, 2],
  16: [2, 2, 3, 3, 3],
  19: [2, 2, 4, 4, 4],
} as const;

export type VggLayers = keyof typeof CONVOLUTIONS;

export function vgg(layers: VggLayers, name: string, options: ZooOptions): Network {
  const b = new NetworkBuilder(name, options);
  let x = b.images(options);
  for (const block of CHANNELS.keys()) x = vggPool(b, vggBlock(b, x, block, layers), block);
  x = b.flatten('flatten', x);
  for (const fc of ['fc1', 'fc2']) {
    x = b.dense(fc, x, 4096, true);
    if (!b.isKeras) x = b.dropout(`${fc}_dropout`, x);
  }
  return b.classified('predictions', x, options.classes);
}

/** The convolutions of a block, counted from 0, without its pooling. */
export function vggBlock(b: NetworkBuilder, input: Value, block: number, layers: VggLayers = 16): Value {
  let x = input;
  for (let i = 1; i <= CONVOLUTIONS[layers][block]!; i++) {
    x = b.convolution(`block${block + 1}_conv${i}`, x, CHANNELS[block]!, 3, { padding: 'same', relu: true });
  }
  return x;
}

export function vggPool(b: NetworkBuilder, x: Value, block: number): Value {
  return b.maxPool(`block${block + 1}_pool`, x, 2, { stride: 2 });
}
