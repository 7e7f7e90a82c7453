// A graph as bytes that do not depend on the file it came from: compressed node-link JSON in the input order, and the hash by which it is known.

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ComputeGraph } from '../formulation/graph.ts';
import { parseGraph } from '../formulation/load-graph.ts';
import type { RematProblem } from '../formulation/problem.ts';
import { usefulComputations } from '../formulation/reductions.ts';
import { formatNodeLink } from '../io/write-node-link.ts';

/** Longer ones are refused: a hostile packet may be small and unpack to anything. */
const MOST_BYTES = 2 ** 29;

export interface PackedGraph {
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string;
  /** The packet; made when it is asked for. */
  bytes(): Uint8Array;
}

/** O(n + m). The same graph has the same hash, whichever format it was read from and whatever that says of units. */
export function packGraph({ units: _, ...graph }: ComputeGraph): PackedGraph {
  const text = formatNodeLink(graph);
  return { hash: createHash('sha256').update(text).digest('hex'), bytes: () => gzipSync(text) };
}

/** The graph of a packet. Throws Error. */
export function unpackGraph(
  bytes: Uint8Array,
  { order, maxComputations }: Pick<RematProblem, 'order' | 'maxComputations'>,
): ComputeGraph {
  const text = gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('utf8');
  return parseGraph(text, 'packed graph', (graph) => usefulComputations(graph, order, maxComputations));
}
