// The schedule file, format moccasin-schedule/1: its type, writer and reader.
//
// The reader checks the shape only: types, ranges, lengths that must agree. Whether the schedule is one, and costs what
// it claims, is found by replaying it against its graph (`moccasin check`). Unknown fields are ignored.

import type { NodeId } from '../formulation/graph.ts';
import { formatJson } from './format-json.ts';
import { describeValue } from './input-error.ts';
import { JsonFields } from './json-fields.ts';
import { parseJson } from './parse-json.ts';
import { readTextFile, writeTextFile } from './text-file.ts';

export const SCHEDULE_FORMAT = 'moccasin-schedule/1';
const STATUSES = ['optimal', 'feasible', 'infeasible', 'unknown'] as const;
const MODES = ['input', 'free'] as const;

export type ScheduleStatus = (typeof STATUSES)[number];

/** Everything a solve found out. Sizes and durations are in the units of the graph file. */
export interface ScheduleFile {
  readonly format: typeof SCHEDULE_FORMAT;
  /** Name of the graph. */
  readonly graph: string;
  readonly status: ScheduleStatus;
  readonly mode: (typeof MODES)[number];
  readonly budget: number;
  readonly maxComputations: number;
  /** The input order, every node once. */
  readonly baseline: { readonly peak: number; readonly duration: number };
  /** Peak memory and duration of `order`; null if no schedule was found. */
  readonly peak: number | null;
  readonly duration: number | null;
  /** Proven for the model that was solved (its mode and maxComputations); null if infeasible. */
  readonly durationLowerBound: number | null;
  /** Proven lower bound of the peak; only where the peak was the objective. */
  readonly peakLowerBound?: number;
  /** 100 * (duration / baseline.duration - 1); null if no schedule was found. */
  readonly overheadPercent: number | null;
  /** Node ids in the order of execution, with repetitions; empty if no schedule was found. */
  readonly order: readonly NodeId[];
  /** frees[j]: the nodes freed right after step j. */
  readonly frees: readonly (readonly NodeId[])[];
  /** timeline[j]: memory while step j runs. */
  readonly timeline: readonly number[];
  readonly solve: {
    readonly seconds: number;
    readonly seed: number;
    readonly workers: number;
    readonly incumbents: readonly { readonly seconds: number; readonly duration: number; readonly worker: string }[];
    /** Proven bounds as they rose, and who proved them. */
    readonly bounds: readonly { readonly seconds: number; readonly duration: number; readonly worker?: string }[];
  };
}

/** Write a schedule file atomically. Throws InputError if the path cannot be written. */
export function writeScheduleFile(file: string, schedule: ScheduleFile): void {
  writeTextFile(file, formatSchedule(schedule));
}

/** The text of a schedule file: one key per line, lists of numbers on one line. */
export function formatSchedule(schedule: ScheduleFile): string {
  const { format, graph, status, mode, budget, maxComputations, baseline } = schedule;
  const { peak, duration, durationLowerBound, overheadPercent, order, frees, timeline, solve } = schedule;
  return formatJson({
    ...{ format, graph, status, mode, budget, maxComputations, baseline: { ...baseline } },
    ...{ peak, duration, durationLowerBound },
    ...(schedule.peakLowerBound === undefined ? {} : { peakLowerBound: schedule.peakLowerBound }),
    ...{ overheadPercent, order, frees, timeline },
    solve: {
      ...{ seconds: solve.seconds, seed: solve.seed, workers: solve.workers },
      incumbents: solve.incumbents.map(({ seconds, duration, worker }) => ({ seconds, duration, worker })),
      bounds: solve.bounds.map(({ seconds, duration, worker }) =>
        worker === undefined ? { seconds, duration } : { seconds, duration, worker },
      ),
    },
  });
}

/** Read a schedule file. Throws InputError. */
export function readScheduleFile(file: string): ScheduleFile {
  return parseSchedule(readTextFile(file), file);
}

/** Parse the text of a schedule file; `file` is only for messages. Throws InputError. */
export function parseSchedule(text: string, file: string): ScheduleFile {
  const at = new JsonFields(file, SCHEDULE_FORMAT);
  const document = at.object(parseJson(text, file), '');
  if (document.format !== SCHEDULE_FORMAT) {
    at.fail('format', `expected "${SCHEDULE_FORMAT}", found ${describeValue(document.format)}`, 'give a schedule file');
  }
  const baseline = at.object(document.baseline, 'baseline');
  const solve = at.object(document.solve, 'solve');
  const schedule: ScheduleFile = {
    format: SCHEDULE_FORMAT,
    graph: at.text(document.graph, 'graph'),
    status: at.oneOf(document.status, STATUSES, 'status'),
    mode: at.oneOf(document.mode, MODES, 'mode'),
    budget: at.amount(document.budget, 'budget'),
    maxComputations: at.amount(document.maxComputations, 'maxComputations'),
    baseline: {
      peak: at.amount(baseline.peak, 'baseline.peak'),
      duration: at.amount(baseline.duration, 'baseline.duration'),
    },
    peak: at.nullable(document.peak, (value) => at.amount(value, 'peak')),
    duration: at.nullable(document.duration, (value) => at.amount(value, 'duration')),
    durationLowerBound: at.nullable(document.durationLowerBound, (value) => at.amount(value, 'durationLowerBound')),
    ...(document.peakLowerBound === undefined
      ? {}
      : { peakLowerBound: at.amount(document.peakLowerBound, 'peakLowerBound') }),
    overheadPercent: at.nullable(document.overheadPercent, (value) => at.number(value, 'overheadPercent')),
    order: at.ids(document.order, 'order'),
    frees: at.list(document.frees, 'frees').map((ids, j) => at.ids(ids, `frees[${j}]`)),
    timeline: at.list(document.timeline, 'timeline').map((memory, j) => at.amount(memory, `timeline[${j}]`)),
    solve: {
      seconds: at.number(solve.seconds, 'solve.seconds'),
      seed: at.number(solve.seed, 'solve.seed'),
      workers: at.amount(solve.workers, 'solve.workers'),
      incumbents: at.list(solve.incumbents, 'solve.incumbents').map((item, i) => {
        const place = `solve.incumbents[${i}]`;
        return { ...improvement(at, item, place), worker: at.text(at.object(item, place).worker, `${place}.worker`) };
      }),
      bounds: at.list(solve.bounds, 'solve.bounds').map((item, i) => {
        const place = `solve.bounds[${i}]`;
        const { worker } = at.object(item, place);
        const bound = improvement(at, item, place);
        return worker === undefined ? bound : { ...bound, worker: at.text(worker, `${place}.worker`) };
      }),
    },
  };
  const steps = schedule.order.length;
  for (const field of ['frees', 'timeline'] as const) {
    if (schedule[field].length !== steps) {
      at.fail(field, `has ${schedule[field].length} entries for ${steps} steps of "order"`, 'give one per step');
    }
  }
  return schedule;
}

function improvement(at: JsonFields, value: unknown, place: string): { seconds: number; duration: number } {
  const { seconds, duration } = at.object(value, place);
  return { seconds: at.number(seconds, `${place}.seconds`), duration: at.amount(duration, `${place}.duration`) };
}
