// The training graph of a forward network: forward pass, loss, and the backward pass that reverse-mode differentiation makes of it.
//
// The operators are walked backwards; each is given to its rule (gradient-rules.ts), which says what its gradient reads and writes. Gradients flow to all stored weights
// with two elements or more that are floating-point, and to what is computed from such weights alone, as one weight. Constants that a file stores among its weights (a mask) cannot be told from
// these. Inputs get no gradient. The loss is the cross-entropy of the first floating-point output with labels: over the second axis of a matrix or of an image, over the
// last one of a sequence. Without a loss, the gradient of every floating-point output comes in from outside.
//
// Statistics, masks and indices that the backward pass reads (saved-tensors.ts) are nodes of their own, which can stay in memory without the output of the operator; the output
// can then be computed again from them. `statistics: 'joined'` counts as exports of torch do: an operator is one node with all it writes, in memory as long as any of it.
// Batch norm and dropout are in training mode whatever the file says. Dropout masks are random and computed once.

import type { Device } from './devices.ts';
import { Gradient, Gradients, type Read } from './gradient.ts';
import { DEFAULT_RULE, DIFFERENTIABLE_INPUTS, GRADIENT_RULES, WITHOUT_GRADIENT } from './gradient-rules.ts';
import type { Network, NetworkOperator } from './network.ts';
import { addForward } from './network-graph.ts';
import { elementsOf, operatorCost } from './operator-costs.ts';
import { RematBuilder, tensorsOf } from './remat-builder.ts';
import type { RematGraph } from './remat-graph.ts';
import { savedTensor } from './saved-tensors.ts';

export interface TrainingOptions {
  readonly device: Device;
  readonly loss: 'cross-entropy' | 'none';
  readonly statistics: 'split' | 'joined';
}

export interface TrainingGraph {
  readonly graph: RematGraph;
  /** Types of the operators that were differentiated by the default rule. */
  readonly defaulted: readonly string[];
}

/** A network that cannot be trained: `problem` says why. */
export class TrainingError extends Error {}

const FLOATS: ReadonlySet<string> = new Set(['float', 'float16', 'bfloat16', 'double', 'float8e4m3fn', 'float8e5m2']);

/** Linear in the size of the network, but for gradients of several readers. Throws TrainingError. */
export function trainingGraph(network: Network, { device, loss, statistics }: TrainingOptions): TrainingGraph {
  const builder = new RematBuilder(network, device);
  const needs = neededGradients(network);
  const gradients = new Gradients(network, builder, needs);
  const saved = network.operators.map((operator) =>
    operator.foldable ? null : addTrainingForward(builder, gradients, operator, statistics === 'joined'),
  );
  const outputs = network.outputs.filter((t) => FLOATS.has(network.tensors[t]!.elementType) && needs[t] === 1);
  const [first] = outputs;
  if (first === undefined) throw new TrainingError('no floating-point output depends on a weight');
  if (loss === 'cross-entropy') crossEntropy(builder, gradients, first);
  else
    for (const t of outputs)
      gradients.contribute(t, builder.constant(tangentOf(network, t), 'input', 'tangent', builder.bytesOf(t)));
  const defaulted = new Set<string>();
  for (let k = network.operators.length - 1; k >= 0; k--) {
    const operator = network.operators[k]!;
    if (operator.foldable || WITHOUT_GRADIENT.has(operator.type)) continue;
    const gradient = new Gradient(gradients, operator, saved[k]!);
    if (gradient.incoming().length === 0) continue;
    const rule = GRADIENT_RULES.get(operator.type);
    if (rule === undefined) defaulted.add(operator.type);
    (rule ?? DEFAULT_RULE)(gradient);
  }
  for (const t of leaves(network)) {
    const node = gradients.of(t);
    if (node !== null) builder.result(node, 'grad');
  }
  const what = loss === 'none' ? 'no loss' : 'cross-entropy loss';
  return {
    graph: builder.graph(network.name, `training graph: forward, backward, ${what}; statistics ${statistics}`),
    defaulted: [...defaulted],
  };
}

/** Weights, and constants that are computed from weights, that something differentiable reads. */
function leaves(network: Network): readonly number[] {
  const isWeight = new Uint8Array(network.tensors.length);
  for (const [t, tensor] of network.tensors.entries()) {
    if (tensor.role === 'parameter' && isTrainable(network, t)) isWeight[t] = 1;
  }
  const read = new Uint8Array(network.tensors.length);
  for (const operator of network.operators) {
    const { foldable, reads, outputs } = operator;
    if (!foldable) for (const t of differentiable(operator)) read[t] = 1;
    else if (reads.some((t) => isWeight[t] === 1)) {
      for (const t of outputs) if (t >= 0 && isTrainable(network, t)) isWeight[t] = 1;
    }
  }
  return [...network.tensors.keys()].filter((t) => isWeight[t] === 1 && read[t] === 1);
}

function isTrainable(network: Network, t: number): boolean {
  const tensor = network.tensors[t]!;
  return FLOATS.has(tensor.elementType) && elementsOf(tensor) >= 2;
}

