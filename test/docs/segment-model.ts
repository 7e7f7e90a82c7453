// The model of examples/segment.onnx: a small network that marks every pixel of an image. A skip connection is held while the wide middle is computed, so less memory
// costs a recomputation even without training. The weights are random.

import { Random } from '../../solver/random.ts';
import { type NodeSpec, onnxModel, type TensorSpec } from '../support/onnx-writer.ts';

const NARROW = 8;
const WIDE = 64;
const CLASSES = 2;

const WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  'stem.weight': [NARROW, 3, 3, 3],
  'expand.weight': [WIDE, NARROW, 1, 1],
  'depthwise.weight': [WIDE, 1, 3, 3],
  'project.weight': [NARROW, WIDE, 1, 1],
  'up.weight': [NARROW, NARROW, 2, 2],
  'head.weight': [CLASSES, NARROW, 1, 1],
};

const PADDED = { kernel_shape: [3, 3], pads: [1, 1, 1, 1] };

const NODES: readonly NodeSpec[] = [
  { name: 'stem', type: 'Conv', inputs: ['image', 'stem.weight'], outputs: ['a'], attributes: PADDED },
  { name: 'stem_relu', type: 'Relu', inputs: ['a'], outputs: ['skip'] },
  {
    ...{ name: 'down', type: 'MaxPool', inputs: ['skip'], outputs: ['b'] },
    attributes: { kernel_shape: [2, 2], strides: [2, 2] },
  },
  { name: 'expand', type: 'Conv', inputs: ['b', 'expand.weight'], outputs: ['c'] },
  { name: 'expand_relu', type: 'Relu', inputs: ['c'], outputs: ['d'] },
  {
    ...{ name: 'depthwise', type: 'Conv', inputs: ['d', 'depthwise.weight'], outputs: ['e'] },
    attributes: { ...PADDED, group: WIDE },
  },
  { name: 'depthwise_relu', type: 'Relu', inputs: ['e'], outputs: ['f'] },
  { name: 'project', type: 'Conv', inputs: ['f', 'project.weight'], outputs: ['g'] },
  {
    ...{ name: 'up', type: 'ConvTranspose', inputs: ['g', 'up.weight'], outputs: ['h'] },
    attributes: { kernel_shape: [2, 2], strides: [2, 2] },
  },
  { name: 'add', type: 'Add', inputs: ['h', 'skip'], outputs: ['i'] },
  { name: 'head', type: 'Conv', inputs: ['i', 'head.weight'], outputs: ['classes'] },
];

/** The bytes of examples/segment.onnx. */
export function segmentModel(): Uint8Array<ArrayBuffer> {
  const random = new Random('segment');
  const initializers = Object.entries(WEIGHTS).map(([name, shape]): TensorSpec => {
    const length = shape.reduce((product, n) => product * n, 1);
    // thousandths, so that the file does not depend on the last bit of anything
    const values = Array.from({ length }, () => random.between(-300, 300) / 1000);
    return { name, type: 'float', shape, values };
  });
  return onnxModel({
    ...{ name: 'segment', nodes: NODES, initializers, opset: 17 },
    inputs: [{ name: 'image', type: 'float', shape: ['batch', 3, 224, 224] }],
    outputs: [{ name: 'classes', type: 'float', shape: ['batch', CLASSES, 224, 224] }],
  });
}
