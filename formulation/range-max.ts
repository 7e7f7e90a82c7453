// Numbers 0 .. length-1, of which ranges are raised or lowered, and their largest: a segment tree without propagation. A tree node knows what was added to its whole
// range, and the largest sum below it including that; so only the largest of all can be asked for, which is all a memory profile needs.

export class RangeMax {
  private readonly leaves: number;
  private readonly added: Float64Array;
  private readonly most: Float64Array;

  /** Starts with the given values. O(length). */
  constructor(values: ArrayLike<number>) {
    let leaves = 1;
    while (leaves < values.length) leaves *= 2;
    this.leaves = leaves;
    this.added = new Float64Array(2 * leaves);
    this.most = new Float64Array(2 * leaves).fill(Number.NEGATIVE_INFINITY);
    for (let i = 0; i < values.length; i++) this.most[leaves + i] = values[i]!;
    for (let node = leaves - 1; node > 0; node--)
      this.most[node] = Math.max(this.most[2 * node]!, this.most[2 * node + 1]!);
  }

  /** The largest number; -Infinity if there are none. O(1). */
  get max(): number {
    return this.most[1]!;
  }

  /** Adds to the numbers from `from` to `to`, both included; nothing if the range is empty. O(log length). */
  add(from: number, to: number, amount: number): void {
    const { leaves, added, most } = this;
    if (from > to) return;
    let left = from + leaves;
    let right = to + leaves + 1;
    // the nodes that make up the range lie on both sides of the two paths upward
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) {
        added[left]! += amount;
        most[left]! += amount;
        left++;
      }
      if (right & 1) {
        right--;
        added[right]! += amount;
        most[right]! += amount;
      }
    }
    for (let node = (from + leaves) >> 1; node > 0; node >>= 1)
      most[node] = Math.max(most[2 * node]!, most[2 * node + 1]!) + added[node]!;
    for (let node = (to + leaves) >> 1; node > 0; node >>= 1)
      most[node] = Math.max(most[2 * node]!, most[2 * node + 1]!) + added[node]!;
  }
}
