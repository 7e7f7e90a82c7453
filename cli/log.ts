// The log of a solve for people, in the manner of CP-SAT's: what is solved and how, a line per improvement, tables of who
// did what, and a block of response statistics. For programs there are the events (io/event-log.ts).
//
//   #1       0.42s  best:48146  next:[47769,48145]  gap:0.78%  annealing
//   #Bound   0.43s  best:48146  next:[47800,48145]  gap:0.72%  probe
//   #Done    1.20s  proof complete

import { edgeCount } from '../formulation/graph.ts';
import { buildMoccasin } from '../formulation/moccasin.ts';
import { MAX_MODEL_SIZE, modelSize } from '../formulation/model-size.ts';
import type { RematResult } from '../formulation/solve.ts';
import { structuralBound } from '../formulation/structure.ts';
import { printable } from '../io/input-error.ts';
import type { Finding } from '../solver/portfolio/exchange.ts';
import { fingerprint, gapIntegral } from './response.ts';
import type { SolveRequest } from './solve-request.ts';
import { gapPercent, type Incumbent, STOP_REASONS, type Standing, type Watcher } from './standing.ts';
import { table } from './table.ts';
import { packageVersion } from './version.ts';

const LABEL_WIDTH = 9;

export class LogWriter implements Watcher {
  private readonly request: SolveRequest;
  private readonly write: (text: string) => void;

  /** Writes what is known before the search. `write` takes whole lines. */
  constructor(request: SolveRequest, write: (text: string) => void) {
    this.request = request;
    this.write = write;
    this.parameters();
    this.graph();
    this.model();
    this.line('', 'Search:');
  }

  onSolution(standing: Standing, { seconds, worker }: Incumbent): void {
    this.improvement(`#${standing.incumbents.length}`, seconds, standing, worker);
  }

  onBound(standing: Standing, { seconds, worker, value }: Finding): void {
    if (value === Number.POSITIVE_INFINITY) this.line(`${labelled('#Bound', seconds)}  infeasible  ${worker}`);
    else this.improvement('#Bound', seconds, standing, worker);
  }

  end(standing: Standing, result: RematResult): void {
    this.line(`${labelled('#Done', result.seconds)}  ${STOP_REASONS[result.stopReason]}`);
    this.members(result);
    this.findings('Solutions', standing.incumbents);
    this.findings('Bounds', standing.bounds);
    this.response(standing, result);
  }

  private line(...lines: string[]): void {
    for (const line of lines) this.write(`${printable(line)}\n`);
  }

  private improvement(label: string, seconds: number, { objective, bound }: Standing, worker: string): void {
    const gap = gapPercent(objective, bound);
    const range = objective <= bound ? '[]' : `[${amount(bound)},${amount(objective - 1)}]`;
    const parts = [labelled(label, seconds), `best:${amount(objective)}`, `next:${range}`];
    if (gap !== null) parts.push(`gap:${gap.toFixed(2)}%`);
    this.line([...parts, worker].join('  '));
  }

  private parameters(): void {
    const { timeLimit, deterministic, seed, strategies, explanation, engine } = this.request.parameters;
    const seconds = deterministic ? 's of work (deterministic)' : 's';
    const given = Object.entries(engine).map(([name, value]) => `${name}=${value}`);
    this.line(
      `moccasin ${packageVersion()}, Node.js ${process.versions.node}`,
      `Parameters: time limit ${timeLimit} ${seconds}, seed ${seed}, ${strategies.length} worker(s): ${strategies.join(', ')}`,
      `            explanation ${explanation}, engine options ${given.length === 0 ? 'as by default' : given.join(' ')}`,
    );
  }

  private graph(): void {
    const { problem, baseline } = this.request;
    const { graph, objective, memoryBound, durationBound } = problem;
    const unlimited = { ...problem, memoryBound: Number.POSITIVE_INFINITY, durationBound: Number.POSITIVE_INFINITY };
    const least = structuralBound({ ...unlimited, objective: 'memory' });
    const share =
      baseline.peak === 0 ? '' : ` (${((100 * memoryBound) / baseline.peak).toFixed(2)} % of the input order)`;
    const goal =
      objective === 'duration'
        ? `least duration with peak memory <= ${memoryBound}${share}`
        : `least peak memory with duration <= ${amount(durationBound)}`;
    this.line(
      '',
      `Graph ${graph.name}: ${graph.n} nodes, ${edgeCount(graph)} links`,
      `  input order: peak ${baseline.peak}, duration ${baseline.duration}; no schedule needs less than ${least} memory`,
      `Problem: ${goal}`,
      `  ${problem.order} order, at most ${problem.maxComputations} computations per node` +
        `${problem.keepOutputs ? ', outputs kept' : ''}, precedence by ${problem.precedence}`,
    );
  }

