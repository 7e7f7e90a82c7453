// Solving a model in the calling thread: solveSync blocks, solveInThread shares the thread with timers, callbacks and a page. Nothing here needs worker threads, shared
// memory or Node: it is what a browser gets.
//
// None throws for a model that makes no sense (status MODEL_INVALID, with the reason); wrong parameters are a TypeError or RangeError. The model must not be
// changed while it is being solved.

import { nextTurn } from '../solver/next-turn.ts';
import { CpModel } from './build.ts';
import { EngineRun } from './engine-run.ts';
import type { SolveEvents } from './events.ts';
import type { ModelData } from './model.ts';
import { checkParameters, type SolveParameters } from './parameters.ts';
import type { SolveResult } from './result.ts';
import { SearchLog } from './search-log.ts';
import { withSmallCore } from './small-core.ts';
import { atOnce } from './steps.ts';
import { validate } from './validate.ts';

/** What is computed between two turns of the event loop, in seconds: short enough for a page that scrolls, long enough to cost nothing. */
const SLICE_SECONDS = 0.02;

/** Solves in the calling thread and returns when that is done; numWorkers must be 1. Rethrows what a callback throws. */
export function solveSync(
  model: CpModel | ModelData,
  parameters: SolveParameters = {},
  events: SolveEvents = {},
): SolveResult {
  const request = new SolveRequest(model, parameters, events, 'solveSync');
  const run = new EngineRun(request.data, parameters, request.events);
  while (!run.step());
  return atOnce(request.finish(run.result()));
}

/** The same in slices of the event loop. Rejects with what a callback throws; an abort by the signal is an ordinary end. */
export async function solveInThread(
  model: CpModel | ModelData,
  parameters: SolveParameters = {},
  events: SolveEvents = {},
): Promise<SolveResult> {
  const request = new SolveRequest(model, parameters, events, 'solve');
  return request.inSlices(await runInSlices(new EngineRun(request.data, parameters, request.events)));
}

/** Steps until the end, with a turn of the event loop after each. */
export async function runInSlices(run: EngineRun): Promise<SolveResult> {
  while (!run.step(SLICE_SECONDS)) await nextTurn();
  return run.result();
}

/** What all ways of solving have in common: the log around the events, and what is done with the result. */
export class SolveRequest {
  readonly data: ModelData;
  /** Those of the user, told to the log first. */
  readonly events: SolveEvents;
  private readonly parameters: SolveParameters;
  private readonly log: SearchLog | null;

  /** `alone`: who is asked to solve without worker threads. Throws TypeError or RangeError for wrong parameters. */
  constructor(
    model: CpModel | ModelData,
    parameters: SolveParameters,
    events: SolveEvents,
    alone: string | null = null,
  ) {
    checkParameters(parameters);
    if (alone !== null) checkAlone(alone, parameters);
    this.data = model instanceof CpModel ? model.data : model;
    this.parameters = parameters;
    const isLogged = parameters.logSearchProgress === true && validate(this.data) === null;
    this.log = isLogged ? new SearchLog(this.data, parameters, events.onLog ?? ((line) => console.log(line))) : null;
    this.events = this.log === null ? events : this.log.around(events);
  }

  /** The result as the user gets it, in steps of a few milliseconds. */
  *finish(result: SolveResult): Generator<void, SolveResult> {
    const final = yield* withSmallCore(this.data, this.parameters, result, this.events.signal);
    return this.log === null ? final : this.log.end(final);
  }

  /** The same, with a turn of the event loop after each step. */
  async inSlices(result: SolveResult): Promise<SolveResult> {
    const steps = this.finish(result);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await nextTurn();
    }
  }
}

function checkAlone(caller: string, { numWorkers = 1, subsolvers }: SolveParameters): void {
  if (numWorkers > 1)
    throw new RangeError(`${caller} works in the calling thread: numWorkers must be 1, got ${numWorkers}`);
  if (subsolvers !== undefined)
    throw new RangeError(`${caller} works in the calling thread: subsolvers are strategies of worker threads`);
}
