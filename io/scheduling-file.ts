// The answer to a scheduling problem as a file, format moccasin-scheduling/1 (docs/scheduling.md): its type and writer.

import { formatJson } from './format-json.ts';

export const SCHEDULING_FORMAT = 'moccasin-scheduling/1';

/** A job of a project. Ends are starts plus durations. */
export interface JobTime {
  /** As the instance calls it. */
  readonly job: number;
  readonly start: number;
  readonly end: number;
}

/** An operation of a job shop. */
export interface MachineTime {
  /** Counted from 0, in the order of the instance. */
  readonly job: number;
  /** Counted from 0 within the job. */
  readonly operation: number;
  /** As the instance calls it. */
  readonly machine: number;
  readonly start: number;
  readonly end: number;
}

/** A makespan or a bound, when it was found and by whom. */
interface Improvement {
  readonly seconds: number;
  readonly makespan: number;
  readonly worker: string;
}

export interface SchedulingFile {
  readonly format: typeof SCHEDULING_FORMAT;
  readonly problem: 'rcpsp' | 'jobshop';
  readonly instance: string;
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  /** Null if no schedule was found. */
  readonly makespan: number | null;
  /** No schedule has a smaller makespan; null if there is none at all. */
  readonly lowerBound: number | null;
  /** Empty if no schedule was found. */
  readonly schedule: readonly JobTime[] | readonly MachineTime[];
  readonly solve: {
    readonly seconds: number;
    readonly seed: number;
    readonly workers: number;
    readonly conflicts: number;
    /** Makespans as they fell, bounds as they rose. */
    readonly incumbents: readonly Improvement[];
    readonly bounds: readonly Improvement[];
  };
}

/** The text of the file: one key per line, one job or operation per line. */
export function formatScheduling(file: SchedulingFile): string {
  const { format, problem, instance, status, makespan, lowerBound, schedule, solve } = file;
  const { seconds, seed, workers, conflicts } = solve;
  const plain = (improvement: Improvement) => ({ ...improvement });
  return formatJson({
    ...{ format, problem, instance, status, makespan, lowerBound },
    schedule: schedule.map((entry) => ({ ...entry })),
    solve: {
      ...{ seconds, seed, workers, conflicts },
      incumbents: solve.incumbents.map(plain),
      bounds: solve.bounds.map(plain),
    },
  });
}