  /** Each worker builds the model for itself; it is built once more here only to be counted. */
  private model(): void {
    const { problem } = this.request;
    if (structuralBound(problem) === Number.POSITIVE_INFINITY) return;
    if (modelSize(problem) > MAX_MODEL_SIZE) {
      this.line('', 'Model: too large to be built; the search does without');
      return;
    }
    const start = performance.now();
    const { data, sizeUnit, durationUnit } = buildMoccasin(problem.graph, problem);
    const seconds = (performance.now() - start) / 1000;
    const kinds = new Map<string, number>();
    for (const { kind } of data.constraints) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    this.line(
      '',
      `Model: ${data.variables.length} variables, ${data.intervals.length} intervals, ` +
        `${data.constraints.length} constraints (built in ${seconds.toFixed(2)} s, ` +
        `memory in units of ${sizeUnit}, duration of ${durationUnit})`,
      ...table([...kinds].map(([kind, count]) => [kind, String(count)])),
    );
  }

  private members({ workers }: RematResult): void {
    const rows = workers.flatMap(({ worker, members }) =>
      members.flatMap(({ name, stats }) => counterRows(stats).map((row) => [worker, name, ...row])),
    );
    if (rows.length > 0) this.line('', 'Members:', ...table(rows));
  }

  private findings(title: string, findings: readonly { readonly seconds: number; readonly worker: string }[]): void {
    const byWorker = new Map<string, { count: number; last: number }>();
    for (const { worker, seconds } of findings) {
      byWorker.set(worker, { count: (byWorker.get(worker)?.count ?? 0) + 1, last: seconds });
    }
    const rows = [...byWorker].map(([worker, { count, last }]) => [worker, String(count), `last ${last.toFixed(2)} s`]);
    if (rows.length > 0) this.line('', `${title}:`, ...table(rows));
  }

  private response(standing: Standing, result: RematResult): void {
    const { objective, lowerBound, seconds, status, sequence, workers } = result;
    const gap = gapPercent(objective, lowerBound);
    const rows: [string, string][] = [
      ['status', status.toUpperCase()],
      ['objective', amount(objective)],
      ['best_bound', status === 'infeasible' ? 'none' : amount(lowerBound)],
      ['gap', gap === null ? 'none' : `${gap.toFixed(4)}%`],
    ];
    if (standing.best !== null) rows.push(['peak', amount(standing.best.peak)], ['steps', String(standing.best.steps)]);
    for (const [name, counter] of COUNTERS) {
      const values = workers.flatMap(({ members }) => members.map(({ stats }) => stats[counter]));
      const counted = values.filter((value) => value !== undefined);
      if (counted.length > 0) rows.push([name, String(counted.reduce((sum, value) => sum + value, 0))]);
    }
    const { user, system } = process.cpuUsage();
    rows.push(['walltime', seconds.toFixed(3)], ['usertime', ((user + system) / 1e6).toFixed(3)]);
    rows.push(['gap_integral', gapIntegral(standing.incumbents, standing.bounds, seconds).toFixed(3)]);
    if (sequence !== null) rows.push(['solution_fingerprint', fingerprint(sequence)]);
    this.line('', 'Response:', ...rows.map(([name, value]) => `${name}: ${value}`), '');
  }
}

/** Response lines that add up a counter of all members that have it. */
const COUNTERS: readonly (readonly [name: string, counter: string])[] = [
  ['conflicts', 'conflicts'],
  ['branches', 'decisions'],
  ['propagations', 'propagations'],
  ['restarts', 'restarts'],
];

/** Counters as [part, counters] rows: "lns-ball visits" is the counter "visits" of the part "lns-ball". */
function counterRows(stats: Readonly<Record<string, number>>): [part: string, counters: string][] {
  const parts = new Map<string, string[]>();
  for (const [key, value] of Object.entries(stats)) {
    const at = key.lastIndexOf(' ');
    const part = key.slice(0, Math.max(0, at));
    parts.set(part, [...(parts.get(part) ?? []), `${key.slice(at + 1)} ${amount(value)}`]);
  }
  return parts.size === 0 ? [['', 'had no turn']] : [...parts].map(([part, counters]) => [part, counters.join(', ')]);
}

function labelled(label: string, seconds: number): string {
  return `${label.padEnd(LABEL_WIDTH)}${seconds.toFixed(2)}s`;
}

function amount(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
