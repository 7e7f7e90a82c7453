// Which positions of a propagator changed since it last looked at them, for propagators whose runs look at those alone.
//
// notify() of the propagator calls add(); a run calls take() and looks at what it gives. What was looked at is logged, and the length of the log is a reversible
// cell: whatever lies above it was looked at in levels that are undone, and is looked at again. So an inference made late, at a deeper level than its cause, is made
// again after backtracking, and a run that ends in a conflict may leave its positions unlooked at. Looking twice is only work.

import { growInt32 } from '../solver/arrays.ts';
import type { Propagation, Registrar } from '../solver/propagator.ts';

export class ChangedPositions {
  /** Positions that runs have looked at; those of the last take() stand at its end. */
  log: Int32Array = new Int32Array(16);
  logLength = 0;
  private cell = 0;
  private readonly waiting: Int32Array;
  private readonly isWaiting: Uint8Array;
  private waitingLength = 0;

  /** Positions are numbers below `size`. */
  constructor(size: number) {
    this.waiting = new Int32Array(size);
    this.isWaiting = new Uint8Array(size);
  }

  attach(on: Registrar): void {
    this.cell = on.newReversible(0);
  }

  add(position: number): void {
    if (this.isWaiting[position] === 1) return;
    this.isWaiting[position] = 1;
    this.waiting[this.waitingLength++] = position;
  }

  /** The positions to look at are those of `log` from the answer up to its length. Each once. */
  take(p: Propagation): number {
    const { waiting, isWaiting } = this;
    const from = p.reversible.get(this.cell);
    for (let i = from; i < this.logLength; i++) this.add(this.log[i]!);
    const count = this.waitingLength;
    this.log = growInt32(this.log, from + count);
    for (let i = 0; i < count; i++) {
      this.log[from + i] = waiting[i]!;
      isWaiting[waiting[i]!] = 0;
    }
    this.waitingLength = 0;
    this.logLength = from + count;
    p.reversible.set(this.cell, this.logLength);
    return from;
  }
}
