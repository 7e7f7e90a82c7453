// Tasks of which no two run at the same time, whatever the reasons: over all constraints of a model together.
//
//   a - b   need more than resource 1 has        a, b and c are a disjunctive resource of their own, though no constraint says so about
//   b - c   need more than resource 2 has        all three; its energy, and what must come first or last in it, bounds the whole
//   a - c   a path of precedences, or a noOverlap
//
// The graph of such pairs is made from constraints that always hold over tasks that are always there. Pairs that do not fit together get order literals, kept in step with
// the bounds by one propagator for all of them. Heavy cliques of the graph become disjunctive resources beside the cumulatives: from each heaviest pair that is in no clique so
// far, the task is added that keeps the most time in reach. (Brucker, Knust, Schoo & Thiele, EJOR 107, 1998, conclude from the same graph; Baptiste & Le Pape,
// Constraints 5, 2000, measure what such redundant resources are worth.) Other cumulatives, and models of very many tasks, are seen to one by one: compile-incompatible.ts.

import type { CompileContext } from './compile-context.ts';
import { type Needing, needingTasks, postIncompatible } from './compile-incompatible.ts';
import { pairsOf, postDisjunctive, postOrders } from './compile-no-overlap.ts';
import { type Span, spanAt } from './compile-scheduling.ts';
import type { CumulativeConstraint, IntervalRef, NoOverlapConstraint } from './model.ts';

/** Beyond this the graph takes too long. */
const MOST_TASKS = 400;
/** Disjunctive resources for each cumulative that the pairs come from: each has to be propagated, too. */
const CLIQUES_PER_CUMULATIVE = 2;
/** A resource that is used for less than this share of the time that precedences alone take hardly ever says anything. */
const LEAST_USE = 0.5;
/** Pairs looked at while cliques are sought: some hundredths of a second. */
const WORK_LIMIT = 10_000_000;

// What is known of a pair.
const NOTHING = 0;
/** The two do not overlap, and who sees to it is elsewhere: a noOverlap, or precedences. */
const APART = 1;
/** They do not fit together in a cumulative. */
const INCOMPATIBLE = 2;

/** Whether the pairs of the constraint are left to postCliques(): it always holds, and all its tasks are always there. */
export function isPlain(
  { data: { intervals } }: CompileContext,
  constraint: { readonly enforcement?: readonly number[]; readonly intervals: readonly IntervalRef[] },
): boolean {
  const isFree = constraint.enforcement === undefined || constraint.enforcement.length === 0;
  return isFree && constraint.intervals.every((i) => intervals[i]!.presence === undefined);
}

/** To be called before the constraints are compiled, when the intervals have been: whoever comes later finds the literals there. */
export function postCliques(context: CompileContext): void {
  if (!context.scheduling.useDisjunctiveConstraintInCumulative) return;
  const plain = context.data.constraints.filter(
    (c): c is CumulativeConstraint => c.kind === 'cumulative' && isPlain(context, c),
  );
  if (plain.length === 0) return;
  const tasks = new Set(plain.flatMap(({ intervals }) => intervals));
  if (tasks.size > MOST_TASKS) {
    for (const constraint of plain) postIncompatible(context, needingTasks(context, constraint), []);
    return;
  }
  const graph = new PairGraph(context, plain);
  graph.post(CLIQUES_PER_CUMULATIVE * plain.length);
}

class PairGraph {
  private readonly context: CompileContext;
  private readonly spans: Span[] = [];
  /** Least time each takes. */
  private readonly weight: number[] = [];
  private readonly numbers: Map<string, number> = new Map();
  /** Pair of i and j at i * n + j and j * n + i. */
  private readonly pairs: Uint8Array;
  private readonly n: number;
  private work = 0;

  constructor(context: CompileContext, constraints: readonly CumulativeConstraint[]) {
    this.context = context;
    const needing = constraints.map((constraint) => needingTasks(context, constraint));
    for (const { tasks } of needing) for (const { span } of tasks) this.enter(span);
    this.n = this.spans.length;
    this.pairs = new Uint8Array(this.n * this.n);
    for (const { tasks, capacity } of needing) this.addCumulative(tasks, capacity);
    for (const c of context.data.constraints) if (c.kind === 'noOverlap' && isPlain(context, c)) this.addNoOverlap(c);
    this.addPrecedences();
  }

  /** Order literals of the incompatible pairs, as many as the option allows for a single resource, and the heaviest cliques. */
  post(mostCliques: number): void {
    const { context, spans, pairs, n } = this;
    const limit = context.scheduling.maxSizeToCreatePrecedenceLiteralsInDisjunctive;
    const open = pairs.reduce((sum, kind) => sum + (kind === INCOMPATIBLE ? 1 : 0), 0) / 2;
    if (open <= limit * limit) {
      const isOpen = (i: number, j: number): boolean => pairs[i * n + j] === INCOMPATIBLE;
      postOrders(context, spans, pairsOf(context, spans, [], isOpen), []);
    }
    for (const clique of this.cliques(mostCliques)) {
      postDisjunctive(
        context,
        clique.map((i) => spans[i]!),
        [],
      );
    }
  }

