// The working nogood of conflict analysis: a set of true bounds, at most one per signed variable.

import { growFloat64, growInt32, growUint8 } from './arrays.ts';
import type { SVar } from './types.ts';

export class Nogood {
  /** Entry that makes the member of this signed variable true, -1 when it is no member. */
  entry: Int32Array = new Int32Array(0);
  /** Canonical bound needed of the member. */
  needed: Float64Array = new Float64Array(0);
  /** Signed variables that are or were members, each once. */
  listed: Int32Array = new Int32Array(64);
  count = 0;
  private isListed: Uint8Array = new Uint8Array(0);

  reserve(svars: number): void {
    const old = this.entry.length;
    if (svars <= old) return;
    this.entry = growInt32(this.entry, svars);
    this.entry.fill(-1, old);
    this.needed = growFloat64(this.needed, svars);
    this.isListed = growUint8(this.isListed, svars);
  }

  set(sv: SVar, entry: number, needed: number): void {
    this.entry[sv] = entry;
    this.needed[sv] = needed;
    if (this.isListed[sv] === 0) {
      this.isListed[sv] = 1;
      this.listed = growInt32(this.listed, this.count + 1);
      this.listed[this.count++] = sv;
    }
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) {
      const sv = this.listed[i]!;
      this.entry[sv] = -1;
      this.isListed[sv] = 0;
    }
    this.count = 0;
  }
}
