// What a propagator is, and what it may do when. A propagator narrows bounds of signed variables and can say why.
//
// Checklist for a new propagator (see also CONTRIBUTING.md):
//  1. Write it for lower bounds; get the mirror by handing in negated signed variables.
//  2. attach(): ask to be woken for every bound the conclusions depend on.
//  3. propagate(): push bounds with a reason, eager (antecedents at hand) or lazy (two payload numbers). Return false at once when a push or
//     conflict() returns false. Need not reach its own fixpoint: its own pushes wake it again. When all variables are fixed it must decide.
//  4. explain(): only for lazy reasons. E1 every antecedent is true strictly before the explained entry (use `out.lbAt`), E2 constraint and antecedents
//     entail [sv >= needed], E3 read only `out.lbAt`, constants and the payload, never current state, E4 `needed` may be weaker than what was
//     pushed: give the weakest antecedents you can, E5 antecedents are true bounds; root-true ones may be left out or given, both are fine.
//  5. Write an independent inference checker (propagators/checkers/) and a subject for the suite in test/propagators.

import type { SVar, Var } from './types.ts';

/** Queue priorities: cheap propagators first. */
export const PRIORITY_FAST = 0;
export const PRIORITY_LINEAR = 1;
export const PRIORITY_SLOW = 2;
export const PRIORITY_GLOBAL = 3;
export const PRIORITIES = 4;
export type Priority = 0 | 1 | 2 | 3;

export interface Propagator {
  /** Short kebab-case name, the same for all instances of a class: statistics are kept by it. */
  readonly name: string;
  readonly priority: Priority;
  /** Called once, at the root, before the first propagate(). */
  attach(on: Registrar): void;
  /** Narrows bounds. False iff a conflict has been reported through `p`. */
  propagate(p: Propagation): boolean;
  /** Antecedents of [sv >= needed], pushed earlier by this propagator with payload (a, b) at a bound >= needed. */
  explain(out: Explanation, sv: SVar, needed: number, a: number, b: number): void;
  /**
   * Optional: called for each change of a bound that was watched with `data`, before the propagator is queued.
   * Must be cheap and must not push. After backtracking no call is made: keep incremental state in reversible cells.
   */
  notify?(data: number): void;
}

/** What attach() may do. */
export interface Registrar {
  /** Wakes the propagator whenever the lower bound of sv rises (so `wakeOnLb(sv ^ 1)` is: whenever the upper bound falls). */
  wakeOnLb(sv: SVar, data?: number): void;
  /** Wakes on either bound of variable x. */
  wakeOnBounds(x: Var, data?: number): void;
  /** A reversible integer cell, restored on backtracking; read and written through `p.reversible`. */
  newReversible(initial: number): number;
  /** Current (root) lower bounds by signed variable. */
  lb(sv: SVar): number;
}

/** What propagate() may do. One object per engine; hoist `p.lowerBounds` freely: it is not regrown while propagators run. */
export interface Propagation {
  /** Lower bound of every signed variable; ub(sv) = -lowerBounds[sv ^ 1]. Read only. */
  readonly lowerBounds: Float64Array;
  /** Bounds at the root. Read only. */
  readonly rootBounds: Float64Array;
  lb(sv: SVar): number;
  ub(sv: SVar): number;
  /** Starts an eager reason. */
  begin(): void;
  /** Adds the antecedent [sv >= k], true now, to the eager reason. */
  because(sv: SVar, k: number): void;
  /** Pushes [sv >= k] with the eager reason begun last. True if it holds (or held) now, false on a conflict. */
  pushEager(sv: SVar, k: number): boolean;
  /** Pushes [sv >= k] with a lazy reason: explain() will be called with (a, b), doubles. */
  pushLazy(sv: SVar, k: number, a: number, b: number): boolean;
  /** Reports the eager reason begun last as a conflict: its antecedents cannot hold together. Returns false. */
  conflict(): boolean;
  /** Counts deterministic work: about one tick per memory line touched. */
  addTicks(n: number): void;
  readonly reversible: ReversibleCells;
}

/** Integers that are restored on backtracking. */
export interface ReversibleCells {
  get(cell: number): number;
  set(cell: number, value: number): void;
}

/** What explain() may do. */
export interface Explanation {
  /** Lower bound of sv strictly before the explained entry. */
  lbAt(sv: SVar): number;
  /** Upper bound of sv strictly before the explained entry. */
  ubAt(sv: SVar): number;
  /** Adds the antecedent [sv >= k], which must be true strictly before the explained entry. */
  because(sv: SVar, k: number): void;
}

/**
 * An independent judge of one constraint. Given lower bounds of all signed variables (a box; ub(sv) = -box[sv ^ 1], possibly crossed), true iff its
 * rule finds the constraint and the box contradictory. Naive on purpose; imports no propagator.
 */
export type InferenceChecker = (box: Float64Array) => boolean;
