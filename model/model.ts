// CpModel data: a constraint model as plain, structured-cloneable, JSON-able records.
//
// Everything that crosses a thread, a file or the boundary to user code is this data; the fluent builder (build.ts)
// only writes it, validate.ts checks it, verify.ts judges assignments against it, compile.ts turns it into an engine.
// The conventions follow CP-SAT's protocol buffer where it has one: variables are named by index, literals by sign,
// domains are flat lists of closed ranges. Deviations: every constraint kind may carry enforcement literals; intervals
// are a list of their own and enforce start + size = end themselves; values are safe integers (|v| <= 2^53 - 1, not
// int64), so a model is valid only if no sum in it can leave that range.
//
// An *assignment* is one integer per variable, inside the variable's domain. A constraint is *enforced* in it if all
// its enforcement literals are true (in particular if it has none); one that is not enforced holds whatever the rest
// is. The meaning of each kind below is for the enforced case.

import type { DivisionConstraint, ModuloConstraint, ProductConstraint } from './records-arithmetic.ts';
import type { NoOverlap2DConstraint } from './records-packing.ts';
import type { CircuitConstraint, MultipleCircuitConstraint, SuccessorCircuitConstraint } from './records-routing.ts';
import type {
  BinPackingConstraint,
  GlobalCardinalityConstraint,
  InverseConstraint,
  LexOrderConstraint,
  ValuePrecedenceConstraint,
} from './records-sequence.ts';
import type { AutomatonConstraint, TableConstraint } from './records-tables.ts';

export type { DivisionConstraint, ModuloConstraint, ProductConstraint } from './records-arithmetic.ts';
export type { NoOverlap2DConstraint } from './records-packing.ts';
export type { CircuitConstraint, MultipleCircuitConstraint, SuccessorCircuitConstraint } from './records-routing.ts';
export type {
  BinPackingConstraint,
  GlobalCardinalityConstraint,
  InverseConstraint,
  LexOrderConstraint,
  ValuePrecedenceConstraint,
} from './records-sequence.ts';
export type { AutomatonConstraint, TableConstraint, Transition } from './records-tables.ts';

/** Tag of the data's version; the `format` field of every model. */
export const MODEL_FORMAT = 'moccasin-model/1';

/**
 * Largest value of anything in a model. As an end of a linear constraint's domain, -MAX_VALUE and MAX_VALUE mean "no
 * bound on this side".
 */
export const MAX_VALUE = Number.MAX_SAFE_INTEGER;

/** Index into `variables`. */
export type VariableRef = number;

/** Index into `intervals`. */
export type IntervalRef = number;

/**
 * `v >= 0` is the Boolean variable v, `-v - 1` its negation. A Boolean variable is one whose domain lies inside {0, 1}.
 */
export type LiteralRef = number;

/**
 * Sorted, disjoint, non-adjacent closed ranges [lo0, hi0, lo1, hi1, ...]: lo_k <= hi_k and hi_k + 1 < lo_{k+1}. Not
 * empty.
 */
export type DomainRanges = readonly number[];

/** Σ coeffs[k] * vars[k] + offset. A variable may occur more than once. */
export interface Linear {
  readonly vars: readonly VariableRef[];
  readonly coeffs: readonly number[];
  readonly offset: number;
}

/** A Linear with at most one term: a constant, or coefficient * variable + offset. */
export type Affine = Linear;

export interface Variable {
  readonly name?: string;
  readonly domain: DomainRanges;
}

/**
 * The half-open span of time [start, end). It is present iff `presence` is true (always, without one); present implies
 * start + size = end and size >= 0. An absent interval restricts nothing: its three expressions are then unrelated, and
 * constraints over intervals ignore it.
 */
export interface Interval {
  readonly name?: string;
  readonly start: Affine;
  /** Left out: any size >= 0, so that present means start <= end and nothing else. */
  readonly size?: Affine;
  readonly end: Affine;
  readonly presence?: LiteralRef;
}

export interface ConstraintBase {
  readonly name?: string;
  /** The constraint has to hold only if all these are true. */
  readonly enforcement?: readonly LiteralRef[];
}

/** Σ coeffs[k] * vars[k] lies in `domain`: <=, >=, = by its ends (see MAX_VALUE), != and general sets by its holes. */
export interface LinearConstraint extends ConstraintBase {
  readonly kind: 'linear';
  readonly vars: readonly VariableRef[];
  readonly coeffs: readonly number[];
  readonly domain: DomainRanges;
}

/**
 * boolOr: at least one literal is true (none listed: false). boolAnd: all are. atMostOne, exactlyOne: number of true
 * literals <= 1, = 1, a literal listed twice counting twice. boolXor: an odd number of them is true. An implication a
 * => b is boolAnd [b] under enforcement [a].
 */
export interface BooleanConstraint extends ConstraintBase {
  readonly kind: 'boolOr' | 'boolAnd' | 'atMostOne' | 'exactlyOne' | 'boolXor';
  readonly literals: readonly LiteralRef[];
}

/** No two expressions have the same value. */
export interface AllDifferentConstraint extends ConstraintBase {
  readonly kind: 'allDifferent';
  readonly exprs: readonly Affine[];
}

/** 0 <= index < exprs.length and exprs[index] = target. Only the chosen expression matters. */
export interface ElementConstraint extends ConstraintBase {
  readonly kind: 'element';
  readonly index: Affine;
  readonly exprs: readonly Affine[];
  readonly target: Affine;
}

/** target = the largest (max) or smallest (min) of the expressions; at least one is listed. */
export interface ExtremumConstraint extends ConstraintBase {
  readonly kind: 'max' | 'min';
  readonly target: Affine;
  readonly exprs: readonly Affine[];
}

