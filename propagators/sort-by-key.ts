// Sorts a permutation by keys that have moved little since the last time: natural merge sort (Knuth, TAOCP 3, 5.2.4 N), O(n) for a few runs, O(n log n)
// at worst. Insertion sort, which others use here (Gecode), is quadratic after a long backjump.

export class KeySorter {
  private readonly buffer: Int32Array;

  /** For up to `capacity` elements. */
  constructor(capacity: number) {
    this.buffer = new Int32Array(capacity);
  }

  /** Sorts `order` so that keys[order[0]] <= keys[order[1]] <= ... Stable. */
  sort(order: Int32Array, keys: Float64Array): void {
    const n = order.length;
    let runs: number;
    do {
      runs = 0;
      for (let from = 0; from < n; runs++) {
        const middle = runEnd(order, keys, from);
        if (middle === n) {
          from = n;
          continue;
        }
        const end = runEnd(order, keys, middle);
        this.merge(order, keys, from, middle, end);
        from = end;
      }
    } while (runs > 1);
  }

  /** Merges two neighbouring runs. */
  private merge(order: Int32Array, keys: Float64Array, from: number, middle: number, end: number): void {
    const { buffer } = this;
    const length = middle - from;
    for (let i = 0; i < length; i++) buffer[i] = order[from + i]!;
    let left = 0;
    let right = middle;
    let to = from;
    while (left < length && right < end) {
      order[to++] = keys[buffer[left]!]! <= keys[order[right]!]! ? buffer[left++]! : order[right++]!;
    }
    while (left < length) order[to++] = buffer[left++]!;
  }
}

/** The end of the ascending run that starts at `from`. */
function runEnd(order: Int32Array, keys: Float64Array, from: number): number {
  let end = from + 1;
  while (end < order.length && keys[order[end - 1]!]! <= keys[order[end]!]!) end++;
  return end;
}
