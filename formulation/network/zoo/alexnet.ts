// AlexNet in one column (Krizhevsky, "One weird trick for parallelizing convolutional neural networks", arXiv 1404.5997, 2014) on ImageNet: 224 x 224 x 3, 1000 classes.

import type { Network } from '../network.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

/** Channels, kernel, stride, padding, and whether a pooling follows. */
const CONVOLUTIONS: readonly (readonly [
  channels: number,
  kernel: number,
  stride: number,
  padding: number,
  pooled: boolean,
])[] = [
  [64, 11, 4, 2, true],
  [192, 5, 1, 2, true],
  [384, 3, 1, 1, false],
  [256, 3, 1, 1, false],
  [256, 3, 1, 1, true],
];

export function alexnet(name: string, options: ZooOptions): Network {
  const b = new NetworkBuilder(name, options);
  let x = b.images(options);
  for (const [i, [channels, kernel, stride, padding, pooled]] of CONVOLUTIONS.entries()) {
    x = b.convolution(`conv${i + 1}`, x, channels, kernel, { stride, padding, relu: true });
    if (pooled) x = b.maxPool(`pool${i + 1}`, x, 3, { stride: 2 });
  }
  x = b.flatten('flatten', x);
  for (const fc of ['fc6', 'fc7']) x = b.dense(fc, b.dropout(`${fc}_dropout`, x), 4096, true);
  return b.classified('fc8', x, options.classes);
}
