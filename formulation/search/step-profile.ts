// The steps of a staged schedule in order, with the memory at each, kept in blocks so that schedules of 100 000 steps can be changed a thousand times a second.
//
//      rank       0                     1                2
//      steps   [ e0 e1 e2 . ]       [ e3 e4 . . ]    [ e5 e6 e7 e8 ]      a step is inserted into its block; a full block is split
//      memory    + added[0]           + added[1]       + added[2]         a range of steps gets an amount: whole blocks by their `added`
//
// Each block knows bounds of the memory at its steps. A block that lies below the budget as a whole, or above it, changes in O(1); only those that cross it are
// walked through. A position is rank * BLOCK + offset; positions are ordered like the steps and hold until the next insertion or removal.

import { growFloat64, growInt32 } from '../../solver/arrays.ts';

const BLOCK = 128;
/** Steps a block holds at most: one less than its room, so that the position behind its last step is still its own. */
const FULL = BLOCK - 1;

export class StepProfile {
  readonly budget: number;
  /** Number of steps. */
  steps = 0;
  /** Sum of the amounts by which steps exceed the budget. */
  overflow = 0;

  // by slot: where the steps of a block are stored
  private event: Float64Array;
  private node: Int32Array;
  private memory: Float64Array;
  private freed: Float64Array;
  private added: Float64Array;
  private count: Int32Array;
  /** No step of the block needs more, or less. */
  private high: Float64Array;
  private low: Float64Array;

  // by rank
  private slot: Int32Array;
  private first: Float64Array;
  private ranks: number;
  /** Slots of blocks that were taken away. */
  private readonly spare: number[] = [];

  /** Steps in ascending order of their events, all of which must be different, with the memory at each and what ends right after it. */
  constructor(budget: number, events: Float64Array, nodes: Int32Array, memory: Float64Array, freed: Float64Array) {
    this.budget = budget;
    const half = BLOCK / 2;
    this.ranks = Math.max(1, Math.ceil(events.length / half));
    const capacity = this.ranks + 16;
    this.event = new Float64Array(capacity * BLOCK);
    this.node = new Int32Array(capacity * BLOCK);
    this.memory = new Float64Array(capacity * BLOCK);
    this.freed = new Float64Array(capacity * BLOCK);
    this.added = new Float64Array(capacity);
    this.count = new Int32Array(capacity);
    this.high = new Float64Array(capacity);
    this.low = new Float64Array(capacity);
    this.slot = new Int32Array(capacity);
    this.first = new Float64Array(capacity);
    this.steps = events.length;
    for (let r = 0; r < this.ranks; r++) {
      const from = r * half;
      const to = Math.min(events.length, from + half);
      this.slot[r] = r;
      this.event.set(events.subarray(from, to), r * BLOCK);
      this.node.set(nodes.subarray(from, to), r * BLOCK);
      this.memory.set(memory.subarray(from, to), r * BLOCK);
      this.freed.set(freed.subarray(from, to), r * BLOCK);
      this.count[r] = to - from;
      this.first[r] = events[from]!;
      this.measure(r);
    }
    for (let i = 0; i < memory.length; i++) this.overflow += Math.max(0, memory[i]! - budget);
  }

  // ---------------------------------------------------------------- reading

