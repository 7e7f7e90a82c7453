// A schedule in any order that can be changed a little at a time: computations of nodes in sequence, with the memory profile, its overflow over the budget and the
// duration kept up to date.
//
//   sequence   a  b  c  a' d          computations are numbered by ids that stay the same while they move
//   lastReader b     d  d  d          of a copy: the computation that reads it last, itself when nobody does, END for a kept output
//   freed         a        ...        of a computation: the total size of the copies that it reads last
//   memory[p] = memory[p - 1] - freed[sequence[p - 1]] + size of the node at p
//
// Ends of copies are kept as ids, so nothing but positions changes for those that a move only pushes aside. A change refreshes the copies of one node and of
// the nodes it reads and then computes the profile anew from the first to the last position where it can differ: O(readers * copies + that range).
//
// A range tree (range add, range maximum, as in FastSA, Imanishi et al., NeurIPS 2023) would make the range logarithmic, but it needs slots for computations to
// come and its constant is paid on every move; the moves here are short on average.

import { growFloat64, growInt32 } from '../../solver/arrays.ts';
import type { ComputeGraph } from '../graph.ts';

/** The id that stands for the end of time; no computation has it. */
const END = 0;

export class FreeState {
  readonly graph: ComputeGraph;
  readonly budget: number;
  /** Most computations per node. */
  readonly copies: number;
  /** Number of computations of each node. */
  readonly count: Int32Array;
  /** ids[v * copies + i]: id of the i-th computation of v, in order of execution. */
  readonly ids: Int32Array;
  /** Nodes computed more than once, in no order. */
  readonly repeated: number[] = [];
  /** Sum of the amounts by which steps exceed the budget. */
  overflow = 0;
  duration = 0;

  /** Number of computations; the sequence holds their ids, memory what lives while they run. */
  steps = 0;
  sequence: Int32Array;
  memory: Float64Array;

  // by id
  nodeOf: Int32Array;
  position: Int32Array;
  lastReader: Int32Array;
  private freed: Float64Array;

  private readonly keepOutputs: boolean;
  /** Ids not in use; the last one given back is the first to be given out, so undoing changes in reverse restores the ids as well. */
  private readonly spare: number[] = [];
  private readonly placeInRepeated: Int32Array;
  private readonly newReader: Int32Array;
  // the range of positions whose memory may have changed
  private low = 0;
  private high = -1;

  constructor(graph: ComputeGraph, budget: number, copies: number, keepOutputs: boolean) {
    const { n } = graph;
    this.graph = graph;
    this.budget = budget;
    this.copies = copies;
    this.keepOutputs = keepOutputs;
    this.count = new Int32Array(n);
    this.ids = new Int32Array(n * copies);
    this.placeInRepeated = new Int32Array(n);
    this.newReader = new Int32Array(copies);
    this.sequence = new Int32Array(n + 1);
    this.memory = new Float64Array(n + 1);
    this.nodeOf = new Int32Array(n + 1);
    this.position = new Int32Array(n + 1);
    this.lastReader = new Int32Array(n + 1);
    this.freed = new Float64Array(n + 1);
    this.load(Array.from({ length: n }, (_, v) => v));
  }

  /** Replaces the whole schedule by a valid sequence of nodes with at most `copies` computations each. */
  load(nodes: readonly number[]): void {
    const { graph } = this;
    this.count.fill(0);
    this.repeated.length = 0;
    this.spare.length = 0;
    this.steps = 0;
    this.duration = 0;
    this.overflow = 0;
    this.grow(nodes.length + 1);
    for (let id = this.nodeOf.length - 1; id > END; id--) this.spare.push(id);
    for (let p = 0; p < nodes.length; p++) {
      const v = nodes[p]!;
      const id = this.spare.pop()!;
      this.nodeOf[id] = v;
      this.lastReader[id] = id;
      this.freed[id] = graph.sizes[v]!;
      this.sequence[p] = id;
      this.position[id] = p;
      this.memory[p] = 0;
      this.ids[v * this.copies + this.count[v]!] = id;
      if (++this.count[v]! === 2) this.noteRepeated(v);
      this.duration += graph.durations[v]!;
    }
    this.steps = nodes.length;
    this.position[END] = this.steps;
    for (let v = 0; v < graph.n; v++) this.refresh(v);
    this.low = 0;
    this.high = this.steps - 1;
    this.sweep();
  }

