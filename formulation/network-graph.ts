// From a remat graph to what is scheduled.
//
// Parameters and inputs are always there: they and all that is a part of them are left out. An alias is contracted into the node that owns its storage, so that its
// readers read the owner; whatever else an alias reads (the shape of a reshape, when it is computed), its readers read as well, for the view cannot be made again
// without it. Edges that become parallel are merged, those from a node to itself disappear. Random nodes may not be computed again, unless the file says
// "recompute": "allow", which means that the state of the generator is kept.

import { type Device, durationOf } from './devices.ts';
import { type ComputeGraph, makeGraph, type NodeDescription, type NodeId } from './graph.ts';
import type { RematDevice, RematGraph, RematNode } from './remat-graph.ts';

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
  return makeGraph({ name: graph.name, nodes, links });
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

export const NANOSECONDS = 'ns';

/** The device as the file format knows it. */
export function deviceOf({ name, flopsPerSecond, bytesPerSecond }: Device): RematDevice {
  return { name, flops_per_s: flopsPerSecond.float, bytes_per_s: bytesPerSecond };
}

/** What torch calls the types that ONNX calls otherwise. */
const ONNX_TYPES: ReadonlyMap<string, string> = new Map([
  ['float32', 'float'],
  ['float64', 'double'],
]);
