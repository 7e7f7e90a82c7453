// Boxes piled up within a capacity, some of them left out: who lies under whom, instead of addresses.
//
// Of two placed boxes that share a step one lies under the other. That alone says how low each box can lie (on the highest of those under it) and how high (under the
// lowest of those above it, the highest of which hang from the capacity): `low` and `high`. A box u can be put in at height t, without moving any box past another, if
// every box x it shares a step with can end at t or below (then x lies under u) or begin at t + size or above:
//
//      high[x] - size[u] < t < low[x] + size[x]        x is in the way: it has to be taken out
//
// Placed boxes shift within low..high to make room, so that much fewer are in the way than with addresses. Both numbers are kept up to date by passing on changes, to
// those boxes alone whose number depends on one that has changed. The order by tops, low + size, is a topological one of "lies under".

import type { Random } from '../../solver/random.ts';
import type { Boxes } from './arena.ts';

/** Marks of the boxes that share a step with the one to be put in. */
const NEAR = 1;
const IN_THE_WAY = 2;

/** What is to be done about a box's `low` or `high`: the limit that has moved towards it is known, or all its neighbours have to be asked. */
const PUSHED = 1;
const FREED = 2;

export class Stack {
  /** Lowest and highest offset of each placed box. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Boxes looked at so far, a measure of the work. */
  work = 0;
  private readonly size: Float64Array;
  /** near[k]: the boxes that share a step with box k. */
  private readonly near: readonly Int32Array[];
  private capacity = 0;
  /** low + size. */
  private readonly top: Float64Array;
  /** Placed boxes by ascending top; rank[k] is the place of box k there, -1 of those left out. */
  private readonly byTop: Int32Array;
  private readonly rank: Int32Array;
  /** Placed boxes by ascending `high`. */
  private readonly byHigh: Int32Array;
  /** PUSHED or FREED, or 0 where `low` and `high` are up to date; and the limits that push. */
  private readonly staleLow: Uint8Array;
  private readonly staleHigh: Uint8Array;
  private readonly floor: Float64Array;
  private readonly ceiling: Float64Array;
  private readonly mark: Uint8Array;
  private placed = 0;

  constructor({ count, size }: Boxes, near: readonly Int32Array[]) {
    this.size = size;
    this.near = near;
    this.low = new Float64Array(count);
    this.high = new Float64Array(count);
    this.top = new Float64Array(count);
    this.byTop = new Int32Array(count);
    this.byHigh = new Int32Array(count);
    this.rank = new Int32Array(count);
    this.staleLow = new Uint8Array(count);
    this.staleHigh = new Uint8Array(count);
    this.floor = new Float64Array(count);
    this.ceiling = new Float64Array(count);
    this.mark = new Uint8Array(count);
  }

  isPlaced(box: number): boolean {
    return this.rank[box] >= 0;
  }

  /** The end of the highest box, all lying as low as they can. */
  get arena(): number {
    return this.placed === 0 ? 0 : this.top[this.byTop[this.placed - 1]];
  }

  /** Piles up all boxes as they lie in a placement, within a capacity; returns those that are left out because they end above it. */
  load(offset: Float64Array, capacity: number): number[] {
    const { low, high, top, size, rank, byTop, byHigh } = this;
    this.capacity = capacity;
    for (let k = 0; k < size.length; k++) {
      byTop[k] = k;
      top[k] = offset[k] + size[k];
    }
    this.placed = size.length;
    byTop.sort((a, b) => top[a] - top[b]);
    for (let p = 0; p < this.placed; p++) rank[byTop[p]] = p;
    low.fill(-1);
    this.staleLow.fill(FREED);
    this.settleLow();
    byTop.sort((a, b) => top[a] - top[b]);
    while (this.placed > 0 && this.arena > capacity) this.placed--;
    rank.fill(-1);
    for (let p = 0; p < this.placed; p++) rank[byTop[p]] = p;
    high.fill(Number.POSITIVE_INFINITY);
    this.staleHigh.fill(FREED);
    this.settleHigh();
    byHigh.set(byTop);
    this.sort();
    return Array.from(byTop.subarray(this.placed));
  }

  /** The height at which it costs least to put in a box: the sum of the prices of those in its way; of several, one at random. O(placed boxes). */
  cheapest(box: number, price: Float64Array, random: Random): { readonly height: number; readonly cost: number } {
    const { high, top, byTop, byHigh, mark, placed } = this;
    const size = this.size[box];
    const near = this.near[box];
    const highest = this.capacity - size;
    for (let i = 0; i < near.length; i++) mark[near[i]] = NEAR;
    let least = Number.POSITIVE_INFINITY;
    let height = 0;
    let equal = 0;
    let cost = 0;
    let begun = 0;
    let ended = 0;
    // Costs fall only where a box in the way ends: it is enough to look there and at 0.
    for (let t = 0; t <= highest; t = top[byTop[ended]]) {
      for (; ended < placed && top[byTop[ended]] <= t; ended++) {
        if (mark[byTop[ended]] === IN_THE_WAY) cost -= price[byTop[ended]];
      }
      for (; begun < placed && high[byHigh[begun]] - size < t; begun++) {
        const x = byHigh[begun];
        if (mark[x] !== NEAR || top[x] <= t) continue;
        mark[x] = IN_THE_WAY;
        cost += price[x];
      }
      if (cost < least) equal = 0;
      if (cost <= least && random.below(++equal) === 0) height = t;
      least = Math.min(least, cost);
      while (ended < placed && mark[byTop[ended]] === 0) ended++;
      if (ended === placed) break;
    }
    for (let i = 0; i < near.length; i++) mark[near[i]] = 0;
    this.work += placed + near.length;
    return { height, cost: least };
  }

