// The way back from a presolved model: solutions get the values of the removed variables, literals their old names. Exact: every removed variable was decided, or is a
// sum with integer coefficients of others, which stand or were removed later.

import type { LiteralRef, VariableRef } from '../model.ts';
import { negateRef } from '../model.ts';
import type { Definition } from './variable-store.ts';

export class Postsolve {
  /** By variable of the original model: its value where presolve has decided it, else 0. */
  private readonly decided: readonly number[];
  /** The original variable of each variable of the presolved model; -1 for its constant. */
  private readonly oldOf: readonly VariableRef[];
  /** In the order of elimination. */
  private readonly steps: readonly Definition[];

  constructor(decided: readonly number[], oldOf: readonly VariableRef[], steps: readonly Definition[]) {
    this.decided = decided;
    this.oldOf = oldOf;
    this.steps = steps;
  }

  /** The solution of the original model for one of the presolved model. O(size of both). */
  restore(values: ArrayLike<number>): number[] {
    const full = [...this.decided];
    this.oldOf.forEach((x, i) => {
      if (x >= 0) full[x] = values[i]!;
    });
    for (let s = this.steps.length - 1; s >= 0; s--) {
      const { x, vars, coeffs, offset } = this.steps[s]!;
      let value = offset;
      for (let k = 0; k < vars.length; k++) value += coeffs[k]! * full[vars[k]!]!;
      full[x] = value + 0;
    }
    return full;
  }

  /** The original literal of an assumption. */
  literal(l: LiteralRef): LiteralRef {
    return l >= 0 ? this.oldOf[l]! : negateRef(this.oldOf[negateRef(l)]!);
  }
}
