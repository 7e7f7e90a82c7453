// What a report shows, as plain data: a graph, what was asked, and what came of it. Sizes and durations are in the units of the graph; `units` says what these are.

import type { AddressBox } from '../charts/address-chart.ts';
import type { SearchPoint } from '../charts/convergence-chart.ts';
import type { Quantity } from '../charts/quantity.ts';
import type { ScheduleStatus } from '../schedule-file.ts';
import type { SweepFile } from '../sweep-file.ts';

export interface ReportGraph {
  readonly name: string;
  /** By node, in the input order. */
  readonly names: readonly string[];
  readonly sizes: ArrayLike<number>;
  readonly durations: ArrayLike<number>;
  /** backward[v]: 1 for nodes of the backward pass. */
  readonly backward: ArrayLike<number>;
  readonly links: number;
}

/** A sequence of computations and its replay. */
export interface ReportRun {
  readonly peak: number;
  readonly duration: number;
  /** Memory while each step runs. */
  readonly timeline: ArrayLike<number>;
}

export interface ReportSchedule extends ReportRun {
  /** Node numbers in the order of execution. */
  readonly sequence: ArrayLike<number>;
  /** lastSteps[j]: the last step at which the tensor of step j is in memory. */
  readonly lastSteps: ArrayLike<number>;
  /** 100 * (duration / baseline duration - 1). */
  readonly overheadPercent: number;
}

/** One search and its outcome. */
export interface ReportSolve {
  /** About the objective: optimal if the best schedule meets the bound. */
  readonly status: ScheduleStatus;
  readonly objective: 'duration' | 'memory';
  /** Largest memory allowed; null for the objective memory. */
  readonly budget: number | null;
  /** Proven lower bound of the objective; null if infeasible or unknown. */
  readonly lowerBound: number | null;
  readonly gapPercent: number | null;
  /** Why the search ended, in words. */
  readonly stopReason: string;
  readonly seconds: number;
  /** As they were found, values of the objective. */
  readonly incumbents: readonly SearchPoint[];
  /** Finite bounds as they rose. */
  readonly bounds: readonly SearchPoint[];
  readonly schedule: ReportSchedule | null;
  /** Where it is proven that there is none: why, in a sentence; else null. */
  readonly reason: string | null;
}

/** Addresses in one arena. */
export interface ReportPlan {
  readonly arena: number;
  readonly boxes: readonly AddressBox[];
}

export interface ReportData {
  /** Of the program. */
  readonly version: string;
  /** The command: solve, minimize-memory, sweep. */
  readonly command: string;
  readonly graph: ReportGraph;
  readonly units: { readonly size: Quantity; readonly duration: Quantity };
  readonly order: 'input' | 'free';
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  /** Seconds, or seconds of work if the search is deterministic. */
  readonly timeLimit: number;
  readonly deterministic: boolean;
  readonly seed: number;
  readonly workers: number;
  /** The input order, every node once. */
  readonly baseline: ReportRun;
  readonly solve?: ReportSolve;
  readonly sweep?: SweepFile;
  readonly plan?: ReportPlan;
}
