// Who reads what in a graph, and whether its nodes can be executed one after the other as they stand.
//
// ONNX demands a topological order and that each name is written once. A file that breaks this is refused; sorted-model.ts mends the order where the user says so.

import { InputError, shortened } from '../input-error.ts';
import { describeOperator } from './inference.ts';
import type { OnnxGraph, OnnxNode } from './model-types.ts';

/** Per node of a main graph: the names it reads, those that its subgraphs take from outside included, each once. Throws InputError if the nodes cannot run in their order. */
export function nodeReads(graph: OnnxGraph, file: string): readonly (readonly string[])[] {
  const given = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
  const writer = new Map<string, number>();
  const fail = (node: OnnxNode, problem: string, mend: string): never => {
    throw new InputError({ file, place: describeOperator(node), problem, mend });
  };
  const damaged = 'the model is damaged; export it anew';
  for (const [i, node] of graph.nodes.entries()) {
    for (const output of node.outputs) {
      if (output === '') continue;
      if (given.has(output)) fail(node, `writes "${shortened(output)}", which is an input or initializer`, damaged);
      const other = writer.get(output);
      if (other !== undefined) {
        const first = describeOperator(graph.nodes[other] as OnnxNode);
        fail(node, `writes "${shortened(output)}", as ${first} does`, damaged);
      }
      writer.set(output, i);
    }
  }
  const reads = graph.nodes.map(readsOf);
  for (const [i, names] of reads.entries()) {
    const node = graph.nodes[i] as OnnxNode;
    for (const name of names) {
      const from = writer.get(name);
      if (from === undefined && !given.has(name)) {
        fail(node, `reads "${shortened(name)}", which no operator, input or initializer gives`, damaged);
      } else if (from === i) {
        fail(node, `reads "${shortened(name)}", which it writes itself`, damaged);
      } else if (from !== undefined && from > i) {
        const later = describeOperator(graph.nodes[from] as OnnxNode);
        const mend = 'sort the operators topologically, as ONNX demands, or add --sort to take them sorted';
        fail(node, `reads "${shortened(name)}", which only ${later} behind it writes`, mend);
      }
    }
  }
  return reads;
}

/** All names a node reads, those that its subgraphs take from outside included, each once. */
export function readsOf(node: OnnxNode): string[] {
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
