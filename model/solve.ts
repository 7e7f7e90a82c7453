// Solving a model: solveSync blocks, solve shares the thread with timers, callbacks and a page, solveEvents is solve as an async iterator.
//
// None throws for a model that makes no sense (status MODEL_INVALID, with the reason); wrong parameters are a TypeError or RangeError. The model must not be
// changed while it is being solved.

import { nextTurn } from '../solver/next-turn.ts';
import { CpModel } from './build.ts';
import { EngineRun, type SolveEvents } from './engine-run.ts';
import type { ModelData } from './model.ts';
import { checkParameters, type SolveParameters } from './parameters.ts';
import type { HistoryEntry, Solution, SolveResult } from './result.ts';
import { SearchLog } from './search-log.ts';
import { solveParallel } from './solve-parallel.ts';
import { validate } from './validate.ts';

/** What solve() computes between two turns of the event loop, in seconds: short enough for a page that scrolls, long enough to cost nothing. */
const SLICE_SECONDS = 0.02;

/** Solves in the calling thread and returns when that is done; numWorkers must be 1. Rethrows what a callback throws. */
export function solveSync(
  model: CpModel | ModelData,
  parameters: SolveParameters = {},
  events: SolveEvents = {},
): SolveResult {
  checkParameters(parameters);
  if ((parameters.numWorkers ?? 1) > 1)
    throw new RangeError(`solveSync works in the calling thread: numWorkers must be 1, got ${parameters.numWorkers}`);
  const data = dataOf(model);
  const log = logOf(data, parameters, events);
  const run = new EngineRun(data, parameters, log === null ? events : log.around(events));
  while (!run.step());
  return log === null ? run.result() : log.end(run.result());
}

/** Solves in slices of the event loop, or in worker threads (numWorkers). Rejects with what a callback throws; an abort by the signal is an ordinary end. */
export async function solve(
  model: CpModel | ModelData,
  parameters: SolveParameters = {},
  events: SolveEvents = {},
): Promise<SolveResult> {
  checkParameters(parameters);
  const data = dataOf(model);
  const log = logOf(data, parameters, events);
  const seen = log === null ? events : log.around(events);
  const result = worksInThreads(data, parameters)
    ? await solveParallel(data, parameters, seen)
    : await inSlices(new EngineRun(data, parameters, seen));
  return log === null ? result : log.end(result);
}

async function inSlices(run: EngineRun): Promise<SolveResult> {
  while (!run.step(SLICE_SECONDS)) await nextTurn();
  return run.result();
}

/** The log, if one is wanted and the model makes sense. */
function logOf(data: ModelData, parameters: SolveParameters, { onLog }: SolveEvents): SearchLog | null {
  if (parameters.logSearchProgress !== true || validate(data) !== null) return null;
  return new SearchLog(data, parameters, onLog ?? ((line) => console.log(line)));
}

export type SolveEvent =
  | { readonly type: 'solution'; readonly solution: Solution }
  | { readonly type: 'bound'; readonly bound: HistoryEntry }
  | { readonly type: 'result'; readonly result: SolveResult };

/**
 * Solutions and bounds as they come, the result last. Leaving the loop early aborts the solve; its search goes on while the loop's body waits for something.
 */
export async function* solveEvents(
  model: CpModel | ModelData,
  parameters: SolveParameters = {},
  { signal }: Pick<SolveEvents, 'signal'> = {},
): AsyncGenerator<SolveEvent, void, undefined> {
  const left = new AbortController();
  const queue: SolveEvent[] = [];
  let wake = (): void => {};
  const put = (event: SolveEvent): void => {
    queue.push(event);
    wake();
  };
  const running = solve(model, parameters, {
    onSolution: (solution) => put({ type: 'solution', solution }),
    onBound: (bound) => put({ type: 'bound', bound }),
    signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
  }).then((result) => put({ type: 'result', result }));
  // the race below reports a failure; this keeps one that comes while the loop's body is busy from counting as unhandled
  running.catch(() => {});
  try {
    for (;;) {
      const arrival = new Promise<void>((resolve) => {
        wake = resolve;
      });
      // an error of the solve comes out here; after a result nobody waits any more
      if (queue.length === 0) await Promise.race([arrival, running]);
      for (let event = queue.shift(); event !== undefined; event = queue.shift()) {
        yield event;
        if (event.type === 'result') return;
      }
    }
  } finally {
    left.abort();
  }
}

/** An enumeration is one search, and what is wrong with a model is found in this thread. */
function worksInThreads(data: ModelData, { numWorkers = 1, enumerateAllSolutions }: SolveParameters): boolean {
  return numWorkers > 1 && enumerateAllSolutions !== true && validate(data) === null;
}

function dataOf(model: CpModel | ModelData): ModelData {
  return model instanceof CpModel ? model.data : model;
}
