// Judge of the pairs of a disjunctive resource: contradictory when, enforced, two present tasks of a pair cannot be in the order of its literal, or in no order.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, least } from './box.ts';

interface Task {
  readonly start: Affine;
  readonly end: Affine;
  readonly presence?: Fact;
}

/** Checker of: all of `enforcement` and both presences => the literal says which of a pair ends by the start of the other. */
export function disjunctivePairsChecker(
  tasks: readonly Task[],
  pairs: readonly { readonly first: number; readonly second: number; readonly before: Fact }[],
  enforcement: readonly Fact[],
): InferenceChecker {
  return (box) => {
    if (!holds(box, enforcement)) return false;
    const isPresent = ({ presence }: Task): boolean => presence === undefined || holds(box, [presence]);
    return pairs.some(({ first, second, before }) => {
      const [a, b] = [tasks[first]!, tasks[second]!];
      if (!isPresent(a) || !isPresent(b)) return false;
      const aFirst = least(box, a.end) <= greatest(box, b.start) && greatest(box, { ...before, ...UNIT }) >= before.k;
      const bFirst = least(box, b.end) <= greatest(box, a.start) && !holds(box, [before]);
      return !aFirst && !bFirst;
    });
  };
}

const UNIT = { scale: 1, offset: 0 };
