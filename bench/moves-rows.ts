// Rows that show how fast the local search is: moves per second of the member alone in one thread, and where its time goes, by V8's sampling profiler. The profile comes
// from a second solve, so that sampling does not slow the first.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorLine, runChild } from './child.ts';
import { readProfile } from './profile.ts';
import { short } from './report.ts';
import { medians, type ResultRow, tally } from './results.ts';
import { solveArguments } from './run-remat.ts';
import type { BenchContext, Task } from './solve-rows.ts';

const GRACE_SECONDS = 60;
export const PROFILE_LENGTH = 12;
/** Measures of the profile are named by it and the function. */
export const PROFILE_PREFIX = 'self %: ';

type Measures = Readonly<Record<string, number | null>>;

export async function movesRow(task: Task, context: BenchContext): Promise<ResultRow> {
  const { row, settings, seeds } = task;
  const runs: { readonly status: string; readonly measures: Measures }[] = [];
  for (const seed of seeds) {
    const run = await movesRun(task, seed, context);
    runs.push(run);
    context.log(`${row.name}, seed ${seed}: ${run.status}, ${short(run.measures['moves/s'])} moves/s`);
  }
  const profile = await profileOf(task, seeds[0], context);
  const measures = { ...medians(runs.map((run) => run.measures)), ...profile };
  return { name: row.name, settings, status: tally(runs.map(({ status }) => status)), measures, aim: '', seeds };
}

async function movesRun(
  { row }: Task,
  seed: number,
  { program }: BenchContext,
): Promise<{ status: string; measures: Measures }> {
  const folder = mkdtempSync(join(tmpdir(), 'moccasin-bench-'));
  try {
    const events = join(folder, 'events.jsonl');
    const args = [...memberArguments({ row }, seed, program.cli, folder), '--events', events];
    const child = await runChild(program.cli, args, row.limit + GRACE_SECONDS);
    const end = endEvent(events);
    if (end === null) return { status: `failed: ${errorLine(child.stderr)}`, measures: {} };
    return { status: end.status, measures: { ...movesOf(end), peakMiB: child.peakMiB } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function profileOf({ row }: Pick<Task, 'row'>, seed: number, { program }: BenchContext): Promise<Measures> {
  const folder = mkdtempSync(join(tmpdir(), 'moccasin-bench-'));
  try {
    const name = 'moves.cpuprofile';
    const sampling = ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-name', name];
    await runChild(
      program.cli,
      memberArguments({ row }, seed, program.cli, folder),
      row.limit + GRACE_SECONDS,
      sampling,
    );
    // a solve that fails has told why in the measured run
    if (!existsSync(join(folder, name))) return {};
    const functions = readProfile(readFileSync(join(folder, name), 'utf8')).slice(0, PROFILE_LENGTH);
    return Object.fromEntries(functions.map(({ name, percent }) => [`${PROFILE_PREFIX}${name}`, percent]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function memberArguments({ row }: Pick<Task, 'row'>, seed: number, cli: string, folder: string): string[] {
  return [...solveArguments({ ...row, cli, seed }, join(folder, 'schedule.json')), '--strategies', row.strategy!];
}

interface EndEvent {
  readonly type: string;
  readonly seconds: number;
  readonly status: string;
  readonly workers: readonly {
    readonly members: readonly { readonly name: string; readonly stats: Readonly<Record<string, number>> }[];
  }[];
}

/** Moves of all members that count them, over the seconds of solving. */
export function movesOf({ seconds, workers }: Pick<EndEvent, 'seconds' | 'workers'>): Measures {
  const stats = workers.flatMap(({ members }) => members.map((member) => member.stats.moves ?? 0));
  const moves = stats.reduce((sum, count) => sum + count, 0);
  return { moves, seconds, 'moves/s': moves / seconds };
}

/** The last event of a log; null if the solve did not come to its end. */
function endEvent(file: string): EndEvent | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const last = text.trimEnd().split('\n').at(-1)!;
  const event = last === '' ? null : (JSON.parse(last) as EndEvent);
  return event?.type === 'end' ? event : null;
}
