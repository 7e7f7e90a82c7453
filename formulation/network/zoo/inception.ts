// The Inception networks: blocks of branches beside each other, joined along the channels. Batch norm after every convolution, 1000 classes, without the auxiliary classifiers
// that the publications train with.
//
// GoogLeNet: Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, table 1, with batch norm and with 3x3 in place of its 5x5 convolutions, as torchvision has it; 224 x 224.
// Inception v3: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, "Rethinking the Inception Architecture for Computer Vision", CVPR 2016; 299 x 299.

import type { Network } from '../network.ts';
import { type Kernel, NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
import type { ZooOptions } from './zoo-options.ts';

/** A convolution: with stride 2 it stays inside, otherwise it keeps the size. */
interface Convolution {
  readonly channels: number;
  readonly kernel: Kernel;
  readonly stride: number;
}

/** A pooling of 3x3: with stride 2 it stays inside, otherwise it keeps the size. */
interface Pooling {
  readonly pool: 'max' | 'average';
  readonly stride: number;
}

/** Branches that read what is before them. */
interface Fork {
  readonly branches: readonly Branch[];
}

type Branch = readonly (Convolution | Pooling | Fork)[];

const conv = (channels: number, kernel: Kernel = 1, stride = 1): Convolution => ({ channels, kernel, stride });
const fork = (...branches: readonly Branch[]): Fork => ({ branches });
const MAX: Pooling = { pool: 'max', stride: 1 };
const HALF: Pooling = { pool: 'max', stride: 2 };
const MEAN: Pooling = { pool: 'average', stride: 1 };

/** Channels as the table of GoogLeNet lists them: 1x1; 3x3 and its reduction; 5x5 and its reduction; behind the pooling. */
function googlenetBlock(one: number, to3: number, three: number, to5: number, five: number, pool: number): Fork {
  return fork([conv(one)], [conv(to3), conv(three, 3)], [conv(to5), conv(five, 3)], [MAX, conv(pool)]);
}

/** Null is a pooling between the blocks. */
const GOOGLENET: readonly (Fork | null)[] = [
  googlenetBlock(64, 96, 128, 16, 32, 32),
  googlenetBlock(128, 128, 192, 32, 96, 64),
  null,
  googlenetBlock(192, 96, 208, 16, 48, 64),
  googlenetBlock(160, 112, 224, 24, 64, 64),
  googlenetBlock(128, 128, 256, 24, 64, 64),
  googlenetBlock(112, 144, 288, 32, 64, 64),
  googlenetBlock(256, 160, 320, 32, 128, 128),
  null,
  googlenetBlock(256, 160, 320, 32, 128, 128),
  googlenetBlock(384, 192, 384, 48, 128, 128),
];

/** Figure 5 of Inception v3: 5x5 convolutions become two of 3x3. */
const figure5 = (pool: number): Fork =>
  fork([conv(64)], [conv(48), conv(64, 5)], [conv(64), conv(96, 3), conv(96, 3)], [MEAN, conv(pool)]);

/** Figure 6: 7x7 convolutions become a row and a column, of so many channels inside. */
const figure6 = (inner: number): Fork => {
  const [row, column] = [conv(inner, [1, 7]), conv(inner, [7, 1])];
  const twice = [conv(inner), column, row, column, conv(192, [1, 7])];
  return fork([conv(192)], [conv(inner), row, conv(192, [7, 1])], twice, [MEAN, conv(192)]);
};

/** Figure 7: rows and columns beside each other. */
const figure7 = (): Fork => {
  const both = fork([conv(384, [1, 3])], [conv(384, [3, 1])]);
  return fork([conv(320)], [conv(384), both], [conv(448), conv(384, 3), both], [MEAN, conv(192)]);
};

const INCEPTION_V3: readonly Fork[] = [
  ...[32, 64, 64].map(figure5),
  fork([conv(384, 3, 2)], [conv(64), conv(96, 3), conv(96, 3, 2)], [HALF]),
  ...[128, 160, 160, 192].map(figure6),
  fork([conv(192), conv(320, 3, 2)], [conv(192), conv(192, [1, 7]), conv(192, [7, 1]), conv(192, 3, 2)], [HALF]),
  figure7(),
  figure7(),
];

const POOLED = { stride: 2, roundsUp: true };

export function googlenet(name: string, options: ZooOptions): Network {
  const b = new NetworkBuilder(name, options);
  let x = b.images(options);
  x = b.normedConvolution('conv1', x, 64, 7, { stride: 2, padding: 3, activation: 'relu' });
  x = b.maxPool('pool1', x, 3, POOLED);
  x = step(b, 'conv3', step(b, 'conv2', x, conv(64)), conv(192, 3));
  x = b.maxPool('pool3', x, 3, POOLED);
  for (const [i, block] of GOOGLENET.entries()) {
    // the last pooling is of 2x2 in torchvision
    x = block === null ? b.maxPool(`pool${i}`, x, i < 5 ? 3 : 2, POOLED) : step(b, `inception${i + 1}`, x, block);
  }
  return classified(b, x, options);
}

export function inceptionV3(name: string, options: ZooOptions): Network {
  const b = new NetworkBuilder(name, options);
  let x = step(b, 'conv1', b.images(options, 299), conv(32, 3, 2));
  x = b.normedConvolution('conv2', x, 32, 3, { activation: 'relu' });
  x = step(b, 'pool1', step(b, 'conv3', x, conv(64, 3)), HALF);
  x = b.normedConvolution('conv5', step(b, 'conv4', x, conv(80)), 192, 3, { activation: 'relu' });
  x = step(b, 'pool2', x, HALF);
  for (const [i, block] of INCEPTION_V3.entries()) x = step(b, `mixed${i + 1}`, x, block);
  return classified(b, x, options);
}

function classified(b: NetworkBuilder, x: Value, { classes }: ZooOptions): Network {
  return b.classified(
    'predictions',
    b.dropout('dropout', b.flatten('flatten', b.globalAveragePool('avg_pool', x))),
    classes,
  );
}

function step(b: NetworkBuilder, name: string, x: Value, part: Branch[number]): Value {
  if ('branches' in part) {
    const ends = part.branches.map((branch, i) =>
      branch.reduce((y, inner, k) => step(b, `${name}_${i + 1}_${k + 1}`, y, inner), x),
    );
    return b.concat(name, ...ends);
  }
  const { stride } = part;
  if ('pool' in part) {
    const options = { stride, padding: stride === 1 ? 1 : 0 };
    return part.pool === 'max' ? b.maxPool(name, x, 3, options) : b.averagePool(name, x, 3, options);
  }
  const padding = stride === 1 ? 'same' : 0;
  return b.normedConvolution(name, x, part.channels, part.kernel, { stride, padding, activation: 'relu' });
}
