// All different, bounds(Z) consistent over views of scale 1: the sweep over Hall intervals of López-Ortiz, Quimper, Tromp and van Beek ("A fast and simple
// algorithm for bounds consistency of the alldifferent constraint", IJCAI 2003, section 3), O(n) after sorting. Names of the arrays as there: t, d, h over
// the ranks of `bounds`, which hold every minimum and every maximum + 1. Upper bounds are the mirror: the same sweep over negated views. With capacities, any
// number of expressions up to its capacity may have a value: the upper half of a global cardinality (Quimper, van Beek, López-Ortiz, Golynski and Sadjad, "An
// efficient bounds consistency algorithm for the global cardinality constraint", CP 2003). A Hall interval is one with as many members as it has room.
//
//      x0  [1..2]        x0 and x1 fill 1..2, a Hall interval: whoever starts in it must start behind it,
//      x1  [1..2]        so x2 >= 3
//      x2  [1....4]
//
// Deviations: sorting is adaptive merging; bounds are pushed within the sweep.
//
// Reasons: lazy, payload (side, last value of the Hall interval). explain() looks for the shortest Hall interval [first, last] over the bounds of that time
// with `first` at or below the lower bound of the pushed variable, first for the end the needed bound asks for, and gives only its members, bounded by
// [first, last]. An overfull interval is a conflict by one member more than it has values.

import { type Affine, lowerBound, negated } from '../solver/affine.ts';
import { check } from '../solver/check.ts';
import {
  type Explanation,
  PRIORITY_GLOBAL,
  type Propagation,
  type Propagator,
  type Registrar,
} from '../solver/propagator.ts';
import type { SVar } from '../solver/types.ts';
import type { Capacities } from './capacities.ts';
import { Present } from './present.ts';
import { becauseAtLeast, becauseAtMost, leastImplying } from './relax.ts';
import { KeySorter } from './sort-by-key.ts';

type Side = 0 | 1;

export class AllDifferent implements Propagator {
  readonly name = 'all-different';
  readonly priority = PRIORITY_GLOBAL;

  /** The views and their negations. */
  private readonly views: readonly [readonly Affine[], readonly Affine[]];
  private readonly n: number;

  /** Least and greatest value of each view at the start of the sweep, from its side; and for each side the last orders by them. */
  private readonly min: Float64Array;
  private readonly max: Float64Array;
  private readonly byMin: readonly [Int32Array, Int32Array];
  private readonly byMax: readonly [Int32Array, Int32Array];
  private readonly minRank: Int32Array;
  private readonly maxRank: Int32Array;
  private readonly sorter: KeySorter;

  private readonly capacities: Capacities | null;
  private readonly bounds: Float64Array;
  /** The room before each of the bounds: its differences count. */
  private readonly reach: Float64Array;
  private readonly t: Int32Array;
  private readonly d: Float64Array;
  private readonly h: Int32Array;
  private readonly startsBuffer: Float64Array;
  private readonly present: Present = new Present();

  /** Expressions of scale 1; constants are allowed. Without capacities each value may be taken once. */
  constructor(exprs: readonly Affine[], capacities: Capacities | null = null) {
    check(
      exprs.every((e) => e.scale === 1),
      'all-different: expected expressions of scale 1',
    );
    const n = exprs.length;
    this.views = [exprs, exprs.map(negated)];
    this.n = n;
    this.min = new Float64Array(n);
    this.max = new Float64Array(n);
    const places = (): Int32Array => Int32Array.from(exprs.keys());
    this.byMin = [places(), places()];
    this.byMax = [places(), places()];
    this.minRank = new Int32Array(n);
    this.maxRank = new Int32Array(n);
    this.sorter = new KeySorter(n);
    this.capacities = capacities;
    this.bounds = new Float64Array(2 * n + 2);
    this.reach = new Float64Array(2 * n + 2);
    this.t = new Int32Array(2 * n + 2);
    this.d = new Float64Array(2 * n + 2);
    this.h = new Int32Array(2 * n + 2);
    this.startsBuffer = new Float64Array(n);
  }

