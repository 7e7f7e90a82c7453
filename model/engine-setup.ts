// How the parameters of a solve apply to each engine that works on it, and what is told about an engine afterwards.

import type { LimitOptions } from '../solver/limits.ts';
import type { EngineOptions } from '../solver/options.ts';
import type { Compiled } from './compile.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { SolveStats } from './result.ts';

/** Options of an engine for the model. Strategies given with it are meant to be used: in turn with the free search, unless told otherwise. */
export function engineOptionsFor(data: ModelData, { engine }: SolveParameters): Partial<EngineOptions> {
  return data.searchStrategies === undefined ? { ...engine } : { searchBranching: 'alternate', ...engine };
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
