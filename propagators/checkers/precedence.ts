// Checker of the precedence: contradictory when all enforcement facts hold and the earliest `before` is less than the distance ahead of the latest `after`.

import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import type { SVar } from '../../solver/types.ts';
import { holds, isEmpty } from './box.ts';

/** The arguments are those of the constraint: before + distance <= after if all facts hold. */
export function precedenceChecker(
  before: SVar,
  distance: number,
  after: SVar,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [before, after, ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    const latest = -box[after ^ 1]!;
    return holds(box, enforcement) && box[before]! + distance > latest;
  };
}
