// Compilation of sums: Σ c x in a set of ranges, under enforcement facts. What reaches a propagator has each variable once, no fixed variable, coefficients
// without a common divisor and a right side that matters; whatever a clause or a precedence says as well becomes one.
//
//   one variable         clauses over its bounds: one per side and hole. No propagator.
//   one range            Σ <= hi and -Σ <= -lo, each if it matters:
//                          violated only by all terms at their upper bounds    a clause
//                          true only with all terms at their lower bounds      a clause per term
//                          no two of a few terms of range 1 at their upper end   a clause per pair
//                          x - y <= d                                          a precedence
//                          otherwise                                           a linear inequality
//   two ranges (!=)      over two variables of few values, a clause for each pair of values (compile-pairs.ts); else a Boolean chooses between them
//   more ranges          a variable equal to the sum, whose static domain has the holes

import { linearChecker } from '../propagators/checkers/linear.ts';
import { Linear } from '../propagators/linear.ts';
import type { Affine } from '../solver/affine.ts';
import { ceilDiv, floorDiv } from '../solver/arrays.ts';
import type { Fact } from '../solver/literal.ts';
import type { SVar, Var } from '../solver/types.ts';
import { ModelError } from './arguments.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { isSmallPair, postPartners, postUnequal } from './compile-pairs.ts';
import { postPrecedence } from './compile-precedences.ts';
import { type DomainRanges, MAX_VALUE } from './model.ts';

/** At most one of up to this many terms: a clause per pair; above, a linear inequality. */
export const PAIRWISE_LIMIT = 8;

/** Σ c x + constant, variables merged as they come. */
export class Sum {
  readonly coefficients: Map<Var, number> = new Map();
  constant: number;

  constructor(constant = 0) {
    this.constant = constant;
  }

  add(x: Var, c: number): this {
    this.coefficients.set(x, (this.coefficients.get(x) ?? 0) + c);
    return this;
  }

  /** Adds factor * e. */
  addView(e: Affine, factor: number): this {
    this.constant += factor * e.offset;
    return e.sv < 0 ? this : this.add(e.sv >> 1, (e.sv & 1 ? -1 : 1) * e.scale * factor);
  }

  /** Adds the amount if the fact, one about a 0/1 variable, is true. */
  addBoolean({ sv }: Fact, amount = 1): this {
    if (sv & 1) this.constant += amount;
    return this.add(sv >> 1, sv & 1 ? 0 - amount : amount);
  }
}

/** c0 * svs[0] + c1 * svs[1] + ... with coefficients > 0 and without common divisor; min and max over the root bounds. */
interface Terms {
  readonly svs: SVar[];
  readonly coeffs: number[];
  readonly min: number;
  readonly max: number;
}

/** Σ <= most under enforcement. */
export function postAtMost(context: CompileContext, sum: Sum, most: number, enforcement: readonly Fact[]): void {
  postLinear(context, sum, [-MAX_VALUE, most], enforcement);
}

/** Σ = value under enforcement. */
export function postEqual(context: CompileContext, sum: Sum, value: number, enforcement: readonly Fact[]): void {
  postLinear(context, sum, [value, value], enforcement);
}

/**
 * The sum lies in the ranges, if all enforcement facts hold. Ends -MAX_VALUE and MAX_VALUE mean no bound. Throws ModelError if the span of the sum is no
 * safe integer.
 */
export function postLinear(
  context: CompileContext,
  sum: Sum,
  ranges: DomainRanges,
  enforcement: readonly Fact[],
): void {
  const folded = fold(context, sum);
  const divisor = folded.coeffs.reduce(gcd, 0);
  const terms = divided(folded.terms, divisor);
  const allowed = allowedValues(ranges, folded.constant, divisor, terms);
  if (allowed.length === 2 && allowed[0] === terms.min && allowed[1] === terms.max) return;
  if (allowed.length === 0) context.clause(enforcement, []);
  else if (terms.svs.length === 1) postUnary(context, terms.svs[0]!, allowed, enforcement);
  else if (allowed.length === 2) {
    postRange(context, terms, allowed[0]!, allowed[1]!, enforcement);
    if (allowed[0] === allowed[1] && enforcement.length > 0 && isSmallPair(context, terms)) {
      postPartners(context, terms, allowed[0]!, enforcement);
    }
  } else if (allowed.length === 4 && allowed[1]! + 2 === allowed[2]! && isSmallPair(context, terms)) {
    postRange(context, terms, allowed[0]!, allowed[3]!, enforcement);
    postUnequal(context, terms, allowed[1]! + 1, enforcement);
  } else if (allowed.length === 4) postEither(context, terms, allowed, enforcement);
  else postThroughVariable(context, terms, allowed, enforcement);
}

/** Terms over unfixed variables, and the rest as a constant. */
function fold(context: CompileContext, sum: Sum): { terms: Terms; coeffs: number[]; constant: number } {
  const { bounds } = context;
  const svs: SVar[] = [];
  const coeffs: number[] = [];
  let { constant } = sum;
  let min = 0;
  let max = 0;
  for (const [x, c] of sum.coefficients) {
    const fixed = bounds[2 * x]! === -bounds[2 * x + 1]!;
    if (c === 0 || fixed) {
      constant += c * bounds[2 * x]!;
      continue;
    }
    const sv = c > 0 ? 2 * x : 2 * x + 1;
    const size = Math.abs(c);
    svs.push(sv);
    coeffs.push(size);
    min += size * bounds[sv]!;
    max -= size * bounds[sv ^ 1]!;
  }
  const span = svs.length > 1 ? max - min : 0;
  if (!Number.isSafeInteger(constant) || !Number.isSafeInteger(span)) throw new ModelError('a sum could overflow');
  return { terms: { svs, coeffs, min, max }, coeffs, constant };
}

