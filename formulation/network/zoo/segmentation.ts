// Networks that label every pixel, on 416 x 608 x 3 images.
//
// unet       Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015, with the convolutions of VGG16 as its encoder and
//            "same" padding, so that nothing is cropped. The four skips leave before the poolings; VGG's fifth block is the bottom. 21 classes (Pascal VOC).
// segnet     Badrinarayanan, Kendall and Cipolla, "SegNet: A Deep Convolutional Encoder-Decoder Architecture for Image Segmentation", TPAMI 2017: VGG16 and its mirror image,
//            unpooled by the positions of the maxima.
// fcn8       Long, Shelhamer and Darrell, "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015: VGG16, dense layers as convolutions, scores of three depths.
//
// vgg-unet and vanilla-segnet are the small relatives of these in the library image-segmentation-keras that Checkmate measured, with 19 classes as there; fcn8 has theirs as well.

import type { Network } from '../network.ts';
import { NetworkBuilder } from './network-builder.ts';
import type { Value } from './operator-writer.ts';
import { vggBlock, vggPool } from './vgg.ts';
import type { ZooOptions } from './zoo-options.ts';

const HEIGHT = 416;
const WIDTH = 608;
const PASCAL_CLASSES = 21;
const CHECKMATE_CLASSES = 19;

export function unet(name: string, options: ZooOptions): Network {
  const { b, data } = begin(name, options);
  const skips: Value[] = [];
  let x = data;
  for (let block = 0; block < 4; block++) {
    x = vggBlock(b, x, block);
    skips.push(x);
    x = vggPool(b, x, block);
  }
  x = vggBlock(b, x, 4);
  for (let level = 4; level >= 1; level--) {
    const skip = skips[level - 1]!;
    const channels = b.channelsOf(skip);
    x = b.upConvolution(`up${level}`, x, channels, 2, 2);
    x = b.concat(`up${level}_concat`, skip, x);
    for (const i of [1, 2]) x = b.convolution(`up${level}_conv${i}`, x, channels, 3, { padding: 'same', relu: true });
  }
  return b.finish(withProbabilities(b, b.convolution('classes', x, options.classes ?? PASCAL_CLASSES, 1)));
}

export function segnet(name: string, options: ZooOptions): Network {
  const { b, data } = begin(name, options);
  const blocks: readonly (readonly number[])[] = [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ];
  const normed = (layer: string, x: Value, channels: number): Value => {
    const y = b.convolution(layer, x, channels, 3, { padding: 1, bias: false });
    return b.relu(`${layer}_relu`, b.batchNorm(`${layer}_bn`, y));
  };
  const pools: { readonly indices: Value; readonly shape: readonly number[] }[] = [];
  let x = data;
  for (const [block, widths] of blocks.entries()) {
    for (const [i, channels] of widths.entries()) x = normed(`encode${block + 1}_conv${i + 1}`, x, channels);
    const shape = b.shapeOf(x);
    const size = [...shape.slice(0, 2), ...shape.slice(2).map((length) => Math.floor(length / 2))];
    const [pooled, indices] = b.outputsOf('MaxPool', `encode${block + 1}_pool`, [x], [size, size], WINDOW) as [
      Value,
      Value,
    ];
    pools.push({ indices, shape });
    x = pooled;
  }
  for (let block = blocks.length; block >= 1; block--) {
    const { indices, shape } = pools[block - 1]!;
    x = b.operator('MaxUnpool', `decode${block}_unpool`, [x, indices], shape, WINDOW);
    const widths = blocks[block - 1]!;
    const below = blocks[block - 2]?.at(-1);
    for (let i = widths.length; i >= 1; i--) {
      const isLast = i === 1;
      if (isLast && below === undefined) break;
      x = normed(`decode${block}_conv${i}`, x, isLast ? below! : widths[i - 1]!);
    }
  }
  return b.finish(
    withProbabilities(b, b.convolution('classes', x, options.classes ?? PASCAL_CLASSES, 3, { padding: 1 })),
  );
}

