// The suite remat: rows in sections, each row measured once for all its seeds. Finished rows go to a file at once (partial.ts), a section's tables are printed when its last row
// is done.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findCpsat } from './cpsat.ts';
import { deterministicRow } from './deterministic-rows.ts';
import type { RowWithFile } from './graphs.ts';
import { movesRow } from './moves-rows.ts';
import type { BenchOptions } from './options.ts';
import { PartialResults } from './partial.ts';
import { buildProgram } from './program.ts';
import { commitId, type ResultRow } from './results.ts';
import { SECTION_NAMES, type SectionName } from './rows.ts';
import { scaleRow } from './scale-rows.ts';
import { type BenchContext, solveRow, type Task } from './solve-rows.ts';

const MEASURE: Readonly<Record<SectionName, (task: Task, context: BenchContext) => Promise<ResultRow>>> = {
  ...{ input: solveRow, others: solveRow, free: solveRow, torch: solveRow },
  ...{ scale: scaleRow, deterministic: deterministicRow, moves: movesRow },
};

/** Seeds of a section where none are given: three where medians are compared with others. */
const SEEDS: Readonly<Record<SectionName, readonly number[]>> = {
  ...{ input: [1, 2, 3], others: [1], free: [1, 2, 3], torch: [1, 2, 3] },
  ...{ scale: [1], deterministic: [1], moves: [1] },
};

export type RematOptions = Pick<BenchOptions, 'seeds' | 'limit' | 'workers' | 'cpsat' | 'resume'>;

export interface RematOutput {
  readonly log: (line: string) => void;
  /** Called with all rows of a section, in the order of rows.ts. */
  readonly onSection: (section: SectionName, rows: readonly ResultRow[], commit: string) => void;
}

/** Runs the rows one after the other. The commit is that of the sources the program was built from, at the start. */
export async function benchRemat(
  rows: readonly RowWithFile[],
  options: RematOptions,
  { log, onSection }: RematOutput,
): Promise<{ rows: ResultRow[]; commit: string }> {
  const commit = commitId();
  const partial = new PartialResults(options.resume ?? join(tmpdir(), `moccasin-bench-${process.pid}.jsonl`), commit);
  log(`finished rows are kept in ${partial.file}; continue with --resume ${partial.file}`);
  const cpsat = options.cpsat ? await findCpsat() : null;
  if (options.cpsat && cpsat === null) log('--cpsat: python3 has no package ortools; our runs only');
  const program = buildProgram();
  const context: BenchContext = { program, cpsat, log };
  const results: ResultRow[] = [];
  try {
    for (const section of SECTION_NAMES) {
      const ofSection: ResultRow[] = [];
      for (const row of rows) {
        if (row.section !== section) continue;
        const task = taskOf(row, options, options.cpsat ? (cpsat?.version ?? 'not at hand') : 'not asked for');
        const done = partial.find({ name: row.name, ...task });
        if (done !== null) log(`${row.name}: done before`);
        const result = done ?? (await MEASURE[section](task, context));
        if (done === null) partial.append(result);
        ofSection.push(result);
      }
      if (ofSection.length > 0) onSection(section, ofSection, commit);
      results.push(...ofSection);
    }
  } finally {
    program.remove();
  }
  // complete: what comes next is the caller's result file
  if (options.resume === null) rmSync(partial.file);
  return { rows: results, commit };
}

/** A row as it is to be measured, with everything that makes its numbers what they are. */
export function taskOf(
  row: RowWithFile,
  options: Pick<RematOptions, 'seeds' | 'limit' | 'workers'>,
  cpsat: string,
): Task {
  const { section, graph, share, order, maxComputations } = row;
  const limit = options.limit ?? row.limit;
  // the local search by itself is one member in one thread
  const workers = section === 'moves' ? row.workers : (options.workers ?? row.workers);
  const settings: Record<string, number | string> = { section, graph, share, order, maxComputations, limit, workers };
  if (section === 'input') settings.cpsat = cpsat;
  return { row: { ...row, limit, workers }, settings, seeds: options.seeds ?? SEEDS[section] };
}
