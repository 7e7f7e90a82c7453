// Writes a network layer by layer.
//
// A layer is one operator, or several whose names begin alike ("fc1", "fc1/relu"): who counts layers looks at the part before the slash. With `isKeras` the padding of a
// convolution or pooling is a layer of its own; otherwise it is an attribute.

import type { Network } from '../network.ts';
import { product } from '../operator-costs.ts';
import { OperatorWriter, type Value } from './operator-writer.ts';
import type { ZooOptions } from './zoo-options.ts';

export interface WindowOptions {
  readonly stride?: number;
  /** Rows and columns of zeros before and after; "same" keeps size / stride, rounded up. */
  readonly padding?: number | readonly [before: number, after: number] | 'same';
  /** Name of the layer that pads, where padding is one. */
  readonly padName?: string;
  /** The last window may reach over the edge. */
  readonly roundsUp?: boolean;
}

/** Rows and columns, or both. */
export type Kernel = number | readonly [rows: number, columns: number];

export interface ConvolutionOptions extends WindowOptions {
  readonly groups?: number;
  readonly bias?: boolean;
  readonly relu?: boolean;
}

/** What is applied to each element, and the operator it is. */
const ACTIVATIONS = {
  relu: 'Relu',
  relu6: 'Clip',
  'hard-swish': 'HardSwish',
  swish: 'Swish',
  sigmoid: 'Sigmoid',
  'hard-sigmoid': 'HardSigmoid',
} as const;

export type Activation = keyof typeof ACTIVATIONS;

export class NetworkBuilder extends OperatorWriter {
  /** Padding is a layer, and networks end with the probabilities. */
  readonly isKeras: boolean;

  constructor(name: string, { isKeras = false, elementType }: Partial<ZooOptions> = {}) {
    super(name, elementType);
    this.isKeras = isKeras;
  }

  /** The images that are asked for, three colours each; of this size if none is asked for. */
  images({ batch, height, width }: ZooOptions, rows = 224, columns = rows): Value {
    return this.input('data', [batch, 3, height ?? rows, width ?? columns]);
  }

  convolution(name: string, x: Value, channels: number, kernel: Kernel, options: ConvolutionOptions = {}): Value {
    const { groups = 1, bias = true, relu = false } = options;
    const { value, attributes, size } = this.window(name, x, kernel, options);
    const shape = [channels, this.channelsOf(x) / groups, ...attributes.kernel_shape];
    const weights = [this.weight(`${name}/weight`, shape)];
    if (bias) weights.push(this.weight(`${name}/bias`, [channels]));
    const output = [this.shapeOf(x)[0]!, channels, ...size];
    const y = this.operator('Conv', name, [value, ...weights], output, { ...attributes, group: groups });
    return relu ? this.relu(`${name}/relu`, y) : y;
  }

  /** Convolution without bias, batch norm and what is applied to each element, if anything is. */
  normedConvolution(
    name: string,
    x: Value,
    channels: number,
    kernel: Kernel,
    { activation, ...options }: ConvolutionOptions & { readonly activation?: Activation } = {},
  ): Value {
    const y = this.batchNorm(`${name}_bn`, this.convolution(name, x, channels, kernel, { ...options, bias: false }));
    return activation === undefined ? y : this.activation(`${name}_act`, y, activation);
  }

