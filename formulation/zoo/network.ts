// A network written layer by layer, and the training graph that follows from it.
//
// Forward pass: one node per layer. Then the loss, then one gradient node per layer in reverse order, named
// "LAYER_backward". A gradient node computes the gradients of its layer's inputs and parameters. It reads the gradient
// nodes of all consumers of the layer (and adds them up, where there are several), and of the forward tensors only
// those that the derivative needs: see `Derivative`.
//
// Counted as memory: activations and their gradients, as 32-bit floats. Not counted, because no schedule changes them:
// parameters, parameter gradients (accumulated in place beside the parameters), the input batch, labels, and workspace
// inside an operation. Durations are floating-point operations, a multiply-add being two. Dropout is left out.

import { type ComputeGraph, makeGraph, type NodeDescription } from '../graph.ts';

const BYTES_PER_FLOAT = 4;

/** Channels, height and width of one sample. A vector is [length, 1, 1]. */
export type Shape = readonly [channels: number, height: number, width: number];

/** What a layer writes; the data tensor is the input batch. */
export interface Tensor {
  readonly layer: number;
  readonly shape: Shape;
}

/** What the gradient node of a layer reads besides the incoming gradient, and what it costs. */
export interface Derivative {
  readonly readsInputs: boolean;
  readonly readsOutput: boolean;
  /** Operations per sample. */
  readonly operations: number;
  /** Floats per sample of the gradient it writes; by default, one for each float of its inputs. */
  readonly floats?: number;
}

interface Layer {
  readonly name: string;
  readonly inputs: readonly number[];
  readonly floats: number;
  readonly operations: number;
  readonly derivative: Derivative;
}

const DATA = -1;

/** Floats of a tensor of this shape. */
export function floatsOf([channels, height, width]: Shape): number {
  return channels * height * width;
}

export class Network {
  readonly batch: number;
  readonly data: Tensor;
  private readonly layers: Layer[] = [];

  /** `batch` is the number of samples, `shape` the shape of one of them. */
  constructor(batch: number, shape: Shape) {
    this.batch = batch;
    this.data = { layer: DATA, shape };
  }

  /**
   * Append a layer and return what it writes. `operations` is the cost of its forward pass per sample; `floats` what
   * it writes per sample, if that is more or less than a tensor of its shape.
   */
  add(
    name: string,
    inputs: readonly Tensor[],
    shape: Shape,
    operations: number,
    derivative: Derivative,
    floats: number = floatsOf(shape),
  ): Tensor {
    const layer = this.layers.length;
    this.layers.push({ name, inputs: inputs.map((tensor) => tensor.layer), floats, operations, derivative });
    return { layer, shape };
  }

  /** The training graph. Its last layer must be the loss. Throws GraphError if the batch makes numbers unsafe. */
  trainingGraph(name: string): ComputeGraph {
    const { layers, batch } = this;
    const nodes: NodeDescription[] = [];
    const links: [number, number][] = [];
    for (const [id, { name, inputs, floats, operations }] of layers.entries()) {
      const size = batch * floats * BYTES_PER_FLOAT;
      nodes.push({ id, name, size, duration: batch * operations, backward: false });
      for (const input of inputs) if (input !== DATA) links.push([input, id]);
    }
    const consumers = layers.map((_, layer) =>
      [...layers.keys()].filter((other) => layers[other].inputs.includes(layer)),
    );
    const gradientOf = (layer: number): number => 2 * layers.length - 1 - layer;
    for (let layer = layers.length - 1; layer >= 0; layer--) {
      const { name, inputs, floats, derivative } = layers[layer];
      const id = gradientOf(layer);
      const tensors = inputs.filter((input) => input !== DATA);
      const summands = Math.max(0, consumers[layer].length - 1);
      const written =
        tensors.length === 0 ? 0 : (derivative.floats ?? tensors.reduce((sum, t) => sum + layers[t].floats, 0));
      const size = batch * written * BYTES_PER_FLOAT;
      const duration = batch * (derivative.operations + summands * floats);
      nodes.push({ id, name: `${name}_backward`, size, duration, backward: true });
      for (const consumer of consumers[layer]) links.push([gradientOf(consumer), id]);
      if (derivative.readsInputs) for (const tensor of tensors) links.push([tensor, id]);
      if (derivative.readsOutput) links.push([layer, id]);
    }
    return makeGraph({ name, nodes, links });
  }
}
