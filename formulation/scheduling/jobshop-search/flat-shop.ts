// A job shop as flat arrays, for its local search. Operations are numbered job by job, alternatives operation by operation. Operation number `none` stands for "there is
// none": it takes no time and begins at 0, so that nobody has to ask.

import type { JobShopInstance, JobShopSchedule } from '../instances.ts';
import type { Solution } from './solution.ts';

/** The machine of an alternative that takes no time: it does not wait for the one it names. */
export const NO_MACHINE = -1;

export class FlatShop {
  readonly jobs: number;
  readonly operations: number;
  readonly machines: number;
  /** = operations */
  readonly none: number;
  /** Operation before and after in the job, or none. */
  readonly jobPrev: Int32Array;
  readonly jobNext: Int32Array;
  /** Alternatives of operation v: firstAlternative[v] to firstAlternative[v + 1] - 1. */
  readonly firstAlternative: Int32Array;
  /** By alternative. */
  readonly machine: Int32Array;
  readonly duration: Float64Array;
  /** Operations that could run on machine m: at most room[m + 1] - room[m]. */
  readonly room: Int32Array;
  /** Some operation has a choice. */
  readonly isFlexible: boolean;
  private readonly firstOperation: Int32Array;

  constructor({ jobs, machineCount }: JobShopInstance) {
    const operations = jobs.flat();
    const alternatives = operations.flat();
    const n = operations.length;
    this.jobs = jobs.length;
    this.operations = n;
    this.machines = machineCount;
    this.none = n;
    this.jobPrev = new Int32Array(n + 1).fill(n);
    this.jobNext = new Int32Array(n + 1).fill(n);
    this.firstOperation = new Int32Array(jobs.length + 1);
    for (const [j, { length }] of jobs.entries()) {
      const first = this.firstOperation[j];
      this.firstOperation[j + 1] = first + length;
      for (let v = first + 1; v < first + length; v++) {
        this.jobPrev[v] = v - 1;
        this.jobNext[v - 1] = v;
      }
    }
    this.firstAlternative = new Int32Array(n + 1);
    for (const [v, { length }] of operations.entries()) {
      this.firstAlternative[v + 1] = this.firstAlternative[v] + length;
    }
    this.machine = Int32Array.from(alternatives, ({ machine, duration }) => (duration === 0 ? NO_MACHINE : machine));
    this.duration = Float64Array.from(alternatives, ({ duration }) => duration);
    this.room = new Int32Array(machineCount + 1);
    for (const operation of operations) {
      for (const machine of new Set(operation.map((alternative) => alternative.machine))) this.room[machine + 1]++;
    }
    for (let m = 0; m < machineCount; m++) this.room[m + 1] += this.room[m];
    this.isFlexible = alternatives.length > n;
  }

  /** The first operations of all jobs, then the second ones, and so on, each where it takes least time. */
  anySolution(): Solution {
    const { operations, firstAlternative, duration, jobPrev, none } = this;
    const inJob = new Int32Array(operations);
    const alternative = new Int32Array(operations);
    for (let v = 0; v < operations; v++) {
      inJob[v] = jobPrev[v] === none ? 0 : inJob[v - 1] + 1;
      alternative[v] = firstAlternative[v];
      for (let a = firstAlternative[v] + 1; a < firstAlternative[v + 1]; a++) {
        if (duration[a] < duration[alternative[v]]) alternative[v] = a;
      }
    }
    const order = Int32Array.from(inJob.keys()).sort((v, w) => inJob[v] - inJob[w] || v - w);
    return { order, alternative, makespan: Number.NaN };
  }

  /** A schedule as a solution: its operations by their starts. */
  solutionOf(schedule: JobShopSchedule, makespan: number): Solution {
    const { firstAlternative } = this;
    const times = schedule.flat();
    // two of a machine never start together, and two of a job have increasing numbers
    const order = Int32Array.from(times.keys()).sort((v, w) => times[v].start - times[w].start || v - w);
    const alternative = Int32Array.from(times, (time, v) => firstAlternative[v] + time.alternative);
    return { order, alternative, makespan };
  }

  /** The schedule in which the operations start at these times. */
  scheduleOf(starts: Float64Array, alternative: Int32Array): JobShopSchedule {
    const { firstAlternative, firstOperation } = this;
    return Array.from({ length: this.jobs }, (_, j) =>
      Array.from({ length: firstOperation[j + 1] - firstOperation[j] }, (_, k) => {
        const v = firstOperation[j] + k;
        return { alternative: alternative[v] - firstAlternative[v], start: starts[v] };
      }),
    );
  }
}
