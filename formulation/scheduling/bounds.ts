// Lower bounds of the makespan that need no search: the longest chain, and what each resource or machine has to do between the earliest start and the shortest tail of
// all it serves.

import type { JobShopInstance, ProjectInstance } from './instances.ts';
import { LagNetwork } from './lag-network.ts';

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

/** Pairs of sets of machines that are compared. */
const MOST_PAIRS = 1_000_000;

/**
 * A bound of every schedule's makespan. The machines that some operation has to choose from share what has to be done on them alone; so do all machines together. Of very many
 * such sets some are left out.
 */
export function jobShopBound(shop: JobShopInstance): number {
  const groups = new Map<string, MachineGroup>();
  let bound = 0;
  for (const [j, windows] of operationWindows(shop).entries()) {
    for (const [k, { head, tail }] of windows.entries()) {
      const after = windows[k + 1]?.tail ?? 0;
      bound = Math.max(bound, head + tail);
      if (tail === after) continue;
      const machines = shop.jobs[j][k].map(({ machine }) => machine).sort((a, b) => a - b);
      const key = machines.join();
      const group = groups.get(key) ?? { machines: new Set(machines), span: new Span() };
      group.span.add(head, tail - after, after);
      groups.set(key, group);
    }
  }
  const sets = [...groups.values()].slice(0, Math.ceil(MOST_PAIRS / (groups.size + 1))).map(({ machines }) => machines);
  for (const set of [new Set(Array(shop.machineCount).keys()), ...sets]) {
    const total = new Span();
    for (const { machines, span } of groups.values()) {
      if ([...machines].every((machine) => set.has(machine))) total.join(span);
    }
    bound = Math.max(bound, total.bound(set.size));
  }
  return bound;
}

/** Operations that have the same machines to choose from. */
interface MachineGroup {
  readonly machines: ReadonlySet<number>;
  readonly span: Span;
}

/** Work that has to be done after the earliest head and before the shortest tail. */
class Span {
  private head = Number.POSITIVE_INFINITY;
  private after = Number.POSITIVE_INFINITY;
  private work = 0;

  /** This and that. */
  join({ head, work, after }: Span): void {
    this.add(head, work, after);
  }

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
