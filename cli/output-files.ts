// The files that a command will write, looked at before its work: each can be written, and none would destroy another one or what is read.

import { assertWritable } from '../io/text-file.ts';
import { usageError } from './args.ts';
import { assertOneOnStdout, isSameFile } from './same-file.ts';

/** All can be written, and no two of them are the same file, nor the graph's; `printsResult` says that stdout has a result already. Throws InputError. */
export function checkOutputs(
  graph: string,
  files: readonly (readonly [option: string, file: string | undefined])[],
  printsResult: boolean,
): void {
  assertOneOnStdout(
    files.map(([, file]) => file),
    printsResult,
  );
  const taken: (readonly [file: string, what: string])[] = [[graph, 'the file of the graph']];
  for (const [option, file] of files) {
    if (file === undefined) continue;
    assertWritable(file);
    const owner = taken.find(([other]) => isSameFile(file, other));
    if (owner !== undefined) usageError(option, `is ${owner[1]}`, 'name another file');
    taken.push([file, `the file of ${option}`]);
  }
}
