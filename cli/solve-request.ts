// What `moccasin solve` is asked for: its option table, and the words of the command line turned into a problem and
// parameters, with everything that can be found wrong before the work found here.

import { DEFAULT_ALIGNMENT } from '../formulation/arena/plan.ts';
import { loadGraph } from '../formulation/load-graph.ts';
import type { RematProblem } from '../formulation/problem.ts';
import { usefulComputations } from '../formulation/reductions.ts';
import { type Simulation, simulateInputOrder } from '../formulation/schedule.ts';
import type { RematParameters } from '../formulation/solve.ts';
import { defaultStrategies, STRATEGIES, searchModel } from '../formulation/strategies.ts';
import { CLAUSE_OPTIONS, CONSTRAINT_OPTIONS, optionsHelp, parseOptions } from '../model/named-options.ts';
import { EXPLANATION_STYLES } from '../propagators/cumulative-explain.ts';
import type { EngineOptions } from '../solver/options.ts';
import { parseArguments, refuseGiven, usageError } from './args.ts';
import { BUDGET_OPTION, parseBudget, resolveBudget } from './budget.ts';
import { parseDurationLimit, resolveDurationLimit } from './duration-limit.ts';
import { GRAPH_HELP, GRAPH_OPTIONS, graphSource } from './graph-options.ts';
import { commandHelp } from './help.ts';
import { defineCommand, type OptionValues } from './options.ts';
import { checkOutputs } from './output-files.ts';
import { refuseStandard } from './same-file.ts';
import { defaultWorkers, MOST_WORKERS_BY_DEFAULT } from './search-options.ts';
import { MOST_WORKERS, namesHelp, parseStrategies, readingSet } from './settings.ts';

const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

export const SOLVE = defineCommand({
  name: 'solve',
  summary:
    'Find a schedule of a compute graph, with recomputations, that fits a memory budget and takes the least time ' +
    '(or the least memory within a time), and prove how good it is.',
  positionals: [{ name: 'GRAPH', help: GRAPH_HELP }],
  options: {
    budget: { ...BUDGET_OPTION, help: `${BUDGET_OPTION.help}; needed for the objective duration` },
    'max-computations': {
      type: 'integer',
      min: 1,
      max: MAX_INTEGER,
      default: 2,
      help: 'most computations of one node; those the graph marks "recompute": "forbid" have one in any case',
    },
    order: {
      type: 'choice',
      choices: ['input', 'free'],
      default: 'input',
      help: 'input: first computations follow the order of the graph; free: any order',
    },
    objective: {
      type: 'choice',
      choices: ['duration', 'memory'],
      default: 'duration',
      help: 'duration: least duration within --budget; memory: least peak memory within --duration-limit',
    },
    'duration-limit': {
      type: 'text',
      value: 'AMOUNT',
      help:
        'for the objective memory, longest duration: a multiple of that of the input order (1.1 or 110%) or an ' +
        'amount (52000); without it, any duration',
    },
    'keep-outputs': { type: 'flag', help: 'tensors that nobody reads stay in memory to the end' },
    'time-limit': {
      type: 'number',
      value: 'SECONDS',
      min: 0,
      max: MAX_INTEGER,
      default: 60,
      help: 'wall-clock seconds; with --deterministic, seconds of work',
    },
    workers: {
      type: 'integer',
      min: 1,
      max: MOST_WORKERS,
      help: `threads, each with a strategy of its own; by default one per core, at most ${MOST_WORKERS_BY_DEFAULT}`,
    },
    seed: { type: 'integer', min: 0, max: MAX_INTEGER, default: 1, help: 'seed of all random choices' },
    deterministic: {
      type: 'flag',
      help:
        'count work instead of time: the same call gives the same schedule, bounds and history, on a busy machine, ' +
        'too; needs a core for each worker to take no longer than --time-limit',
    },
    output: { type: 'text', value: 'FILE', help: 'write the schedule to this file instead of stdout' },
    plan: {
      type: 'text',
      value: 'FILE',
      help:
        'give every tensor an address, write the plan to this file, and find a schedule whose plan fits the budget: ' +
        'addresses may need more room than the peak',
    },
    alignment: {
      type: 'integer',
      min: 1,
      max: 2 ** 40,
      help: `with --plan, addresses are multiples of it (${DEFAULT_ALIGNMENT} unless given)`,
    },
    report: {
      type: 'text',
      value: 'FILE',
      help:
        'write a report with charts to this HTML file: memory before and after, what is kept and recomputed, ' +
        'how the search went',
    },
    ...GRAPH_OPTIONS,
    precedence: {
      type: 'choice',
      choices: ['cover', 'reservoir', 'support'],
      default: 'cover',
      help: 'how the model says that inputs are in memory',
    },
    explanation: {
      type: 'choice',
      choices: EXPLANATION_STYLES,
      default: 'pointwise',
      help: 'how the memory constraint explains what it concludes',
    },
    strategies: { type: 'text', value: 'A,B,...', help: 'strategies by name, one per worker, see below' },
    set: { type: 'text', value: 'NAME=VALUE', repeats: true, help: 'an engine option, see below; may be repeated' },
    log: { type: 'flag', help: 'write a log of the search to stderr' },
    events: { type: 'text', value: 'FILE', help: 'write events to this file, one JSON object per line' },
    quiet: { type: 'flag', help: 'no progress and no summary on stderr' },
  },
  notes: [
    'The schedule goes to stdout or --output. Exit code 0 if one was found, 2 for bad input, 3 if none was found ' +
      'within the limits, 4 if it is proven that there is none. Ctrl-C ends the search and delivers the best ' +
      'schedule so far; a second Ctrl-C ends the program at once.',
    'With --plan, peak and arena keep to --budget. Where no plan was found that does, the schedule and the plan with ' +
      'the smallest arena are written, and the exit code is 3.',
  ],
});