  /** Puts in a box at a height; returns those that were in its way and are out now. */
  insert(box: number, height: number): number[] {
    const { high, top, rank, byTop, byHigh, near } = this;
    const size = this.size[box];
    const out: number[] = [];
    for (const x of near[box]) {
      if (rank[x] >= 0 && top[x] > height && high[x] - size < height) out.push(x);
    }
    for (const x of out) this.takeOut(x);
    let at = this.placed;
    while (at > 0 && top[byTop[at - 1]] > height) at--;
    byTop.copyWithin(at + 1, at, this.placed);
    byTop[at] = box;
    byHigh[this.placed++] = box;
    for (let p = at; p < this.placed; p++) rank[byTop[p]] = p;
    // what depends on it finds out when these two get their values
    this.low[box] = -1;
    top[box] = -1;
    this.high[box] = Number.POSITIVE_INFINITY;
    this.staleLow[box] = FREED;
    this.staleHigh[box] = FREED;
    this.settle();
    return out;
  }

  /** Takes out a box that is placed. */
  remove(box: number): void {
    this.takeOut(box);
    this.settle();
  }

  private takeOut(box: number): void {
    const { low, high, top, rank, byTop, byHigh, staleLow, staleHigh } = this;
    const near = this.near[box];
    for (let i = 0; i < near.length; i++) {
      const x = near[i];
      if (rank[x] < 0) continue;
      if (low[x] === top[box]) staleLow[x] = FREED;
      else if (high[x] + this.size[x] === high[box]) staleHigh[x] = FREED;
    }
    this.placed--;
    byTop.copyWithin(rank[box], rank[box] + 1, this.placed + 1);
    for (let p = rank[box]; p < this.placed; p++) rank[byTop[p]] = p;
    byHigh.copyWithin(byHigh.indexOf(box), byHigh.indexOf(box) + 1, this.placed + 1);
    rank[box] = -1;
    this.staleLow[box] = 0;
    this.staleHigh[box] = 0;
    this.work += near.length;
  }

  private settle(): void {
    this.settleLow();
    this.settleHigh();
    this.sort();
    this.work += this.placed;
  }

  /** Brings `low` up to date, from below. */
  private settleLow(): void {
    const { low, top, size, rank, byTop, staleLow, floor } = this;
    for (let p = 0; p < this.placed; p++) {
      const box = byTop[p];
      if (staleLow[box] === 0) continue;
      const near = this.near[box];
      const value = staleLow[box] === PUSHED ? floor[box] : this.floorOf(near, p);
      staleLow[box] = 0;
      if (value === low[box]) continue;
      const before = top[box];
      const now = value + size[box];
      low[box] = value;
      top[box] = now;
      this.work += near.length;
      for (let i = 0; i < near.length; i++) {
        const x = near[i];
        if (rank[x] <= p || staleLow[x] === FREED) continue;
        if (low[x] < now) {
          floor[x] = staleLow[x] === PUSHED ? Math.max(floor[x], now) : now;
          staleLow[x] = PUSHED;
        } else if (low[x] === before) staleLow[x] = FREED;
      }
    }
  }

  /** The highest top of those placed before p in the order. */
  private floorOf(near: Int32Array, p: number): number {
    const { top, rank } = this;
    let floor = 0;
    for (let i = 0; i < near.length; i++) {
      const x = near[i];
      if (rank[x] >= 0 && rank[x] < p && top[x] > floor) floor = top[x];
    }
    this.work += near.length;
    return floor;
  }

  /** Brings `high` up to date, from above. */
  private settleHigh(): void {
    const { high, size, rank, byTop, staleHigh, ceiling } = this;
    for (let p = this.placed - 1; p >= 0; p--) {
      const box = byTop[p];
      if (staleHigh[box] === 0) continue;
      const near = this.near[box];
      const value = (staleHigh[box] === PUSHED ? ceiling[box] : this.ceilingOf(near, p)) - size[box];
      staleHigh[box] = 0;
      if (value === high[box]) continue;
      const before = high[box];
      high[box] = value;
      this.work += near.length;
      for (let i = 0; i < near.length; i++) {
        const x = near[i];
        if (rank[x] < 0 || rank[x] >= p || staleHigh[x] === FREED) continue;
        const end = high[x] + size[x];
        if (end > value) {
          ceiling[x] = staleHigh[x] === PUSHED ? Math.min(ceiling[x], value) : value;
          staleHigh[x] = PUSHED;
        } else if (end === before) staleHigh[x] = FREED;
      }
    }
  }

  /** The lowest `high` of those placed after p in the order. */
  private ceilingOf(near: Int32Array, p: number): number {
    const { high, rank } = this;
    let ceiling = this.capacity;
    for (let i = 0; i < near.length; i++) {
      const x = near[i];
      if (rank[x] > p && high[x] < ceiling) ceiling = high[x];
    }
    this.work += near.length;
    return ceiling;
  }

  private sort(): void {
    sortBy(this.byTop, this.placed, this.top);
    sortBy(this.byHigh, this.placed, this.high);
    for (let p = 0; p < this.placed; p++) this.rank[this.byTop[p]] = p;
  }
}

/** Sorts the first `count` items by ascending key; they are nearly sorted. */
function sortBy(items: Int32Array, count: number, key: Float64Array): void {
  for (let i = 1; i < count; i++) {
    const item = items[i];
    const itsKey = key[item];
    let j = i;
    for (; j > 0 && key[items[j - 1]] > itsKey; j--) items[j] = items[j - 1];
    items[j] = item;
  }
}
