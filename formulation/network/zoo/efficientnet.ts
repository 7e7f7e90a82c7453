// EfficientNet (Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", ICML 2019): table 1 is B0; the others are wider and deeper by the
// factors of their authors' code, on larger images. Sizes of images are those of torchvision. 1000 classes.

import type { Network } from '../network.ts';
import { divisible, invertedResidual, strided } from './inverted-residual.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { ZooOptions } from './zoo-options.ts';

/** Expansion, kernel, stride of the first block, channels, blocks. */
const STAGES: readonly (readonly [
  expansion: number,
  kernel: number,
  stride: number,
  channels: number,
  blocks: number,
])[] = [
  [1, 3, 1, 16, 1],
  [6, 3, 2, 24, 2],
  [6, 5, 2, 40, 2],
  [6, 3, 2, 80, 3],
  [6, 5, 1, 112, 3],
  [6, 5, 2, 192, 4],
  [6, 3, 1, 320, 1],
];

export interface EfficientnetForm {
  readonly wider: number;
  readonly deeper: number;
  /** Pixels in a row of an image. */
  readonly pixels: number;
}

/** B0, B1, ... */
export const EFFICIENTNETS: readonly EfficientnetForm[] = [
  { wider: 1, deeper: 1, pixels: 224 },
  { wider: 1, deeper: 1.1, pixels: 240 },
  { wider: 1.1, deeper: 1.2, pixels: 288 },
  { wider: 1.2, deeper: 1.4, pixels: 300 },
  { wider: 1.4, deeper: 1.8, pixels: 380 },
  { wider: 1.6, deeper: 2.2, pixels: 456 },
  { wider: 1.8, deeper: 2.6, pixels: 528 },
  { wider: 2, deeper: 3.1, pixels: 600 },
];

export function efficientnet({ wider, deeper, pixels }: EfficientnetForm, name: string, options: ZooOptions): Network {
  const activation = 'swish';
  const b = new NetworkBuilder(name, options);
  let x = b.images(options, pixels);
  x = b.normedConvolution('conv1', x, divisible(32 * wider), 3, { ...strided(b, 3, 2), activation });
  for (const [stage, [expansion, kernel, first, channels, blocks]] of STAGES.entries()) {
    for (let i = 0; i < Math.ceil(blocks * deeper); i++) {
      const from = b.channelsOf(x);
      x = invertedResidual(b, `block${stage + 1}_${i + 1}`, x, {
        ...{ inner: divisible(expansion * from), outer: divisible(channels * wider), kernel, activation },
        ...{ stride: i === 0 ? first : 1, isSkipped: true },
        squeeze: { channels: Math.max(1, Math.floor(from / 4)), inside: 'swish', gate: 'sigmoid' },
      });
    }
  }
  x = b.normedConvolution('conv_last', x, 4 * b.channelsOf(x), 1, { activation });
  x = b.flatten('flatten', b.globalAveragePool('avg_pool', x));
  return b.classified('predictions', b.dropout('dropout', x), options.classes);
}
