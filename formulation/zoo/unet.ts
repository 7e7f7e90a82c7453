// U-Net (Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015)
// with the convolutions of VGG16 as its encoder, on 416 x 608 x 3 images and 21 classes (Pascal VOC). The four skips
// leave before the poolings; VGG's fifth block is the bottom. Up-convolutions 2x2 and two 3x3 convolutions per level as
// in the paper, but with "same" padding, so that nothing is cropped. Convolutions include their relu.

import type { ComputeGraph } from '../graph.ts';
import { concat, convolution, crossEntropy, maxPool, upConvolution } from './layers.ts';
import { Network, type Tensor } from './network.ts';
import { VGG16_BLOCKS, vgg16Block } from './vgg16.ts';

const CLASSES = 21;

export function unet(batch: number): ComputeGraph {
  const network = new Network(batch, [3, 416, 608]);
  const skips: Tensor[] = [];
  let x = network.data;
  const bottom = VGG16_BLOCKS.length - 1;
  for (let block = 0; block < bottom; block++) {
    x = vgg16Block(network, x, block);
    skips.push(x);
    x = maxPool(network, `block${block + 1}_pool`, x, 2, 2);
  }
  x = vgg16Block(network, x, bottom);
  for (let level = bottom; level >= 1; level--) {
    const skip = skips[level - 1];
    const channels = skip.shape[0];
    x = upConvolution(network, `up${level}`, x, channels, 2);
    x = concat(network, `up${level}_concat`, skip, x);
    x = convolution(network, `up${level}_conv1`, x, channels, 3, { relu: true });
    x = convolution(network, `up${level}_conv2`, x, channels, 3, { relu: true });
  }
  x = convolution(network, 'classes', x, CLASSES, 1);
  crossEntropy(network, 'loss', x);
  return network.trainingGraph(`unet-b${batch}`);
}
