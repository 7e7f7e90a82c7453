// The rows of a run as they are finished, one JSON object a line: a run of hours that is ended early is continued, not begun again.
//
// A row counts as done if it was measured on the same machine and commit with nothing changed in the working tree, with the same settings (limit, workers, ...) and
// the same seeds, and nothing was wrong with it. Anything else in the file, a half-written last line included, is left alone and measured anew.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { isWrong } from './aims.ts';
import { UsageError } from './options.ts';
import { machineName, type ResultRow } from './results.ts';

export const ROW_FORMAT = 'moccasin-bench-row/1';

/** What tells a row from others before it is measured. */
export interface RowKey {
  readonly name: string;
  readonly settings: ResultRow['settings'];
  readonly seeds: readonly number[];
}

interface Line {
  readonly format: typeof ROW_FORMAT;
  readonly commit: string;
  readonly machine: string;
  readonly row: ResultRow;
}

const MACHINE = `${machineName()}, Node ${process.version}`;

export class PartialResults {
  readonly file: string;
  private readonly commit: string;
  private readonly done: readonly ResultRow[];

  /** Reads what is there; the file is made if it is not. Throws UsageError if it cannot be read or written. */
  constructor(file: string, commit: string) {
    this.file = file;
    this.commit = commit;
    try {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      // a line that was cut off must not swallow the next one
      appendFileSync(file, text === '' || text.endsWith('\n') ? '' : '\n');
      this.done = text.split('\n').flatMap((line) => rowOf(line, commit));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(`--resume: ${file} cannot be used (${code ?? (error as Error).message})`);
    }
  }

  /** The row if it is done; the last one where there are several. */
  find(key: RowKey): ResultRow | null {
    return this.done.findLast((row) => isRowOf(row, key)) ?? null;
  }

  append(row: ResultRow): void {
    const line: Line = { format: ROW_FORMAT, commit: this.commit, machine: MACHINE, row };
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

/** The row of a line that was measured on this commit and machine and is right, as a list of one, else an empty list. */
function rowOf(text: string, commit: string): ResultRow[] {
  let line: Partial<Line> | null;
  try {
    line = JSON.parse(text) as Partial<Line> | null;
  } catch {
    return [];
  }
  // "+": changes that nobody knows any more; outside a repository nothing is known
  const isKnown = !commit.endsWith('+') && commit !== 'unknown';
  if (!isKnown || line?.format !== ROW_FORMAT || line.commit !== commit || line.machine !== MACHINE) return [];
  return line.row === undefined || isWrong(line.row.status) ? [] : [line.row];
}

/** Settings found out while measuring (the budget in the graph's unit) may be there on top. */
function isRowOf(row: ResultRow, { name, settings, seeds }: RowKey): boolean {
  const same = Object.entries(settings).every(([key, value]) => row.settings[key] === value);
  return row.name === name && same && row.seeds.join() === seeds.join();
}