/** before + delay <= after. The delay may be negative. */
export interface PrecedenceConstraint extends ConstraintBase {
  readonly kind: 'precedence';
  readonly before: VariableRef;
  readonly after: VariableRef;
  readonly delay: number;
}

/**
 * At every integer time t the demands of the present intervals with start <= t < end sum to at most `capacity`. An
 * interval of size zero contains no time and so uses nothing; the demand of an absent one is ignored. `capacity` must
 * be >= 0 even if nothing runs. Demands cannot be negative: a model in which one could be is invalid.
 */
export interface CumulativeConstraint extends ConstraintBase {
  readonly kind: 'cumulative';
  readonly intervals: readonly IntervalRef[];
  readonly demands: readonly Affine[];
  readonly capacity: Affine;
}

/**
 * Of any two present intervals one ends before or when the other starts. As in CP-SAT, and unlike in a cumulative,
 * intervals of size zero count: one may lie on the border of another interval but not strictly inside it.
 */
export interface NoOverlapConstraint extends ConstraintBase {
  readonly kind: 'noOverlap';
  readonly intervals: readonly IntervalRef[];
}

/**
 * level(t) = Σ levelChanges[i] over the events i that are active and have times[i] <= t. min <= level(t) <= max at
 * every t; events of one time act together, so only the level after all of them counts. Before the first event the
 * level is 0, hence min <= 0 <= max is required of a valid model. Changes may be negative or zero. Without `actives`
 * every event is active; the time of an inactive event is ignored.
 */
export interface ReservoirConstraint extends ConstraintBase {
  readonly kind: 'reservoir';
  readonly times: readonly Affine[];
  readonly levelChanges: readonly number[];
  readonly actives?: readonly LiteralRef[];
  readonly min: number;
  readonly max: number;
}

/**
 * One span that may serve a read: written at `start`, gone at `end`, there at all iff `active` (always, without one).
 */
export interface CoverWrite {
  readonly start: Affine;
  readonly end: Affine;
  readonly active?: LiteralRef;
}

/**
 * If the read is active (always, without `readActive`), at least one active write j serves it: start_j + 1 <= readTime
 * and readTime + 1 <= end_j. An inactive read asks for nothing.
 */
export interface CoverConstraint extends ConstraintBase {
  readonly kind: 'cover';
  readonly readTime: Affine;
  readonly readActive?: LiteralRef;
  readonly writes: readonly CoverWrite[];
}

export type Constraint =
  | LinearConstraint
  | BooleanConstraint
  | AllDifferentConstraint
  | ElementConstraint
  | ExtremumConstraint
  | ProductConstraint
  | DivisionConstraint
  | ModuloConstraint
  | PrecedenceConstraint
  | CumulativeConstraint
  | NoOverlapConstraint
  | NoOverlap2DConstraint
  | ReservoirConstraint
  | CoverConstraint
  | TableConstraint
  | AutomatonConstraint
  | InverseConstraint
  | LexOrderConstraint
  | ValuePrecedenceConstraint
  | GlobalCardinalityConstraint
  | BinPackingConstraint
  | CircuitConstraint
  | MultipleCircuitConstraint
  | SuccessorCircuitConstraint;

export type ConstraintKind = Constraint['kind'];

/** Minimise (or maximise) Σ coeffs[k] * vars[k] + offset. */
export interface Objective extends Linear {
  readonly maximize?: boolean;
}

/** Values to try first; they may be incomplete, and even wrong. No variable twice. */
export interface Hints {
  readonly vars: readonly VariableRef[];
  readonly values: readonly number[];
}

/**
 * CP-SAT's CHOOSE_*: the first unfixed variable of the list, or the unfixed one that is extreme in the named way (ties:
 * first in the list).
 */
export const VARIABLE_SELECTIONS = [
  'chooseFirst',
  'chooseLowestMin',
  'chooseHighestMax',
  'chooseMinDomainSize',
  'chooseMaxDomainSize',
] as const;
export type VariableSelection = (typeof VARIABLE_SELECTIONS)[number];

/** CP-SAT's SELECT_*: x <= lb first, x >= ub first, the lower half first, the upper half first. */
export const VALUE_SELECTIONS = ['selectMinValue', 'selectMaxValue', 'selectLowerHalf', 'selectUpperHalf'] as const;
export type ValueSelection = (typeof VALUE_SELECTIONS)[number];

/** How to branch on these variables; the strategies of a model are used up in their order, then the solver decides. */
export interface SearchStrategy {
  readonly vars: readonly VariableRef[];
  readonly variableSelection: VariableSelection;
  readonly valueSelection: ValueSelection;
}

export interface ModelData {
  readonly format: typeof MODEL_FORMAT;
  name?: string;
  readonly variables: Variable[];
  readonly intervals: Interval[];
  readonly constraints: Constraint[];
  objective?: Objective;
  hints?: Hints;
  /** Literals taken to be true for one solve; an infeasible answer names a subset of them that cannot hold together. */
  assumptions?: readonly LiteralRef[];
  searchStrategies?: SearchStrategy[];
}

/** A model without variables and constraints. */
export function emptyModel(): ModelData {
  return { format: MODEL_FORMAT, variables: [], intervals: [], constraints: [] };
}

/** The opposite literal. */
export function negateRef(literal: LiteralRef): LiteralRef {
  return -literal - 1;
}

/** The Boolean variable of a literal. */
export function variableOfRef(literal: LiteralRef): VariableRef {
  return literal >= 0 ? literal : -literal - 1;
}
