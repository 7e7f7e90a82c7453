// CP-SAT on the authors' model (peers/cpsat_moccasin.py) as a peer in the same run: where a Python with OR-tools is at hand, its rows alternate with ours.
//
// It has the row's limit for each of its two phases, as its authors give it: up to twice the time. Its schedules are replayed by the simulator here, and count with the
// duration of that replay; one that does not hold is reported as wrong. A proven optimum is one of the authors' restricted model.

import { join } from 'node:path';
import { loadGraph } from '../formulation/load-graph.ts';
import { checkSchedule, overheadPercent, simulate, simulateInputOrder } from '../formulation/schedule.ts';
import { errorLine, runProgram } from './child.ts';
import { type Incumbent, secondsToTdi } from './targets.ts';

const SCRIPT = join(import.meta.dirname, 'peers/cpsat_moccasin.py');
/** Beyond both phases: building the model, and presolve, which does not look at the clock often. */
const GRACE_SECONDS = 120;

export interface Cpsat {
  readonly python: string;
  readonly version: string;
}

export interface CpsatRequest {
  readonly graphFile: string;
  readonly share: number;
  readonly maxComputations: number;
  /** Seconds for each phase. */
  readonly limit: number;
  readonly workers: number;
  readonly seed: number;
  /** Measures of the time until a TDI, by name: the TDI as printed. */
  readonly targets: Readonly<Record<string, string>>;
}

export interface CpsatRun {
  /** optimal (of the restricted model), feasible, unknown, ended by force; "wrong" or "failed" with a complaint. */
  readonly status: string;
  readonly complaint: string;
  readonly measures: Readonly<Record<string, number | null>>;
}

/** A Python that has OR-tools, null if there is none. */
export async function findCpsat(python = 'python3'): Promise<Cpsat | null> {
  const { exitCode, stdout } = await runProgram(python, ['-c', 'import ortools; print(ortools.__version__)'], 60);
  return exitCode === 0 ? { python, version: stdout.trim() } : null;
}

export async function runCpsat({ python }: Cpsat, request: CpsatRequest): Promise<CpsatRun> {
  const { graphFile, share, maxComputations, limit, workers, seed } = request;
  const graph = loadGraph(graphFile, maxComputations);
  const baseline = simulateInputOrder(graph, { keepOutputs: false });
  const budget = Math.floor(share * baseline.peak);
  const args = [SCRIPT, graphFile, ...[budget, maxComputations, limit, workers, seed].map(String)];
  const { stdout, stderr, exitCode } = await runProgram(python, args, 2 * limit + GRACE_SECONDS);
  const { incumbents, end } = parseCpsatOutput(stdout);
  // presolve of a large model may outlast every limit
  if (end === null && exitCode === null) return { status: 'ended by force', complaint: '', measures: {} };
  if (end === null) return { status: 'failed', complaint: errorLine(stderr) || `exit code ${exitCode}`, measures: {} };
  const nodeOf = new Map(graph.ids.map((id, v) => [String(id), v]));
  const sequence = end.order.map((id) => nodeOf.get(id) ?? -1);
  const rules = { budget, mode: 'input', maxComputations, keepOutputs: false } as const;
  const [complaint = ''] = sequence.length === 0 ? [] : checkSchedule(graph, sequence, rules);
  if (complaint !== '') return { status: 'wrong', complaint, measures: {} };
  const replay = sequence.length === 0 ? null : simulate(graph, sequence);
  const duration = replay?.valid ? replay.duration : null;
  const targets = Object.entries(request.targets).map(([name, printed]) => [
    name,
    secondsToTdi(incumbents, baseline.duration, printed),
  ]);
  return {
    status: end.status,
    complaint: '',
    measures: {
      overheadPercent: duration === null ? null : overheadPercent(duration, baseline.duration),
      durationLowerBound: end.bound,
      firstSeconds: incumbents.at(0)?.seconds ?? null,
      bestSeconds: incumbents.at(-1)?.seconds ?? null,
      endSeconds: end.seconds,
      peakMiB: end.peakMiB,
      ...Object.fromEntries(targets),
    },
  };
}

interface CpsatEnd {
  readonly status: string;
  readonly seconds: number;
  readonly bound: number | null;
  readonly order: readonly string[];
  readonly peakMiB: number;
}

/** The lines the script prints; `end` is null if it did not come to its end. */
export function parseCpsatOutput(stdout: string): { incumbents: Incumbent[]; end: CpsatEnd | null } {
  const lines = stdout.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as { readonly type: string }];
    } catch {
      // cut off when the process was ended by force
      return [];
    }
  });
  const incumbents = lines.filter(({ type }) => type === 'incumbent') as unknown as Incumbent[];
  const end = lines.find(({ type }) => type === 'end') as unknown as CpsatEnd | undefined;
  return { incumbents, end: end ?? null };
}