  /** Computes v at position `at`, 0 <= at <= steps, and pushes the rest aside; the id. Its inputs must have been computed before, and count[v] < copies. */
  insert(v: number, at: number): number {
    const { graph, ids, copies } = this;
    if (this.spare.length === 0) {
      const before = this.nodeOf.length;
      this.grow(2 * before);
      for (let id = this.nodeOf.length - 1; id >= before; id--) this.spare.push(id);
    }
    const id = this.spare.pop()!;
    this.nodeOf[id] = v;
    this.lastReader[id] = id;
    this.freed[id] = graph.sizes[v]!;
    this.sequence.copyWithin(at + 1, at, this.steps);
    this.memory.copyWithin(at + 1, at, this.steps);
    this.sequence[at] = id;
    this.memory[at] = 0;
    this.steps++;
    this.renumber(at, this.steps);
    const base = v * copies;
    let i = this.count[v]!;
    for (; i > 0 && this.position[ids[base + i - 1]!]! > at; i--) ids[base + i] = ids[base + i - 1]!;
    ids[base + i] = id;
    if (++this.count[v]! === 2) this.noteRepeated(v);
    this.duration += graph.durations[v]!;
    this.low = at;
    this.high = at;
    this.settle(v);
    return id;
  }

  /** Takes a computation away. Its node must have another one, early enough for all reads: see mayRemove. */
  remove(id: number): void {
    const { graph, ids, copies, memory, budget } = this;
    const v = this.nodeOf[id]!;
    const at = this.position[id]!;
    this.low = at;
    this.high = Math.max(at, this.position[this.lastReader[id]!]!);
    this.freed[this.lastReader[id]!]! -= graph.sizes[v]!;
    if (memory[at]! > budget) this.overflow -= memory[at]! - budget;
    this.sequence.copyWithin(at, at + 1, this.steps);
    memory.copyWithin(at, at + 1, this.steps);
    this.steps--;
    this.renumber(at, this.steps);
    const base = v * copies;
    const left = --this.count[v]!;
    let i = 0;
    while (ids[base + i] !== id) i++;
    for (; i < left; i++) ids[base + i] = ids[base + i + 1]!;
    if (left === 1) this.forgetRepeated(v);
    this.duration -= graph.durations[v]!;
    this.settle(v);
    this.spare.push(id);
  }

  /** Moves a computation to position `to` of the sequence without it; earliest(v) <= to <= latest(id). */
  move(id: number, to: number): void {
    const { sequence } = this;
    const from = this.position[id]!;
    if (from === to) return;
    if (from < to) sequence.copyWithin(from, from + 1, to + 1);
    else sequence.copyWithin(to + 1, to, from);
    sequence[to] = id;
    this.low = Math.min(from, to);
    this.high = Math.max(from, to);
    this.renumber(this.low, this.high + 1);
    this.settle(this.nodeOf[id]!);
  }

  /** First position at which v could be computed: behind the first copies of its inputs. */
  earliest(v: number): number {
    const { ids, copies, position } = this;
    const inputs = this.graph.predecessors[v]!;
    let first = 0;
    for (let k = 0; k < inputs.length; k++) {
      const p = position[ids[inputs[k]! * copies]!]! + 1;
      if (p > first) first = p;
    }
    return first;
  }

  /** First position to which the computation can move: behind the first copies of its inputs and the previous copy of its node. */
  earliestOf(id: number): number {
    const { ids, copies, position } = this;
    const v = this.nodeOf[id]!;
    const own = earlierOf(ids, v * copies, id);
    return Math.max(this.earliest(v), own < 0 ? 0 : position[own]! + 1);
  }

  /** Last position to which the computation can move: before the next copy of its node and, as the first copy, before all reads. */
  latestOf(id: number): number {
    const { ids, copies, position, count } = this;
    const v = this.nodeOf[id]!;
    const base = v * copies;
    let i = 0;
    while (ids[base + i] !== id) i++;
    let last = i + 1 < count[v]! ? position[ids[base + i + 1]!]! - 1 : this.steps - 1;
    if (i === 0) last = Math.min(last, this.nextRead(v, -1) - 1);
    return last;
  }

  /** Whether all reads are still served without the computation. */
  mayRemove(id: number): boolean {
    const { ids, copies, position, count } = this;
    const v = this.nodeOf[id]!;
    const base = v * copies;
    if (count[v]! < 2) return false;
    return ids[base] !== id || this.nextRead(v, -1) > position[ids[base + 1]!]!;
  }

