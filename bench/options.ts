// The command line of the benchmark: suites, options, and what is wrong with a request.

import { parseArgs } from 'node:util';

export const USAGE = `usage: npm run bench -- [SUITE] [options]
       npm run bench -- compare FILE_A FILE_B [options]

  remat (the default)    solve the graphs under their budgets, beside published values, and judge the rows against their aims
  scheduling             RCPSP, RCPSP/max, job shops: closed, wrong, time
  minizinc               FlatZinc of the MiniZinc challenge: status, objective, beside other solvers
  sat                    DIMACS CNF, beside minisat
  propagators            one family of instances with several sets of options, as tables and cactus plots
  peers                  ten problems given to solvers from npm: size, start-up, memory, blocking, time
  engine                 conflicts, propagations and watches per second on fixed seeded problems
  compile                time and memory to read, build and compile every graph
  compare A B            two files written by --json side by side, with ratios B / A

  --sections A,B,...     only these parts of remat, scheduling or peers, see README.md
  --rows A,B,...         only these: graphs (rlg1), their budgets (rlg1@0.9), instances (la19), sets (orb), problems;
                         "*" for any characters (rlg*@0.8, j60*)
  --seeds 1,2,3          seeds of the solver; tables show medians    (default 1; for input, free and torch 1,2,3)
  --limit SECONDS        another time limit for every row
  --workers N            another number of workers for every row
  --resume FILE          keep finished rows in FILE, and leave out those that are in it already
  --json FILE            write the results to a file, too
  --markdown [FILE.md]   tables in markdown; with a name that ends in .md, write them to that file, too

  --graphs DIR           remat, compile: folder of the papers' graphs    (default ../shared/data/graphs)
  --torch DIR            remat: folder of the torch graphs               (default ../shared/data/torch)
  --cpsat                remat: CP-SAT on the Moccasin authors' model between our runs, where python3 has the package ortools
  --instances DIR        folder of the collection of instances           (default ../shared/data/bench)
  --set NAME=VALUE,...   scheduling, minizinc, sat: options of the solver for every row
  --family NAME          propagators: rcpsp, jobshop, minizinc or sat    (default rcpsp)
  --variants A,B=X:V,... propagators: sets of options by name, NAME=OPTION:VALUE+OPTION:VALUE
  --strategies A,B,...   propagators: strategies, each alone in one worker
  --plots DIR            propagators: folder for the cactus plots        (default bench/results/tmp)
`;

/** A mistake in the request, in one line. */
export class UsageError extends Error {}

const SUITES = [
  ...(['remat', 'scheduling', 'minizinc', 'sat', 'propagators', 'peers'] as const),
  ...(['engine', 'compile', 'compare'] as const),
] as const;
export type SuiteName = (typeof SUITES)[number];

export interface BenchOptions {
  readonly suite: SuiteName;
  /** The files to compare. */
  readonly files: readonly string[];
  readonly graphs: string | null;
  readonly torch: string | null;
  readonly instances: string | null;
  /** Words that pick rows; null for all. */
  readonly rows: readonly string[] | null;
  readonly sections: readonly string[] | null;
  /** Null for the default of the suite or section. */
  readonly seeds: readonly number[] | null;
  readonly limit: number | null;
  readonly workers: number | null;
  readonly cpsat: boolean;
  /** Options of the solver, name=value. */
  readonly set: readonly string[] | null;
  readonly family: string | null;
  readonly variants: readonly string[] | null;
  readonly strategies: readonly string[] | null;
  readonly plots: string | null;
  readonly resume: string | null;
  readonly json: string | null;
  readonly markdown: boolean;
  /** Where the tables go besides stdout. */
  readonly markdownFile: string | null;
}

const TEXT_OPTIONS = [
  ...(['graphs', 'torch', 'instances', 'rows', 'sections', 'limit', 'workers', 'seeds', 'resume', 'json'] as const),
  ...(['set', 'family', 'variants', 'strategies', 'plots'] as const),
] as const;
type TextOption = (typeof TEXT_OPTIONS)[number];
const FLAGS = ['markdown', 'cpsat', 'help'] as const;

