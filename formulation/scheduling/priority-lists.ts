// Lists of the jobs of a project by priority, each after those it follows by a lag.

import FastPriorityQueue from 'fastpriorityqueue';
import type { ProjectInstance } from './instances.ts';

export class PriorityLists {
  /** Whether jobs have latest starts before all is scheduled: by maximal lags, or by lags in a circle. */
  readonly hasWindows: boolean;
  private readonly followers: readonly (readonly number[])[];

  constructor({ durations, lags }: ProjectInstance) {
    const followers: number[][] = durations.map(() => []);
    for (const { from, to, lag } of lags) if (lag >= 0) followers[from].push(to);
    this.followers = followers;
    const isCyclic = this.list(durations).length < durations.length;
    this.hasWindows = isCyclic || lags.some(({ lag }) => lag < 0);
  }

  /** Smaller priorities first, ties by number; without jobs in a circle of lags >= 0 and those after one. */
  list(priorities: readonly number[]): number[] {
    const waitsFor = priorities.map(() => 0);
    for (const list of this.followers) for (const job of list) waitsFor[job]++;
    const open = new FastPriorityQueue<number>(
      (a, b) => priorities[a] < priorities[b] || (priorities[a] === priorities[b] && a < b),
    );
    for (const job of priorities.keys()) if (waitsFor[job] === 0) open.add(job);
    const list: number[] = [];
    for (let job = open.poll(); job !== undefined; job = open.poll()) {
      list.push(job);
      for (const next of this.followers[job]) if (--waitsFor[next] === 0) open.add(next);
    }
    return list;
  }
}
