// ResNet (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, table 1) on ImageNet: 224 x 224 x 3, 1000 classes. Two 3x3 convolutions in a
// block of the 18 and 34 layers, 1x1, 3x3, 1x1 in those of the others; batch norm after every convolution and before its relu; a projection on the shortcut where the shape
// changes. The stride of a stage is in its first convolution, as in the paper; `strideInside` puts it into the 3x3 one of the bottleneck, as later implementations do (v1.5).
//
// Its relatives differ in the 3x3 convolution: in groups, and wider (ResNeXt: Xie, Girshick, Dollar, Tu and He, "Aggregated Residual Transformations for Deep Neural Networks",
// CVPR 2017), or twice as wide (Zagoruyko and Komodakis, "Wide Residual Networks", BMVC 2016, as torchvision transfers it to ImageNet).

import type { Network } from '../network.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
import type { ZooOptions } from './zoo-options.ts';

const BLOCKS = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 8, 36, 3],
} as const;

export interface ResnetForm {
  readonly depth: keyof typeof BLOCKS;
  /** Of the 3x3 convolution of a bottleneck. */
  readonly groups?: number;
  /** Channels of a group in the first stage; each stage has twice those of the one before. */
  readonly groupWidth?: number;
  readonly strideInside?: boolean;
}

interface Block {
  readonly name: string;
  readonly inner: number;
  readonly outer: number;
  readonly groups: number;
  readonly stride: number;
  readonly strideInside: boolean;
}

export function resnet(
  { depth, groups = 1, groupWidth = 64, strideInside = false }: ResnetForm,
  name: string,
  options: ZooOptions,
): Network {
  const b = new NetworkBuilder(name, options);
  const isDeep = depth >= 50;
  let x = b.images(options);
  x = b.convolution('conv1_conv', x, 64, 7, { stride: 2, padding: 3, padName: 'conv1_pad', bias: b.isKeras });
  x = b.relu('conv1_relu', b.batchNorm('conv1_bn', x));
  x = b.maxPool('pool1_pool', x, 3, { stride: 2, padding: 1, padName: 'pool1_pad' });
  for (const [stage, blocks] of BLOCKS[depth].entries()) {
    const outer = (isDeep ? 256 : 64) * 2 ** stage;
    const inner = groups * groupWidth * 2 ** stage;
    for (let i = 1; i <= blocks; i++) {
      const stride = stage > 0 && i === 1 ? 2 : 1;
      const block = { name: `conv${stage + 2}_block${i}`, inner, outer, groups, stride, strideInside };
      x = isDeep ? bottleneck(b, x, block) : basic(b, x, block);
    }
  }
  x = b.globalAveragePool('avg_pool', x);
  return b.classified('probs', b.flatten('avg_pool/flatten', x), options.classes);
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
function bottleneck(b: NetworkBuilder, input: Value, block: Block): Value {
  const { name, inner, outer, groups, stride, strideInside } = block;
  const bias = b.isKeras;
  const [outside, inside] = strideInside ? [1, stride] : [stride, 1];
  let x = b.convolution(`${name}_1_conv`, input, inner, 1, { stride: outside, bias });
  x = b.relu(`${name}_1_relu`, b.batchNorm(`${name}_1_bn`, x));
  x = b.convolution(`${name}_2_conv`, x, inner, 3, { stride: inside, padding: b.isKeras ? 'same' : 1, groups, bias });
  x = b.relu(`${name}_2_relu`, b.batchNorm(`${name}_2_bn`, x));
  const isProjected = b.channelsOf(input) !== outer;
  const projected = isProjected ? b.convolution(`${name}_0_conv`, input, outer, 1, { stride, bias }) : input;
  x = b.convolution(`${name}_3_conv`, x, outer, 1, { bias });
  const shortcut = isProjected ? b.batchNorm(`${name}_0_bn`, projected) : input;
  x = b.batchNorm(`${name}_3_bn`, x);
  return b.relu(`${name}_out`, b.add(`${name}_add`, shortcut, x));
}
