// First module of a worker thread that solves a scheduling task: the members of a strategy, on a model of its own.

import type { CompileOptions } from '../../model/compile.ts';
import type { EngineOptions } from '../../solver/options.ts';
import { runWorker } from '../../solver/portfolio/worker.ts';
import { schedulingMembers } from './members.ts';
import { type SchedulingInstance, schedulingProblem } from './tasks.ts';

/** What the workers of a solve have in common. Structured-cloneable. */
export interface SchedulingPayload {
  readonly instance: SchedulingInstance;
  readonly horizon: number;
  readonly options: CompileOptions & { readonly engine: Partial<EngineOptions> };
}

runWorker<SchedulingPayload, unknown>({
  build({ payload: { instance, horizon, options }, strategy, seed }, exchange) {
    return schedulingMembers(schedulingProblem(instance), horizon, strategy, exchange, { ...options, seed });
  },
});
