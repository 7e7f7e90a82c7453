// Random products, quotients and remainders, for random-model.ts. The target is most of the time shifted to what a random assignment gives.

import type { Affine, Constraint } from '../../model/model.ts';
import type { ArithmeticKind } from './brute-arithmetic.ts';
import type { ModelParts } from './random-tables.ts';

export function randomArithmetic(kind: ArithmeticKind, parts: ModelParts): Constraint {
  const { rng } = parts;
  const values = parts.assignment();
  const at = ({ vars, coeffs, offset }: Affine): number =>
    vars.reduce((sum, v, k) => sum + coeffs[k]! * values[v]!, offset);
  const valued = (value: number): Affine => {
    const e = rng.chance(0.2) ? { vars: [], coeffs: [], offset: 0 } : parts.affine();
    return rng.chance(0.85) ? { ...e, offset: e.offset + value - at(e) } : e;
  };
  /** Not 0 at the assignment, but perhaps elsewhere. */
  const divisor = (): Affine => {
    const e = parts.affine();
    return at(e) === 0 ? { ...e, offset: e.offset + rng.pick([-1, 2]) } : e;
  };

  switch (kind) {
    case 'product': {
      const exprs = parts.affines(rng.chance(0.1) ? 0 : 1, rng.pick([2, 2, 3, 4]));
      if (exprs.length > 0 && rng.chance(0.3)) exprs.push(rng.pick(exprs));
      return { kind, target: valued(exprs.reduce((product, e) => product * at(e), 1)), exprs };
    }
    case 'division': {
      const [numerator, denominator] = [parts.affine(), divisor()];
      return { kind, target: valued(Math.trunc(at(numerator) / at(denominator))), numerator, denominator };
    }
    case 'modulo': {
      const [expr, modulus] = [parts.affine(), divisor()];
      return { kind, target: valued(at(expr) % at(modulus)), expr, modulus };
    }
  }
}
