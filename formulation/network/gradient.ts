// The gradient of one operator while it is written down: what a rule of the table (gradient-rules.ts) can ask and do.
//
// Inputs and outputs are named by their positions. A node that is emitted holds the gradients of some inputs, all together, and these are added to what the same
// tensors received before: a tensor with several readers costs an addition for each reader but the first, made as soon as the second gradient is there, as autograd engines do.

import type { Network, NetworkOperator, NetworkTensor } from './network.ts';
import { elementsOf, operatorCost } from './operator-costs.ts';
import type { RematBuilder } from './remat-builder.ts';

/** A tensor that is read: the node that holds it, and its own size, which may be less than that of the node. */
export interface Read {
  readonly node: number;
  readonly bytes: number;
}

/** Gradients by tensor while the network is walked backwards. */
export class Gradients {
  readonly network: Network;
  readonly builder: RematBuilder;
  /** needs[t] = 1: the loss has a gradient for tensor t that somebody uses. */
  readonly needs: Uint8Array;
  private readonly nodes: Int32Array;
  private readonly names = new Set<string>();

  constructor(network: Network, builder: RematBuilder, needs: Uint8Array) {
    this.network = network;
    this.builder = builder;
    this.needs = needs;
    this.nodes = new Int32Array(network.tensors.length).fill(-1);
    for (const { name } of network.operators) this.names.add(name);
  }

  /** The node with the gradient of tensor t, or null if there is none. */
  of(t: number): number | null {
    const node = this.nodes[t] ?? -1;
    return node < 0 ? null : node;
  }

  /** This node holds a part of the gradient of tensor t. */
  contribute(t: number, node: number): void {
    if (!this.needs[t]) return;
    const before = this.nodes[t]!;
    const tensor = this.network.tensors[t]!;
    this.nodes[t] = before < 0 ? node : this.sum(`${tensor.name}/grad_sum`, tensor, before, node);
  }

  /** A name that no node has yet. */
  uniqueName(name: string): string {
    let unique = name;
    for (let i = 2; this.names.has(unique); i++) unique = `${name}_${i}`;
    this.names.add(unique);
    return unique;
  }

  private sum(name: string, tensor: NetworkTensor, a: number, b: number): number {
    const size = tensor.bytes ?? 0;
    const cost = { flops: elementsOf(tensor), bytesMoved: 3 * size, elementType: tensor.elementType };
    const part = {
      name: this.uniqueName(name),
      op: 'Add',
      backward: true,
      shapes: [tensor.shape],
      types: [tensor.elementType],
    };
    return this.builder.compute(part, size, cost, [a, b]);
  }
}

export class Gradient {
  readonly operator: NetworkOperator;
  /** The node with what the forward pass saved for the backward pass (statistics, mask, indices); null if nothing. */
  readonly saved: Read | null;
  private readonly all: Gradients;

  constructor(all: Gradients, operator: NetworkOperator, saved: Read | null) {
    this.all = all;
    this.operator = operator;
    this.saved = saved;
  }

  /** True if the gradient of input i is asked for. */
  needs(i: number): boolean {
    const t = this.operator.inputs[i] ?? -1;
    return t >= 0 && this.all.needs[t] === 1;
  }

  /** Positions of the inputs whose gradients are asked for. */
  needed(): readonly number[] {
    return [...this.operator.inputs.keys()].filter((i) => this.needs(i));
  }

  input(i: number): NetworkTensor | undefined {
    return this.all.network.tensors[this.operator.inputs[i] ?? -1];
  }

  output(i: number): NetworkTensor | undefined {
    return this.all.network.tensors[this.operator.outputs[i] ?? -1];
  }

  /** The incoming gradients. */
  incoming(): readonly Read[] {
    return this.operator.outputs.flatMap((t) => {
      const node = t < 0 ? null : this.all.of(t);
      return node === null ? [] : { node, bytes: this.bytesOf(t) };
    });
  }

  /** The inputs at these positions, as the forward pass computed them. */
  values(...positions: readonly number[]): readonly Read[] {
    return this.forward(positions.map((i) => this.operator.inputs[i] ?? -1));
  }

  /** The outputs at these positions. */
  results(...positions: readonly number[]): readonly Read[] {
    return this.forward(positions.map((i) => this.operator.outputs[i] ?? -1));
  }

  /** Elements of input i. */
  elements(i: number): number {
    return elementsOf(this.input(i));
  }

