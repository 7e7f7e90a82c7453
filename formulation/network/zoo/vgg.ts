// VGG (Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, table 1, configurations D and E) on ImageNet: 224 x 224 x 3,
// 1000 classes, dropout after the first two dense layers. Each convolution includes its relu, as the paper's table counts layers.

import type { Network } from '../network.ts';
import { NetworkBuilder, type Value } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

const CHANNELS: readonly number[] = [64, 128, 256, 512, 512];
const CONVOLUTIONS: Readonly<Record<16 | 19, readonly number[]>> = { 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] };

export function vgg(layers: 16 | 19, name: string, { batch, height = 224, width = 224, isKeras }: ZooOptions): Network {
  const b = new NetworkBuilder(name, isKeras);
  let x = b.input('data', [batch, 3, height, width]);
  for (const block of CHANNELS.keys()) x = vggPool(b, vggBlock(b, x, block, layers), block);
  x = b.flatten('flatten', x);
  for (const fc of ['fc1', 'fc2']) {
    x = b.dense(fc, x, 4096, true);
    if (!isKeras) x = b.dropout(`${fc}_dropout`, x);
  }
  x = b.dense('predictions', x, 1000);
  return b.finish(isKeras ? b.softmax('predictions/softmax', x) : x);
}

/** The convolutions of a block, counted from 0, without its pooling. */
export function vggBlock(b: NetworkBuilder, input: Value, block: number, layers: 16 | 19 = 16): Value {
  let x = input;
  for (let i = 1; i <= CONVOLUTIONS[layers][block]!; i++) {
    x = b.convolution(`block${block + 1}_conv${i}`, x, CHANNELS[block]!, 3, { padding: 'same', relu: true });
  }
  return x;
}

export function vggPool(b: NetworkBuilder, x: Value, block: number): Value {
  return b.maxPool(`block${block + 1}_pool`, x, 2, { stride: 2 });
}
