// Where the graphs of the rows are, and which rows can be run: the papers' graphs are not part of the repository.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './child.ts';
import { type BenchOptions, UsageError } from './options.ts';
import { matchesWord, REMAT_ROWS, type RematRow } from './rows.ts';

export interface RowWithFile extends RematRow {
  readonly graphFile: string;
}

/**
 * The rows asked for, with their files. Without the folder of the papers' graphs, those of examples/ only; `warn` is told. Throws UsageError if a word names no
 * row or nothing is left to run.
 */
export function selectRows(
  options: Pick<BenchOptions, 'graphs' | 'rows'>,
  warn: (line: string) => void,
): RowWithFile[] {
  const words = options.rows;
  const stray = words?.find((word) => !REMAT_ROWS.some((row) => matchesWord(row, word)));
  if (stray !== undefined) {
    const known = [...new Set(REMAT_ROWS.map(({ graph }) => graph))].join(', ');
    throw new UsageError(`--rows: no row "${stray}"; graphs are ${known}; one budget of a graph is rlg1@0.9`);
  }
  const folders = {
    graphs: options.graphs === null ? join(ROOT, '../shared/data/graphs') : resolve(options.graphs),
    examples: join(ROOT, 'examples'),
  };
  const asked = REMAT_ROWS.filter((row) => words === null || words.some((word) => matchesWord(row, word)));
  const here = asked.filter(({ folder }) => existsSync(folders[folder]));
  if (here.length < asked.length)
    warn(`no folder ${folders.graphs}: the papers' graphs are left out; name their folder with --graphs DIR`);
  if (here.length === 0) throw new UsageError('nothing to run: none of these rows has its graph here');
  const rows = here.map((row) => ({ ...row, graphFile: join(folders[row.folder], row.file) }));
  const missing = rows.find(({ graphFile }) => !existsSync(graphFile));
  if (missing !== undefined) throw new UsageError(`no file ${missing.graphFile}; leave the row out with --rows`);
  return rows;
}
