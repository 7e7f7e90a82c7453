// A network as plain data: its tensors with element types, shapes and bytes, and its operators in a topological order.
//
// This is what a reader of model files (io/onnx) hands to everything that follows: costs, gradients, graphs, outputs. It is structured-cloneable, holds no
// weights, and says what it does not know (null) instead of guessing. Names are whatever the file says; who prints them escapes them.

/** An attribute of an operator; null is a kind nobody here interprets (a graph, a tensor, ...). */
export type AttributeValue = number | string | readonly number[] | readonly string[] | null;

/** parameter: stored in the file; constant: computed from parameters alone; value: computed from a graph input. */
export type TensorRole = 'input' | 'parameter' | 'constant' | 'value';

export interface NetworkTensor {
  readonly name: string;
  /** ONNX name in lower case: float, float16, int64, ... */
  readonly elementType: string;
  /** Null: cannot be known. */
  readonly shape: readonly number[] | null;
  /** Bytes of the tensor, a safe integer; null: cannot be known. */
  readonly bytes: number | null;
  readonly role: TensorRole;
}

export interface NetworkOperator {
  readonly name: string;
  /** ONNX operator. */
  readonly type: string;
  /** '' = ai.onnx. */
  readonly domain: string;
  /** Indices into the tensors, by position; -1 = left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** An object without prototype: names come from the file. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Its results depend on no graph input. */
  readonly foldable: boolean;
  /** It, or something in a subgraph of it, draws random numbers without a seed: a second computation gives something else. */
  readonly random: boolean;
  /** All tensors it reads, those that its subgraphs read from outside included; each once. */
  readonly reads: readonly number[];
}

export interface Network {
  readonly name: string;
  /** Version of the ai.onnx operator set. */
  readonly opset: number;
  readonly tensors: readonly NetworkTensor[];
  /** In the order of the file, which is topological. */
  readonly operators: readonly NetworkOperator[];
  /** Tensor indices. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly warnings: readonly string[];
}
