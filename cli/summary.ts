// The outcome of a solve in one paragraph for people.

import { reasonText, structuralReason } from '../formulation/infeasibility.ts';
import type { RematResult } from '../formulation/solve.ts';
import { printable } from '../io/input-error.ts';
import type { ScheduleFile } from '../io/schedule-file.ts';
import type { SolveRequest } from './solve-request.ts';
import { gapPercent, STOP_REASONS } from './standing.ts';

/** The paragraph, ending in a newline; `writtenTo` is the file of the schedule, or null for stdout. */
export function summary(
  { problem, baseline }: SolveRequest,
  result: RematResult,
  schedule: ScheduleFile,
  writtenTo: string | null,
): string {
  const inMemory = problem.objective === 'duration';
  const limits = inMemory ? `memory ${problem.memoryBound}` : `duration ${problem.durationBound}`;
  const where = `${problem.graph.name}: ${result.status}`;
  const how = `${result.seconds.toFixed(2)} s (${STOP_REASONS[result.stopReason]})`;
  const { peak, duration } = schedule;
  if (peak === null || duration === null) {
    const what = result.status === 'infeasible' ? 'proven: no schedule fits' : 'no schedule found within';
    const reason = result.status === 'infeasible' ? structuralReason(problem) : null;
    const why = reason === null ? '' : `; ${reasonText(problem.graph, reason)}`;
    return `${printable(`${where}, ${what} ${limits}${why}`)}; ${how}\n`;
  }
  const parts = [
    where,
    `duration ${duration} (TDI ${schedule.overheadPercent?.toFixed(4)} %)`,
    `peak ${peak}${inMemory ? ` of ${problem.memoryBound}` : ''} (${share(peak, baseline.peak)} % of input order)`,
    `proven ${inMemory ? 'gap' : 'gap of the peak'} ${gapPercent(result.objective, result.lowerBound)?.toFixed(4)} %`,
    how,
    ...(writtenTo === null ? [] : [`written to ${writtenTo}`]),
  ];
  return `${printable(parts.join(', '))}\n`;
}

/** One line per failure of a worker: the others went on without it, but somebody should know. And one if a deterministic solve was not. */
export function failureLines({
  workers,
  stopReason,
}: Pick<RematResult, 'workers'> & { readonly stopReason: RematResult['stopReason'] | 'failed' }): string {
  const lines = workers.flatMap(({ worker, failures }) => failures.map((why) => `moccasin: worker ${worker}: ${why}`));
  if (stopReason === 'brake')
    lines.push('moccasin: ended by the clock: with --deterministic another run may come out differently');
  return lines.map((line) => `${printable(line)}\n`).join('');
}

function share(part: number, whole: number): string {
  return (whole === 0 ? 100 : (100 * part) / whole).toFixed(2);
}
