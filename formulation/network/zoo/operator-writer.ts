// Writes a network operator by operator, as an exporter to ONNX would have made it: tensors with shapes and bytes, and weights as parameters of their operators.
//
// Floating-point tensors have one element type, that of the options; what says where something is, is an int64.

import type { AttributeValue, Network, NetworkOperator, NetworkTensor, TensorRole } from '../network.ts';
import { product } from '../operator-costs.ts';
import type { ZooElementType } from './zoo-options.ts';

const BYTES: Readonly<Record<ZooElementType | 'int64', number>> = { float: 4, float16: 2, bfloat16: 2, int64: 8 };
const OPSET = 24;

/** What an operator writes: the index of its tensor. */
export type Value = number;

export class OperatorWriter {
  /** Of weights, and of what is computed. */
  readonly elementType: ZooElementType;
  private readonly name: string;
  private readonly tensors: NetworkTensor[] = [];
  private readonly operators: NetworkOperator[] = [];
  private readonly inputs: number[] = [];

  constructor(name: string, elementType: ZooElementType = 'float') {
    this.name = name;
    this.elementType = elementType;
  }

  shapeOf(x: Value): readonly number[] {
    return this.tensors[x]!.shape ?? [];
  }

  channelsOf(x: Value): number {
    return this.shapeOf(x)[1] ?? 1;
  }

  input(name: string, shape: readonly number[], elementType: ZooElementType | 'int64' = this.elementType): Value {
    const t = this.tensor(name, shape, 'input', elementType);
    this.inputs.push(t);
    return t;
  }

  weight(name: string, shape: readonly number[]): Value {
    return this.tensor(name, shape, 'parameter', this.elementType);
  }

  /** Known beforehand, and not trained. */
  constant(name: string, shape: readonly number[]): Value {
    return this.tensor(name, shape, 'constant', this.elementType);
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
    // the second output of a pooling says where the maxima were
    const typeOf = (i: number) => (type === 'MaxPool' && i > 0 ? 'int64' : this.elementType);
    const outputs = shapes.map((shape, i) => this.tensor(i === 0 ? name : `${name}:${i}`, shape, 'value', typeOf(i)));
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

  /** The network with this output. */
  finish(output: Value): Network {
    const { name, tensors, operators, inputs } = this;
    return { name, opset: OPSET, tensors, operators, inputs, outputs: [output], warnings: [] };
  }

  private tensor(name: string, shape: readonly number[], role: TensorRole, elementType: keyof typeof BYTES): number {
    this.tensors.push({ name, elementType, shape, bytes: product(shape) * BYTES[elementType], role });
    return this.tensors.length - 1;
  }
}
