// Compilation of division and modulo.
//
// The propagator of a division wants a denominator >= 1. If the denominator can have either sign there are two, with numerator and denominator mirrored in the second, each
// enforced by the sign, and a clause that asks for one of the signs.
//
// A remainder by a constant has a propagator of its own, bounds consistent and without a variable for the quotient, whatever the size of the domains. Literals [expr = v]
// and [target = v] in its place, as a table of pairs, took 25 to 48 % fewer conflicts where other constraints counted remainders or told them apart in pairs, and 9 to 24 %
// more where they compared them or made them all different (39 models of 9 to 13 expressions over up to 26 values, all closed, 2026-11-22): not enough
// either way for a second form. A model that wants the literals can state the table. At the root, where it costs little, values without a counterpart are cut out: a
// fixed remainder (n % 7 = 3) leaves every seventh number.
// Otherwise target = expr - product with product = size * quotient, size = |modulus| and quotient = expr / size. A quotient by 0 is 0, so that the values of the other
// variables determine these three whether or not the constraint is enforced.

import { divisionChecker } from '../propagators/checkers/division.ts';
import { maxChecker } from '../propagators/checkers/max.ts';
import { moduloChecker } from '../propagators/checkers/modulo.ts';
import { Division } from '../propagators/division.ts';
import { Max } from '../propagators/max.ts';
import { Modulo } from '../propagators/modulo.ts';
import { type Affine, constant, negated, view } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postAtMost, postEqual, Sum } from './compile-linear.ts';
import { postProduct, postSame } from './compile-product.ts';
import { postValues, sortedSet } from './compile-values.ts';
import type { DivisionConstraint, ModuloConstraint } from './model.ts';

/** Widest range of an expression whose remainders are listed at the root. */
const LISTED_VALUES = 512;

export function compileDivision(
  context: CompileContext,
  { target, numerator, denominator }: DivisionConstraint,
  enforcement: readonly Fact[],
): void {
  const [goal, above, below] = [context.view(target), context.view(numerator), context.view(denominator)];
  const positive = context.atLeast(below, 1);
  const negative = context.atMost(below, -1);
  context.clause(enforcement, [positive, negative]);
  if (typeof positive === 'object' && typeof negative === 'object') {
    // a quotient is no larger than its numerator: the propagators say so only once the sign is known
    const size = Math.max(-context.min(above), context.max(above));
    for (const side of [goal, negated(goal)]) context.clause(enforcement, [context.atMost(side, size)]);
    postDivision(context, goal, above, below, [...enforcement, positive]);
    postDivision(context, goal, negated(above), negated(below), [...enforcement, negative]);
  } else if (positive !== false) postDivision(context, goal, above, below, enforcement);
  else if (negative !== false) postDivision(context, goal, negated(above), negated(below), enforcement);
}

/** goal = above / below and below >= 1, under enforcement. */
function postDivision(
  context: CompileContext,
  goal: Affine,
  above: Affine,
  below: Affine,
  enforcement: readonly Fact[],
): void {
  const given = context.conjunction(enforcement);
  if (given === null) return;
  if (below.sv < 0 && below.offset === 1) postSame(context, goal, above, given);
  else context.engine.post(new Division(goal, above, below, given), divisionChecker(goal, above, below, given));
}

export function compileModulo(
  context: CompileContext,
  { target, expr, modulus }: ModuloConstraint,
  enforcement: readonly Fact[],
): void {
  const [goal, number, by] = [context.view(target), context.view(expr), context.view(modulus)];
  if (by.sv >= 0) remainderByVariable(context, goal, number, by, enforcement);
  else if (by.offset === 0) context.clause(enforcement, []);
  else remainderByConstant(context, goal, number, Math.abs(by.offset), enforcement);
}

