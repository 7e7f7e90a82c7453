// Compilation of circuits and routes. Each node gets a clause "one of its arcs out", one for its arcs in, and two propagators share the rest (see circuit.ts
// and circuit-reach.ts). Arcs that the root rules out are left out. Successors become arcs whose facts are the [x = v] of their values.

import { circuitChecker } from '../propagators/checkers/circuit.ts';
import { Circuit } from '../propagators/circuit.ts';
import { type Arc, ArcGraph, NONE } from '../propagators/circuit-graph.ts';
import { CircuitReach } from '../propagators/circuit-reach.ts';
import { type Fact, isFalse } from '../solver/literal.ts';
import { placedArcs } from './arc-costs.ts';
import type { CompileContext } from './compile-context.ts';
import { listAt } from './compile-values.ts';
import type { CircuitConstraint, MultipleCircuitConstraint, SuccessorCircuitConstraint } from './model.ts';
import { hintTour } from './tour-hint.ts';

export function compileCircuit(
  context: CompileContext,
  constraint: CircuitConstraint | MultipleCircuitConstraint,
  enforcement: readonly Fact[],
): void {
  const { nodes, arcs } = placedArcs(constraint);
  if (nodes === 0) return;
  const possible: Arc[] = [];
  for (const { tail, head, literal } of arcs) {
    const fact = context.literal(literal);
    if (!isFalse(fact, context.bounds)) possible.push({ tail, head, fact });
  }
  postCircuit(context, nodes, possible, constraint.kind === 'circuit' ? NONE : 0, enforcement);
  if (constraint.kind === 'circuit') hintTour(context, constraint);
}

export function compileSuccessorCircuit(
  context: CompileContext,
  { successors, allowLoops }: SuccessorCircuitConstraint,
  enforcement: readonly Fact[],
): void {
  const n = successors.length;
  if (n === 0) return;
  const arcs: Arc[] = [];
  for (const [tail, successor] of successors.entries()) {
    const e = context.view(successor);
    context.clause(enforcement, [context.atLeast(e, 0)]);
    context.clause(enforcement, [context.atMost(e, n - 1)]);
    for (let head = 0; head < n; head++) {
      if (head === tail && !allowLoops) {
        context.clause(enforcement, [context.atLeast(e, head + 1), context.atMost(e, head - 1)]);
        continue;
      }
      const isHead = context.equals(e, head);
      if (isHead !== false) arcs.push({ tail, head, fact: isHead === true ? alwaysTrue(context) : isHead });
    }
  }
  postCircuit(context, n, arcs, NONE, enforcement);
  if (enforcement.length === 0) addRows(context, n, arcs, allowLoops);
}

/** One arc into each node; the arcs out of one are the values of a variable. Of the two arcs between two nodes one at most, if there are others to be visited. */
function addRows(context: CompileContext, n: number, arcs: readonly Arc[], allowLoops: boolean): void {
  const into = new Map<number, Fact[]>();
  const between = new Map<number, Fact[]>();
  for (const { tail, head, fact } of arcs) {
    listAt(into, head).push(fact);
    listAt(between, Math.min(tail, head) * n + Math.max(tail, head)).push(fact);
  }
  for (const facts of into.values()) context.rows.one(context, facts, true);
  if (n > 2 && !allowLoops) for (const facts of between.values()) context.rows.one(context, facts, false);
}

function alwaysTrue(context: CompileContext): Fact {
  return { sv: 2 * context.engine.newVar([1, 1]), k: 1 };
}

/** Nodes 0..nodes-1; `depot` NONE for a single circuit. */
function postCircuit(
  context: CompileContext,
  nodes: number,
  arcs: readonly Arc[],
  depot: number,
  enforcement: readonly Fact[],
): void {
  const out: Fact[][] = Array.from({ length: nodes }, () => []);
  const into: Fact[][] = Array.from({ length: nodes }, () => []);
  for (const { tail, head, fact } of arcs) {
    out[tail]!.push(fact);
    into[head]!.push(fact);
  }
  for (let v = 0; v < nodes; v++) {
    if (v === depot) continue;
    context.clause(enforcement, out[v]!);
    context.clause(enforcement, into[v]!);
  }
  const graph = new ArcGraph(nodes, arcs, depot);
  const checker = circuitChecker(nodes, arcs, depot, enforcement);
  context.engine.post(new Circuit(graph, enforcement), checker);
  context.engine.post(new CircuitReach(graph, enforcement), checker);
}
