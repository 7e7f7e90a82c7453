// Compilation of allDifferent.
//
//   unconditional, three and more   bounds by Hall intervals (propagators/all-different.ts); and where the values are not many more than the expressions, literals
//                                   [e = v] of which at most one is true for each value, so that a value taken is a hole for the others. As many values as
//                                   expressions: each value is taken.
//   two, or under enforcement       each pair differs on its own

import { AllDifferent } from '../propagators/all-different.ts';
import { allDifferentChecker } from '../propagators/checkers/all-different.ts';
import { type Affine, view } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { postAtMost, postEqual, postLinear, Sum } from './compile-linear.ts';
import { listAt } from './compile-values.ts';
import { type AllDifferentConstraint, MAX_VALUE } from './model.ts';

/** Literals of one constraint, and clauses about pairs of them. */
const MOST_LITERALS = 10_000;
const MOST_PAIRS = 50_000;
/** Values for each expression: of more, a value taken is no news. */
const VALUES_EACH = 2;

export function compileAllDifferent(
  context: CompileContext,
  { exprs }: AllDifferentConstraint,
  enforcement: readonly Fact[],
): void {
  const views = exprs.map((e) => context.view(e));
  if (enforcement.length === 0 && views.length > 2) {
    postHallIntervals(context, views);
    postValuesOnce(context, views);
    return;
  }
  for (let j = 1; j < views.length; j++) {
    for (let i = 0; i < j; i++) {
      const difference = new Sum().addView(views[i]!, 1).addView(views[j]!, -1);
      postLinear(context, difference, [-MAX_VALUE, -1, 1, MAX_VALUE], enforcement);
    }
  }
}

/** Bounds only. The propagator wants views of scale 1: a multiple gets a variable in its place. */
export function postHallIntervals(context: CompileContext, views: readonly Affine[]): void {
  const units = views.map((e) => (e.scale === 1 ? e : unitView(context, e)));
  context.engine.post(new AllDifferent(units), allDifferentChecker(units));
}

function postValuesOnce(context: CompileContext, views: readonly Affine[]): void {
  const takers = takersOf(context, views);
  if (takers === null) return;
  const isPermutation = takers.size === views.length;
  let pairs = MOST_PAIRS;
  for (const [value, those] of takers) {
    const taken = those.map((e) => context.equals(e, value));
    if (isPermutation) context.clause([], taken);
    context.rows.one(context, taken, isPermutation);
    pairs -= (taken.length * (taken.length - 1)) / 2;
    if (pairs >= 0) atMostOneByPairs(context, taken);
    else atMostOneBySum(context, taken);
  }
}

/** By value: the expressions that can have it. Null if there are too many. */
function takersOf(context: CompileContext, views: readonly Affine[]): Map<number, Affine[]> | null {
  const takers = new Map<number, Affine[]>();
  let left = MOST_LITERALS;
  for (const e of views) {
    const [least, most] = [context.min(e), context.max(e)];
    if (most - least >= left) return null;
    for (let v = least; v <= most; v++) {
      if (context.solve(e, v) === null) continue;
      listAt(takers, v).push(e);
      left--;
    }
    if (left < 0 || takers.size > VALUES_EACH * views.length) return null;
  }
  return takers;
}

function atMostOneByPairs(context: CompileContext, conditions: readonly Condition[]): void {
  for (let j = 1; j < conditions.length; j++) {
    for (let i = 0; i < j; i++) context.clause([conditions[i]!, conditions[j]!], []);
  }
}

function atMostOneBySum(context: CompileContext, conditions: readonly Condition[]): void {
  const sum = new Sum();
  for (const c of conditions) {
    if (c === true) sum.constant++;
    else if (c !== false) sum.addBoolean(context.indicator(c));
  }
  postAtMost(context, sum, 1, []);
}

/** A view of scale 1 on a new variable with the value of e. */
function unitView(context: CompileContext, e: Affine): Affine {
  const unit = view(2 * context.engine.newVar([context.min(e), context.max(e)]));
  postEqual(context, new Sum().addView(unit, 1).addView(e, -1), 0, []);
  return unit;
}
