// Solving a rematerialization problem with as many workers as there are strategies: one works in the calling thread, several in worker threads, each on a model of
// its own built from the same graph, while this thread verifies, relays and reports.
//
// The thread code is loaded when it is needed: where there are no threads, one worker still works.

import type { RematProblem, Sequence } from './problem.ts';
import {
  type RematEvents,
  type RematParameters,
  type RematResult,
  runInThread,
  SolveLog,
  solveInThread,
} from './solve.ts';
import { defaultStrategies, strategyByName } from './strategies.ts';
import type { RematPayload } from './worker-entry.ts';

/** What a worker does when it has exhausted its own strategy; annealing, for one, has nothing to do for a free order. */
const SPARE: readonly string[] = ['dual-slow', 'dual-luby', 'lns', 'complete'];

/** What the platform decides if it is not said. */
export interface ParallelOptions {
  /** False: the workers exchange by messages, as where the platform has no SharedArrayBuffer. */
  readonly sharedMemory?: boolean;
  /** Megabytes of JavaScript heap of each worker; typed arrays are outside of it. */
  readonly heapMegabytes?: number;
}

/**
 * Solves with the workers that `parameters.strategies` names, one by default. An abort and a limit are ordinary ends. Throws RangeError for an unknown strategy,
 * Error for a defect: a schedule or a bound that is not what it claims to be.
 */
export async function solveRemat(
  problem: RematProblem,
  parameters: RematParameters,
  events: RematEvents = {},
  options: ParallelOptions = {},
): Promise<RematResult> {
  const strategies = parameters.strategies ?? defaultStrategies(1);
  for (const name of strategies) strategyByName(name);
  if (strategies.length <= 1) return solveInThread(problem, parameters, events);
  const log = new SolveLog(problem, parameters, events);
  const { exchange } = log;
  if (exchange.stopped()) return log.result([]);
  const { runPortfolio } = await import('../solver/portfolio/coordinator.ts');
  const { engine = {}, explanation = 'pointwise', seed } = parameters;
  const isSource = import.meta.url.endsWith('.ts');
  const { reports, unfinished } = await runPortfolio<RematPayload, Sequence>({
    entry: new URL(isSource ? './worker-entry.ts' : './worker-entry.js', import.meta.url),
    payload: { problem, engine, explanation },
    workers: strategies.length,
    strategies: [...strategies, ...SPARE.filter((name) => !strategies.includes(name))],
    seed,
    exchange,
    deadline: log.deadline,
    signal: events.signal,
    onLog: events.onLog,
    ...options,
  });
  if (!unfinished) return log.result(reports);
  events.onLog?.('workers have failed; the calling thread goes on');
  return log.result([...reports, await runInThread(log, problem, parameters, 'all')]);
}
