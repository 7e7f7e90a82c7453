// Who reads what, and the order of the nodes of a graph.
//
// ONNX demands a topological order. A file that has none is put in order (smallest place in the file first) with a warning, as runtimes do; a cycle, a name that two write
// and a name that nobody writes are errors. Whoever needs the node of Network.operators[i] finds it at place i of this order.

import { InputError, shortened } from '../input-error.ts';
import { describeOperator } from './inference.ts';
import type { OnnxGraph, OnnxNode } from './model-types.ts';

export interface OrderedNodes {
  readonly nodes: readonly OnnxNode[];
  /** Per node: the names it reads, those that its subgraphs take from outside included, each once. */
  readonly reads: readonly (readonly string[])[];
  /** The file had another order. */
  readonly moved: boolean;
}

/** The nodes of a main graph in topological order. Throws InputError. */
export function orderNodes(graph: OnnxGraph, file: string): OrderedNodes {
  const given = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  const writer = new Map<string, number>();
  const fail = (node: OnnxNode, problem: string): never => {
    throw new InputError({
      file,
      place: describeOperator(node),
      problem,
      mend: 'the model is damaged; export it anew',
    });
  };
  for (const [i, node] of graph.nodes.entries()) {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (given.has(output)) fail(node, `writes "${shortened(output)}", which is an input or initializer`);
      const other = writer.get(output);
      if (other !== undefined)
        fail(node, `writes "${shortened(output)}", as ${describeOperator(graph.nodes[other] as OnnxNode)} does`);
      writer.set(output, i);
    }
  }
  const reads = graph.nodes.map(readsOf);
  let moved = false;
  for (const [i, names] of reads.entries()) {
    for (const name of names) {
      const from = writer.get(name);
      if (from === undefined && !given.has(name)) {
        fail(graph.nodes[i] as OnnxNode, `reads "${shortened(name)}", which no operator, input or initializer gives`);
      }
      if (from !== undefined && from >= i) moved = true;
    }
  }
  if (!moved) return { nodes: graph.nodes, reads, moved };
  const order = sorted(reads, writer);
  if (order.length < graph.nodes.length) {
    const done = new Set(order);
    const stuck = graph.nodes.findIndex((_, i) => !done.has(i));
    fail(graph.nodes[stuck] as OnnxNode, 'reads, perhaps through others, what it writes itself');
  }
  return { nodes: order.map((i) => graph.nodes[i] as OnnxNode), reads: order.map((i) => reads[i] as string[]), moved };
}

/** Places in a topological order, as near to the given one as a depth-first walk gets; those on or behind a cycle are missing. */
function sorted(reads: readonly (readonly string[])[], writer: ReadonlyMap<string, number>): number[] {
  const before = reads.map((names) => names.flatMap((name) => writer.get(name) ?? []));
  const [waiting, next] = [new Uint8Array(reads.length), new Int32Array(reads.length)];
  const [WAITING, OPEN, DONE, CYCLIC] = [0, 1, 2, 3];
  const order: number[] = [];
  for (let root = 0; root < reads.length; root++) {
    const path = waiting[root] === WAITING ? [root] : [];
    while (path.length > 0) {
      const node = path.at(-1) as number;
      waiting[node] = waiting[node] === CYCLIC ? CYCLIC : OPEN;
      const needed = before[node]?.[next[node] as number];
      if (needed === undefined) {
        if (waiting[node] === OPEN) order.push(node);
        if (waiting[node] === OPEN) waiting[node] = DONE;
        path.pop();
      } else if (waiting[needed] === WAITING) path.push(needed);
      else {
        if (waiting[needed] !== DONE) for (const stuck of path) waiting[stuck] = CYCLIC;
        next[node] = (next[node] as number) + 1;
      }
    }
  }
  return order;
}

/** All names a node reads, each once. */
function readsOf(node: OnnxNode): string[] {
  const names = new Set(node.inputs);
  for (const { graph } of node.attributes) if (graph !== null) for (const name of outerReads(graph)) names.add(name);
  names.delete('');
  return [...names];
}

/** Names that a subgraph takes from around it. */
function outerReads(graph: OnnxGraph): Set<string> {
  const own = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  for (const node of graph.nodes) for (const output of node.outputs) own.add(output);
  const outer = new Set<string>();
  for (const node of graph.nodes) for (const name of readsOf(node)) if (!own.has(name)) outer.add(name);
  for (const { name } of graph.outputs) if (!own.has(name) && name !== '') outer.add(name);
  return outer;
}
