// Which budgets of which graphs are finished: what --resume names is read before the work and written during it. Also gives out the keys of the budgets, which a queue uses for its jobs.

import { fallingBudgets, type SweepPoint } from '../formulation/sweep.ts';
import { InputError } from '../io/input-error.ts';
import { type SweepRow, SweepRowFile } from '../io/sweep-rows.ts';
import { type PackedGraph, packGraph } from './packed-graph.ts';
import type { GraphSweep, SweepRequest } from './sweep-request.ts';
import { pointOf, rowKey, rowOf } from './sweep-rows.ts';

export class SweepLedger {
  /** The finished budgets of each graph; grows. */
  readonly known = new Map<GraphSweep, Map<number, SweepPoint>>();
  /** How many budgets the file had. */
  readonly resumed: number;
  private file: SweepRowFile | null;
  private readonly warn: (line: string) => void;
  private readonly packed = new Map<GraphSweep, PackedGraph>();
  private readonly workers: number | undefined;

  /** Reads the file of --resume, if there is one; rows of it that belong to the sweep but are not true are told and left out. Throws InputError. */
  constructor({ graphs, options, queue }: SweepRequest, warn: (line: string) => void) {
    this.workers = options.workers;
    this.warn = warn;
    this.file = options.resume === undefined ? null : new SweepRowFile(options.resume);
    for (const graph of graphs) {
      this.known.set(graph, new Map());
      if (this.file !== null || queue !== null) this.packed.set(graph, packGraph(graph.solve.problem.graph));
    }
    const rows = new Map(this.file?.rows.map((row) => [row.key, row]));
    let resumed = 0;
    for (const graph of rows.size === 0 ? [] : graphs) {
      for (const budget of fallingBudgets(graph.budgets)) {
        const row = rows.get(this.key(graph, budget));
        if (row === undefined) continue;
        const problem = row.budget === budget ? this.take(graph, row) : 'it is of another budget';
        if (problem === null) resumed++;
        else warn(`${options.resume}: the row of ${graph.file} and budget ${budget} is left out: ${problem}`);
      }
    }
    this.resumed = resumed;
  }

  /** Precondition: there is a file or a queue. */
  key(graph: GraphSweep, budget: number): string {
    return rowKey(this.packedGraph(graph).hash, graph.solve, budget, this.workers);
  }

  /** Precondition: there is a file or a queue. */
  packedGraph(graph: GraphSweep): PackedGraph {
    return this.packed.get(graph)!;
  }

  /** A budget was solved here. */
  record(graph: GraphSweep, point: SweepPoint): void {
    if (this.file === null) return;
    const { graph: computeGraph } = graph.solve.problem;
    const row = rowOf(this.key(graph, point.budget), computeGraph.name, computeGraph.ids, point);
    if (row !== null) this.append(row);
  }

  /** A budget was solved elsewhere: null if the row is true, and what is wrong with it otherwise. */
  recordRow(graph: GraphSweep, row: SweepRow): string | null {
    const problem = this.take(graph, row);
    if (problem === null) this.append(row);
    return problem;
  }

  close(): void {
    this.file?.close();
  }

  /** A file that cannot be written any more does not end the search: what was found is still delivered. */
  private append(row: SweepRow): void {
    try {
      this.file?.append(row);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.warn(`${error.message}; going on without it`);
      this.close();
      this.file = null;
    }
  }

  private take(graph: GraphSweep, row: SweepRow): string | null {
    const point = pointOf(row, graph.solve.problem);
    if (typeof point === 'string') return point;
    this.known.get(graph)!.set(row.budget, point);
    return null;
  }
}
