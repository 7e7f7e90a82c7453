// Checker of a selection: contradictory when all enforcement facts hold and every choice is false or out of reach of the target, or a true one is out of reach.

import type { Affine } from '../../solver/affine.ts';
import { type Fact, isFalse, isTrue } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: if all facts hold, some choice is true, and each that is has exprs[j] = target. */
export function selectChecker(
  choices: readonly Fact[],
  exprs: readonly Affine[],
  target: Affine,
  enforcement: readonly Fact[],
): InferenceChecker {
  const mentioned = [target.sv, ...exprs.map((e) => e.sv), ...[...choices, ...enforcement].map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    const meets = (e: Affine): boolean =>
      least(box, e) <= greatest(box, target) && least(box, target) <= greatest(box, e);
    const possible = choices.some((f, j) => !isFalse(f, box) && meets(exprs[j]!));
    return !possible || choices.some((f, j) => isTrue(f, box) && !meets(exprs[j]!));
  };
}
