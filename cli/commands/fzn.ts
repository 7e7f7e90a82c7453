// `moccasin fzn MODEL`: solves FlatZinc, as the back end of MiniZinc (share/minizinc/solvers/moccasin.msc) or alone.
//
// Options, output and statistics are those that MiniZinc expects of a solver. Every solution is judged by the wording of the file before it is printed. Exit
// code 0 whatever the answer, 2 for bad input.

import { type FlatZinc, FlatZincError } from '../../formulation/flatzinc/ast.ts';
import { type FlatZincTask, flatZincTask } from '../../formulation/flatzinc/flatzinc.ts';
import { InputError, printable } from '../../io/input-error.ts';
import { parseFlatZinc } from '../../io/parse-flatzinc.ts';
import { parseFlatZincJson } from '../../io/parse-flatzinc-json.ts';
import { readTextFile } from '../../io/text-file.ts';
import { CLAUSE_OPTIONS } from '../../model/named-options.ts';
import type { SolveParameters } from '../../model/parameters.ts';
import type { SolveResult } from '../../model/result.ts';
import { solve } from '../../model/solve.ts';
import { STRATEGIES } from '../../model/strategy-table.ts';
import { parseArguments } from '../args.ts';
import { SolutionReport } from '../flatzinc-report.ts';
import type { Interrupts } from '../interrupt.ts';
import { defineCommand, type OptionValues } from '../options.ts';
import type { Output } from '../output.ts';
import { SearchEventWriter, searchStart } from '../search-event-writer.ts';
import { SEARCH_OPTIONS } from '../search-options.ts';
import { checkEventsFile, PRESOLVE_OPTIONS, SETTING_OPTIONS, settingsHelp, settingsOf } from '../settings.ts';

const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

export const FZN = defineCommand({
  name: 'fzn',
  summary: 'Solve a FlatZinc model: what MiniZinc makes of a model and its data.',
  positionals: [{ name: 'MODEL', help: 'FlatZinc (.fzn) or FlatZinc-JSON (.fzn.json) file' }],
  options: {
    'all-solutions': {
      type: 'flag',
      short: 'a',
      help: 'print all solutions; when optimising, each one that is better than those before',
    },
    intermediate: { type: 'flag', short: 'i', help: 'when optimising, print each solution that is better' },
    'num-solutions': {
      type: 'integer',
      short: 'n',
      min: 1,
      max: MAX_INTEGER,
      help: 'stop after so many solutions of a problem without an objective',
    },
    'free-search': {
      type: 'flag',
      short: 'f',
      help: 'search annotations are followed in turn with a free search from the beginning, not after a thousand conflicts',
    },
    workers: { ...SEARCH_OPTIONS.workers, short: 'p', help: `${SEARCH_OPTIONS.workers.help}; one by default` },
    seed: { ...SEARCH_OPTIONS.seed, short: 'r' },
    'time-limit-ms': { type: 'integer', short: 't', value: 'MS', min: 0, max: MAX_INTEGER, help: 'wall-clock time' },
    'time-limit': SEARCH_OPTIONS['time-limit'],
    deterministic: SEARCH_OPTIONS.deterministic,
    statistics: { type: 'flag', short: 's', help: 'print statistics at the end' },
    ...SETTING_OPTIONS,
    ...PRESOLVE_OPTIONS,
    verbose: { type: 'flag', short: 'v', help: 'write a log of the search to stderr' },
  },
  notes: [
    'Without -a and -i the best solution is printed at the end. Ctrl-C and the time limit end the search with the best solution so far; a second Ctrl-C ends the ' +
      'program at once. Each solution ends with a line ----------, a complete search with ==========. docs/minizinc.md says how MiniZinc finds this solver.',
  ],
});

type Options = OptionValues<typeof FZN.options>;

