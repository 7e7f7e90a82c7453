// `moccasin solve GRAPH`: find a schedule, prove how good it is, write it down.
//
// Whatever can be wrong with the request is found before the search starts (solve-request.ts); what ends the search, a
// proof, a limit or Ctrl-C, the best schedule so far is replayed once more and written.

import { simulate } from '../../formulation/schedule.ts';
import { type RematEvents, solveInThread } from '../../formulation/solve.ts';
import { InputError } from '../../io/input-error.ts';
import { formatSchedule, type ScheduleFile, writeScheduleFile } from '../../io/schedule-file.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { type Incumbent, scheduleReport } from '../schedule-report.ts';
import { solveHelp, solveRequest } from '../solve-request.ts';
import { summary } from '../summary.ts';

const EXIT_CODES = { optimal: 0, feasible: 0, unknown: 3, infeasible: 4 } as const;

export async function run(argv: string[], output: Output): Promise<number> {
  const request = solveRequest(argv);
  if (request === null) {
    output.stdout(solveHelp());
    return 0;
  }
  const { options, problem, parameters } = request;
  const incumbents: Incumbent[] = [];
  const events: RematEvents = {
    onSolution: (sequence, { seconds, worker }) => {
      const replay = simulate(problem.graph, sequence, problem);
      if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
      incumbents.push({ seconds, worker, duration: replay.duration, peak: replay.peak });
    },
  };
  const result = await interruptible(
    (signal) => solveInThread(problem, parameters, { ...events, signal }),
    () => {},
  );
  const schedule = scheduleReport(request, result, incumbents);
  write(schedule, options.output, output);
  if (!options.quiet) output.stderr(summary(request, result, schedule, options.output ?? null));
  return EXIT_CODES[result.status];
}

/** To the file, or to stdout: also when the file cannot be written after all, for the search may have taken hours. */
function write(schedule: ScheduleFile, file: string | undefined, output: Output): void {
  if (file === undefined) {
    output.stdout(formatSchedule(schedule));
    return;
  }
  try {
    writeScheduleFile(file, schedule);
  } catch (error) {
    if (error instanceof InputError) output.stdout(formatSchedule(schedule));
    throw error;
  }
}
