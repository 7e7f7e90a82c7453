// Compilation of constraints on the order and the places of values: inverse, lexOrder, valuePrecedence. Clauses over [x = v], and comparisons under chained
// Booleans.
//
//   inverse           [direct_i = j] and [inverse_j = i] are one literal, or equivalent; besides, both are permutations
//   lexOrder          c_i: "nothing before position i decides".  c_i => left_i <= right_i;  c_i and not c_{i+1} => left_i < right_i
//   valuePrecedence   b_k,i: "values[k] occurs before position i".  b_k,i => b_k,i-1 or [x_{i-1} = values[k]];  [x_i = values[k+1]] => b_k,i
//
// The Booleans are implied in one direction only: one that is false although it might be true says nothing, one that is true has a reason to be. Only links
// that need no Boolean to hold carry the enforcement. The chains have no cycle, so that lexOrder prunes all bounds there are to prune, and valuePrecedence of
// two values, or of values in increasing order without greater ones, all values; the whole list of values works together by b_k+1,i => b_k,i-1 (one value
// enters at a position). (Frisch et al., "Global constraints for lexicographic orderings", CP 2002; Walsh, "Symmetry breaking using value precedence", ECAI
// 2006, whose table per position would be needed for all values in any order.)

import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import { postHallIntervals } from './compile-all-different.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { postAtMost, postLinear, Sum } from './compile-linear.ts';
import { domainSize } from './compile-values.ts';
import type { InverseConstraint, LexOrderConstraint, ValuePrecedenceConstraint } from './model.ts';

export function compileInverse(
  context: CompileContext,
  { direct, inverse }: InverseConstraint,
  enforcement: readonly Fact[],
): void {
  const n = direct.length;
  const there = direct.map((e) => context.view(e));
  const back = inverse.map((e) => context.view(e));
  for (const e of [...there, ...back]) postLinear(context, new Sum().addView(e, 1), [0, n - 1], enforcement);
  // an array that is its own inverse says everything twice
  const isOwn = there.every((e, i) => isSameView(e, back[i]!));
  for (let i = 0; i < n; i++) {
    for (let j = isOwn ? i + 1 : 0; j < n; j++) {
      if (enforcement.length === 0 && shareLiteral(context, there[i]!, j, back[j]!, i)) continue;
      const [to, from] = [context.equals(there[i]!, j), context.equals(back[j]!, i)];
      context.clause([...enforcement, to], [from]);
      context.clause([...enforcement, from], [to]);
    }
  }
  if (enforcement.length > 0) return;
  for (let j = 0; j < n; j++) {
    const here = there.map((e) => context.equals(e, j));
    context.rows.one(context, here, true);
  }
  // the pairs do not see that three positions have two values left: a permutation of 150 takes 4 000 conflicts with this, 16 000 without
  for (const views of isOwn ? [there] : [there, back]) if (n > 2) postHallIntervals(context, views);
}

function isSameView(a: Affine, b: Affine): boolean {
  return a.sv === b.sv && a.scale === b.scale && a.offset === b.offset;
}

/** Makes the literal of [a = v] that of [b = w] as well; false if one of the two has none that is free for that. */
function shareLiteral(context: CompileContext, a: Affine, v: number, b: Affine, w: number): boolean {
  const literal = context.equals(a, v);
  const value = context.solve(b, w);
  if (typeof literal === 'boolean' || value === null || b.sv < 0) return false;
  const x = b.sv >> 1;
  // there the bound is the literal
  if (value === context.lb(x) || value === context.ub(x)) return false;
  context.engine.nameEquality(x, value, literal);
  const shared = context.engine.equalityLiteral(x, value);
  if (shared.sv !== literal.sv || shared.k !== literal.k) return false;
  context.clause([literal], [{ sv: 2 * x, k: value }]);
  context.clause([literal], [{ sv: 2 * x + 1, k: 0 - value }]);
  context.clause([], [literal, { sv: 2 * x, k: value + 1 }, { sv: 2 * x + 1, k: 1 - value }]);
  return true;
}

export function compileLexOrder(
  context: CompileContext,
  { left, right, strict }: LexOrderConstraint,
  enforcement: readonly Fact[],
): void {
  const common = Math.min(left.length, right.length);
  // a proper prefix is smaller, so that equal beginnings may have to differ
  const equalHolds = left.length < right.length || (left.length === right.length && strict !== true);
  let undecided: readonly Fact[] = enforcement;
  for (let i = 0; i < common; i++) {
    const difference = new Sum().addView(context.view(left[i]!), 1).addView(context.view(right[i]!), -1);
    const isLast = i === common - 1;
    if (isLast && !equalHolds) {
      postAtMost(context, difference, -1, undecided);
      return;
    }
    postAtMost(context, difference, 0, undecided);
    if (isLast) return;
    const next = context.newBool();
    postAtMost(context, difference, -1, [...undecided, context.not(next)]);
    undecided = [next];
  }
  if (!equalHolds) context.clause(enforcement, []);
}

/** A value at position i needs the k values before it at i places before: b_k,i exists for k < i only. */
export function compileValuePrecedence(
  context: CompileContext,
  { exprs, values }: ValuePrecedenceConstraint,
  enforcement: readonly Fact[],
): void {
  const views = exprs.map((e) => context.view(e));
  /** b_k,i of the current i, by k. */
  let before: Condition[] = values.slice(1).map(() => false);
  views.forEach((e, i) => {
    needs(context, e, values).forEach((premise, k) => {
      context.clause([...enforcement, premise], [before[k]!]);
    });
    if (i + 1 < views.length) before = occursBefore(context, e, values, before, i + 1);
  });
}

/**
 * For each k what needs values[k] before e: e = values[k + 1]; or e >= values[k + 1], where only later values lie above, as when the values are listed in
 * increasing order and there are no greater ones. In that case it does not matter whether e is known to be one of several values.
 */
function needs(context: CompileContext, e: Affine, values: readonly number[]): Condition[] {
  const premises: Condition[] = [];
  const later = new Set<number>();
  let least = Number.POSITIVE_INFINITY;
  for (let k = values.length - 1; k > 0; k--) {
    const value = values[k]!;
    if (context.solve(e, value) !== null) {
      later.add(value);
      least = Math.min(least, value);
    }
    const isUpperSet = least === value && later.size === domainSize(context, e, value);
    premises.push(isUpperSet ? context.atLeast(e, value) : context.equals(e, value));
  }
  return premises.reverse();
}

/** b_k,i from b_k,i-1, of which e is the expression at position i - 1. */
function occursBefore(
  context: CompileContext,
  e: Affine,
  values: readonly number[],
  earlier: readonly Condition[],
  i: number,
): Condition[] {
  return earlier.map((old, k) => {
    if (k >= i) return false;
    const here = context.equals(e, values[k]!);
    if (old === true || here === true) return true;
    if (old === false && here === false) return false;
    const now = context.newBool();
    context.clause([now], [old, here]);
    if (k > 0) context.clause([now], [earlier[k - 1]!]);
    return now;
  });
}