export async function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  const began = performance.now();
  const { help, options, positionals } = parseArguments(FZN, argv);
  if (help) {
    output.stdout(settingsHelp(FZN, STRATEGIES, CLAUSE_OPTIONS));
    return 0;
  }
  const [file] = positionals;
  const settings = settingsOf(FZN.name, options, STRATEGIES, CLAUSE_OPTIONS);
  checkEventsFile(options.events, file);
  const model = readModel(file);
  const { task, report } = located(file, () => prepared(model, options, output));
  for (const warning of task.warnings) output.stderr(`moccasin: warning: ${printable(warning)}\n`);
  const initTime = (performance.now() - began) / 1000;
  const parameters = parametersOf(task, report, options, settings, initTime);
  const events = new SearchEventWriter(options.events, searchStart(FZN.name, file, parameters), output);
  const log = (line: string): void => {
    if (options.verbose) output.stderr(`${printable(line)}\n`);
  };
  const result = await interrupts.during(
    (signal) => search(task, report, parameters, events, signal, log),
    () => report.flush(),
  );
  events.endOf(result);
  if (result.validationError !== null) {
    const mend = 'give the variables smaller domains';
    throw new InputError({ file, place: '', problem: result.validationError, mend });
  }
  report.end(result);
  if (options.statistics) report.statistics(result, initTime);
  return 0;
}

/** FlatZinc-JSON is an object. */
function readModel(file: string): FlatZinc {
  const text = readTextFile(file);
  return /^\uFEFF?\s*\{/.test(text) ? parseFlatZincJson(text, file) : parseFlatZinc(text, file);
}

function prepared(model: FlatZinc, options: Options, output: Output): { task: FlatZincTask; report: SolutionReport } {
  const task = flatZincTask(model);
  const isSatisfaction = model.solve.method === 'satisfy';
  const printing = {
    streams: isSatisfaction || options['all-solutions'] || options.intermediate,
    enumerates: isSatisfaction && solutionsAsked(options) > 1,
  };
  return { task, report: new SolutionReport(model, task, output, printing) };
}

/** Of a problem without an objective. */
function solutionsAsked(options: Options): number {
  return options['num-solutions'] ?? (options['all-solutions'] ? MAX_INTEGER : 1);
}

/** Runs `action`; what it finds wrong with the model becomes bad input. */
function located<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof FlatZincError)) throw error;
    const { place, problem, mend } = error;
    throw new InputError({ file, place, problem, mend });
  }
}

function search(
  task: FlatZincTask,
  report: SolutionReport,
  parameters: SolveParameters,
  events: SearchEventWriter,
  signal: AbortSignal,
  onLog: (line: string) => void,
): Promise<SolveResult> {
  return solve(task.data, parameters, {
    signal,
    onSolution: ({ values, seconds, worker, objective }) => {
      report.take(values);
      events.solution({ seconds, worker, value: objective });
    },
    onBound: (bound) => events.bound(bound),
    onLog,
  });
}

function parametersOf(
  { data }: FlatZincTask,
  report: SolutionReport,
  options: Options,
  settings: SolveParameters,
  initTime: number,
): SolveParameters {
  const { seed, deterministic, verbose } = options;
  const workers = settings.numWorkers ?? 1;
  const limits = [options['time-limit'], (options['time-limit-ms'] ?? Number.POSITIVE_INFINITY) / 1000];
  const limit = Math.min(...limits.map((seconds) => seconds ?? Number.POSITIVE_INFINITY));
  // several workers differ in their searches anyway; one alone is led by the annotations unless it is free to do otherwise
  const isAlone = workers === 1 && settings.subsolvers === undefined;
  const isLed = data.searchStrategies !== undefined && isAlone && !options['free-search'];
  return {
    ...settings,
    ...{ randomSeed: seed, numWorkers: workers, deterministic, logSearchProgress: verbose },
    ...(Number.isFinite(limit) ? { maxTimeInSeconds: Math.max(0, deterministic ? limit : limit - initTime) } : {}),
    ...(report.enumerates ? { enumerateAllSolutions: true, solutionLimit: solutionsAsked(options) } : {}),
    ...(isAlone && data.objective !== undefined ? { subsolvers: ['turns'] } : {}),
    ...(isLed ? { engine: { searchBranching: 'lead', ...settings.engine } } : {}),
  };
}
