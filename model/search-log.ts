// The log of a model's solve for people, in the manner of CP-SAT's: what the model is, a line per improvement (progress-lines.ts), a block of response statistics.

import type { SolveEvents } from './events.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { ProgressLines } from './progress-lines.ts';
import type { SolveResult } from './result.ts';

export class SearchLog {
  private readonly write: (line: string) => void;
  private readonly progress: ProgressLines;

  /** Writes the header. `write` takes lines without their ends. */
  constructor(data: ModelData, parameters: SolveParameters, write: (line: string) => void) {
    this.write = write;
    const maximize = data.objective?.maximize === true;
    this.progress = new ProgressLines(write, maximize);
    const given = Object.entries(parameters).filter(([name, value]) => value !== undefined && name !== 'engine');
    const engine = Object.entries(parameters.engine ?? {});
    write(`Parameters: ${[...given, ...engine].map(([name, value]) => `${name}=${String(value)}`).join(' ')}`);
    const kinds = new Map<string, number>();
    for (const { kind } of data.constraints) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const booleans = data.variables.filter(({ domain }) => domain[0] === 0 && domain[domain.length - 1] === 1).length;
    write(
      `Model ${data.name ?? ''}: ${data.variables.length} variables (${booleans} Booleans), ${data.intervals.length} intervals, ` +
        `${data.constraints.length} constraints${data.objective === undefined ? '' : `, ${maximize ? 'maximize' : 'minimize'}`}`,
    );
    for (const [kind, count] of kinds) write(`  ${kind.padEnd(14)} ${count}`);
    write('');
  }

  /** The events of a solve, told to the log first and then to the user. */
  around(events: SolveEvents): SolveEvents {
    return {
      ...events,
      onSolution: (solution) => {
        this.progress.solution(solution.objective, solution.bestBound, solution);
        events.onSolution?.(solution);
      },
      onBound: (bound) => {
        this.progress.raise(bound);
        events.onBound?.(bound);
      },
      onLog: (line) => this.write(line),
    };
  }

  end(result: SolveResult): SolveResult {
    const { status, stopReason, wallTime, stats, objective, bestBound, gap, solutionInfo, validationError } = result;
    this.progress.done(wallTime, `${status} (${stopReason})`);
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
}