  /** Operations of the forward pass. */
  forwardFlops(): number {
    return operatorCost(this.all.network, this.operator).flops;
  }

  /** Emit a node with the gradients of the inputs at these positions that are asked for. It reads the incoming gradients and what is named here. */
  emit(positions: readonly number[], flops: number, reads: readonly Read[]): void {
    const wanted = positions.filter((i) => this.needs(i));
    if (wanted.length === 0) return;
    const tensors = wanted.map((i) => this.input(i)!);
    const node = this.compute(this.nameFor(wanted), 'Grad', tensors, flops, [...this.incoming(), ...reads]);
    for (const i of wanted) this.contribute(i, node);
  }

  /** The product of the incoming gradient with a factor as large as the output, summed to the shape of input i. */
  emitBroadcast(i: number, flopsPerElement: number, reads: readonly Read[]): void {
    if (!this.needs(i)) return;
    const output = this.output(0);
    if (output === undefined || this.elements(i) === elementsOf(output)) {
      this.emit([i], flopsPerElement * this.elements(i), reads);
      return;
    }
    const name = `${this.nameFor([i])}_full`;
    const flops = flopsPerElement * elementsOf(output);
    const full = this.compute(name, 'Grad', [output], flops, [...this.incoming(), ...reads]);
    this.emitSum(i, { node: full, bytes: output.bytes ?? 0 });
  }

  /** The incoming gradient itself is that of input i, summed if input i was broadcast. */
  pass(i: number): void {
    if (!this.needs(i)) return;
    const [gradient] = this.incoming();
    if (gradient === undefined) return;
    if (this.elements(i) === elementsOf(this.output(0))) this.contribute(i, gradient.node);
    else this.emitSum(i, gradient);
  }

  /** The gradient of input i is a part of the incoming gradient, or the same seen otherwise. */
  view(i: number): void {
    const [gradient] = this.incoming();
    if (!this.needs(i) || gradient === undefined) return;
    const tensor = this.input(i)!;
    const part = { ...this.part(this.nameFor([i]), 'Grad'), shapes: [tensor.shape], types: [tensor.elementType] };
    this.contribute(i, this.all.builder.alias(part, gradient.node, tensor.bytes ?? 0));
  }

  private emitSum(i: number, from: Read): void {
    const tensor = this.input(i)!;
    const flops = elementsOf(this.output(0));
    this.contribute(i, this.compute(this.nameFor([i]), 'SumGrad', [tensor], flops, [from]));
  }

  private contribute(i: number, node: number): void {
    this.all.contribute(this.operator.inputs[i]!, node);
  }

  private compute(
    name: string,
    op: string,
    tensors: readonly NetworkTensor[],
    flops: number,
    reads: readonly Read[],
  ): number {
    const { builder } = this.all;
    const nodes = reads.map(({ node }) => node);
    const size = tensors.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
    const bytesMoved = bytesRead(reads) + size;
    const part = {
      ...this.part(name, op),
      shapes: tensors.map(({ shape }) => shape),
      types: tensors.map(({ elementType }) => elementType),
    };
    return builder.compute(part, size, { flops, bytesMoved, elementType: tensors[0]!.elementType }, nodes);
  }

  private forward(tensors: readonly number[]): readonly Read[] {
    return tensors.flatMap((t) => (t < 0 ? [] : { node: this.all.builder.tensor(t), bytes: this.bytesOf(t) }));
  }

  private bytesOf(t: number): number {
    return this.all.network.tensors[t]!.bytes ?? 0;
  }

  private part(name: string, op: string): { name: string; op: string; backward: true } {
    return { name: this.all.uniqueName(name), op: `${this.operator.type}${op}`, backward: true };
  }

  /** NAME/grad, with the positions of the inputs where there are several. */
  private nameFor(positions: readonly number[]): string {
    const all = this.needed();
    const isAll = positions.length === all.length;
    return `${this.operator.name}/grad${isAll ? '' : positions.map((i) => `_${i}`).join('')}`;
  }
}

/** Bytes that are read, of each node once. */
function bytesRead(reads: readonly Read[]): number {
  const bytesOf = new Map<number, number>();
  for (const { node, bytes } of reads) bytesOf.set(node, Math.max(bytesOf.get(node) ?? 0, bytes));
  return [...bytesOf.values()].reduce((sum, bytes) => sum + bytes, 0);
}
