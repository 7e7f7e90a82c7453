// ResNet-50 v1 (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, table 1) on
// ImageNet: 224 x 224 x 3, 1000 classes. Bottleneck blocks 1x1, 3x3, 1x1; batch norm after every convolution and
// before its relu; a projection on the shortcut of the first block of each stage. The stride of a stage is in the first
// 1x1 convolution, as in the paper.

import type { ComputeGraph } from '../graph.ts';
import { add, batchNorm, convolution, crossEntropy, dense, globalAveragePool, maxPool, relu } from './layers.ts';
import { Network, type Tensor } from './network.ts';

/** Blocks, and channels inside and at the end of a block, for each stage. */
const STAGES: readonly (readonly [blocks: number, inner: number, outer: number])[] = [
  [3, 64, 256],
  [4, 128, 512],
  [6, 256, 1024],
  [3, 512, 2048],
];

export function resnet50(batch: number): ComputeGraph {
  const network = new Network(batch, [3, 224, 224]);
  let x = normedConvolution(network, 'conv1', network.data, 64, 7, 2);
  x = relu(network, 'conv1_relu', x);
  x = maxPool(network, 'pool1', x, 3, 2);
  for (const [stage, [blocks, inner, outer]] of STAGES.entries()) {
    for (let block = 1; block <= blocks; block++) {
      const stride = stage > 0 && block === 1 ? 2 : 1;
      x = bottleneck(network, `conv${stage + 2}_block${block}`, x, inner, outer, stride);
    }
  }
  x = globalAveragePool(network, 'pool5', x);
  x = dense(network, 'fc', x, 1000);
  crossEntropy(network, 'loss', x);
  return network.trainingGraph(`resnet50-b${batch}`);
}

function bottleneck(
  network: Network,
  name: string,
  input: Tensor,
  inner: number,
  outer: number,
  stride: number,
): Tensor {
  const isProjected = input.shape[0] !== outer;
  const shortcut = isProjected ? normedConvolution(network, `${name}_0`, input, outer, 1, stride) : input;
  let x = normedConvolution(network, `${name}_1`, input, inner, 1, stride);
  x = relu(network, `${name}_1_relu`, x);
  x = normedConvolution(network, `${name}_2`, x, inner, 3, 1);
  x = relu(network, `${name}_2_relu`, x);
  x = normedConvolution(network, `${name}_3`, x, outer, 1, 1);
  x = add(network, `${name}_add`, shortcut, x);
  return relu(network, `${name}_out`, x);
}

function normedConvolution(
  network: Network,
  name: string,
  input: Tensor,
  channels: number,
  kernel: number,
  stride: number,
): Tensor {
  const x = convolution(network, `${name}_conv`, input, channels, kernel, { stride });
  return batchNorm(network, `${name}_bn`, x);
}
