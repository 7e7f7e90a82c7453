// Where the answer of a search goes.

import { InputError } from '../io/input-error.ts';
import { writeTextFile } from '../io/text-file.ts';
import type { Output } from './output.ts';

/** To the file, or to stdout: also when the file cannot be written after all, for the search may have taken hours. Throws InputError then. */
export function writeAnswer(text: string, file: string | undefined, output: Output): void {
  if (file === undefined) {
    output.stdout(text);
    return;
  }
  try {
    writeTextFile(file, text);
  } catch (error) {
    if (error instanceof InputError) output.stdout(text);
    throw error;
  }
}
