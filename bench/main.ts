// `npm run bench`: see USAGE in options.ts and README.md. Exit codes: 0 done (a missed aim is a result, not an error), 1 an answer was wrong or missing, 2 a mistake
// in the request.

import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { CHECK } from '../solver/check.ts';
import { isWrong } from './aims.ts';
import { COMPARE_COLUMNS, compareResults } from './compare.ts';
import { benchCompile, COMPILE_COLUMNS } from './compile.ts';
import { benchEngine, ENGINE_COLUMNS, PROPAGATOR_COLUMNS, propagatorRows } from './engine.ts';
import { selectRows } from './graphs.ts';
import { instanceSuite } from './instance-suites.ts';
import { type BenchOptions, parseOptions, USAGE, UsageError } from './options.ts';
import { peersSuite } from './peers-suite.ts';
import { propagatorSuite } from './propagators.ts';
import { rematSuite } from './remat.ts';
import { type Column, formatTable } from './report.ts';
import { parseResultFile, type ResultFile, resultFile, type Suite } from './results.ts';
import { type RowSuite, runSuite } from './suite.ts';

const EXIT_WRONG = 1;
const EXIT_USAGE = 2;

type RowSuiteName = Exclude<Suite, 'engine' | 'compile'>;

/** How the options of the files are called on the command line. */
const FILE_OPTIONS = { json: '--json', markdownFile: '--markdown' } as const;

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
  for (const name of ['json', 'markdownFile'] as const)
    if (options[name] !== null) write(name, options[name], '', appendFileSync);
  const tables: string[] = [];
  const put = (text: string): void => {
    tables.push(text);
    print(text);
  };
  const file =
    suite === 'engine' || suite === 'compile'
      ? await measureOthers(options, suite, put)
      : await measureRows(options, suite, put);
  if (options.json !== null) write('json', options.json, `${JSON.stringify(file, null, 2)}\n`);
  if (options.markdownFile !== null) write('markdownFile', options.markdownFile, tables.join(''));
  return file.rows.some(({ status }) => isWrong(status)) ? EXIT_WRONG : 0;
}

async function measureRows(
  options: BenchOptions,
  suite: RowSuiteName,
  put: (text: string) => void,
): Promise<ResultFile> {
  switch (suite) {
    case 'remat':
      return measureSuite(await rematSuite(selectRows(options, log), options, log), options, put);
    case 'propagators':
      return measureSuite(propagatorSuite(options, log), options, put);
    case 'peers':
      return measureSuite(await peersSuite(options, log), options, put);
    default:
      return measureSuite(await instanceSuite(suite, options, log), options, put);
  }
}

async function measureSuite<R extends { readonly section: string; readonly name: string }>(
  suite: RowSuite<R>,
  { markdown, resume }: BenchOptions,
  put: (text: string) => void,
): Promise<ResultFile> {
  const { rows, commit } = await runSuite(suite, resume, {
    log,
    onSection: (section, ofSection, commit) => {
      put(
        `${markdown ? '## ' : ''}${suite.title(section)}\n\n${conditions(resultFile(suite.name, ofSection, commit))}\n\n`,
      );
      for (const table of suite.tables(section, ofSection, markdown)) put(`${table}\n`);
    },
  });
  for (const table of suite.summary(rows, markdown)) put(`${table}\n`);
  return resultFile(suite.name, rows, commit);
}

async function measureOthers(
  options: BenchOptions,
  suite: 'engine' | 'compile',
  put: (text: string) => void,
): Promise<ResultFile> {
  const rows = await (suite === 'engine'
    ? benchEngine({ rows: options.rows, seeds: options.seeds ?? [1] }, log)
    : benchCompile(selectRows({ ...options, sections: ['input', 'others'] }, log), log));
  const file = resultFile(suite, rows);
  const table = <T>(columns: readonly Column<T>[], lines: readonly T[]): void =>
    put(`${formatTable(columns, lines, options.markdown)}\n`);
  put(`${heading(file)}\n\n`);
  if (suite === 'compile') table(COMPILE_COLUMNS, rows);
  else {
    table(ENGINE_COLUMNS, rows);
    table(PROPAGATOR_COLUMNS, propagatorRows(rows));
  }
  return file;
}

/** What a table was measured with: program, seeds, limits, workers, machine. */
function conditions(file: ResultFile): string {
  const values = (name: string): string => [...new Set(file.rows.map(({ settings }) => settings[name]))].join(' or ');
  const seeds = [...new Set(file.rows.map((row) => row.seeds.join(',')))].join(' or ');
  const seedText = seeds === '' ? '' : `seeds ${seeds}, `;
  return `${heading(file)}; ${seedText}limit ${values('limit')} s, workers ${values('workers')}`;
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

function write(
  option: keyof typeof FILE_OPTIONS,
  file: string,
  text: string,
  put: (file: string, text: string) => void = writeFileSync,
): void {
  try {
    put(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${FILE_OPTIONS[option]}: ${file} cannot be written (${code})`);
  }
}
