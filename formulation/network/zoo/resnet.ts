// ResNet (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, table 1) on ImageNet: 224 x 224 x 3, 1000 classes. Two 3x3 convolutions in a
// block of the 18 and 34 layers, 1x1, 3x3, 1x1 in those of the others; batch norm after every convolution and before its relu; a projection on the shortcut where the shape
// changes. The stride of a stage is in its first convolution, as in the paper; `strideInside` puts it into the 3x3 one of the bottleneck, as later implementations do (v1.5).

import type { Network } from '../network.ts';
import { NetworkBuilder, type Value } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

export type ResnetDepth = 18 | 34 | 50 | 101 | 152;

const BLOCKS: Readonly<Record<ResnetDepth, readonly number[]>> = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
};

interface Block {
  readonly name: string;
  readonly inner: number;
  readonly outer: number;
  readonly stride: number;
  readonly strideInside: boolean;
}

export function resnet(
  depth: ResnetDepth,
  name: string,
  { batch, height = 224, width = 224, isKeras }: ZooOptions,
  strideInside = false,
): Network {
  const b = new NetworkBuilder(name, isKeras);
  const isDeep = depth >= 50;
  let x = b.input('data', [batch, 3, height, width]);
  x = b.convolution('conv1_conv', x, 64, 7, { stride: 2, padding: 3, padName: 'conv1_pad', bias: isKeras });
  x = b.relu('conv1_relu', b.batchNorm('conv1_bn', x));
  x = b.maxPool('pool1_pool', x, 3, { stride: 2, padding: 1, padName: 'pool1_pad' });
  for (const [stage, blocks] of BLOCKS[depth].entries()) {
    const inner = 64 * 2 ** stage;
    for (let i = 1; i <= blocks; i++) {
      const stride = stage > 0 && i === 1 ? 2 : 1;
      const block = {
        name: `conv${stage + 2}_block${i}`,
        inner,
        outer: isDeep ? 4 * inner : inner,
        stride,
        strideInside,
      };
      x = isDeep ? bottleneck(b, x, block) : basic(b, x, block);
    }
  }
  x = b.globalAveragePool('avg_pool', x);
  x = b.dense('probs', b.flatten('avg_pool/flatten', x), 1000);
  return b.finish(isKeras ? b.softmax('probs/softmax', x) : x);
}

/** Two 3x3 convolutions. */
function basic(b: NetworkBuilder, input: Value, { name, outer, stride }: Block): Value {
  const bias = b.isKeras;
  let x = b.convolution(`${name}_1_conv`, input, outer, 3, { stride, padding: 1, bias });
  x = b.relu(`${name}_1_relu`, b.batchNorm(`${name}_1_bn`, x));
  x = b.convolution(`${name}_2_conv`, x, outer, 3, { padding: 1, bias });
  x = b.batchNorm(`${name}_2_bn`, x);
  const isProjected = stride > 1 || b.channelsOf(input) !== outer;
  const projected = isProjected ? b.convolution(`${name}_0_conv`, input, outer, 1, { stride, bias }) : input;
  const shortcut = isProjected ? b.batchNorm(`${name}_0_bn`, projected) : input;
  return b.relu(`${name}_out`, b.add(`${name}_add`, shortcut, x));
}

/** 1x1, 3x3, 1x1; the projection is computed beside the last one, as Keras orders them. */
function bottleneck(b: NetworkBuilder, input: Value, { name, inner, outer, stride, strideInside }: Block): Value {
  const bias = b.isKeras;
  const [outside, inside] = strideInside ? [1, stride] : [stride, 1];
  let x = b.convolution(`${name}_1_conv`, input, inner, 1, { stride: outside, bias });
  x = b.relu(`${name}_1_relu`, b.batchNorm(`${name}_1_bn`, x));
  x = b.convolution(`${name}_2_conv`, x, inner, 3, { stride: inside, padding: b.isKeras ? 'same' : 1, bias });
  x = b.relu(`${name}_2_relu`, b.batchNorm(`${name}_2_bn`, x));
  const isProjected = b.channelsOf(input) !== outer;
  const projected = isProjected ? b.convolution(`${name}_0_conv`, input, outer, 1, { stride, bias }) : input;
  x = b.convolution(`${name}_3_conv`, x, outer, 1, { bias });
  const shortcut = isProjected ? b.batchNorm(`${name}_0_bn`, projected) : input;
  x = b.batchNorm(`${name}_3_bn`, x);
  return b.relu(`${name}_out`, b.add(`${name}_add`, shortcut, x));
}
