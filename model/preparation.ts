// What comes before the search, in one thread or for several: hints are looked at, then the model is presolved.

import { presolveFor } from './engine-setup.ts';
import type { SolveEvents } from './events.ts';
import { examineHints, type HintFinding, hintLine, withHint, withHintsFixed } from './hints.ts';
import type { ModelData } from './model.ts';
import type { SolveParameters } from './parameters.ts';
import type { Presolved } from './presolve/presolve.ts';

/**
 * Stops every few milliseconds. `takeHint` gets the model that is to be solved, which is `data` with hints that are a solution, if there is one, and with those variables
 * fixed that are to have no other values; and what was found out, with a solution only if the solve begins with it.
 */
export function* prepare(
  data: ModelData,
  parameters: SolveParameters,
  { onLog, signal }: SolveEvents,
  takeHint: (data: ModelData, hint: HintFinding) => void,
): Generator<void, Presolved> {
  const tell = (line: string): void => {
    if (parameters.logSearchProgress === true && line !== '') onLog?.(line);
  };
  const { fixVariablesToTheirHintedValue, enumerateAllSolutions } = parameters;
  const hint = yield* examineHints(data, parameters, signal);
  tell(hintLine(data, hint));
  const allowed = fixVariablesToTheirHintedValue === true ? withHintsFixed(data) : data;
  // an enumeration comes to every solution in its own time
  const values = enumerateAllSolutions === true ? null : hint.values;
  const current = values === null ? allowed : withHint(allowed, values);
  takeHint(current, { ...hint, values });
  yield;
  const presolved = yield* presolveFor(current, parameters);
  tell(presolved.summary);
  return presolved;
}
