// `moccasin solve GRAPH`: find a schedule, prove how good it is, write it down.
//
// Whatever can be wrong with the request is found before the search starts (solve-request.ts); what ends the search, a
// proof, a limit or Ctrl-C, the best schedule so far is replayed once more and written.

import { type ArenaPlan, DEFAULT_ALIGNMENT } from '../../formulation/arena/plan.ts';
import { simulate } from '../../formulation/schedule.ts';
import type { RematEvents, RematResult } from '../../formulation/solve.ts';
import { solveRemat } from '../../formulation/solve-parallel.ts';
import { solvePlanned } from '../../formulation/solve-planned.ts';
import { printable } from '../../io/input-error.ts';
import { formatPlan } from '../../io/plan-file.ts';
import { writeTextFile } from '../../io/text-file.ts';
import { deliverSchedule } from '../deliver-schedule.ts';
import { EventWriter } from '../event-writer.ts';
import type { Interrupts } from '../interrupt.ts';
import { LogWriter } from '../log.ts';
import { type Output, processOutput } from '../output.ts';
import { planReport, planSummary } from '../plan-report.ts';
import { allowsColor, StatusLine, statusText } from '../progress.ts';
import { reportSolve } from '../report-file.ts';
import { scheduleReport } from '../schedule-report.ts';
import { type SolveRequest, solveHelp, solveRequest } from '../solve-request.ts';
import { Standing, type Watcher } from '../standing.ts';
import { failureLines, summary } from '../summary.ts';

const EXIT_CODES: Readonly<Record<RematResult['status'], number>> = {
  optimal: 0,
  feasible: 0,
  unknown: 3,
  infeasible: 4,
};

export async function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  const request = solveRequest(argv);
  if (request === null) {
    output.stdout(solveHelp());
    return 0;
  }
  const { options, problem } = request;
  output.stderr(request.warnings.join(''));
  const standing = new Standing(problem);
  const log = options.log ? new LogWriter(request, output.stderr) : null;
  const events = options.events === undefined ? null : new EventWriter(options.events, request);
  const result = await solveWatched(
    request,
    standing,
    [log, events].filter((watcher) => watcher !== null),
    output,
    interrupts,
  );
  log?.end(standing, result);
  const incomplete = events?.end(result) ?? null;
  if (incomplete !== null) output.stderr(`moccasin: ${printable(incomplete)}\n`);
  output.stderr(failureLines(result));
  const schedule = scheduleReport(request, result, standing);
  deliverSchedule(schedule, options.output, output);
  reportSolve('solve', request, result, standing);
  if (!options.quiet) output.stderr(summary(request, result, schedule, options.output ?? null));
  return deliverPlan(request, result, output) ? EXIT_CODES[result.status] : EXIT_CODES.unknown;
}

/** Writes the plan, if one is asked for; false if it does not fit the budget. */
function deliverPlan({ options, problem }: SolveRequest, result: Found, output: Output): boolean {
  const { sequence, plan } = result;
  if (options.plan === undefined || sequence === null || plan === null || plan === undefined) return true;
  const { graph, keepOutputs, memoryBound } = problem;
  const replay = simulate(graph, sequence, { keepOutputs });
  if (!replay.valid) throw new Error('a verified schedule cannot be replayed');
  const alignment = options.alignment ?? DEFAULT_ALIGNMENT;
  const file = planReport(graph, Int32Array.from(sequence), replay, plan, { alignment, keepOutputs });
  writeTextFile(options.plan, formatPlan(file));
  const fits = file.arena <= memoryBound;
  const over = `moccasin: found no plan within the budget ${memoryBound}, the smallest arena is ${file.arena}\n`;
  if (!options.quiet) output.stderr(`${planSummary(file)}${fits ? '' : over}`);
  return fits;
}

/** With a plan where one is asked for. */
type Found = RematResult & { readonly plan?: ArenaPlan | null };

/** Solves with watchers, a status line where there is a terminal, and Ctrl-C. */
async function solveWatched(
  request: SolveRequest,
  standing: Standing,
  watchers: readonly Watcher[],
  output: Output,
  interrupts: Interrupts,
): Promise<Found> {
  const { problem, parameters, options } = request;
  const status = options.log || options.quiet ? null : statusLine(request, standing, output);
  const events: RematEvents = {
    onSolution: (sequence, finding) => {
      const incumbent = standing.addSolution(sequence, finding);
      for (const watcher of watchers) watcher.onSolution(standing, incumbent);
    },
    onBound: (finding) => {
      standing.bounds.push(finding);
      for (const watcher of watchers) watcher.onBound(standing, finding);
    },
    ...(options.log ? { onLog: (line: string) => output.stderr(`#Workers ${printable(line)}\n`) } : {}),
  };
  try {
    return await interrupts.during(
      (signal) =>
        options.plan === undefined
          ? solveRemat(problem, parameters, { ...events, signal })
          : solvePlanned(problem, parameters, options.alignment ?? DEFAULT_ALIGNMENT, { ...events, signal }),
      () => status?.close(),
    );
  } finally {
    status?.close();
  }
}

/** A status line if stderr is a terminal that can erase lines, else null. */
function statusLine({ problem, baseline }: SolveRequest, standing: Standing, output: Output): StatusLine | null {
  const terminal = process.stderr;
  if (output !== processOutput || !terminal.isTTY || process.env.TERM === 'dumb') return null;
  const text = (seconds: number): string => statusText(problem, baseline, standing, seconds);
  return new StatusLine(terminal, allowsColor(process.env), text);
}
