// Options of a solve as texts, NAME=VALUE: those of the engine, of the constraints over time and boxes, and of presolve. For command lines and benchmarks, which compare
// one set of options with another.

import { EXPLANATION_STYLES } from '../propagators/cumulative-explain.ts';
import { ENGINE_OPTIONS, type EngineOptions, engineOptionsHelp, parseEngineOption } from '../solver/options.ts';
import { checkParameters, type SolveParameters } from './parameters.ts';
import { schedulingOptions } from './scheduling-options.ts';

/** Options of the engine that only formulas in clauses have a use for. */
export const CLAUSE_OPTIONS = ['walk', 'elimination'] as const satisfies readonly (keyof EngineOptions)[];

/** Options of constraints over time and boxes. */
export const CONSTRAINT_OPTIONS: readonly string[] = ['explanation', ...Object.keys(schedulingOptions({}))];

type Value = boolean | number | string;

/** The options besides those of the engine, with their defaults, but for some names. */
function modelOptions(without: readonly string[]): Readonly<Record<string, Value>> {
  const all = { cpModelPresolve: true, explanation: 'pointwise', ...schedulingOptions({}) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
}

/**
 * The parameters that a list of assignments stands for; of two with the same name the later one counts. `without`: names that mean nothing here. Throws RangeError, in one
 * line.
 */
export function parseOptions(assignments: readonly string[], without: readonly string[] = []): SolveParameters {
  let result: SolveParameters = {};
  for (const assignment of assignments) {
    const { engine, ...rest } = parseOption(assignment, without);
    result = { ...result, ...rest, ...(engine === undefined ? {} : { engine: { ...result.engine, ...engine } }) };
  }
  return result;
}

function parseOption(text: string, without: readonly string[]): SolveParameters {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at));
  const known = modelOptions(without);
  if (Object.hasOwn(known, name)) return checked({ [name]: fromText(text.slice(at + 1)) });
  const engineNames = Object.keys(ENGINE_OPTIONS).filter((option) => !without.includes(option));
  if (at < 1 || engineNames.includes(name)) return { engine: parseEngineOption(text) };
  const names = [...engineNames, ...Object.keys(known)];
  throw new RangeError(`unknown option ${name}; known are ${names.join(', ')}`);
}

/** One help line per option: name, values and default, two spaces, help for those of the engine, whose defaults may be others here. */
export function optionsHelp(without: readonly string[] = [], defaults: Partial<EngineOptions> = {}): string[] {
  const lines = Object.entries(modelOptions(without)).map(
    ([name, value]) => `${name}=${valuesText(name, value)} (${value})`,
  );
  const engineLines = engineOptionsHelp(defaults).filter(
    (line) => !without.some((name) => line.startsWith(`${name}=`)),
  );
  return [...engineLines, ...lines];
}

function valuesText(name: string, value: Value): string {
  if (typeof value === 'boolean') return 'true|false';
  return name === 'explanation' ? EXPLANATION_STYLES.join('|') : 'N';
}

function fromText(text: string): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** A value of the wrong type is a mistake of the text like any other. */
function checked(parameters: unknown): SolveParameters {
  try {
    checkParameters(parameters);
  } catch (error) {
    if (error instanceof TypeError) throw new RangeError(error.message);
    throw error;
  }
  return parameters;
}
