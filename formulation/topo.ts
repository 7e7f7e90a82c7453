// Topological order of a directed graph over node indices.
//
// Kahn's algorithm (Kahn, CACM 1962) with a priority queue: among the nodes that are ready, the one with the smallest
// index is taken, so the result is the lexicographically smallest order. It is a pure function of the graph, and stays
// as close to the order of the input file as the links allow. What Kahn leaves over contains a cycle, and walking
// predecessors inside the leftover must run into it.

import FastPriorityQueue from 'fastpriorityqueue';
import type { Links } from './adjacency.ts';

/**
 * The first link that contradicts `position` (position[v] = place of node v in the order), by its number; -1 if the
 * order is topological. O(m).
 */
export function findBackwardLink({ from, to }: Links, position: Int32Array): number {
  for (let k = 0; k < from.length; k++) if (position[from[k]] >= position[to[k]]) return k;
  return -1;
}

/**
 * Lexicographically smallest topological order, as a list of node indices. A result shorter than the number of nodes
 * means that the graph has a cycle, among the nodes that are not listed. O((n + m) log n).
 */
export function topologicalSort(predecessors: readonly Int32Array[], successors: readonly Int32Array[]): Int32Array {
  const n = predecessors.length;
  const missing = new Int32Array(n);
  const ready = new FastPriorityQueue<number>((a, b) => a < b);
  for (let v = 0; v < n; v++) {
    missing[v] = predecessors[v].length;
    if (missing[v] === 0) ready.add(v);
  }
  const order = new Int32Array(n);
  let length = 0;
  while (!ready.isEmpty()) {
    const v = ready.poll() as number;
    order[length++] = v;
    for (const w of successors[v]) {
      if (--missing[w] === 0) ready.add(w);
    }
  }
  return order.subarray(0, length);
}

/**
 * A cycle among the nodes that `sorted` (the incomplete result of topologicalSort) leaves over, in link direction and
 * without repeating the first node. Precondition: the graph has a cycle. O(n + m).
 */
export function findCycle(predecessors: readonly Int32Array[], sorted: Int32Array): number[] {
  const isSorted = new Uint8Array(predecessors.length);
  for (const v of sorted) isSorted[v] = 1;
  // Every leftover node has a leftover predecessor, so the walk below never gets stuck; it ends at the first repetition.
  const placeOnWalk = new Map<number, number>();
  const walk: number[] = [];
  let v = isSorted.indexOf(0);
  while (!placeOnWalk.has(v)) {
    placeOnWalk.set(v, walk.length);
    walk.push(v);
    v = predecessors[v].find((u) => isSorted[u] === 0) as number;
  }
  return walk.slice(placeOnWalk.get(v)).reverse();
}