const INSTANCES: readonly SuiteName[] = ['scheduling', 'minizinc', 'sat'];
const WITH_INSTANCES: readonly SuiteName[] = [...INSTANCES, 'propagators'];
const WITH_ROWS: readonly SuiteName[] = ['remat', ...WITH_INSTANCES, 'peers'];

/** Which suites an option means something to. */
const APPLIES: Readonly<Record<TextOption | 'markdown' | 'cpsat', readonly SuiteName[]>> = {
  graphs: ['remat', 'compile'],
  torch: ['remat'],
  instances: WITH_INSTANCES,
  rows: [...WITH_ROWS, 'engine', 'compile'],
  sections: ['remat', 'scheduling', 'peers'],
  limit: WITH_ROWS,
  workers: ['remat', ...WITH_INSTANCES],
  seeds: ['remat', ...WITH_INSTANCES, 'engine'],
  cpsat: ['remat'],
  set: INSTANCES,
  family: ['propagators'],
  variants: ['propagators'],
  strategies: ['propagators'],
  plots: ['propagators'],
  resume: WITH_ROWS,
  json: [...WITH_ROWS, 'engine', 'compile'],
  markdown: [...WITH_ROWS, 'engine', 'compile', 'compare'],
};

/** Null when only help was asked for. Throws UsageError. */
export function parseOptions(argv: readonly string[]): BenchOptions | null {
  const { words, markdownFile } = withoutMarkdownFile(argv);
  const { values, positionals } = split(words);
  if (values.help === true) return null;
  const [suite = 'remat', ...files] = positionals;
  if (!isSuite(suite)) throw new UsageError(`unknown suite "${suite}"; give ${SUITES.join(', ')}`);
  for (const [name, suites] of Object.entries(APPLIES)) {
    if (values[name] !== undefined && !suites.includes(suite))
      throw new UsageError(`--${name} does not apply to ${suite}; see --help`);
  }
  if (suite === 'compare' ? files.length !== 2 : files.length > 0)
    throw new UsageError(suite === 'compare' ? 'compare needs two files' : `unexpected argument "${files[0]}"`);
  const text = (name: TextOption): string | null => (values[name] as string | undefined) ?? null;
  const number = (name: 'limit' | 'workers', isGood: (n: number) => boolean, what: string): number | null => {
    const given = text(name);
    if (given !== null && !isGood(Number(given))) throw new UsageError(`--${name}: "${given}" is not ${what}`);
    return given === null ? null : Number(given);
  };
  const listed = (name: 'rows' | 'sections' | 'seeds' | 'set' | 'variants' | 'strategies'): string[] | null => {
    const given = text(name);
    return given === null ? null : list(given, name);
  };
  return {
    ...{ suite, files, graphs: text('graphs'), torch: text('torch'), instances: text('instances') },
    ...{ rows: listed('rows'), sections: listed('sections'), seeds: listed('seeds')?.map(seed) ?? null },
    limit: number('limit', (n) => n > 0 && Number.isFinite(n), 'a positive number of seconds'),
    workers: number('workers', (n) => Number.isSafeInteger(n) && n >= 1, 'a positive integer'),
    ...{ set: listed('set'), family: text('family'), variants: listed('variants'), strategies: listed('strategies') },
    ...{ cpsat: values.cpsat === true, plots: text('plots'), resume: text('resume'), json: text('json') },
    ...{ markdown: values.markdown === true, markdownFile },
  };
}

/** The sections asked for, all of them if none is named. Throws UsageError for one that the suite does not have. */
export function chosenSections<T extends string>(asked: readonly string[] | null, known: readonly T[]): readonly T[] {
  const stray = asked?.find((name) => !known.some((section) => section === name));
  if (stray !== undefined) throw new UsageError(`--sections: no section "${stray}"; there are ${known.join(', ')}`);
  return known.filter((section) => asked?.includes(section) ?? true);
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
  return SUITES.some((suite) => suite === word);
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
