// How the parameters of a solve apply to presolve and to each engine that works on it, and what is told about an engine afterwards.

import type { EngineOptions } from '../solver/options.ts';
import type { Compiled } from './compile.ts';
import { CLAUSE_ENGINE, preparationShare } from './engine-limits.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import { MOST_TICKS, type Presolved, presolveSteps, unchanged } from './presolve/presolve.ts';
import { isScheduling, schedulingStrategy } from './scheduling-strategy.ts';

/** Constraints that are clauses, or become some. */
const CLAUSE_KINDS: readonly string[] = ['boolOr', 'boolAnd', 'boolXor', 'atMostOne', 'exactlyOne'];

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
  if (data.searchStrategies !== undefined) return { ...IN_TURN, ...engine };
  return isOfClauses(data) ? { ...CLAUSE_ENGINE, ...engine } : { ...engine };
}

function isOfClauses({ objective, constraints }: ModelData): boolean {
  return objective === undefined && constraints.every(({ kind }) => CLAUSE_KINDS.includes(kind));
}

/** Gives the engine of a compiled model the strategy that suits it, if the model has none of its own. */
export function prepareSearch(data: ModelData, { engine }: Compiled): void {
  if (isScheduling(data)) engine.setStrategies([schedulingStrategy(data, engine)]);
}

/** What presolve may use up, and looking at hints: a share of the solve's limits, in ticks at most about a second. */
export function preparationLimits(parameters: SolveParameters): { readonly ticks: number; readonly seconds: number } {
  return preparationShare(parameters, MOST_TICKS);
}

/** Presolves as the parameters say, stopping every few milliseconds. `data` has passed validate(). */
export function* presolveFor(data: ModelData, parameters: SolveParameters): Generator<void, Presolved> {
  if (parameters.cpModelPresolve === false) return unchanged(data);
  const { enumerateAllSolutions: enumerating = false } = parameters;
  const { ticks } = preparationLimits(parameters);
  return yield* presolveSteps(data, { ...parameters, enumerating, ticks });
}
