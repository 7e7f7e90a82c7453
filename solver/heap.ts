// Indexed binary max-heap over typed arrays: atoms ordered by activity, ties by the smaller number so that runs repeat.
// Own code because decrease-key and membership are needed in the innermost loop (fastpriorityqueue has neither).

import { growInt32 } from './arrays.ts';

export class IndexedHeap {
  private items: Int32Array = new Int32Array(64);
  /** Position of each key, -1 when it is not in the heap. */
  private place: Int32Array = new Int32Array(64).fill(-1);
  size = 0;
  /** Score of each key; grown by the owner through reserve(). */
  score: Float64Array = new Float64Array(64);

  /** Makes room for keys below n. */
  reserve(n: number): void {
    if (n <= this.place.length) return;
    const old = this.place.length;
    this.place = growInt32(this.place, n);
    this.place.fill(-1, old);
    const score = new Float64Array(this.place.length);
    score.set(this.score);
    this.score = score;
  }

  has(key: number): boolean {
    return this.place[key]! >= 0;
  }

  insert(key: number): void {
    if (this.place[key]! >= 0) return;
    this.items = growInt32(this.items, this.size + 1);
    this.items[this.size] = key;
    this.place[key] = this.size;
    this.up(this.size++);
  }

  /** Removes and returns the key with the largest score. Precondition: size > 0. */
  pop(): number {
    const top = this.items[0]!;
    this.removeAt(0);
    return top;
  }

  remove(key: number): void {
    if (this.place[key]! >= 0) this.removeAt(this.place[key]!);
  }

  /** Restores the order after the score of a key has grown. */
  increased(key: number): void {
    if (this.place[key]! >= 0) this.up(this.place[key]!);
  }

  private removeAt(at: number): void {
    const key = this.items[at]!;
    this.place[key] = -1;
    const last = this.items[--this.size]!;
    if (at === this.size) return;
    this.items[at] = last;
    this.place[last] = at;
    this.up(at);
    this.down(this.place[last]!);
  }

  private before(a: number, b: number): boolean {
    const sa = this.score[a]!;
    const sb = this.score[b]!;
    return sa > sb || (sa === sb && a < b);
  }

  private up(start: number): void {
    const { items, place } = this;
    const key = items[start]!;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const p = items[parent]!;
      if (!this.before(key, p)) break;
      items[i] = p;
      place[p] = i;
      i = parent;
    }
    items[i] = key;
    place[key] = i;
  }

  private down(start: number): void {
    const { items, place, size } = this;
    const key = items[start]!;
    let i = start;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && this.before(items[child + 1]!, items[child]!)) child++;
      const c = items[child]!;
      if (!this.before(c, key)) break;
      items[i] = c;
      place[c] = i;
      i = child;
    }
    items[i] = key;
    place[key] = i;
  }
}
