// Literals that imply each other around a cycle of binary clauses are equal: the strongly connected components of the implication graph (Aspvall, Plass & Tarjan
// 1979), found by Tarjan's algorithm on an explicit stack. A component with a literal and its negation refutes the model. Of each other component one literal stays.

import type { LiteralRef } from '../model.ts';
import { negateRef, variableOfRef } from '../model.ts';
import type { VariableStore } from './variable-store.ts';
import type { WorkingModel } from './working-model.ts';

/** Replaces equal literals by one of them. */
export function mergeEquivalentLiterals(model: WorkingModel): void {
  const graph = implicationGraph(model);
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
export function equateLiterals(store: VariableStore, a: LiteralRef, b: LiteralRef): void {
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

/** Node n implies targets[start[n]] .. targets[start[n + 1] - 1]. */
interface Graph {
  readonly start: Int32Array;
  readonly targets: Int32Array;
}

/** Null without binary clauses. */
function implicationGraph({ constraints, store }: WorkingModel): Graph | null {
  const ends: number[] = [];
  for (const c of constraints) {
    if (c === null || c.kind !== 'boolOr' || c.literals.length !== 2 || c.enforcement !== undefined) continue;
    ends.push(nodeOf(c.literals[0]!), nodeOf(c.literals[1]!));
  }
  if (ends.length === 0) return null;
  const start = new Int32Array(2 * store.domains.length + 1);
  // a or b: not a => b, not b => a
  for (const node of ends) start[(node ^ 1) + 1]!++;
  for (let n = 1; n < start.length; n++) start[n]! += start[n - 1]!;
  const targets = new Int32Array(ends.length);
  const next = start.slice();
  for (let k = 0; k < ends.length; k += 2) {
    const [a, b] = [ends[k]!, ends[k + 1]!];
    targets[next[a ^ 1]!++] = b;
    targets[next[b ^ 1]!++] = a;
  }
  return { start, targets };
}

/** The components of two nodes or more. */
function components({ start, targets }: Graph): number[][] {
  const count = start.length - 1;
  const found: number[][] = [];
  /** When a node was reached, from 1 on; 0: not yet; DONE: its component is complete. */
  const order = new Int32Array(count);
  const DONE = 0x7fffffff;
  const low = new Int32Array(count);
  const edge = start.slice(0, count);
  const open: number[] = [];
  const path: number[] = [];
  let reached = 0;
  for (let root = 0; root < count; root++) {
    if (order[root] !== 0 || start[root] === start[root + 1]) continue;
    path.push(root);
    open.push(root);
    order[root] = low[root] = ++reached;
    while (path.length > 0) {
      const n = path[path.length - 1]!;
      if (edge[n]! < start[n + 1]!) {
        const m = targets[edge[n]!++]!;
        if (order[m] === 0) {
          path.push(m);
          open.push(m);
          order[m] = low[m] = ++reached;
        } else if (order[m] !== DONE) low[n] = Math.min(low[n]!, order[m]!);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1]!;
        low[parent] = Math.min(low[parent]!, low[n]!);
      }
      if (low[n] !== order[n]) continue;
      const component = open.splice(open.lastIndexOf(n));
      for (const m of component) order[m] = DONE;
      if (component.length > 1) found.push(component);
    }
  }
  return found;
}
