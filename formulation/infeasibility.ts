// Why a budget is too small, in words, where structure alone shows it: the counterpart of structuralBound(), which proves that there is a reason, for people.
//
// While a node runs, its output and all its inputs are live, in any order and with any recomputation. Outputs that are kept are all live at the end. And every
// node runs at least once. What a search proves has no such short reason: then the proof is the reason.

import { type ComputeGraph, memoryNeeded, totalDuration } from './graph.ts';
import type { RematProblem } from './problem.ts';

/** The part of a problem that asks for most, and how much, in the unit of the graph's sizes (durations for 'duration'). */
export type StructuralReason =
  | { readonly kind: 'node'; readonly node: number; readonly needed: number }
  | { readonly kind: 'outputs'; readonly needed: number }
  | { readonly kind: 'duration'; readonly needed: number };

/** What needs most memory in every schedule: of several nodes the first one. O(n + m). */
export function largestNeed({ graph, keepOutputs }: Pick<RematProblem, 'graph' | 'keepOutputs'>): StructuralReason {
  let [node, needed] = [0, 0];
  let outputs = 0;
  for (let v = 0; v < graph.n; v++) {
    const memory = memoryNeeded(graph, v);
    if (memory > needed) [node, needed] = [v, memory];
    if (graph.successors[v]!.length === 0) outputs += graph.sizes[v]!;
  }
  return keepOutputs && outputs > needed ? { kind: 'outputs', needed: outputs } : { kind: 'node', node, needed };
}

/** Why no schedule can keep to the limits of the problem, or null if structure does not say so. O(n + m). */
export function structuralReason(problem: RematProblem): StructuralReason | null {
  const duration = totalDuration(problem.graph);
  if (duration > problem.durationBound) return { kind: 'duration', needed: duration };
  if (problem.objective === 'memory') return null;
  const reason = largestNeed(problem);
  return reason.needed > problem.memoryBound ? reason : null;
}

/** Inputs that a sentence lists; the largest first. */
const INPUTS_SHOWN = 4;
const LONGEST_NAME = 60;

/** The reason as a phrase: node 7 ("conv1") needs 12: its output 2 and 3 inputs, 1 ("a") of 4, ... */
export function reasonText(graph: ComputeGraph, reason: StructuralReason): string {
  if (reason.kind === 'duration') return `every node once takes ${reason.needed}`;
  if (reason.kind === 'outputs') return `the outputs that are kept need ${reason.needed}`;
  const { node, needed } = reason;
  const inputs = [...graph.predecessors[node]!].sort((a, b) => graph.sizes[b]! - graph.sizes[a]! || a - b);
  const shown = inputs.slice(0, INPUTS_SHOWN).map((u) => `${nodeText(graph, u)} of ${graph.sizes[u]}`);
  if (inputs.length > shown.length) shown.push(`${inputs.length - shown.length} more`);
  const reads = inputs.length === 0 ? '' : ` and its inputs ${shown.join(', ')}`;
  return `node ${nodeText(graph, node)} needs ${needed}: its output of ${graph.sizes[node]}${reads}`;
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
