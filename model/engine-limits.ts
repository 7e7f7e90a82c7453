// The limits that the parameters of a solve put on its engine and its presolve, when a search in one thread pauses, and what is told about an engine afterwards.

import type { Engine } from '../solver/engine.ts';
import { type LimitOptions, Limits } from '../solver/limits.ts';
import type { EngineOptions } from '../solver/options.ts';
import { brakeSeconds, TICKS_PER_SECOND } from '../solver/portfolio/deadline.ts';
import type { SolveParameters } from './parameters.ts';
import type { SolveEnd, SolveStats } from './result.ts';

/**
 * What suits a model of clauses alone: restarts few and many in turn, phases that chase the longest trail, a small database, shorter clauses between stretches of search. With
 * it `sat` takes 1.24 times the CPU time of minisat 2.2.1 on the 13 formulas of the bench for which that one needs 0.1 s or more (geometric mean, busy machine, 2026-11-22).
 */
export const CLAUSE_ENGINE: Partial<EngineOptions> = {
  restartPolicy: 'switch',
  restartBase: 10,
  initialOrder: 'number',
  phase: 'target',
  reduceInterval: 1000,
  reduceIncrement: 100,
  reduceShare: 0.75,
  vivification: 0.1,
  probing: 0.02,
  equivalences: true,
};

/** Share of the limits of a solve that each part of its preparation may use up. */
const PREPARATION_SHARE = 0.1;

/** What a part of the preparation may use up: a share of the solve's limits, in ticks at most `most`. */
export function preparationShare(
  parameters: SolveParameters,
  most: number,
): { readonly ticks: number; readonly seconds: number } {
  const { maxTimeInSeconds = Number.POSITIVE_INFINITY, maxDeterministicTicks, deterministic } = parameters;
  const limit = Math.min(maxTimeInSeconds * TICKS_PER_SECOND, maxDeterministicTicks ?? Number.POSITIVE_INFINITY);
  return {
    ticks: Math.min(most, PREPARATION_SHARE * limit),
    seconds: deterministic === true ? Number.POSITIVE_INFINITY : PREPARATION_SHARE * maxTimeInSeconds,
  };
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

/** The limits of a solve in one thread; the clock starts now. */
export function limitsFor(parameters: SolveParameters, stopped: () => boolean): Limits {
  const { maxTimeInSeconds: seconds = Number.POSITIVE_INFINITY, deterministic } = parameters;
  const time = { timeTicks: seconds * TICKS_PER_SECOND, seconds: brakeSeconds(seconds, 1) };
  return new Limits({ ...workLimits(parameters), ...(deterministic === true ? time : { seconds }), stopped });
}

/** Ticks between two pauses of a search that pauses at ticks: some 20 ms. It pauses at the same places every time, whoever asks for steps. */
export const TICKS_PER_STEP: number = TICKS_PER_SECOND / 50;

/** Has the search pause after so many seconds, or after a little work if it is deterministic. */
export function pauseSoon(limits: Limits, ticks: number, seconds: number, { deterministic }: SolveParameters): void {
  if (deterministic === true) limits.pauseAtTicks(ticks + TICKS_PER_STEP);
  else limits.pauseAfter(seconds);
}

/** Why a solve ends that a limit has stopped after so much work. */
export function endFor({ reason, timeTicks }: Limits, ticks: number, { deterministic }: SolveParameters): SolveEnd {
  if (reason === 'none' || reason === 'pause') throw new Error('internal error: the search stopped without a reason');
  if (reason === 'stopped') return 'aborted';
  return reason === 'time' && ticks < timeTicks && deterministic === true ? 'brake' : reason;
}

/** Zeros before there is an engine. */
export function statsOf(compiled: { readonly engine: Engine } | null): SolveStats {
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
    ticks: Math.round(kernel.ticks),
    variables: kernel.trail.varCount,
    propagators: count,
    clauses: kernel.clauses.original.length,
  };
}
