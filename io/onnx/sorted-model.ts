// A model with its operators in a topological order, for files that have them in another one: converters append casts at the end, and some runtimes sort for themselves.
//
// The order changes as little as it can: an operator stays where it is, behind what it reads, which is pulled forward. Linear. Names that nobody writes, and those
// written twice, are left to nodeReads to refuse.

import { InputError, shortened } from '../input-error.ts';
import { describeOperator } from './inference.ts';
import type { OnnxModel, OnnxNode } from './model-types.ts';
import { readsOf } from './node-reads.ts';

/** The same model in a topological order. Throws InputError if there is none. */
export function sortedModel(model: OnnxModel, file: string): OnnxModel {
  return { ...model, graph: { ...model.graph, nodes: sorted(model.graph.nodes, file) } };
}

interface Visit {
  readonly node: number;
  /** Names whose writers come first, and how many of them have been looked at. */
  readonly reads: readonly string[];
  next: number;
}

function sorted(nodes: readonly OnnxNode[], file: string): OnnxNode[] {
  const writers = new Map<string, number>();
  for (const [i, node] of nodes.entries()) for (const output of node.outputs) writers.set(output, i);
  const order: OnnxNode[] = [];
  const state: ('open' | 'done' | undefined)[] = [];
  const visit = (node: number): Visit => {
    state[node] = 'open';
    return { node, reads: readsOf(nodes[node] as OnnxNode), next: 0 };
  };
  for (let first = 0; first < nodes.length; first++) {
    const stack = state[first] === undefined ? [visit(first)] : [];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const name = top.reads[top.next++];
      const writer = name === undefined ? undefined : writers.get(name);
      if (name === undefined) {
        state[top.node] = 'done';
        order.push(nodes[top.node] as OnnxNode);
        stack.pop();
      } else if (writer !== undefined && state[writer] === undefined) stack.push(visit(writer));
      else if (writer !== undefined && state[writer] === 'open') {
        throw new InputError({
          file,
          place: describeOperator(nodes[top.node] as OnnxNode),
          problem: `reads "${shortened(name)}", which is computed from what it writes itself`,
          mend: 'the model is damaged; export it anew',
        });
      }
    }
  }
  return order;
}
