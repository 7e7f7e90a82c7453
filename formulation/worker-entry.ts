// First module of a worker thread that solves a rematerialization problem: the members of a strategy, on a graph of its own.

import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import type { EngineOptions } from '../solver/options.ts';
import { runWorker } from '../solver/portfolio/worker.ts';
import type { RematProblem, Sequence } from './problem.ts';
import { makeMembers, strategyByName } from './strategies.ts';

/** What the workers of a solve have in common. Structured-cloneable. */
export interface RematPayload {
  readonly problem: RematProblem;
  readonly engine: Partial<EngineOptions>;
  readonly explanation: ExplanationStyle;
}

runWorker<RematPayload, Sequence>({
  build({ payload: { problem, engine, explanation }, strategy, seed }, exchange) {
    return makeMembers(strategyByName(strategy), problem, exchange, { seed, engine, explanation });
  },
});