  /** Position of the first read of v behind position p; `steps` if there is none. */
  nextRead(v: number, p: number): number {
    const { ids, copies, position, count } = this;
    const readers = this.graph.successors[v]!;
    let next = this.steps;
    for (let r = 0; r < readers.length; r++) {
      const base = readers[r]! * copies;
      for (let c = base, end = base + count[readers[r]!]!; c < end; c++) {
        const q = position[ids[c]!]!;
        if (q > p) {
          if (q < next) next = q;
          break;
        }
      }
    }
    return next;
  }

  /** The last copy of v before position p, or -1. */
  copyBefore(v: number, p: number): number {
    const { ids, copies, position } = this;
    const base = v * copies;
    for (let i = this.count[v]! - 1; i >= 0; i--) if (position[ids[base + i]!]! < p) return ids[base + i]!;
    return -1;
  }

  /** The sequence of nodes. */
  nodes(): number[] {
    return Array.from({ length: this.steps }, (_, p) => this.nodeOf[this.sequence[p]!]!);
  }

  /** Refreshes v and what it reads, then the profile. */
  private settle(v: number): void {
    this.position[END] = this.steps;
    this.refresh(v);
    const inputs = this.graph.predecessors[v]!;
    for (let k = 0; k < inputs.length; k++) this.refresh(inputs[k]!);
    this.sweep();
  }

  /** HOT: finds the last readers of u's copies; widens the range by the ends that change. */
  private refresh(u: number): void {
    const { graph, ids, copies, position, count, lastReader, newReader, freed } = this;
    const base = u * copies;
    const own = count[u]!;
    for (let i = 0; i < own; i++) newReader[i] = ids[base + i]!;
    const readers = graph.successors[u]!;
    if (readers.length === 0 && this.keepOutputs) newReader[own - 1] = END;
    for (let r = 0; r < readers.length; r++) {
      const first = readers[r]! * copies;
      for (let c = first, end = first + count[readers[r]!]!; c < end; c++) {
        const p = position[ids[c]!]!;
        let i = own - 1;
        while (i > 0 && position[ids[base + i]!]! > p) i--;
        if (p > position[newReader[i]!]!) newReader[i] = ids[c]!;
      }
    }
    const size = graph.sizes[u]!;
    for (let i = 0; i < own; i++) {
      const id = ids[base + i]!;
      const before = lastReader[id]!;
      const after = newReader[i]!;
      if (before === after) continue;
      freed[before]! -= size;
      freed[after]! += size;
      lastReader[id] = after;
      this.touch(position[before]!);
      this.touch(position[after]!);
    }
  }

  private touch(p: number): void {
    if (p < this.low) this.low = p;
    if (p > this.high) this.high = p;
  }

  /** HOT: computes memory and overflow anew in the range. */
  private sweep(): void {
    const { memory, sequence, freed, nodeOf, budget } = this;
    const { sizes } = this.graph;
    const last = Math.min(this.high, this.steps - 1);
    const low = this.low;
    let live = low === 0 ? 0 : memory[low - 1]! - freed[sequence[low - 1]!]!;
    let change = 0;
    for (let p = low; p <= last; p++) {
      const id = sequence[p]!;
      live += sizes[nodeOf[id]!]!;
      const old = memory[p]!;
      if (old > budget) change -= old - budget;
      if (live > budget) change += live - budget;
      memory[p] = live;
      live -= freed[id]!;
    }
    this.overflow += change;
  }

  private renumber(from: number, to: number): void {
    const { sequence, position } = this;
    for (let p = from; p < to; p++) position[sequence[p]!] = p;
  }

  private noteRepeated(v: number): void {
    this.placeInRepeated[v] = this.repeated.length;
    this.repeated.push(v);
  }

  private forgetRepeated(v: number): void {
    const place = this.placeInRepeated[v]!;
    const last = this.repeated.pop()!;
    if (last === v) return;
    this.repeated[place] = last;
    this.placeInRepeated[last] = place;
  }

  /** Makes room for `size` ids and as many steps. */
  private grow(size: number): void {
    if (size <= this.nodeOf.length) return;
    this.sequence = growInt32(this.sequence, size);
    this.memory = growFloat64(this.memory, size);
    this.nodeOf = growInt32(this.nodeOf, size);
    this.position = growInt32(this.position, size);
    this.lastReader = growInt32(this.lastReader, size);
    this.freed = growFloat64(this.freed, size);
  }
}

/** The id before `id` in the run of ids that starts at `base`, or -1. */
function earlierOf(ids: Int32Array, base: number, id: number): number {
  let i = base;
  while (ids[i] !== id) i++;
  return i === base ? -1 : ids[i - 1]!;
}
