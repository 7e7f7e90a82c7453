// VGG16 (Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015,
// table 1, configuration D) on ImageNet: 224 x 224 x 3, 1000 classes. Each convolution includes its relu, as the
// paper's table counts layers. The dropout of the first two dense layers is left out.

import type { ComputeGraph } from '../graph.ts';
import { convolution, crossEntropy, dense, maxPool } from './layers.ts';
import { Network, type Tensor } from './network.ts';

/** Number of convolutions and channels of each block. */
export const VGG16_BLOCKS: readonly (readonly [convolutions: number, channels: number])[] = [
  [2, 64],
  [2, 128],
  [3, 256],
  [3, 512],
  [3, 512],
];

export function vgg16(batch: number): ComputeGraph {
  const network = new Network(batch, [3, 224, 224]);
  let x = network.data;
  for (const block of VGG16_BLOCKS.keys()) {
    x = vgg16Block(network, x, block);
    x = maxPool(network, `block${block + 1}_pool`, x, 2, 2);
  }
  x = dense(network, 'fc1', x, 4096, true);
  x = dense(network, 'fc2', x, 4096, true);
  x = dense(network, 'fc3', x, 1000);
  crossEntropy(network, 'loss', x);
  return network.trainingGraph(`vgg16-b${batch}`);
}

/** The convolutions of a block, counted from 0, without its pooling. */
export function vgg16Block(network: Network, input: Tensor, block: number): Tensor {
  const [convolutions, channels] = VGG16_BLOCKS[block];
  let x = input;
  for (let i = 1; i <= convolutions; i++) {
    x = convolution(network, `block${block + 1}_conv${i}`, x, channels, 3, { relu: true });
  }
  return x;
}
