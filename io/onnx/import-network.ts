// An ONNX model as a Network: names to numbers, shapes and bytes of all tensors, and which operators could be computed once and for all.
//
// Sizes come from the shape rules (inference.ts) and, where these know nothing, from the shapes that the file declares. Dimensions left open are the user's to set; one
// is asked for only if a size that counts hangs on it. What cannot be known (operators without a rule, data-dependent shapes) stays null and is a warning.

import type {
  AttributeValue,
  Network,
  NetworkOperator,
  NetworkTensor,
  TensorRole,
} from '../../formulation/network/network.ts';
import { InputError, shortened } from '../input-error.ts';
import { boundDimensions, dataInputs, dimensionNames, missingDimensions, withNamedDimensions } from './dimensions.ts';
import { elementBits } from './element-types.ts';
import { bytesOf, type Fact, isKnown, NOTHING } from './fact.ts';
import { describeOperator, Inference } from './inference.ts';
import { decodeModel } from './model.ts';
import type { OnnxModel, OnnxNode, OnnxValueInfo } from './model-types.ts';
import { nodeReads } from './node-reads.ts';
import { randomnessOf } from './random-operators.ts';
import { agreed, Scope } from './scope.ts';
import { sortedModel } from './sorted-model.ts';
import { tensorFact } from './tensor-values.ts';

export interface ImportOptions {
  /** For messages. */
  readonly file: string;
  /** Lengths of named dimensions. */
  readonly dimensions?: ReadonlyMap<string, number>;
  /** Put the operators in a topological order where the file has them in another one; without it such a file is refused. */
  readonly sort?: boolean;
}

/** Read a model. Throws InputError. */
export function importNetwork(bytes: Uint8Array, options: ImportOptions): Network {
  return networkOf(readModel(bytes, options), options);
}

/** A model as networkOf takes it. Throws InputError. */
export function readModel(bytes: Uint8Array, { file, sort = false }: ImportOptions): OnnxModel {
  const model = decodeModel(bytes, file);
  return sort ? sortedModel(model, file) : model;
}

/** The network of a decoded model: operator i is node i of its graph. Throws InputError. */
export function networkOf(model: OnnxModel, { file, dimensions = new Map() }: ImportOptions): Network {
  const { graph } = model;
  const reads = nodeReads(graph, file);
  const inputs = withNamedDimensions(dataInputs(model));
  assertLengths(inputs, file);
  const bindings = boundDimensions(model, inputs, dimensions, file);
  const open = dimensionNames(inputs).filter((name) => !bindings.has(name));

  const scope = new Scope(null);
  scope.declare([...graph.valueInfo, ...graph.outputs]);
  for (const tensor of graph.initializers) scope.set(tensor.name, tensorFact(tensor));
  for (const { name, type } of inputs) scope.set(name, agreed(NOTHING, type, bindings).known);
  const inference = new Inference(model, file, bindings);
  inference.runMain(graph.nodes, scope, model.opsets);

  const table = tensorTable(model, inputs, reads, scope, file);
  const unknown = table.tensors.filter(({ role, bytes }) => role === 'value' && bytes === null);
  if (unknown.length > 0 && open.length > 0) throw missingDimensions(open, file);
  const warnings: string[] = [];
  if (!model.opsets.has('')) warnings.push('the file names no version of the ai.onnx operators');
  if (open.length > 0) warnings.push(`without a length, but no size hangs on it: ${listed(open)} (--dim sets it)`);
  if (inference.contradicted.length > 0) {
    warnings.push(
      `the file declares other shapes than follow from its inputs for ${listed(inference.contradicted)}; those that follow count`,
    );
  }
  if (unknown.length > 0) warnings.push(unknownSizes(unknown, inference.unknowing));
  return {
    name: graph.name,
    opset: model.opsets.get('') ?? 1,
    tensors: table.tensors,
    operators: table.operators,
    inputs: inputs.map(({ name }) => table.numberOf(name)),
    outputs: graph.outputs.map(({ name }) => table.numberOf(name)),
    warnings,
  };
}

