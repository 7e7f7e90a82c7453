// A profile: the height of a resource over time, as a step function. Sorted arrays of breakpoints, two binary searches per change, and a block move when
// a breakpoint comes or goes.
//
//   height 3          |=====|
//   height 1     |====|     |====|
//   height 0  ...|               |......    from:   -Inf   2   6   9   12   (to: the next from, +Inf at the end)
//                2    6     9    12         height:    0   1   3   1    0
//
// P1 from[0] = -Infinity, `from` strictly increases, to[k] = from[k + 1], to[count - 1] = +Infinity. P2 heights of neighbouring steps differ.
// P3 the first and the last height are what was never covered: 0 while every removal undoes an addition.
//
// Why not a balanced tree or a segment tree: profiles have a few thousand steps at most (two per task), a change touches a short stretch of them, and a
// scan over doubles runs at about a nanosecond per step. A segment tree over the times themselves would need a bounded horizon.

import { growFloat64 } from '../solver/arrays.ts';

/** Steps in increasing order of time, step k covering [from[k], to[k]); there may be gaps between them. */
export interface Steps {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly height: Float64Array;
  readonly count: number;
}

export class Profile implements Steps {
  from: Float64Array;
  /** A view into `from`, one place further. */
  to: Float64Array;
  height: Float64Array;
  count = 1;

  /** An empty profile with room for `steps` steps; it grows when needed. */
  constructor(steps = 16) {
    this.from = new Float64Array(steps + 2);
    this.to = this.from.subarray(1);
    this.height = new Float64Array(steps + 2);
    this.from[0] = Number.NEGATIVE_INFINITY;
    this.from[1] = Number.POSITIVE_INFINITY;
  }

  /** Adds `amount` (negative to take away) to the height over [a, b), a < b finite. O(log steps + steps in [a, b)) and at most four block moves. */
  add(a: number, b: number, amount: number): void {
    if (this.count + 4 > this.from.length) this.growSteps();
    const i = this.splitAt(a);
    const j = this.splitAt(b);
    const { height } = this;
    for (let k = i; k < j; k++) height[k]! += amount;
    if (height[j] === height[j - 1]) this.removeStep(j);
    if (height[i] === height[i - 1]) this.removeStep(i);
  }

  /** Height at time t. */
  heightAt(t: number): number {
    return this.height[stepAt(this, t)]!;
  }

  /** Makes t a breakpoint; returns the step that begins there. Precondition: room for one step more. */
  private splitAt(t: number): number {
    const k = stepAt(this, t);
    if (this.from[k] === t) return k;
    const { from, height, count } = this;
    from.copyWithin(k + 2, k + 1, count + 1);
    height.copyWithin(k + 1, k, count);
    from[k + 1] = t;
    this.count = count + 1;
    return k + 1;
  }

  /** Lets step k - 1 swallow step k. */
  private removeStep(k: number): void {
    this.from.copyWithin(k, k + 1, this.count + 1);
    this.height.copyWithin(k, k + 1, this.count);
    this.count--;
  }

  private growSteps(): void {
    this.from = growFloat64(this.from, 2 * this.from.length);
    this.to = this.from.subarray(1);
    this.height = growFloat64(this.height, this.from.length);
  }
}

/** Some steps of a profile, in its order. */
export class Peaks implements Steps {
  from: Float64Array = new Float64Array(16);
  to: Float64Array = new Float64Array(16);
  height: Float64Array = new Float64Array(16);
  count = 0;

  pushStep(from: number, to: number, height: number): void {
    const n = this.count;
    if (n === this.from.length) {
      this.from = growFloat64(this.from, n + 1);
      this.to = growFloat64(this.to, n + 1);
      this.height = growFloat64(this.height, n + 1);
    }
    this.from[n] = from;
    this.to[n] = to;
    this.height[n] = height;
    this.count = n + 1;
  }
}

/** The last step that begins at or before t, -1 if there is none. O(log steps). */
export function stepAt(steps: Steps, t: number): number {
  const { from } = steps;
  let lo = -1;
  let hi = steps.count;
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1;
    if (from[mid]! <= t) lo = mid;
    else hi = mid;
  }
  return lo;
}

/** The first step that meets [a, b) with a height above `limit`, -1 if there is none. O(log steps + steps in [a, b)). */
export function firstAbove(steps: Steps, a: number, b: number, limit: number): number {
  const { from, height, count } = steps;
  let k = stepAt(steps, a);
  if (k < 0 || steps.to[k]! <= a) k++;
  for (; k < count && from[k]! < b; k++) if (height[k]! > limit) return k;
  return -1;
}

/** The last step that meets [a, b) with a height above `limit`, -1 if there is none. O(log steps + steps in [a, b)). */
export function lastAbove(steps: Steps, a: number, b: number, limit: number): number {
  const { to, height } = steps;
  let k = stepAt(steps, b);
  if (k >= 0 && steps.from[k] === b) k--;
  for (; k >= 0 && to[k]! > a; k--) if (height[k]! > limit) return k;
  return -1;
}
