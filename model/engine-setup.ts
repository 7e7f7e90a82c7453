// How the parameters of a solve apply to presolve and to each engine that works on it, and what is told about an engine afterwards.

import type { LimitOptions } from '../solver/limits.ts';
import type { EngineOptions } from '../solver/options.ts';
import { TICKS_PER_SECOND } from '../solver/portfolio/deadline.ts';
import type { Compiled } from './compile.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { MOST_TICKS, type Presolved, presolveSteps, unchanged } from './presolve/presolve.ts';
import type { SolveStats } from './result.ts';
import { isScheduling, schedulingStrategy } from './scheduling-strategy.ts';

/** Options of an engine for the model. Strategies given with it are meant to be used: in turn with the free search, unless told otherwise. */
export function engineOptionsFor(data: ModelData, { engine }: SolveParameters): Partial<EngineOptions> {
  return data.searchStrategies === undefined ? { ...engine } : { searchBranching: 'alternate', ...engine };
}

/** Gives the engine of a compiled model the strategy that suits it, if the model has none of its own. */
export function prepareSearch(data: ModelData, { engine }: Compiled): void {
  if (isScheduling(data)) engine.setStrategies([schedulingStrategy(data, engine)]);
}

/** Share of the limits of a solve that presolve may use up. */
const PRESOLVE_SHARE = 0.1;

/** Presolves as the parameters say, stopping every few milliseconds. `data` has passed validate(). */
export function* presolveFor(data: ModelData, parameters: SolveParameters): Generator<void, Presolved> {
  if (parameters.cpModelPresolve === false) return unchanged(data);
  const { maxTimeInSeconds: seconds, maxDeterministicTicks, enumerateAllSolutions: enumerating = false } = parameters;
  const limits = [MOST_TICKS / PRESOLVE_SHARE, (seconds ?? Number.POSITIVE_INFINITY) * TICKS_PER_SECOND];
  if (maxDeterministicTicks !== undefined) limits.push(maxDeterministicTicks);
  return yield* presolveSteps(data, { ...parameters, enumerating, ticks: PRESOLVE_SHARE * Math.min(...limits) });
}

/** The limits on the work of one engine. */
export function workLimits(parameters: SolveParameters): Pick<LimitOptions, 'conflicts' | 'ticks' | 'memoryBytes'> {
  const { maxNumberOfConflicts, maxDeterministicTicks, maxMemoryInMB } = parameters;
  return {
    ...(maxNumberOfConflicts === undefined ? {} : { conflicts: maxNumberOfConflicts }),
    ...(maxDeterministicTicks === undefined ? {} : { ticks: maxDeterministicTicks }),
    ...(maxMemoryInMB === undefined ? {} : { memoryBytes: 1e6 * maxMemoryInMB }),
  };
}

/** Zeros before there is an engine. */
export function statsOf(compiled: Compiled | null): SolveStats {
  if (compiled === null) {
    return {
      conflicts: 0,
      branches: 0,
      propagations: 0,
      restarts: 0,
      learnedClauses: 0,
      ticks: 0,
      variables: 0,
      propagators: 0,
      clauses: 0,
    };
  }
  const { kernel, stats } = compiled.engine;
  const count = kernel.propagators.length;
  return {
    conflicts: stats.conflicts,
    branches: stats.decisions,
    propagations: kernel.pushes.subarray(0, count).reduce((total, n) => total + n, 0),
    restarts: stats.restarts,
    learnedClauses: stats.learned,
    ticks: kernel.ticks,
    variables: kernel.trail.varCount,
    propagators: count,
    clauses: kernel.clauses.original.length,
  };
}
