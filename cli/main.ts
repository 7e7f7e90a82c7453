#!/usr/bin/env node
// The program `moccasin`. Sets the exit code instead of exiting, so that pending output is written first.

import { systemError } from '../io/text-file.ts';
import { EXIT_BAD_INPUT, main } from './dispatch.ts';

// The answer cannot be written. A reader that closes the pipe early (moccasin ... | head) is no error of ours: stop quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`moccasin: ${systemError('standard output', error).message}\n`);
  process.exit(EXIT_BAD_INPUT);
});

// Nobody listens to the log any more, or its disk is full: the work goes on, its result is still wanted.
process.stderr.on('error', () => {});

process.exitCode = await main(process.argv.slice(2));
