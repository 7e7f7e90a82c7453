// Takes needless computations out of a schedule: those nobody reads, and recomputations whose previous copy could just as well have been kept within the memory that is
// allowed. Works for both order modes. The result can always be expressed by the reduced model (reductions.ts): what its rules exclude is needless in this sense.
//
// Each copy is in memory from its computation to its last read. Taking out the computation at step p of a node that was computed before at q, read until r:
//
//      steps          q     r        p        lastRead(p)
//      before         #######        ##########              v: its size is added between r and p,
//      after          #################################
//      an input u     ###############           and u is no longer read at p: if that was its last read, it is freed after
//                     ########                  the one before
//
// So the profile of memory over the steps changes in few ranges, and a range-max tree tells the new peak in O(log T) for each. A step that is taken out keeps its
// place in the profile; what is in memory there is also in memory at the next step, so it never is the peak.

import { type RematProblem, type Sequence, verifiedObjective } from './problem.ts';
import { RangeMax } from './range-max.ts';
import { simulate } from './schedule.ts';

/** Passes over all recomputations; few are needed, since a computation that becomes unread goes at once. */
const MOST_PASSES = 10;
const NONE = -1;

/** A schedule at least as good as the given valid one, without needless computations; the longest are tried first. O(reads log T) for a pass. */
export function polish(problem: RematProblem, sequence: Sequence): Sequence {
  if (sequence.length === problem.graph.n) return sequence;
  const allowed =
    problem.objective === 'duration'
      ? problem.memoryBound
      : Math.max(verifiedObjective(problem, sequence), problem.memoryBound);
  const state = new CopyState(problem, sequence, allowed);
  const { durations } = problem.graph;
  const candidates = sequence
    .map((_, step) => step)
    .filter((step) => state.isRepeated(step))
    .sort((a, b) => {
      const [v, w] = [sequence[a]!, sequence[b]!];
      return durations[w]! - durations[v]! || v - w || b - a;
    });
  for (let pass = 0, before = NONE; before !== state.removed && pass < MOST_PASSES; pass++) {
    before = state.removed;
    for (const step of candidates) state.tryWithout(step);
  }
  return state.removed === 0 ? sequence : state.rest();
}

/** The copies of a schedule with their reads, and the profile of memory. A copy is known by its step, a read by its place in the list of all reads. */
class CopyState {
  /** Steps taken out so far. */
  removed = 0;
  private readonly problem: RematProblem;
  private readonly sequence: Sequence;
  private readonly allowed: number;
  private readonly profile: RangeMax;
  private readonly isGone: Uint8Array;
  /** The copy of the same node before and after. */
  private readonly previous: Int32Array;
  private readonly next: Int32Array;
  /** Where the reads of a copy went that was taken out: to an earlier one; itself if it is still there (union-find). */
  private readonly mergedInto: Int32Array;
  /** The inputs that step j reads are the reads firstRead[j] to firstRead[j + 1] - 1, in the order of the predecessors. */
  private readonly firstRead: Int32Array;
  private readonly readAt: Int32Array;
  /** The copy that served the read at first. */
  private readonly servedBy: Int32Array;
  /** The reads of a copy in the order of time. */
  private readonly head: Int32Array;
  private readonly tail: Int32Array;
  private readonly before: Int32Array;
  private readonly after: Int32Array;
  /** Copies that have just lost their last read. */
  private readonly unread: number[] = [];

  constructor(problem: RematProblem, sequence: Sequence, allowed: number) {
    const { graph, keepOutputs } = problem;
    const replay = simulate(graph, sequence, { keepOutputs });
    if (!replay.valid) throw new Error(`step ${replay.step} of the schedule reads what is not there`);
    const steps = sequence.length;
    this.problem = problem;
    this.sequence = sequence;
    this.allowed = allowed;
    this.profile = new RangeMax(replay.timeline);
    this.isGone = new Uint8Array(steps);
    this.previous = new Int32Array(steps).fill(NONE);
    this.next = new Int32Array(steps).fill(NONE);
    this.mergedInto = Int32Array.from({ length: steps }, (_, step) => step);
    this.head = new Int32Array(steps).fill(NONE);
    this.tail = new Int32Array(steps).fill(NONE);
    this.firstRead = new Int32Array(steps + 1);
    for (let j = 0; j < steps; j++)
      this.firstRead[j + 1] = this.firstRead[j]! + graph.predecessors[sequence[j]!]!.length;
    // and one read of each kept output at the end
    const reads = this.firstRead[steps]! + (keepOutputs ? graph.n : 0);
    this.readAt = new Int32Array(reads);
    this.servedBy = new Int32Array(reads);
    this.before = new Int32Array(reads).fill(NONE);
    this.after = new Int32Array(reads).fill(NONE);
    this.readAll();
  }

