// A staged schedule that can be changed a little at a time: which nodes are recomputed in which stages, with the memory profile, its overflow over the budget and the
// duration kept up to date. Any set of recomputations (v, k), k > v, is a schedule: a read is served by the latest copy before it, and copies live as long as
// they are read, so there is nothing to repair, only memory to pay.
//
//   events     ... (k,1) (k,4) (k,k) | (k+1,2) (k+1,k+1) ...     steps: the events at which something is computed, in order
//   memory     what lives at each step; freed: what ends right after it
//
// A change touches the copies of one node and of the nodes it reads. Their life spans are computed anew from their readers and the differences are added to the
// profile range by range: O(readers + steps between old and new ends) a node, plus one shift of the step arrays for the new step.

import { growFloat64, growInt32 } from '../../solver/arrays.ts';
import type { ComputeGraph } from '../graph.ts';
import { event } from '../stages.ts';

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
  /** Sum of the amounts by which steps exceed the budget. */
  overflow = 0;
  duration = 0;

  // the steps, in order
  steps: number;
  stepEvent: Float64Array;
  stepNode: Int32Array;
  memory: Float64Array;
  private freed: Float64Array;

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
    this.steps = n;
    this.stepEvent = new Float64Array(2 * n + 16);
    this.stepNode = new Int32Array(2 * n + 16);
    this.memory = new Float64Array(2 * n + 16);
    this.freed = new Float64Array(2 * n + 16);
    for (let v = 0; v < n; v++) {
      this.stage[v * copies] = v;
      this.stepEvent[v] = event(v, v);
      this.stepNode[v] = v;
      this.duration += graph.durations[v]!;
    }
    let live = 0;
    for (let v = 0; v < n; v++) {
      const readers = graph.successors[v]!;
      const last = readers.length === 0 ? (keepOutputs ? n - 1 : v) : readers[readers.length - 1]!;
      this.lastRead[v * copies] = event(last, last);
      this.freed[last]! += graph.sizes[v]!;
    }
    for (let v = 0; v < n; v++) {
      live += graph.sizes[v]!;
      this.memory[v] = live;
      this.overflow += Math.max(0, live - budget);
      live -= this.freed[v]!;
    }
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
    const e = event(k, v);
    this.insertStep(this.position(e), e, v);
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
    const base = v * copies;
    let i = 0;
    while (stage[base + i] !== k) i++;
    const e = event(k, v);
    const at = this.position(e);
    const end = this.position(lastRead[base + i]!);
    this.addRange(at, end + 1, -graph.sizes[v]!);
    this.freed[end]! -= graph.sizes[v]!;
    const last = --count[v]!;
    for (; i < last; i++) {
      stage[base + i] = stage[base + i + 1]!;
      lastRead[base + i] = lastRead[base + i + 1]!;
    }
    this.duration -= graph.durations[v]!;
    this.refresh(v);
    for (const u of graph.predecessors[v]!) this.refresh(u);
    this.deleteStep(at);
  }

  /** The step at which event e is, or would be inserted. O(log steps). */
  position(e: number): number {
    const { stepEvent } = this;
    let lo = 0;
    let hi = this.steps;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (stepEvent[mid]! < e) lo = mid + 1;
      else hi = mid;
    }
    return lo;
  }

  /** The sequence of nodes. */
  sequence(): number[] {
    return Array.from(this.stepNode.subarray(0, this.steps));
  }

  /** Largest memory of a step. O(steps). */
  peak(): number {
    let peak = 0;
    for (let p = 0; p < this.steps; p++) if (this.memory[p]! > peak) peak = this.memory[p]!;
    return peak;
  }

  /** Computes the life spans of u's copies from its readers and adds the differences to the profile. */
  private refresh(u: number): void {
    const { graph, stage, lastRead, count, copies, newEnd } = this;
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
      const to = this.position(after);
      this.freed[to]! += size;
      if (before < 0) {
        this.addRange(this.position(event(stage[base + i]!, u)), to + 1, size);
        continue;
      }
      const from = this.position(before);
      this.freed[from]! -= size;
      if (after > before) this.addRange(from + 1, to + 1, size);
      else this.addRange(to + 1, from + 1, -size);
    }
  }

  /** HOT: adds to the memory of steps [from, to) and keeps the overflow. */
  private addRange(from: number, to: number, amount: number): void {
    const { memory, budget } = this;
    let change = 0;
    for (let p = from; p < to; p++) {
      const old = memory[p]!;
      const now = old + amount;
      memory[p] = now;
      if (old > budget) change -= old - budget;
      if (now > budget) change += now - budget;
    }
    this.overflow += change;
  }

  private insertStep(at: number, e: number, v: number): void {
    const n = this.steps;
    if (n === this.stepEvent.length) {
      this.stepEvent = growFloat64(this.stepEvent, n + 1);
      this.stepNode = growInt32(this.stepNode, n + 1);
      this.memory = growFloat64(this.memory, n + 1);
      this.freed = growFloat64(this.freed, n + 1);
    }
    this.stepEvent.copyWithin(at + 1, at, n);
    this.stepNode.copyWithin(at + 1, at, n);
    this.memory.copyWithin(at + 1, at, n);
    this.freed.copyWithin(at + 1, at, n);
    this.stepEvent[at] = e;
    this.stepNode[at] = v;
    // what lives through the new step; its own tensor comes with refresh()
    const live = this.memory[at - 1]! - this.freed[at - 1]!;
    this.memory[at] = live;
    this.freed[at] = 0;
    this.overflow += Math.max(0, live - this.budget);
    this.steps = n + 1;
  }

  private deleteStep(at: number): void {
    const n = this.steps;
    this.overflow -= Math.max(0, this.memory[at]! - this.budget);
    this.stepEvent.copyWithin(at, at + 1, n);
    this.stepNode.copyWithin(at, at + 1, n);
    this.memory.copyWithin(at, at + 1, n);
    this.freed.copyWithin(at, at + 1, n);
    this.steps = n - 1;
  }
}
