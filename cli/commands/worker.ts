// `moccasin worker --queue URL`: does the jobs that sweeps put into a queue, until it is told to stop.

import { availableParallelism } from 'node:os';
import { printable } from '../../io/input-error.ts';
import { parseArguments, usageError } from '../args.ts';
import { commandHelp } from '../help.ts';
import type { Interrupts } from '../interrupt.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { QUEUE_OPTIONS, queueAddress } from '../queue/address.ts';

const WORKER = defineCommand({
  name: 'worker',
  summary: 'Do the jobs that `moccasin sweep --queue URL` puts into a queue, on this machine, until Ctrl-C or SIGTERM.',
  positionals: [],
  options: {
    ...QUEUE_OPTIONS,
    concurrency: { type: 'integer', min: 1, max: 256, help: 'jobs at once; by default one for each core' },
    'lock-seconds': {
      type: 'number',
      min: 0.5,
      max: 3600,
      default: 30,
      value: 'SECONDS',
      help: 'after so long a silence a worker counts as dead and its jobs go to others; the same for all workers',
    },
    quiet: { type: 'flag', help: 'nothing on stderr but trouble' },
  },
  notes: [
    'A worker that is told to stop puts its jobs back. The exit code is then 0; 2 for bad input or a server that does ' +
      'not answer at the start. Later outages of the server are waited for.',
  ],
});

export async function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  const { help, options } = parseArguments(WORKER, argv);
  if (help) {
    output.stdout(commandHelp(WORKER));
    return 0;
  }
  const address = queueAddress(options);
  if (address === null) return usageError('--queue', 'is missing', 'name the server: --queue redis://127.0.0.1:6379');
  const note = (line: string): void => output.stderr(`moccasin: ${printable(line)}\n`);
  const { work } = await import('../queue/work.ts');
  const isClosed = await interrupts.during((signal) =>
    work(
      address,
      {
        concurrency: options.concurrency ?? availableParallelism(),
        lockSeconds: options['lock-seconds'],
        onJob: (line) => {
          if (!options.quiet) output.stderr(`${line}\n`);
        },
        note,
      },
      signal,
    ),
  );
  if (!isClosed) {
    note('the server is away: jobs of this worker go to others when it has been silent for long enough');
    process.exit();
  }
  return 0;
}