  /** Position of the first step at event e or later; behind the last step of its block when the next one is meant. O(log steps). */
  position(e: number): number {
    const { first, event } = this;
    let lo = 0;
    let hi = this.ranks;
    // the last block that begins at e or before
    while (hi - lo > 1) {
      const mid = (lo + hi) >> 1;
      if (first[mid]! <= e) lo = mid;
      else hi = mid;
    }
    const rank = lo;
    const base = this.slot[rank]! * BLOCK;
    lo = base;
    hi = base + this.count[this.slot[rank]!]!;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (event[mid]! < e) lo = mid + 1;
      else hi = mid;
    }
    return rank * BLOCK + lo - base;
  }

  eventAt(position: number): number {
    return this.event[this.at(position)]!;
  }

  nodeAt(position: number): number {
    return this.node[this.at(position)]!;
  }

  memoryAt(position: number): number {
    return this.memory[this.at(position)]! + this.added[this.slot[Math.floor(position / BLOCK)]!]!;
  }

  /** The position after `position`, -1 after the last. */
  next(position: number): number {
    const rank = Math.floor(position / BLOCK);
    if ((position % BLOCK) + 1 < this.count[this.slot[rank]!]!) return position + 1;
    return rank + 1 < this.ranks ? (rank + 1) * BLOCK : -1;
  }

  /** The position before `position`, -1 before the first. */
  previous(position: number): number {
    if (position % BLOCK > 0) return position - 1;
    const rank = position / BLOCK - 1;
    return rank < 0 ? -1 : rank * BLOCK + this.count[this.slot[rank]!]! - 1;
  }

  /** HOT: over the steps [from, to), the sum of what each exceeds the budget by when it gets `more`, counting at most `most` of each; stops above `enough`. */
  excess(from: number, to: number, more: number, most: number, enough: number): number {
    const { memory, budget, slot, count, added, high, low } = this;
    const last = (to / BLOCK) | 0;
    let sum = 0;
    for (let rank = (from / BLOCK) | 0, start = from % BLOCK; rank <= last && sum < enough; rank++, start = 0) {
      const s = slot[rank]!;
      const end = rank === last ? to % BLOCK : count[s]!;
      const shift = more - budget;
      if (high[s]! + shift <= 0) continue;
      if (low[s]! + shift >= most) {
        if (end > start) sum += most * (end - start);
        continue;
      }
      const offset = added[s]! + shift;
      for (let i = s * BLOCK + start, stop = s * BLOCK + end; i < stop; i++) {
        const over = memory[i]! + offset;
        if (over > 0) sum += over < most ? over : most;
      }
    }
    return sum;
  }

  /** The first step at or after a position that is over the budget, looking from the beginning when there is none; -1 if all fit. */
  overflowing(position: number): number {
    if (this.overflow <= 0) return -1;
    const start = Math.floor(position / BLOCK);
    for (let i = 0; i <= this.ranks; i++) {
      const rank = (start + i) % this.ranks;
      const found = this.overIn(rank, i === 0 ? position % BLOCK : 0);
      if (found >= 0) return rank * BLOCK + found;
    }
    return -1;
  }

  /** A step about that far on, 0 <= fraction < 1: with a random fraction nearly a random step. */
  somewhere(fraction: number): number {
    const rank = Math.min(this.ranks - 1, Math.floor(fraction * this.ranks));
    const within = fraction * this.ranks - rank;
    const n = this.count[this.slot[rank]!]!;
    return rank * BLOCK + Math.min(n - 1, Math.floor(within * n));
  }

  /** The step with the most memory. */
  highest(): number {
    let best = Number.NEGATIVE_INFINITY;
    let at = -1;
    for (let rank = 0; rank < this.ranks; rank++) {
      const s = this.slot[rank]!;
      if (this.high[s]! <= best) continue;
      this.measure(s);
      if (this.high[s]! <= best) continue;
      best = this.high[s]!;
      const raw = best - this.added[s]!;
      let i = s * BLOCK;
      while (this.memory[i]! !== raw) i++;
      at = rank * BLOCK + i - s * BLOCK;
    }
    return at;
  }

  /** The nodes in the order of the steps. */
  sequence(): number[] {
    const nodes: number[] = [];
    for (let rank = 0; rank < this.ranks; rank++) {
      const s = this.slot[rank]!;
      for (let i = s * BLOCK, end = i + this.count[s]!; i < end; i++) nodes.push(this.node[i]!);
    }
    return nodes;
  }

  // ---------------------------------------------------------------- changing

  /** Adds to what ends right after a step. */
  free(position: number, amount: number): void {
    this.freed[this.at(position)]! += amount;
  }

  /** HOT: adds to the memory of the steps [from, to). */
  add(from: number, to: number, amount: number): void {
    const last = (to / BLOCK) | 0;
    const { slot, count, added, high, low, budget } = this;
    for (let rank = (from / BLOCK) | 0, start = from % BLOCK; rank <= last; rank++, start = 0) {
      const s = slot[rank]!;
      const n = count[s]!;
      const end = rank === last ? to % BLOCK : n;
      if (end <= start) continue;
      if (end - start < n) {
        this.addInside(s, start, end, amount);
        continue;
      }
      const top = high[s]!;
      const bottom = low[s]!;
      if (top <= budget && top + amount <= budget) {
        added[s]! += amount;
      } else if (bottom >= budget && bottom + amount >= budget) {
        added[s]! += amount;
        this.overflow += amount * n;
      } else {
        this.addWhole(s, amount);
        continue;
      }
      high[s] = top + amount;
      low[s] = bottom + amount;
    }
  }

  /** Inserts a step; its memory is what lives through it. */
  insert(e: number, v: number): void {
    let position = this.position(e);
    let rank = Math.floor(position / BLOCK);
    if (this.count[this.slot[rank]!]! === FULL) {
      this.split(rank);
      position = this.position(e);
      rank = Math.floor(position / BLOCK);
    }
    const before = this.previous(position);
    const live = before < 0 ? 0 : this.memoryAt(before) - this.freed[this.at(before)]!;
    const s = this.slot[rank]!;
    const i = s * BLOCK + (position % BLOCK);
    const end = s * BLOCK + this.count[s]!++;
    this.event.copyWithin(i + 1, i, end);
    this.node.copyWithin(i + 1, i, end);
    this.memory.copyWithin(i + 1, i, end);
    this.freed.copyWithin(i + 1, i, end);
    this.event[i] = e;
    this.node[i] = v;
    this.memory[i] = live - this.added[s]!;
    this.freed[i] = 0;
    if (position % BLOCK === 0) this.first[rank] = e;
    if (live > this.high[s]!) this.high[s] = live;
    if (live < this.low[s]!) this.low[s] = live;
    this.overflow += Math.max(0, live - this.budget);
    this.steps++;
  }

  /** Removes the step at an event. */
  remove(e: number): void {
    const position = this.position(e);
    const rank = Math.floor(position / BLOCK);
    const s = this.slot[rank]!;
    this.overflow -= Math.max(0, this.memoryAt(position) - this.budget);
    const i = this.at(position);
    const end = s * BLOCK + this.count[s]!--;
    this.event.copyWithin(i, i + 1, end);
    this.node.copyWithin(i, i + 1, end);
    this.memory.copyWithin(i, i + 1, end);
    this.freed.copyWithin(i, i + 1, end);
    this.steps--;
    if (this.count[s] === 0 && this.ranks > 1) this.drop(rank);
    else if (position % BLOCK === 0 && this.count[s]! > 0) this.first[rank] = this.event[s * BLOCK]!;
  }

  private at(position: number): number {
    return this.slot[(position / BLOCK) | 0]! * BLOCK + (position % BLOCK);
  }

  private addInside(s: number, start: number, end: number, amount: number): void {
    const { memory, budget } = this;
    const line = budget - this.added[s]!;
    let change = 0;
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    for (let i = s * BLOCK + start, stop = s * BLOCK + end; i < stop; i++) {
      const old = memory[i]!;
      const now = old + amount;
      memory[i] = now;
      if (old > line) change -= old - line;
      if (now > line) change += now - line;
      if (now > top) top = now;
      if (now < bottom) bottom = now;
    }
    this.overflow += change;
    top += this.added[s]!;
    bottom += this.added[s]!;
    if (top > this.high[s]!) this.high[s] = top;
    if (bottom < this.low[s]!) this.low[s] = bottom;
  }

  private addWhole(s: number, amount: number): void {
    this.addInside(s, 0, this.count[s]!, amount);
    this.measure(s);
  }

  /** Brings the bounds of a block up to date. */
  private measure(s: number): void {
    const { memory } = this;
    let top = Number.NEGATIVE_INFINITY;
    let bottom = Number.POSITIVE_INFINITY;
    for (let i = s * BLOCK, end = i + this.count[s]!; i < end; i++) {
      const m = memory[i]!;
      if (m > top) top = m;
      if (m < bottom) bottom = m;
    }
    this.high[s] = top + this.added[s]!;
    this.low[s] = bottom + this.added[s]!;
  }

  /** Offset of the first step of a block, from `start` on, that is over the budget; -1 if none is. */
  private overIn(rank: number, start: number): number {
    const s = this.slot[rank]!;
    if (this.high[s]! <= this.budget) return -1;
    const line = this.budget - this.added[s]!;
    for (let i = start; i < this.count[s]!; i++) if (this.memory[s * BLOCK + i]! > line) return i;
    if (start === 0) this.measure(s);
    return -1;
  }

  /** Halves a block. */
  private split(rank: number): void {
    const fresh = this.takeSlot();
    const s = this.slot[rank]!;
    const kept = BLOCK / 2;
    const from = s * BLOCK + kept;
    const to = s * BLOCK + this.count[s]!;
    this.event.copyWithin(fresh * BLOCK, from, to);
    this.node.copyWithin(fresh * BLOCK, from, to);
    this.memory.copyWithin(fresh * BLOCK, from, to);
    this.freed.copyWithin(fresh * BLOCK, from, to);
    this.added[fresh] = this.added[s]!;
    this.count[fresh] = to - from;
    this.count[s] = kept;
    this.measure(s);
    this.measure(fresh);
    this.slot.copyWithin(rank + 2, rank + 1, this.ranks);
    this.first.copyWithin(rank + 2, rank + 1, this.ranks);
    this.slot[rank + 1] = fresh;
    this.first[rank + 1] = this.event[fresh * BLOCK]!;
    this.ranks++;
  }

  /** Takes an empty block away. */
  private drop(rank: number): void {
    this.spare.push(this.slot[rank]!);
    this.slot.copyWithin(rank, rank + 1, this.ranks);
    this.first.copyWithin(rank, rank + 1, this.ranks);
    this.ranks--;
  }

  /** A slot for one more block, and room for its rank. */
  private takeSlot(): number {
    const blocks = this.ranks + this.spare.length + 1;
    if (blocks >= this.count.length) {
      const room = 2 * blocks;
      this.slot = growInt32(this.slot, room);
      this.first = growFloat64(this.first, room);
      this.count = growInt32(this.count, room);
      this.added = growFloat64(this.added, room);
      this.high = growFloat64(this.high, room);
      this.low = growFloat64(this.low, room);
      this.event = growFloat64(this.event, room * BLOCK);
      this.node = growInt32(this.node, room * BLOCK);
      this.memory = growFloat64(this.memory, room * BLOCK);
      this.freed = growFloat64(this.freed, room * BLOCK);
    }
    return this.spare.pop() ?? this.ranks;
  }
}
