// The compute graph of a neural network: operations, the sizes of the tensors they write, and who reads what.
//
// Nodes are numbered by their position in the input order, so that o(v) = v everywhere above this file and every link
// goes from a smaller to a larger number. The input order is the one the description gives, else the order of its node
// list if that is topological, else the lexicographically smallest topological order. The data survives
// structuredClone, so a worker thread gets the same graph.

import { findBackwardLink, findCycle, topologicalSort } from './topo.ts';

export type NodeId = number | string;

/** A compute graph. Immutable by convention: nobody writes to its arrays. */
export interface ComputeGraph {
  readonly name: string;
  /** Number of nodes; they are 0..n-1 in the input order. */
  readonly n: number;
  /** ids[v]: the id of node v as the input file names it. */
  readonly ids: readonly NodeId[];
  /** names[v]: the name to show to people. */
  readonly names: readonly string[];
  /** sizes[v]: bytes (or the file's unit) of the tensor v writes; a safe integer >= 0. */
  readonly sizes: Float64Array;
  /** durations[v]: cost of computing v once, in the file's unit; a safe integer >= 0. */
  readonly durations: Float64Array;
  /** backward[v]: 1 if the file marks v as part of the backward pass. */
  readonly backward: Uint8Array;
  /** recomputable[v]: 0 if v must be computed exactly once (a random operation, one with side effects), else 1. */
  readonly recomputable: Uint8Array;
  /** predecessors[v]: the nodes v reads, ascending, without duplicates; all smaller than v. */
  readonly predecessors: readonly Int32Array[];
  /** successors[v]: the nodes that read v, ascending, without duplicates; all larger than v. */
  readonly successors: readonly Int32Array[];
}

export interface NodeDescription {
  readonly id: NodeId;
  readonly name: string;
  readonly size: number;
  readonly duration: number;
  readonly backward: boolean;
  /** False: the node may be computed only once. Default: true. */
  readonly recomputable?: boolean;
}

/** What makeGraph needs: nodes in any order, links as pairs of node ids [from, to], and the input order if known. */
export interface GraphDescription {
  readonly name: string;
  readonly nodes: readonly NodeDescription[];
  readonly links: readonly (readonly [NodeId, NodeId])[];
  readonly order?: readonly NodeId[];
}

/** A description that is not a graph. `place` points into the description ("links[3]"), `mend` says what would help. */
export class GraphError extends Error {
  readonly place: string;
  readonly problem: string;
  readonly mend: string;
  constructor(place: string, problem: string, mend: string) {
    super(`${place}: ${problem}; ${mend}`);
    this.name = 'GraphError';
    this.place = place;
    this.problem = problem;
    this.mend = mend;
  }
}

const CYCLE_NODES_SHOWN = 6;
const LONGEST_SHOWN = 60;

/**
 * Build a graph. Ids are compared as strings (so 1 and "1" are the same node, as in networkx files), parallel links
 * are merged. O((n + m) log n). Throws GraphError.
 */
export function makeGraph(description: GraphDescription): ComputeGraph {
  const { nodes, links, name } = description;
  if (nodes.length === 0) throw new GraphError('nodes', 'the graph has no nodes', 'give at least one');
  const indexOfId = indexNodes(nodes);
  const predecessors = nodes.map((): number[] => []);
  for (const [k, [from, to]] of links.entries()) {
    const source = nodeOfLink(indexOfId, from, k, 'source');
    const target = nodeOfLink(indexOfId, to, k, 'target');
    if (source === target) {
      throw new GraphError(`links[${k}]`, `node ${quote(from)} reads its own output`, 'remove the self loop');
    }
    predecessors[target].push(source);
  }
  const listed = predecessors.map(sortedSet);
  const order = chooseOrder(description, indexOfId, listed);
  const position = inverse(order);
  const ordered = Array.from(order, (v) => listed[v].map((u) => position[u]).sort());
  return {
    name,
    n: nodes.length,
    ids: Array.from(order, (v) => nodes[v].id),
    names: Array.from(order, (v) => nodes[v].name),
    sizes: Float64Array.from(order, (v) => nodes[v].size + 0), // + 0 turns -0 into 0
    durations: Float64Array.from(order, (v) => nodes[v].duration + 0),
    backward: Uint8Array.from(order, (v) => (nodes[v].backward ? 1 : 0)),
    recomputable: Uint8Array.from(order, (v) => (nodes[v].recomputable === false ? 0 : 1)),
    predecessors: ordered,
    successors: reversed(ordered),
  };
}

/** Number of links. */
export function edgeCount(graph: ComputeGraph): number {
  return graph.predecessors.reduce((sum, list) => sum + list.length, 0);
}

/** Duration of computing every node once. */
export function totalDuration(graph: ComputeGraph): number {
  return graph.durations.reduce((sum, duration) => sum + duration, 0);
}

/** Size of all tensors together. */
export function totalSize(graph: ComputeGraph): number {
  return graph.sizes.reduce((sum, size) => sum + size, 0);
}

/** Memory that computing v needs in any schedule: its own tensor and all it reads. */
export function memoryNeeded(graph: ComputeGraph, v: number): number {
  let memory = graph.sizes[v];
  for (const u of graph.predecessors[v]) memory += graph.sizes[u];
  return memory;
}