export type SolveOptions = OptionValues<typeof SOLVE.options>;

/** Options of other problems: models of graphs are not presolved, and have no decision strategies. */
const WITHOUT: readonly string[] = ['cpModelPresolve', 'searchBranching', ...CLAUSE_OPTIONS, ...CONSTRAINT_OPTIONS];

/** The text of `moccasin solve --help`: the options, then what --strategies and --set accept. */
export function solveHelp(): string {
  return (
    commandHelp(SOLVE) + namesHelp(STRATEGIES, 'Engine options for --set, with their defaults:', optionsHelp(WITHOUT))
  );
}

export interface SolveRequest {
  readonly options: SolveOptions;
  readonly problem: RematProblem;
  readonly parameters: Required<Omit<RematParameters, 'start' | 'lowerBound'>>;
  /** Replay of the input order: what budgets and overheads are measured against. */
  readonly baseline: Simulation;
  /** What is odd about the input but can be used: lines for stderr. */
  readonly warnings: readonly string[];
}

/** Checks the words after `solve`, the output paths and the graph; null when only help was asked for. Throws InputError. */
export function solveRequest(argv: readonly string[]): SolveRequest | null {
  const { help, options, given, positionals } = parseArguments(SOLVE, argv);
  if (help) return null;
  const [file] = positionals as [string];
  const { objective, order, precedence, output, events, report, plan, alignment } = options;
  if (options.quiet && options.log) usageError('--quiet', 'contradicts --log', 'give one of them');
  const parameters: SolveRequest['parameters'] = {
    timeLimit: options['time-limit'],
    seed: options.seed,
    deterministic: options.deterministic,
    strategies: strategiesOf(options),
    engine: engineOptionsOf(options.set),
    explanation: options.explanation,
  };
  if (!searchModel(parameters.strategies))
    refuseGiven(given, ['precedence', 'explanation', 'set'], `the strategies ${options.strategies}: they use no model`);
  if (plan !== undefined && objective === 'memory')
    usageError('--plan', 'applies only to the objective duration', 'call moccasin plan with the schedule');
  if (plan === undefined && alignment !== undefined)
    usageError('--alignment', 'says something about plans only', 'add --plan FILE');
  const limits = limitsOf(options);
  const results = [
    ['--output', output],
    ['--events', events],
    ['--report', report],
    ['--plan', plan],
  ] as const;
  refuseStandard('--events', events);
  checkOutputs(file, results, output === undefined);
  const maxComputations = options['max-computations'];
  const keepOutputs = options['keep-outputs'];
  const warnings: string[] = [];
  const source = graphSource(options, (line) => warnings.push(line));
  const graph = loadGraph(file, (read) => usefulComputations(read, order, maxComputations), source);
  const baseline = simulateInputOrder(graph, { keepOutputs });
  const problem: RematProblem = {
    ...{ graph, order, maxComputations, keepOutputs, objective, precedence },
    ...limits(baseline),
  };
  if (plan !== undefined) assertAlignable(problem, alignment ?? DEFAULT_ALIGNMENT);
  return { options, problem, parameters, baseline, warnings };
}

/** No schedule may be found whose rounded sizes cannot be added up. */
function assertAlignable({ graph, order, maxComputations }: RematProblem, alignment: number): void {
  const rounded = graph.sizes.reduce((sum, size) => sum + Math.ceil(size / alignment) * alignment, 0);
  if (Number.isSafeInteger(rounded * usefulComputations(graph, order, maxComputations))) return;
  usageError('--alignment', `sizes rounded up to ${alignment} may add up to over 2^53-1`, 'give a smaller alignment');
}

type Limits = Pick<RematProblem, 'memoryBound' | 'durationBound'>;

/** The limits as they follow from the input order; their texts are checked at once. */
function limitsOf(options: SolveOptions): (baseline: Simulation) => Limits {
  const limitText = options['duration-limit'];
  if (options.objective === 'duration') {
    if (limitText !== undefined)
      usageError('--duration-limit', 'applies only to the objective memory', 'add --objective memory');
    if (options.budget === undefined)
      return usageError('--budget', 'is missing', 'say how much memory there is: --budget 0.8, --budget 24GiB');
    const budget = parseBudget(options.budget);
    return ({ peak }) => ({ memoryBound: resolveBudget(budget, peak), durationBound: Number.POSITIVE_INFINITY });
  }
  if (options.budget !== undefined)
    usageError('--budget', 'does not apply to the objective memory', 'limit the duration with --duration-limit');
  // no peak is small enough to stop at
  const memoryBound = 0;
  if (limitText === undefined) return () => ({ memoryBound, durationBound: Number.POSITIVE_INFINITY });
  const limit = parseDurationLimit(limitText);
  return ({ duration }) => ({ memoryBound, durationBound: resolveDurationLimit(limit, duration) });
}

/** One per worker. The number of workers follows from the names, where they are given. */
function strategiesOf({ strategies, workers }: SolveOptions): readonly string[] {
  return strategies === undefined
    ? defaultStrategies(workers ?? defaultWorkers())
    : parseStrategies(strategies, workers, STRATEGIES);
}

function engineOptionsOf(text: string | undefined): Partial<EngineOptions> {
  return readingSet('solve', () => parseOptions(text?.split(',') ?? [], WITHOUT).engine ?? {});
}
