// Whether two paths are one file.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { STANDARD } from '../io/text-file.ts';
import { usageError } from './args.ts';

/** True if writing one would destroy the other; devices and pipes hold nothing that could be lost. */
export function isSameFile(a: string, b: string): boolean {
  if (a === STANDARD || b === STANDARD) return false;
  const [first, second] = [a, b].map((file) => statSync(file, { throwIfNoEntry: false }));
  if (first === undefined || second === undefined) return first === second && resolve(a) === resolve(b);
  return first.isFile() && first.dev === second.dev && first.ino === second.ino;
}

/** At most one of these results goes to stdout, and none if something else does. Throws InputError. */
export function assertOneOnStdout(results: readonly (string | undefined)[], isTaken: boolean): void {
  const count = results.filter((file) => file === STANDARD).length;
  if (count > (isTaken ? 0 : 1)) usageError('', 'two results would go to stdout', 'write one of them to a file');
}

/** What is appended to while the work goes on is a file. Throws InputError. */
export function refuseStandard(option: string, file: string | undefined): void {
  if (file === STANDARD) usageError(option, 'cannot be the standard output', 'name a file');
}
