// `moccasin sweep GRAPH --budgets LIST`: the trade-off between memory and duration as a table, a file and a picture.

import { reasonText, structuralReason } from '../../formulation/infeasibility.ts';
import { type SweepPoint, sweep } from '../../formulation/sweep.ts';
import { InputError, printable } from '../../io/input-error.ts';
import { formatSweep, formatSweepCsv, type SweepFile } from '../../io/sweep-file.ts';
import { formatSweepPlot } from '../../io/sweep-plot.ts';
import { writeTextFile } from '../../io/text-file.ts';
import { commandHelp } from '../help.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { sweepPage } from '../report-file.ts';
import { gapPercent, STOP_REASONS } from '../standing.ts';
import { failureLines } from '../summary.ts';
import { sweepReport, sweepTable } from '../sweep-report.ts';
import { SWEEP, type SweepRequest, sweepRequest } from '../sweep-request.ts';

const EXIT_NOTHING_FOUND = 3;
const EXIT_INFEASIBLE = 4;

export async function run(argv: string[], output: Output): Promise<number> {
  const request = sweepRequest(argv);
  if (request === null) {
    output.stdout(commandHelp(SWEEP));
    return 0;
  }
  const { solve, options, budgets } = request;
  output.stderr(solve.warnings.join(''));
  const total = new Set(budgets).size;
  let done = 0;
  const onPoint = (point: SweepPoint): void => {
    done++;
    output.stderr(failureLines(point));
    if (!options.quiet) output.stderr(progressLine(request, point, `${done} of ${total}`));
  };
  const points = await interruptible(
    (signal) => sweep(solve.problem, budgets, solve.parameters, { signal, onPoint }),
    () => {},
  );
  const report = sweepReport(request, points);
  output.stdout(sweepTable(report));
  write(report, request, output);
  if (points.some(({ sequence }) => sequence !== null)) return 0;
  return points.every(({ status }) => status === 'infeasible') ? EXIT_INFEASIBLE : EXIT_NOTHING_FOUND;
}

/** How the solve of one budget ended. */
function progressLine({ solve }: SweepRequest, point: SweepPoint, which: string): string {
  const { budget, status, duration, lowerBound, seconds, stopReason } = point;
  const { graph } = solve.problem;
  const gap = gapPercent(duration, lowerBound);
  const reason = structuralReason({ ...solve.problem, memoryBound: budget });
  const parts = [
    `${graph.name}: budget ${budget} (${which}): ${status}`,
    ...(gap === null ? [] : [`duration ${duration}, proven gap ${gap.toFixed(4)} %`]),
    ...(reason === null ? [] : [reasonText(graph, reason)]),
    `${seconds.toFixed(2)} s (${STOP_REASONS[stopReason]})`,
  ];
  return `${printable(parts.join(', '))}\n`;
}

/** All files that can be written are; what was meant for --output goes to stdout if it cannot. */
function write(report: SweepFile, { options, solve }: SweepRequest, output: Output): void {
  const files: readonly [file: string | undefined, text: () => string][] = [
    [options.csv, () => formatSweepCsv(report)],
    [options.plot, () => formatSweepPlot(report)],
    [options.report, () => sweepPage(solve, report)],
    [options.output, () => formatSweep(report)],
  ];
  let failure: InputError | null = null;
  for (const [file, text] of files) {
    if (file === undefined) continue;
    try {
      writeTextFile(file, text());
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failure = error;
      if (file === options.output) output.stdout(text());
    }
  }
  if (failure !== null) throw failure;
}
