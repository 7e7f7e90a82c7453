// Schedules of a project without windows from lists of its jobs: each job in turn as early as the lags and the resources allow (the serial scheme of Kelley 1963). A list
// has each job after those it follows by a lag; any list gives a schedule, and some list gives one of least makespan.

import type { ProjectInstance } from './instances.ts';
import { type Arcs, arcsBy } from './lag-network.ts';
import { ResourceProfile } from './resource-profile.ts';

/** Steps of the profile for one list after which the rest of it is put one behind the other: some tenths of a second. */
const WORK_LIMIT = 10_000_000;

export class ListScheduler {
  /** Steps and jobs looked at so far: the work done, whatever the machine. */
  work = 0;
  private readonly durations: readonly number[];
  private readonly demands: readonly (readonly number[])[];
  private readonly following: Arcs;
  private readonly profile: ResourceProfile;

  /** All lags are at least 0 and none are in a circle; no demand of a job that takes time is above its capacity. */
  constructor({ durations, demands, capacities, lags }: ProjectInstance) {
    this.durations = durations;
    this.demands = demands;
    this.following = arcsBy(durations.length, lags, ({ from, to }) => [from, to]);
    this.profile = new ResourceProfile(capacities);
  }

  /** Fills in the starts and returns the makespan. */
  schedule(list: Int32Array, starts: Float64Array): number {
    const { durations, demands, profile } = this;
    const { first, other, lag } = this.following;
    const before = profile.work;
    const limit = before + WORK_LIMIT;
    starts.fill(0);
    profile.clear();
    let end = 0;
    for (let k = 0; k < list.length; k++) {
      const job = list[k];
      const duration = durations[job];
      let start = Math.max(starts[job], end);
      if (profile.work < limit) {
        start = profile.earliestFit(starts[job], duration, demands[job]);
        profile.add(start, duration, demands[job]);
      }
      starts[job] = start;
      end = Math.max(end, start + duration);
      for (let a = first[job]; a < first[job + 1]; a++) {
        const to = other[a];
        if (starts[to] < start + lag[a]) starts[to] = start + lag[a];
      }
    }
    this.work += profile.work - before + list.length;
    return end;
  }

  /** Whether a lag leads from one job to the other. */
  hasLag(from: number, to: number): boolean {
    const { first, other } = this.following;
    for (let a = first[from]; a < first[from + 1]; a++) if (other[a] === to) return true;
    return false;
  }
}
