// The common part of `moccasin rcpsp` and `moccasin jobshop`: options, watching the search, summary, the file that comes out.

import { SCHEDULING_STRATEGIES } from '../formulation/scheduling/members.ts';
import {
  GENERATION,
  type SchedulingParameters,
  type SchedulingResult,
  solveScheduling,
} from '../formulation/scheduling/solve.ts';
import type { SchedulingTask } from '../formulation/scheduling/tasks.ts';
import { printable } from '../io/input-error.ts';
import { formatScheduling, SCHEDULING_FORMAT, type SchedulingFile } from '../io/scheduling-file.ts';
import { readTextFile } from '../io/text-file.ts';
import { CLAUSE_OPTIONS } from '../model/named-options.ts';
import type { SolveParameters } from '../model/parameters.ts';
import type { Finding } from '../solver/portfolio/exchange.ts';
import { parseArguments } from './args.ts';
import type { Interrupts } from './interrupt.ts';
import type { CommandSpec, OptionValues } from './options.ts';
import { type Output, processOutput } from './output.ts';
import { allowsColor, StatusLine } from './progress.ts';
import { SearchEventWriter, searchStart } from './search-event-writer.ts';
import { checkSearchOptions, defaultWorkers, SEARCH_OPTIONS } from './search-options.ts';
import { checkEventsFile, SETTING_OPTIONS, settingsHelp, settingsOf } from './settings.ts';
import { gapPercent } from './standing.ts';
import { writeAnswer } from './write-answer.ts';

export const SCHEDULING_OPTIONS = {
  ...SEARCH_OPTIONS,
  ...SETTING_OPTIONS,
  'time-limit': { ...SEARCH_OPTIONS['time-limit'], default: 60 },
  workers: { ...SEARCH_OPTIONS.workers, help: `${SEARCH_OPTIONS.workers.help}; by default one per core, at most 8` },
} as const;

/** Options that mean nothing here: models of schedules are built small, so that they are not presolved; they are no formulas in clauses and have no boxes. */
export const NO_SCHEDULING_OPTIONS: readonly string[] = [
  'cpModelPresolve',
  ...CLAUSE_OPTIONS,
  'noOverlap2dBooleanRelationsLimit',
  'useTimetablingInNoOverlap2d',
];

export const SCHEDULING_NOTES: readonly string[] = [
  'The schedule, format moccasin-scheduling/1, goes to stdout or --output. Exit code 0 if one was found, 2 for bad input, 3 if none was found within the limits, 4 if ' +
    'it is proven that there is none. Ctrl-C ends the search and delivers the best schedule so far; a second Ctrl-C ends the program at once.',
];

/** What the two commands differ in. */
export interface SchedulingProblem<I extends { readonly name: string }, S> {
  readonly name: SchedulingFile['problem'];
  /** Options that mean nothing. */
  readonly without: readonly string[];
  parse(text: string, file: string): I;
  task(instance: I): SchedulingTask<S>;
  /** Why there is no schedule, where that needs no search. */
  whyImpossible(instance: I): string | null;
  entries(instance: I, schedule: S): SchedulingFile['schedule'];
}

const EXIT_CODES: Readonly<Record<SchedulingFile['status'], number>> = {
  optimal: 0,
  feasible: 0,
  unknown: 3,
  infeasible: 4,
};

const STOP_REASONS: Readonly<Record<SchedulingResult<unknown>['stopReason'], string>> = {
  completed: 'proof complete',
  solutions: 'limit on solutions',
  gap: 'limit on the gap',
  time: 'time limit',
  brake: 'ended by the clock, far beyond the time limit',
  aborted: 'interrupted',
  conflicts: 'limit on conflicts',
  ticks: 'limit on work',
  memory: 'out of memory',
};

type Options = OptionValues<typeof SCHEDULING_OPTIONS>;

/** Runs a command; the result is its exit code. Throws InputError. */
export async function runScheduling<I extends { readonly name: string }, S>(
  spec: CommandSpec<typeof SCHEDULING_OPTIONS>,
  problem: SchedulingProblem<I, S>,
  argv: readonly string[],
  output: Output,
  interrupts: Interrupts,
): Promise<number> {
  const { help, options, positionals } = parseArguments(spec, argv);
  if (help) {
    output.stdout(settingsHelp(spec, SCHEDULING_STRATEGIES, problem.without));
    return 0;
  }
  const [file] = positionals;
  checkSearchOptions(options, file);
  const settings = settingsOf(spec.name, options, SCHEDULING_STRATEGIES, problem.without);
  checkEventsFile(options.events, file, options.output);
  const instance = problem.parse(readTextFile(file), file);
  const { subsolvers, numWorkers: _, ...named } = settings;
  const parameters: SchedulingParameters = {
    timeLimit: options['time-limit'],
    workers: settings.numWorkers ?? defaultWorkers(),
    seed: options.seed,
    deterministic: options.deterministic,
    log: options.log,
    options: named,
    ...(subsolvers === undefined ? {} : { strategies: subsolvers }),
  };
  const events = new SearchEventWriter(options.events, startOf(spec.name, file, parameters, settings), output);
  const result = await solveWatched(problem.task(instance), parameters, events, options, output, interrupts);
  const { seconds, status, stopReason, conflicts } = result;
  events.end({ seconds, status, stopReason, stats: { conflicts } });
  const report = fileOf(problem, instance, parameters, result);
  writeAnswer(formatScheduling(report), options.output, output);
  if (!options.quiet) output.stderr(summary(instance.name, result, problem.whyImpossible(instance), options.output));
  return EXIT_CODES[result.status];
}

