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

const IN_TURN: Partial<EngineOptions> = {
  searchBranching: 'alternate',
  restartPolicy: 'luby',
  restartBase: 100,
  phase: 'saved',
};

/**
 * Options of an engine for the model. Strategies given with it are meant to be used: in turn with the free search, unless told otherwise. The turns end at restarts, which must not
 * depend on how a strategy does.
 */
export function engineOptionsFor(data: ModelData, { engine }: SolveParameters): Partial<EngineOptions> {
  return data.searchStrategies === undefined ? { ...engine } : { ...IN_TURN, ...engine };
}

/** Gives the engine of a compiled model the strategy that suits it, if the model has none of its own. */
export function prepareSearch(data: ModelData, { engine }: Compiled): void {
  if (isScheduling(data)) engine.setStrategies([schedulingStrategy(data, engine)]);
}

/** Ticks between two pauses of a search that pauses at ticks: some 20 ms. It pauses at the same places every time, whoever asks for steps. */
export const TICKS_PER_STEP: number = TICKS_PER_SECOND / 50;

/** Share of the limits of a solve that each part of its preparation may use up. */
const PREPARATION_SHARE = 0.1;

/** What presolve may use up, and looking at hints: a share of the solve's limits, in ticks at most about a second. */
export function preparationLimits(parameters: SolveParameters): { readonly ticks: number; readonly seconds: number } {
  const { maxTimeInSeconds = Number.POSITIVE_INFINITY, maxDeterministicTicks, deterministic } = parameters;
  const most = Math.min(maxTimeInSeconds * TICKS_PER_SECOND, maxDeterministicTicks ?? Number.POSITIVE_INFINITY);
  return {
    ticks: Math.min(MOST_TICKS, PREPARATION_SHARE * most),
    seconds: deterministic === true ? Number.POSITIVE_INFINITY : PREPARATION_SHARE * maxTimeInSeconds,
  };
}

/** Presolves as the parameters say, stopping every few milliseconds. `data` has passed validate(). */
export function* presolveFor(data: ModelData, parameters: SolveParameters): Generator<void, Presolved> {
  if (parameters.cpModelPresolve === false) return unchanged(data);
  const { enumerateAllSolutions: enumerating = false } = parameters;
  const { ticks } = preparationLimits(parameters);
  return yield* presolveSteps(data, { ...parameters, enumerating, ticks });
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