function assertLengths(inputs: readonly OnnxValueInfo[], file: string): void {
  for (const { name, type } of inputs) {
    for (const length of type.shape ?? []) {
      if (typeof length === 'string' || (Number.isSafeInteger(length) && (length as number) >= 0)) continue;
      const place = `input "${shortened(name)}"`;
      const problem = `has a dimension of ${length}`;
      throw new InputError({ file, place, problem, mend: 'export the model with a length or a name for it' });
    }
  }
}

interface TensorTable {
  readonly tensors: readonly NetworkTensor[];
  readonly operators: readonly NetworkOperator[];
  numberOf(name: string): number;
}

function tensorTable(
  model: OnnxModel,
  inputs: readonly OnnxValueInfo[],
  namesRead: readonly (readonly string[])[],
  scope: Scope,
  file: string,
): TensorTable {
  const tensors: NetworkTensor[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    const number = numbers.get(name);
    if (number !== undefined) return number;
    const place = `output "${shortened(name)}"`;
    throw new InputError({
      file,
      place,
      problem: 'is given by no operator, input or initializer',
      mend: 'the model is damaged; export it anew',
    });
  };
  const add = (name: string, role: TensorRole): number => {
    if (numbers.has(name)) {
      throw new InputError({
        file,
        place: `${role} "${shortened(name)}"`,
        problem: 'is there twice',
        mend: 'the model is damaged; export it anew',
      });
    }
    numbers.set(name, tensors.length);
    return tensors.push(tensorOf(name, scope.get(name) ?? NOTHING, role, file)) - 1;
  };
  for (const { name } of inputs) add(name, 'input');
  for (const { name } of model.graph.initializers) add(name, 'parameter');
  const { nodes } = model.graph;
  const names = uniqueNames(nodes);
  const { draws, isRandom } = randomnessOf(model);
  const operators = nodes.map((node, i): NetworkOperator => {
    const reads = (namesRead[i] as readonly string[]).map(numberOf);
    const fixed = reads.every((tensor) => ['parameter', 'constant'].includes((tensors[tensor] as NetworkTensor).role));
    const foldable = fixed && !draws(node);
    const outputs = node.outputs.map((name) => (name === '' ? -1 : add(name, foldable ? 'constant' : 'value')));
    return {
      name: names[i] as string,
      type: node.type,
      domain: node.domain,
      inputs: node.inputs.map((name) => (name === '' ? -1 : numberOf(name))),
      outputs,
      attributes: attributesOf(node),
      foldable,
      random: isRandom(node),
      reads,
    };
  });
  return { tensors, operators, numberOf };
}

function tensorOf(name: string, known: Fact, role: TensorRole, file: string): NetworkTensor {
  const shape = isKnown(known.shape) ? known.shape : null;
  const bytes = bytesOf(known);
  if (shape !== null && bytes === null && elementBits(known.type) > 0) {
    const problem = `of shape [${shape.join(', ')}] and type ${known.type} has more bytes than can be counted exactly`;
    throw new InputError({ file, place: `tensor "${shortened(name)}"`, problem, mend: 'give it smaller dimensions' });
  }
  return { name, elementType: known.type || 'undefined', shape, bytes, role };
}

function attributesOf(node: OnnxNode): Readonly<Record<string, AttributeValue>> {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  for (const { name, value } of node.attributes) attributes[name] = value;
  return attributes;
}

/** The names of the nodes; missing ones after operator and place, repeated ones with a number behind. */
function uniqueNames(nodes: readonly OnnxNode[]): string[] {
  const taken = new Set(nodes.map(({ name }) => name));
  const given = new Set<string>();
  return nodes.map((node, place) => {
    const wanted = node.name || `${node.type}_${place}`;
    let name = wanted;
    for (let n = 2; given.has(name) || (name !== node.name && taken.has(name)); n++) name = `${wanted}_${n}`;
    given.add(name);
    return name;
  });
}

const MOST_LISTED = 5;

/** The first few names. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map((name) => `"${shortened(name)}"`);
  return shown.join(', ') + (names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '');
}

function unknownSizes(unknown: readonly NetworkTensor[], causes: readonly OnnxNode[]): string {
  const because =
    causes.length === 0 ? '' : `; not known from ${causes.slice(0, MOST_LISTED).map(describeOperator).join(', ')} on`;
  return `the sizes of ${listed(unknown.map(({ name }) => name))} cannot be known and count as 0 where nothing else is said${because}`;
}
