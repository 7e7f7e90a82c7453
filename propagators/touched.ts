// Which of its parts a propagator has to look at again: numbers 0..size-1, each at most once, as notify() names them. A part that was being looked at when a conflict
// ended the run stays, so that nothing is lost.

export class Touched {
  /** The parts, in the places 0..count-1, in the order they were added. */
  readonly parts: Int32Array;
  count = 0;
  private readonly isIn: Uint8Array;

  /** None of `size` parts. */
  constructor(size: number) {
    this.parts = new Int32Array(size);
    this.isIn = new Uint8Array(size);
  }

  add(part: number): void {
    if (this.isIn[part] === 1) return;
    this.isIn[part] = 1;
    this.parts[this.count++] = part;
  }

  /** The part that was added last; there must be one. */
  last(): number {
    return this.parts[this.count - 1]!;
  }

  /** That part has been looked at. */
  removeLast(): void {
    this.isIn[this.parts[--this.count]!] = 0;
  }

  /** The first n parts have been looked at. */
  removeFirst(n: number): void {
    const { parts, isIn } = this;
    for (let k = 0; k < n; k++) isIn[parts[k]!] = 0;
    if (n < this.count) parts.copyWithin(0, n, this.count);
    this.count -= n;
  }
}