  attach(on: Registrar): void {
    for (const e of this.views[0]) if (e.sv >= 0) on.wakeOnBounds(e.sv >> 1);
  }

  propagate(p: Propagation): boolean {
    p.addTicks(8 * this.n);
    return this.n < 2 || (this.sweep(p, 0) && this.sweep(p, 1));
  }

  explain(out: Explanation, sv: SVar, needed: number, a: number, b: number): void {
    const side = a as Side;
    const views = this.views[side];
    // two expressions over one variable may both be pushed: any of them whose Hall interval is found will do
    for (let i = 0; i < this.n; i++) {
      const e = views[i]!;
      if (e.sv !== sv) continue;
      const value = leastImplying(e, needed);
      if (this.becauseHall(out, side, i, value - 1) || (b >= value && this.becauseHall(out, side, i, b))) return;
    }
    check(false, 'all-different: no Hall interval explains the bound');
  }

  /** A function whose differences are the room between two values, seen from one side. */
  private before(side: Side, value: number): number {
    const { capacities } = this;
    if (capacities === null) return value;
    // on the other side value v is -v, and first comes what is last
    return side === 0 ? capacities.before(value) : 0 - capacities.before(1 - value);
  }

  /** How many expressions there is room for in [first, last]. */
  private room(side: Side, first: number, last: number): number {
    return this.before(side, last + 1) - this.before(side, first);
  }

  /** Raises lower bounds, seen from one side, out of Hall intervals. */
  private sweep(p: Propagation, side: Side): boolean {
    const ranks = this.rank(p.lowerBounds, side);
    const { bounds, reach, t, d, h, minRank, maxRank, n } = this;
    const byMax = this.byMax[side];
    reach[0] = this.before(side, bounds[0]!);
    for (let r = 1; r <= ranks + 1; r++) {
      t[r] = h[r] = r - 1;
      reach[r] = this.before(side, bounds[r]!);
      d[r] = reach[r]! - reach[r - 1]!;
    }
    for (let i = 0; i < n; i++) {
      const x = byMax[i]!;
      const from = minRank[x]!;
      const to = maxRank[x]!;
      let z = pathEnd(t, from + 1);
      const j = t[z]!;
      if (--d[z]! === 0) {
        t[z] = z + 1;
        z = pathEnd(t, z + 1);
        t[z] = j;
      }
      pathSet(t, from + 1, z, z);
      const room = reach[z]! - reach[to]!;
      if (d[z]! < room) return this.overfull(p, side, bounds[to]! - 1);
      if (h[from]! > from) {
        const w = pathEnd(h, h[from]!);
        if (!this.push(p, side, x, bounds[w]!)) return false;
        pathSet(h, from, w, w);
      }
      if (d[z]! === room) {
        pathSet(h, h[to]!, j - 1, to);
        h[to] = j - 1;
      }
    }
    return true;
  }

  private push(p: Propagation, side: Side, x: number, value: number): boolean {
    const e = this.views[side][x]!;
    // a constant inside a Hall interval has made it overfull
    return e.sv < 0 || p.pushLazy(e.sv, value - e.offset, side, value - 1);
  }

