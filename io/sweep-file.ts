// The result of a sweep over budgets as files: JSON, format moccasin-sweep/1 (docs/sweep.md describes it for its readers), and CSV with one line per budget. Of several graphs:
// moccasin-sweeps/1 with a list of such results, and a column more.

import type { NodeId } from '../formulation/graph.ts';
import { csvCell } from './csv.ts';
import { formatJson } from './format-json.ts';
import type { ScheduleStatus } from './schedule-file.ts';

export const SWEEP_FORMAT = 'moccasin-sweep/1';
export const SWEEPS_FORMAT = 'moccasin-sweeps/1';

/** What is known about one budget. Sizes and durations are in the units of the graph file; null stands for "none". */
export interface SweepFilePoint {
  readonly budget: number;
  /** Of the input order's peak. */
  readonly budgetPercent: number;
  readonly status: ScheduleStatus;
  /** Peak and duration of `order`; null if no schedule was found. */
  readonly peak: number | null;
  readonly duration: number | null;
  /** Proven for the mode and maxComputations of the sweep; null if infeasible. */
  readonly durationLowerBound: number | null;
  /** 100 * (duration / baseline.duration - 1), of the schedule and of the bound. */
  readonly overheadPercent: number | null;
  readonly overheadLowerBoundPercent: number | null;
  /** 100 * (duration - durationLowerBound) / duration. */
  readonly gapPercent: number | null;
  /** The budget whose search found the schedule, and the one whose search proved the bound. */
  readonly foundAt: number | null;
  readonly provenAt: number;
  /** That this budget's own search took, and why it ended. */
  readonly seconds: number;
  readonly stopReason: 'closed' | 'time' | 'aborted' | 'exhausted' | 'brake' | 'failed';
  /** Node ids in the order of execution, with repetitions; empty if no schedule was found. */
  readonly order: readonly NodeId[];
}

export interface SweepFile {
  readonly format: typeof SWEEP_FORMAT;
  /** Name of the graph. */
  readonly graph: string;
  readonly mode: 'input' | 'free';
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
  /** The input order, every node once. */
  readonly baseline: { readonly peak: number; readonly duration: number };
  /** Seconds for each budget. */
  readonly timeLimit: number;
  readonly seed: number;
  readonly workers: number;
  /** By falling budgets. */
  readonly points: readonly SweepFilePoint[];
}

/** One of several graphs. */
export interface NamedSweep {
  /** The file of the graph, as it was given. */
  readonly file: string;
  readonly sweep: SweepFile;
}

/** The status for people. */
export function statusText({ status, stopReason }: SweepFilePoint): string {
  return stopReason === 'failed' ? `${status} (failed)` : status;
}

/** The text of the JSON file. */
export function formatSweep(sweep: SweepFile): string {
  return formatJson(plain(sweep));
}

/** The text of the JSON file of several graphs. */
export function formatSweeps(sweeps: readonly NamedSweep[]): string {
  return formatJson({ format: SWEEPS_FORMAT, graphs: sweeps.map(({ file, sweep }) => ({ file, ...plain(sweep) })) });
}

function plain({ baseline, points, ...rest }: SweepFile) {
  return { ...rest, baseline: { ...baseline }, points: points.map((point) => ({ ...point })) };
}

/** The columns of the CSV file, as they are called there. */
const COLUMNS: readonly (readonly [title: string, field: Exclude<keyof SweepFilePoint, 'order'>])[] = [
  ['budget', 'budget'],
  ['budget_percent', 'budgetPercent'],
  ['status', 'status'],
  ['peak', 'peak'],
  ['duration', 'duration'],
  ['duration_lower_bound', 'durationLowerBound'],
  ['overhead_percent', 'overheadPercent'],
  ['overhead_lower_bound_percent', 'overheadLowerBoundPercent'],
  ['gap_percent', 'gapPercent'],
  ['found_at', 'foundAt'],
  ['proven_at', 'provenAt'],
  ['seconds', 'seconds'],
  ['stop_reason', 'stopReason'],
];

/** The text of the CSV file (RFC 4180 but for line ends of one newline): a header, then a line per budget; none is an empty cell. */
export function formatSweepCsv({ points }: SweepFile): string {
  return csv([TITLES, ...points.map(cellsOf)]);
}

/** The same of several graphs, the file of the graph first. */
export function formatSweepsCsv(sweeps: readonly NamedSweep[]): string {
  return csv([
    ['graph', ...TITLES],
    ...sweeps.flatMap(({ file, sweep }) => sweep.points.map((point) => [csvCell(file), ...cellsOf(point)])),
  ]);
}

const TITLES: readonly string[] = COLUMNS.map(([title]) => title);

function cellsOf(point: SweepFilePoint): (string | number)[] {
  return COLUMNS.map(([, field]) => point[field] ?? '');
}

function csv(lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}
