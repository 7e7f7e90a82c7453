// Compilation of products. Constants become one coefficient. A factor that is 0 or one other value is a switch: the value joins the coefficient, and "it is not 0" becomes a fact.
//
//   switches only                 clauses: some fact is false => target = 0; all are true => target = coefficient
//   switches and others           some fact is false => target = 0; all are true => target = rest; the target lies between 0 and rest. If the rest can have
//                                 either sign, the last needs a product all the same, of a Boolean for all the facts, and then this is all that is posted:
//                                 bounds consistent while the switches are open, which the conditional equations are not
//   one factor                    a linear equation
//   e * e, e * -e                 a square
//   two of the same variable x    a x^2 + b x + c with a variable for x^2
//   two                           a product
//   more                          two of them, the same ones first, become a variable
//
// Variables made for products are defined whether or not the constraint is enforced: the values of the others determine them.

import { productChecker } from '../propagators/checkers/product.ts';
import { squareChecker } from '../propagators/checkers/square.ts';
import { Product } from '../propagators/product.ts';
import { Square } from '../propagators/square.ts';
import { type Affine, constant, negated, view } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postAtMost, postEqual, Sum } from './compile-linear.ts';
import { postValues, sortedSet } from './compile-values.ts';
import type { ProductConstraint } from './model.ts';

export function compileProduct(
  context: CompileContext,
  { target, exprs }: ProductConstraint,
  enforcement: readonly Fact[],
): void {
  const goal = context.view(target);
  let coefficient = 1;
  const switches: Fact[] = [];
  const factors: Affine[] = [];
  for (const expr of exprs) {
    const e = context.view(expr);
    const on = switchOf(context, e);
    if (e.sv < 0) coefficient *= e.offset;
    else if (on === null) factors.push(e);
    else {
      coefficient *= on.value;
      switches.push(on.fact);
    }
  }
  const facts = context.conjunction(switches);
  if (coefficient === 0 || facts === null) postSame(context, goal, constant(0), enforcement);
  else if (facts.length === 0) postProduct(context, goal, coefficient, factors, enforcement);
  else postSwitched(context, goal, facts, multiplied(context, coefficient, factors), enforcement);
}

/** goal = coefficient * the product of the factors, under enforcement. The coefficient is not 0. */
export function postProduct(
  context: CompileContext,
  goal: Affine,
  coefficient: number,
  factors: readonly Affine[],
  enforcement: readonly Fact[],
): void {
  const [a, b] = atMostTwo(context, factors);
  if (a === undefined) postSame(context, goal, constant(coefficient), enforcement);
  else if (b === undefined) postSame(context, goal, scaled(a, coefficient), enforcement);
  else if (areSame(a, b)) postSquare(context, goal, coefficient, a, enforcement);
  else if (areSame(a, negated(b))) postSquare(context, goal, 0 - coefficient, a, enforcement);
  else if (a.sv >> 1 === b.sv >> 1) postQuadratic(context, goal, coefficient, a, b, enforcement);
  else {
    const first = scaled(a, coefficient);
    context.engine.post(new Product(goal, first, b, enforcement), productChecker(goal, first, b, enforcement));
  }
}

/** a = b under enforcement. Without any, bounds that a cannot have are taken from it first: it may be so wide that the difference could overflow. */
export function postSame(context: CompileContext, a: Affine, b: Affine, enforcement: readonly Fact[]): void {
  if (enforcement.length === 0) {
    context.clause([], [context.atLeast(a, context.min(b))]);
    context.clause([], [context.atMost(a, context.max(b))]);
  }
  postEqual(context, new Sum().addView(a, 1).addView(b, -1), 0, enforcement);
}

/** If e has the values 0 and another one: the other one, and the fact that e has it. */
function switchOf(context: CompileContext, e: Affine): { value: number; fact: Fact } | null {
  const [min, max] = [context.min(e), context.max(e)];
  if (min === max || (min !== 0 && max !== 0)) return null;
  const least = context.bounds[e.sv]!;
  if (context.engine.kernel.domains.canonical(e.sv, least + 1) !== -context.bounds[e.sv ^ 1]!) return null;
  const fact: Fact = { sv: e.sv, k: least + 1 };
  return min === 0 ? { value: max, fact } : { value: min, fact: context.not(fact) };
}

/** A view with the value of coefficient * the product of the factors. */
function multiplied(context: CompileContext, coefficient: number, factors: readonly Affine[]): Affine {
  const [a, b] = atMostTwo(context, factors);
  if (a === undefined) return constant(coefficient);
  return scaled(b === undefined ? a : pairOf(context, a, b), coefficient);
}

