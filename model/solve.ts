// Solving a model, in the calling thread or in worker threads: the entry points for Node. Those for a browser are in solve-in-thread.ts, which solve() is without workers.

import type { CpModel } from './build.ts';
import { EngineRun } from './engine-run.ts';
import { type EventSolver, eventsBy, type SolveEvents } from './events.ts';
import { type LexicographicSolver, lexicographicBy } from './lexicographic.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { SolveResult } from './result.ts';
import { runInSlices, SolveRequest } from './solve-in-thread.ts';
import { solveParallel } from './solve-parallel.ts';
import { validate } from './validate.ts';

export { solveSync } from './solve-in-thread.ts';

/** Solves in slices of the event loop, or in worker threads (numWorkers). Rejects with what a callback throws; an abort by the signal is an ordinary end. */
export async function solve(
  model: CpModel | ModelData,
  parameters: SolveParameters = {},
  events: SolveEvents = {},
): Promise<SolveResult> {
  const request = new SolveRequest(model, parameters, events);
  const result = worksInThreads(request.data, parameters)
    ? await solveParallel(request.data, parameters, request.events)
    : await runInSlices(new EngineRun(request.data, parameters, request.events));
  return request.inSlices(result);
}

/**
 * Solutions and bounds as they come, the result last. Leaving the loop early aborts the solve; its search goes on while the loop's body waits for something.
 */
export const solveEvents: EventSolver = eventsBy(solve);

/**
 * Optimises the objectives in order of importance. The model must have no objective of its own. Throws ModelError for a list without objectives or a model with one,
 * and as solve() does for parameters; events are those of all turns.
 */
export const solveLexicographic: LexicographicSolver = lexicographicBy(solve);

/** An enumeration is one search, and what is wrong with a model is found in this thread. */
function worksInThreads(data: ModelData, parameters: SolveParameters): boolean {
  const { numWorkers = 1, subsolvers, enumerateAllSolutions } = parameters;
  return (numWorkers > 1 || subsolvers !== undefined) && enumerateAllSolutions !== true && validate(data) === null;
}
