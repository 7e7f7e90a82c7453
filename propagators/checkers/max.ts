// Checker of the maximum: contradictory when all enforcement facts hold and some expression is above the target, or all are below it.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: target = max(exprs) if all facts hold. */
export function maxChecker(target: Affine, exprs: readonly Affine[], enforcement: readonly Fact[]): InferenceChecker {
  const mentioned = [target.sv, ...exprs.map((e) => e.sv), ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    if (exprs.some((e) => least(box, e) > greatest(box, target))) return true;
    return exprs.every((e) => greatest(box, e) < least(box, target));
  };
}
