// Verification of tables and automata. See verify.ts.

import type { AutomatonConstraint, TableConstraint } from './model.ts';
import type { Values } from './verify-values.ts';

export function verifyTable(at: Values, { exprs, tuples, negated }: TableConstraint): string | null {
  const row = exprs.map((e) => at.linear(e));
  const k = tuples.findIndex((tuple) => tuple.every((value, c) => value === row[c]));
  if (negated === true) return k < 0 ? null : `(${row}) is tuples[${k}]`;
  return k < 0 ? `(${row}) is none of the tuples` : null;
}

/** Reads the values with all the states that the automaton may be in. O(transitions + positions * states). */
export function verifyAutomaton(at: Values, constraint: AutomatonConstraint): string | null {
  const { exprs, startState, finalStates, transitions } = constraint;
  const steps = new Map<number, Map<number, number[]>>();
  for (const [tail, label, head] of transitions) {
    const labels = steps.get(tail) ?? new Map<number, number[]>();
    steps.set(tail, labels);
    labels.set(label, [...(labels.get(label) ?? []), head]);
  }
  let states = new Set([startState]);
  for (const [i, e] of exprs.entries()) {
    const label = at.linear(e);
    const next = new Set<number>();
    for (const state of states) for (const head of steps.get(state)?.get(label) ?? []) next.add(head);
    if (next.size === 0) return `no transition for exprs[${i}], which is ${label}`;
    states = next;
  }
  return finalStates.some((state) => states.has(state)) ? null : 'it does not end in a final state';
}
