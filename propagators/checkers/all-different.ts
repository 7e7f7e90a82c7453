// Checker of all-different: contradictory when some interval of values holds more expressions than it has values, or room in all. All pairs of bounds are tried.

import type { Affine } from '../../solver/affine.ts';
import type { InferenceChecker } from '../../solver/propagator.ts';
import { greatest, isEmpty, least } from './box.ts';

/** The arguments are those of the constraint; `capacity` is that of one value. O(n^3), times the width of the domains with capacities. */
export function allDifferentChecker(exprs: readonly Affine[], capacity?: (value: number) => number): InferenceChecker {
  const mentioned = exprs.map((e) => e.sv);
  return (box) => {
    if (isEmpty(box, mentioned)) return true;
    for (const left of exprs) {
      for (const right of exprs) {
        const first = least(box, left);
        const last = greatest(box, right);
        const inside = exprs.filter((e) => least(box, e) >= first && greatest(box, e) <= last);
        if (inside.length > roomIn(first, last, capacity)) return true;
      }
    }
    return false;
  };
}

function roomIn(first: number, last: number, capacity: ((value: number) => number) | undefined): number {
  if (capacity === undefined) return Math.max(0, last - first + 1);
  let room = 0;
  for (let v = first; v <= last; v++) room += capacity(v);
  return room;
}
