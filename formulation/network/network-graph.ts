// From the network of a model file to a remat graph, and from a remat graph to what is scheduled.
//
// An operator is one node that allocates all its outputs, and is called as the operator is. Reshapes and the like look at what is there already: they are aliases. Weights, and
// what is computed from weights alone, are constant memory.
//
// Of what is scheduled, parameters and inputs are always there: they and all that is a part of them are left out. An alias is contracted into the node that owns its storage, so that its
// readers read the owner; whatever else an alias reads (the shape of a reshape, when it is computed), its readers read as well, for the view cannot be made again
// without it. Edges that become parallel are merged, those from a node to itself disappear. Random nodes may not be computed again, unless the file says
// "recompute": "allow", which means that the state of the generator is kept.

import { type ComputeGraph, type GraphUnits, makeGraph, type NodeDescription, type NodeId } from '../graph.ts';
import { type Device, durationOf } from './devices.ts';
import type { Network, NetworkOperator } from './network.ts';
import { operatorCost } from './operator-costs.ts';
import { deviceOf, NANOSECONDS, RematBuilder, tensorsOf } from './remat-builder.ts';
import type { RematGraph, RematNode } from './remat-graph.ts';

/** Operators whose first output is their first input, seen otherwise. Dropout is one of them where nothing is trained. */
const VIEWS: ReadonlySet<string> = new Set(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Identity', 'Dropout']);

/** The forward graph of a network, timed for a device. Tensors of unknown size count as 0 bytes. Linear in its size. */
export function networkToRematGraph(network: Network, { device }: { readonly device: Device }): RematGraph {
  const builder = new RematBuilder(network, device);
  for (const operator of network.operators) if (!operator.foldable) addForward(builder, network, operator);
  for (const t of network.outputs) builder.result(builder.tensor(t), 'output');
  return builder.graph(network.name, `ONNX model, forward, operator set ${network.opset}`);
}

/** The node of an operator of the forward graph. */
export function addForward(builder: RematBuilder, network: Network, operator: NetworkOperator): number {
  const { name, type, inputs, outputs } = operator;
  const reads = operator.reads.map((t) => builder.tensor(t));
  const written = outputs.filter((t) => t >= 0);
  const tensors = tensorsOf(network, written);
  const part = {
    ...{ name, op: type, shapes: tensors.map(({ shape }) => shape), types: tensors.map((t) => t.elementType) },
    ...(operator.random ? { random: true } : {}),
  };
  const size = written.reduce((sum, t) => sum + builder.bytesOf(t), 0);
  const node = isView(operator)
    ? builder.alias(part, builder.tensor(inputs[0]!), size, reads)
    : builder.compute(part, size, operatorCost(network, operator), reads);
  for (const t of written) builder.hold(t, node);
  return node;
}

/** Dropout that a tensor tells whether to train: it may draw a mask. */
function mayDrop({ type, domain, inputs }: NetworkOperator): boolean {
  return type === 'Dropout' && domain === '' && (inputs[2] ?? -1) >= 0;
}

/** True if the operator allocates nothing. */
function isView(operator: NetworkOperator): boolean {
  const { type, domain, inputs, outputs } = operator;
  const isPlain = domain === '' && VIEWS.has(type) && (inputs[0] ?? -1) >= 0 && !mayDrop(operator);
  return isPlain && outputs.filter((t) => t >= 0).length === 1;
}

export interface ToComputeOptions {
  /** What the schedule calls a node: its id (the default) or its name; names must then be unique. */
  readonly ids?: 'id' | 'name';
}

/** The compute graph of a remat graph whose order is topological. Linear in nodes and edges. Throws GraphError. */
export function rematToComputeGraph(graph: RematGraph, { ids = 'id' }: ToComputeOptions = {}): ComputeGraph {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const ordered = graph.order.map((id) => byId.get(id) as RematNode);
  const position = new Map(graph.order.map((id, p) => [id, p]));
  const readsOf: number[][] = ordered.map(() => []);
  for (const [source, target] of graph.edges) readsOf[position.get(target) as number]!.push(source);
  // storage.get(id): the compute nodes that must be in memory for the tensor of `id` to be read, the owner first
  const storage = new Map<number, readonly NodeId[]>();
  const nodes: NodeDescription[] = [];
  const links: (readonly [NodeId, NodeId])[] = [];
  for (const [p, node] of ordered.entries()) {
    const reads = readsOf[p]!;
    if (node.kind === 'alias') {
      storage.set(node.id, union([node.aliasOf as number, ...reads], storage));
    } else if (node.kind === 'compute') {
      const id = ids === 'id' ? node.id : node.name;
      nodes.push(describe(node, id));
      for (const source of union(reads, storage)) links.push([source, id]);
      storage.set(node.id, [id]);
    }
  }
  const units: GraphUnits = {
    size: graph.sizeUnit === 'bytes' ? 'bytes' : 'number',
    duration: /^(ns|nanoseconds)\b/.test(graph.durationUnit) ? 'nanoseconds' : 'number',
  };
  return makeGraph({ name: graph.name, nodes, links, units });
}

/** Everything that must be in memory for these nodes to be read, once each. */
function union(sources: readonly number[], storage: ReadonlyMap<number, readonly NodeId[]>): readonly NodeId[] {
  const all = new Set<NodeId>();
  for (const source of sources) for (const id of storage.get(source) ?? []) all.add(id);
  return [...all];
}

function describe(node: RematNode, id: NodeId): NodeDescription {
  const { name, size, duration, backward, random, recompute } = node;
  return {
    id,
    name,
    size,
    duration,
    backward,
    recomputable: recompute === undefined ? random !== true : recompute === 'allow',
  };
}

/** The graph with durations estimated for another device, in nanoseconds. */
export function withDevice(graph: RematGraph, device: Device): RematGraph {
  const nodes = graph.nodes.map((node) => {
    if (node.kind !== 'compute') return node;
    const type = node.dtype?.[0] ?? 'float';
    const duration = durationOf({ ...node, elementType: ONNX_TYPES.get(type) ?? type }, device);
    return { ...node, duration, rooflineNs: duration };
  });
  return { ...graph, nodes, device: deviceOf(device), durationUnit: NANOSECONDS };
}

/** What torch calls the types that ONNX calls otherwise. */
const ONNX_TYPES: ReadonlyMap<string, string> = new Map([
  ['float32', 'float'],
  ['float64', 'double'],
]);
