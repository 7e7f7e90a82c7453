// What the search must not bring about for a while, as 32-bit numbers: that an operation comes before another one on their machine, or takes an alternative. Entries that fall on each
// other's places replace each other, and different ones with the same number are taken for one; with some dozens in force both are rare and cost no more than a move.

const SLOTS = 1 << 14;

export class TabuList {
  private readonly keys: Int32Array = new Int32Array(SLOTS);
  private readonly until: Float64Array = new Float64Array(SLOTS);

  clear(): void {
    this.until.fill(0);
  }

  /** Forbids it before the given time, which is positive. */
  forbid(key: number, until: number): void {
    const slot = key & (SLOTS - 1);
    this.keys[slot] = key;
    this.until[slot] = until;
  }

  forbids(key: number, now: number): boolean {
    const slot = key & (SLOTS - 1);
    return this.keys[slot] === key && this.until[slot] > now;
  }
}

/** The number of "operation v before operation w". */
export function orderKey(v: number, w: number): number {
  return mixed(v, w + 1);
}

/** The number of "this alternative is taken". */
export function alternativeKey(alternative: number): number {
  return mixed(alternative, 0);
}

/** A number that hardly any other pair has. */
export function mixed(a: number, b: number): number {
  let h = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 13), 0x297a2d39);
  return (h ^ (h >>> 16)) | 0;
}
