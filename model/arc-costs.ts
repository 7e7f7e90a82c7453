// What the arcs of a circuit cost in a linear objective.

import { type CircuitConstraint, type LiteralRef, type MultipleCircuitConstraint, variableOfRef } from './model.ts';

export interface PlacedArc {
  readonly tail: number;
  readonly head: number;
  readonly literal: LiteralRef;
}

/** Cost of a pair of nodes without an arc, as a multiple of the largest cost. */
const NO_ARC = 4;

/** The arcs over nodes 0, 1, ..., which are the node numbers in ascending order: the depot stays node 0. */
export function placedArcs({ tails, heads, literals }: CircuitConstraint | MultipleCircuitConstraint): {
  nodes: number;
  arcs: PlacedArc[];
} {
  const numbers = [...new Set([...tails, ...heads])].sort((a, b) => a - b);
  const place = new Map(numbers.map((number, v) => [number, v]));
  const arcs = literals.map((literal, k) => ({ tail: place.get(tails[k]!)!, head: place.get(heads[k]!)!, literal }));
  return { nodes: numbers.length, arcs };
}

/**
 * `cost[tail * nodes + head]` of the cheapest such arc, for weights of Boolean variables in what is minimised; more than any arc where there is none. Null if
 * all arcs cost nothing.
 */
export function arcCosts(
  nodes: number,
  arcs: readonly PlacedArc[],
  weights: ReadonlyMap<number, number>,
): Float64Array | null {
  const cost = new Float64Array(nodes * nodes).fill(Number.POSITIVE_INFINITY);
  let largest = 0;
  for (const { tail, head, literal } of arcs) {
    const c = (literal < 0 ? -1 : 1) * (weights.get(variableOfRef(literal)) ?? 0);
    largest = Math.max(largest, Math.abs(c));
    cost[tail * nodes + head] = Math.min(c, cost[tail * nodes + head]!);
  }
  return largest === 0 ? null : cost.map((c) => (c === Number.POSITIVE_INFINITY ? NO_ARC * largest : c));
}
