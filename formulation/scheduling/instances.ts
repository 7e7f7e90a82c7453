// Instances of the scheduling problems that have readers and commands: plain data, as the files say it.
//
// Durations, demands and capacities are integers from 0 to 10^9, lags from -10^9 to 10^9, and there are at most 10^5 jobs or operations: the readers see to it
// (io/instance-limits.ts). So the sum of one amount over all tasks is a safe integer, and nobody who computes with an instance has to look.

/** start(to) >= start(from) + lag. A negative lag is a maximal one: `from` starts at most -lag after `to`. */
export interface Lag {
  readonly from: number;
  readonly to: number;
  readonly lag: number;
}

/**
 * Resource-constrained project scheduling, with minimal and maximal time lags: jobs of fixed duration run without interruption, at any time those that run use at
 * most the capacity of each resource, every lag holds, no job starts before time 0. The makespan, the latest end of a job, is minimised.
 */
export interface ProjectInstance {
  readonly name: string;
  /** How the file calls job 0: 1 in the formats that count from 1. */
  readonly firstJob: number;
  readonly durations: readonly number[];
  /** demands[job][resource] */
  readonly demands: readonly (readonly number[])[];
  readonly capacities: readonly number[];
  /** A precedence is a lag of the duration of `from`. */
  readonly lags: readonly Lag[];
}

/** One machine an operation may run on, and how long it takes there. */
export interface Alternative {
  /** Counted from 0. */
  readonly machine: number;
  readonly duration: number;
}

/**
 * Job shop scheduling, flexible or not: the operations of a job run one after the other in their order, each on one of its alternatives, without interruption; a
 * machine runs one operation at a time. An operation that takes no time does not use its machine. The makespan is minimised.
 */
export interface JobShopInstance {
  readonly name: string;
  readonly machineCount: number;
  /** How the file calls machine 0: 0 in JSPLIB, 1 in FJSPLIB. */
  readonly firstMachine: number;
  /** jobs[job][operation]: at least one alternative each. */
  readonly jobs: readonly (readonly (readonly Alternative[])[])[];
}

/** Start of each job of a project. */
export type ProjectSchedule = readonly number[];

/** Where and when an operation runs. */
export interface OperationTime {
  /** Position in the list of its alternatives. */
  readonly alternative: number;
  readonly start: number;
}

/** schedule[job][operation] */
export type JobShopSchedule = readonly (readonly OperationTime[])[];