  /** Sorts the views by minimum and by maximum and ranks these bounds. Returns the largest rank. */
  private rank(lb: Float64Array, side: Side): number {
    const { min, max, minRank, maxRank, bounds, sorter, n } = this;
    const byMin = this.byMin[side];
    const byMax = this.byMax[side];
    const views = this.views[side];
    const mirrored = this.views[(1 - side) as Side];
    for (let i = 0; i < n; i++) {
      min[i] = lowerBound(views[i]!, lb);
      max[i] = 0 - lowerBound(mirrored[i]!, lb);
    }
    sorter.sort(byMin, min);
    sorter.sort(byMax, max);
    let i = 0;
    let j = 0;
    let ranks = 0;
    let last = min[byMin[0]!]! - 2;
    bounds[0] = last;
    while (j < n) {
      const start = i < n ? min[byMin[i]!]! : Number.POSITIVE_INFINITY;
      const end = max[byMax[j]!]! + 1;
      const next = Math.min(start, end);
      if (next !== last) bounds[++ranks] = last = next;
      if (start <= end) minRank[byMin[i++]!] = ranks;
      else maxRank[byMax[j++]!] = ranks;
    }
    bounds[ranks + 1] = bounds[ranks]! + 2;
    return ranks;
  }

  /** More views lie in [first, last], for some `first`, than there is room for. */
  private overfull(p: Propagation, side: Side, last: number): boolean {
    const { min, max } = this;
    const byMin = this.byMin[side];
    const out = this.present.begin(p);
    let members = 0;
    for (let i = this.n - 1; i >= 0; i--) {
      const x = byMin[i]!;
      if (max[x]! > last) continue;
      const first = min[x]!;
      if (++members <= this.room(side, first, last)) continue;
      for (let k = i; members > 0; k++) {
        const y = byMin[k]!;
        if (max[y]! > last) continue;
        members--;
        becauseAtLeast(out, this.views[side][y]!, first);
        becauseAtMost(out, this.views[side][y]!, last);
      }
      return p.conflict();
    }
    check(false, 'all-different: the overfull interval is not there');
  }

  /**
   * Antecedents of [x > last]: the shortest Hall interval [first, last] with first <= x, its members and [x >= first]. False, giving nothing, when the
   * bounds of the time have none.
   */
  private becauseHall(out: Explanation, side: Side, x: number, last: number): boolean {
    const { startsBuffer, n } = this;
    const views = this.views[side];
    const own = this.leastAt(side, x, out);
    let candidates = 0;
    for (let y = 0; y < n; y++) {
      if (y !== x && this.greatestAt(side, y, out) <= last) startsBuffer[candidates++] = this.leastAt(side, y, out);
    }
    startsBuffer.subarray(0, candidates).sort();
    let first = Number.POSITIVE_INFINITY;
    for (let i = candidates - 1; i >= 0 && first === Number.POSITIVE_INFINITY; i--) {
      const start = startsBuffer[i]!;
      if (start <= own && candidates - i >= this.room(side, start, last)) first = start;
    }
    if (first === Number.POSITIVE_INFINITY) {
      // of several expressions over one variable one may have been raised since the interval was found, and all members lie above x now
      const behind = startsBuffer.subarray(0, candidates).findIndex((start) => start >= own);
      if (behind < 0 || candidates - behind < this.room(side, own, last)) return false;
      first = own;
    }
    becauseAtLeast(out, views[x]!, first);
    let members = this.room(side, first, last);
    for (let y = 0; y < n && members > 0; y++) {
      if (y === x || this.greatestAt(side, y, out) > last || this.leastAt(side, y, out) < first) continue;
      members--;
      becauseAtLeast(out, views[y]!, first);
      becauseAtMost(out, views[y]!, last);
    }
    return true;
  }

  private leastAt(side: Side, x: number, out: Explanation): number {
    const e = this.views[side][x]!;
    return e.sv < 0 ? e.offset : out.lbAt(e.sv) + e.offset;
  }

  private greatestAt(side: Side, x: number, out: Explanation): number {
    return 0 - this.leastAt((1 - side) as Side, x, out);
  }
}

/** Follows ascending links to their end. */
function pathEnd(links: Int32Array, from: number): number {
  let i = from;
  while (links[i]! > i) i = links[i]!;
  return i;
}

/** Redirects the links on the path from..end to `to`. */
function pathSet(links: Int32Array, from: number, end: number, to: number): void {
  let i = from;
  while (i !== end) {
    const next = links[i]!;
    links[i] = to;
    i = next;
  }
}
