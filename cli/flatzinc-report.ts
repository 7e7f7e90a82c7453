// What `moccasin fzn` prints, after the conventions of MiniZinc: solutions, how the search ended, statistics.

import type { FlatZinc } from '../formulation/flatzinc/ast.ts';
import { FlatZincJudge } from '../formulation/flatzinc/check.ts';
import type { FlatZincTask } from '../formulation/flatzinc/flatzinc.ts';
import { SOLUTION_END, type SolutionPrinter, solutionPrinter } from '../formulation/flatzinc/output.ts';
import type { SolveResult } from '../model/result.ts';
import type { Output } from './output.ts';

const COMPLETE = '==========\n';
const UNSATISFIABLE = '=====UNSATISFIABLE=====\n';
const UNKNOWN = '=====UNKNOWN=====\n';
const UNBOUNDED = '=====UNBOUNDED=====\n';

export interface Printing {
  /** Every solution when it is found, instead of the best at the end. */
  readonly streams: boolean;
  /** All solutions are asked for: the search is complete only after the last one. */
  readonly enumerates: boolean;
}

export class SolutionReport {
  private readonly task: FlatZincTask;
  private readonly model: FlatZinc;
  private readonly printer: SolutionPrinter;
  private readonly output: Output;
  private readonly printing: Printing;
  /** The best solution so far, while it is held back. */
  private held: string | null = null;
  private found = 0;
  /** Made for the first solution. */
  private judge: FlatZincJudge | null = null;

  /** Throws FlatZincError for an output that does not exist. */
  constructor(model: FlatZinc, task: FlatZincTask, output: Output, printing: Printing) {
    this.model = model;
    this.task = task;
    this.printer = solutionPrinter(model);
    this.output = output;
    this.printing = printing;
  }

  get enumerates(): boolean {
    return this.printing.enumerates;
  }

  /** A solution of the CpModel. Throws an Error if it is none of the FlatZinc model: that would be a defect of ours. */
  take(modelValues: readonly number[]): void {
    const values = this.task.valuesOf(modelValues);
    this.judge ??= new FlatZincJudge(this.model);
    const violation = this.judge.violation(values);
    if (violation !== null) throw new Error(`a solution violates the FlatZinc model: ${violation}`);
    this.found++;
    this.held = `${this.printer(values)}${SOLUTION_END}`;
    if (this.printing.streams) this.flush();
  }

  /** Prints the solution that is held back. */
  flush(): void {
    if (this.held !== null) this.output.stdout(this.held);
    this.held = null;
  }

  /** Prints what is left to say about the answer. */
  end({ status, objective }: SolveResult): void {
    const { assumedObjective, assumesBounds } = this.task;
    if (status === 'OPTIMAL' && assumedObjective !== null && objective === assumedObjective) {
      this.output.stdout(UNBOUNDED);
      return;
    }
    this.flush();
    if (status === 'INFEASIBLE' && !assumesBounds) this.output.stdout(UNSATISFIABLE);
    else if (status === 'INFEASIBLE' || status === 'UNKNOWN') this.output.stdout(UNKNOWN);
    else if (status === 'OPTIMAL' && (objective !== null || this.printing.enumerates)) this.output.stdout(COMPLETE);
  }

  /** Numbers about the search, as comments that MiniZinc reads. `initTime` in seconds. */
  statistics(result: SolveResult, initTime: number): void {
    const { stats, objective, bestBound, wallTime } = result;
    const { variables } = this.task.data;
    const booleans = variables.filter(({ domain }) => domain[0] === 0 && domain.at(-1) === 1).length;
    const rows: readonly (readonly [string, number | string | null])[] = [
      ['objective', objective],
      ['objectiveBound', bestBound],
      ['nodes', stats.branches],
      ['failures', stats.conflicts],
      ['restarts', stats.restarts],
      ['variables', stats.variables],
      ['intVariables', variables.length - booleans],
      ['boolVariables', booleans],
      ['propagators', stats.propagators],
      ['propagations', stats.propagations],
      ['nogoods', stats.learnedClauses],
      ['peakMem', (process.resourceUsage().maxRSS / 1024).toFixed(1)],
      ['initTime', initTime.toFixed(3)],
      ['solveTime', wallTime.toFixed(3)],
      ['nSolutions', this.found],
    ];
    const lines = rows.filter(([, value]) => value !== null).map(([name, value]) => `%%%mzn-stat: ${name}=${value}\n`);
    this.output.stdout(`${lines.join('')}%%%mzn-stat-end\n`);
  }
}