  /** Every pixel becomes a patch; patches overlap where the kernel is larger than the stride. */
  upConvolution(name: string, x: Value, channels: number, kernel: number, stride: number): Value {
    const [batch, from, height, width] = this.shapeOf(x) as [number, number, number, number];
    const weights = [
      this.weight(`${name}/weight`, [from, channels, kernel, kernel]),
      this.weight(`${name}/bias`, [channels]),
    ];
    const shape = [batch, channels, (height - 1) * stride + kernel, (width - 1) * stride + kernel];
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride] };
    return this.operator('ConvTranspose', name, [x, ...weights], shape, attributes);
  }

  batchNorm(name: string, x: Value): Value {
    const channels = this.channelsOf(x);
    const weights = ['scale', 'bias', 'mean', 'variance'].map((part) => this.weight(`${name}/${part}`, [channels]));
    return this.operator('BatchNormalization', name, [x, ...weights], this.shapeOf(x));
  }

  layerNorm(name: string, x: Value): Value {
    const width = this.shapeOf(x).at(-1)!;
    const weights = ['scale', 'bias'].map((part) => this.weight(`${name}/${part}`, [width]));
    return this.operator('LayerNormalization', name, [x, ...weights], this.shapeOf(x), { axis: -1 });
  }

  rmsNorm(name: string, x: Value): Value {
    const scale = this.weight(`${name}/scale`, [this.shapeOf(x).at(-1)!]);
    return this.operator('RMSNormalization', name, [x, scale], this.shapeOf(x), { axis: -1 });
  }

  relu(name: string, x: Value): Value {
    return this.activation(name, x, 'relu');
  }

  activation(name: string, x: Value, activation: Activation): Value {
    return this.unary(ACTIVATIONS[activation], name, x);
  }

  softmax(name: string, x: Value, axis = 1): Value {
    return this.operator('Softmax', name, [x], this.shapeOf(x), { axis });
  }

  /** An operator on each element by itself. */
  unary(type: string, name: string, x: Value): Value {
    return this.operator(type, name, [x], this.shapeOf(x));
  }

  dropout(name: string, x: Value): Value {
    return this.unary('Dropout', name, x);
  }

  maxPool(name: string, x: Value, kernel: number, options: WindowOptions): Value {
    return this.pool('MaxPool', name, x, kernel, options);
  }

  /** Means of squares, which do not overlap if nothing else is said. */
  averagePool(name: string, x: Value, kernel: number, options: WindowOptions = { stride: kernel }): Value {
    return this.pool('AveragePool', name, x, kernel, options);
  }

  globalAveragePool(name: string, x: Value): Value {
    return this.operator('GlobalAveragePool', name, [x], [...this.shapeOf(x).slice(0, 2), 1, 1]);
  }

  /** Every pixel becomes a square of `factor` by `factor`. */
  upSampling(name: string, x: Value, factor: number): Value {
    const [batch, channels, height, width] = this.shapeOf(x) as [number, number, number, number];
    return this.operator('Resize', name, [x], [batch, channels, factor * height, factor * width], { mode: 'nearest' });
  }

  add(name: string, a: Value, b: Value): Value {
    return this.operator('Add', name, [a, b], this.shapeOf(a));
  }

  /** The product with something of the same shape, or with a factor that several elements share. */
  multiply(name: string, a: Value, factor: Value): Value {
    return this.operator('Mul', name, [a, factor], this.shapeOf(a));
  }

  /** One behind the other along the channels. */
  concat(name: string, ...parts: readonly Value[]): Value {
    return this.concatAlong(1, name, ...parts);
  }

  concatAlong(axis: number, name: string, ...parts: readonly Value[]): Value {
    const shape = [...this.shapeOf(parts[0]!)];
    shape[axis] = parts.reduce((sum, part) => sum + this.shapeOf(part)[axis]!, 0);
    return this.operator('Concat', name, parts, shape, { axis });
  }

  reshape(name: string, x: Value, shape: readonly number[]): Value {
    return this.operator('Reshape', name, [x], shape);
  }

  transpose(name: string, x: Value, axes: readonly number[]): Value {
    const shape = axes.map((axis) => this.shapeOf(x)[axis]!);
    return this.operator('Transpose', name, [x], shape, { perm: axes });
  }

  flatten(name: string, x: Value): Value {
    const [batch, ...rest] = this.shapeOf(x);
    return this.operator('Flatten', name, [x], [batch!, product(rest)]);
  }

  /** Fully connected, on a matrix. */
  dense(name: string, x: Value, width: number, relu = false): Value {
    const weights = [this.weight(`${name}/weight`, [width, this.shapeOf(x)[1]!]), this.weight(`${name}/bias`, [width])];
    const y = this.rowsTimes(name, x, weights);
    return relu ? this.relu(`${name}/relu`, y) : y;
  }

  /** A matrix times another one that is transposed, [width, from], and a bias if there is one. */
  rowsTimes(name: string, x: Value, weights: readonly Value[]): Value {
    return this.operator('Gemm', name, [x, ...weights], [this.shapeOf(x)[0]!, this.shapeOf(weights[0]!)[0]!], {
      transB: 1,
    });
  }

  /** Fully connected, on the last axis. */
  linear(name: string, x: Value, width: number, bias = true): Value {
    const shape = [...this.shapeOf(x).slice(0, -1), width];
    const weight = this.weight(`${name}/weight`, [this.shapeOf(x).at(-1)!, width]);
    const y = this.operator('MatMul', name, [x, weight], shape);
    return bias ? this.operator('Add', `${name}/bias`, [y, this.weight(`${name}/offset`, [width])], shape) : y;
  }

  /** The product of the last two axes. */
  matMul(name: string, a: Value, b: Value): Value {
    return this.operator('MatMul', name, [a, b], [...this.shapeOf(a).slice(0, -1), this.shapeOf(b).at(-1)!]);
  }

  /** The network that ends with a score for each class, from a matrix; in Keras with probabilities. */
  classified(name: string, x: Value, classes = 1000): Network {
    const y = this.dense(name, x, classes);
    return this.finish(this.isKeras ? this.softmax(`${name}/softmax`, y) : y);
  }

  private pool(type: 'MaxPool' | 'AveragePool', name: string, x: Value, kernel: number, options: WindowOptions): Value {
    const { value, attributes, size } = this.window(name, x, kernel, options);
    return this.operator(type, name, [value], [...this.shapeOf(x).slice(0, 2), ...size], attributes);
  }

  /** Where a window of this size may stand: what it slides over, how the operator says so, and how many places there are. */
  private window(
    name: string,
    x: Value,
    kernel: Kernel,
    { stride = 1, padding = 0, padName = `${name}_pad`, roundsUp = false }: WindowOptions,
  ): { value: Value; attributes: { kernel_shape: readonly number[] }; size: readonly number[] } {
    const extent = this.shapeOf(x).slice(2);
    const kernelShape = typeof kernel === 'number' ? [kernel, kernel] : kernel;
    const attributes = { kernel_shape: kernelShape, strides: [stride, stride], ...(roundsUp ? { ceil_mode: 1 } : {}) };
    if (padding === 'same') {
      return { value: x, attributes, size: extent.map((length) => Math.ceil(length / stride)) };
    }
    const [before, after] = typeof padding === 'number' ? [padding, padding] : padding;
    const padded = extent.map((length) => length + before + after);
    const round = roundsUp ? Math.ceil : Math.floor;
    const size = padded.map((length, axis) => round((length - kernelShape[axis]!) / stride) + 1);
    const isLayer = this.isKeras && before + after > 0;
    const value = isLayer ? this.operator('Pad', padName, [x], [...this.shapeOf(x).slice(0, 2), ...padded]) : x;
    const pads = isLayer ? [] : [before, before, after, after];
    return { value, attributes: { ...attributes, ...{ pads } }, size };
  }
}