  private readAll(): void {
    const { sequence, previous, next } = this;
    const { graph, keepOutputs } = this.problem;
    const latest = new Int32Array(graph.n).fill(NONE);
    let read = 0;
    for (let j = 0; j < sequence.length; j++) {
      const v = sequence[j]!;
      for (const u of graph.predecessors[v]!) this.append(read++, j, latest[u]!);
      const copy = latest[v]!;
      previous[j] = copy;
      if (copy !== NONE) next[copy] = j;
      latest[v] = j;
    }
    if (!keepOutputs) return;
    for (let v = 0; v < graph.n; v++)
      if (graph.successors[v]!.length === 0) this.append(read++, sequence.length, latest[v]!);
  }

  private append(read: number, step: number, copy: number): void {
    this.readAt[read] = step;
    this.servedBy[read] = copy;
    this.join(copy, read, read);
  }

  /** Puts a chain of reads behind those of a copy. */
  private join(copy: number, first: number, last: number): void {
    const end = this.tail[copy]!;
    this.before[first] = end;
    if (end === NONE) this.head[copy] = first;
    else this.after[end] = first;
    this.tail[copy] = last;
  }

  /** True if the node of the step is computed at another step as well. */
  isRepeated(step: number): boolean {
    return this.previous[step] !== NONE || this.next[step] !== NONE;
  }

  /** The steps that are left. */
  rest(): number[] {
    return this.sequence.filter((_, step) => this.isGone[step] === 0);
  }

  /** Takes out a computation if it is needless, and then what only it has read. */
  tryWithout(step: number): void {
    if (this.isGone[step] === 1) return;
    if (this.tail[step] !== NONE) this.tryKeeping(step);
    else this.dropUnread(step);
    for (let copy = this.unread.pop(); copy !== undefined; copy = this.unread.pop())
      if (this.tail[copy] === NONE && this.isGone[copy] === 0) this.dropUnread(copy);
  }

  /** Nobody reads it, so it goes, unless it is the one computation that is required. */
  private dropUnread(step: number): void {
    const isFirst = this.previous[step] === NONE;
    if (isFirst && (this.problem.order === 'input' || this.next[step] === NONE)) return;
    this.profile.add(step, step, 0 - this.sizeAt(step));
    this.dropReads(step);
    this.takeOut(step);
  }

  /** Its readers could read the copy before, if there is one and the memory suffices. */
  private tryKeeping(step: number): void {
    const { profile } = this;
    const copy = this.previous[step]!;
    if (copy === NONE) return;
    const from = this.lastUse(copy) + 1;
    this.dropReads(step);
    profile.add(from, step - 1, this.sizeAt(step));
    if (profile.max > this.allowed) {
      profile.add(from, step - 1, 0 - this.sizeAt(step));
      this.restoreReads(step);
      return;
    }
    this.join(copy, this.head[step]!, this.tail[step]!);
    this.mergedInto[step] = copy;
    this.takeOut(step);
  }

  private takeOut(step: number): void {
    const { previous, next } = this;
    const [earlier, later] = [previous[step]!, next[step]!];
    if (earlier !== NONE) next[earlier] = later;
    if (later !== NONE) previous[later] = earlier;
    this.isGone[step] = 1;
    this.removed++;
    for (let read = this.firstRead[step]!; read < this.firstRead[step + 1]!; read++) {
      const copy = this.copyOf(read);
      if (this.tail[copy] === NONE) this.unread.push(copy);
    }
  }

  /** Takes the reads of a step out of those of its inputs, and lowers the memory by what is freed earlier for it. */
  private dropReads(step: number): void {
    const { before, after, head, tail } = this;
    for (let read = this.firstRead[step]!; read < this.firstRead[step + 1]!; read++) {
      const copy = this.copyOf(read);
      const [earlier, later] = [before[read]!, after[read]!];
      if (earlier === NONE) head[copy] = later;
      else after[earlier] = later;
      if (later !== NONE) before[later] = earlier;
      else {
        tail[copy] = earlier;
        this.profile.add(this.lastUse(copy) + 1, step, 0 - this.sizeAt(copy));
      }
    }
  }

  /** Undoes dropReads(): each read still knows its place, as in dancing links. */
  private restoreReads(step: number): void {
    const { before, after, head, tail } = this;
    for (let read = this.firstRead[step + 1]! - 1; read >= this.firstRead[step]!; read--) {
      const copy = this.copyOf(read);
      const [earlier, later] = [before[read]!, after[read]!];
      if (later !== NONE) before[later] = read;
      else {
        this.profile.add(this.lastUse(copy) + 1, step, this.sizeAt(copy));
        tail[copy] = read;
      }
      if (earlier === NONE) head[copy] = read;
      else after[earlier] = read;
    }
  }

  /** The last step at which a copy has to be in memory; the number of steps for what is kept to the end. */
  private lastUse(copy: number): number {
    const read = this.tail[copy]!;
    return read === NONE ? copy : this.readAt[read]!;
  }

  /** The copy that serves a read. */
  private copyOf(read: number): number {
    const { mergedInto } = this;
    let copy = this.servedBy[read]!;
    while (mergedInto[copy] !== copy) {
      mergedInto[copy] = mergedInto[mergedInto[copy]!]!;
      copy = mergedInto[copy]!;
    }
    return copy;
  }

  private sizeAt(step: number): number {
    return this.problem.graph.sizes[this.sequence[step]!]!;
  }
}
