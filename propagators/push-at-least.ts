// Pushing a lower bound of an affine view that was computed, and may lie anywhere.

import { type Affine, boundFor, lowerBound, upperBound } from '../solver/affine.ts';
import type { Propagation } from '../solver/propagator.ts';

/**
 * Pushes [e >= value] with the lazy reason (code, 0), or [e > its upper bound] if the value lies beyond that; nothing if it holds. The value may be infinite or rounded where it is
 * beyond 2^53. A constant is left alone: its caller has refuted what contradicts it. False on a conflict.
 */
export function pushAtLeast(p: Propagation, e: Affine, value: number, code: number): boolean {
  const lb = p.lowerBounds;
  if (e.sv < 0 || value <= lowerBound(e, lb)) return true;
  return p.pushLazy(e.sv, boundFor(e, Math.min(value, upperBound(e, lb) + 1)), code, 0);
}
