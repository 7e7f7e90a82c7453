// Checker of the interval arithmetic: contradictory when the interval is present and its length is negative, or its earliest end is behind endMax, or its
// latest end is before endMin.

import type { Affine } from '../../solver/affine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, holds, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint: start + length = end and length >= 0 if present. */
export function intervalChecker(start: Affine, length: Affine, end: Affine, presence: Fact | null): InferenceChecker {
  const conditions = presence === null ? [] : [presence];
  const mentioned = [start.sv, length.sv, end.sv, ...conditions.map((f) => f.sv)];
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    if (!holds(box, conditions)) return false;
    if (greatest(box, length) < 0) return true;
    if (least(box, start) + Math.max(0, least(box, length)) > greatest(box, end)) return true;
    return greatest(box, start) + greatest(box, length) < least(box, end);
  };
}
