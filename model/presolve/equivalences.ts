// Literals that imply each other around a cycle of binary clauses are equal: the strongly connected components of the implication graph (Aspvall, Plass & Tarjan
// 1979). A component with a literal and its negation refutes the model. Of each other component one literal stays.

import { components, type Digraph, implicationGraph } from '../../solver/components.ts';
import type { LiteralRef } from '../model.ts';
import { negateRef, variableOfRef } from '../model.ts';
import type { VariableStore } from './variable-store.ts';
import type { WorkingModel } from './working-model.ts';

/** Replaces equal literals by one of them. */
export function mergeEquivalentLiterals(model: WorkingModel): void {
  const graph = binaryClauses(model);
  if (graph === null) return;
  model.ticks += graph.targets.length + graph.start.length;
  for (const component of components(graph)) {
    const [first, ...others] = component.map(literalAt);
    for (const l of others) {
      equateLiterals(model.store, l, first!);
      if (model.over) return;
    }
  }
}

/** Takes in that two literals have the same value; they stay two if both have to. */
function equateLiterals(store: VariableStore, a: LiteralRef, b: LiteralRef): void {
  const [l, m] = [store.literal(a), store.literal(b)];
  if (l === m) return;
  const [x, y] = [variableOfRef(l), variableOfRef(m)];
  if (l === negateRef(m)) store.refuted = true;
  else if (x === store.yes) store.makeTrue(l === store.yes ? m : negateRef(m));
  else if (y === store.yes) store.makeTrue(m === store.yes ? l : negateRef(l));
  else if (l >= 0 === m >= 0) store.equate(x, y, 1, 0);
  else store.equate(x, y, -1, 1);
}

/** Literal l of variable x as a number: 2x, or 2x + 1 for the negation. */
export function nodeOf(l: LiteralRef): number {
  return l >= 0 ? 2 * l : 2 * negateRef(l) + 1;
}

export function literalAt(node: number): LiteralRef {
  return node & 1 ? negateRef(node >> 1) : node >> 1;
}

/** Null without binary clauses. */
function binaryClauses({ constraints, store }: WorkingModel): Digraph | null {
  const ends: number[] = [];
  for (const c of constraints) {
    if (c === null || c.kind !== 'boolOr' || c.literals.length !== 2 || c.enforcement !== undefined) continue;
    ends.push(nodeOf(c.literals[0]!), nodeOf(c.literals[1]!));
  }
  if (ends.length === 0) return null;
  return implicationGraph(ends, 2 * store.domains.length);
}
