// Static sparse domains: a table per variable of closed ranges, fixed when the variable is made, that rounds bounds to values the variable can take.
// Every bound on the trail is canonical (invariant T5): over {3, 5} the literals [x >= 4] and [x >= 5] are one.
// The staged event domains of the Moccasin model (thousands of single values) are the reason this is a table and not equality literals.

import { growUint8 } from './arrays.ts';
import type { SVar, Var } from './types.ts';

export class StaticDomains {
  /** 1 where the variable has holes; read before the table so that interval domains cost one byte. */
  sparse: Uint8Array = new Uint8Array(64);
  private readonly ranges: (Float64Array | null)[] = [];

  /** Adds a variable; `ranges` is a flat sorted list [lo0, hi0, lo1, hi1, ...] of disjoint, non-adjacent closed ranges. */
  add(ranges: ArrayLike<number>): void {
    const x = this.ranges.length;
    this.sparse = growUint8(this.sparse, x + 1);
    const holes = ranges.length > 2;
    this.sparse[x] = holes ? 1 : 0;
    this.ranges.push(holes ? Float64Array.from(ranges) : null);
  }

  /** The ranges of a sparse variable, or null for an interval. */
  rangesOf(x: Var): Float64Array | null {
    return this.ranges[x] ?? null;
  }

  /** The smallest bound >= b that the signed variable can take as a lower bound; +Infinity when there is none. O(log ranges). */
  canonical(sv: SVar, b: number): number {
    const x = sv >> 1;
    if (this.sparse[x] === 0) return b;
    return sv & 1 ? -this.floorTo(x, -b) : this.ceilTo(x, b);
  }

  /** The smallest value of the domain that is >= b, or +Infinity. */
  ceilTo(x: Var, b: number): number {
    const r = this.ranges[x]!;
    let lo = 0;
    let hi = r.length >> 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (r[2 * mid + 1]! < b) lo = mid + 1;
      else hi = mid;
    }
    if (2 * lo === r.length) return Number.POSITIVE_INFINITY;
    return Math.max(b, r[2 * lo]!);
  }

  /** The largest value of the domain that is <= b, or -Infinity. */
  floorTo(x: Var, b: number): number {
    const r = this.ranges[x]!;
    let lo = 0;
    let hi = r.length >> 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (r[2 * mid]! <= b) lo = mid + 1;
      else hi = mid;
    }
    if (lo === 0) return Number.NEGATIVE_INFINITY;
    return Math.min(b, r[2 * lo - 1]!);
  }

  /** Whether v is a value of the static domain (its interval hull is the caller's business). */
  contains(x: Var, v: number): boolean {
    return this.sparse[x] === 0 || this.ceilTo(x, v) === v;
  }
}
