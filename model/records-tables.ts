// Records of constraints by enumeration: tables and automata. See model.ts.

import type { Affine, ConstraintBase } from './model.ts';

/**
 * The values of the expressions, in order, are one of the tuples; if `negated`, none of them. Every tuple has one value per expression; repetitions do not
 * matter. Without tuples: false, if negated true.
 */
export interface TableConstraint extends ConstraintBase {
  readonly kind: 'table';
  readonly exprs: readonly Affine[];
  readonly tuples: readonly (readonly number[])[];
  readonly negated?: boolean;
}

/** A step: from state `tail`, reading `label`, to state `head`. */
export type Transition = readonly [tail: number, label: number, head: number];

/**
 * Some walk along the transitions from `startState` to one of `finalStates` reads the values of the expressions, in order. States are any integers. There
 * may be several transitions from a state under one label (CP-SAT wants one): any will do. Without expressions: the start is final.
 */
export interface AutomatonConstraint extends ConstraintBase {
  readonly kind: 'automaton';
  readonly exprs: readonly Affine[];
  readonly startState: number;
  readonly finalStates: readonly number[];
  readonly transitions: readonly Transition[];
}
