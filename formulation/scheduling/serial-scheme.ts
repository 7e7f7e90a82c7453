// The serial scheme of schedule generation (Kelley 1963) for projects with windows: jobs by priority, each after those it follows by a lag, as early as the lags and the
// resources allow. Projects without windows need less: list-scheduler.ts.
//
// Both windows are kept: what has been scheduled bounds the starts of the rest from both sides. A job may then fit in only after its latest start. Whichever scheduled
// job set that bound is not let in before the time that would have done, and all is begun anew; a plain form of the unscheduling step of Franck, Neumann & Schwindt (OR
// Spektrum 2001). It may fail though there is a schedule.

import type { ProjectInstance, ProjectSchedule } from './instances.ts';
import { LagNetwork } from './lag-network.ts';
import type { PriorityLists } from './priority-lists.ts';
import { ResourceProfile } from './resource-profile.ts';

/** How often a project is begun anew for one list of priorities, per job. */
const ATTEMPTS_PER_JOB = 10;

/** Work on one list of priorities after which nothing is begun anew: some tenths of a second. */
const WORK_LIMIT = 10_000_000;

export class SerialScheme {
  /** Steps of profiles and jobs of the network looked at so far. */
  work = 0;
  private readonly project: ProjectInstance;
  private readonly lists: PriorityLists;
  private readonly network: LagNetwork;

  /** The lags do not contradict each other and no demand of a job that takes time is above its capacity. */
  constructor(project: ProjectInstance, lists: PriorityLists) {
    this.project = project;
    this.lists = lists;
    this.network = new LagNetwork(project.durations.length, project.lags);
  }

  /** Smaller priorities first. Null if the windows could not be met. */
  schedule(priorities: readonly number[]): ProjectSchedule | null {
    const order = this.lists.list(priorities);
    const listed = new Set(order);
    for (const job of priorities.keys()) if (!listed.has(job)) order.push(job);
    return this.withWindows(order);
  }

  private withWindows(order: readonly number[]): number[] | null {
    const { network } = this;
    const first = network.earliestStarts();
    if (first === null) return null;
    const limit = this.work + WORK_LIMIT;
    for (let attempt = ATTEMPTS_PER_JOB * order.length; attempt >= 0 && this.work < limit; attempt--) {
      const earliest = first.slice();
      const before = network.work;
      const late = this.attempt(order, earliest);
      this.work += network.work - before;
      if (late === null) {
        const begin = earliest.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
        return Array.from(earliest, (start) => start - begin);
      }
      first[late.job] = late.start;
      network.raiseEarliest(first, [late.job]);
    }
    return null;
  }

  /** Fills in the starts; or a job that must not start before some time for the next attempt to get further. */
  private attempt(order: readonly number[], earliest: Float64Array): { job: number; start: number } | null {
    const { durations, demands, capacities } = this.project;
    const { network } = this;
    const latest = new Float64Array(order.length).fill(Number.POSITIVE_INFINITY);
    const isScheduled = new Uint8Array(order.length);
    const profile = new ResourceProfile(capacities);
    for (const job of order) {
      const start = profile.earliestFit(earliest[job], durations[job], demands[job]);
      if (start > latest[job]) {
        this.work += profile.work;
        const blocker = this.blockerOf(job, latest, isScheduled);
        return { job: blocker, start: earliest[blocker] + start - latest[job] };
      }
      profile.add(start, durations[job], demands[job]);
      isScheduled[job] = 1;
      earliest[job] = start;
      latest[job] = start;
      network.raiseEarliest(earliest, [job]);
      network.lowerLatest(latest, [job]);
    }
    this.work += profile.work;
    return null;
  }

  /** The scheduled job that the latest start of `job` comes from: the arcs that lowered it lead there. */
  private blockerOf(job: number, latest: Float64Array, isScheduled: Uint8Array): number {
    const seen = new Set([job]);
    const path = [job];
    for (let at = path.pop(); at !== undefined; at = path.pop()) {
      if (isScheduled[at] === 1) return at;
      const bound = latest[at];
      this.network.forSuccessors(at, (to, lag) => {
        if (latest[to] - lag !== bound || seen.has(to)) return;
        seen.add(to);
        path.push(to);
      });
    }
    throw new Error('a latest start comes from a scheduled job');
  }
}
