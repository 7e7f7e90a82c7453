// An ONNX model whose nodes run in another order, some of them several times.
//
// The first computation of a node keeps its name and those of the tensors it writes; later ones get names of their own, and every reader reads the copy it is meant to. Results
// of the model are the exception: their name belongs to the last computation. Shapes that the file declares for a tensor are declared for its copies, too. All
// other bytes stay what they are.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Network } from '../../formulation/network/network.ts';
import type { OperatorCopy } from '../../formulation/network/rewrite-onnx.ts';
import { renamedNode } from './model.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model-types.ts';
import { mapped, visit, withCapturesRenamed } from './rename-captures.ts';

const VALUE_INFO = 13;

/** The model with these computations in place of its nodes; `network` is the one that networkOf made of it. */
export function rewrittenModel(model: OnnxModel, network: Network, copies: readonly OperatorCopy[]): OnnxModel {
  const { nodes } = model.graph;
  const names = new CopyNames(model.graph, network, nodes, copies);
  const renamed = copies.map(({ operator, reads }, at) => {
    const node = nodes[operator];
    const read = (tensor: string): string => {
      const copy = reads.get(names.tensor(tensor));
      return copy === undefined ? tensor : names.output(copy, tensor);
    };
    const captures = new Map<string, string>();
    for (const t of reads.keys()) {
      const tensor = network.tensors[t].name;
      if (read(tensor) !== tensor) captures.set(tensor, read(tensor));
    }
    return withNames(
      node,
      names.node(at),
      node.inputs.map(read),
      node.outputs.map((o) => names.output(at, o)),
      captures,
    );
  });
  const declared = names.declarations();
  const after = declared.length === 0 ? model.graph.after : [...model.graph.after, declared];
  return { ...model, graph: { ...model.graph, nodes: renamed, after } };
}

function withNames(
  node: OnnxNode,
  name: string,
  inputs: readonly string[],
  outputs: readonly string[],
  captures: ReadonlyMap<string, string>,
): OnnxNode {
  const same = (a: readonly string[], b: readonly string[]): boolean => a.every((text, i) => text === b[i]);
  const hasCaptures = captures.size > 0 && node.attributes.some(({ value }) => value === null);
  const bytes = hasCaptures ? withCapturesRenamed(node.bytes, captures) : node.bytes;
  if (name === node.name && same(inputs, node.inputs) && same(outputs, node.outputs)) return { ...node, bytes };
  return renamedNode({ ...node, bytes }, { name, inputs, outputs });
}

/** Names for all copies. */
class CopyNames {
  private readonly graph: OnnxGraph;
  private readonly network: Network;
  private readonly nodes: readonly OnnxNode[];
  private readonly copies: readonly OperatorCopy[];
  private readonly tensors: ReadonlyMap<string, number>;
  /** Which computation of its operator each one is, and how many there are. */
  private readonly number: Int32Array;
  private readonly total: Int32Array;
  private readonly results: ReadonlySet<string>;
  private readonly taken: Set<string>;
  /** New names by place in the list of copies and old name. */
  private readonly given = new Map<string, string>();

  constructor(graph: OnnxGraph, network: Network, nodes: readonly OnnxNode[], copies: readonly OperatorCopy[]) {
    this.graph = graph;
    this.network = network;
    this.nodes = nodes;
    this.copies = copies;
    this.tensors = new Map(network.tensors.map(({ name }, t) => [name, t]));
    this.results = new Set(graph.outputs.map(({ name }) => name));
    this.total = new Int32Array(nodes.length);
    this.number = Int32Array.from(copies, ({ operator }) => this.total[operator]++);
    this.taken = new Set(namesWithin(graph));
    for (const { name } of network.operators) this.taken.add(name);
  }

  tensor(name: string): number {
    return this.tensors.get(name) ?? -1;
  }

  node(at: number): string {
    const { operator } = this.copies[at];
    if (this.number[at] === 0) return this.nodes[operator].name;
    return this.fresh(`node ${at}`, this.network.operators[operator].name, at);
  }

  /** What a tensor of the operator is called where this computation writes it. */
  output(at: number, tensor: string): string {
    const last = this.total[this.copies[at].operator] - 1;
    const keeper = this.results.has(tensor) ? last : 0;
    return tensor === '' || this.number[at] === keeper ? tensor : this.fresh(`tensor ${at} ${tensor}`, tensor, at);
  }

  /** value_info fields for the copies of tensors that have one. */
  declarations(): Uint8Array {
    const known = new Map<string, Uint8Array>();
    const text = new TextDecoder();
    const note = (declaration: Uint8Array): void => {
      visit(declaration, { 1: (name) => known.set(text.decode(name), declaration) });
    };
    for (const run of [...this.graph.before, ...this.graph.after]) visit(run, { 12: note, [VALUE_INFO]: note });
    const writer = new BinaryWriter();
    for (const [at, { operator }] of this.copies.entries()) {
      for (const tensor of this.nodes[operator].outputs) {
        const declaration = known.get(tensor);
        const name = this.output(at, tensor);
        if (declaration === undefined || name === tensor) continue;
        const bytes = mapped(declaration, { 1: () => new TextEncoder().encode(name) });
        writer.tag(VALUE_INFO, WireType.LengthDelimited).bytes(bytes);
      }
    }
    return writer.finish();
  }

  private fresh(key: string, name: string, at: number): string {
    const before = this.given.get(key);
    if (before !== undefined) return before;
    let candidate = `${name}_copy${this.number[at]}`;
    while (this.taken.has(candidate)) candidate += '_';
    this.taken.add(candidate);
    this.given.set(key, candidate);
    return candidate;
  }
}

/** All names of nodes and tensors, those of subgraphs included. */
function* namesWithin(graph: OnnxGraph): Generator<string> {
  for (const { name } of [...graph.inputs, ...graph.outputs, ...graph.initializers, ...graph.valueInfo]) yield name;
  for (const node of graph.nodes) {
    yield node.name;
    yield* node.inputs;
    yield* node.outputs;
    for (const { graph: inner } of node.attributes) if (inner !== null) yield* namesWithin(inner);
  }
}
