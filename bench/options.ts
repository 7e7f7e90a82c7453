// The command line of the benchmark: suites, options, and what is wrong with a request.

import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run bench -- [remat | engine | compile | compare FILE_A FILE_B] [options]

  remat (the default)    solve the graphs under their budgets and judge the rows against their aims
  engine                 conflicts, propagations and watches per second on fixed seeded problems
  compile                time and memory to read, build and compile every graph
  compare A B            two files written by --json side by side, with ratios B / A

  --rows A,B,...         only these: graphs (rlg1), rows (rlg1@0.9), problems of engine
  --seeds 1,2,3          seeds of the solver; tables show medians                        (default 1)
  --graphs DIR           folder of the papers' graphs                                    (default ../shared/data/graphs)
  --limit SECONDS        remat: another time limit for every row
  --workers N            remat: another number of workers for every row
  --json FILE            write the results to a file, too
  --markdown             tables in markdown
`;

/** A mistake in the request, in one line. */
export class UsageError extends Error {}

export type SuiteName = 'remat' | 'engine' | 'compile' | 'compare';

export interface BenchOptions {
  readonly suite: SuiteName;
  /** The files to compare. */
  readonly files: readonly string[];
  readonly graphs: string | null;
  /** Words that pick rows; null for all. */
  readonly rows: readonly string[] | null;
  readonly seeds: readonly number[];
  readonly limit: number | null;
  readonly workers: number | null;
  readonly json: string | null;
  readonly markdown: boolean;
}

const TEXT_OPTIONS = ['graphs', 'rows', 'limit', 'workers', 'seeds', 'json'] as const;

/** Which suites an option means something to. */
const APPLIES: Readonly<Record<(typeof TEXT_OPTIONS)[number] | 'markdown', readonly SuiteName[]>> = {
  graphs: ['remat', 'compile'],
  rows: ['remat', 'engine', 'compile'],
  limit: ['remat'],
  workers: ['remat'],
  seeds: ['remat', 'engine'],
  json: ['remat', 'engine', 'compile'],
  markdown: ['remat', 'engine', 'compile', 'compare'],
};

/** Null when only help was asked for. Throws UsageError. */
export function parseOptions(argv: readonly string[]): BenchOptions | null {
  const { values, positionals } = split(argv);
  if (values.help === true) return null;
  const [suite = 'remat', ...files] = positionals;
  if (!isSuite(suite)) throw new UsageError(`unknown suite "${suite}"; give remat, engine, compile or compare`);
  for (const [name, suites] of Object.entries(APPLIES)) {
    if (values[name] !== undefined && !suites.includes(suite))
      throw new UsageError(`--${name} does not apply to ${suite}; see --help`);
  }
  if (suite === 'compare' ? files.length !== 2 : files.length > 0)
    throw new UsageError(suite === 'compare' ? 'compare needs two files' : `unexpected argument "${files[0]}"`);
  const text = (name: (typeof TEXT_OPTIONS)[number]): string | null => (values[name] as string | undefined) ?? null;
  const number = (name: 'limit' | 'workers', isGood: (n: number) => boolean, what: string): number | null => {
    const given = text(name);
    if (given !== null && !isGood(Number(given))) throw new UsageError(`--${name}: "${given}" is not ${what}`);
    return given === null ? null : Number(given);
  };
  return {
    ...{ suite, files, graphs: text('graphs'), rows: text('rows') === null ? null : list(text('rows')!, 'rows') },
    seeds: list(text('seeds') ?? '1', 'seeds').map(seed),
    limit: number('limit', (n) => n > 0 && Number.isFinite(n), 'a positive number of seconds'),
    workers: number('workers', (n) => Number.isSafeInteger(n) && n >= 1, 'a positive integer'),
    json: text('json'),
    markdown: values.markdown === true,
  };
}

type Words = Readonly<Record<string, string | boolean | undefined>>;

function split(argv: readonly string[]): { values: Words; positionals: string[] } {
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const name of TEXT_OPTIONS) options[name] = { type: 'string' };
  for (const name of ['markdown', 'help']) options[name] = { type: 'boolean' };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
    return { values: values as Words, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message.split('.')[0]);
  }
}

function isSuite(word: string): word is SuiteName {
  return ['remat', 'engine', 'compile', 'compare'].includes(word);
}

function list(text: string, name: string): string[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.includes('')) throw new UsageError(`--${name}: "${text}" has an empty entry`);
  return words;
}

function seed(word: string): number {
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(Number(word)))
    throw new UsageError(`--seeds: "${word}" is not a seed; give integers from 0`);
  return Number(word);
}
