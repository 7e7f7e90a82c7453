// The compute graph of a neural network: operations, the sizes of the tensors they write, and who reads what.
//
// Nodes are numbered by their position in the input order, so that o(v) = v everywhere above this file and every link
// goes from a smaller to a larger number. The input order is the one the description gives, else the order of its node
// list if that is topological, else the lexicographically smallest topological order. The data survives
// structuredClone, so a worker thread gets the same graph.

import { type Links, predecessorLists, sortedLinks, successorLists } from './adjacency.ts';
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
  /** What sizes and durations count, for those who show them to people; left out where the file does not say. */
  readonly units?: GraphUnits;
}

export interface GraphUnits {
  readonly size: 'bytes' | 'number';
  readonly duration: 'nanoseconds' | 'number';
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
  readonly units?: GraphUnits;
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
 * are merged. O(n + m); O((n + m) log n) where the order has to be found. Throws GraphError.
 */
export function makeGraph(description: GraphDescription): ComputeGraph {
  const { nodes, name, units } = description;
  if (nodes.length === 0) throw new GraphError('nodes', 'the graph has no nodes', 'give at least one');
  const index = new NodeIndex(nodes);
  const described = readLinks(description, index);
  const order = chooseOrder(description, index, described);
  const position = inverse(order);
  const at = (v: number): number => position[v]!;
  const links = sortedLinks(nodes.length, { from: described.from.map(at), to: described.to.map(at) });
  return {
    name,
    n: nodes.length,
    ids: Array.from(order, (v) => nodes[v].id),
    names: Array.from(order, (v) => nodes[v].name),
    sizes: Float64Array.from(order, (v) => nodes[v].size + 0), // + 0 turns -0 into 0
    durations: Float64Array.from(order, (v) => nodes[v].duration + 0),
    backward: Uint8Array.from(order, (v) => (nodes[v].backward ? 1 : 0)),
    recomputable: Uint8Array.from(order, (v) => (nodes[v].recomputable === false ? 0 : 1)),
    predecessors: predecessorLists(nodes.length, links),
    successors: successorLists(nodes.length, links),
    ...(units === undefined ? {} : { units }),
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
function totalSize(graph: ComputeGraph): number {
  return graph.sizes.reduce((sum, size) => sum + size, 0);
}

/** Memory that computing v needs in any schedule: its own tensor and all it reads. */
export function memoryNeeded(graph: ComputeGraph, v: number): number {
  let memory = graph.sizes[v];
  for (const u of graph.predecessors[v]) memory += graph.sizes[u];
  return memory;
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

/** Where each id is in the list of nodes. */
class NodeIndex {
  private readonly byId = new Map<NodeId, number>();
  /** By the ids as strings: for nodes whose ids are of both types, and for links that write an id otherwise than its node. */
  private byText: Map<string, number> | null = null;

  constructor(nodes: readonly NodeDescription[]) {
    if (nodes.some(({ id }) => typeof id !== typeof nodes[0].id)) this.byText = new Map();
    for (const [v, node] of nodes.entries()) {
      const before = this.byText === null ? this.byId.get(node.id) : this.byText.get(String(node.id));
      if (before !== undefined) {
        const mend = 'give every node its own id (1 and "1" are the same id)';
        throw new GraphError(`nodes[${v}]`, `id ${quote(node.id)} is already used by nodes[${before}]`, mend);
      }
      this.byId.set(node.id, v);
      this.byText?.set(String(node.id), v);
      for (const field of ['size', 'duration'] as const) {
        if (!Number.isSafeInteger(node[field]) || node[field] < 0) {
          const mend = 'give an integer from 0 to 2^53-1';
          throw new GraphError(`nodes[${v}]`, `${field} ${node[field]} of node ${quote(node.id)} cannot be used`, mend);
        }
      }
    }
  }

  /** Position of a node in the list, or undefined. */
  find(id: NodeId): number | undefined {
    const found = this.byId.get(id);
    if (found !== undefined) return found;
    this.byText ??= new Map(Array.from(this.byId, ([known, v]) => [String(known), v]));
    return this.byText.get(String(id));
  }
}

/** The links as indices into `description.nodes`. */
function readLinks({ links }: GraphDescription, index: NodeIndex): Links {
  const from = new Int32Array(links.length);
  const to = new Int32Array(links.length);
  for (let k = 0; k < links.length; k++) {
    const [source, target] = links[k];
    from[k] = index.find(source) ?? noNode(source, k, 'source');
    to[k] = index.find(target) ?? noNode(target, k, 'target');
    if (from[k] === to[k]) {
      throw new GraphError(`links[${k}]`, `node ${quote(source)} reads its own output`, 'remove the self loop');
    }
  }
  return { from, to };
}

function noNode(id: NodeId, k: number, end: string): never {
  throw new GraphError(`links[${k}]`, `${end} ${quote(id)} is not a node`, 'add the node or remove the link');
}

/** The input order as a list of indices into `description.nodes`. */
function chooseOrder({ nodes, order }: GraphDescription, index: NodeIndex, links: Links): Int32Array {
  const natural = Int32Array.from(nodes.keys());
  // an order that all links follow is proof that there is no cycle
  if (order === undefined && findBackwardLink(links, natural) < 0) return natural;
  const given = order === undefined ? null : readOrder(order, nodes, index);
  if (given instanceof Int32Array && findBackwardLink(links, inverse(given)) < 0) return given;
  const predecessors = predecessorLists(nodes.length, links);
  const sorted = topologicalSort(predecessors, successorLists(nodes.length, links));
  if (sorted.length < nodes.length) throw cycleError(nodes, findCycle(predecessors, sorted));
  if (given === null) return sorted;
  if (given instanceof GraphError) throw given;
  const wrong = findBackwardLink(links, inverse(given));
  const [from, to] = [quote(nodes[links.from[wrong]].id), quote(nodes[links.to[wrong]].id)];
  const problem = `not a topological order: node ${to} reads node ${from} but is listed before it`;
  throw new GraphError('graph.order', problem, `list ${from} before ${to}, or leave the order out`);
}

/** The given order as indices, or what is wrong with it. */
function readOrder(
  ids: readonly NodeId[],
  nodes: readonly NodeDescription[],
  index: NodeIndex,
): Int32Array | GraphError {
  const isListed = new Uint8Array(nodes.length);
  const order = new Int32Array(nodes.length);
  const mend = 'list every node exactly once, or leave the order out';
  for (const [p, id] of ids.entries()) {
    const v = index.find(id);
    if (v === undefined) return new GraphError(`graph.order[${p}]`, `${quote(id)} is not a node`, mend);
    if (isListed[v]) return new GraphError(`graph.order[${p}]`, `node ${quote(id)} is listed twice`, mend);
    isListed[v] = 1;
    order[p] = v;
  }
  const absent = isListed.indexOf(0);
  if (absent < 0) return order;
  return new GraphError('graph.order', `node ${quote(nodes[absent].id)} is missing`, mend);
}

function cycleError(nodes: readonly NodeDescription[], cycle: readonly number[]): GraphError {
  const shown = cycle.slice(0, CYCLE_NODES_SHOWN).map((v) => quote(nodes[v].id));
  const rest = cycle.length > shown.length ? `... (${cycle.length} nodes)` : shown[0];
  const problem = `the links form a cycle: ${[...shown, rest].join(' -> ')}`;
  return new GraphError('links', problem, 'remove one of these links');
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
