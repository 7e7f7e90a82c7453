// Clause arena and watch lists. A clause is a run of int32 in one arena: [size, flags | lbd << 8, activity as float32, literals...].
//
// Invariants: C1 at most one literal per signed variable (so an implied literal is found by its signed variable); C2 literals 0 and 1 are
// watched: each is in the watch list of itself, visited when it becomes false, with a blocker (some other literal of the clause);
// C3 a clause of two literals is watched with the complemented reference ~ref and its other literal as blocker: propagation never opens it.
// Layout and blockers after MiniSat and CaDiCaL.

import { EMPTY_INT32, growInt32 } from './arrays.ts';
import type { ClauseRef, Lit } from './types.ts';

export const CLAUSE_HEADER = 3;
export const FLAG_LEARNED = 1;
export const FLAG_GARBAGE = 2;
/** Valid only under the assumptions of the search that learned it (large-neighbourhood search); dropped when that search ends. */
export const FLAG_LOCAL = 4;
/** Reset at each reduction, set when the clause takes part in a conflict. */
export const FLAG_USED = 8;
/** Has been tried by vivification (vivify.ts) in its present round. */
export const FLAG_VIVIFIED = 16;
const LBD_SHIFT = 8;

export class Clauses {
  /** The arena. */
  data: Int32Array = new Int32Array(1 << 12);
  /** The same memory as floats, for activities. */
  private floats: Float32Array = new Float32Array(this.data.buffer);
  length = 0;
  /** Words held by garbage clauses. */
  wasted = 0;
  /** References of the clauses that were given with the model, and of the learned ones. */
  readonly original: number[] = [];
  learned: number[] = [];

  /** Watch list of each literal: pairs (blocker, reference). */
  readonly watchList: Int32Array[] = [];
  watchSize: Int32Array = new Int32Array(128);

  get bytes(): number {
    let watched = 0;
    for (let i = 0; i < this.watchList.length; i++) watched += this.watchList[i]!.length;
    return 4 * (this.data.length + watched) + 8 * (this.learned.length + this.original.length);
  }

  /** Makes room for the watch lists of `count` literals. */
  reserveLiterals(count: number): void {
    while (this.watchList.length < count) this.watchList.push(EMPTY_INT32);
    this.watchSize = growInt32(this.watchSize, count);
  }

  size(ref: ClauseRef): number {
    return this.data[ref]!;
  }

  lbd(ref: ClauseRef): number {
    return this.data[ref + 1]! >>> LBD_SHIFT;
  }

  setLbd(ref: ClauseRef, lbd: number): void {
    this.data[ref + 1] = (this.data[ref + 1]! & 255) | (Math.min(lbd, 0x7fffff) << LBD_SHIFT);
  }

  hasFlag(ref: ClauseRef, flag: number): boolean {
    return (this.data[ref + 1]! & flag) !== 0;
  }

  setFlag(ref: ClauseRef, flag: number): void {
    this.data[ref + 1]! |= flag;
  }

  clearFlag(ref: ClauseRef, flag: number): void {
    this.data[ref + 1]! &= ~flag;
  }

  activity(ref: ClauseRef): number {
    return this.floats[ref + 2]!;
  }

  setActivity(ref: ClauseRef, a: number): void {
    this.floats[ref + 2] = a;
  }

  /** Stores a clause of at least two literals and watches its first two. With `watched` false it only serves as a reason until the next collect(). */
  add(lits: ArrayLike<number>, size: number, flags: number, lbd: number, watched = true): ClauseRef {
    const ref = this.length;
    const end = ref + CLAUSE_HEADER + size;
    if (end > this.data.length) this.growArena(end);
    const data = this.data;
    data[ref] = size;
    data[ref + 1] = flags | (Math.min(lbd, 0x7fffff) << LBD_SHIFT);
    this.floats[ref + 2] = 0;
    for (let i = 0; i < size; i++) data[ref + CLAUSE_HEADER + i] = lits[i]!;
    this.length = end;
    (flags & FLAG_LEARNED ? this.learned : this.original).push(ref);
    if (watched) this.attach(ref);
    else this.markGarbage(ref);
    return ref;
  }

  /** Marks a clause for collection; its watches go at the next collect(). */
  markGarbage(ref: ClauseRef): void {
    if (this.hasFlag(ref, FLAG_GARBAGE)) return;
    this.setFlag(ref, FLAG_GARBAGE);
    this.wasted += CLAUSE_HEADER + this.data[ref]!;
  }

  /** Adds a pair to the watch list of `lit`. */
  pushWatch(lit: Lit, blocker: Lit, tagged: number): void {
    const n = this.watchSize[lit]!;
    let list = this.watchList[lit]!;
    if (n + 2 > list.length) {
      list = growInt32(list, n + 2);
      this.watchList[lit] = list;
    }
    list[n] = blocker;
    list[n + 1] = tagged;
    this.watchSize[lit] = n + 2;
  }

  /**
   * Compacts the arena and rebuilds all watch lists. Only at the root with an empty trail: no clause may be a reason. Clauses keep their order and
   * their first two literals, which the caller has made fit to be watched.
   */
  collect(): void {
    const data = this.data;
    this.watchSize.fill(0);
    let to = 0;
    const originals: number[] = [];
    const learned: number[] = [];
    for (let from = 0; from < this.length; ) {
      const size = data[from]!;
      const words = CLAUSE_HEADER + (this.shrunkFrom.get(from) ?? size);
      if ((data[from + 1]! & FLAG_GARBAGE) === 0) {
        data.copyWithin(to, from, from + CLAUSE_HEADER + size);
        (data[to + 1]! & FLAG_LEARNED ? learned : originals).push(to);
        to += CLAUSE_HEADER + size;
      }
      from += words;
    }
    this.shrunkFrom.clear();
    this.length = to;
    this.wasted = 0;
    this.original.length = 0;
    for (const ref of originals) this.original.push(ref);
    this.learned = learned;
    for (const ref of originals) this.attach(ref);
    for (const ref of learned) this.attach(ref);
  }

  /** Drops the last literals of a clause; only between a root fixpoint and the next collect(). */
  shrink(ref: ClauseRef, size: number): void {
    if (!this.shrunkFrom.has(ref)) this.shrunkFrom.set(ref, this.data[ref]!);
    this.data[ref] = size;
  }

  /** Sizes that shrunk clauses still occupy in the arena until collect(). */
  private readonly shrunkFrom = new Map<number, number>();

  private attach(ref: ClauseRef): void {
    const data = this.data;
    const a = data[ref + CLAUSE_HEADER]!;
    const b = data[ref + CLAUSE_HEADER + 1]!;
    const tagged = data[ref] === 2 ? ~ref : ref;
    this.pushWatch(a, b, tagged);
    this.pushWatch(b, a, tagged);
  }

  private growArena(needed: number): void {
    if (needed >= 1 << 29) throw new RangeError('clause arena is full');
    const grown = new Int32Array(Math.max(needed, 2 * this.data.length));
    grown.set(this.data);
    this.data = grown;
    this.floats = new Float32Array(grown.buffer);
  }
}
