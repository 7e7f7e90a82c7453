// The command line of the benchmark: suites, options, and what is wrong with a request.

import { parseArgs } from 'node:util';
import { SECTION_NAMES, type SectionName } from './rows.ts';

export const USAGE = `usage: npm run bench -- [remat | engine | compile | compare FILE_A FILE_B] [options]

  remat (the default)    solve the graphs under their budgets, beside published values, and judge the rows against their aims
  engine                 conflicts, propagations and watches per second on fixed seeded problems
  compile                time and memory to read, build and compile every graph
  compare A B            two files written by --json side by side, with ratios B / A

  --sections A,B,...     remat: only these: ${SECTION_NAMES.join(', ')}
                         (default all; with --rows, input and others)
  --rows A,B,...         only these: graphs (rlg1), rows (rlg1@0.9), "*" for any characters (rlg*@0.8); problems of engine
  --seeds 1,2,3          seeds of the solver; tables show medians    (default 1; for input, free and torch 1,2,3)
  --graphs DIR           folder of the papers' graphs                (default ../shared/data/graphs)
  --torch DIR            remat: folder of the torch graphs           (default ../shared/data/torch)
  --limit SECONDS        remat: another time limit for every row
  --workers N            remat: another number of workers for every row
  --cpsat                remat: CP-SAT on the Moccasin authors' model between our runs, where python3 has the package ortools
  --resume FILE          remat: keep finished rows in FILE, and leave out those that are in it already
  --json FILE            write the results to a file, too
  --markdown [FILE.md]   tables in markdown; with a name that ends in .md, write them to that file, too
`;

/** A mistake in the request, in one line. */
export class UsageError extends Error {}

export type SuiteName = 'remat' | 'engine' | 'compile' | 'compare';

export interface BenchOptions {
  readonly suite: SuiteName;
  /** The files to compare. */
  readonly files: readonly string[];
  readonly graphs: string | null;
  readonly torch: string | null;
  /** Words that pick rows; null for all. */
  readonly rows: readonly string[] | null;
  readonly sections: readonly SectionName[] | null;
  /** Null for the default of the suite or section. */
  readonly seeds: readonly number[] | null;
  readonly limit: number | null;
  readonly workers: number | null;
  readonly cpsat: boolean;
  readonly resume: string | null;
  readonly json: string | null;
  readonly markdown: boolean;
  /** Where the tables go besides stdout. */
  readonly markdownFile: string | null;
}

const TEXT_OPTIONS = ['graphs', 'torch', 'rows', 'sections', 'limit', 'workers', 'seeds', 'resume', 'json'] as const;
const FLAGS = ['markdown', 'cpsat', 'help'] as const;

/** Which suites an option means something to. */
const APPLIES: Readonly<Record<(typeof TEXT_OPTIONS)[number] | 'markdown' | 'cpsat', readonly SuiteName[]>> = {
  graphs: ['remat', 'compile'],
  torch: ['remat'],
  rows: ['remat', 'engine', 'compile'],
  sections: ['remat'],
  limit: ['remat'],
  workers: ['remat'],
  seeds: ['remat', 'engine'],
  cpsat: ['remat'],
  resume: ['remat'],
  json: ['remat', 'engine', 'compile'],
  markdown: ['remat', 'engine', 'compile', 'compare'],
};

/** Null when only help was asked for. Throws UsageError. */
export function parseOptions(argv: readonly string[]): BenchOptions | null {
  const { words, markdownFile } = withoutMarkdownFile(argv);
  const { values, positionals } = split(words);
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
  const listed = (name: 'rows' | 'sections' | 'seeds'): string[] | null => {
    const given = text(name);
    return given === null ? null : list(given, name);
  };
  return {
    ...{ suite, files, graphs: text('graphs'), torch: text('torch'), rows: listed('rows') },
    sections: listed('sections')?.map(section) ?? null,
    seeds: listed('seeds')?.map(seed) ?? null,
    limit: number('limit', (n) => n > 0 && Number.isFinite(n), 'a positive number of seconds'),
    workers: number('workers', (n) => Number.isSafeInteger(n) && n >= 1, 'a positive integer'),
    ...{ cpsat: values.cpsat === true, resume: text('resume'), json: text('json') },
    ...{ markdown: values.markdown === true, markdownFile },
  };
}

/** `--markdown` stands alone or before a file's name, which parseArgs has no word for. */
function withoutMarkdownFile(argv: readonly string[]): { words: readonly string[]; markdownFile: string | null } {
  const at = argv.indexOf('--markdown');
  const next = at < 0 ? undefined : argv[at + 1];
  if (next === undefined || !next.endsWith('.md')) return { words: argv, markdownFile: null };
  return { words: argv.filter((_, i) => i !== at + 1), markdownFile: next };
}

type Words = Readonly<Record<string, string | boolean | undefined>>;

function split(argv: readonly string[]): { values: Words; positionals: string[] } {
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const name of TEXT_OPTIONS) options[name] = { type: 'string' };
  for (const name of FLAGS) options[name] = { type: 'boolean' };
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

function section(word: string): SectionName {
  const found = SECTION_NAMES.find((name) => name === word);
  if (found === undefined)
    throw new UsageError(`--sections: no section "${word}"; there are ${SECTION_NAMES.join(', ')}`);
  return found;
}

function seed(word: string): number {
  if (!/^\d+$/.test(word) || !Number.isSafeInteger(Number(word)))
    throw new UsageError(`--seeds: "${word}" is not a seed; give integers from 0`);
  return Number(word);
}
