// The log of a model's solve for people, in the manner of CP-SAT's: what the model is, a line per improvement, a block of response statistics.
//
//   #1       0.42s  best:48146  next:[47769,48145]  search
//   #Bound   0.43s  best:48146  next:[47800,48145]  probe#2
//   #Done    1.20s  OPTIMAL (completed)

import type { SolveEvents } from './engine-run.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { HistoryEntry, Solution, SolveResult } from './result.ts';

const LABEL_WIDTH = 9;

export class SearchLog {
  private readonly write: (line: string) => void;
  private readonly maximize: boolean;
  private best: number | null = null;
  private bound: number | null = null;
  private solutions = 0;

  /** Writes the header. `write` takes lines without their ends. */
  constructor(data: ModelData, parameters: SolveParameters, write: (line: string) => void) {
    this.write = write;
    this.maximize = data.objective?.maximize === true;
    const given = Object.entries(parameters).filter(([name, value]) => value !== undefined && name !== 'engine');
    const engine = Object.entries(parameters.engine ?? {});
    write(`Parameters: ${[...given, ...engine].map(([name, value]) => `${name}=${String(value)}`).join(' ')}`);
    const kinds = new Map<string, number>();
    for (const { kind } of data.constraints) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const booleans = data.variables.filter(({ domain }) => domain[0] === 0 && domain[domain.length - 1] === 1).length;
    write(
      `Model ${data.name ?? ''}: ${data.variables.length} variables (${booleans} Booleans), ${data.intervals.length} intervals, ` +
        `${data.constraints.length} constraints${data.objective === undefined ? '' : `, ${this.maximize ? 'maximize' : 'minimize'}`}`,
    );
    for (const [kind, count] of kinds) write(`  ${kind.padEnd(14)} ${count}`);
    write('');
  }

  /** The events of a solve, told to the log first and then to the user. */
  around(events: SolveEvents): SolveEvents {
    return {
      ...events,
      onSolution: (solution) => {
        this.solution(solution);
        events.onSolution?.(solution);
      },
      onBound: (bound) => {
        this.raise(bound);
        events.onBound?.(bound);
      },
      onLog: (line) => this.write(line),
    };
  }

  end(result: SolveResult): SolveResult {
    const { status, stopReason, wallTime, stats, objective, bestBound, gap, solutionInfo, validationError } = result;
    this.write(`${label('#Done', wallTime)}  ${status} (${stopReason})`);
    this.write('');
    const rows: [string, unknown][] = [
      ['status', status],
      ['objective', objective ?? 'NA'],
      ['best_bound', bestBound ?? 'NA'],
      ['gap', gap === null ? 'NA' : `${(100 * gap).toFixed(4)}%`],
      ['solution_info', solutionInfo || 'NA'],
      ['integers', stats.variables],
      ['conflicts', stats.conflicts],
      ['branches', stats.branches],
      ['propagations', stats.propagations],
      ['restarts', stats.restarts],
      ['learned_clauses', stats.learnedClauses],
      ['ticks', stats.ticks],
      ['walltime', wallTime.toFixed(3)],
    ];
    if (validationError !== null) rows.push(['error', validationError]);
    for (const [name, value] of rows) this.write(`${name}: ${String(value)}`);
    return result;
  }

  private solution({ objective, bestBound, seconds, worker }: Solution): void {
    this.best = objective;
    this.bound = bestBound ?? this.bound;
    this.improvement(`#${++this.solutions}`, seconds, worker);
  }

  private raise({ seconds, value, worker }: HistoryEntry): void {
    this.bound = value;
    this.improvement('#Bound', seconds, worker);
  }

  private improvement(what: string, seconds: number, worker: string): void {
    const { best, bound, maximize } = this;
    const parts = [label(what, seconds)];
    if (best !== null) parts.push(`best:${best}`);
    if (bound !== null) {
      const [low, high] = maximize
        ? [best === null ? '-inf' : best + 1, bound]
        : [bound, best === null ? 'inf' : best - 1];
      const closed = best !== null && (maximize ? best >= bound : best <= bound);
      parts.push(closed ? 'next:[]' : `next:[${low},${high}]`);
    }
    this.write([...parts, worker].join('  '));
  }
}

function label(what: string, seconds: number): string {
  return `${what.padEnd(LABEL_WIDTH)}${seconds.toFixed(2)}s`;
}
