// The JSON form of a benchmark's outcome: enough to read it years later, and to compare two of them row by row.
//
// Every suite writes rows of one shape: settings (what was asked), measures (numbers, by name with their unit) and a status. A table is a view of it.

import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { ROOT } from './child.ts';

export const RESULT_FORMAT = 'moccasin-bench/1';

export type Suite = 'remat' | 'engine' | 'compile' | 'scheduling' | 'minizinc' | 'sat' | 'propagators' | 'peers';

export interface ResultRow {
  readonly name: string;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly status: string;
  /** Medians over the seeds; null where there is nothing to measure (no schedule: no duration). */
  readonly measures: Readonly<Record<string, number | null>>;
  /** One sentence on the row's aim, or empty. */
  readonly aim: string;
  /** What is no number, by name: the standing of a peer, a complaint. */
  readonly notes?: Readonly<Record<string, string>>;
  readonly seeds: readonly number[];
}

export interface ResultFile {
  readonly format: typeof RESULT_FORMAT;
  readonly suite: Suite;
  /** Short commit id, with "+" if the working tree differed from it. */
  readonly commit: string;
  readonly node: string;
  readonly machine: string;
  readonly rows: readonly ResultRow[];
}

/** `commit`: what was measured, where that is not what is there now. */
export function resultFile(suite: Suite, rows: readonly ResultRow[], commit: string = commitId()): ResultFile {
  return { format: RESULT_FORMAT, suite, commit, node: process.version, machine: machineName(), rows };
}

/** Cores and processor. */
export function machineName(): string {
  const processors = cpus();
  return `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}`;
}

/** Reads what resultFile() made; a text saying what is wrong otherwise. */
export function parseResultFile(text: string): ResultFile | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  const { format, rows } = (document ?? {}) as Partial<ResultFile>;
  if (format !== RESULT_FORMAT || !Array.isArray(rows)) return `is not a ${RESULT_FORMAT} file`;
  return document as ResultFile;
}

/** The median; null counts as worse than any number, and the middle of an even count is the mean of its two. */
export function median(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.map((v) => v ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const middle = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return Number.isFinite(middle) ? middle : null;
}

/** The largest; null counts as worse than any number. */
export function worst(values: readonly (number | null)[]): number | null {
  return values.length === 0 || values.includes(null) ? null : Math.max(...(values as number[]));
}

/** Measure by measure, the medians of records that have the same names. */
export function medians(records: readonly Readonly<Record<string, number | null>>[]): Record<string, number | null> {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  return Object.fromEntries([...names].map((name) => [name, median(records.map((record) => record[name] ?? null))]));
}

/** "optimal", or "2 optimal, 1 feasible". */
export function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  if (counts.size === 1) return words[0];
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** Short id of the commit, with a "+" if the working tree differs from it; "unknown" outside a repository. */
export function commitId(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    // results written since are no difference in the program
    const changes = git('status', '--porcelain', '--', '.', ':!bench/results');
    return git('rev-parse', '--short', 'HEAD') + (changes === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}

/** Null for no values; zeros count as the least that is told apart from nothing, a millisecond. */
export function geometricMean(seconds: readonly number[]): number | null {
  if (seconds.length === 0) return null;
  return Math.exp(seconds.reduce((sum, value) => sum + Math.log(Math.max(value, 1e-3)), 0) / seconds.length);
}
