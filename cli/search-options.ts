// The options that the commands with a search over a file have in common, and the checks of their values.

import { availableParallelism } from 'node:os';
import { assertWritable } from '../io/text-file.ts';
import { usageError } from './args.ts';
import { isSameFile } from './same-file.ts';
import { MOST_WORKERS } from './settings.ts';

/** More workers than this are started only when asked for. */
export const MOST_WORKERS_BY_DEFAULT = 8;
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

export const SEARCH_OPTIONS = {
  'time-limit': {
    type: 'number',
    value: 'SECONDS',
    min: 0,
    max: MAX_INTEGER,
    help: 'wall-clock seconds; with --deterministic, seconds of work',
  },
  workers: {
    type: 'integer',
    min: 1,
    max: MOST_WORKERS,
    help: 'threads, each with a strategy of its own',
  },
  seed: { type: 'integer', min: 0, max: MAX_INTEGER, default: 1, help: 'seed of all random choices' },
  deterministic: {
    type: 'flag',
    help: 'count work instead of time: the same call gives the same answer, on a busy machine, too',
  },
  output: { type: 'text', value: 'FILE', help: 'write the answer to this file instead of stdout' },
  log: { type: 'flag', help: 'write a log of the search' },
  quiet: { type: 'flag', help: 'write nothing but the answer' },
} as const;

interface Checked {
  readonly output: string | undefined;
  readonly log: boolean;
  readonly quiet: boolean;
}

/** Finds contradictions and an output that cannot be written, or is the input. Throws InputError. */
export function checkSearchOptions({ output, log, quiet }: Checked, input: string): void {
  if (quiet && log) usageError('--quiet', 'contradicts --log', 'give one of them');
  if (output === undefined) return;
  assertWritable(output);
  if (isSameFile(output, input)) usageError('--output', 'is the file that is read', 'name another file');
}

/** One worker per core. */
export function defaultWorkers(): number {
  return Math.min(availableParallelism(), MOST_WORKERS_BY_DEFAULT);
}
