// From model to engine: variables, intervals, constraints, objective, hints, strategies and assumptions of a valid ModelData are posted on a new engine.
//
// Variable i of the model is variable i of the engine, auxiliaries follow. Equal models give equal engines, variable by variable: workers that compile the
// same model may exchange bounds and clauses by number. The parts: compile-context.ts (references), compile-linear.ts, compile-boolean.ts,
// compile-arithmetic.ts, compile-scheduling.ts, compile-cumulative.ts, compile-objective.ts.

import type { ExplanationStyle } from '../propagators/cumulative-explain.ts';
import type { LinearRow } from '../solver/dual-bound.ts';
import type { Engine } from '../solver/engine.ts';
import type { Fact } from '../solver/literal.ts';
import { ModelError } from './arguments.ts';
import { compileAllDifferent } from './compile-all-different.ts';
import { compileExtremum } from './compile-arithmetic.ts';
import { compileAutomaton } from './compile-automaton.ts';
import { compileBoolean } from './compile-boolean.ts';
import { compileBinPacking, compileGlobalCardinality } from './compile-cardinality.ts';
import { CompileContext } from './compile-context.ts';
import { compileCumulative } from './compile-cumulative.ts';
import { compileDivision, compileModulo } from './compile-division.ts';
import { compileElement } from './compile-element.ts';
import { nameEqualities } from './compile-encodings.ts';
import { postPlainPairs } from './compile-incompatible.ts';
import { postAtMost, postLinear, Sum } from './compile-linear.ts';
import { compileNoOverlap } from './compile-no-overlap.ts';
import { compileNoOverlap2D } from './compile-no-overlap-2d.ts';
import { type CompiledObjective, compileObjective } from './compile-objective.ts';
import { postParities } from './compile-parity.ts';
import { postPrecedences } from './compile-precedences.ts';
import { compileProduct } from './compile-product.ts';
import { compileCircuit, compileSuccessorCircuit } from './compile-routing.ts';
import { compileCover, compileInterval, compileReservoir } from './compile-scheduling.ts';
import { compileInverse, compileLexOrder, compileValuePrecedence } from './compile-sequence.ts';
import { compileTable } from './compile-table.ts';
import { expandedObjective } from './expanded-objective.ts';
import type { Constraint, LiteralRef, ModelData } from './model.ts';
import type { OrderLiteral } from './order-literals.ts';
import { type SchedulingOptions, schedulingOptions } from './scheduling-options.ts';
import { atOnce } from './steps.ts';

/** Intervals or constraints that are compiled between two stops: most take microseconds, some milliseconds. */
const RECORDS_PER_STEP = 16;

export interface CompileOptions extends SchedulingOptions {
  /** How cumulative constraints explain themselves. */
  readonly explanation?: ExplanationStyle;
  /** Asked now and then; true ends the compilation with CompilationStopped. */
  readonly stopped?: () => boolean;
}

export interface Compiled {
  readonly engine: Engine;
  /** Variables below this number are those of the model, in order. */
  readonly variableCount: number;
  /** Null if there is no objective, or if it is constant at the root. */
  readonly objective: CompiledObjective | null;
  /** The pairs of tasks that may not overlap and whose order is open. */
  readonly orders: readonly OrderLiteral[];
  /** Linear rows that hold in every solution, besides those of the model itself. */
  readonly rows: readonly LinearRow[];
  readonly assumptions: readonly Assumption[];
}

export interface Assumption extends Fact {
  /** What it stands for in the model. */
  readonly literal: LiteralRef;
}

/**
 * Fills a new engine with a model that has passed validate(). If the root turns out to be contradictory, `engine.kernel.refuted` is set and the rest is left
 * out. Throws ModelError for a constraint that could overflow in the engine though its own sums do not, CompilationStopped when it is told to stop.
 */
export function compile(data: ModelData, engine: Engine, options: CompileOptions = {}): Compiled {
  return atOnce(compileSteps(data, engine, options));
}

