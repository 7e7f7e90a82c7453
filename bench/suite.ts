// What the suites with rows have in common. A suite is a list of rows in sections, a way to measure a row, and tables; this file runs it: row by row, section by section,
// finished rows kept in a file at once (partial.ts), a section's tables shown when its last row is done.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PartialResults } from './partial.ts';
import { buildProgram, type Program } from './program.ts';
import { commitId, type ResultRow, type Suite } from './results.ts';

/** What a row is measured with, the same for all rows of a run. */
export interface SuiteContext {
  readonly program: Program;
  readonly log: (line: string) => void;
}

/** A row as it is to be measured, with everything that makes its numbers what they are. */
export interface SuiteTask<R> {
  readonly row: R;
  readonly settings: ResultRow['settings'];
  readonly seeds: readonly number[];
}

export interface RowSuite<R extends { readonly section: string; readonly name: string }> {
  readonly name: Suite;
  /** Those asked for. */
  readonly rows: readonly R[];
  /** In the order in which they are measured. */
  readonly sections: readonly string[];
  task(row: R): SuiteTask<R>;
  measure(task: SuiteTask<R>, context: SuiteContext): Promise<ResultRow>;
  title(section: string): string;
  /** Tables of the rows of a section. */
  tables(section: string, rows: readonly ResultRow[], markdown: boolean): string[];
  /** What is shown of all rows when the last one is done; empty where the sections say it all. */
  summary(rows: readonly ResultRow[], markdown: boolean): string[];
}

export interface SuiteOutput {
  readonly log: (line: string) => void;
  /** Called with all rows of a section, in the order of the suite. */
  readonly onSection: (section: string, rows: readonly ResultRow[], commit: string) => void;
}

/** Runs the rows one after the other. The commit is that of the sources the program was built from, at the start. Throws UsageError. */
export async function runSuite<R extends { readonly section: string; readonly name: string }>(
  suite: RowSuite<R>,
  resume: string | null,
  { log, onSection }: SuiteOutput,
): Promise<{ rows: ResultRow[]; commit: string }> {
  const commit = commitId();
  const partial = new PartialResults(resume ?? join(tmpdir(), `moccasin-bench-${process.pid}.jsonl`), commit);
  log(`finished rows are kept in ${partial.file}; continue with --resume ${partial.file}`);
  const program = await buildProgram();
  const results: ResultRow[] = [];
  try {
    for (const section of suite.sections) {
      const ofSection: ResultRow[] = [];
      for (const row of suite.rows) {
        if (row.section !== section) continue;
        const task = suite.task(row);
        const done = partial.find({ name: row.name, ...task });
        if (done !== null) log(`${row.name}: done before`);
        const result = done ?? (await suite.measure(task, { program, log }));
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
  if (resume === null) rmSync(partial.file);
  return { rows: results, commit };
}