function remainderByConstant(
  context: CompileContext,
  goal: Affine,
  number: Affine,
  by: number,
  enforcement: readonly Fact[],
): void {
  const [least, most] = [context.min(number), context.max(number)];
  if (by === 1) postSame(context, goal, constant(0), enforcement);
  else if (least === most) postSame(context, goal, constant((least % by) + 0), enforcement);
  else if (least > -by && most < by) postSame(context, goal, number, enforcement);
  else {
    cutValues(context, goal, number, by, enforcement);
    context.engine.post(new Modulo(goal, number, by, enforcement), moduloChecker(goal, number, by, enforcement));
  }
}

/** Numbers whose remainder the target cannot have, and targets that are the remainder of none. */
function cutValues(
  context: CompileContext,
  goal: Affine,
  number: Affine,
  by: number,
  enforcement: readonly Fact[],
): void {
  const { sv, scale, offset } = number;
  const [first, last] = [context.bounds[sv]!, -context.bounds[sv ^ 1]!];
  if (last - first > LISTED_VALUES) return;
  const numbers: number[] = [];
  const remainders: number[] = [];
  for (let y = first; y <= last; y++) {
    const n = scale * y + offset;
    const remainder = (n % by) + 0;
    const possible = context.engine.kernel.domains.contains(sv >> 1, sv & 1 ? 0 - y : y);
    if (!possible || context.solve(goal, remainder) === null) continue;
    numbers.push(n);
    remainders.push(remainder);
  }
  if (numbers.length === 0) context.clause(enforcement, []);
  else {
    postValues(context, number, numbers, enforcement);
    postValues(context, goal, sortedSet(remainders), enforcement);
  }
}

function remainderByVariable(
  context: CompileContext,
  goal: Affine,
  number: Affine,
  by: Affine,
  enforcement: readonly Fact[],
): void {
  const size = sizeOf(context, by);
  const isPositive = context.atLeast(size, 1);
  context.clause(enforcement, [isPositive]);
  if (isPositive === false) return;
  const divisor = Math.max(1, context.min(size));
  const [least, most] = [Math.min(0, context.min(number)), Math.max(0, context.max(number))];
  const range = [Math.trunc(least / divisor) + 0, Math.trunc(most / divisor) + 0];
  const quotient = view(2 * context.engine.newVar(range));
  if (isPositive === true) postDivision(context, quotient, number, size, []);
  else {
    postDivision(context, quotient, number, size, [isPositive]);
    postSame(context, quotient, constant(0), [context.not(isPositive)]);
  }
  context.clause(enforcement, [context.atLeast(goal, least)]);
  context.clause(enforcement, [context.atMost(goal, most)]);
  const factors = [quotient, size];
  if (number.sv < 0) postProduct(context, shifted(negated(goal), number.offset), 1, factors, enforcement);
  else if (goal.sv < 0) postProduct(context, shifted(number, 0 - goal.offset), 1, factors, enforcement);
  else {
    const product = view(2 * context.engine.newVar([least, most]));
    postProduct(context, product, 1, factors, []);
    postEqual(context, new Sum().addView(number, 1).addView(product, -1).addView(goal, -1), 0, enforcement);
  }
  // what the parts do not see together: the remainder is smaller than the modulus and has the sign of the number
  for (const side of [goal, negated(goal)]) {
    postAtMost(context, new Sum(1).addView(side, 1).addView(size, -1), 0, enforcement);
  }
  const sign = (premise: Affine, conclusion: Affine): void => {
    const nonNegative = context.atLeast(premise, 0);
    if (nonNegative !== false) {
      context.clause([...enforcement, nonNegative], [context.atLeast(conclusion, 0)]);
    }
  };
  sign(number, goal);
  sign(negated(number), negated(goal));
}

/** e + amount. */
function shifted(e: Affine, amount: number): Affine {
  return { ...e, offset: e.offset + amount };
}

/** A view of |e|: e or its mirror if the root knows the sign, else a new variable. */
function sizeOf(context: CompileContext, e: Affine): Affine {
  if (context.min(e) >= 0) return e;
  if (context.max(e) <= 0) return negated(e);
  const size = view(2 * context.engine.newVar([0, Math.max(-context.min(e), context.max(e))]));
  const sides = [e, negated(e)];
  context.engine.post(new Max(size, sides), maxChecker(size, sides, []));
  return size;
}
