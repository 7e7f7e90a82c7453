// A staged schedule that can be changed a little at a time: which nodes are recomputed in which stages, with the memory profile, its overflow over the budget and the
// duration kept up to date. Any set of recomputations (v, k), k > v, is a schedule: a read is served by the latest copy before it, and copies live as long as
// they are read, so there is nothing to repair, only memory to pay.
//
//   events     ... (k,1) (k,4) (k,k) | (k+1,2) (k+1,k+1) ...     steps: the events at which something is computed, in order
//   memory     what lives at each step; freed: what ends right after it
//
// A change touches the copies of one node and of the nodes it reads. Their life spans are computed anew from their readers and the differences are added to the
// profile range by range: O(readers + blocks of steps between old and new ends) a node.

import type { ComputeGraph } from '../graph.ts';
import { event } from '../stages.ts';
import { StepProfile } from './step-profile.ts';

export class StagedState {
  readonly graph: ComputeGraph;
  readonly budget: number;
  /** C: the most computations per node. */
  readonly copies: number;
  /** Number of computations of each node, >= 1. */
  readonly count: Int32Array;
  /** stage[v * C + i]: stage of the i-th computation of v, ascending; the 0-th is v. */
  readonly stage: Int32Array;
  /** lastRead[v * C + i]: event of the last read of that copy, its own event when nobody reads it. */
  readonly lastRead: Float64Array;
  duration = 0;
  /** Computations added and removed so far. */
  changes = 0;
  /** The steps, with the memory at each. */
  readonly profile: StepProfile;

  private readonly newEnd: Float64Array;
  private readonly keepOutputs: boolean;
  private readonly horizon: number;

  /** The input order itself. */
  constructor(graph: ComputeGraph, budget: number, copies: number, keepOutputs: boolean) {
    const { n } = graph;
    this.graph = graph;
    this.budget = budget;
    this.copies = copies;
    this.keepOutputs = keepOutputs;
    this.horizon = event(n - 1, n - 1);
    this.count = new Int32Array(n).fill(1);
    this.stage = new Int32Array(n * copies);
    this.lastRead = new Float64Array(n * copies);
    this.newEnd = new Float64Array(copies);
    const events = new Float64Array(n);
    const memory = new Float64Array(n);
    const freed = new Float64Array(n);
    for (let v = 0; v < n; v++) {
      this.stage[v * copies] = v;
      events[v] = event(v, v);
      this.duration += graph.durations[v]!;
      const readers = graph.successors[v]!;
      const last = readers.length === 0 ? (keepOutputs ? n - 1 : v) : readers[readers.length - 1]!;
      this.lastRead[v * copies] = event(last, last);
      freed[last]! += graph.sizes[v]!;
    }
    let live = 0;
    for (let v = 0; v < n; v++) {
      live += graph.sizes[v]!;
      memory[v] = live;
      live -= freed[v]!;
    }
    this.profile = new StepProfile(budget, events, Int32Array.from(events.keys()), memory, freed);
  }

  /** Sum of the amounts by which steps exceed the budget. */
  get overflow(): number {
    return this.profile.overflow;
  }

  /** Whether v is computed in stage k. */
  isComputed(v: number, k: number): boolean {
    const base = v * this.copies;
    for (let i = 0; i < this.count[v]!; i++) if (this.stage[base + i] === k) return true;
    return false;
  }

  /** Adds the computation of v in stage k > v. Precondition: it is not there yet and v has fewer than C computations. */
  add(v: number, k: number): void {
    const { graph, stage, lastRead, count, copies } = this;
    this.changes++;
    const e = event(k, v);
    this.profile.insert(e, v);
    const base = v * copies;
    let i = count[v]!++;
    while (stage[base + i - 1]! > k) {
      stage[base + i] = stage[base + i - 1]!;
      lastRead[base + i] = lastRead[base + i - 1]!;
      i--;
    }
    stage[base + i] = k;
    lastRead[base + i] = -1;
    this.duration += graph.durations[v]!;
    this.refresh(v);
    for (const u of graph.predecessors[v]!) this.refresh(u);
  }

