// What `moccasin sweep` is asked for. For each graph it is a list of solves that differ in their budgets: graph, problem and parameters are those of the solve with the whole
// peak as budget (solve-request.ts), which also finds what is wrong with the options both have.

import { availableParallelism } from 'node:os';
import { basename, extname, join, parse } from 'node:path';
import { STANDARD } from '../io/text-file.ts';
import { parseArguments, usageError } from './args.ts';
import { resolveBudget } from './budget.ts';
import { GRAPH_OPTIONS, type GraphOptions, graphWords } from './graph-options.ts';
import { defineCommand, type OptionValues } from './options.ts';
import { checkOutputs } from './output-files.ts';
import { QUEUE_OPTIONS, type QueueAddress, queueAddress } from './queue/address.ts';
import { refuseStandard } from './same-file.ts';
import { MOST_WORKERS_BY_DEFAULT } from './search-options.ts';
import { SOLVE, type SolveRequest, solveRequest } from './solve-request.ts';
import { parseBudgets } from './sweep-budgets.ts';

const shared = SOLVE.options;
const MOST_JOBS = 256;

export const SWEEP = defineCommand({
  name: 'sweep',
  summary:
    'Find schedules for a list of memory budgets, from the largest to the smallest, each profiting from the others: ' +
    'the trade-off between memory and recomputation, and how much of it is proven. For one graph or many.',
  positionals: [{ ...SOLVE.positionals[0]!, repeats: true }],
  options: {
    budgets: {
      type: 'text',
      value: 'LIST',
      default: '0.5:1:0.05',
      help: 'budgets separated by commas: shares of the peak (0.8, 80%), amounts (24GiB), ranges FROM:TO:STEP',
    },
    'max-computations': shared['max-computations'],
    order: shared.order,
    'keep-outputs': shared['keep-outputs'],
    'time-limit': {
      ...shared['time-limit'],
      default: 20,
      help: 'wall-clock seconds for each budget; with --deterministic, seconds of work',
    },
    jobs: {
      type: 'integer',
      min: 1,
      max: MOST_JOBS,
      help: 'graphs that are worked on at once on this machine; by default as many as there are cores for',
    },
    workers: {
      ...shared.workers,
      help: `threads for each graph; by default the cores are shared out, at most ${MOST_WORKERS_BY_DEFAULT} each; with --queue one`,
    },
    seed: shared.seed,
    deterministic: shared.deterministic,
    output: { type: 'text', value: 'FILE', help: 'write everything, schedules included, to this JSON file' },
    csv: { type: 'text', value: 'FILE', help: 'write the table to this file, comma-separated' },
    plot: {
      type: 'text',
      value: 'FILE',
      help: 'write a picture (SVG) of overhead over budget to this file; of several graphs FILE-GRAPH.svg each',
    },
    report: { ...shared.report, help: 'write a report with charts to this HTML file; of several graphs one each' },
    resume: {
      type: 'text',
      value: 'FILE',
      help: 'append each budget that is finished to this file (JSON lines), and do not solve again what it holds',
    },
    ...QUEUE_OPTIONS,
    ...GRAPH_OPTIONS,
    quiet: { type: 'flag', help: 'no progress on stderr' },
  },
  notes: [
    'A table goes to stdout. Exit code 0 if a schedule was found for any budget, 2 for bad input, 3 if none was found ' +
      'within the limits, 4 if it is proven that there is none, 1 if a budget could not be worked on. Ctrl-C ends the ' +
      'search and delivers what is there.',
  ],
});

/** One graph of a sweep. */
export interface GraphSweep {
  /** Its file, as it was given. */
  readonly file: string;
  readonly solve: SolveRequest;
  /** In the unit of the graph's sizes. */
  readonly budgets: readonly number[];
  /** Files of its own. */
  readonly plot: string | undefined;
  readonly report: string | undefined;
}

export interface SweepRequest {
  readonly options: OptionValues<typeof SWEEP.options>;
  readonly graphs: readonly GraphSweep[];
  /** How many are worked on at once. */
  readonly jobs: number;
  readonly queue: QueueAddress | null;
}

