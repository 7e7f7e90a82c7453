// Compilation of max, min, element and allDifferent.

import { AllDifferent } from '../propagators/all-different.ts';
import { allDifferentChecker } from '../propagators/checkers/all-different.ts';
import { elementChecker } from '../propagators/checkers/element.ts';
import { maxChecker } from '../propagators/checkers/max.ts';
import { Element } from '../propagators/element.ts';
import { Max } from '../propagators/max.ts';
import { type Affine, negated, view } from '../solver/affine.ts';
import { ceilDiv, floorDiv } from '../solver/arrays.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postEqual, postLinear, Sum } from './compile-linear.ts';
import { type AllDifferentConstraint, type ElementConstraint, type ExtremumConstraint, MAX_VALUE } from './model.ts';

/** The minimum is the maximum of the negations. */
export function compileExtremum(
  context: CompileContext,
  { kind, target, exprs }: ExtremumConstraint,
  enforcement: readonly Fact[],
): void {
  const oriented = (e: Affine): Affine => (kind === 'max' ? e : negated(e));
  const goal = oriented(context.view(target));
  const views = exprs.map((e) => oriented(context.view(e)));
  const floor = views.reduce((least, e) => Math.max(least, context.min(e)), Number.NEGATIVE_INFINITY);
  // what cannot be the maximum, because another is never smaller, is left out; of those fixed at the floor one stays
  const candidates = views.filter((e) => context.max(e) > floor);
  const fixed = views.find((e) => context.min(e) === floor && context.max(e) === floor);
  if (fixed !== undefined) candidates.push(fixed);
  if (candidates.length === 1) postSame(context, goal, candidates[0]!, enforcement);
  else context.engine.post(new Max(goal, candidates, enforcement), maxChecker(goal, candidates, enforcement));
}

/**
 * The propagator wants an index of scale 1. Over the variable behind the index instead, only those positions exist that the index can take, holes of its
 * domain and multiples included: index = 2 y + 1 over y in 0..2 picks from the positions 1, 3, 5.
 */
export function compileElement(
  context: CompileContext,
  { index, exprs, target }: ElementConstraint,
  enforcement: readonly Fact[],
): void {
  const position = context.view(index);
  const goal = context.view(target);
  if (position.sv < 0) {
    const chosen = exprs[position.offset];
    if (chosen === undefined) context.clause(enforcement, []);
    else postSame(context, goal, context.view(chosen), enforcement);
    return;
  }
  const { sv, scale, offset } = position;
  const first = Math.max(context.bounds[sv]!, ceilDiv(0 - offset, scale));
  const last = Math.min(-context.bounds[sv ^ 1]!, floorDiv(exprs.length - 1 - offset, scale));
  const choices: (Affine | null)[] = [];
  for (let y = first; y <= last; y++) {
    const possible = context.engine.kernel.domains.contains(sv >> 1, sv & 1 ? 0 - y : y);
    choices.push(possible ? context.view(exprs[scale * y + offset]!) : null);
  }
  if (choices.length === 0) {
    context.clause(enforcement, []);
    return;
  }
  const place: Affine = { sv, scale: 1, offset: 0 - first };
  context.engine.post(
    new Element(place, choices, goal, enforcement),
    elementChecker(place, choices, goal, enforcement),
  );
}

/**
 * Under enforcement, and for two expressions, each pair differs on its own. Else the propagator, with a variable in the place of each multiple: it wants
 * views of scale 1.
 */
export function compileAllDifferent(
  context: CompileContext,
  { exprs }: AllDifferentConstraint,
  enforcement: readonly Fact[],
): void {
  const views = exprs.map((e) => context.view(e));
  if (enforcement.length === 0 && views.length > 2) {
    const units = views.map((e) => (e.scale === 1 ? e : unitView(context, e)));
    context.engine.post(new AllDifferent(units), allDifferentChecker(units));
    return;
  }
  for (let j = 1; j < views.length; j++) {
    for (let i = 0; i < j; i++) {
      const difference = new Sum().addView(views[i]!, 1).addView(views[j]!, -1);
      postLinear(context, difference, [-MAX_VALUE, -1, 1, MAX_VALUE], enforcement);
    }
  }
}

/** A view of scale 1 on a new variable with the value of e. */
function unitView(context: CompileContext, e: Affine): Affine {
  const unit = view(2 * context.engine.newVar([context.min(e), context.max(e)]));
  postSame(context, unit, e, []);
  return unit;
}

function postSame(context: CompileContext, a: Affine, b: Affine, enforcement: readonly Fact[]): void {
  postEqual(context, new Sum().addView(a, 1).addView(b, -1), 0, enforcement);
}
