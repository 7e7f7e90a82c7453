// What the local searches on staged schedules share: the state, the list of recomputed nodes, an undo log for the move being tried, a way back to the best schedule,
// and random moves.
//
// The best schedule is not copied when it is found, for a long descent finds one after every other move: the walk remembers the changes made since, and takes
// them back to return. Only when that record grows too long is the best set written down.

import type { Random } from '../../solver/random.ts';
import type { ComputeGraph } from '../graph.ts';
import { event } from '../stages.ts';
import { copiesFor, type SearchLimits } from './search-limits.ts';
import { StagedState } from './staged-state.ts';

/** Changes since the best schedule that are remembered one by one. */
const LONGEST_RECORD = 50_000;

/** How a random recomputation is moved. */
export interface ShiftRule {
  /** Chance that it moves to a stage in which one of its readers runs; else it moves a few stages. */
  readonly toReader: number;
  /** Most stages it then moves on or back. */
  readonly reach: number;
  /** Before the first stage that is possible: whether it moves to that one, or not at all. */
  readonly stopsAtFirst: boolean;
}

export class StagedWalk {
  readonly graph: ComputeGraph;
  readonly state: StagedState;
  /** Duration of the best schedule that fits, Infinity before the first. */
  bestDuration: number = Number.POSITIVE_INFINITY;
  /** Nodes that are computed more than once, in no order. */
  readonly recomputed: number[] = [];

  private readonly place: Int32Array;
  /** The move being tried: +(v * n + k + 1) for an added computation, negative for a removed one. */
  private readonly tried: number[] = [];
  /** Kept changes since the best schedule; what they lead back to is `written` when that is not null. */
  private readonly sinceBest: number[] = [];
  private written: number[] | null = null;

  /** At the input order. */
  constructor(graph: ComputeGraph, limits: SearchLimits) {
    this.graph = graph;
    this.state = new StagedState(graph, limits.budget, copiesFor(limits), limits.keepOutputs);
    this.place = new Int32Array(graph.n).fill(-1);
    this.noteBest();
  }

  // ---------------------------------------------------------------- changes

  /** Computes v in stage k > v too, as part of the move being tried. Precondition: it is not there yet and v has fewer than C computations. */
  add(v: number, k: number): void {
    this.put(v, k);
    this.tried.push(v * this.graph.n + k + 1);
  }

  /** Takes the computation of v in stage k > v away, as part of the move being tried. Precondition: it is there. */
  remove(v: number, k: number): void {
    this.takeOut(v, k);
    this.tried.push(-(v * this.graph.n + k + 1));
  }

  /** Removes the computation of v in stage k, and the recomputations of its inputs that nobody reads then, and so on. */
  takeAway(v: number, k: number): void {
    this.remove(v, k);
    for (const u of this.graph.predecessors[v]!) this.dropUnread(u);
  }

  /** Removes the recomputations of u that nobody reads. */
  dropUnread(u: number): void {
    const { state } = this;
    const base = u * state.copies;
    for (let i = state.count[u]! - 1; i >= 1; i--) {
      const k = state.stage[base + i]!;
      if (state.lastRead[base + i] === event(k, u)) this.takeAway(u, k);
    }
  }

  /** Moves the computation of v from stage `from` to stage `to`, where it is not computed yet; with `along` those of its inputs in the same stage too. Unread inputs go. */
  shift(v: number, from: number, to: number, along: boolean): void {
    const { state } = this;
    this.remove(v, from);
    this.add(v, to);
    for (const u of this.graph.predecessors[v]!) {
      if (along && u < from && u < to && state.isComputed(u, from) && !state.isComputed(u, to)) {
        this.remove(u, from);
        this.add(u, to);
      }
      this.dropUnread(u);
    }
  }

  /** The nodes of which the move being tried has changed the computations, and which still have more than one. */
  triedNodes(): number[] {
    const { n } = this.graph;
    const nodes = new Set(this.tried.map((change) => Math.floor((Math.abs(change) - 1) / n)));
    return [...nodes].filter((v) => this.state.count[v]! > 1);
  }

