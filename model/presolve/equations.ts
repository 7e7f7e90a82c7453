// What the rules over expressions put in the place of a constraint: a linear constraint over two of them, or nothing, as it cannot hold.

import type { Affine, Constraint, LinearConstraint, LiteralRef } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { enforced, named } from './records.ts';
import type { WorkingModel } from './working-model.ts';

/** What stands in the place of a constraint; null for nothing. The expressions of the record are over representatives that are open. */
export type Rule<C> = (model: WorkingModel, c: C, enforcement: readonly LiteralRef[]) => Constraint | null;

/** The constraint cannot hold. */
export function impossible(model: WorkingModel, enforcement: readonly LiteralRef[]): null {
  model.forbid(enforcement);
  return null;
}

export function constant(value: number): Affine {
  return { vars: [], coeffs: [], offset: value + 0 };
}

/** factor * e + shift. */
export function scaled({ vars, coeffs, offset }: Affine, factor: number, shift = 0): Affine {
  if (factor === 0 || vars.length === 0) return constant(factor * offset + shift);
  return { vars, coeffs: [factor * coeffs[0]!], offset: factor * offset + shift + 0 };
}

/** Each expression once. */
export function distinct(exprs: readonly Affine[]): Affine[] {
  const seen = new Set<string>();
  return exprs.filter(({ vars, coeffs, offset }) => {
    const key = vars.length === 0 ? `${offset}` : `${vars[0]} ${coeffs[0]} ${offset}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** a = b. */
export function equation(c: Constraint, a: Affine, b: Affine, enforcement: readonly LiteralRef[]): LinearConstraint {
  return difference(c, a, b, [0, 0], enforcement);
}

/** a - b in `domain`, a set of ends that may mean "no bound". */
export function difference(
  c: Constraint,
  a: Affine,
  b: Affine,
  domain: readonly number[],
  enforcement: readonly LiteralRef[],
): LinearConstraint {
  const shift = b.offset - a.offset;
  return {
    ...named(c),
    kind: 'linear',
    ...enforced(enforcement),
    vars: [...a.vars, ...b.vars],
    coeffs: [...a.coeffs, ...b.coeffs.map((coeff) => 0 - coeff)],
    domain: domain.map((end) => (Math.abs(end) === MAX_VALUE ? end : end + shift)),
  };
}
