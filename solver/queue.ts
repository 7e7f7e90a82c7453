// Propagator queue: one ring per priority, a byte that says whether a propagator waits, and the wake lists of the signed variables.

import { EMPTY_INT32, growInt32, growUint8 } from './arrays.ts';
import { PRIORITIES } from './propagator.ts';
import type { PropagatorId, SVar } from './types.ts';

export class PropagatorQueue {
  /** Propagators to wake when the lower bound of a signed variable rises: pairs (propagator, data). */
  readonly wakeList: Int32Array[] = [];
  wakeSize: Int32Array = new Int32Array(128);

  private readonly rings: Int32Array[] = [];
  private readonly heads: number[] = [];
  private readonly tails: number[] = [];
  private waiting: Uint8Array = new Uint8Array(64);
  private priorityOf: Uint8Array = new Uint8Array(64);
  private count = 0;

  constructor() {
    for (let p = 0; p < PRIORITIES; p++) {
      this.rings.push(new Int32Array(16));
      this.heads.push(0);
      this.tails.push(0);
    }
  }

  /** Registers the next propagator. */
  add(priority: number): PropagatorId {
    const id = this.count++;
    this.waiting = growUint8(this.waiting, this.count);
    this.priorityOf = growUint8(this.priorityOf, this.count);
    this.waiting[id] = 0;
    this.priorityOf[id] = priority;
    // a ring holds every propagator of its priority at most once, plus the gap between tail and head
    for (let p = 0; p < PRIORITIES; p++) {
      const ring = this.rings[p]!;
      if (ring.length < this.count + 1) {
        this.rings[p] = this.unrolled(p, 2 * ring.length);
      }
    }
    return id;
  }

  reserveVariables(svars: number): void {
    while (this.wakeList.length < svars) this.wakeList.push(EMPTY_INT32);
    this.wakeSize = growInt32(this.wakeSize, svars);
  }

  watch(sv: SVar, id: PropagatorId, data: number): void {
    const n = this.wakeSize[sv]!;
    const list = growInt32(this.wakeList[sv]!, n + 2);
    this.wakeList[sv] = list;
    list[n] = id;
    list[n + 1] = data;
    this.wakeSize[sv] = n + 2;
  }

  enqueue(id: PropagatorId): void {
    if (this.waiting[id] === 1) return;
    this.waiting[id] = 1;
    const p = this.priorityOf[id]!;
    const ring = this.rings[p]!;
    const tail = this.tails[p]!;
    ring[tail] = id;
    this.tails[p] = tail + 1 === ring.length ? 0 : tail + 1;
  }

  /** The next propagator by priority, first in first out, or -1. */
  pop(): PropagatorId {
    for (let p = 0; p < PRIORITIES; p++) {
      const head = this.heads[p]!;
      if (head === this.tails[p]!) continue;
      const ring = this.rings[p]!;
      const id = ring[head]!;
      this.heads[p] = head + 1 === ring.length ? 0 : head + 1;
      this.waiting[id] = 0;
      return id;
    }
    return -1;
  }

  clear(): void {
    while (this.pop() >= 0);
  }

  private unrolled(p: number, size: number): Int32Array {
    const ring = this.rings[p]!;
    const grown = new Int32Array(size);
    let n = 0;
    for (let i = this.heads[p]!; i !== this.tails[p]!; i = i + 1 === ring.length ? 0 : i + 1) grown[n++] = ring[i]!;
    this.heads[p] = 0;
    this.tails[p] = n;
    return grown;
  }
}
