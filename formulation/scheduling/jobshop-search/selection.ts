// The disjunctive graph of a job shop with all machines ordered: who runs where and behind whom, and the longest paths that follow from it.
//
//   0 ----head[v]----> v --duration[v]--> ----tail[v]----> makespan
//
// Heads are the earliest starts, and tails the least times from the end of an operation to the end of everything. All are found anew after each change, in O(operations):
// an operation has two predecessors at most, so this is some nanoseconds each, about what it would cost to find out which of them have changed.

import { type FlatShop, NO_MACHINE } from './flat-shop.ts';
import type { Solution } from './solution.ts';

export class Selection {
  readonly shop: FlatShop;
  /** By operation: the chosen alternative, and what it says. */
  readonly alternative: Int32Array;
  readonly machine: Int32Array;
  readonly duration: Float64Array;
  /** Neighbours on the machine, or none. */
  readonly machinePrev: Int32Array;
  readonly machineNext: Int32Array;
  /** Position on the machine, from 0; of one without a machine: -1. */
  readonly place: Int32Array;
  /** The operations of machine m in their order: from room[m] on, count[m] of them. */
  readonly sequence: Int32Array;
  readonly count: Int32Array;
  readonly head: Float64Array;
  readonly tail: Float64Array;
  /** All operations, none before one that must be done first. */
  readonly order: Int32Array;
  makespan = 0;
  private readonly waiting: Uint8Array;

  /** Empty: load() comes first. */
  constructor(shop: FlatShop) {
    const { operations: n, none, machines, room } = shop;
    this.shop = shop;
    this.alternative = new Int32Array(n);
    this.machine = new Int32Array(n).fill(NO_MACHINE);
    this.duration = new Float64Array(n + 1);
    this.machinePrev = new Int32Array(n + 1).fill(none);
    this.machineNext = new Int32Array(n + 1).fill(none);
    this.place = new Int32Array(n).fill(-1);
    this.sequence = new Int32Array(room[machines]);
    this.count = new Int32Array(machines);
    this.head = new Float64Array(n + 1);
    this.tail = new Float64Array(n + 1);
    this.order = new Int32Array(n);
    this.waiting = new Uint8Array(n + 1);
  }

  load({ order, alternative }: Solution): void {
    const { shop, machine, place, sequence, count } = this;
    const { room, machines } = shop;
    this.alternative.set(alternative);
    count.fill(0);
    for (let i = 0; i < order.length; i++) {
      const v = order[i];
      const m = shop.machine[alternative[v]];
      machine[v] = m;
      this.duration[v] = shop.duration[alternative[v]];
      this.machinePrev[v] = shop.none;
      this.machineNext[v] = shop.none;
      place[v] = m === NO_MACHINE ? -1 : count[m];
      if (m !== NO_MACHINE) sequence[room[m] + count[m]++] = v;
    }
    for (let m = 0; m < machines; m++) this.link(m, 0, count[m] - 1);
    this.evaluate();
  }

  /** What has been chosen, with the order that evaluate() found. */
  save(): Solution {
    return { order: this.order.slice(), alternative: this.alternative.slice(), makespan: this.makespan };
  }

  /** The same with the order by time. */
  saveByTime(): Solution {
    const { head, order } = this;
    const at = new Int32Array(order.length);
    for (let i = 0; i < order.length; i++) at[order[i]] = i;
    const byTime = order.slice().sort((v, w) => head[v] - head[w] || at[v] - at[w]);
    return { order: byTime, alternative: this.alternative.slice(), makespan: this.makespan };
  }

  /** Moves an operation to another place on its machine; those between give way. */
  shift(v: number, to: number): void {
    const { sequence, place, machine } = this;
    const base = this.shop.room[machine[v]];
    const from = place[v];
    const step = to > from ? 1 : -1;
    for (let p = from; p !== to; p += step) {
      const w = sequence[base + p + step];
      sequence[base + p] = w;
      place[w] = p;
    }
    sequence[base + to] = v;
    place[v] = to;
    this.link(machine[v], Math.min(from, to), Math.max(from, to));
  }

  /** Takes an operation from its machine, if it has one, to another alternative, at a place on that one's machine. */
  reassign(v: number, alternative: number, to: number): void {
    const { shop, sequence, place, machine, count } = this;
    const old = machine[v];
    if (old !== NO_MACHINE) {
      this.shift(v, count[old] - 1);
      count[old]--;
      this.link(old, count[old] - 1, count[old] - 1);
    }
    this.alternative[v] = alternative;
    this.duration[v] = shop.duration[alternative];
    const m = shop.machine[alternative];
    machine[v] = m;
    this.machinePrev[v] = shop.none;
    this.machineNext[v] = shop.none;
    place[v] = -1;
    if (m === NO_MACHINE) return;
    place[v] = count[m];
    sequence[shop.room[m] + count[m]++] = v;
    this.link(m, place[v], place[v]);
    this.shift(v, to);
  }

  /** Heads, tails and makespan. False if what must be done first goes round in a circle: then they say nothing. */
  evaluate(): boolean {
    const { duration, machinePrev, machineNext, head, tail, order, waiting } = this;
    const { operations: n, none, jobPrev, jobNext } = this.shop;
    let known = 0;
    for (let v = 0; v < n; v++) {
      waiting[v] = (jobPrev[v] === none ? 0 : 1) + (machinePrev[v] === none ? 0 : 1);
      if (waiting[v] === 0) order[known++] = v;
    }
    for (let i = 0; i < known; i++) {
      const v = order[i];
      const a = jobPrev[v];
      const b = machinePrev[v];
      head[v] = Math.max(head[a] + duration[a], head[b] + duration[b]);
      const s = jobNext[v];
      if (s !== none && --waiting[s] === 0) order[known++] = s;
      const t = machineNext[v];
      if (t !== none && --waiting[t] === 0) order[known++] = t;
    }
    let makespan = 0;
    for (let i = known - 1; i >= 0; i--) {
      const v = order[i];
      const s = jobNext[v];
      const t = machineNext[v];
      tail[v] = Math.max(duration[s] + tail[s], duration[t] + tail[t]);
      makespan = Math.max(makespan, head[v] + duration[v] + tail[v]);
    }
    this.makespan = makespan;
    return known === n;
  }

  /** Joins what stands at places `from` to `to` of a machine, and their neighbours. */
  private link(m: number, from: number, to: number): void {
    const { sequence, machinePrev, machineNext, count } = this;
    const { room, none } = this.shop;
    const base = room[m];
    let before = from > 0 ? sequence[base + from - 1] : none;
    for (let p = Math.max(0, from); p <= to; p++) {
      const v = sequence[base + p];
      machinePrev[v] = before;
      if (before !== none) machineNext[before] = v;
      before = v;
    }
    const after = to + 1 < count[m] ? sequence[base + to + 1] : none;
    if (before !== none) machineNext[before] = after;
    if (after !== none) machinePrev[after] = before;
  }
}