/** The same, stopping every few milliseconds for the caller to look at the clock. */
export function* compileSteps(
  data: ModelData,
  engine: Engine,
  options: CompileOptions = {},
): Generator<void, Compiled> {
  const { explanation = 'pointwise', stopped } = options;
  const context = new CompileContext(data, engine, explanation, schedulingOptions(options), stopped);
  for (const { domain } of data.variables) engine.newVar(domain);
  hintObjective(context);
  tightenByPrecedences(context);
  nameEqualities(context);
  for (const [i, interval] of data.intervals.entries()) {
    context.poll();
    if (i % RECORDS_PER_STEP === 0) yield;
    if (!context.refuted) labelled(`interval ${i}`, () => compileInterval(context, interval));
  }
  if (!context.refuted) postPlainPairs(context);
  for (const [c, constraint] of data.constraints.entries()) {
    context.poll();
    if (c % RECORDS_PER_STEP === 0) yield;
    if (!context.refuted)
      labelled(`constraint ${c} (${constraint.kind})`, () => compileConstraint(context, constraint));
  }
  if (!context.refuted) postParities(context);
  let objective: CompiledObjective | null = null;
  const { objective: sought, hints, searchStrategies } = data;
  if (sought !== undefined && !context.refuted)
    objective = labelled('objective', () => compileObjective(context, sought));
  if (!context.refuted) postPrecedences(context);
  if (hints !== undefined) for (const [k, x] of hints.vars.entries()) engine.hint(x, hints.values[k]!);
  if (searchStrategies !== undefined) engine.setStrategies(searchStrategies);
  const assumptions = (data.assumptions ?? []).map((literal) => ({ ...context.literal(literal), literal }));
  context.rows.finish(context);
  const { open: orders } = context.orders;
  const { rows } = context.rows;
  return { engine, variableCount: data.variables.length, objective, orders, rows, assumptions };
}

/** Terms of the objective are tried at their best values first. Without a hint that is the least one. */
function hintObjective(context: CompileContext): void {
  const objective = expandedObjective(context.data);
  if (objective === undefined) return;
  const sign = objective.maximize === true ? -1 : 1;
  for (const [k, x] of objective.vars.entries()) {
    if (sign * objective.coeffs[k]! < 0) context.engine.hint(x, context.ub(x));
  }
}

/** Bounds that precedences alone give: what is made of them later is made for narrower windows. */
function tightenByPrecedences(context: CompileContext): void {
  const n = context.data.variables.length;
  const least = Float64Array.from({ length: n }, (_, x) => context.lb(x));
  const most = Float64Array.from({ length: n }, (_, x) => context.ub(x));
  if (!context.precedences.tighten(least, most)) context.clause([], []);
  for (let x = 0; x < n && !context.refuted; x++) {
    if (least[x]! > context.lb(x)) context.engine.addFact(2 * x, least[x]!);
    if (most[x]! < context.ub(x)) context.engine.addFact(2 * x + 1, 0 - most[x]!);
  }
}

function compileConstraint(context: CompileContext, constraint: Constraint): void {
  const enforcement = context.facts(constraint.enforcement);
  if (enforcement === null) return;
  switch (constraint.kind) {
    case 'linear': {
      const sum = new Sum();
      for (const [k, x] of constraint.vars.entries()) sum.add(x, constraint.coeffs[k]!);
      postLinear(context, sum, constraint.domain, enforcement);
      return;
    }
    case 'precedence': {
      const { before, after, delay } = constraint;
      postAtMost(context, new Sum(delay).add(before, 1).add(after, -1), 0, enforcement);
      return;
    }
    case 'boolOr':
    case 'boolAnd':
    case 'boolXor':
    case 'atMostOne':
    case 'exactlyOne':
      compileBoolean(context, constraint, enforcement);
      return;
    case 'max':
    case 'min':
      compileExtremum(context, constraint, enforcement);
      return;
    case 'product':
      compileProduct(context, constraint, enforcement);
      return;
    case 'division':
      compileDivision(context, constraint, enforcement);
      return;
    case 'modulo':
      compileModulo(context, constraint, enforcement);
      return;
    case 'element':
      compileElement(context, constraint, enforcement);
      return;
    case 'allDifferent':
      compileAllDifferent(context, constraint, enforcement);
      return;
    case 'cumulative':
      compileCumulative(context, constraint, enforcement);
      return;
    case 'noOverlap':
      compileNoOverlap(context, constraint, enforcement);
      return;
    case 'noOverlap2D':
      compileNoOverlap2D(context, constraint, enforcement);
      return;
    case 'cover':
      compileCover(context, constraint, enforcement);
      return;
    case 'reservoir':
      compileReservoir(context, constraint, enforcement);
      return;
    case 'table':
      compileTable(context, constraint, enforcement);
      return;
    case 'automaton':
      compileAutomaton(context, constraint, enforcement);
      return;
    case 'inverse':
      compileInverse(context, constraint, enforcement);
      return;
    case 'lexOrder':
      compileLexOrder(context, constraint, enforcement);
      return;
    case 'valuePrecedence':
      compileValuePrecedence(context, constraint, enforcement);
      return;
    case 'globalCardinality':
      compileGlobalCardinality(context, constraint, enforcement);
      return;
    case 'binPacking':
      compileBinPacking(context, constraint, enforcement);
      return;
    case 'circuit':
    case 'multipleCircuit':
      compileCircuit(context, constraint, enforcement);
      return;
    case 'successorCircuit':
      compileSuccessorCircuit(context, constraint, enforcement);
  }
}

/** Runs `action`; a ModelError from it gets the place put in front. */
function labelled<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof ModelError) throw new ModelError(`${place}: ${error.message}`);
    throw error;
  }
}
