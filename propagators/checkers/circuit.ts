// Checker of the circuit constraint: contradictory when all enforcement facts hold and, among the arcs that are still possible,
//   - some node (not the depot) has two true arcs out or in, or no possible one, or
//   - of two nodes that must be visited one cannot reach the other.
// Possible are arcs that are not false and have no true rival at either end. A node must be visited if it has no possible loop; the depot is taken to be visited.

import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { isEmpty } from './box.ts';

interface Arc {
  readonly tail: number;
  readonly head: number;
  readonly fact: Fact;
}

/** The arguments are those of the constraint; depot -1: there is none. O(nodes * arcs). */
export function circuitChecker(
  nodes: number,
  arcs: readonly Arc[],
  depot: number,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [...arcs.map(({ fact }) => fact.sv), ...enforcement.map(({ sv }) => sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    const isTrue = ({ sv, k }: Fact): boolean => box[sv]! >= k;
    if (!enforcement.every(isTrue)) return false;
    const chosen = arcs.filter(({ fact }) => isTrue(fact));
    const left = arcs.filter(({ fact: { sv, k } }) => -box[sv ^ 1]! >= k);
    const inner = Array.from({ length: nodes }, (_, v) => v).filter((v) => v !== depot);
    for (const v of inner) {
      for (const end of ['tail', 'head'] as const) {
        if (chosen.filter((a) => a[end] === v).length > 1 || !left.some((a) => a[end] === v)) return true;
      }
    }
    const rivals = (a: Arc, b: Arc): boolean =>
      a !== b && ((a.tail === b.tail && a.tail !== depot) || (a.head === b.head && a.head !== depot));
    const possible = left.filter((a) => !chosen.some((b) => rivals(a, b)));
    const visited = inner.filter((v) => !possible.some(({ tail, head }) => tail === v && head === v));
    if (depot >= 0) visited.push(depot);
    return visited.some((from) => {
      const reached = reachedFrom(from, possible);
      return visited.some((v) => !reached.has(v));
    });
  };
}

function reachedFrom(start: number, arcs: readonly Arc[]): Set<number> {
  const reached = new Set([start]);
  for (const v of reached) for (const { tail, head } of arcs) if (tail === v) reached.add(head);
  return reached;
}