  /** Removes the computation of v in stage k > v. Precondition: it is there. */
  remove(v: number, k: number): void {
    const { graph, stage, lastRead, count, copies } = this;
    this.changes++;
    const base = v * copies;
    let i = 0;
    while (stage[base + i] !== k) i++;
    const { profile } = this;
    const e = event(k, v);
    const end = profile.position(lastRead[base + i]!);
    profile.add(profile.position(e), end + 1, -graph.sizes[v]!);
    profile.free(end, -graph.sizes[v]!);
    const last = --count[v]!;
    for (; i < last; i++) {
      stage[base + i] = stage[base + i + 1]!;
      lastRead[base + i] = lastRead[base + i + 1]!;
    }
    this.duration -= graph.durations[v]!;
    this.refresh(v);
    for (const u of graph.predecessors[v]!) this.refresh(u);
    profile.remove(e);
  }

  /** True if v may be computed once more. */
  hasRoom(v: number): boolean {
    return this.count[v]! < this.copies;
  }

  /** The copy of v that lives through event e (written before it, read after it), or -1. */
  copyAt(v: number, e: number): number {
    const { copies, count, stage } = this;
    const base = v * copies;
    for (let i = count[v]! - 1; i >= 0; i--) {
      const k = stage[base + i]!;
      if ((k * (k + 1)) / 2 + v < e) return this.lastRead[base + i]! > e ? i : -1;
    }
    return -1;
  }

  /** True if node w reads v. */
  reads(w: number, v: number): boolean {
    const p = this.graph.predecessors[w]!;
    for (let i = 0; i < p.length; i++) if (p[i] === v) return true;
    return false;
  }

  /** Event of the first read of v after event e, Infinity if there is none. A kept output is read at the end. */
  nextRead(v: number, e: number): number {
    const { graph, copies, count, stage } = this;
    const { n } = graph;
    let next = this.isKept(v) ? event(n - 1, n - 1) : Number.POSITIVE_INFINITY;
    const readers = graph.successors[v]!;
    for (let r = 0; r < readers.length; r++) {
      const w = readers[r]!;
      for (let c = w * copies, end = c + count[w]!; c < end; c++) {
        const k = stage[c]!;
        const read = (k * (k + 1)) / 2 + w;
        if (read > e && read < next) next = read;
      }
    }
    return next;
  }

  /** Event of the last read of v before event e, or of the computation it is read from; `copy` is the one that lives through e. */
  lastReadBefore(v: number, copy: number, e: number): number {
    const { graph, copies, count, stage } = this;
    const own = stage[v * copies + copy]!;
    let last = (own * (own + 1)) / 2 + v;
    const readers = graph.successors[v]!;
    for (let r = 0; r < readers.length; r++) {
      const w = readers[r]!;
      for (let c = w * copies, end = c + count[w]!; c < end; c++) {
        const k = stage[c]!;
        const read = (k * (k + 1)) / 2 + w;
        if (read < e && read > last) last = read;
      }
    }
    return last;
  }

  isKept(v: number): boolean {
    return this.keepOutputs && this.graph.successors[v]!.length === 0;
  }

  /** Computes the life spans of u's copies from its readers and adds the differences to the profile. */
  private refresh(u: number): void {
    const { graph, stage, lastRead, count, copies, newEnd, profile } = this;
    const base = u * copies;
    const own = count[u]!;
    for (let i = 0; i < own; i++) newEnd[i] = event(stage[base + i]!, u);
    const readers = graph.successors[u]!;
    if (readers.length === 0 && this.keepOutputs) newEnd[own - 1] = this.horizon;
    for (let r = 0; r < readers.length; r++) {
      const w = readers[r]!;
      for (let c = w * copies, end = c + count[w]!; c < end; c++) {
        const k = stage[c]!;
        let i = own - 1;
        while (stage[base + i]! > k) i--;
        const e = (k * (k + 1)) / 2 + w;
        if (e > newEnd[i]!) newEnd[i] = e;
      }
    }
    const size = graph.sizes[u]!;
    for (let i = 0; i < own; i++) {
      const before = lastRead[base + i]!;
      const after = newEnd[i]!;
      if (before === after) continue;
      lastRead[base + i] = after;
      const to = profile.position(after);
      profile.free(to, size);
      if (before < 0) {
        profile.add(profile.position(event(stage[base + i]!, u)), to + 1, size);
        continue;
      }
      const from = profile.position(before);
      profile.free(from, -size);
      if (after > before) profile.add(from + 1, to + 1, size);
      else profile.add(to + 1, from + 1, -size);
    }
  }
}