export function fcn8(name: string, options: ZooOptions): Network {
  const { b, data } = begin(name, options);
  const { classes = CHECKMATE_CLASSES } = options;
  const pools: Value[] = [];
  let x = data;
  for (let block = 0; block < 5; block++) {
    x = vggPool(b, vggBlock(b, x, block), block);
    pools.push(x);
  }
  x = b.dropout('dropout', b.convolution('fc6', x, 4096, 7, { padding: 'same', relu: true }));
  x = b.dropout('dropout_1', b.convolution('fc7', x, 4096, 1, { relu: true }));
  x = b.convolution('score', x, classes, 1);
  // a transposed convolution makes two rows and two columns too many; the columns go first
  x = b.upConvolution('up4', x, classes, 4, 2);
  x = cropped(b, 'up4_columns', x, b.shapeOf(x)[2]!, b.shapeOf(pools[3]!)[3]!);
  x = cropped(b, 'up4_rows', x, b.shapeOf(pools[3]!)[2]!, b.shapeOf(x)[3]!);
  x = b.add('add4', x, b.convolution('score4', pools[3]!, classes, 1));
  x = b.upConvolution('up3', x, classes, 4, 2);
  x = cropped(b, 'up3_columns', x, b.shapeOf(x)[2]!, b.shapeOf(pools[2]!)[3]!);
  const score = b.convolution('score3', pools[2]!, classes, 1);
  x = b.add('add3', cropped(b, 'up3_rows', x, b.shapeOf(pools[2]!)[2]!, b.shapeOf(x)[3]!), score);
  return b.finish(withProbabilities(b, b.upConvolution('up8', x, classes, 16, 8)));
}

export function vggUnet(name: string, options: ZooOptions): Network {
  const { b, data } = begin(name, options);
  const pools: Value[] = [];
  let x = data;
  for (let block = 0; block < 4; block++) {
    x = vggPool(b, vggBlock(b, x, block), block);
    pools.push(x);
  }
  x = decoded(b, 'bottom', x, 512);
  for (const [level, channels] of [
    [2, 256],
    [1, 128],
    [0, 64],
  ] as const) {
    x = b.upSampling(`up${level}`, x, 2);
    // the library lists the skip of the deepest level second and of the others likewise: the order does not matter here
    x = b.concat(`up${level}_concat`, x, pools[level]!);
    x = decoded(b, `up${level}`, x, channels);
  }
  return b.finish(
    withProbabilities(b, b.convolution('classes', x, options.classes ?? CHECKMATE_CLASSES, 3, { padding: 'same' })),
  );
}

export function vanillaSegnet(name: string, options: ZooOptions): Network {
  const { b, data } = begin(name, options);
  let x = data;
  for (const [block, channels] of [64, 128, 256, 256].entries()) {
    x = b.relu(`encode${block + 1}_relu`, decoded(b, `encode${block + 1}`, x, channels));
    x = b.maxPool(`encode${block + 1}_pool`, x, 2, { stride: 2 });
  }
  x = decoded(b, 'decode4', x, 512);
  for (const [i, channels] of [256, 128, 64].entries()) {
    x = decoded(b, `decode${3 - i}`, b.upSampling(`decode${3 - i}_up`, x, 2), channels);
  }
  return b.finish(
    withProbabilities(b, b.convolution('classes', x, options.classes ?? CHECKMATE_CLASSES, 3, { padding: 'same' })),
  );
}

const WINDOW = { kernel_shape: [2, 2], strides: [2, 2] };

function begin(name: string, options: ZooOptions): { b: NetworkBuilder; data: Value } {
  const b = new NetworkBuilder(name, options);
  return { b, data: b.images(options, HEIGHT, WIDTH) };
}

/** Rows and columns cut off at the end, to this many. */
function cropped(b: NetworkBuilder, name: string, x: Value, height: number, width: number): Value {
  return b.operator('Slice', name, [x], [...b.shapeOf(x).slice(0, 2), height, width]);
}

/** Padding, convolution and batch norm. */
function decoded(b: NetworkBuilder, name: string, x: Value, channels: number): Value {
  return b.batchNorm(`${name}_bn`, b.convolution(`${name}_conv`, x, channels, 3, { padding: 1 }));
}

/** Keras has two layers more: one row per pixel, and probabilities. */
function withProbabilities(b: NetworkBuilder, x: Value): Value {
  if (!b.isKeras) return x;
  const [batch, classes, height, width] = b.shapeOf(x) as [number, number, number, number];
  return b.softmax('activation', b.reshape('reshape', x, [batch, classes, height * width]));
}
