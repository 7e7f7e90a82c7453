// MiniSat as a peer in the same run, where it is installed; else its seconds of another day, from the index of the collection.

import { runProgram } from './child.ts';
import type { Instance } from './instances.ts';
import { seconds } from './report.ts';

const GRACE_SECONDS = 30;
const EXIT_SAT = 10;
const EXIT_UNSAT = 20;

/** Whether there is one. */
export async function hasMinisat(program = 'minisat'): Promise<boolean> {
  // its help ends with 0 or 1, after its version; what is not there has no exit code
  return (await runProgram(program, ['--help'], GRACE_SECONDS)).exitCode !== null;
}

export interface MinisatRun {
  /** Wall-clock seconds; null if it came to no answer within the limit. */
  readonly seconds: number | null;
  readonly status: 'sat' | 'unsat' | 'unknown';
  /** For the table. */
  readonly text: string;
}

/** Runs it on a file. */
export async function runMinisat(file: string, limit: number, program = 'minisat'): Promise<MinisatRun> {
  const words = ['-verb=0', `-cpu-lim=${Math.ceil(limit)}`, file];
  const { exitCode, wallSeconds } = await runProgram(program, words, limit + GRACE_SECONDS);
  const status = exitCode === EXIT_SAT ? 'sat' : exitCode === EXIT_UNSAT ? 'unsat' : 'unknown';
  const isDone = status !== 'unknown';
  return { status, seconds: isDone ? wallSeconds : null, text: `${status} (${seconds(wallSeconds)})` };
}

/** What the index says. */
export function indexedMinisat({ minisat_user_s: value = null, status = 'sat' }: Instance): MinisatRun {
  return {
    seconds: value,
    status: value === null ? 'unknown' : status,
    text: value === null ? '-' : `${status} (${seconds(value)})`,
  };
}
