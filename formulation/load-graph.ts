// A graph file into a ComputeGraph: the reader's description goes through makeGraph, and what makeGraph refuses is
// reported with the name of the file. The only place where io/ and the graph's own rules meet.

import { InputError } from '../io/input-error.ts';
import { parseNodeLink } from '../io/node-link.ts';
import { readTextFile } from '../io/text-file.ts';
import { assertSumsAreSafe, type ComputeGraph, GraphError, makeGraph } from './graph.ts';

/**
 * Read a node-link JSON file. `maxComputations` is how often a node may be computed at most: the sums of such a
 * schedule must stay safe integers. Throws InputError naming the file, the place and the mend.
 */
export function loadGraph(file: string, maxComputations = 1): ComputeGraph {
  return parseGraph(readTextFile(file), file, maxComputations);
}

/** As loadGraph, from the text of the file; `file` is only for messages. */
export function parseGraph(text: string, file: string, maxComputations = 1): ComputeGraph {
  const description = parseNodeLink(text, file);
  try {
    const graph = makeGraph(description);
    assertSumsAreSafe(graph, maxComputations);
    return graph;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new InputError({ file, place: error.place, problem: error.problem, mend: error.mend });
  }
}
