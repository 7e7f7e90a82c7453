// A FlatZinc model as plain data, the same for both syntaxes (io/parse-flatzinc.ts, io/parse-flatzinc-json.ts).
//
// Variables are Booleans and integers; parameters may be anything, as nobody may read some of them. Names are not resolved here: an identifier is a string,
// wherever it stands. Values are written as FlatZinc-JSON does where that has one form for it.

import type { DomainRanges } from '../../model/model.ts';

/** A constant set of integers: sorted closed ranges, as in a model, but possibly none. */
export interface FznSet {
  readonly set: DomainRanges;
}

/** A float, or a set of floats, of which only the text is kept. */
export interface FznFloat {
  readonly float: string;
}

export interface FznText {
  readonly text: string;
}

/** An annotation with arguments. */
export interface FznCall {
  readonly call: string;
  readonly args: readonly FznExpr[];
}

/** Integers, Booleans, names (of variables, parameters, arrays, annotations), lists, and the rest. */
export type FznExpr = number | boolean | string | readonly FznExpr[] | FznSet | FznFloat | FznText | FznCall;

export interface FznVariable {
  readonly name: string;
  readonly type: 'bool' | 'int';
  /** Null for a Boolean, and for an integer without bounds. No ranges: nothing is allowed. */
  readonly domain: DomainRanges | null;
  /** What it is declared to be equal to. */
  readonly value: FznExpr | null;
  readonly annotations: readonly FznExpr[];
  /** Where in the file; as in an InputError. */
  readonly place: string;
}

/** An array of variables, values or both. */
export interface FznArray {
  readonly name: string;
  readonly elements: readonly FznExpr[];
  readonly annotations: readonly FznExpr[];
  readonly place: string;
}

export interface FznParameter {
  readonly name: string;
  readonly value: FznExpr;
  readonly place: string;
}

export interface FznConstraint {
  readonly id: string;
  readonly args: readonly FznExpr[];
  readonly annotations: readonly FznExpr[];
  readonly place: string;
}

export interface FznSolve {
  readonly method: 'satisfy' | 'minimize' | 'maximize';
  /** Null iff the method is satisfy. */
  readonly objective: FznExpr | null;
  readonly annotations: readonly FznExpr[];
  readonly place: string;
}

export interface FlatZinc {
  readonly variables: readonly FznVariable[];
  readonly arrays: readonly FznArray[];
  readonly parameters: readonly FznParameter[];
  readonly constraints: readonly FznConstraint[];
  readonly solve: FznSolve;
  /** Names of the variables and arrays to print; null: those with an output annotation. */
  readonly output: readonly string[] | null;
}

/** Something in a FlatZinc model that cannot be worked on: where, what, and the mend. The command makes an InputError of it. */
export class FlatZincError extends Error {
  override readonly name = 'FlatZincError';
  readonly place: string;
  readonly problem: string;
  readonly mend: string;
  constructor(place: string, problem: string, mend: string) {
    super(`${place}: ${problem}; ${mend}`);
    this.place = place;
    this.problem = problem;
    this.mend = mend;
  }
}

export function isSet(e: FznExpr): e is FznSet {
  return typeof e === 'object' && 'set' in e;
}

export function isCall(e: FznExpr): e is FznCall {
  return typeof e === 'object' && 'call' in e;
}

export function isList(e: FznExpr): e is readonly FznExpr[] {
  return Array.isArray(e);
}

/** The annotation of this name: the call, an empty one for a bare name; null if it is not there. */
export function findAnnotation(annotations: readonly FznExpr[], name: string): FznCall | null {
  for (const a of annotations) {
    if (a === name) return { call: name, args: [] };
    if (isCall(a) && a.call === name) return a;
  }
  return null;
}
