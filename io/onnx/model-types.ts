// What is decoded of an ONNX file: the parts that shapes, costs and a rewritten order need. Everything else stays as the bytes it came in.
//
// Payloads (weights, nodes as bytes) are views of the file's buffer. Names: onnx.proto of ONNX 1.23, ir_version up to 13.

import type { AttributeValue } from '../../formulation/network/network.ts';

/** A dimension: a length, the name of an unknown one, or null. */
export type OnnxDimension = number | string | null;

/** Type of a value. Element types in lower case; a sequence is "sequence(float)", and so on; '' where the file says nothing. */
export interface OnnxType {
  readonly elementType: string;
  /** Null: not even the rank is given. */
  readonly shape: readonly OnnxDimension[] | null;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: OnnxType;
}

/** One of the typed data fields of a TensorProto: its number in the file, and its runs as they stand there. */
export interface OnnxTensorData {
  readonly field: number;
  readonly packed: readonly Uint8Array[];
}

export interface OnnxTensor {
  readonly name: string;
  readonly elementType: string;
  readonly shape: readonly number[];
  /** Weights as bytes, little endian; null where they are elsewhere. */
  readonly raw: Uint8Array | null;
  /** Weights as numbers of the wire format; null where there are none. */
  readonly data: OnnxTensorData | null;
}

export interface OnnxAttribute {
  readonly name: string;
  readonly value: AttributeValue;
  readonly tensor: OnnxTensor | null;
  readonly graph: OnnxGraph | null;
  /** Inside a function: the attribute of the call whose value this one takes; '' elsewhere. */
  readonly reference: string;
}

export interface OnnxNode {
  /** The NodeProto as it is (or will be) in the file. */
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly type: string;
  /** '' = ai.onnx. */
  readonly domain: string;
  /** Which of several functions of the same name; '' mostly. */
  readonly overload: string;
  /** '' = left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly valueInfo: readonly OnnxValueInfo[];
  /** All fields but the nodes, as they stand in the file: those before the first node, and the others. */
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
}

/** A function that the model defines for itself. */
export interface OnnxFunction {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Attributes that have a default. */
  readonly defaults: readonly OnnxAttribute[];
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly OnnxNode[];
  readonly valueInfo: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly irVersion: number;
  /** Version of each operator set by domain; '' = ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  readonly functions: readonly OnnxFunction[];
  /** All fields but the graph, as they stand in the file: those before it and those after it. */
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
}
