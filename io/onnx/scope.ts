// Names and what is known of the values they stand for: a graph sees its own and those around it.

import { type Fact, NOTHING, UNKNOWN } from './fact.ts';
import type { OnnxDimension, OnnxType, OnnxValueInfo } from './model-types.ts';

export class Scope {
  private readonly facts = new Map<string, Fact>();
  private readonly declared = new Map<string, OnnxType>();
  private readonly outer: Scope | null;

  constructor(outer: Scope | null) {
    this.outer = outer;
  }

  /** Null: nobody has said anything about the name. */
  get(name: string): Fact | null {
    for (let scope: Scope | null = this; scope !== null; scope = scope.outer) {
      const known = scope.facts.get(name);
      if (known !== undefined) return known;
    }
    return null;
  }

  set(name: string, known: Fact): void {
    this.facts.set(name, known);
  }

  declare(infos: readonly OnnxValueInfo[]): void {
    for (const { name, type } of infos) this.declared.set(name, type);
  }

  declaration(name: string): OnnxType | undefined {
    return this.declared.get(name);
  }
}

/** Lengths of named dimensions: what the user has set, and what has been found out since. */
export type Bindings = Map<string, number>;

/** A declared dimension as a length. */
export function boundLength(dimension: OnnxDimension, bindings: Bindings): number {
  if (typeof dimension === 'string') return bindings.get(dimension) ?? UNKNOWN;
  return dimension !== null && Number.isSafeInteger(dimension) && dimension >= 0 ? dimension : UNKNOWN;
}

export interface Agreement {
  readonly known: Fact;
  /** The file declares another length than follows from the operators. */
  readonly contradicts: boolean;
}

/**
 * What is known when an operator's rule says one thing and the file declares another. Where both name a length, the rule's holds: declarations go stale when somebody
 * changes a model's inputs, and a runtime computes by the rule. A named dimension whose length the rule finds has that length everywhere.
 */
export function agreed(inferred: Fact, declared: OnnxType | undefined, bindings: Bindings): Agreement {
  if (declared === undefined) return { known: inferred, contradicts: false };
  const type = inferred.type || declared.elementType;
  if (declared.shape === null) return { known: { ...inferred, type }, contradicts: false };
  const said = declared.shape.map((dimension) => boundLength(dimension, bindings));
  if (inferred.shape === null)
    return { known: { ...NOTHING, type, shape: said, sequence: inferred.sequence }, contradicts: false };
  if (inferred.shape.length !== said.length) return { known: { ...inferred, type }, contradicts: true };
  let contradicts = false;
  const shape = inferred.shape.map((length, axis) => {
    const other = said[axis] as number;
    const name = declared.shape?.[axis];
    if (length !== UNKNOWN && typeof name === 'string' && !bindings.has(name)) bindings.set(name, length);
    if (length !== UNKNOWN && other !== UNKNOWN && length !== other) contradicts = true;
    return length === UNKNOWN ? other : length;
  });
  return { known: { ...inferred, type, shape }, contradicts };
}
