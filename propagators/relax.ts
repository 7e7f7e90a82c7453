// Spending slack on antecedents: an inference from [e1 >= l1] and [e2 >= l2] that would still go through if l1 + l2 were smaller by `slack` takes weaker
// antecedents (E4). An antecedent is first dropped whole when its root bound is near enough, and otherwise lowered as far as the slack goes (CP-SAT's
// RelaxLinearReason, for affine views).

import type { Affine } from '../solver/affine.ts';
import { boundFor } from '../solver/affine.ts';
import { floorDiv } from '../solver/arrays.ts';
import type { Explanation } from '../solver/propagator.ts';

/** What it costs in slack to drop the antecedent [e >= its lower bound]: 0 when the root says it already. */
export function dropCost(out: Explanation, roots: Float64Array, e: Affine): number {
  return e.sv < 0 ? 0 : e.scale * (out.lbAt(e.sv) - roots[e.sv]!);
}

/** Gives [e >= its lower bound - slack], as weak as the slack allows, never below the root. Returns the slack that is left. */
export function becauseRelaxed(out: Explanation, roots: Float64Array, e: Affine, slack: number): number {
  const cost = dropCost(out, roots, e);
  if (cost <= slack) return slack - cost;
  const steps = floorDiv(slack, e.scale);
  out.because(e.sv, out.lbAt(e.sv) - steps);
  return slack - steps * e.scale;
}

/** Two antecedents out of one slack: one is dropped whole if that is possible, for the smaller price; then both are lowered in turn. */
export function becauseRelaxedPair(
  out: Explanation,
  roots: Float64Array,
  e1: Affine,
  e2: Affine,
  slack: number,
): number {
  return dropCost(out, roots, e1) <= dropCost(out, roots, e2)
    ? becauseRelaxed(out, roots, e2, becauseRelaxed(out, roots, e1, slack))
    : becauseRelaxed(out, roots, e1, becauseRelaxed(out, roots, e2, slack));
}

/** Lower bound of the expression strictly before the explained entry. */
export function leastAt(e: Affine, out: Explanation): number {
  return e.sv < 0 ? e.offset : e.scale * out.lbAt(e.sv) + e.offset;
}

/** Gives [e >= value]; nothing for a constant, which is assumed to satisfy it. */
export function becauseAtLeast(out: Explanation, e: Affine, value: number): void {
  if (e.sv >= 0) out.because(e.sv, boundFor(e, value));
}

/** Gives [e <= value]; nothing for a constant, which is assumed to satisfy it. */
export function becauseAtMost(out: Explanation, e: Affine, value: number): void {
  if (e.sv >= 0) out.because(e.sv ^ 1, 0 - floorDiv(value - e.offset, e.scale));
}

/** The least value of the expression from which [e.sv >= needed] follows by rounding. */
export function leastImplying(e: Affine, needed: number): number {
  return e.scale * (needed - 1) + e.offset + 1;
}
