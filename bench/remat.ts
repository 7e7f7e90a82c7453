// The suite remat: every row solved once per seed, medians, aims, and the table.

import { judge } from './aims.ts';
import { measureCompile } from './compile.ts';
import type { RowWithFile } from './graphs.ts';
import type { BenchOptions } from './options.ts';
import { type Column, fixed, seconds } from './report.ts';
import { medians, type ResultRow, tally } from './results.ts';
import { REMAT_ROWS } from './rows.ts';
import { type RematRun, runRemat } from './run-remat.ts';

/** Runs the rows one after the other; `log` gets a line per run. */
export async function benchRemat(
  rows: readonly RowWithFile[],
  options: Pick<BenchOptions, 'seeds' | 'limit' | 'workers'>,
  log: (line: string) => void,
): Promise<ResultRow[]> {
  const results: ResultRow[] = [];
  for (const row of rows) {
    const limit = options.limit ?? row.limit;
    const workers = options.workers ?? row.workers;
    const runs: RematRun[] = [];
    for (const seed of options.seeds) {
      const run = await runRemat({ ...row, limit, workers, seed });
      runs.push(run);
      const { duration, endSeconds } = run.measures;
      const outcome = run.complaint === '' ? `duration ${fixed(duration, 0)}, ${seconds(endSeconds)} s` : run.complaint;
      log(`${row.name}, seed ${seed}: ${run.status}, ${outcome}`);
    }
    const settings = { graph: row.graph, share: row.share, budget: runs[0].budget ?? '-', limit, workers };
    const compileSeconds =
      row.aim.compileSeconds === undefined ? {} : { compileSeconds: await readAndCompileSeconds(row) };
    const measures = { ...medians(runs.map((run) => run.measures)), ...compileSeconds };
    const status = tally(runs.map((run) => run.status));
    const aim = judge(row.aim, { status, measures });
    results.push({ name: row.name, settings, status, measures, aim, seeds: options.seeds });
  }
  return results;
}

async function readAndCompileSeconds(row: RowWithFile): Promise<number | null> {
  const { measures } = await measureCompile(row);
  return measures.totalSeconds ?? null;
}

export const REMAT_COLUMNS: readonly Column<ResultRow>[] = [
  { title: 'graph', text: ({ settings }) => String(settings.graph) },
  { title: 'share', right: true, text: ({ settings }) => String(settings.share) },
  { title: 'budget', right: true, text: ({ settings }) => String(settings.budget) },
  { title: 'seeds', text: ({ seeds }) => seeds.join(',') },
  { title: 'limit s', right: true, text: ({ settings }) => String(settings.limit) },
  { title: 'workers', right: true, text: ({ settings }) => String(settings.workers) },
  { title: 'status', text: ({ status }) => status },
  { title: 'duration', right: true, text: ({ measures }) => fixed(measures.duration, 0) },
  { title: 'TDI %', right: true, text: ({ measures }) => fixed(measures.overheadPercent, 4) },
  { title: 'lower bound', right: true, text: ({ measures }) => fixed(measures.durationLowerBound, 0) },
  { title: 'gap %', right: true, text: ({ measures }) => fixed(measures.gapPercent, 4) },
  { title: 'first s', right: true, text: ({ measures }) => seconds(measures.firstSeconds) },
  { title: 'best s', right: true, text: ({ measures }) => seconds(measures.bestSeconds) },
  { title: 'end s', right: true, text: ({ measures }) => seconds(measures.endSeconds) },
  { title: 'RSS MiB', right: true, text: ({ measures }) => fixed(measures.peakMiB, 0) },
  { title: 'read+compile s', right: true, text: ({ measures }) => seconds(measures.compileSeconds) },
  { title: 'aim', text: ({ aim }) => aim },
  {
    title: 'published TDI % (time)',
    text: ({ name }) => REMAT_ROWS.find((row) => row.name === name)?.published || '-',
  },
];
