// Compilation of the objective: a signed variable to minimise, and the way between its values and those of the model's objective.
//
// Maximising is minimising the negation. Fixed terms and the greatest common divisor are taken out. What is left is minimised as it is if it is one variable;
// else an auxiliary variable z >= Σ c x is made. z need not be equal: its least value is the sum, and only its least value is ever asked for.

import { ceilDiv } from '../solver/arrays.ts';
import type { SVar } from '../solver/types.ts';
import type { CompileContext } from './compile-context.ts';
import { gcd, postAtMost, Sum } from './compile-linear.ts';
import type { Objective } from './model.ts';
import { postRoutingBound } from './routing-bound.ts';

/** The model's objective is sign * (scale * v + offset) for v the value of the signed variable `sv`, which the engine minimises. */
export interface CompiledObjective {
  readonly sv: SVar;
  /** -1 if the model maximises. */
  readonly sign: 1 | -1;
  /** Integer >= 1. */
  readonly scale: number;
  readonly offset: number;
}

/** Null for an objective that is constant at the root. Tells the engine what to minimise. */
export function compileObjective(context: CompileContext, objective: Objective): CompiledObjective | null {
  const { vars, coeffs, maximize } = objective;
  const sign = maximize === true ? -1 : 1;
  let offset = sign * objective.offset;
  const merged = new Sum();
  for (const [k, x] of vars.entries()) merged.add(x, sign * coeffs[k]!);
  const terms: [number, number][] = [];
  let scale = 0;
  for (const [x, c] of merged.coefficients) {
    if (c === 0 || context.lb(x) === context.ub(x)) {
      offset += c * context.lb(x);
      continue;
    }
    terms.push([x, c]);
    scale = gcd(scale, Math.abs(c));
  }
  if (terms.length === 0) return null;
  const sv = variableFor(
    context,
    terms.map(([x, c]) => [x, c / scale]),
  );
  context.engine.minimize(sv);
  const scaled = terms.map(([x, c]) => ({ sv: c > 0 ? 2 * x : 2 * x + 1, weight: Math.abs(c) / scale }));
  postRoutingBound(context, sv, { offset: 0, terms: scaled });
  return { sv, sign, scale, offset };
}

/** The model's objective for a value of the engine's. */
export function toModelValue({ sign, scale, offset }: CompiledObjective, engineValue: number): number {
  return sign * (scale * engineValue + offset) + 0;
}

/** The engine's objective for a value, or a bound, of the model's: the least one that is not better. */
export function toEngineValue({ sign, scale, offset }: CompiledObjective, modelValue: number): number {
  return ceilDiv(sign * modelValue - offset, scale);
}

function variableFor(context: CompileContext, terms: readonly (readonly [number, number])[]): SVar {
  const [x, c] = terms[0]!;
  if (terms.length === 1) return c > 0 ? 2 * x : 2 * x + 1;
  let least = 0;
  let most = 0;
  const sum = new Sum();
  for (const [y, d] of terms) {
    least += d > 0 ? d * context.lb(y) : d * context.ub(y);
    most += d > 0 ? d * context.ub(y) : d * context.lb(y);
    sum.add(y, d);
  }
  const z = context.engine.newVar([least + 0, most + 0]);
  postAtMost(context, sum.add(z, -1), 0, []);
  return 2 * z;
}
