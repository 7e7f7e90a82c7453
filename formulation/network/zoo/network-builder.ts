// Writes a network layer by layer, as the operators of ONNX: what an exporter would have made of it.
//
// A layer is one operator, or several whose names begin alike ("fc1", "fc1/relu"): who counts layers looks at the part before the slash. Weights are parameters of their
// operators. With `explicitPadding` the padding of a convolution or pooling is a layer of its own, as in Keras; otherwise it is an attribute.

import type { AttributeValue, Network, NetworkOperator, NetworkTensor, TensorRole } from '../network.ts';
import { product } from '../operator-costs.ts';

const BYTES: Readonly<Record<string, number>> = { float: 4, int64: 8, bool: 1 };
const OPSET = 20;

/** What a layer writes: the index of its tensor. */
export type Value = number;

export interface WindowOptions {
  readonly stride?: number;
  /** Rows and columns of zeros before and after; "same" keeps size / stride, rounded up. */
  readonly padding?: number | readonly [before: number, after: number] | 'same';
  /** Name of the layer that pads, where padding is one. */
  readonly padName?: string;
}

export interface ConvolutionOptions extends WindowOptions {
  readonly groups?: number;
  readonly bias?: boolean;
  readonly relu?: boolean;
}

export class NetworkBuilder {
  /** Padding is a layer, and networks end with the probabilities. */
  readonly isKeras: boolean;
  private readonly name: string;
  private readonly tensors: NetworkTensor[] = [];
  private readonly operators: NetworkOperator[] = [];
  private readonly inputs: number[] = [];

  constructor(name: string, isKeras = false) {
    this.name = name;
    this.isKeras = isKeras;
  }

  shapeOf(x: Value): readonly number[] {
    return this.tensors[x]!.shape ?? [];
  }

  channelsOf(x: Value): number {
    return this.shapeOf(x)[1] ?? 1;
  }

  input(name: string, shape: readonly number[], elementType = 'float'): Value {
    const t = this.tensor(name, shape, 'input', elementType);
    this.inputs.push(t);
    return t;
  }

  weight(name: string, shape: readonly number[], elementType = 'float'): Value {
    return this.tensor(name, shape, 'parameter', elementType);
  }

  /** Any operator with one output. */
  operator(
    type: string,
    name: string,
    inputs: readonly Value[],
    shape: readonly number[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): Value {
    return this.outputsOf(type, name, inputs, [shape], attributes)[0]!;
  }

  /** Any operator. */
  outputsOf(
    type: string,
    name: string,
    inputs: readonly Value[],
    shapes: readonly (readonly number[])[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): readonly Value[] {
    const elementType = this.tensors[inputs[0]!]!.elementType;
    // the second output of a pooling says where the maxima were
    const types = shapes.map((_, i) => (type === 'MaxPool' && i > 0 ? 'int64' : elementType));
    const outputs = shapes.map((shape, i) => this.tensor(i === 0 ? name : `${name}:${i}`, shape, 'value', types[i]!));
    const own = Object.assign(Object.create(null) as Record<string, AttributeValue>, attributes);
    const reads = [...new Set(inputs.filter((t) => t >= 0))];
    this.operators.push({
      name,
      type,
      domain: '',
      inputs,
      outputs,
      attributes: own,
      foldable: false,
      random: false,
      reads,
    });
    return outputs;
  }

  convolution(name: string, x: Value, channels: number, kernel: number, options: ConvolutionOptions = {}): Value {
    const { groups = 1, bias = true, relu = false, stride = 1 } = options;
    const { value, pads, size } = this.window(name, x, kernel, options);
    const weights = [this.weight(`${name}/weight`, [channels, this.channelsOf(x) / groups, kernel, kernel])];
    if (bias) weights.push(this.weight(`${name}/bias`, [channels]));
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads, group: groups };
    const shape = [this.shapeOf(x)[0]!, channels, ...size];
    const y = this.operator('Conv', name, [value, ...weights], shape, attributes);
    return relu ? this.relu(`${name}/relu`, y) : y;
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

  relu(name: string, x: Value): Value {
    return this.unary('Relu', name, x);
  }

  /** Between 0 and 6. */
  relu6(name: string, x: Value): Value {
    return this.unary('Clip', name, x);
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
    const { value, pads, size, stride } = this.window(name, x, kernel, options);
    const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], pads };
    return this.operator('MaxPool', name, [value], [...this.shapeOf(x).slice(0, 2), ...size], attributes);
  }

