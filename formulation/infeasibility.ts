// Why a budget is too small, in words, where structure alone shows it: the counterpart of structuralBound(), which proves that there is a reason, for people.
//
// While a node runs, its output and all its inputs are live, in any order and with any recomputation, and with them what cannot be computed again and is still to be
// read (held.ts). Outputs that are kept are all live at the end. And every node runs at least once. What a search proves has no such short reason: then the proof is the reason.

import { type ComputeGraph, memoryNeeded, totalDuration } from './graph.ts';
import { type HoldRules, heldMemory, heldNodes } from './held.ts';
import type { RematProblem } from './problem.ts';

/** The part of a problem that asks for most, and how much, in the unit of the graph's sizes (durations for 'duration'). */
export type StructuralReason =
  | { readonly kind: 'node'; readonly node: number; readonly needed: number; readonly held: readonly number[] }
  | { readonly kind: 'outputs'; readonly needed: number }
  | { readonly kind: 'duration'; readonly needed: number };

/** What needs most memory in every schedule: of several nodes the first one. Complexity of heldMemory(). */
export function largestNeed(rules: HoldRules): StructuralReason {
  const { graph, keepOutputs } = rules;
  const held = heldMemory(rules);
  let [node, needed] = [0, 0];
  let outputs = 0;
  for (let v = 0; v < graph.n; v++) {
    const memory = memoryNeeded(graph, v) + held[v]!;
    if (memory > needed) [node, needed] = [v, memory];
    if (graph.successors[v]!.length === 0) outputs += graph.sizes[v]!;
  }
  if (keepOutputs && outputs > needed) return { kind: 'outputs', needed: outputs };
  return { kind: 'node', node, needed, held: held[node] === 0 ? [] : heldNodes(rules, node) };
}

/** Why no schedule can keep to the limits of the problem, or null if structure does not say so. Complexity of heldMemory(). */
export function structuralReason(problem: RematProblem): StructuralReason | null {
  const duration = totalDuration(problem.graph);
  if (duration > problem.durationBound) return { kind: 'duration', needed: duration };
  if (problem.objective === 'memory') return null;
  const reason = largestNeed(problem);
  return reason.needed > problem.memoryBound ? reason : null;
}

/** Tensors that a sentence lists, of each kind; the largest first. */
const TENSORS_SHOWN = 4;
const LONGEST_NAME = 60;

/** The reason as a phrase: node 7 (conv1) needs 12: its output of 2 and its inputs 1 (a) of 4, ...; computed once and read later: 0 of 6. */
export function reasonText(graph: ComputeGraph, reason: StructuralReason): string {
  if (reason.kind === 'duration') return `every node once takes ${reason.needed}`;
  if (reason.kind === 'outputs') return `the outputs that are kept need ${reason.needed}`;
  const { node, needed, held } = reason;
  const inputs = graph.predecessors[node]!;
  const reads = inputs.length === 0 ? '' : ` and its inputs ${tensorList(graph, inputs)}`;
  const waits = held.length === 0 ? '' : `; computed once and read later: ${tensorList(graph, held)}`;
  return `node ${nodeText(graph, node)} needs ${needed}: its output of ${graph.sizes[node]}${reads}${waits}`;
}

/** The largest of the nodes with their sizes, and the number of the others. */
function tensorList(graph: ComputeGraph, nodes: ArrayLike<number>): string {
  const sorted = Array.from(nodes).sort((a, b) => graph.sizes[b]! - graph.sizes[a]! || a - b);
  const shown = sorted.slice(0, TENSORS_SHOWN).map((u) => `${nodeText(graph, u)} of ${graph.sizes[u]}`);
  if (sorted.length > shown.length) shown.push(`${sorted.length - shown.length} more`);
  return shown.join(', ');
}

/** The id, and the name where it says more. */
function nodeText(graph: ComputeGraph, v: number): string {
  const id = shortened(JSON.stringify(graph.ids[v]));
  const name = graph.names[v]!;
  return name === String(graph.ids[v]) || name === '' ? id : `${id} (${shortened(name)})`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME)}...`;
}
