// Judge of no overlap in the plane: contradictory when, enforced, two present boxes can be in none of the four relations, for each alone the bounds forbid it.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

interface Box {
  readonly xStart: Affine;
  readonly xEnd: Affine;
  readonly yStart: Affine;
  readonly yEnd: Affine;
  readonly presence?: Fact;
}

/** Checker of: all of `enforcement` => two present boxes are disjoint in x or in y, one ending by the start of the other. */
export function noOverlap2dChecker(boxes: readonly Box[], enforcement: readonly Fact[]): InferenceChecker {
  const mentioned = boxes.flatMap(({ xStart, xEnd, yStart, yEnd }) => [xStart.sv, xEnd.sv, yStart.sv, yEnd.sv]);
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, enforcement)) return false;
    const present = boxes.filter(({ presence }) => presence === undefined || holds(box, [presence]));
    const canPrecede = (end: Affine, start: Affine): boolean => least(box, end) <= greatest(box, start);
    return present.some((a) =>
      present.some(
        (b) =>
          a !== b &&
          !canPrecede(a.xEnd, b.xStart) &&
          !canPrecede(b.xEnd, a.xStart) &&
          !canPrecede(a.yEnd, b.yStart) &&
          !canPrecede(b.yEnd, a.yStart),
      ),
    );
  };
}