  /** True if the move being tried has changed anything. */
  get changed(): boolean {
    return this.tried.length > 0;
  }

  /** A place in the move being tried to which `undo` can go back. */
  mark(): number {
    return this.tried.length;
  }

  /** Sum of the amounts by which the steps added since `mark` are over the budget. */
  overflowAdded(mark: number): number {
    const { n } = this.graph;
    const { profile } = this.state;
    let sum = 0;
    for (let i = mark; i < this.tried.length; i++) {
      if (this.tried[i]! < 0) continue;
      const k = (this.tried[i]! - 1) % n;
      const v = (this.tried[i]! - 1 - k) / n;
      sum += Math.max(0, profile.memoryAt(profile.position(event(k, v))) - profile.budget);
    }
    return sum;
  }

  /** Takes the move being tried back, as far as `mark`. */
  undo(mark = 0): void {
    const { n } = this.graph;
    const { tried } = this;
    while (tried.length > mark) this.invert(tried.pop()!, n);
  }

  /** Keeps the move being tried, and the schedule if it is the best. */
  keep(): void {
    const { tried, sinceBest } = this;
    if (this.isBest()) {
      tried.length = 0;
      this.noteBest();
      return;
    }
    if (this.written === null) {
      for (let i = 0; i < tried.length; i++) sinceBest.push(tried[i]!);
      if (sinceBest.length > LONGEST_RECORD) this.writeBest();
    }
    tried.length = 0;
  }

  /** Goes back to the best schedule, or the input order when there is none that fits. */
  toBest(): void {
    this.undo();
    const { n } = this.graph;
    if (this.written === null) {
      while (this.sinceBest.length > 0) this.invert(this.sinceBest.pop()!, n);
    } else {
      this.become(this.written);
      this.written = null;
    }
  }

  /** The best schedule, null when none is known that fits. O(steps). */
  best(): number[] | null {
    if (this.bestDuration === Number.POSITIVE_INFINITY) return null;
    const { n } = this.graph;
    const byStage = new Map<number, number[]>();
    for (const key of this.bestKeys()) {
      const k = (key - 1) % n;
      const there = byStage.get(k);
      if (there === undefined) byStage.set(k, [Math.floor((key - 1) / n)]);
      else there.push(Math.floor((key - 1) / n));
    }
    const sequence: number[] = [];
    for (let k = 0; k < n; k++) {
      const again = byStage.get(k);
      if (again !== undefined) for (const v of again.sort((a, b) => a - b)) sequence.push(v);
      sequence.push(k);
    }
    return sequence;
  }

  /**
   * Goes to a better schedule found elsewhere, whose first computations must follow the input order. Within a stage its computations are put into that order too, which
   * may need more memory: if it no longer fits, the walk stays where it is, or goes there all the same if it knows no schedule. It stays, too, if a node is computed more
   * often than is tried here. True if it went.
   */
  adopt(sequence: readonly number[], duration: number): boolean {
    if (duration >= this.bestDuration) return false;
    this.undo();
    const { n } = this.graph;
    const keys = new Set<number>();
    const count = new Int32Array(n);
    let stage = 0;
    for (const v of sequence) {
      if (++count[v]! > this.state.copies) return false;
      if (v === stage) stage++;
      else keys.add(v * n + stage + 1);
    }
    const before = [...this.keys()];
    this.become([...keys]);
    if (!this.isBest() && this.bestDuration < Number.POSITIVE_INFINITY) {
      this.become(before);
      return false;
    }
    this.noteBest();
    return true;
  }

  private isBest(): boolean {
    return this.state.overflow <= 0 && this.state.duration < this.bestDuration;
  }

  private noteBest(): void {
    if (!this.isBest()) return;
    this.bestDuration = this.state.duration;
    this.sinceBest.length = 0;
    this.written = null;
  }

