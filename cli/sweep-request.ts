// What `moccasin sweep` is asked for. It is a list of solves that differ in their budgets: graph, problem and parameters are those of the solve with the whole
// peak as budget (solve-request.ts), which also finds what is wrong with the options both have.

import { parseArguments } from './args.ts';
import { resolveBudget } from './budget.ts';
import { GRAPH_OPTIONS, type GraphOptions, graphWords } from './graph-options.ts';
import { defineCommand, type OptionValues } from './options.ts';
import { checkOutputs } from './output-files.ts';
import { SOLVE, type SolveRequest, solveRequest } from './solve-request.ts';
import { parseBudgets } from './sweep-budgets.ts';

const shared = SOLVE.options;

export const SWEEP = defineCommand({
  name: 'sweep',
  summary:
    'Find schedules for a list of memory budgets, from the largest to the smallest, each profiting from the others: ' +
    'the trade-off between memory and recomputation, and how much of it is proven.',
  positionals: SOLVE.positionals,
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
    workers: shared.workers,
    seed: shared.seed,
    deterministic: shared.deterministic,
    output: { type: 'text', value: 'FILE', help: 'write everything, schedules included, to this JSON file' },
    csv: { type: 'text', value: 'FILE', help: 'write the table to this file, comma-separated' },
    plot: { type: 'text', value: 'FILE', help: 'write a picture (SVG) of overhead over budget to this file' },
    report: shared.report,
    ...GRAPH_OPTIONS,
    quiet: { type: 'flag', help: 'no progress on stderr' },
  },
  notes: [
    'A table goes to stdout. Exit code 0 if a schedule was found for any budget, 2 for bad input, 3 if none was found ' +
      'within the limits, 4 if it is proven that there is none. Ctrl-C ends the search and delivers what is there.',
  ],
});

export interface SweepRequest {
  readonly options: OptionValues<typeof SWEEP.options>;
  readonly solve: SolveRequest;
  /** In the unit of the graph's sizes. */
  readonly budgets: readonly number[];
}

/** Checks the words after `sweep`; null when only help was asked for. Throws InputError. */
export function sweepRequest(argv: readonly string[]): SweepRequest | null {
  const { help, options, positionals } = parseArguments(SWEEP, argv);
  if (help) return null;
  const [file] = positionals as [string];
  const budgets = parseBudgets(options.budgets);
  const solve = requestOf(file, ['--budget=100%'], options);
  checkOutputs(file, [
    ['--output', options.output],
    ['--csv', options.csv],
    ['--plot', options.plot],
    ['--report', options.report],
  ]);
  return { options, solve, budgets: budgets.map((budget) => resolveBudget(budget, solve.baseline.peak)) };
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
