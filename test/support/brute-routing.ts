// Circuits and routes by definition, for brute.ts: degrees are counted, and a set of nodes that no chosen arc leaves must not split what is visited.

import type { Affine, Constraint } from '../../model/model.ts';

export const ROUTING_KINDS = ['circuit', 'multipleCircuit', 'successorCircuit'] as const;

export type RoutingKind = (typeof ROUTING_KINDS)[number];

type ChosenArc = readonly [tail: number, head: number];

/** Whether the constraint holds, if it is enforced; `at` is the value of an expression, `isTrue` that of a literal. */
export function routingHolds(
  constraint: Constraint & { kind: RoutingKind },
  at: (expr: Affine) => number,
  isTrue: (literal: number) => boolean,
): boolean {
  if (constraint.kind === 'successorCircuit') {
    const { successors, allowLoops } = constraint;
    const chosen = successors.map((expr, i): ChosenArc => [i, at(expr)]);
    if (chosen.some(([i, j]) => j < 0 || j >= successors.length || (i === j && !allowLoops))) return false;
    return degreesAreOne(chosen, [...successors.keys()]) && isWhole(chosen, []);
  }
  const { kind, tails, heads, literals } = constraint;
  const arcs = tails.map((tail, k): ChosenArc => [tail, heads[k]!]);
  const chosen = arcs.filter((_, k) => isTrue(literals[k]!));
  const depots = kind === 'multipleCircuit' ? [0] : [];
  const others = [...new Set(arcs.flat())].filter((v) => !depots.includes(v));
  return degreesAreOne(chosen, others) && isWhole(chosen, depots);
}

function degreesAreOne(chosen: readonly ChosenArc[], nodes: readonly number[]): boolean {
  return nodes.every((v) => [0, 1].every((end) => chosen.filter((arc) => arc[end] === v).length === 1));
}

/** Every set of nodes that holds some but not all of the visited nodes (and the depot) is left by a chosen arc. */
function isWhole(chosen: readonly ChosenArc[], depots: readonly number[]): boolean {
  const moves = chosen.filter(([tail, head]) => tail !== head);
  const visited = [...new Set([...moves.flat(), ...(moves.length > 0 ? depots : [])])];
  for (let mask = 1; mask < (1 << visited.length) - 1; mask++) {
    const inside = (v: number): boolean => (mask & (1 << visited.indexOf(v))) !== 0;
    if (!moves.some(([tail, head]) => inside(tail) && !inside(head))) return false;
  }
  return true;
}
