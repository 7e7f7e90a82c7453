// `moccasin minimize-memory GRAPH`: the smallest budget that is reached, the largest that is proven infeasible, and why.

import { largestNeed, reasonText } from '../../formulation/infeasibility.ts';
import { minimizeMemory } from '../../formulation/minimize-memory.ts';
import type { RematResult } from '../../formulation/solve.ts';
import { printable } from '../../io/input-error.ts';
import type { ScheduleFile } from '../../io/schedule-file.ts';
import { parseArguments } from '../args.ts';
import { deliverSchedule } from '../deliver-schedule.ts';
import { GRAPH_OPTIONS } from '../graph-options.ts';
import { commandHelp } from '../help.ts';
import type { Interrupts } from '../interrupt.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import { reportSolve } from '../report-file.ts';
import { scheduleReport } from '../schedule-report.ts';
import { SOLVE, type SolveRequest } from '../solve-request.ts';
import { gapPercent, STOP_REASONS, Standing } from '../standing.ts';
import { failureLines } from '../summary.ts';
import { requestOf } from '../sweep-request.ts';

const shared = SOLVE.options;

export const MINIMIZE_MEMORY = defineCommand({
  name: 'minimize-memory',
  summary:
    'Find the smallest memory budget that a schedule can keep to, whatever its duration, prove how small a budget ' +
    'can be at all, and say why a smaller one is infeasible.',
  positionals: SOLVE.positionals,
  options: {
    'max-computations': shared['max-computations'],
    order: shared.order,
    'keep-outputs': shared['keep-outputs'],
    'time-limit': shared['time-limit'],
    workers: shared.workers,
    seed: shared.seed,
    deterministic: shared.deterministic,
    output: shared.output,
    report: shared.report,
    ...GRAPH_OPTIONS,
    quiet: shared.quiet,
  },
  notes: [
    'The schedule goes to stdout or --output. Exit code 0, or 2 for bad input. Ctrl-C ends the search and delivers ' +
      'the best schedule so far; a second Ctrl-C ends the program at once.',
  ],
});

export async function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  const { help, options, positionals } = parseArguments(MINIMIZE_MEMORY, argv);
  if (help) {
    output.stdout(commandHelp(MINIMIZE_MEMORY));
    return 0;
  }
  const request = requestOf(positionals[0]!, ['--objective=memory'], options);
  const { problem, parameters, baseline } = request;
  output.stderr(request.warnings.join(''));
  const standing = new Standing(problem);
  const result = await interrupts.during((signal) =>
    minimizeMemory(problem, parameters, {
      signal,
      onSolution: (sequence, finding) => {
        const { peak, seconds, worker } = standing.addSolution(sequence, finding);
        if (!options.quiet) output.stderr(`${seconds.toFixed(2)} s: peak ${peak} (${worker})\n`);
      },
      onBound: ({ seconds, value, worker }) => {
        if (!options.quiet) output.stderr(`${seconds.toFixed(2)} s: at least ${value} (${worker})\n`);
      },
    }),
  );
  output.stderr(failureLines(result));
  const schedule = scheduleReport(request, result, standing);
  deliverSchedule(schedule, options.output, output);
  reportSolve('minimize-memory', request, result, standing);
  if (!options.quiet) output.stderr(summary(request, result, schedule, baseline.peak));
  return 0;
}

/** What was reached, what is proven, and what stands in the way of less. */
function summary(
  { problem }: SolveRequest,
  result: RematResult,
  { overheadPercent, duration }: ScheduleFile,
  baselinePeak: number,
): string {
  const { objective: peak, lowerBound, status, seconds, stopReason } = result;
  const percent = baselinePeak === 0 ? 100 : (100 * peak) / baselinePeak;
  const parts = [
    `${problem.graph.name}: ${status}`,
    `peak ${peak} (${percent.toFixed(2)} % of input order)`,
    `proven at least ${lowerBound} (gap ${gapPercent(peak, lowerBound)?.toFixed(4)} %)`,
    `duration ${duration} (TDI ${overheadPercent?.toFixed(4)} %)`,
    `${seconds.toFixed(2)} s (${STOP_REASONS[stopReason]})`,
  ];
  return `${printable(parts.join(', '))}\n${printable(why(problem, result))}\n`;
}

/** Why every budget below the bound is infeasible. */
function why(problem: SolveRequest['problem'], { lowerBound, bounds }: RematResult): string {
  if (lowerBound === 0) return 'no budget is infeasible';
  const need = largestNeed(problem);
  const structural = reasonText(problem.graph, need);
  if (need.needed >= lowerBound) return `a budget below ${lowerBound} is infeasible: ${structural}`;
  const prover = bounds.at(-1)?.worker;
  return `a budget below ${lowerBound} is infeasible: proven by search (${prover}); below ${need.needed} because ${structural}`;
}