/** The inputs that an operator has gradients for. */
function differentiable({ type, inputs }: NetworkOperator): readonly number[] {
  return inputs.slice(0, DIFFERENTIABLE_INPUTS.get(type) ?? inputs.length).filter((t) => t >= 0);
}

/** Which tensors depend on a weight in a way that can be differentiated. */
function neededGradients(network: Network): Uint8Array {
  const needs = new Uint8Array(network.tensors.length);
  for (const t of leaves(network)) needs[t] = 1;
  for (const operator of network.operators) {
    const { foldable, type, outputs } = operator;
    if (foldable || WITHOUT_GRADIENT.has(type)) continue;
    if (!differentiable(operator).some((t) => needs[t] === 1)) continue;
    for (const t of outputs) if (t >= 0 && FLOATS.has(network.tensors[t]!.elementType)) needs[t] = 1;
  }
  return needs;
}

/** The nodes of an operator in the forward pass; the result is the one with what its gradient needs, or null. */
function addTrainingForward(
  builder: RematBuilder,
  gradients: Gradients,
  operator: NetworkOperator,
  isJoined: boolean,
): Read | null {
  const { network } = gradients;
  const saved = savedTensor(network, operator);
  if (saved === null) {
    addForward(builder, network, operator);
    return null;
  }
  const { name, type, inputs, outputs } = operator;
  const { suffix, bytes, random, flops, changesBuffers, elementType } = saved;
  const reads = operator.reads.map((t) => builder.tensor(t));
  const cost = operatorCost(network, operator);
  const written = outputs.slice(0, 1).filter((t) => t >= 0);
  const size = written.reduce((sum, t) => sum + builder.bytesOf(t), 0);
  const [output] = tensorsOf(network, written);
  const marks = random ? ({ random: true, recompute: 'forbid' } as const) : {};
  const shapes = [output?.shape ?? null];
  const types = [output?.elementType ?? elementType];
  let node: number;
  let kept: number;
  if (isJoined) {
    node = builder.compute(
      { name, op: type, shapes, types, ...marks },
      size + bytes,
      { ...cost, bytesMoved: cost.bytesMoved + bytes },
      reads,
    );
    kept = node;
  } else {
    const input = builder.tensor(inputs[0]!);
    const part = { name: gradients.uniqueName(`${name}/${suffix}`), op: `${type}${capitalized(suffix)}`, ...marks };
    const bytesMoved = bytes + (network.tensors[inputs[0]!]!.bytes ?? 0);
    kept = builder.compute({ ...part, types: [elementType] }, bytes, { ...cost, flops, bytesMoved }, [input]);
    node = builder.compute({ name, op: type, shapes, types }, size, { ...cost, bytesMoved: cost.bytesMoved + bytes }, [
      ...reads,
      kept,
    ]);
  }
  for (const t of written) builder.hold(t, node);
  if (changesBuffers) builder.result(kept, 'mutation');
  return { node: kept, bytes };
}

/** Loss and its gradient: the logarithms of the probabilities are kept for it. */
function crossEntropy(builder: RematBuilder, gradients: Gradients, t: number): void {
  const tensor = gradients.network.tensors[t]!;
  const { shape, elementType } = tensor;
  const logits = builder.tensor(t);
  const elements = elementsOf(tensor);
  const size = builder.bytesOf(t);
  const classes = shape?.at(shape.length === 2 || shape.length >= 4 ? 1 : -1) ?? 1;
  const rows = classes === 0 ? 0 : elements / classes;
  const labels = builder.constant(
    { name: gradients.uniqueName('labels'), op: 'placeholder' },
    'input',
    'data',
    8 * rows,
  );
  const emit = (
    name: string,
    op: string,
    bytes: number,
    cost: { readonly flops: number; readonly bytesRead: number },
    reads: readonly number[],
    backward = false,
  ): number => {
    const part = { name: gradients.uniqueName(name), op, backward, types: [elementType] };
    const { flops, bytesRead } = cost;
    return builder.compute(part, bytes, { flops, bytesMoved: bytes + bytesRead, elementType }, reads);
  };
  const softmax = { flops: 5 * elements, bytesRead: size };
  const logarithms = emit('loss/log_softmax', 'LogSoftmax', size, softmax, [logits]);
  // the loss and the weight of its mean
  const picking = { flops: rows, bytesRead: size + 8 * rows };
  const loss = emit('loss', 'NegativeLogLikelihoodLoss', 8, picking, [logarithms, labels]);
  builder.result(loss, 'loss');
  const picked = { flops: elements, bytesRead: size + 8 * rows + 8 };
  const first = emit('loss/grad', 'NegativeLogLikelihoodLossGrad', size, picked, [logarithms, labels, loss], true);
  const second = { flops: 4 * elements, bytesRead: 2 * size };
  gradients.contribute(t, emit('loss/log_softmax/grad', 'LogSoftmaxGrad', size, second, [first, logarithms], true));
}

function tangentOf(network: Network, t: number): { name: string; op: string } {
  return { name: `${network.tensors[t]!.name}/tangent`, op: 'placeholder' };
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
