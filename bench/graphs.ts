// Where the graphs of the rows are, and which rows can be run: the papers' graphs and the torch graphs are not part of the repository.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './child.ts';
import { type BenchOptions, chosenSections, UsageError } from './options.ts';
import { type Folder, matchesWord, REMAT_ROWS, type RematRow, SECTION_NAMES, type SectionName } from './rows.ts';

export interface RowWithFile extends RematRow {
  /** Empty for a graph that is generated when it is needed. */
  readonly graphFile: string;
}

/** What `--rows` without `--sections` picks from: one solve with the order kept. */
const PLAIN: readonly SectionName[] = ['input', 'others'];

/**
 * The rows asked for, with their files; without --sections all of them, or with --rows those that keep the order. Rows of a folder that is not there are left out,
 * and `warn` is told. Throws UsageError if a word names no row or nothing is left to run.
 */
export function selectRows(
  options: Pick<BenchOptions, 'graphs' | 'torch' | 'rows' | 'sections'>,
  warn: (line: string) => void,
): RowWithFile[] {
  const { rows: words } = options;
  const sections =
    words !== null && options.sections === null ? PLAIN : chosenSections(options.sections, SECTION_NAMES);
  const candidates = REMAT_ROWS.filter(({ section }) => sections.includes(section));
  const stray = words?.find((word) => !candidates.some((row) => matchesWord(row, word)));
  if (stray !== undefined) {
    const known = [...new Set(candidates.map(({ graph }) => graph))].join(', ');
    throw new UsageError(`--rows: no row "${stray}"; graphs are ${known}; one budget of a graph is rlg1@0.9`);
  }
  const folders: Readonly<Record<Folder, string | null>> = {
    graphs: options.graphs === null ? join(ROOT, '../shared/data/graphs') : resolve(options.graphs),
    torch: options.torch === null ? join(ROOT, '../shared/data/torch') : resolve(options.torch),
    examples: join(ROOT, 'examples'),
    generated: null,
  };
  const isHere = ({ folder }: RematRow): boolean => folders[folder] === null || existsSync(folders[folder]);
  const asked = candidates.filter((row) => words === null || words.some((word) => matchesWord(row, word)));
  const left = asked.filter((row) => !isHere(row)).map(({ folder }) => folder);
  if (left.includes('graphs'))
    warn(`no folder ${folders.graphs}: the papers' graphs are left out; name their folder with --graphs DIR`);
  if (left.includes('torch'))
    warn(`no folder ${folders.torch}: the torch graphs are left out; name their folder with --torch DIR`);
  const here = asked.filter(isHere);
  if (here.length === 0) throw new UsageError('nothing to run: none of these rows has its graph here');
  const rows = here.map((row) => {
    const folder = folders[row.folder];
    return { ...row, graphFile: folder === null ? '' : join(folder, row.file) };
  });
  const missing = rows.find(({ graphFile }) => graphFile !== '' && !existsSync(graphFile));
  if (missing !== undefined) throw new UsageError(`no file ${missing.graphFile}; leave the row out with --rows`);
  return rows;
}
