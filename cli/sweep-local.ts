// Sweeps on this machine: one graph in this thread, several in threads of their own, so many at once. A graph whose thread breaks down loses what is left of its budgets, not those of others.

import { fallingBudgets, type SweepPoint, sweep } from '../formulation/sweep.ts';
import type { GraphSweep } from './sweep-request.ts';
import { runTask } from './task-thread.ts';

export interface SweepWatcher {
  /** A budget was solved. */
  onPoint(graph: GraphSweep, point: SweepPoint): void;
  /** A budget could not be solved; said once for each. */
  onFailure(graph: GraphSweep, budget: number, why: string): void;
}

/** What is known of each graph before the work, by budget. */
export type Known = ReadonlyMap<GraphSweep, ReadonlyMap<number, SweepPoint>>;

/** The points of each graph, in the order of the graphs. */
export async function sweepHere(
  graphs: readonly GraphSweep[],
  jobs: number,
  known: Known,
  signal: AbortSignal,
  watcher: SweepWatcher,
): Promise<SweepPoint[][]> {
  const results: SweepPoint[][] = [];
  const waiting = [...graphs.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, graph] = next;
      const before = known.get(graph) ?? new Map<number, SweepPoint>();
      const isAlone = graphs.length === 1 || signal.aborted;
      results[index] = isAlone
        ? await sweepInThread(graph, before, signal, watcher)
        : await sweepApart(graph, before, jobs, signal, watcher);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return results;
}

async function sweepInThread(
  graph: GraphSweep,
  known: ReadonlyMap<number, SweepPoint>,
  signal: AbortSignal,
  watcher: SweepWatcher,
): Promise<SweepPoint[]> {
  const { problem, parameters } = graph.solve;
  const onPoint = (point: SweepPoint): void => watcher.onPoint(graph, point);
  return sweep(problem, graph.budgets, parameters, { signal, onPoint, known });
}

async function sweepApart(
  graph: GraphSweep,
  known: ReadonlyMap<number, SweepPoint>,
  jobs: number,
  signal: AbortSignal,
  watcher: SweepWatcher,
): Promise<SweepPoint[]> {
  const { problem, parameters } = graph.solve;
  const found = new Map(known);
  const onPoint = (point: SweepPoint): void => {
    found.set(point.budget, point);
    watcher.onPoint(graph, point);
  };
  const task = { ...{ problem, parameters, budgets: graph.budgets, known }, graph: problem.graph };
  try {
    return [...(await runTask(task, jobs, { stop: signal, onPoint })).points];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return settled(graph, found, (budget) => {
      watcher.onFailure(graph, budget, why);
      return true;
    });
  }
}

/**
 * The points of a graph when nothing will be solved any more: what is known, what follows from it, and what structure says about the rest, which `isFailed` tells from what was only
 * interrupted.
 */
export async function settled(
  graph: GraphSweep,
  known: ReadonlyMap<number, SweepPoint>,
  isFailed: (budget: number) => boolean,
): Promise<SweepPoint[]> {
  const { problem, parameters } = graph.solve;
  const failed = new Set(fallingBudgets(graph.budgets).filter((budget) => !known.has(budget) && isFailed(budget)));
  const points = await sweep(problem, graph.budgets, parameters, { signal: AbortSignal.abort(), known });
  return points.map((point) => (failed.has(point.budget) ? { ...point, stopReason: 'failed' } : point));
}
