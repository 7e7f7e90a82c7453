// Puts a remat graph together node by node, in the order of execution.
//
// Ids are 0, 1, 2, ... and edges are merged, so that the same calls give the same file. What it knows of a network: its inputs and weights become nodes when they are first
// read, the results of operators that depend on weights alone ("foldable") count as weights, and a view is an alias of what it looks at.

import { type Device, durationOf, type OperatorCost } from './devices.ts';
import type { Network, NetworkTensor } from './network.ts';
import type { RematGraph, RematKind, RematNode } from './remat-graph.ts';

/** What a tensor is called in a message or a file. */
export interface NodePart {
  readonly name: string;
  readonly op: string;
  readonly backward?: boolean;
  readonly random?: boolean;
  readonly recompute?: 'forbid';
  readonly shapes?: readonly (readonly number[] | null)[];
  readonly types?: readonly string[];
}

export const NANOSECONDS = 'ns';

export class RematBuilder {
  private readonly network: Network;
  private readonly device: Device;
  private readonly nodes: RematNode[] = [];
  private readonly edges: (readonly [number, number])[] = [];
  private readonly outputs: number[] = [];
  private readonly outputRoles: string[] = [];
  /** nodeOf[t]: the node that holds tensor t, or -1. */
  private readonly nodeOf: Int32Array;
  /** Whether t is an input of the network. */
  private readonly isInput: Uint8Array;

  constructor(network: Network, device: Device) {
    this.network = network;
    this.device = device;
    this.nodeOf = new Int32Array(network.tensors.length).fill(-1);
    this.isInput = new Uint8Array(network.tensors.length);
    for (const t of network.inputs) this.isInput[t] = 1;
  }

  /** The node that holds tensor t; inputs and weights become nodes here. */
  tensor(t: number): number {
    if (this.nodeOf[t]! < 0) {
      const tensor = this.network.tensors[t]!;
      const isInput = this.isInput[t] === 1 || tensor.role === 'input';
      const role = isInput ? 'data' : tensor.role === 'parameter' ? 'param' : 'constant';
      const part = { name: tensor.name, op: 'placeholder', shapes: [tensor.shape], types: [tensor.elementType] };
      this.nodeOf[t] = this.constant(part, isInput ? 'input' : 'parameter', role, this.bytesOf(t));
    }
    return this.nodeOf[t]!;
  }

  /** Tensor t is held by this node. */
  hold(t: number, node: number): void {
    this.nodeOf[t] = node;
  }

  /** Bytes of tensor t; 0 where nobody knows. */
  bytesOf(t: number): number {
    return this.network.tensors[t]!.bytes ?? 0;
  }

  /** A node that is always in memory. */
  constant(part: NodePart, kind: 'parameter' | 'input', role: string, size: number): number {
    return this.add({ ...this.described(part, kind), size, role });
  }

  /** An operation that allocates `size` bytes and reads the given nodes. */
  compute(part: NodePart, size: number, cost: OperatorCost, reads: readonly number[]): number {
    const duration = durationOf(cost, this.device);
    const { flops, bytesMoved } = cost;
    const node = { ...this.described(part, 'compute'), size, duration, flops, bytesMoved, rooflineNs: duration };
    return this.add(node, reads);
  }

  /** A view of (a part of) what `owner` holds. */
  alias(part: NodePart, owner: number, tensorBytes: number, reads: readonly number[] = []): number {
    return this.add({ ...this.described(part, 'alias'), aliasOf: owner, tensorBytes }, [owner, ...reads]);
  }

  /** This node is a result. */
  result(node: number, role: string): void {
    this.outputs.push(node);
    this.outputRoles.push(role);
  }

  /** The graph so far. `name` and `source` are for people. */
  graph(name: string, source: string): RematGraph {
    const { nodes, edges, outputs, outputRoles, device } = this;
    return {
      ...{ format: 'remat-graph/1', name, source, device: deviceOf(device), durationUnit: NANOSECONDS },
      ...{ sizeUnit: 'bytes', nodes, edges, order: nodes.map(({ id }) => id), outputs, outputRoles },
    };
  }

  private described({ name, op, backward, random, recompute, shapes, types }: NodePart, kind: RematKind): RematNode {
    return {
      ...{ id: this.nodes.length, name, op, kind, size: 0, duration: 0, flops: 0, bytesMoved: 0, rooflineNs: 0 },
      backward: backward === true,
      ...(random === undefined ? {} : { random }),
      ...(recompute === undefined ? {} : { recompute }),
      ...(shapes === undefined ? {} : { shape: shapes }),
      ...(types === undefined ? {} : { dtype: types }),
    };
  }

  private add(node: RematNode, reads: readonly number[] = []): number {
    this.nodes.push(node);
    for (const source of new Set(reads)) this.edges.push([source, node.id]);
    return node.id;
  }
}

/** The device as the file format knows it. */
export function deviceOf({ name, flopsPerSecond, bytesPerSecond }: Device): RematGraph['device'] {
  return { name, flops_per_s: flopsPerSecond.float, bytes_per_s: bytesPerSecond };
}

/** The tensors at these indices; left-out ones (-1) are skipped. */
export function tensorsOf(network: Network, indices: readonly number[]): readonly NetworkTensor[] {
  return indices.flatMap((t) => network.tensors[t] ?? []);
}
