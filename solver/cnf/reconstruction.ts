// The way back from a solution of a simplified formula to one of the formula as it was given. Each clause that was given up stands on a stack with a literal of its own,
// its witness: going back from the last one, a clause that is false has its witness made true. What made the clause superfluous guarantees that this harms no clause below
// (Järvisalo & Biere, "Reconstructing Solutions after Blocked Clause Elimination", SAT 2010).
//
// Literals as in formula.ts. On the stack a clause is [witness, other literals..., size].

import { growInt32 } from '../arrays.ts';

export class Reconstruction {
  private words: Int32Array = new Int32Array(256);
  private length = 0;

  /** Gives up the clause of the literals in `lits` from `from` to before `to`, which include the witness. */
  push(witness: number, lits: ArrayLike<number>, from: number, to: number): void {
    const size = to - from;
    this.words = growInt32(this.words, this.length + size + 1);
    const { words } = this;
    let at = this.length;
    words[at++] = witness;
    for (let i = from; i < to; i++) if (lits[i] !== witness) words[at++] = lits[i]!;
    words[at++] = size;
    this.length = at;
  }

  /** Completes `isTrue`, by variable, which is a solution of the simplified formula with any values for the variables it does not mention. */
  extend(isTrue: Uint8Array): void {
    const { words } = this;
    for (let end = this.length - 1; end >= 0; ) {
      const from = end - words[end]!;
      let satisfied = false;
      for (let i = from; i < end && !satisfied; i++) satisfied = isTrue[words[i]! >> 1] === (words[i]! & 1 ? 0 : 1);
      const witness = words[from]!;
      if (!satisfied) isTrue[witness >> 1] = witness & 1 ? 0 : 1;
      end = from - 1;
    }
  }
}
