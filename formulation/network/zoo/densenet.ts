// DenseNet (Huang, Liu, van der Maaten and Weinberger, "Densely Connected Convolutional Networks", CVPR 2017, table 1) on ImageNet: 224 x 224 x 3, 1000 classes. Every layer
// reads all those before it in its block; the concatenation is computed anew for each, as implementations do.

import type { Network } from '../network.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
import type { ZooOptions } from './zoo-options.ts';

export interface DensenetForm {
  /** Layers of each block. */
  readonly blocks: readonly number[];
  /** New channels of a layer. */
  readonly growth: number;
  /** Channels of the convolution before the first block. */
  readonly first: number;
}

export const DENSENETS = {
  121: { blocks: [6, 12, 24, 16], growth: 32, first: 64 },
  161: { blocks: [6, 12, 36, 24], growth: 48, first: 96 },
  169: { blocks: [6, 12, 32, 32], growth: 32, first: 64 },
  201: { blocks: [6, 12, 48, 32], growth: 32, first: 64 },
} as const satisfies Record<number, DensenetForm>;

export function densenet({ blocks, growth, first }: DensenetForm, name: string, options: ZooOptions): Network {
  const b = new NetworkBuilder(name, options);
  let x = b.images(options);
  x = b.convolution('conv1', x, first, 7, { stride: 2, padding: 3, bias: false });
  x = b.maxPool('pool1', b.relu('conv1_relu', b.batchNorm('conv1_bn', x)), 3, { stride: 2, padding: 1 });
  for (const [block, layers] of blocks.entries()) {
    const features: Value[] = [x];
    for (let i = 1; i <= layers; i++) {
      const layer = `block${block + 1}_layer${i}`;
      const all = features.length === 1 ? x : b.concat(`${layer}_concat`, ...features);
      const inner = normed(b, `${layer}_1`, all, 4 * growth, 1);
      features.push(normed(b, `${layer}_2`, inner, growth, 3));
    }
    x = b.concat(`block${block + 1}_concat`, ...features);
    if (block === blocks.length - 1) break;
    x = normed(b, `transition${block + 1}`, x, b.channelsOf(x) / 2, 1);
    x = b.averagePool(`transition${block + 1}_pool`, x, 2);
  }
  x = b.globalAveragePool('avg_pool', b.relu('final_relu', b.batchNorm('final_bn', x)));
  return b.classified('predictions', b.flatten('flatten', x), options.classes);
}

/** Batch norm, relu and convolution. */
function normed(b: NetworkBuilder, name: string, x: Value, channels: number, kernel: number): Value {
  const y = b.relu(`${name}_relu`, b.batchNorm(`${name}_bn`, x));
  return b.convolution(`${name}_conv`, y, channels, kernel, { padding: kernel === 1 ? 0 : 1, bias: false });
}
