// What the inference checkers share: reading a box of lower bounds of signed variables, with no idea of any constraint.

import type { Fact } from '../../solver/literal.ts';
import type { SVar } from '../../solver/types.ts';

/** Lower bound of an affine view in the box. The view is described by its three numbers; sv = -1 is a constant. */
export function least(box: Float64Array, e: { sv: SVar; scale: number; offset: number }): number {
  return e.sv < 0 ? e.offset : e.scale * box[e.sv]! + e.offset;
}

/** Upper bound of an affine view in the box. */
export function greatest(box: Float64Array, e: { sv: SVar; scale: number; offset: number }): number {
  return e.sv < 0 ? e.offset : e.scale * -box[e.sv ^ 1]! + e.offset;
}

/** Whether some of the signed variables has no value left in the box; -1 stands for a constant. */
export function isEmpty(box: Float64Array, svs: ArrayLike<SVar>): boolean {
  for (let i = 0; i < svs.length; i++) {
    const sv = svs[i]!;
    if (sv >= 0 && box[sv]! > -box[sv ^ 1]!) return true;
  }
  return false;
}

/** Whether the box makes all the facts true. */
export function holds(box: Float64Array, facts: readonly Fact[]): boolean {
  return facts.every((f) => box[f.sv]! >= f.k);
}