  private enter(span: Span): void {
    const name = nameOf(span);
    if (this.numbers.has(name)) return;
    this.numbers.set(name, this.spans.length);
    this.spans.push(span);
    this.weight.push(this.context.min(span.size!));
  }

  private addCumulative(tasks: readonly Needing[], capacity: number): void {
    for (const [second, b] of tasks.entries()) {
      for (let first = 0; first < second; first++) {
        const a = tasks[first]!;
        if (a.demand + b.demand <= capacity) break;
        this.set(this.numbers.get(nameOf(a.span))!, this.numbers.get(nameOf(b.span))!, INCOMPATIBLE);
      }
    }
  }

  private addNoOverlap({ intervals }: NoOverlapConstraint): void {
    const { context, numbers } = this;
    const known: number[] = [];
    for (const i of intervals) {
      const number = numbers.get(nameOf(spanAt(context, i)!));
      if (number !== undefined) known.push(number);
    }
    for (const [k, i] of known.entries()) {
      for (let m = 0; m < k; m++) if (this.pairs[i * this.n + known[m]!] === NOTHING) this.set(i, known[m]!, APART);
    }
  }

  /** Those between tasks that have a part in pairs. */
  private addPrecedences(): void {
    const { context, spans, pairs, n } = this;
    const { orders } = context;
    const partners = spans.map((_, i) => pairs.subarray(i * n, (i + 1) * n).some((kind) => kind !== NOTHING));
    for (const [i, a] of spans.entries()) {
      for (let j = 0; j < i; j++) {
        const b = spans[j]!;
        if (partners[i] && partners[j] && (orders.precedes(a, b) || orders.precedes(b, a))) this.set(i, j, APART);
      }
    }
  }

  private set(i: number, j: number, kind: number): void {
    if (i === j) return;
    this.pairs[i * this.n + j] = kind;
    this.pairs[j * this.n + i] = kind;
  }

  /** Up to so many cliques of three tasks at least, each with an incompatible pair that none before it has. */
  private cliques(most: number): number[][] {
    const { pairs, weight, n } = this;
    const found: number[][] = [];
    const least = LEAST_USE * this.leastSpan();
    const isCovered = new Uint8Array(n * n);
    for (const [i, j] of this.heaviestFirst()) {
      if (found.length === most || this.work > WORK_LIMIT) break;
      if (isCovered[i * n + j] === 1) continue;
      const clique = [i, j];
      let candidates = [...weight.keys()].filter((k) => pairs[i * n + k] !== NOTHING && pairs[j * n + k] !== NOTHING);
      while (candidates.length > 0) {
        const next = this.mostInReach(candidates);
        clique.push(next);
        candidates = candidates.filter((k) => pairs[next * n + k] !== NOTHING);
      }
      for (const a of clique) for (const b of clique) isCovered[a * n + b] = 1;
      const use = clique.reduce((sum, k) => sum + weight[k]!, 0);
      if (clique.length > 2 && use >= least) found.push(clique.sort((a, b) => a - b));
    }
    return found;
  }

  /** From the first start to the earliest time at which all may have ended. */
  private leastSpan(): number {
    const { context, spans } = this;
    const begin = spans.reduce((least, { start }) => Math.min(least, context.min(start)), Number.POSITIVE_INFINITY);
    const end = spans.reduce((most, { end: e }) => Math.max(most, context.min(e)), Number.NEGATIVE_INFINITY);
    return end - begin;
  }

  /** Incompatible pairs whose order is open. */
  private heaviestFirst(): [number, number][] {
    const { pairs, weight, n } = this;
    const all: [number, number][] = [];
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) if (pairs[i * n + j] === INCOMPATIBLE) all.push([i, j]);
    return all.sort((p, q) => weight[q[0]]! + weight[q[1]]! - weight[p[0]]! - weight[p[1]]!);
  }

  /** The candidate with the most time of candidates that may still follow it into a clique, its own included. */
  private mostInReach(candidates: readonly number[]): number {
    const { pairs, weight, n } = this;
    let best = candidates[0]!;
    let most = 0;
    this.work += candidates.length * candidates.length;
    for (const k of candidates) {
      let reach = weight[k]!;
      for (const m of candidates) if (pairs[k * n + m] !== NOTHING) reach += weight[m]!;
      if (reach <= most) continue;
      most = reach;
      best = k;
    }
    return best;
  }
}

function nameOf({ start, end }: Span): string {
  return `${start.sv} ${start.scale} ${start.offset} ${end.sv} ${end.scale} ${end.offset}`;
}
