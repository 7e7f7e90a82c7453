// `moccasin sweep GRAPH [GRAPH...] --budgets LIST`: the trade-off between memory and duration as a table, a file and a picture, worked out here or by the workers of a queue.

import { reasonText, structuralReason } from '../../formulation/infeasibility.ts';
import { fallingBudgets, type SweepPoint } from '../../formulation/sweep.ts';
import { InputError, printable } from '../../io/input-error.ts';
import { formatSweep, formatSweepCsv, formatSweeps, formatSweepsCsv, type NamedSweep } from '../../io/sweep-file.ts';
import { formatSweepPlot } from '../../io/sweep-plot.ts';
import { writeTextFile } from '../../io/text-file.ts';
import { commandHelp } from '../help.ts';
import type { Interrupts } from '../interrupt.ts';
import type { Output } from '../output.ts';
import type { CollectWatcher } from '../queue/collect.ts';
import { sweepPage } from '../report-file.ts';
import { gapPercent, STOP_REASONS } from '../standing.ts';
import { failureLines } from '../summary.ts';
import { SweepLedger } from '../sweep-ledger.ts';
import { sweepHere } from '../sweep-local.ts';
import { sweepReport, sweepTable } from '../sweep-report.ts';
import { type GraphSweep, SWEEP, type SweepRequest, sweepRequest } from '../sweep-request.ts';

const EXIT_FAILED = 1;
const EXIT_NOTHING_FOUND = 3;
const EXIT_INFEASIBLE = 4;

export async function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  const request = sweepRequest(argv);
  if (request === null) {
    output.stdout(commandHelp(SWEEP));
    return 0;
  }
  const { graphs } = request;
  output.stderr(graphs.flatMap(({ solve }) => solve.warnings).join(''));
  const note = (line: string): void => output.stderr(`moccasin: ${printable(line)}\n`);
  const ledger = new SweepLedger(request, note);
  const progress = new Progress(request, ledger, output, note);
  try {
    const results = await interrupts.during((signal) => search(request, ledger, signal, progress));
    const sweeps = graphs.map(({ file, solve }, i) => ({ file, sweep: sweepReport(solve, results[i]!) }));
    output.stdout(sweepTable(sweeps));
    write(sweeps, request, output);
    return exitCode(results.flat());
  } finally {
    ledger.close();
  }
}

async function search(
  { graphs, jobs, queue }: SweepRequest,
  ledger: SweepLedger,
  signal: AbortSignal,
  progress: Progress,
): Promise<SweepPoint[][]> {
  if (queue === null) return sweepHere(graphs, jobs, ledger.known, signal, progress);
  const { collect } = await import('../queue/collect.ts');
  return collect(queue, graphs, ledger, signal, progress);
}

function exitCode(points: readonly SweepPoint[]): number {
  if (points.some(({ stopReason }) => stopReason === 'failed')) return EXIT_FAILED;
  if (points.some(({ sequence }) => sequence !== null)) return 0;
  return points.every(({ status }) => status === 'infeasible') ? EXIT_INFEASIBLE : EXIT_NOTHING_FOUND;
}

/** Lines on stderr as budgets end; finished ones go into the ledger. */
class Progress implements CollectWatcher {
  readonly note: (line: string) => void;
  private readonly request: SweepRequest;
  private readonly ledger: SweepLedger;
  private readonly output: Output;
  private readonly total: number;
  private done: number;

  constructor(request: SweepRequest, ledger: SweepLedger, output: Output, note: (line: string) => void) {
    this.request = request;
    this.ledger = ledger;
    this.output = output;
    this.note = note;
    this.total = request.graphs.reduce((sum, { budgets }) => sum + fallingBudgets(budgets).length, 0);
    this.done = ledger.resumed;
    if (this.done > 0 && !request.options.quiet) note(`${this.done} of ${this.total} budgets were finished before`);
  }

  onPoint(graph: GraphSweep, point: SweepPoint): void {
    this.done++;
    if (this.request.queue === null) this.ledger.record(graph, point);
    this.output.stderr(failureLines(point));
    if (!this.request.options.quiet) this.output.stderr(this.line(graph, point));
  }

  onFailure(graph: GraphSweep, budget: number, why: string): void {
    this.done++;
    this.note(`${graph.file}: budget ${budget} failed: ${why}`);
  }

  /** How the solve of one budget ended. */
  private line({ file, solve }: GraphSweep, point: SweepPoint): string {
    const { budget, status, duration, lowerBound, seconds, stopReason } = point;
    const { graph } = solve.problem;
    const gap = gapPercent(duration, lowerBound);
    const reason = structuralReason({ ...solve.problem, memoryBound: budget });
    const name = this.request.graphs.length === 1 ? graph.name : file;
    const parts = [
      `${name}: budget ${budget} (${this.done} of ${this.total}): ${status}`,
      ...(gap === null ? [] : [`duration ${duration}, proven gap ${gap.toFixed(4)} %`]),
      ...(reason === null ? [] : [reasonText(graph, reason)]),
      `${seconds.toFixed(2)} s (${SWEEP_STOP_REASONS[stopReason]})`,
    ];
    return `${printable(parts.join(', '))}\n`;
  }
}

const SWEEP_STOP_REASONS: Readonly<Record<SweepPoint['stopReason'], string>> = { ...STOP_REASONS, failed: 'failed' };

/** All files that can be written are; what was meant for --output goes to stdout if it cannot. */
function write(sweeps: readonly NamedSweep[], { options, graphs }: SweepRequest, output: Output): void {
  const isOne = sweeps.length === 1;
  const files: readonly [file: string | undefined, text: () => string][] = [
    [options.csv, () => (isOne ? formatSweepCsv(sweeps[0]!.sweep) : formatSweepsCsv(sweeps))],
    ...graphs.flatMap(({ plot, report, solve }, i): [string | undefined, () => string][] => [
      [plot, () => formatSweepPlot(sweeps[i]!.sweep)],
      [report, () => sweepPage(solve, sweeps[i]!.sweep)],
    ]),
    [options.output, () => (isOne ? formatSweep(sweeps[0]!.sweep) : formatSweeps(sweeps))],
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
