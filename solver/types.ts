// Index kinds and value limits of the engine. Indices are int32; values are safe integers held in doubles.
// The aliases document what an int means; they cost nothing in the hot loops, which read plain typed arrays.

/** Variable number, from 0. */
export type Var = number;
/** Signed variable: `2x` is x, `2x + 1` is -x. Only lower bounds of signed variables are stored. */
export type SVar = number;
/** Interned bound literal: names [sv >= k]; its negation is `lit ^ 1`. */
export type Lit = number;
/** Position on the trail. */
export type TrailIndex = number;
/** Offset of a clause in the arena. */
export type ClauseRef = number;
/** Position of a propagator in the engine's list. */
export type PropagatorId = number;
/** Reason word: two tag bits and a payload, see reasons.ts. */
export type Reason = number;

/** Largest magnitude a bound may take: 2^53 - 1. */
export const MAX_VALUE: number = Number.MAX_SAFE_INTEGER;

/** The outcome of a search, in CP-SAT's words. */
export type Status = 'OPTIMAL' | 'FEASIBLE' | 'INFEASIBLE' | 'UNKNOWN' | 'MODEL_INVALID';
