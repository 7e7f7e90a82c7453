// Which tensors of the forward pass a schedule saves for the backward pass and which it computes again, by the names of the torch graph (format moccasin-saved/1).
//
// torch's partitioner asks a solver to split the nodes it could save into two lists: saved, recomputed. A schedule says more. Here a tensor counts as recomputed if
// its node runs again after the backward pass has begun, else as saved if a copy from before is read after that; what nobody reads by then is in neither list. Views and single
// outputs of an operation share the fate of the storage they belong to.

import type { ComputeGraph, NodeId } from '../formulation/graph.ts';
import type { RematGraph } from '../formulation/network/remat-graph.ts';
import { formatJson } from './format-json.ts';

export const SAVED_FORMAT = 'moccasin-saved/1';

export interface SavedTensors {
  readonly format: typeof SAVED_FORMAT;
  readonly graph: string;
  /** Names of nodes in the order of the graph. */
  readonly saved: readonly string[];
  readonly recomputed: readonly string[];
  /** Those of the recomputed ones that the schedule holds over the border between the passes as well: torch cannot do both. */
  readonly savedAndRecomputed: readonly string[];
  /** Bytes of storage that is saved, at the border between the passes. */
  readonly savedBytes: number;
}

/** The lists for a schedule of node numbers of `compute`, which is the compute graph of `graph`. Where nothing is marked as backward, nothing is saved. */
export function savedTensors(graph: RematGraph, compute: ComputeGraph, sequence: ArrayLike<number>): SavedTensors {
  const { n, backward, predecessors, ids, sizes } = compute;
  const latest = new Int32Array(n).fill(-1);
  const isHeld = new Uint8Array(n);
  const isAgain = new Uint8Array(n);
  let border = -1;
  for (let j = 0; j < sequence.length; j++) {
    const v = sequence[j];
    if (border < 0 && backward[v] === 1) border = j;
    if (border >= 0) {
      for (const u of predecessors[v]) if (latest[u] < border && backward[u] === 0) isHeld[u] = 1;
      if (latest[v] >= 0 && backward[v] === 0) isAgain[v] = 1;
    }
    latest[v] = j;
  }
  const numberOf = new Map<NodeId, number>(ids.map((id, v) => [id, v]));
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const [saved, recomputed, both]: [string[], string[], string[]] = [[], [], []];
  for (const node of graph.nodes) {
    let owner = node;
    while (owner.kind === 'alias') owner = byId.get(owner.aliasOf as number) as typeof node;
    const v = numberOf.get(owner.id);
    if (v === undefined || node.backward) continue;
    if (isAgain[v]) recomputed.push(node.name);
    else if (isHeld[v]) saved.push(node.name);
    if (isAgain[v] && isHeld[v]) both.push(node.name);
  }
  const savedBytes = sizes.reduce((sum, size, v) => sum + (isHeld[v] && !isAgain[v] ? size : 0), 0);
  return { format: SAVED_FORMAT, graph: graph.name, saved, recomputed, savedAndRecomputed: both, savedBytes };
}

/** The text of the file. */
export function formatSaved(tensors: SavedTensors): string {
  return formatJson({ ...tensors });
}
