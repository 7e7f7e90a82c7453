// Errors of the model layer, and the checks of single arguments the builder makes at the call that got them.

/**
 * A model, or an argument to a method that builds one, that makes no sense. The message names the place and the value.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** How an arbitrary value is named in a message: short, whatever it is. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? value.slice(0, 40) + '...' : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** Returns `value` (with -0 made 0), or throws a ModelError that says which argument of what is no safe integer. */
export function checkInteger(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value)) throw new ModelError(`${what} must be a safe integer, got ${show(value)}`);
  return (value as number) + 0;
}

/** Returns `values`, or throws a ModelError if it is no array. */
export function checkList<T>(values: readonly T[], what: string): readonly T[] {
  if (!Array.isArray(values)) throw new ModelError(`${what} must be a list, got ${show(values)}`);
  return values;
}

/** Throws a ModelError unless both lists have the same length. */
export function checkSameLength(a: readonly unknown[], b: readonly unknown[], whatA: string, whatB: string): void {
  if (a.length !== b.length) throw new ModelError(`${whatA} has ${a.length} entries but ${whatB} has ${b.length}`);
}
