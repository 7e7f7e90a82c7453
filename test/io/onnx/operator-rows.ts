// How the cases of operators are written down.
//
// Inputs and outputs are texts: "float[2,3]" a value of that shape ("?" for a dimension that is not known), "int64[2]=4,5" an initializer with these numbers, "-" an
// input left out; of outputs "?" alone means that nothing but the type is known. Operator sets are LATEST_OPSET unless given.

import type { AttributeSpec } from '../../support/onnx-writer.ts';

export interface OperatorCase {
  readonly operator: string;
  readonly inputs: string;
  readonly outputs: string;
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly opset?: number;
}

export type Row = readonly [
  operator: string,
  inputs: string,
  outputs: string,
  attributes?: Readonly<Record<string, AttributeSpec>> | undefined,
  opset?: number,
];

export const same = (names: string, attributes?: Readonly<Record<string, AttributeSpec>>): Row[] =>
  names.split(' ').map((name) => [name, 'float[2,3,4]', 'float[2,3,4]', attributes]);

export const several = (
  names: string,
  inputs: string,
  outputs: string,
  attributes?: Readonly<Record<string, AttributeSpec>>,
): Row[] => names.split(' ').map((name) => [name, inputs, outputs, attributes]);

/** Attributes of a window of three by three. */
export const WINDOW = { kernel_shape: [3, 3] } as const;

export const toCase = (prefix: string, [operator, inputs, outputs, attributes, opset]: Row): OperatorCase => ({
  operator: prefix + operator,
  inputs,
  outputs,
  ...(attributes === undefined ? {} : { attributes }),
  ...(opset === undefined ? {} : { opset }),
});