function divided({ svs, coeffs, min, max }: Terms, divisor: number): Terms {
  if (divisor <= 1) return { svs, coeffs, min, max };
  return { svs, coeffs: coeffs.map((c) => c / divisor), min: min / divisor, max: max / divisor };
}

/** Greatest common divisor of integers >= 0. */
export function gcd(a: number, b: number): number {
  let x = a;
  let y = b;
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** What divisor * terms + constant in `ranges` allows for the terms: ranges within min..max, possibly none. */
function allowedValues(ranges: DomainRanges, constant: number, divisor: number, { min, max }: Terms): number[] {
  const unit = Math.max(divisor, 1);
  const least = unit * min + constant;
  const most = unit * max + constant;
  const allowed: number[] = [];
  for (let k = 0; k < ranges.length; k += 2) {
    // cut to what the sum can be before the constant is taken off: the ends that mean "no bound" leave no room for arithmetic
    const lo = ceilDiv(Math.max(ranges[k]!, least) - constant, unit);
    const hi = floorDiv(Math.min(ranges[k + 1]!, most) - constant, unit);
    if (lo > hi) continue;
    const last = allowed.length - 1;
    if (last > 0 && lo <= allowed[last]! + 1) allowed[last] = hi;
    else allowed.push(lo, hi);
  }
  return allowed;
}

function postUnary(context: CompileContext, sv: SVar, allowed: readonly number[], enforcement: readonly Fact[]): void {
  const last = allowed.length - 1;
  context.clause(enforcement, [{ sv, k: allowed[0]! }]);
  context.clause(enforcement, [{ sv: sv ^ 1, k: 0 - allowed[last]! }]);
  for (let k = 1; k < last; k += 2) {
    context.clause(enforcement, [
      { sv: sv ^ 1, k: 0 - allowed[k]! },
      { sv, k: allowed[k + 1]! },
    ]);
  }
}

function postRange(context: CompileContext, terms: Terms, lo: number, hi: number, enforcement: readonly Fact[]): void {
  if (hi < terms.max) postUpper(context, terms, hi, enforcement);
  if (lo > terms.min) postUpper(context, mirrored(terms), 0 - lo, enforcement);
}

function mirrored({ svs, coeffs, min, max }: Terms): Terms {
  return { svs: svs.map((sv) => sv ^ 1), coeffs, min: 0 - max, max: 0 - min };
}

function postEither(
  context: CompileContext,
  terms: Terms,
  allowed: readonly number[],
  enforcement: readonly Fact[],
): void {
  const low = context.newBool();
  postRange(context, terms, allowed[0]!, allowed[1]!, [...enforcement, low]);
  postRange(context, terms, allowed[2]!, allowed[3]!, [...enforcement, context.not(low)]);
}

function postThroughVariable(
  context: CompileContext,
  { svs, coeffs }: Terms,
  allowed: readonly number[],
  enforcement: readonly Fact[],
): void {
  const sum = new Sum().add(context.engine.newVar(allowed), -1);
  for (let i = 0; i < svs.length; i++) sum.add(svs[i]! >> 1, svs[i]! & 1 ? -coeffs[i]! : coeffs[i]!);
  postEqual(context, sum, 0, enforcement);
}

/** Σ coeffs * svs <= most, min <= most < max. */
function postUpper(context: CompileContext, terms: Terms, most: number, enforcement: readonly Fact[]): void {
  const { svs, coeffs, min, max } = terms;
  const below = (i: number): Condition => ({ sv: svs[i]! ^ 1, k: context.bounds[svs[i]! ^ 1]! + 1 });
  if (max - most <= coeffs.reduce((a, b) => Math.min(a, b))) {
    context.clause(
      enforcement,
      svs.map((_, i) => below(i)),
    );
  } else if (most === min) {
    for (const sv of svs) context.clause(enforcement, [{ sv: sv ^ 1, k: 0 - context.bounds[sv]! }]);
  } else if (svs.length === 2 && coeffs[0] === 1 && coeffs[1] === 1) {
    postPrecedence(context, svs[0]!, 0 - most, svs[1]! ^ 1, enforcement);
  } else if (isAtMostOne(context, terms, most - min)) {
    for (let i = 0; i < svs.length; i++) {
      for (let j = 0; j < i; j++) context.clause(enforcement, [below(i), below(j)]);
    }
  } else {
    context.engine.post(new Linear(svs, coeffs, most, enforcement), linearChecker(svs, coeffs, most, enforcement));
  }
}

/** Whether all terms have two values, any one may be at its upper one and no two may: `slack` above the minimum. */
function isAtMostOne(context: CompileContext, { svs, coeffs }: Terms, slack: number): boolean {
  if (svs.length > PAIRWISE_LIMIT) return false;
  if (!svs.every((sv) => context.bounds[sv]! + 1 === -context.bounds[sv ^ 1]!)) return false;
  const sorted = [...coeffs].sort((a, b) => a - b);
  return sorted[sorted.length - 1]! <= slack && sorted[0]! + sorted[1]! > slack;
}
