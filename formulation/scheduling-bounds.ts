// Lower bounds of the makespan that need no search: the longest chain, and what each resource or machine has to do between the earliest start and the shortest tail of
// all it serves.

import { LagNetwork } from './lag-network.ts';
import type { JobShopInstance, ProjectInstance } from './scheduling-instances.ts';

/** A bound of every schedule's makespan; Infinity if there is no schedule: the lags contradict each other, or a job asks for more than there is. */
export function projectBound({ durations, demands, capacities, lags }: ProjectInstance): number {
  const network = new LagNetwork(durations.length, lags);
  const heads = network.earliestStarts();
  if (heads === null) return Number.POSITIVE_INFINITY;
  const tails = network.tails(durations);
  let bound = heads.reduce((longest, head, job) => Math.max(longest, head + tails[job]), 0);
  for (const [r, capacity] of capacities.entries()) {
    const span = new Span();
    for (const [job, duration] of durations.entries()) {
      const demand = demands[job][r];
      if (duration === 0 || demand === 0) continue;
      if (demand > capacity) return Number.POSITIVE_INFINITY;
      span.add(heads[job], duration * demand, tails[job] - duration);
    }
    bound = Math.max(bound, span.bound(capacity));
  }
  return bound;
}

/** Why a project has no schedule at all, in words; null if its bound is finite. Jobs are called as in the file, resources counted from 1. */
export function whyImpossible({ durations, demands, capacities, lags, firstJob }: ProjectInstance): string | null {
  for (const [job, duration] of durations.entries()) {
    const r = demands[job].findIndex((demand, k) => duration > 0 && demand > capacities[k]);
    if (r >= 0)
      return `job ${job + firstJob} needs ${demands[job][r]} of resource ${r + 1}, which has ${capacities[r]}`;
  }
  const isConsistent = new LagNetwork(durations.length, lags).earliestStarts() !== null;
  return isConsistent ? null : 'the precedences and lags contradict each other';
}

/** Earliest start of each operation and the shortest time from its start to the end of its job, by the shortest alternatives. */
export interface OperationWindow {
  readonly head: number;
  readonly tail: number;
}

/** windows[job][operation] */
export function operationWindows({ jobs }: JobShopInstance): OperationWindow[][] {
  return jobs.map((operations) => {
    const shortest = operations.map((alternatives) => Math.min(...alternatives.map(({ duration }) => duration)));
    let tail = shortest.reduce((sum, duration) => sum + duration, 0);
    let head = 0;
    return shortest.map((duration) => {
      const window = { head, tail };
      head += duration;
      tail -= duration;
      return window;
    });
  });
}

/** A bound of every schedule's makespan. */
export function jobShopBound(shop: JobShopInstance): number {
  const machines = Array.from({ length: shop.machineCount }, () => new Span());
  const all = new Span();
  let bound = 0;
  for (const [j, windows] of operationWindows(shop).entries()) {
    for (const [k, { head, tail }] of windows.entries()) {
      const alternatives = shop.jobs[j][k];
      const after = windows[k + 1]?.tail ?? 0;
      const duration = tail - after;
      bound = Math.max(bound, head + tail);
      if (duration === 0) continue;
      all.add(head, duration, after);
      if (alternatives.length === 1) machines[alternatives[0].machine].add(head, duration, after);
    }
  }
  for (const machine of machines) bound = Math.max(bound, machine.bound(1));
  return Math.max(bound, all.bound(shop.machineCount));
}

/** Work that has to be done after the earliest head and before the shortest tail. */
class Span {
  private head = Number.POSITIVE_INFINITY;
  private after = Number.POSITIVE_INFINITY;
  private work = 0;

  add(head: number, work: number, after: number): void {
    this.head = Math.min(this.head, head);
    this.after = Math.min(this.after, after);
    this.work += work;
  }

  /** 0 where the work is no safe integer: a rounded sum proves nothing. */
  bound(capacity: number): number {
    if (this.work === 0 || !Number.isSafeInteger(this.work)) return 0;
    return this.head + Math.ceil(this.work / capacity) + this.after;
  }
}
