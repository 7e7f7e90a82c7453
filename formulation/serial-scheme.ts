// The serial scheme of schedule generation (Kelley 1963): jobs by priority, each after those it follows by a lag, as early as the lags and the resources allow.
//
// Where lags are maximal ones, both windows are kept: what has been scheduled bounds the starts of the rest from both sides. A job may then fit in only after its
// latest start. Whichever scheduled job set that bound is not let in before the time that would have done, and all is begun anew; a plain form of the unscheduling step
// of Franck, Neumann & Schwindt (OR Spektrum 2001). It may fail though there is a schedule.

import FastPriorityQueue from 'fastpriorityqueue';
import { LagNetwork } from './lag-network.ts';
import { ResourceProfile } from './resource-profile.ts';
import type { ProjectInstance, ProjectSchedule } from './scheduling-instances.ts';

/** How often a project with windows is begun anew for one list of priorities, per job. */
const ATTEMPTS_PER_JOB = 10;

/** Work on one list of priorities after which nothing is begun anew, and jobs without windows are put one behind the other: some tenths of a second. */
const WORK_LIMIT = 10_000_000;

export class SerialScheme {
  /** Steps of profiles and jobs of the network looked at so far. */
  work = 0;
  /** Whether jobs have latest starts before all is scheduled: by maximal lags, or by lags in a circle. */
  readonly hasWindows: boolean;
  private readonly project: ProjectInstance;
  private readonly network: LagNetwork;
  private readonly followers: readonly (readonly number[])[];

  /** The lags do not contradict each other and no demand of a job that takes time is above its capacity. */
  constructor(project: ProjectInstance) {
    const { durations, lags } = project;
    this.project = project;
    this.network = new LagNetwork(durations.length, lags);
    const followers: number[][] = durations.map(() => []);
    for (const { from, to, lag } of lags) if (lag >= 0) followers[from].push(to);
    this.followers = followers;
    const isCyclic = this.order(durations).length < durations.length;
    this.hasWindows = isCyclic || lags.some(({ lag }) => lag < 0);
  }

  /** Smaller priorities first. Null if the windows could not be met; without windows there is always a schedule. */
  schedule(priorities: readonly number[]): ProjectSchedule | null {
    const order = this.order(priorities);
    if (!this.hasWindows) return this.withoutWindows(order);
    const listed = new Set(order);
    for (const job of priorities.keys()) if (!listed.has(job)) order.push(job);
    return this.withWindows(order);
  }

  private withoutWindows(order: readonly number[]): number[] {
    const { durations, demands, capacities } = this.project;
    const starts = durations.map(() => 0);
    const profile = new ResourceProfile(capacities);
    let end = 0;
    for (const job of order) {
      let start = Math.max(starts[job], end);
      if (profile.work < WORK_LIMIT) {
        start = profile.earliestFit(starts[job], durations[job], demands[job]);
        profile.add(start, durations[job], demands[job]);
      }
      end = Math.max(end, start + durations[job]);
      starts[job] = start;
      this.network.forSuccessors(job, (to, lag) => {
        starts[to] = Math.max(starts[to], start + lag);
      });
    }
    this.work += profile.work;
    return starts;
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

  /** Jobs by priority, each after those it follows; without those in a circle and after one. */
  private order(priorities: readonly number[]): number[] {
    const waitsFor = priorities.map(() => 0);
    for (const list of this.followers) for (const job of list) waitsFor[job]++;
    const open = new FastPriorityQueue<number>(
      (a, b) => priorities[a] < priorities[b] || (priorities[a] === priorities[b] && a < b),
    );
    for (const job of priorities.keys()) if (waitsFor[job] === 0) open.add(job);
    const order: number[] = [];
    for (let job = open.poll(); job !== undefined; job = open.poll()) {
      order.push(job);
      for (const next of this.followers[job]) if (--waitsFor[next] === 0) open.add(next);
    }
    return order;
  }
}
