// The suite remat: the graphs of rows.ts under their budgets, in seven sections.

import { type Cpsat, findCpsat } from './cpsat.ts';
import { deterministicRow } from './deterministic-rows.ts';
import type { RowWithFile } from './graphs.ts';
import { movesRow } from './moves-rows.ts';
import type { BenchOptions } from './options.ts';
import type { ResultRow } from './results.ts';
import { SECTION_NAMES, type SectionName } from './rows.ts';
import { scaleRow } from './scale-rows.ts';
import { type BenchContext, solveRow, type Task } from './solve-rows.ts';
import type { RowSuite } from './suite.ts';
import { sectionTables, TITLES } from './tables.ts';

const MEASURE: Readonly<Record<SectionName, (task: Task, context: BenchContext) => Promise<ResultRow>>> = {
  ...{ input: solveRow, others: solveRow, free: solveRow, torch: solveRow },
  ...{ scale: scaleRow, deterministic: deterministicRow, moves: movesRow },
};

/** Seeds of a section where none are given: three where medians are compared with others. */
const SEEDS: Readonly<Record<SectionName, readonly number[]>> = {
  ...{ input: [1, 2, 3], others: [1], free: [1, 2, 3], torch: [1, 2, 3] },
  ...{ scale: [1], deterministic: [1], moves: [1] },
};

type RematOptions = Pick<BenchOptions, 'seeds' | 'limit' | 'workers' | 'cpsat'>;

/** Looks for CP-SAT if it is asked for. */
export async function rematSuite(
  rows: readonly RowWithFile[],
  options: RematOptions,
  log: (line: string) => void,
): Promise<RowSuite<RowWithFile>> {
  const cpsat: Cpsat | null = options.cpsat ? await findCpsat() : null;
  if (options.cpsat && cpsat === null) log('--cpsat: python3 has no package ortools; our runs only');
  const peer = options.cpsat ? (cpsat?.version ?? 'not at hand') : 'not asked for';
  return {
    name: 'remat',
    rows,
    sections: SECTION_NAMES,
    task: (row) => taskOf(row, options, peer),
    measure: (task, context) => MEASURE[task.row.section](task, { ...context, cpsat }),
    title: (section) => TITLES[section as SectionName],
    tables: (section, results, markdown) => sectionTables(section as SectionName, results, markdown),
    summary: () => [],
  };
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
