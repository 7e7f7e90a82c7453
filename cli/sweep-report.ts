// The outcome of a sweep as data for its files, and as a table for people. Every schedule is replayed and checked once more.

import { checkSchedule, overheadPercent, simulate } from '../formulation/schedule.ts';
import type { SweepPoint } from '../formulation/sweep.ts';
import { printable } from '../io/input-error.ts';
import { type NamedSweep, SWEEP_FORMAT, type SweepFile, type SweepFilePoint, statusText } from '../io/sweep-file.ts';
import type { Asked } from './report-data.ts';
import { gapPercent } from './standing.ts';
import { table } from './table.ts';

/** The file of a sweep. Throws Error if a schedule is not what it claims to be. */
export function sweepReport(solve: Asked, points: readonly SweepPoint[]): SweepFile {
  const { problem, parameters, baseline } = solve;
  const { peak, duration } = baseline;
  return {
    format: SWEEP_FORMAT,
    graph: problem.graph.name,
    mode: problem.order,
    maxComputations: problem.maxComputations,
    keepOutputs: problem.keepOutputs,
    baseline: { peak, duration },
    timeLimit: parameters.timeLimit,
    seed: parameters.seed,
    workers: parameters.strategies.length,
    points: points.map((point) => pointReport(solve, point)),
  };
}

function pointReport({ problem, baseline }: Asked, point: SweepPoint): SweepFilePoint {
  const { graph, order: mode, maxComputations, keepOutputs } = problem;
  const { budget, status, sequence, lowerBound, foundAt, provenAt, seconds, stopReason } = point;
  const replay = sequence === null ? null : simulate(graph, sequence, { keepOutputs });
  if (sequence !== null) {
    const [violation] = checkSchedule(graph, sequence, { budget, mode, maxComputations, keepOutputs });
    if (violation !== undefined) throw new Error(violation);
  }
  if (replay?.valid === false || (replay !== null && replay.duration !== point.duration))
    throw new Error('a verified schedule does not replay to its duration');
  const overhead = (duration: number): number => overheadPercent(duration, baseline.duration);
  const isFeasible = Number.isFinite(lowerBound);
  return {
    budget,
    budgetPercent: baseline.peak === 0 ? 100 : (100 * budget) / baseline.peak,
    status,
    peak: replay?.peak ?? null,
    duration: replay?.duration ?? null,
    durationLowerBound: isFeasible ? lowerBound : null,
    overheadPercent: replay === null ? null : overhead(replay.duration),
    overheadLowerBoundPercent: isFeasible ? overhead(lowerBound) : null,
    gapPercent: gapPercent(point.duration, lowerBound),
    ...{ foundAt, provenAt, seconds, stopReason },
    order: (sequence ?? []).map((v) => graph.ids[v]!),
  };
}

const TITLES: readonly string[] = [
  'budget',
  '%',
  'status',
  'peak',
  'duration',
  'TDI %',
  'proven TDI %',
  'gap %',
  'seconds',
];

/** The table, ending in a newline; "-" stands for what there is not. Of several graphs, their files come first. */
export function sweepTable(sweeps: readonly NamedSweep[]): string {
  const rows = sweeps.flatMap(({ file, sweep }) => sweep.points.map((point) => [printable(file), ...cellsOf(point)]));
  return table([['graph', ...TITLES], ...rows].map((row) => (sweeps.length === 1 ? row.slice(1) : row)))
    .map((line) => `${line}\n`)
    .join('');
}

function cellsOf(point: SweepFilePoint): string[] {
  return [
    String(point.budget),
    point.budgetPercent.toFixed(2),
    statusText(point),
    ...[point.peak, point.duration].map((value) => value?.toString() ?? '-'),
    ...[point.overheadPercent, point.overheadLowerBoundPercent, point.gapPercent].map(
      (value) => value?.toFixed(4) ?? '-',
    ),
    point.seconds.toFixed(2),
  ];
}
