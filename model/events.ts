// What a solve tells while it runs: to callbacks, or as a stream.

import type { CpModel } from './build.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { HistoryEntry, Solution, SolveResult } from './result.ts';

export interface SolveEvents {
  /** Called with every solution that is better than the ones before (enumerating: with every solution). */
  readonly onSolution?: (solution: Solution) => void;
  /** Called when the proven bound of the objective gets better. */
  readonly onBound?: (bound: HistoryEntry) => void;
  /** Lines of the log (logSearchProgress), and what happens to workers. */
  readonly onLog?: (line: string) => void;
  /** Ends the solve with the best found so far. */
  readonly signal?: AbortSignal;
}

/** `solve`, with or without worker threads. */
export type Solver = (
  model: CpModel | ModelData,
  parameters: SolveParameters,
  events: SolveEvents,
) => Promise<SolveResult>;

export type SolveEvent =
  | { readonly type: 'solution'; readonly solution: Solution }
  | { readonly type: 'bound'; readonly bound: HistoryEntry }
  | { readonly type: 'result'; readonly result: SolveResult };

/** The signal that aborts the solve, and where its log goes. */
export type StreamOptions = Pick<SolveEvents, 'signal' | 'onLog'>;

/** `solveEvents` by one way of solving or another. */
export type EventSolver = (
  model: CpModel | ModelData,
  parameters?: SolveParameters,
  options?: StreamOptions,
) => AsyncGenerator<SolveEvent, void, undefined>;

export function eventsBy(solve: Solver): EventSolver {
  return (model, parameters = {}, options = {}) => eventStream(solve, model, parameters, options);
}

async function* eventStream(
  solve: Solver,
  model: CpModel | ModelData,
  parameters: SolveParameters,
  { signal, ...options }: StreamOptions,
): AsyncGenerator<SolveEvent, void, undefined> {
  const left = new AbortController();
  const queue: SolveEvent[] = [];
  let wake = (): void => {};
  const put = (event: SolveEvent): void => {
    queue.push(event);
    wake();
  };
  const running = solve(model, parameters, {
    ...options,
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