  /** Means of squares that do not overlap. */
  averagePool(name: string, x: Value, kernel: number): Value {
    const [batch, channels, ...extent] = this.shapeOf(x);
    const size = extent.map((length) => Math.floor(length / kernel));
    const attributes = { kernel_shape: [kernel, kernel], strides: [kernel, kernel] };
    return this.operator('AveragePool', name, [x], [batch!, channels!, ...size], attributes);
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

  /** One behind the other along the channels. */
  concat(name: string, ...parts: readonly Value[]): Value {
    const [batch, , ...size] = this.shapeOf(parts[0]!);
    const channels = parts.reduce((sum, part) => sum + this.channelsOf(part), 0);
    return this.operator('Concat', name, parts, [batch!, channels, ...size], { axis: 1 });
  }

  reshape(name: string, x: Value, shape: readonly number[]): Value {
    return this.operator('Reshape', name, [x], shape);
  }

  transpose(name: string, x: Value, axes: readonly number[]): Value {
    const shape = this.shapeOf(x);
    return this.operator(
      'Transpose',
      name,
      [x],
      axes.map((axis) => shape[axis]!),
      { perm: axes },
    );
  }

  flatten(name: string, x: Value): Value {
    const [batch, ...rest] = this.shapeOf(x);
    return this.operator('Flatten', name, [x], [batch!, product(rest)]);
  }

  /** Fully connected, on a matrix. */
  dense(name: string, x: Value, width: number, relu = false): Value {
    const [batch, from] = this.shapeOf(x) as [number, number];
    const weights = [this.weight(`${name}/weight`, [width, from]), this.weight(`${name}/bias`, [width])];
    const y = this.operator('Gemm', name, [x, ...weights], [batch, width], { transB: 1 });
    return relu ? this.relu(`${name}/relu`, y) : y;
  }

  /** Fully connected, on the last axis. */
  linear(name: string, x: Value, width: number, bias = true): Value {
    const shape = [...this.shapeOf(x).slice(0, -1), width];
    const y = this.operator(
      'MatMul',
      name,
      [x, this.weight(`${name}/weight`, [this.shapeOf(x).at(-1)!, width])],
      shape,
    );
    return bias ? this.operator('Add', `${name}/bias`, [y, this.weight(`${name}/offset`, [width])], shape) : y;
  }

  /** The product of the last two axes. */
  matMul(name: string, a: Value, b: Value): Value {
    return this.operator('MatMul', name, [a, b], [...this.shapeOf(a).slice(0, -1), this.shapeOf(b).at(-1)!]);
  }

  /** The network with this output. */
  finish(output: Value): Network {
    const { name, tensors, operators, inputs } = this;
    return { name, opset: OPSET, tensors, operators, inputs, outputs: [output], warnings: [] };
  }

  /** Where a window of this size may stand: what it slides over, and how many places there are. */
  private window(
    name: string,
    x: Value,
    kernel: number,
    { stride = 1, padding = 0, padName = `${name}_pad` }: WindowOptions,
  ): { value: Value; pads: readonly number[]; size: readonly number[]; stride: number } {
    const extent = this.shapeOf(x).slice(2);
    if (padding === 'same') {
      return { value: x, pads: [], size: extent.map((length) => Math.ceil(length / stride)), stride };
    }
    const [before, after] = typeof padding === 'number' ? [padding, padding] : padding;
    const padded = extent.map((length) => length + before + after);
    const size = padded.map((length) => Math.floor((length - kernel) / stride) + 1);
    const isLayer = this.isKeras && before + after > 0;
    const value = isLayer ? this.operator('Pad', padName, [x], [...this.shapeOf(x).slice(0, 2), ...padded]) : x;
    return { value, pads: isLayer ? [] : [before, before, after, after], size, stride };
  }

  private tensor(name: string, shape: readonly number[], role: TensorRole, elementType: string): number {
    const bytes = product(shape) * BYTES[elementType]!;
    this.tensors.push({ name, elementType, shape, bytes, role });
    return this.tensors.length - 1;
  }
}