  private bestKeys(): number[] {
    if (this.written !== null) return this.written;
    const keys = this.keys();
    for (const log of [this.tried, this.sinceBest])
      for (let i = log.length - 1; i >= 0; i--)
        if (log[i]! > 0) keys.delete(log[i]!);
        else keys.add(-log[i]!);
    return [...keys];
  }

  private writeBest(): void {
    this.tried.length = 0;
    this.written = this.bestKeys();
    this.sinceBest.length = 0;
  }

  /** The recomputations (v, k) of the state as v * n + k + 1. */
  private keys(): Set<number> {
    const { state, graph, recomputed } = this;
    const keys = new Set<number>();
    for (const v of recomputed)
      for (let i = 1; i < state.count[v]!; i++) keys.add(v * graph.n + state.stage[v * state.copies + i]! + 1);
    return keys;
  }

  private become(keys: readonly number[]): void {
    const { n } = this.graph;
    const now = this.keys();
    const wanted = new Set(keys);
    for (const key of now) if (!wanted.has(key)) this.invert(key, n);
    for (const key of wanted) if (!now.has(key)) this.invert(-key, n);
  }

  private invert(change: number, n: number): void {
    const key = Math.abs(change) - 1;
    const k = key % n;
    const v = (key - k) / n;
    if (change > 0) this.takeOut(v, k);
    else this.put(v, k);
  }

  private put(v: number, k: number): void {
    if (this.place[v]! < 0) {
      this.place[v] = this.recomputed.length;
      this.recomputed.push(v);
    }
    this.state.add(v, k);
  }

  private takeOut(v: number, k: number): void {
    const { state, place, recomputed } = this;
    state.remove(v, k);
    if (state.count[v]! > 1) return;
    const at = place[v]!;
    const last = recomputed.pop()!;
    if (last !== v) {
      recomputed[at] = last;
      place[last] = at;
    }
    place[v] = -1;
  }

  // ---------------------------------------------------------------- random moves

  /** Takes a random recomputation away. Precondition: there is one. */
  takeAnyAway(random: Random): void {
    const v = random.pick(this.recomputed);
    this.takeAway(v, this.randomStage(v, random));
  }

  /** Moves a random recomputation; those of its inputs in the same stage may move along. Nothing happens if there is none, or it cannot be where the rule sends it. */
  shiftAny(random: Random, rule: ShiftRule): void {
    if (this.recomputed.length === 0) return;
    const v = random.pick(this.recomputed);
    const from = this.randomStage(v, random);
    let to: number;
    if (random.chance(rule.toReader)) {
      to = this.readerStage(v, random);
    } else {
      to = Math.min(this.graph.n - 1, from + random.between(-rule.reach, rule.reach));
      if (rule.stopsAtFirst) to = Math.max(v + 1, to);
    }
    if (to > v && !this.state.isComputed(v, to)) this.shift(v, from, to, random.chance(0.5));
  }

  /** Computes a random node again in a stage in which one of its readers runs. Nothing happens if it may not be, or is there already. */
  addAny(random: Random): void {
    const { graph } = this;
    const v = random.below(graph.n);
    if (graph.recomputable[v] === 0 || !this.state.hasRoom(v)) return;
    const k = this.readerStage(v, random);
    if (k > v && !this.state.isComputed(v, k)) this.add(v, k);
  }

  // ---------------------------------------------------------------- questions

  /** Stage of a random recomputation of v. Precondition: v is recomputed. */
  randomStage(v: number, random: Random): number {
    return this.state.stage[v * this.state.copies + 1 + random.below(this.state.count[v]! - 1)]!;
  }

  /** The stage of a random computation of a random reader of v, or any later stage for a kept output; -1 when nobody reads it. */
  readerStage(v: number, random: Random): number {
    const { state, graph } = this;
    const readers = graph.successors[v]!;
    if (this.state.isKept(v)) return random.between(v, graph.n - 1);
    if (readers.length === 0) return -1;
    const w = readers[random.below(readers.length)]!;
    return state.stage[w * state.copies + random.below(state.count[w]!)]!;
  }
}
