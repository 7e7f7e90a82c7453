// One run of one rematerialization row: `moccasin solve` in a process of its own, and its schedule replayed by programs that did not make it.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScheduleFile, type ScheduleFile } from '../io/schedule-file.ts';
import { type ChildResult, errorLine, lastLine, ROOT, runChild } from './child.ts';

/** A replay that shares no code with the project; used where it is at hand. */
const OUTSIDE_CHECKER = join(ROOT, '../shared/tools/check-schedule.mjs');
/** Beyond its time limit, a solve may need this long to read, compile, stop and write before it is ended by force. */
const GRACE_SECONDS = 60;

export interface RunRequest {
  readonly graphFile: string;
  readonly share: number;
  /** Seconds. */
  readonly limit: number;
  readonly workers: number;
  readonly seed: number;
}

export interface RematRun {
  /** optimal, feasible, infeasible, unknown; "wrong" for a schedule that a checker refused; "failed" if there is no answer. */
  readonly status: string;
  /** What a checker or the program said; empty if nothing is wrong. */
  readonly complaint: string;
  /** Memory allowed, in the graph's unit; null if the run failed. */
  readonly budget: number | null;
  /** Names as in the JSON results; null where there is nothing to measure. */
  readonly measures: Readonly<Record<string, number | null>>;
}

const EXIT_CODES: Readonly<Record<string, number>> = { optimal: 0, feasible: 0, unknown: 3, infeasible: 4 };

/** Solves and checks; never throws because of what the program did. */
export async function runRemat(request: RunRequest): Promise<RematRun> {
  const folder = mkdtempSync(join(tmpdir(), 'moccasin-bench-'));
  const file = join(folder, 'schedule.json');
  try {
    const child = await runChild('cli/main.ts', solveArguments(request, file), request.limit + GRACE_SECONDS);
    if (!existsSync(file)) return failed(child);
    const schedule = readScheduleFile(file);
    const complaint = exitComplaint(child, schedule) ?? (await checkComplaint(request, schedule, file)) ?? '';
    const status = complaint === '' ? schedule.status : 'wrong';
    return { status, complaint, budget: schedule.budget, measures: measuresOf(schedule, child) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function solveArguments({ graphFile, share, limit, workers, seed }: RunRequest, output: string): string[] {
  return [
    ...['solve', graphFile, '--budget', String(share), '--order', 'input', '--max-computations', '2'],
    ...['--time-limit', String(limit), '--workers', String(workers), '--seed', String(seed), '--output', output],
    '--quiet',
  ];
}

function measuresOf(schedule: ScheduleFile, child: ChildResult): RematRun['measures'] {
  const { duration, durationLowerBound, overheadPercent, solve, order } = schedule;
  const { incumbents } = solve;
  const hasSchedule = order.length > 0 && duration !== null;
  const gap = hasSchedule && durationLowerBound !== null ? duration - durationLowerBound : null;
  return {
    duration,
    overheadPercent,
    durationLowerBound,
    gapPercent: gap === null ? null : duration === 0 ? 0 : (100 * gap) / duration!,
    firstSeconds: incumbents.at(0)?.seconds ?? null,
    bestSeconds: incumbents.at(-1)?.seconds ?? null,
    endSeconds: solve.seconds,
    wallSeconds: child.wallSeconds,
    peakMiB: child.peakMiB,
  };
}

function exitComplaint({ exitCode }: ChildResult, { status }: ScheduleFile): string | null {
  return exitCode === EXIT_CODES[status] ? null : `exit code ${exitCode} with the status ${status}`;
}

async function checkComplaint(request: RunRequest, schedule: ScheduleFile, file: string): Promise<string | null> {
  if (schedule.order.length === 0) return null;
  const budget = ['--budget', String(request.share)];
  const outside = [request.graphFile, file, ...budget, '--input-order', '--max-computations', '2'];
  const checks = [await runChild('cli/main.ts', ['check', request.graphFile, file, ...budget], GRACE_SECONDS)];
  if (existsSync(OUTSIDE_CHECKER)) checks.push(await runChild(OUTSIDE_CHECKER, outside, GRACE_SECONDS));
  const refused = checks.find(({ exitCode }) => exitCode !== 0);
  return refused === undefined ? null : lastLine(refused.stdout) || errorLine(refused.stderr);
}

function failed(child: ChildResult): RematRun {
  const complaint = errorLine(child.stderr) || `ended without an answer, exit code ${child.exitCode}`;
  return { status: 'failed', complaint, budget: null, measures: { duration: null, peakMiB: child.peakMiB } };
}