/** Solves with a status line where there is a terminal, a log if one is wanted, and Ctrl-C. */
async function solveWatched<S>(
  task: SchedulingTask<S>,
  parameters: SchedulingParameters,
  events: SearchEventWriter,
  { quiet, log }: Options,
  output: Output,
  interrupts: Interrupts,
): Promise<SchedulingResult<S>> {
  let best: Finding | null = null;
  let bound: Finding | null = null;
  const terminal = process.stderr;
  const hasStatus = !quiet && !log && output === processOutput && terminal.isTTY && process.env.TERM !== 'dumb';
  const text = (seconds: number): string => statusText(seconds, best, bound);
  const status = hasStatus ? new StatusLine(terminal, allowsColor(process.env), text) : null;
  try {
    return await interrupts.during(
      (signal) =>
        solveScheduling(task, parameters, {
          signal,
          onSolution: (_, finding) => {
            best = finding;
            events.solution(finding);
            // the log of the search tells of its own ones
            if (log && finding.worker === GENERATION) output.stderr(`#Schedule ${finding.value} by ${GENERATION}\n`);
          },
          onBound: (finding) => {
            bound = finding;
            events.bound(finding);
          },
          onLog: (line) => {
            if (!quiet) output.stderr(`${printable(line)}\n`);
          },
        }),
      () => status?.close(),
    );
  } finally {
    status?.close();
  }
}

function startOf(
  command: string,
  file: string,
  { timeLimit, deterministic, seed, workers }: SchedulingParameters,
  settings: SolveParameters,
): ReturnType<typeof searchStart> {
  const common = { maxTimeInSeconds: timeLimit, deterministic, randomSeed: seed, numWorkers: workers };
  return searchStart(command, file, { ...settings, ...common });
}

function statusText(seconds: number, best: Finding | null, bound: Finding | null): string {
  const parts = [`${seconds.toFixed(1)} s`, best === null ? 'no schedule yet' : `best ${best.value}`];
  if (bound !== null) parts.push(`bound ${bound.value}`);
  const gap = best === null || bound === null ? null : gapPercent(best.value, bound.value);
  if (gap !== null) parts.push(`gap ${gap.toFixed(2)} %`);
  if (best !== null) parts.push(`by ${best.worker} at ${best.seconds.toFixed(1)} s`);
  return printable(parts.join('  '));
}

function fileOf<I extends { readonly name: string }, S>(
  problem: SchedulingProblem<I, S>,
  instance: I,
  { seed, workers }: SchedulingParameters,
  { status, schedule, makespan, lowerBound, seconds, conflicts, incumbents, bounds }: SchedulingResult<S>,
): SchedulingFile {
  const improvement = ({ seconds, value, worker }: Finding) => ({ seconds, makespan: value, worker });
  return {
    format: SCHEDULING_FORMAT,
    problem: problem.name,
    instance: instance.name,
    status,
    makespan,
    lowerBound: Number.isFinite(lowerBound) ? lowerBound : null,
    schedule: schedule === null ? [] : problem.entries(instance, schedule),
    solve: {
      ...{ seconds, seed, workers, conflicts },
      incumbents: incumbents.map(improvement),
      bounds: bounds.filter(({ value }) => Number.isFinite(value)).map(improvement),
    },
  };
}

function summary(
  name: string,
  { status, makespan, lowerBound, seconds, stopReason }: SchedulingResult<unknown>,
  why: string | null,
  writtenTo: string | undefined,
): string {
  const parts = [`${name}: ${status}`];
  if (makespan !== null) parts.push(`makespan ${makespan}`);
  if (Number.isFinite(lowerBound)) parts.push(`proven lower bound ${lowerBound}`);
  if (why !== null) parts.push(why);
  parts.push(`${seconds.toFixed(2)} s (${STOP_REASONS[stopReason]})`);
  if (writtenTo !== undefined) parts.push(`written to ${writtenTo}`);
  return `${printable(parts.join(', '))}\n`;
}
