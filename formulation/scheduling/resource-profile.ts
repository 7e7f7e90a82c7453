// What a partial schedule uses of the resources over time, and where another job fits in.
//
//   times      0   3   5   9             steps: used[i] from times[i] up to times[i + 1], the last one for ever
//   used       2   4   1   0             a job of demand 3 and duration 4 on capacity 4 fits at 5
//
// Flat arrays, a row of `used` per step, so that a local search can fill and clear one profile some ten thousand times a second.

import { growFloat64 } from '../../solver/arrays.ts';

export class ResourceProfile {
  /** Steps looked at so far, about: the work done, whatever the machine. */
  work = 0;
  private readonly capacities: Float64Array;
  private count = 1;
  private times: Float64Array = new Float64Array(64);
  private used: Float64Array;

  constructor(capacities: readonly number[]) {
    this.capacities = Float64Array.from(capacities);
    this.used = new Float64Array(64 * capacities.length);
    this.times[0] = Number.NEGATIVE_INFINITY;
  }

  /** Nothing is used any more. */
  clear(): void {
    this.count = 1;
    this.used.fill(0, 0, this.capacities.length);
  }

  /** The earliest start from `earliest` on at which the demand fits for the whole duration. No demand is above its capacity. O(steps). */
  earliestFit(earliest: number, duration: number, demand: readonly number[]): number {
    if (duration === 0) return earliest;
    const { times, used, capacities, count } = this;
    const width = capacities.length;
    const first = this.stepAt(earliest);
    let start = earliest;
    let i = first;
    for (; i < count && times[i] < start + duration; i++) {
      for (let r = 0, at = i * width; r < width; r++, at++) {
        if (used[at] + demand[r] <= capacities[r]) continue;
        // nothing is used in the last step
        start = times[i + 1];
        break;
      }
    }
    this.work += i - first;
    return start;
  }

  add(start: number, duration: number, demand: readonly number[]): void {
    if (duration === 0) return;
    const first = this.cut(start);
    const end = this.cut(start + duration);
    // the lists move up to make room
    this.work += 1 + (this.count >> 5);
    const { used } = this;
    const width = this.capacities.length;
    for (let i = first; i < end; i++) for (let r = 0; r < width; r++) used[i * width + r] += demand[r];
  }

  /** The step that holds this time. */
  private stepAt(time: number): number {
    const { times } = this;
    let below = 0;
    let above = this.count;
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (times[middle] <= time) below = middle;
      else above = middle;
    }
    return below;
  }

  /** The step that begins at this time, made if there is none. */
  private cut(time: number): number {
    const i = this.stepAt(time);
    if (this.times[i] === time) return i;
    const width = this.capacities.length;
    const count = this.count++;
    this.times = growFloat64(this.times, count + 1);
    this.used = growFloat64(this.used, (count + 1) * width);
    this.times.copyWithin(i + 2, i + 1, count);
    // step i twice
    this.used.copyWithin((i + 1) * width, i * width, count * width);
    this.times[i + 1] = time;
    return i + 1;
  }
}
