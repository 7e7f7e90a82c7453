// One run of one rematerialization row: `moccasin solve` in a process of its own, and its schedule replayed by programs that did not make it.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readScheduleFile, type ScheduleFile } from '../io/schedule-file.ts';
import { type ChildResult, errorLine, lastLine, ROOT, runChild } from './child.ts';
import type { RematRow } from './rows.ts';
import { secondsToTdi, tdiAt } from './targets.ts';

/** A replay that shares no code with the project; used where it is at hand. */
const OUTSIDE_CHECKER = join(ROOT, '../shared/tools/check-schedule.mjs');
/** Beyond its time limit, a solve may need this long to read, compile, stop and write before it is ended by force; so may a replay. */
const GRACE_SECONDS = 60;
const MICROSECONDS_PER_NODE_OF_GRACE = 3000;

export interface RunRequest extends Pick<RematRow, 'share' | 'order' | 'maxComputations' | 'limit' | 'workers'> {
  /** The program, cli/main.ts or compiled. */
  readonly cli: string;
  readonly graphFile: string;
  /** Number of nodes where it is large: more time for all that is not solving. */
  readonly nodes?: number;
  readonly seed: number;
  /** Measures of the time until a TDI, by name: the TDI as printed. */
  readonly targets?: Readonly<Record<string, string>>;
  /** Seconds of solving after which the TDI is measured, as "overheadPercent@10". */
  readonly moments?: readonly number[];
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
    const child = await runChild(request.cli, solveArguments(request, file), request.limit + graceSeconds(request));
    if (!existsSync(file)) return failed(child);
    const schedule = readScheduleFile(file);
    const replay = await replayed(request, schedule, file);
    const complaint = exitComplaint(child, schedule) ?? replay.complaint;
    const status = complaint === '' ? schedule.status : 'wrong';
    const measures = { ...measuresOf(request, schedule, child), peakPercent: replay.peakPercent };
    return { status, complaint, budget: schedule.budget, measures };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The words of `moccasin solve` for a run. */
export function solveArguments(request: RunRequest, output: string): string[] {
  const { graphFile, share, order, maxComputations, limit, workers, seed } = request;
  return [
    ...['solve', graphFile, '--budget', String(share), '--order', order, '--max-computations', String(maxComputations)],
    ...['--time-limit', String(limit), '--workers', String(workers), '--seed', String(seed), '--output', output],
    '--quiet',
  ];
}

function measuresOf(request: RunRequest, schedule: ScheduleFile, child: ChildResult): RematRun['measures'] {
  const { duration, durationLowerBound, overheadPercent, solve, order, baseline } = schedule;
  const { incumbents } = solve;
  const hasSchedule = order.length > 0 && duration !== null;
  const gap = hasSchedule && durationLowerBound !== null ? duration - durationLowerBound : null;
  const targets = Object.entries(request.targets ?? {}).map(([name, printed]) => [
    name,
    secondsToTdi(incumbents, baseline.duration, printed),
  ]);
  // later than the run lasted there is nothing to see, unless it ended with its answer
  const isFinal = schedule.status === 'optimal';
  const moments = (request.moments ?? []).map((moment) => [
    `overheadPercent@${moment}`,
    moment <= request.limit || isFinal ? tdiAt(incumbents, baseline.duration, moment) : null,
  ]);
  return {
    duration,
    overheadPercent,
    durationLowerBound,
    gapPercent: gap === null ? null : duration === 0 ? 0 : (100 * gap) / duration!,
    firstSeconds: incumbents.at(0)?.seconds ?? null,
    secondSeconds: incumbents.at(1)?.seconds ?? null,
    bestSeconds: incumbents.at(-1)?.seconds ?? null,
    endSeconds: solve.seconds,
    proofSeconds: schedule.status === 'optimal' || schedule.status === 'infeasible' ? solve.seconds : null,
    wallSeconds: child.wallSeconds,
    peakMiB: child.peakMiB,
    ...Object.fromEntries([...targets, ...moments]),
  };
}

function graceSeconds({ nodes = 0 }: RunRequest): number {
  return GRACE_SECONDS + (nodes * MICROSECONDS_PER_NODE_OF_GRACE) / 1e6;
}

function exitComplaint({ exitCode }: ChildResult, { status }: ScheduleFile): string | null {
  return exitCode === EXIT_CODES[status] ? null : `exit code ${exitCode} with the status ${status}`;
}

/** What the replays say: a complaint, or empty, and the peak that was met in per cent of the input order's. */
async function replayed(
  request: RunRequest,
  schedule: ScheduleFile,
  file: string,
): Promise<{ complaint: string; peakPercent: number | null }> {
  if (schedule.order.length === 0) return { complaint: '', peakPercent: null };
  const { cli, graphFile, order, maxComputations, share } = request;
  const seconds = graceSeconds(request);
  const budget = ['--budget', String(share)];
  const outside = [
    ...[graphFile, file, ...budget, '--max-computations', String(maxComputations)],
    ...(order === 'input' ? ['--input-order'] : []),
  ];
  const own = await runChild(cli, ['check', graphFile, file, ...budget], seconds);
  const checks = [own];
  if (existsSync(OUTSIDE_CHECKER)) checks.push(await runChild(OUTSIDE_CHECKER, outside, seconds));
  const refused = checks.find(({ exitCode }) => exitCode !== 0);
  if (refused !== undefined) {
    const said = lastLine(refused.stdout) || errorLine(refused.stderr);
    return { complaint: said || `a replay ended with exit code ${refused.exitCode}`, peakPercent: null };
  }
  const [, peak] = /, peak (\d+)/.exec(own.stdout)!;
  return { complaint: '', peakPercent: (100 * Number(peak)) / schedule.baseline.peak };
}

function failed(child: ChildResult): RematRun {
  const complaint = errorLine(child.stderr) || `ended without an answer, exit code ${child.exitCode}`;
  return { status: 'failed', complaint, budget: null, measures: { duration: null, peakMiB: child.peakMiB } };
}
