// A graph file into a ComputeGraph: the reader's description goes through makeGraph, and what makeGraph refuses is
// reported with the name of the file. The only place where io/ and the graph's own rules meet.

import { InputError } from '../io/input-error.ts';
import { parseNodeLink } from '../io/node-link.ts';
import { readTextFile } from '../io/text-file.ts';
import { assertSumsAreSafe, type ComputeGraph, GraphError, makeGraph } from './graph.ts';

/** How often a node may be computed, or a function that tells it from the graph. */
export type ComputationsAllowed = number | ((graph: ComputeGraph) => number);

/**
 * Read a node-link JSON file. The sums of a schedule that computes every node as often as `computations` says must stay
 * safe integers. Throws InputError naming the file, the place and the mend.
 */
export function loadGraph(file: string, computations: ComputationsAllowed = 1): ComputeGraph {
  return parseGraph(readTextFile(file), file, computations);
}

/** As loadGraph, from the text of the file; `file` is only for messages. */
export function parseGraph(text: string, file: string, computations: ComputationsAllowed = 1): ComputeGraph {
  const description = parseNodeLink(text, file);
  try {
    const graph = makeGraph(description);
    assertSumsAreSafe(graph, typeof computations === 'number' ? computations : computations(graph));
    return graph;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new InputError({ file, place: error.place, problem: error.problem, mend: error.mend });
  }
}