/** No schedule has a lower peak than this: the largest memoryNeeded of a node. */
export function structuralLowerBound(graph: ComputeGraph): number {
  let bound = 0;
  for (let v = 0; v < graph.n; v++) bound = Math.max(bound, memoryNeeded(graph, v));
  return bound;
}

/**
 * Refuse a graph whose sums could leave the safe integers when every node is computed `maxComputations` times.
 * Afterwards every duration and every memory level of such a schedule is exact in a double. Throws GraphError.
 */
export function assertSumsAreSafe(graph: ComputeGraph, maxComputations: number): void {
  for (const [what, total] of [
    ['size', totalSize(graph)],
    ['duration', totalDuration(graph)],
  ] as const) {
    if (!(total * maxComputations <= Number.MAX_SAFE_INTEGER)) {
      throw new GraphError(
        'nodes',
        `the total ${what} ${total} times ${maxComputations} computations exceeds 2^53-1`,
        `use a larger unit of ${what} or fewer computations per node`,
      );
    }
  }
}

function indexNodes(nodes: readonly NodeDescription[]): Map<string, number> {
  const indexOfId = new Map<string, number>();
  for (const [v, node] of nodes.entries()) {
    const before = indexOfId.get(String(node.id));
    if (before !== undefined) {
      const mend = 'give every node its own id (1 and "1" are the same id)';
      throw new GraphError(`nodes[${v}]`, `id ${quote(node.id)} is already used by nodes[${before}]`, mend);
    }
    indexOfId.set(String(node.id), v);
    for (const field of ['size', 'duration'] as const) {
      if (!Number.isSafeInteger(node[field]) || node[field] < 0) {
        const mend = 'give an integer from 0 to 2^53-1';
        throw new GraphError(`nodes[${v}]`, `${field} ${node[field]} of node ${quote(node.id)} cannot be used`, mend);
      }
    }
  }
  return indexOfId;
}

function nodeOfLink(indexOfId: Map<string, number>, id: NodeId, k: number, end: string): number {
  const v = indexOfId.get(String(id));
  if (v === undefined) {
    throw new GraphError(`links[${k}]`, `${end} ${quote(id)} is not a node`, 'add the node or remove the link');
  }
  return v;
}

/** The input order as a list of indices into `description.nodes`. */
function chooseOrder(
  description: GraphDescription,
  indexOfId: Map<string, number>,
  predecessors: readonly Int32Array[],
): Int32Array {
  const { nodes } = description;
  const sorted = topologicalSort(predecessors, reversed(predecessors));
  if (sorted.length < nodes.length) {
    const cycle = findCycle(predecessors, sorted);
    const shown = cycle.slice(0, CYCLE_NODES_SHOWN).map((v) => quote(nodes[v].id));
    const rest = cycle.length > shown.length ? `... (${cycle.length} nodes)` : shown[0];
    const problem = `the links form a cycle: ${[...shown, rest].join(' -> ')}`;
    throw new GraphError('links', problem, 'remove one of these links');
  }
  if (description.order !== undefined) return givenOrder(description.order, description, indexOfId, predecessors);
  const natural = Int32Array.from(nodes.keys());
  return findBackwardLink(predecessors, natural) === null ? natural : sorted;
}

function givenOrder(
  ids: readonly NodeId[],
  { nodes }: GraphDescription,
  indexOfId: Map<string, number>,
  predecessors: readonly Int32Array[],
): Int32Array {
  const position = new Int32Array(nodes.length).fill(-1);
  const order = new Int32Array(nodes.length);
  const mend = 'list every node exactly once, or leave the order out';
  for (const [p, id] of ids.entries()) {
    const v = indexOfId.get(String(id));
    if (v === undefined) throw new GraphError(`graph.order[${p}]`, `${quote(id)} is not a node`, mend);
    if (position[v] >= 0) throw new GraphError(`graph.order[${p}]`, `node ${quote(id)} is listed twice`, mend);
    position[v] = p;
    order[p] = v;
  }
  const absent = position.indexOf(-1);
  if (absent >= 0) throw new GraphError('graph.order', `node ${quote(nodes[absent].id)} is missing`, mend);
  const wrong = findBackwardLink(predecessors, position);
  if (wrong !== null) {
    const [from, to] = [quote(nodes[wrong.from].id), quote(nodes[wrong.to].id)];
    const problem = `not a topological order: node ${to} reads node ${from} but is listed before it`;
    throw new GraphError('graph.order', problem, `list ${from} before ${to}, or leave the order out`);
  }
  return order;
}

function sortedSet(list: readonly number[]): Int32Array {
  const sorted = Int32Array.from(list).sort();
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
}

/** Adjacency lists with every link turned round; ascending because sources are visited in ascending order. */
function reversed(lists: readonly Int32Array[]): Int32Array[] {
  const result = lists.map((): number[] => []);
  for (const [v, list] of lists.entries()) for (const u of list) result[u].push(v);
  return result.map((list) => Int32Array.from(list));
}

function inverse(permutation: Int32Array): Int32Array {
  const result = new Int32Array(permutation.length);
  for (let i = 0; i < permutation.length; i++) result[permutation[i]] = i;
  return result;
}

/** An id for a message, cut to a readable length. */
function quote(id: NodeId): string {
  if (typeof id === 'number') return String(id);
  return JSON.stringify(id.length <= LONGEST_SHOWN ? id : `${id.slice(0, LONGEST_SHOWN)}...`);
}
