// One run of one instance: a command of the program in a process of its own, and what it printed, read as users read it.
//
// The commands judge every solution by the wording of the file before they print it; here answers are compared with what is known of the instance (instances.ts).

import { type ChildResult, errorLine, runChild } from './child.ts';
import type { Answer } from './instances.ts';

export type Command = 'rcpsp' | 'jobshop' | 'fzn' | 'sat';

/** Beyond its time limit, a solve may need this long to read, build, stop and write before it is ended by force. */
const GRACE_SECONDS = 30;

export interface InstanceRequest {
  /** The program, cli/main.ts or compiled. */
  readonly cli: string;
  readonly command: Command;
  readonly file: string;
  readonly limit: number;
  readonly workers: number;
  readonly seed: number;
  /** More words of the command line: options by name, strategies. */
  readonly words: readonly string[];
}

type Measures = Readonly<Record<string, number | null>>;

export interface InstanceRun {
  /** Null if the run failed. */
  readonly answer: Answer | null;
  /** Why it failed; empty if it did not. */
  readonly complaint: string;
  readonly measures: Measures;
}

/** What a command printed. */
interface Printed {
  readonly answer: Answer;
  readonly measures: Measures;
}

/** Solves; never throws because of what the program did. */
export async function runInstance(request: InstanceRequest): Promise<InstanceRun> {
  const child = await runChild(request.cli, instanceArguments(request), request.limit + GRACE_SECONDS);
  const common = { seconds: child.wallSeconds, peakMiB: child.peakMiB };
  const failed = (complaint: string): InstanceRun => ({ answer: null, complaint, measures: common });
  if (child.exitCode === null) return failed(endedBySignal(child, request.limit));
  const printed = READERS[request.command](child.stdout);
  if (printed === null) return failed(errorLine(child.stderr) || `no answer, exit code ${child.exitCode}`);
  const complaint = exitComplaint(request.command, child, printed.answer);
  return { answer: complaint === '' ? printed.answer : null, complaint, measures: { ...printed.measures, ...common } };
}

function endedBySignal({ wallSeconds, stderr }: ChildResult, limit: number): string {
  if (wallSeconds >= limit + GRACE_SECONDS) return `ended by force ${GRACE_SECONDS} s after the limit`;
  return /^FATAL ERROR: .*$/m.exec(stderr)?.[0] ?? `ended by a signal: ${errorLine(stderr)}`;
}

/** The words of the command line for a run. */
export function instanceArguments({ command, file, limit, workers, seed, words }: InstanceRequest): string[] {
  // strategies say themselves how many workers there are
  const threads = words.includes('--strategies') ? [] : ['--workers', String(workers)];
  const quiet = command === 'fzn' ? ['--statistics'] : command === 'sat' ? [] : ['--quiet'];
  return [command, file, '--time-limit', String(limit), ...threads, '--seed', String(seed), ...quiet, ...words];
}

const READERS: Readonly<Record<Command, (stdout: string) => Printed | null>> = {
  rcpsp: readSchedule,
  jobshop: readSchedule,
  fzn: readFlatZincAnswer,
  sat: readSatAnswer,
};

const SCHEDULE_EXITS: Readonly<Record<Answer['status'], number>> = {
  optimal: 0,
  feasible: 0,
  unknown: 3,
  infeasible: 4,
};
const SAT_EXITS: Readonly<Record<Answer['status'], number>> = { optimal: 10, feasible: 10, unknown: 0, infeasible: 20 };

function exitComplaint(command: Command, { exitCode, stderr }: ChildResult, { status }: Answer): string {
  const expected = command === 'fzn' ? 0 : (command === 'sat' ? SAT_EXITS : SCHEDULE_EXITS)[status];
  if (exitCode === expected) return '';
  return `exit code ${exitCode} with the answer ${status}: ${errorLine(stderr)}`;
}

interface ScheduleAnswer {
  readonly status: Answer['status'];
  readonly makespan: number | null;
  readonly lowerBound: number | null;
  readonly solve: {
    readonly seconds: number;
    readonly conflicts: number;
    readonly incumbents: readonly { readonly seconds: number }[];
  };
}

/** The file of `moccasin rcpsp` and `moccasin jobshop`. */
export function readSchedule(stdout: string): Printed | null {
  let file: ScheduleAnswer;
  try {
    file = JSON.parse(stdout) as ScheduleAnswer;
  } catch {
    return null;
  }
  const { status, makespan, lowerBound, solve } = file;
  return {
    answer: { status, objective: makespan, bound: lowerBound },
    measures: {
      ...{ objective: makespan, bound: lowerBound, solveSeconds: solve.seconds, conflicts: solve.conflicts },
      bestSeconds: solve.incumbents.at(-1)?.seconds ?? null,
    },
  };
}

/** The lines of `moccasin fzn --statistics`. */
export function readFlatZincAnswer(stdout: string): Printed | null {
  const statistic = (name: string): number | null => {
    const [, value] = new RegExp(`^%%%mzn-stat: ${name}=(.*)$`, 'm').exec(stdout) ?? [];
    return value === undefined ? null : Number(value);
  };
  const has = (line: string): boolean => new RegExp(`^${line}$`, 'm').test(stdout);
  // without the end of the statistics the program did not come to its end; an unbounded problem is none of the collection
  if (!has('%%%mzn-stat-end') || has('=====UNBOUNDED=====')) return null;
  const objective = statistic('objective');
  const isSolved = has('----------');
  const status: Answer['status'] = has('=====UNSATISFIABLE=====')
    ? 'infeasible'
    : !isSolved
      ? 'unknown'
      : has('==========') || objective === null
        ? 'optimal'
        : 'feasible';
  const bound = statistic('objectiveBound');
  return {
    answer: { status, objective, bound },
    measures: {
      ...{ objective, bound, conflicts: statistic('failures') },
      solveSeconds: (statistic('initTime') ?? 0) + (statistic('solveTime') ?? 0),
    },
  };
}

/** The lines of `moccasin sat`. */
export function readSatAnswer(stdout: string): Printed | null {
  const [, word] = /^s (SATISFIABLE|UNSATISFIABLE|UNKNOWN)$/m.exec(stdout) ?? [];
  if (word === undefined) return null;
  const status = word === 'SATISFIABLE' ? 'optimal' : word === 'UNSATISFIABLE' ? 'infeasible' : 'unknown';
  const [, conflicts, solveSeconds] = /^c (\d+) conflicts,.*, ([\d.]+) s,/m.exec(stdout) ?? [];
  return {
    answer: { status, objective: null, bound: null },
    measures: {
      conflicts: conflicts === undefined ? null : Number(conflicts),
      solveSeconds: solveSeconds === undefined ? null : Number(solveSeconds),
    },
  };
}
