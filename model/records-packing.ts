// Record of the packing of boxes. See model.ts.

import type { ConstraintBase, IntervalRef } from './model.ts';

/**
 * Box k is xIntervals[k] times yIntervals[k], present iff both intervals are. Of any two present boxes one ends, in x or in y, before or when the other starts.
 * As in CP-SAT boxes without area count: one may touch another, or coincide with one along a line, but a point may not lie inside a box nor inside a
 * line that crosses it, and a line may not cut through a box or cross another line. Both lists have the same length.
 */
export interface NoOverlap2DConstraint extends ConstraintBase {
  readonly kind: 'noOverlap2D';
  readonly xIntervals: readonly IntervalRef[];
  readonly yIntervals: readonly IntervalRef[];
}
