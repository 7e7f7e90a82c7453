// Two variables of few values that may not have, or must have, a certain sum: value by value, as clauses over [x = v]. A choice between "less" and "greater" would
// see only the ends of the domains.

import { view } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { SVar } from '../solver/types.ts';
import type { CompileContext } from './compile-context.ts';

/** Variables of up to this many values; of more, the literals cost more than they tell. */
const FEW_VALUES = 64;

/** coeffs[0] * svs[0] + coeffs[1] * svs[1] */
export interface Pair {
  readonly svs: readonly SVar[];
  readonly coeffs: readonly number[];
}

/** Whether the sum has two terms of few values each. */
export function isSmallPair(context: CompileContext, { svs }: Pair): boolean {
  const { bounds } = context;
  return svs.length === 2 && svs.every((sv) => -bounds[sv ^ 1]! - bounds[sv]! < FEW_VALUES);
}

/** The sum is not the value, if all enforcement facts hold: of each two values that would make it so, one is not taken. */
export function postUnequal(
  context: CompileContext,
  { svs, coeffs }: Pair,
  value: number,
  enforcement: readonly Fact[],
): void {
  const [x, y] = [view(svs[0]!), view(svs[1]!)];
  for (let v = context.min(x); v <= context.max(x); v++) {
    const w = (value - coeffs[0]! * v) / coeffs[1]!;
    if (Number.isInteger(w)) context.clause([...enforcement, context.equals(x, v), context.equals(y, w)], []);
  }
}

/** The sum is the value, if all enforcement facts hold: each value of one variable asks for its partner. What follows for bounds is not posted here. */
export function postPartners(
  context: CompileContext,
  { svs, coeffs }: Pair,
  value: number,
  enforcement: readonly Fact[],
): void {
  for (const [i, j] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const [x, y] = [view(svs[i]!), view(svs[j]!)];
    for (let v = context.min(x); v <= context.max(x); v++) {
      const w = (value - coeffs[i]! * v) / coeffs[j]!;
      const partner = Number.isInteger(w) ? context.equals(y, w) : false;
      context.clause([...enforcement, context.equals(x, v)], [partner]);
    }
  }
}
