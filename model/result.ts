// What a solve gives back: plain data that a worker can send and JSON can hold, and the reading of values from it.

import type { Status } from '../solver/types.ts';
import { asExpr, type LinearExprLike, type LiteralLike } from './expressions.ts';
import type { LiteralRef, VariableRef } from './model.ts';

/**
 * Why the solve ended. completed: the answer is final (OPTIMAL, INFEASIBLE, MODEL_INVALID). aborted: by the signal. The others name the limit that was
 * reached; solutions: there are as many as were asked for; gap: the best one is near enough to the bound; brake: by the clock, a deterministic solve took far longer than its limit, and what it found depends on the machine.
 */
export type SolveEnd =
  | 'completed'
  | 'solutions'
  | 'gap'
  | 'time'
  | 'brake'
  | 'conflicts'
  | 'ticks'
  | 'memory'
  | 'aborted';

/** A value of the objective, or of its bound, and when it was found. */
export interface HistoryEntry {
  /** Since the solve began. */
  readonly seconds: number;
  readonly value: number;
  /** Which search found it. */
  readonly worker: string;
}

export interface SolveStats {
  readonly conflicts: number;
  readonly branches: number;
  /** Bounds pushed by constraints other than clauses. */
  readonly propagations: number;
  readonly restarts: number;
  readonly learnedClauses: number;
  /** Deterministic work, about one tick per memory line touched. */
  readonly ticks: number;
  /** Variables of the engine, those of the model included. */
  readonly variables: number;
  readonly propagators: number;
  readonly clauses: number;
}

/** What the hints of the model were worth. */
export interface HintResult {
  /**
   * none: there are none. feasible: they are a solution, the first one that was reported. completed: they are part of one, which was reported first. infeasible: no solution
   * has all of these values. unknown: not found out within the limits.
   */
  readonly status: 'none' | 'feasible' | 'completed' | 'infeasible' | 'unknown';
  /** Of that solution; null without one, or without objective. */
  readonly objective: number | null;
  /**
   * When infeasible: hinted variables that cannot have their values together, or whose values are not in their domains. Empty if the model has no solution at all under its
   * assumptions.
   */
  readonly conflicting: readonly VariableRef[];
}

/** What is said of a model without hints. */
export const NO_HINT: HintResult = { status: 'none', objective: null, conflicting: [] };

/** A solution as it is found. Verified against the model. */
export interface Solution {
  /** values[v] is the value of variable v of the model. */
  readonly values: readonly number[];
  /** Null without objective. */
  readonly objective: number | null;
  /** Proven at this time; null without objective. */
  readonly bestBound: number | null;
  readonly seconds: number;
  readonly worker: string;
}

export interface SolveResult {
  /**
   * OPTIMAL: proven best, or any solution of a model without objective, or all of them enumerated. FEASIBLE: a solution, but a limit came before the proof, see
   * `stopReason`.
   * INFEASIBLE: proven. UNKNOWN: a limit came first. MODEL_INVALID: see `validationError`.
   */
  readonly status: Status;
  /** values[v] is the value of variable v in the best (without objective: last) solution; null without solution. */
  readonly values: readonly number[] | null;
  /** Of that solution; null without one, or without objective. */
  readonly objective: number | null;
  /** No solution is better than this; null without objective, or when infeasible or invalid. */
  readonly bestBound: number | null;
  /** |objective - bestBound| / max(1, |objective|); null if there is one of the two missing. */
  readonly gap: number | null;
  /** Which search found the solution; empty without one. */
  readonly solutionInfo: string;
  /** How many solutions were reported. */
  readonly solutionCount: number;
  /** Seconds. */
  readonly wallTime: number;
  readonly stopReason: SolveEnd;
  /** When infeasible under assumptions: some of them that cannot hold together, not always the fewest (see minimizeCore); empty if the model is infeasible without any. */
  readonly sufficientAssumptionsForInfeasibility: readonly LiteralRef[];
  readonly hint: HintResult;
  readonly objectiveHistory: readonly HistoryEntry[];
  readonly boundHistory: readonly HistoryEntry[];
  readonly stats: SolveStats;
  /** What is wrong with the model; null if it is valid. */
  readonly validationError: string | null;
}

/** The value of an expression, a variable for one, in the solution. Throws an Error if there is none. */
export function valueIn(result: Pick<SolveResult, 'status' | 'values'>, expr: LinearExprLike): number {
  const { values } = result;
  if (values === null) throw new Error(`valueIn: there is no solution, the status is ${result.status}`);
  const { vars, coeffs, offset } = asExpr(expr, 'valueIn: expr');
  let sum = offset;
  for (let k = 0; k < vars.length; k++) sum += coeffs[k]! * values[vars[k]!]!;
  return sum;
}

/** Whether the literal is true in the solution. Throws an Error if there is none. */
export function booleanValueIn(result: Pick<SolveResult, 'status' | 'values'>, literal: LiteralLike): boolean {
  return valueIn(result, typeof literal === 'boolean' ? Number(literal) : literal) === 1;
}

/** The relative gap between a solution and a bound. */
export function relativeGap(objective: number, bound: number): number {
  return Math.abs(objective - bound) / Math.max(1, Math.abs(objective));
}
