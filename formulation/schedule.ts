// What a sequence of computations really costs: memory at every step, what can be freed when, and which rules it breaks.
//
// Memory semantics, the same for every formulation and checker: while step j runs, live are the tensor it writes and
// every earlier occurrence that is read at step j or later; each read is served by the latest earlier occurrence of the
// node. A tensor that nobody reads lives at its own step only.
//
//      step      0   1   2   3   4            b reads a, c reads b, d reads a and c; a is computed twice:
//      computes  a   b   c   a   d            the first copy serves b, the second one serves d.
//      a         #####       #####
//      b             #####                    Freed after step 1: a. After step 2: b. After step 4: a, c and d.
//      c                 #########
//      d                         #
//
// An older copy is always dead before its node is recomputed, because every later read goes to the new copy; so "node v
// is live" needs no copy number.

import type { ComputeGraph } from './graph.ts';

/** The replay of a sequence of T steps. */
export interface Simulation {
  readonly valid: true;
  /** timeline[j]: memory while step j runs, in the unit of graph.sizes. */
  readonly timeline: Float64Array;
  /** frees[j]: the nodes whose tensor is freed right after step j, ascending. */
  readonly frees: readonly (readonly number[])[];
  /** Largest memory of a step. */
  readonly peak: number;
  /** Sum of the durations of all steps. */
  readonly duration: number;
}

/** Why a sequence cannot be replayed: step `step` computes node `node`, which reads `input` before it is computed. */
export interface ReadViolation {
  readonly valid: false;
  readonly step: number;
  readonly node: number;
  readonly input: number;
}

export interface SimulateOptions {
  /** Keep the tensors of sinks (nodes nobody reads) from their last computation to the end; they are never freed. */
  readonly keepOutputs?: boolean;
}

/**
 * Replay a sequence of node numbers. Values outside 0..n-1 are a broken contract (RangeError); reading a tensor before
 * it is computed is reported as a violation. O(T + reads). Sums are exact if assertSumsAreSafe holds for the number of
 * computations used.
 */
export function simulate(
  graph: ComputeGraph,
  sequence: ArrayLike<number>,
  options: SimulateOptions = {},
): Simulation | ReadViolation {
  const { n, sizes, durations, predecessors, successors } = graph;
  const length = sequence.length;
  const latest = new Int32Array(n).fill(-1);
  const lastRead = new Int32Array(length);
  for (let j = 0; j < length; j++) {
    const v = sequence[j];
    if (!Number.isInteger(v) || v < 0 || v >= n) throw new RangeError(`step ${j} computes ${v}, not a node number`);
    lastRead[j] = j;
    for (const u of predecessors[v]) {
      if (latest[u] < 0) return { valid: false, step: j, node: v, input: u };
      lastRead[latest[u]] = j;
    }
    latest[v] = j;
  }
  if (options.keepOutputs) {
    // `length` is past the last step: the tensor is counted to the end and never listed as freed.
    for (let v = 0; v < n; v++) if (latest[v] >= 0 && successors[v].length === 0) lastRead[latest[v]] = length;
  }
  const frees: number[][] = Array.from({ length }, () => []);
  for (let j = 0; j < length; j++) if (lastRead[j] < length) frees[lastRead[j]].push(sequence[j]);
  const timeline = new Float64Array(length);
  let live = 0;
  let peak = 0;
  let duration = 0;
  for (let j = 0; j < length; j++) {
    live += sizes[sequence[j]];
    duration += durations[sequence[j]];
    timeline[j] = live;
    if (live > peak) peak = live;
    frees[j].sort((a, b) => a - b);
    for (const v of frees[j]) live -= sizes[v];
  }
  return { valid: true, timeline, frees, peak, duration };
}

/** The replay of the input order itself, every node once: what budgets and overheads are measured against. */
export function simulateInputOrder(graph: ComputeGraph, options: SimulateOptions = {}): Simulation {
  const replay = simulate(
    graph,
    Int32Array.from({ length: graph.n }, (_, v) => v),
    options,
  );
  if (!replay.valid) throw new Error('the input order of a graph is topological');
  return replay;
}

/** Total duration increase in percent: 100 * (duration / baseline - 1); 0 if the baseline takes no time at all. */
export function overheadPercent(duration: number, baselineDuration: number): number {
  return baselineDuration === 0 ? 0 : 100 * (duration / baselineDuration - 1);
}

export interface ScheduleRules extends SimulateOptions {
  /** Largest memory allowed at any step; Infinity if there is no budget. */
  readonly budget: number;
  /** 'input': first computations follow the input order; 'free': any order. */
  readonly mode: 'input' | 'free';
  /** How often a node may be computed; those the graph marks as not recomputable once in any case. */
  readonly maxComputations: number;
}

/** First step whose node breaks the input order among first computations, or -1. O(T). */
export function findOrderViolation(sequence: ArrayLike<number>): number {
  let next = 0; // nodes 0..next-1 have been computed
  for (let j = 0; j < sequence.length; j++) {
    if (sequence[j] > next) return j;
    if (sequence[j] === next) next++;
  }
  return -1;
}

/** Every rule the sequence breaks, as sentences that name nodes by the input file's ids; empty if it is valid. */
export function checkSchedule(graph: ComputeGraph, sequence: ArrayLike<number>, rules: ScheduleRules): string[] {
  const violations: string[] = [];
  const id = (v: number): string => JSON.stringify(graph.ids[v]);
  const times = new Int32Array(graph.n);
  for (let j = 0; j < sequence.length; j++) {
    const v = sequence[j];
    if (!Number.isInteger(v) || v < 0 || v >= graph.n) return [`step ${j} computes ${v}, which is not a node`];
    times[v]++;
  }
  const absent = times.indexOf(0);
  if (absent >= 0) violations.push(`node ${id(absent)} is never computed`);
  const tooOften = times.findIndex((count) => count > rules.maxComputations);
  if (tooOften >= 0) {
    violations.push(`node ${id(tooOften)} is computed ${times[tooOften]} times, over ${rules.maxComputations}`);
  }
  const forbidden = times.findIndex((count, v) => count > 1 && graph.recomputable[v] === 0);
  if (forbidden >= 0) {
    violations.push(`node ${id(forbidden)} is computed ${times[forbidden]} times, but its recomputation is forbidden`);
  }
  if (rules.mode === 'input') {
    const step = findOrderViolation(sequence);
    if (step >= 0) violations.push(`step ${step} computes node ${id(sequence[step])} out of the input order`);
  }
  const replay = simulate(graph, sequence, rules);
  if (!replay.valid) {
    violations.push(`step ${replay.step}: node ${id(replay.node)} reads ${id(replay.input)} before it is computed`);
  } else if (replay.peak > rules.budget) {
    violations.push(
      `peak ${replay.peak} is over the budget ${rules.budget}, first at step ${firstOver(replay, rules)}`,
    );
  }
  return violations;
}

function firstOver(replay: Simulation, rules: ScheduleRules): number {
  return replay.timeline.findIndex((memory) => memory > rules.budget);
}