/** Checks the words after `sweep`; null when only help was asked for. Throws InputError. */
export function sweepRequest(argv: readonly string[]): SweepRequest | null {
  const { help, options, positionals: files } = parseArguments(SWEEP, argv);
  if (help) return null;
  const budgets = parseBudgets(options.budgets);
  const queue = queueAddress(options);
  if (queue !== null && options.jobs !== undefined)
    usageError('--jobs', 'does not go with --queue', 'say to each worker how many jobs it does: --concurrency');
  const twice = files.find((file, i) => files.indexOf(file) < i);
  if (twice !== undefined) usageError('', `"${twice}" is named twice`, 'name each graph once');
  const { jobs, workers } = shareOut(options, files.length);
  refuseStandard('--resume', options.resume);
  const [plots, reports] = [options.plot, options.report].map((file) => fileOfEach(file, files));
  for (const file of files) {
    const results = [
      ['--output', options.output],
      ['--csv', options.csv],
      ...plots!.map((plot) => ['--plot', plot] as const),
      ...reports!.map((report) => ['--report', report] as const),
      ['--resume', options.resume],
    ] as const;
    checkOutputs(file, results, true);
  }
  const given = { ...options, workers: queue === null ? workers : (options.workers ?? 1), report: undefined };
  const graphs = files.map((file, i) => {
    const solve = requestOf(file, ['--budget=100%'], given);
    const { peak } = solve.baseline;
    const amounts = budgets.map((budget) => resolveBudget(budget, peak));
    return { file, solve, budgets: amounts, plot: plots![i], report: reports![i] };
  });
  return { options, graphs, jobs, queue };
}

/** The cores of this machine: first to graphs, then to the workers of each. */
function shareOut(
  { jobs, workers }: { readonly jobs: number | undefined; readonly workers: number | undefined },
  graphs: number,
): { readonly jobs: number; readonly workers: number } {
  const cores = availableParallelism();
  const atOnce = Math.min(graphs, jobs ?? Math.max(1, Math.floor(cores / (workers ?? 1))));
  const share = Math.min(MOST_WORKERS_BY_DEFAULT, Math.max(1, Math.floor(cores / atOnce)));
  return { jobs: atOnce, workers: workers ?? share };
}

/** The name of a file for each graph: with the name of the graph's file in it, if there are several, and its number where that is not enough. */
function fileOfEach(file: string | undefined, graphs: readonly string[]): (string | undefined)[] {
  if (file === undefined || graphs.length === 1) return graphs.map(() => file);
  const { dir, name, ext } = parse(file);
  const stems = graphs.map((graph) => (graph === STANDARD ? 'stdin' : basename(graph, extname(graph))));
  return stems.map((stem, i) => {
    const isTaken = stems.indexOf(stem) !== stems.lastIndexOf(stem);
    return join(dir, `${name}-${stem}${isTaken ? `-${i + 1}` : ''}${ext}`);
  });
}

/** The options that other commands share with `solve`. */
type Shared = GraphOptions &
  Pick<
    OptionValues<typeof SOLVE.options>,
    | 'max-computations'
    | 'order'
    | 'keep-outputs'
    | 'time-limit'
    | 'workers'
    | 'seed'
    | 'deterministic'
    | 'output'
    | 'report'
  >;

/** The request of a solve with the given words and the options that are shared with it. Throws InputError. */
export function requestOf(file: string, words: readonly string[], options: Shared): SolveRequest {
  const argv = [
    ...words,
    ...graphWords(options),
    ...(['max-computations', 'order', 'time-limit', 'seed'] as const).map((name) => `--${name}=${options[name]}`),
    ...(['workers', 'output', 'report'] as const).flatMap((name) =>
      options[name] === undefined ? [] : [`--${name}=${options[name]}`],
    ),
    ...(['keep-outputs', 'deterministic'] as const).flatMap((name) => (options[name] ? [`--${name}`] : [])),
  ];
  const request = solveRequest([...argv, '--', file]);
  if (request === null) throw new Error('help was not asked for');
  return request;
}