/** No more than two factors with the same product. */
function atMostTwo(context: CompileContext, factors: readonly Affine[]): Affine[] {
  const left = [...factors];
  const pairs = new Map<string, Affine>();
  while (left.length > 2) {
    const [i, j] = likePair(left);
    const [b, a] = [...left.splice(j, 1), ...left.splice(i, 1)] as [Affine, Affine];
    const key = `${a.sv} ${a.scale} ${a.offset} * ${b.sv} ${b.scale} ${b.offset}`;
    const pair = pairs.get(key) ?? pairOf(context, a, b);
    pairs.set(key, pair);
    left.push(pair);
  }
  return left;
}

/** The positions i < j of two factors that are the same, or else of the first two. */
function likePair(factors: readonly Affine[]): [number, number] {
  for (let j = 1; j < factors.length; j++) {
    for (let i = 0; i < j; i++) if (areSame(factors[i]!, factors[j]!)) return [i, j];
  }
  return [0, 1];
}

/** A view of a new variable with the value of a * b. */
function pairOf(context: CompileContext, a: Affine, b: Affine): Affine {
  const corners = [context.min(a), context.max(a)].flatMap((x) => [x * context.min(b), x * context.max(b)]);
  const [least, most] = [Math.min(...corners) + 0, Math.max(...corners) + 0];
  const product = view(2 * context.engine.newVar([areSame(a, b) ? Math.max(0, least) : least, most]));
  postProduct(context, product, 1, [a, b], []);
  return product;
}

/** goal = coefficient * base^2. */
function postSquare(
  context: CompileContext,
  goal: Affine,
  coefficient: number,
  base: Affine,
  enforcement: readonly Fact[],
): void {
  if (Math.abs(coefficient) === 1) {
    const target = coefficient > 0 ? goal : negated(goal);
    context.engine.post(new Square(target, base, enforcement), squareChecker(target, base, enforcement));
  } else postSame(context, goal, scaled(pairOf(context, base, base), coefficient), enforcement);
}

/** goal = coefficient * (p x + q) * (r x + s). */
function postQuadratic(
  context: CompileContext,
  goal: Affine,
  coefficient: number,
  a: Affine,
  b: Affine,
  enforcement: readonly Fact[],
): void {
  const x = view(a.sv & ~1);
  const p = coefficient * (a.sv & 1 ? -a.scale : a.scale);
  const q = coefficient * a.offset;
  const r = b.sv & 1 ? -b.scale : b.scale;
  const square = pairOf(context, x, x);
  const sum = new Sum(q * b.offset).addView(square, p * r).addView(x, p * b.offset + q * r);
  postEqual(context, sum.addView(goal, -1), 0, enforcement);
}

/** goal = rest if all facts hold, else 0. */
function postSwitched(
  context: CompileContext,
  goal: Affine,
  facts: readonly Fact[],
  rest: Affine,
  enforcement: readonly Fact[],
): void {
  const [least, most] = [context.min(rest), context.max(rest)];
  if (least < 0 && most > 0) {
    const { sv } = context.indicator(context.allOf(facts));
    postProduct(context, goal, 1, [sv & 1 ? { sv, scale: 1, offset: 1 } : view(sv), rest], enforcement);
    return;
  }
  for (const f of facts) postSame(context, goal, constant(0), [...enforcement, context.not(f)]);
  const on = context.conjunction([...enforcement, ...facts]);
  if (on !== null) postSame(context, goal, rest, on);
  if (rest.sv < 0) {
    const values = sortedSet([0, rest.offset]).filter((v) => context.solve(goal, v) !== null);
    if (values.length > 0) postValues(context, goal, values, enforcement);
    return;
  }
  const [size, limit] = least >= 0 ? [goal, rest] : [negated(goal), negated(rest)];
  context.clause(enforcement, [context.atLeast(size, 0)]);
  postAtMost(context, new Sum().addView(size, 1).addView(limit, -1), 0, enforcement);
}

function areSame(a: Affine, b: Affine): boolean {
  return a.sv === b.sv && a.scale === b.scale && a.offset === b.offset;
}

/** coefficient * e; the coefficient is not 0. */
function scaled(e: Affine, coefficient: number): Affine {
  if (e.sv < 0) return constant(e.offset * coefficient + 0);
  const sv = coefficient > 0 ? e.sv : e.sv ^ 1;
  return { sv, scale: e.scale * Math.abs(coefficient), offset: e.offset * coefficient + 0 };
}
