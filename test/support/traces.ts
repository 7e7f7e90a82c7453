// Traces: shrunk cases that once failed, one JSON file each in test/traces, as the suite prints them.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve(import.meta.dirname, '../traces');

export interface Trace {
  /** Name of the subject. */
  readonly name: string;
  readonly mode: string;
  /** Seed of the walk. */
  readonly seed: string;
  readonly case: unknown;
}

/** The stored traces of a subject, with their file names. */
export function tracesOf(name: string): [string, Trace][] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file): [string, Trace] => [file, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Trace])
    .filter(([, trace]) => trace.name === name);
}
