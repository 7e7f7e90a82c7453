// Checker of the element constraint: contradictory when all enforcement facts hold and no position the index can take has an expression that meets the target.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: exprs[index] = target if all facts hold. */
export function elementChecker(
  index: Affine,
  exprs: readonly (Affine | null)[],
  target: Affine,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [index.sv, target.sv, ...exprs.map((e) => e?.sv ?? -1), ...enforcement.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    return !exprs.some(
      (e, i) =>
        e !== null &&
        least(box, index) <= i &&
        i <= greatest(box, index) &&
        least(box, e) <= greatest(box, target) &&
        least(box, target) <= greatest(box, e),
    );
  };
}
