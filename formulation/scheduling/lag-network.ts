// Earliest and latest starts under time lags: longest paths in the graph of the lags, by label correction with a queue (Bellman 1958, Ford 1956), kept up when a
// start is fixed.
//
//   start(to) >= start(from) + lag      raises `earliest` along the arc, lowers `latest` against it
//
// The bounds are exact for the lags alone: where there are schedules at all, each job has one at its earliest and one at its latest start.

import type { Lag } from './instances.ts';

/** The arcs of the lags by their tails (or heads, for the opposite direction): those of job j are first[j] to first[j + 1] - 1. */
export interface Arcs {
  readonly first: Int32Array;
  readonly other: Int32Array;
  readonly lag: Float64Array;
}

export class LagNetwork {
  readonly count: number;
  /** Jobs whose arcs have been looked at so far: the work done, whatever the machine. */
  work = 0;
  private readonly out: Arcs;
  private readonly into: Arcs;
  private readonly queue: number[] = [];
  private readonly queued: Uint8Array;
  /** Arcs on the path that gave a job its value; 0 outside of relax(). */
  private readonly steps: Int32Array;

  constructor(count: number, lags: readonly Lag[]) {
    this.count = count;
    this.out = arcsBy(count, lags, (lag) => [lag.from, lag.to]);
    this.into = arcsBy(count, lags, (lag) => [lag.to, lag.from]);
    this.queued = new Uint8Array(count);
    this.steps = new Int32Array(count);
  }

  /** Earliest starts when nothing starts before 0; null if the lags contradict each other. */
  earliestStarts(): Float64Array | null {
    const earliest = new Float64Array(this.count);
    const jobs = Array.from(earliest.keys());
    return this.relax(this.out, earliest, 1, jobs) ? earliest : null;
  }

  /** Longest time from the start of each job to the makespan that the lags imply, its own duration included. The lags do not contradict each other. */
  tails(durations: readonly number[]): Float64Array {
    const tails = Float64Array.from(durations);
    this.relax(this.into, tails, 1, [...tails.keys()]);
    return tails;
  }

  /** Raises the earliest starts that follow from those of `jobs`. */
  raiseEarliest(earliest: Float64Array, jobs: readonly number[]): void {
    this.relax(this.out, earliest, 1, jobs);
  }

  /** Lowers the latest starts that follow from those of `jobs`. */
  lowerLatest(latest: Float64Array, jobs: readonly number[]): void {
    this.relax(this.into, latest, -1, jobs);
  }

  /** Calls `visit` with each job that has an arc from `job`, and its lag. */
  forSuccessors(job: number, visit: (to: number, lag: number) => void): void {
    const { first, other, lag } = this.out;
    for (let a = first[job]; a < first[job + 1]; a++) visit(other[a], lag[a]);
  }

  /** sign * value(other) >= sign * value(job) + lag along all arcs. False on a cycle of positive length. */
  private relax(arcs: Arcs, values: Float64Array, sign: 1 | -1, jobs: readonly number[]): boolean {
    const { queue, queued, steps, count } = this;
    const { first, other, lag } = arcs;
    let ok = true;
    for (const job of jobs) {
      queue.push(job);
      queued[job] = 1;
    }
    for (let head = 0; head < queue.length; head++) {
      const job = queue[head];
      queued[job] = 0;
      if (!ok) continue;
      for (let a = first[job]; a < first[job + 1]; a++) {
        const next = other[a];
        const value = values[job] + sign * lag[a];
        if (sign * value <= sign * values[next]) continue;
        values[next] = value;
        steps[next] = steps[job] + 1;
        // more arcs than there are jobs: around a cycle that lengthens the path
        if (steps[next] > count) ok = false;
        if (queued[next] === 0) {
          queue.push(next);
          queued[next] = 1;
        }
      }
    }
    for (const job of queue) steps[job] = 0;
    this.work += queue.length;
    queue.length = 0;
    return ok;
  }
}

/** The arcs of the lags, by the first of their `ends`. */
export function arcsBy(count: number, lags: readonly Lag[], ends: (lag: Lag) => [number, number]): Arcs {
  const first = new Int32Array(count + 1);
  for (const lag of lags) first[ends(lag)[0] + 1]++;
  for (let j = 0; j < count; j++) first[j + 1] += first[j];
  const next = first.slice();
  const other = new Int32Array(lags.length);
  const lengths = new Float64Array(lags.length);
  for (const lag of lags) {
    const [job, to] = ends(lag);
    const a = next[job]++;
    other[a] = to;
    lengths[a] = lag.lag;
  }
  return { first, other, lag: lengths };
}
