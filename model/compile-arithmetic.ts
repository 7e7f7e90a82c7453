// Compilation of max and min.

import { maxChecker } from '../propagators/checkers/max.ts';
import { Max } from '../propagators/max.ts';
import { type Affine, negated } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postEqual, Sum } from './compile-linear.ts';
import type { ExtremumConstraint } from './model.ts';

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
  if (candidates.length === 1) {
    postEqual(context, new Sum().addView(goal, 1).addView(candidates[0]!, -1), 0, enforcement);
  } else context.engine.post(new Max(goal, candidates, enforcement), maxChecker(goal, candidates, enforcement));
}
