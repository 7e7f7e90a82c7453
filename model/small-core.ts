// Fewer assumptions for a model that is infeasible under some: those that are not needed for the contradiction are left out (parameter minimizeCore).
//
// What comes out is irreducible, not the smallest core there is (deletion with an engine that keeps its clauses: Marques-Silva & Lynce, SAT 2011). Where a limit comes
// first, it is what is left by then.

import type { LimitOptions } from '../solver/limits.ts';
import { TICKS_PER_SECOND } from '../solver/portfolio/deadline.ts';
import { workLimits } from './engine-limits.ts';
import { Feasibility } from './feasibility.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { SolveResult } from './result.ts';

/**
 * The result with a smaller core, in steps of a few milliseconds. The time is what the solve has left of its own; limits on conflicts, ticks and memory are those of one
 * worker more.
 */
export function* withSmallCore(
  data: ModelData,
  parameters: SolveParameters,
  result: SolveResult,
  signal: AbortSignal | undefined,
): Generator<void, SolveResult> {
  const { sufficientAssumptionsForInfeasibility: core } = result;
  if (parameters.minimizeCore !== true || core.length === 0) return result;
  const began = performance.now();
  const limits = {
    ...workLimits(parameters),
    ...timeLeft(parameters, result),
    stopped: () => signal?.aborted === true,
  };
  const search = Feasibility.of({ ...data, assumptions: [...new Set(core)] }, parameters, limits);
  if (search === null) return result;
  const left = yield* search.reduce(search.assumptions);
  return {
    ...result,
    sufficientAssumptionsForInfeasibility: left.map(({ id }) => id),
    wallTime: result.wallTime + (performance.now() - began) / 1000,
  };
}

function timeLeft(parameters: SolveParameters, { stats, wallTime }: SolveResult): LimitOptions {
  const { maxTimeInSeconds = Number.POSITIVE_INFINITY, deterministic } = parameters;
  return deterministic === true
    ? { timeTicks: Math.max(0, maxTimeInSeconds * TICKS_PER_SECOND - stats.ticks) }
    : { seconds: Math.max(0, maxTimeInSeconds - wallTime) };
}
