// Measured durations in place of estimated ones.
//
// A profile names nodes and says how long they take. Names that no node has are left aside; nodes without a measurement keep their estimate, if both are in nanoseconds. Otherwise
// a mixture would mean nothing, and the profile must name all.

import type { ComputeGraph } from '../graph.ts';

export interface Profile {
  /** Durations by the names of nodes; nanoseconds, or any unit if `isTime` is false. */
  readonly durations: ReadonlyMap<string, number>;
  readonly isTime: boolean;
}

export interface ProfiledGraph {
  readonly graph: ComputeGraph;
  /** Names in the profile that no node has. */
  readonly unknown: readonly string[];
  /** Names of the nodes that the profile does not have. */
  readonly missing: readonly string[];
}

/** The graph with the durations of the profile where it has any. O(n). */
export function withProfile(graph: ComputeGraph, { durations }: Profile): ProfiledGraph {
  const names = new Set(graph.names);
  return {
    graph: { ...graph, durations: graph.durations.map((duration, v) => durations.get(graph.names[v]!) ?? duration) },
    unknown: [...durations.keys()].filter((name) => !names.has(name)),
    missing: graph.names.filter((name) => !durations.has(name)),
  };
}
