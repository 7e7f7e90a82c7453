// What a neighbourhood frees: some of the things that have something to decide, up to a number of them.

import type { Random } from '../random.ts';

export class FreeSet {
  /** How many more may be freed. */
  left: number;
  private readonly open: readonly number[];
  /** 1: can be freed; 2: is. */
  private readonly state: Uint8Array;

  /** Of things 0 to count - 1 those in `open` can be freed, `size` at most. */
  constructor(count: number, open: readonly number[], size: number) {
    this.open = open;
    this.left = Math.min(size, open.length);
    this.state = new Uint8Array(count);
    for (const v of open) this.state[v] = 1;
  }

  /** Frees one, if there is room for it and something to decide about it. */
  add(v: number): void {
    if (this.left === 0 || this.state[v] !== 1) return;
    this.state[v] = 2;
    this.left--;
  }

  has(v: number): boolean {
    return this.state[v] === 2;
  }

  /** Frees random ones where there is still room. */
  fill(random: Random): void {
    if (this.left === 0) return;
    const order = [...this.open];
    random.shuffle(order);
    for (const v of order) this.add(v);
  }
}
