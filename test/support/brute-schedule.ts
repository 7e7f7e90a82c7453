// Brute force for small graphs: all trade-offs between peak memory and duration, by trying everything. Shares no code with formulation/ (but the type of a
// graph): memory is counted by the words of its definition, and what may be computed when is spelled out here again.
//
//   staged   what the model of a fixed input order can say: before the first computation of node k, any subset of the nodes before it, ascending
//   input    first computations in input order, recomputations anywhere, in any order, any number of times up to C
//   free     any sequence that computes every node and has every input before it is read
//
// Every staged sequence is an input sequence, every input sequence a free one. Staged sequences are enumerated one by one; the others are too many and are
// searched through as paths between states (times computed, tensors in memory). Nodes that may not be computed again are computed once in all three.

import type { ComputeGraph } from '../../formulation/graph.ts';

export interface Outcome {
  readonly peak: number;
  readonly duration: number;
  readonly sequence: readonly number[];
}

/** The outcomes that no other beats or equals in both numbers, by ascending peak and so descending duration. */
export type Front = readonly Outcome[];

/** Least duration with a peak of at most `budget`; null if there is none. */
export function leastDuration(front: Front, budget: number): Outcome | null {
  return front.findLast(({ peak }) => peak <= budget) ?? null;
}

/** Least peak with a duration of at most `bound`; null if there is none. */
export function leastPeak(front: Front, bound: number): Outcome | null {
  return front.find(({ duration }) => duration <= bound) ?? null;
}

/**
 * Peak and duration by definition: at step j live are the tensor it writes and every earlier occurrence that is read at step j or later, reads being
 * served by the latest earlier occurrence; kept outputs live from their last computation on. Null if a read is served by nobody.
 */
export function replay(graph: ComputeGraph, sequence: readonly number[], keepOutputs: boolean): Outcome | null {
  const length = sequence.length;
  const memory: number[] = new Array(length).fill(0);
  const missing = sequence.some((v, j) => graph.predecessors[v]!.some((u) => !sequence.slice(0, j).includes(u)));
  if (missing) return null;
  let duration = 0;
  for (let i = 0; i < length; i++) {
    const v = sequence[i]!;
    duration += graph.durations[v]!;
    let last = i;
    let next = i + 1;
    for (; next < length && sequence[next] !== v; next++)
      if (graph.predecessors[sequence[next]!]!.includes(v)) last = next;
    if (keepOutputs && next === length && graph.successors[v]!.length === 0) last = length - 1;
    for (let j = i; j <= last; j++) memory[j]! += graph.sizes[v]!;
  }
  return { peak: Math.max(0, ...memory), duration, sequence };
}

/** All staged sequences of n nodes with at most C computations per node, but one where `recomputable` is 0, as sets of stages for each node's recomputations. */
export function* stagedSequences(n: number, maxComputations: number, recomputable?: Uint8Array): Generator<number[]> {
  const stages: number[][] = Array.from({ length: n }, () => []);
  function* choose(v: number, from: number): Generator<number[]> {
    if (v === n) {
      yield sequenceOf(stages);
      return;
    }
    // the stages of v below `from` are settled: none of the others, or one of them next
    yield* choose(v + 1, v + 2);
    if (stages[v]!.length + 1 >= maxComputations || recomputable?.[v] === 0) return;
    for (let k = from; k < n; k++) {
      stages[v]!.push(k);
      yield* choose(v, k + 1);
      stages[v]!.pop();
    }
  }
  yield* choose(0, 1);
}

/** The trade-offs among staged sequences. n <= 7 or so. */
export function stagedFront(graph: ComputeGraph, maxComputations: number, keepOutputs: boolean): Front {
  const front: Outcome[] = [];
  for (const sequence of stagedSequences(graph.n, maxComputations, graph.recomputable))
    insert(front, replay(graph, sequence, keepOutputs)!);
  return front;
}

function sequenceOf(stages: readonly (readonly number[])[]): number[] {
  const sequence: number[] = [];
  for (let k = 0; k < stages.length; k++) {
    for (let v = 0; v < k; v++) if (stages[v]!.includes(k)) sequence.push(v);
    sequence.push(k);
  }
  return sequence;
}

/** A way to a state: the step that was made last, and the way before it. */
interface Label {
  readonly peak: number;
  readonly duration: number;
  readonly node: number;
  readonly before: Label | null;
}

/**
 * The trade-offs among input or free sequences. A state is how often each node has been computed (digits in base C + 1) and which tensors are in memory;
 * its labels are the undominated (peak, duration) of ways to it. Steps compute a node, which raises the number, or drop a tensor, which lowers the set:
 * one pass over the states in that order sees every way. n <= 6, C <= 3.
 */
export function sequenceFront(
  graph: ComputeGraph,
  maxComputations: number,
  keepOutputs: boolean,
  order: 'input' | 'free',
): Front {
  const { n } = graph;
  const base = maxComputations + 1;
  const sets = 2 ** n;
  const reads = graph.predecessors.map((list) => list.reduce((set, u) => set | (1 << u), 0));
  const outputs = graph.successors.reduce((set, list, v) => (list.length === 0 ? set | (1 << v) : set), 0);
  const states: (Label[] | undefined)[] = new Array(base ** n * sets);
  states[0] = [{ peak: 0, duration: 0, node: -1, before: null }];
  const reach = (state: number, label: Label): void => {
    insert((states[state] ??= []), label);
  };
  const front: Label[] = [];
  for (let counts = 0; counts < base ** n; counts++) {
    const times = Array.from({ length: n }, (_, v) => Math.floor(counts / base ** v) % base);
    const next = times.indexOf(0);
    for (let set = sets - 1; set >= 0; set--) {
      const labels = states[counts * sets + set];
      if (labels === undefined) continue;
      if (next < 0 && (!keepOutputs || (set & outputs) === outputs)) for (const label of labels) insert(front, label);
      for (let v = 0; v < n; v++) {
        if (set & (1 << v)) for (const label of labels) reach(counts * sets + (set & ~(1 << v)), label);
        if (times[v] === maxComputations || (times[v] === 1 && graph.recomputable[v] === 0)) continue;
        if ((set & reads[v]!) !== reads[v]) continue;
        if (order === 'input' && times[v] === 0 && v !== next) continue;
        const after = set | (1 << v);
        const memory = sizeOf(graph, after);
        for (const label of labels) {
          reach((counts + base ** v) * sets + after, {
            peak: Math.max(label.peak, memory),
            duration: label.duration + graph.durations[v]!,
            node: v,
            before: label,
          });
        }
      }
    }
  }
  return front.map((label) => ({ peak: label.peak, duration: label.duration, sequence: wayTo(label) }));
}

function sizeOf(graph: ComputeGraph, set: number): number {
  let total = 0;
  for (let v = 0; v < graph.n; v++) if (set & (1 << v)) total += graph.sizes[v]!;
  return total;
}

function wayTo(label: Label): number[] {
  const sequence: number[] = [];
  for (let l: Label | null = label; l !== null && l.node >= 0; l = l.before) sequence.push(l.node);
  return sequence.reverse();
}

/** Puts an outcome into a front, unless one there is as good in both numbers; takes out what it beats. */
function insert<T extends { readonly peak: number; readonly duration: number }>(front: T[], x: T): void {
  let at = 0;
  while (at < front.length && front[at]!.peak <= x.peak) {
    if (front[at]!.duration <= x.duration) return;
    at++;
  }
  if (at > 0 && front[at - 1]!.peak === x.peak) at--;
  let end = at;
  while (end < front.length && front[end]!.duration >= x.duration) end++;
  front.splice(at, end - at, x);
}
