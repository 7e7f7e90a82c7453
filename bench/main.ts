// `npm run bench`: see USAGE in options.ts and README.md. Exit codes: 0 done (a missed aim is a result, not an error), 1 an answer was wrong or missing, 2 a mistake
// in the request.

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { CHECK } from '../solver/check.ts';
import { isWrong } from './aims.ts';
import { COMPARE_COLUMNS, compareResults } from './compare.ts';
import { benchCompile, COMPILE_COLUMNS } from './compile.ts';
import { benchEngine, ENGINE_COLUMNS, PROPAGATOR_COLUMNS, propagatorRows } from './engine.ts';
import { selectRows } from './graphs.ts';
import { type BenchOptions, parseOptions, USAGE, UsageError } from './options.ts';
import { benchRemat, REMAT_COLUMNS } from './remat.ts';
import { type Column, formatTable } from './report.ts';
import { parseResultFile, type ResultFile, type ResultRow, resultFile, type Suite } from './results.ts';

const EXIT_WRONG = 1;
const EXIT_USAGE = 2;

const log = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (text: string): void => void process.stdout.write(text);

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  try {
    const options = parseOptions(argv);
    if (options === null) {
      print(USAGE);
      return 0;
    }
    return options.suite === 'compare' ? compare(options) : await measure(options, options.suite);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    log(`bench: ${error.message}`);
    return EXIT_USAGE;
  }
}

async function measure(options: BenchOptions, suite: Suite): Promise<number> {
  if (CHECK !== 0) throw new UsageError(`CHECK=${CHECK} slows everything down; measure with CHECK=0`);
  // a path that cannot be written is found before an hour of work, and what it holds is kept until there is something better
  if (options.json !== null) write(options.json, '', appendFileSync);
  const rows = await run(options, suite);
  const file = resultFile(suite, rows);
  print(`${heading(file)}\n\n`);
  for (const table of tables(suite, rows, options.markdown)) print(`${table}\n`);
  if (options.json !== null) write(options.json, `${JSON.stringify(file, null, 2)}\n`);
  return rows.some(({ status }) => isWrong(status)) ? EXIT_WRONG : 0;
}

function run(options: BenchOptions, suite: Suite): Promise<ResultRow[]> {
  if (suite === 'engine') return benchEngine(options, log);
  const rows = selectRows(options, log);
  return suite === 'compile' ? benchCompile(rows, log) : benchRemat(rows, options, log);
}

function tables(suite: Suite, rows: readonly ResultRow[], markdown: boolean): string[] {
  const table = <T>(columns: readonly Column<T>[], lines: readonly T[]): string =>
    formatTable(columns, lines, markdown);
  if (suite === 'remat') return [table(REMAT_COLUMNS, rows)];
  if (suite === 'compile') return [table(COMPILE_COLUMNS, rows)];
  return [table(ENGINE_COLUMNS, rows), table(PROPAGATOR_COLUMNS, propagatorRows(rows))];
}

function heading({ suite, commit, node, machine }: ResultFile): string {
  return `suite ${suite}, commit ${commit}, Node ${node}, ${machine}`;
}

function compare({ files, markdown }: BenchOptions): number {
  const [a, b] = files.map(readResults);
  const { differences, remarks } = compareResults(a, b);
  print(`A: ${heading(a)}\nB: ${heading(b)}\n\n`);
  for (const remark of remarks) print(`note: ${remark}\n`);
  print(`${remarks.length > 0 ? '\n' : ''}${formatTable(COMPARE_COLUMNS, differences, markdown)}`);
  return 0;
}

function readResults(file: string): ResultFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`);
  }
  const result = parseResultFile(text);
  if (typeof result === 'string') throw new UsageError(`${file} ${result}; write one with --json`);
  return result;
}

function write(file: string, text: string, put: (file: string, text: string) => void = writeFileSync): void {
  try {
    put(file, text);
  } catch (error) {
    throw new UsageError(`--json: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}
