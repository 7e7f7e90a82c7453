// Rows that show whether `solve --deterministic` repeats itself: the same request twice, and the two schedule files compared but for the seconds in them.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './aims.ts';
import { errorLine, runChild } from './child.ts';
import { seconds } from './report.ts';
import { medians, type ResultRow, tally, worst } from './results.ts';
import { solveArguments } from './run-remat.ts';
import type { BenchContext, Task } from './solve-rows.ts';

/** A deterministic solve counts work, not time: on a slow or busy machine its limit comes late. */
const GRACE_FACTOR = 10;
const GRACE_SECONDS = 60;

export async function deterministicRow(task: Task, context: BenchContext): Promise<ResultRow> {
  const { row, settings, seeds } = task;
  const runs: Comparison[] = [];
  for (const seed of seeds) {
    const run = await compareTwice(task, seed, context);
    runs.push(run);
    const { differences, endSeconds } = run.measures;
    const outcome = differences === null ? run.note : `${differences} differences ${run.note}`.trim();
    context.log(`${row.name}, seed ${seed}: ${run.status}, ${outcome}, ${seconds(endSeconds)} s`);
  }
  const status = tally(runs.map((run) => run.status));
  // one seed with differences is enough
  const differences = worst(runs.map(({ measures }) => measures.differences));
  const measures = { ...medians(runs.map((run) => run.measures)), differences };
  const note = runs.find((run) => run.note !== '')?.note;
  return {
    ...{ name: row.name, settings, status, measures, aim: judge(row.aim, { status, measures }), seeds },
    ...(note === undefined ? {} : { notes: { difference: note } }),
  };
}

interface Comparison {
  readonly status: string;
  readonly note: string;
  readonly measures: Readonly<Record<'differences' | 'duration' | 'overheadPercent' | 'endSeconds', number | null>>;
}

const NOTHING: Comparison['measures'] = { differences: null, duration: null, overheadPercent: null, endSeconds: null };

async function compareTwice({ row }: Task, seed: number, { program }: BenchContext): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'moccasin-bench-'));
  try {
    const texts: string[] = [];
    for (const name of ['first.json', 'second.json']) {
      const file = join(folder, name);
      const args = [...solveArguments({ ...row, cli: program.cli, seed }, file), '--deterministic'];
      const { stderr } = await runChild(program.cli, args, GRACE_FACTOR * row.limit + GRACE_SECONDS);
      if (!existsSync(file))
        return {
          status: 'failed',
          note: errorLine(stderr),
          measures: NOTHING,
        };
      texts.push(readFileSync(file, 'utf8'));
    }
    const [first, second] = texts.map((text) => JSON.parse(text));
    const found = differencesOf(first, second);
    const measures = {
      differences: found.length,
      duration: first.duration as number | null,
      overheadPercent: first.overheadPercent as number | null,
      endSeconds: first.solve.seconds as number,
    };
    return { status: first.status, note: found[0] ?? '', measures };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Places where two JSON values differ, "solve.incumbents[2].duration"; fields called seconds may differ. */
export function differencesOf(a: unknown, b: unknown, place = ''): string[] {
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return [`${place}.length`];
    return a.flatMap((item, i) => differencesOf(item, b[i], `${place}[${i}]`));
  }
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => key !== 'seconds');
    return keys.flatMap((key) => differencesOf(a[key], b[key], place === '' ? key : `${place}.${key}`));
  }
  return Object.is(a, b) ? [] : [place];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
