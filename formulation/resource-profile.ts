// What a partial schedule uses of the resources over time, and where another job fits in.
//
//   times      0   3   5   9             steps: used[i] from times[i] up to times[i + 1], the last one for ever
//   used       2   4   1   0             a job of demand 3 and duration 4 on capacity 4 fits at 5

export class ResourceProfile {
  /** Steps looked at so far, about: the work done, whatever the machine. */
  work = 0;
  private readonly capacities: readonly number[];
  private readonly times: number[] = [Number.NEGATIVE_INFINITY];
  private readonly used: number[][];

  constructor(capacities: readonly number[]) {
    this.capacities = capacities;
    this.used = [capacities.map(() => 0)];
  }

  /** The earliest start from `earliest` on at which the demand fits for the whole duration. No demand is above its capacity. O(steps). */
  earliestFit(earliest: number, duration: number, demand: readonly number[]): number {
    if (duration === 0) return earliest;
    const { times } = this;
    let start = earliest;
    for (let i = this.stepAt(earliest); i < times.length && times[i] < start + duration; i++) {
      this.work++;
      // nothing is used in the last step
      if (!this.fits(i, demand)) start = times[i + 1];
    }
    return start;
  }

  add(start: number, duration: number, demand: readonly number[]): void {
    if (duration === 0) return;
    const first = this.cut(start);
    const end = this.cut(start + duration);
    // the lists move up to make room
    this.work += 1 + (this.times.length >> 5);
    for (let i = first; i < end; i++) for (let r = 0; r < demand.length; r++) this.used[i][r] += demand[r];
  }

  private fits(i: number, demand: readonly number[]): boolean {
    const used = this.used[i];
    for (let r = 0; r < demand.length; r++) if (used[r] + demand[r] > this.capacities[r]) return false;
    return true;
  }

  /** The step that holds this time. */
  private stepAt(time: number): number {
    let [below, above] = [0, this.times.length];
    while (above - below > 1) {
      const middle = (below + above) >> 1;
      if (this.times[middle] <= time) below = middle;
      else above = middle;
    }
    return below;
  }

  /** The step that begins at this time, made if there is none. */
  private cut(time: number): number {
    const i = this.stepAt(time);
    if (this.times[i] === time) return i;
    this.times.splice(i + 1, 0, time);
    this.used.splice(i + 1, 0, [...this.used[i]]);
    return i + 1;
  }
}
