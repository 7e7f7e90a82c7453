// The files that a command is told to write its results to.

import { assertWritable } from '../io/text-file.ts';
import { usageError } from './args.ts';
import { assertOneOnStdout, isSameFile } from './same-file.ts';

/** Make sure that all can be written, none of them twice and none of those that are read; `printsResult` says that stdout has a result already. Throws InputError. */
export function assertResultFiles(
  results: readonly (string | undefined)[],
  inputs: readonly string[],
  printsResult = false,
): void {
  assertOneOnStdout(results, printsResult);
  const named = [...inputs];
  for (const file of results) {
    if (file === undefined) continue;
    assertWritable(file);
    if (named.some((other) => isSameFile(file, other))) {
      usageError('', `"${file}" is named twice`, 'write each result to a file of its own');
    }
    named.push(file);
  }
}
