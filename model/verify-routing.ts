// Verification of circuits and routes; see verify.ts. Who comes after whom is written down, and the circuits are walked.

import type { CircuitConstraint, MultipleCircuitConstraint, SuccessorCircuitConstraint } from './model.ts';
import type { Values } from './verify-values.ts';

export function verifyCircuit(at: Values, { tails, heads, literals }: CircuitConstraint): string | null {
  const successor = new Map<number, number>();
  for (let k = 0; k < literals.length; k++) {
    if (!at.isTrue(literals[k]!)) continue;
    if (successor.has(tails[k]!)) return `two arcs leave node ${tails[k]}`;
    successor.set(tails[k]!, heads[k]!);
  }
  for (const nodes of [tails, heads]) {
    for (const v of nodes) if (!successor.has(v)) return `no arc leaves node ${v}`;
  }
  return verifyOneCircuit(successor);
}

export function verifySuccessorCircuit(at: Values, constraint: SuccessorCircuitConstraint): string | null {
  const { successors, allowLoops } = constraint;
  const successor = new Map<number, number>();
  for (const [i, expr] of successors.entries()) {
    const j = at.linear(expr);
    if (j < 0 || j >= successors.length) return `successors[${i}] is ${j}, not in 0..${successors.length - 1}`;
    if (i === j && !allowLoops) return `successors[${i}] is ${i} itself`;
    successor.set(i, j);
  }
  return verifyOneCircuit(successor);
}

/** Every node has a successor here. */
function verifyOneCircuit(successor: ReadonlyMap<number, number>): string | null {
  let first: number | null = null;
  let visited = 0;
  for (const [v, next] of successor) {
    if (v === next) continue;
    first ??= v;
    visited++;
  }
  if (first === null) return null;
  let length = 0;
  let v = first;
  do {
    v = successor.get(v)!;
    length++;
  } while (v !== first && length <= visited);
  if (v !== first) return `the walk from node ${first} does not come back to it`;
  return length === visited ? null : `the circuit of node ${first} has ${length} of ${visited} visited nodes`;
}

export function verifyMultipleCircuit(at: Values, constraint: MultipleCircuitConstraint): string | null {
  const { tails, heads, literals } = constraint;
  const successor = new Map<number, number>();
  const entered = new Set<number>();
  const firsts: number[] = [];
  for (let k = 0; k < literals.length; k++) {
    if (!at.isTrue(literals[k]!)) continue;
    const [tail, head] = [tails[k]!, heads[k]!];
    if (tail === 0) firsts.push(head);
    else if (successor.has(tail)) return `two arcs leave node ${tail}`;
    else successor.set(tail, head);
    if (head === 0) continue;
    if (entered.has(head)) return `two arcs enter node ${head}`;
    entered.add(head);
  }
  const covered = new Set<number>();
  for (const first of firsts) {
    for (let v = first; v !== 0; v = successor.get(v)!) {
      if (!successor.has(v)) return `the route over node ${v} ends there`;
      covered.add(v);
    }
  }
  for (const nodes of [tails, heads]) {
    for (const v of nodes) {
      if (v !== 0 && !covered.has(v) && successor.get(v) !== v) return `node ${v} is on no route and not skipped`;
    }
  }
  return null;
}
