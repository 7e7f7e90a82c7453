// Rows that show how time and memory grow with the graph: a random layered graph is written, read by itself, and solved; one row is one size.
//
// Times of solving begin when the graph has been read, as in the schedule file; the time of reading is measured in a process of its own and added where it says so.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from './aims.ts';
import { errorLine, runChild } from './child.ts';
import { fixed, seconds } from './report.ts';
import { medians, type ResultRow, tally } from './results.ts';
import { SCALE_SHAPES } from './rows.ts';
import { runRemat } from './run-remat.ts';
import type { BenchContext, Task } from './solve-rows.ts';

/** Seconds of solving after which the TDI is shown. */
export const MOMENTS = [10, 60, 600] as const;
const KILL_SECONDS = 600;

type Measures = Readonly<Record<string, number | null>>;

export async function scaleRow(task: Task, context: BenchContext): Promise<ResultRow> {
  const { row, settings, seeds } = task;
  const runs: { readonly status: string; readonly measures: Measures; readonly complaint: string }[] = [];
  for (const seed of seeds) {
    const run = await scaleRun(task, seed, context);
    runs.push(run);
    const { readSeconds, firstSeconds, overheadPercent, peakMiB } = run.measures;
    const times = `read ${seconds(readSeconds)} s, first ${seconds(firstSeconds)} s`;
    const outcome = `${times}, TDI ${fixed(overheadPercent, 4)} %, ${fixed(peakMiB, 0)} MiB`;
    context.log(`${row.name}, seed ${seed}: ${run.status}, ${run.complaint || outcome}`);
  }
  const measures = medians(runs.map((run) => run.measures));
  const status = tally(runs.map((run) => run.status));
  const complaint = runs.find((run) => run.complaint !== '')?.complaint;
  return {
    ...{ name: row.name, settings, status, measures, aim: judge(row.aim, { status, measures }), seeds },
    ...(complaint === undefined ? {} : { notes: { complaint } }),
  };
}

async function scaleRun(
  { row }: Task,
  seed: number,
  { program }: BenchContext,
): Promise<{ status: string; measures: Measures; complaint: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'moccasin-bench-'));
  const graphFile = join(folder, row.file);
  try {
    const written = await runChild(program.helper('write-layered'), [row.graph, String(seed), graphFile], KILL_SECONDS);
    if (written.exitCode !== 0) return { status: 'failed', measures: {}, complaint: errorLine(written.stderr) };
    const read = await runChild(program.helper('read-one'), [graphFile], KILL_SECONDS);
    if (read.exitCode !== 0) return { status: 'failed', measures: {}, complaint: errorLine(read.stderr) };
    const { nodes } = SCALE_SHAPES[row.graph];
    const sizes = JSON.parse(read.stdout) as { nodes: number; links: number; readSeconds: number };
    const run = await runRemat({ ...row, cli: program.cli, graphFile, nodes, seed, moments: MOMENTS });
    const measures = {
      ...run.measures,
      ...sizes,
      readMiB: read.peakMiB,
      ...derived(sizes.readSeconds, run.measures, nodes),
    };
    return { status: run.status, measures, complaint: run.complaint };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Sums with the time of reading, and microseconds per node. */
function derived(readSeconds: number, { firstSeconds, secondSeconds }: Measures, nodes: number): Measures {
  const sum = (value: number | null): number | null => (value === null ? null : readSeconds + value);
  const perNode = (value: number | null): number | null => (value === null ? null : (1e6 * value) / nodes);
  return {
    readAndFirstSeconds: sum(firstSeconds ?? null),
    readAndImprovedSeconds: sum(secondSeconds ?? null),
    'read us/node': perNode(readSeconds),
    'first us/node': perNode(firstSeconds ?? null),
  };
}
