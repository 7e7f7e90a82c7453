// DenseNet-121 (Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks", CVPR 2017, table 1) on ImageNet: 224 x 224 x 3, 1000 classes, 32 new channels a
// layer. Every layer reads all those before it in its block; the concatenation is computed anew for each, as implementations do.

import type { Network } from '../network.ts';
import { NetworkBuilder, type Value } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

const BLOCKS: readonly number[] = [6, 12, 24, 16];
const GROWTH = 32;

export function densenet(name: string, { batch, height = 224, width = 224, isKeras }: ZooOptions): Network {
  const b = new NetworkBuilder(name, isKeras);
  let x = b.input('data', [batch, 3, height, width]);
  x = b.convolution('conv1', x, 2 * GROWTH, 7, { stride: 2, padding: 3, bias: false });
  x = b.maxPool('pool1', b.relu('conv1_relu', b.batchNorm('conv1_bn', x)), 3, { stride: 2, padding: 1 });
  for (const [block, layers] of BLOCKS.entries()) {
    const features: Value[] = [x];
    for (let i = 1; i <= layers; i++) {
      const layer = `block${block + 1}_layer${i}`;
      const all = features.length === 1 ? x : b.concat(`${layer}_concat`, ...features);
      const inner = normed(b, `${layer}_1`, all, 4 * GROWTH, 1);
      features.push(normed(b, `${layer}_2`, inner, GROWTH, 3));
    }
    x = b.concat(`block${block + 1}_concat`, ...features);
    if (block === BLOCKS.length - 1) break;
    x = normed(b, `transition${block + 1}`, x, b.channelsOf(x) / 2, 1);
    x = b.averagePool(`transition${block + 1}_pool`, x, 2);
  }
  x = b.globalAveragePool('avg_pool', b.relu('final_relu', b.batchNorm('final_bn', x)));
  x = b.dense('predictions', b.flatten('flatten', x), 1000);
  return b.finish(isKeras ? b.softmax('predictions/softmax', x) : x);
}

/** Batch norm, relu and convolution. */
function normed(b: NetworkBuilder, name: string, x: Value, channels: number, kernel: number): Value {
  const y = b.relu(`${name}_relu`, b.batchNorm(`${name}_bn`, x));
  return b.convolution(`${name}_conv`, y, channels, kernel, { padding: kernel === 1 ? 0 : 1, bias: false });
}
