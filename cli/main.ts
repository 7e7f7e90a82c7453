#!/usr/bin/env node
// The program `moccasin`. Sets the exit code instead of exiting, so that pending output is written first.

import { main } from './dispatch.ts';

// A reader that closes the pipe early (moccasin ... | head) is no error of ours: stop quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Nobody listens to the log any more: the work goes on, its result is still wanted.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2));
