// Fields of the records that presolve writes, left out where there is nothing to say.

import type { Constraint, LiteralRef } from '../model.ts';

/** The name of a constraint, for what takes its place. */
export function named({ name }: Constraint): { name?: string } {
  return name === undefined ? {} : { name };
}

export function enforced(enforcement: readonly LiteralRef[]): { enforcement?: readonly LiteralRef[] } {
  return enforcement.length === 0 ? {} : { enforcement };
}
