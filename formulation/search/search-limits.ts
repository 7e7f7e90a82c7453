// What the local searches on schedules are given, and how they first weigh time against memory. Every one of them lets memory overflow for a while at a price of so
// much time per unit; each starts with a fraction of `timePerSize` and lets experience move the price from there.

import type { ComputeGraph } from '../graph.ts';
import type { RematProblem } from '../problem.ts';

export interface SearchLimits {
  /** Most memory, in units of the graph's sizes. */
  readonly budget: number;
  readonly maxComputations: number;
  /** Whether tensors that nobody reads live to the end. */
  readonly keepOutputs: boolean;
}

/** Computations of one node that are tried, whatever is allowed: room is kept for so many. */
const MOST_COPIES = 8;

/** Within which a search looks for better schedules of a problem. */
export function limitsOf({ memoryBound, maxComputations, keepOutputs }: RematProblem): SearchLimits {
  return { budget: memoryBound, maxComputations, keepOutputs };
}

/** Computations of one node that a search keeps room for. */
export function copiesFor({ maxComputations }: SearchLimits): number {
  return Math.min(maxComputations, MOST_COPIES);
}

/** What a node takes on average when n of them take `duration`; positive, also when nothing takes any time. */
export function meanDuration(duration: number, n: number): number {
  return Math.max(1e-9, duration / n);
}

/** Time per unit of memory, as if `duration` had been paid for one step of all tensors together. */
export function timePerSize(graph: ComputeGraph, duration: number): number {
  let sizes = 0;
  for (let v = 0; v < graph.n; v++) sizes += graph.sizes[v]!;
  return duration / Math.max(1, sizes);
}
