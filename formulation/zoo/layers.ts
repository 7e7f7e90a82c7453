// The layers networks are made of: shapes, operation counts, and what each derivative reads.
//
//   layer              reads, besides the incoming gradient      why
//   convolution        its input                                 gradient of the weights (that of the input needs weights only)
//   ... with relu      its input and its output                  the sign of the output is the mask of the relu
//   relu               its output                                the same mask
//   batch norm         its input                                 normalised again from the batch's mean and variance
//   max pooling        its input and output                      to find again where the maximum was
//   add, concat, avg   nothing                                   the gradient is passed on, split or spread
//
// Counts are the textbook ones: a convolution costs 2 k^2 c_in operations per output float, and its derivative twice
// that (weights, input), or once if the input is the data, whose gradient nobody needs.

import { floatsOf, type Network, type Shape, type Tensor } from './network.ts';

// Operations per float. Batch norm forward: sum, centre, square, accumulate, scale, shift; backward: normalise (2), two
// accumulated sums (3), and the four-term expression of the input gradient (5).
const BATCH_NORM_FORWARD = 6;
const BATCH_NORM_BACKWARD = 10;
// exp, accumulate, subtract maximum, divide or pick.
const SOFTMAX = 4;

export interface ConvolutionOptions {
  readonly stride?: number;
  /** Apply a relu in the same operation. */
  readonly relu?: boolean;
}

/** k x k convolution with "same" padding and bias. */
export function convolution(
  network: Network,
  name: string,
  input: Tensor,
  channels: number,
  kernel: number,
  { stride = 1, relu = false }: ConvolutionOptions = {},
): Tensor {
  const [inputChannels, height, width] = input.shape;
  const shape: Shape = [channels, Math.ceil(height / stride), Math.ceil(width / stride)];
  const products = 2 * kernel * kernel * inputChannels * floatsOf(shape);
  return weighted(network, name, input, shape, products, relu);
}

/** Transposed convolution k x k with stride k: every pixel becomes a k x k patch. */
export function upConvolution(network: Network, name: string, input: Tensor, channels: number, kernel: number): Tensor {
  const [inputChannels, height, width] = input.shape;
  const shape: Shape = [channels, kernel * height, kernel * width];
  return weighted(network, name, input, shape, 2 * inputChannels * floatsOf(shape), false);
}

/** Fully connected layer, with bias; the input is flattened, which costs nothing. */
export function dense(network: Network, name: string, input: Tensor, outputs: number, relu = false): Tensor {
  return weighted(network, name, input, [outputs, 1, 1], 2 * floatsOf(input.shape) * outputs, relu);
}

function weighted(
  network: Network,
  name: string,
  input: Tensor,
  shape: Shape,
  products: number,
  relu: boolean,
): Tensor {
  const perOutput = floatsOf(shape) * (relu ? 2 : 1); // bias, relu
  const gradients = input === network.data ? 1 : 2;
  const derivative = { readsInputs: true, readsOutput: relu, operations: gradients * products + perOutput };
  return network.add(name, [input], shape, products + perOutput, derivative);
}

export function batchNorm(network: Network, name: string, input: Tensor): Tensor {
  const floats = floatsOf(input.shape);
  const derivative = { readsInputs: true, readsOutput: false, operations: BATCH_NORM_BACKWARD * floats };
  return network.add(name, [input], input.shape, BATCH_NORM_FORWARD * floats, derivative);
}

export function relu(network: Network, name: string, input: Tensor): Tensor {
  const floats = floatsOf(input.shape);
  const derivative = { readsInputs: false, readsOutput: true, operations: floats };
  return network.add(name, [input], input.shape, floats, derivative);
}

/** k x k max pooling, with "same" padding. */
export function maxPool(network: Network, name: string, input: Tensor, kernel: number, stride: number): Tensor {
  const [channels, height, width] = input.shape;
  const shape: Shape = [channels, Math.ceil(height / stride), Math.ceil(width / stride)];
  const operations = kernel * kernel * floatsOf(shape);
  return network.add(name, [input], shape, operations, { readsInputs: true, readsOutput: true, operations });
}

/** Mean of every channel. */
export function globalAveragePool(network: Network, name: string, input: Tensor): Tensor {
  const operations = floatsOf(input.shape);
  const derivative = { readsInputs: false, readsOutput: false, operations };
  return network.add(name, [input], [input.shape[0], 1, 1], operations, derivative);
}

/** Sum of two tensors of one shape. Both receive the same gradient, so its derivative writes one tensor. */
export function add(network: Network, name: string, a: Tensor, b: Tensor): Tensor {
  const floats = floatsOf(a.shape);
  const derivative = { readsInputs: false, readsOutput: false, operations: floats, floats };
  return network.add(name, [a, b], a.shape, floats, derivative);
}

/** Two tensors of the same height and width, one behind the other along the channels. */
export function concat(network: Network, name: string, a: Tensor, b: Tensor): Tensor {
  const shape: Shape = [a.shape[0] + b.shape[0], a.shape[1], a.shape[2]];
  const operations = floatsOf(shape);
  return network.add(name, [a, b], shape, operations, { readsInputs: false, readsOutput: false, operations });
}

/**
 * Softmax and cross entropy over the channels, at every pixel. Writes the loss and the logarithm of the normaliser of
 * each pixel; with these and the logits the derivative finds the probabilities again.
 */
export function crossEntropy(network: Network, name: string, logits: Tensor): Tensor {
  const [, height, width] = logits.shape;
  const floats = floatsOf(logits.shape);
  const derivative = { readsInputs: true, readsOutput: true, operations: SOFTMAX * floats };
  return network.add(name, [logits], [1, height, width], SOFTMAX * floats, derivative, 2 * height * width);
}
