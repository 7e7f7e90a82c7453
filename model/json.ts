// Models as JSON text: export and import.
//
// The text is plain JSON of the data, one variable, interval or constraint per line so that two models can be compared
// with a line-based diff. What is imported is not trusted: nothing gets past validate, which also rejects fields it
// does not know.

import { ModelError } from './arguments.ts';
import type { ModelData } from './model.ts';
import { validate } from './validate.ts';

/** The model as JSON text; `importModel` gives back equal data. */
export function exportModel(data: ModelData): string {
  const fields = Object.entries(data).map(([key, value]) => {
    if (!Array.isArray(value) || typeof value[0] !== 'object')
      return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    return `${JSON.stringify(key)}: [\n${value.map((record) => JSON.stringify(record)).join(',\n')}\n]`;
  });
  return `{\n${fields.join(',\n')}\n}\n`;
}

/**
 * The model of a JSON text, or of what JSON.parse made of one (which is copied). Throws ModelError with the first
 * problem if it is no JSON or no valid model.
 */
export function importModel(json: unknown): ModelData {
  let value: unknown;
  try {
    value = typeof json === 'string' ? JSON.parse(json) : structuredClone(json);
  } catch (error) {
    throw new ModelError(`the model is not JSON: ${(error as Error).message}`);
  }
  const problem = validate(value);
  if (problem !== null) throw new ModelError(problem);
  return value as ModelData;
}
