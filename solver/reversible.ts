// Reversible integer cells for propagators: a value is saved once per level and cell, before its first change at that level (stamps after MiniCP's
// trail). Restored in reverse order on backtracking.

import { growFloat64, growInt32 } from './arrays.ts';
import type { ReversibleCells } from './propagator.ts';

export class Reversible implements ReversibleCells {
  private values: Float64Array = new Float64Array(16);
  private stamp: Int32Array = new Int32Array(16);
  private cells = 0;
  private savedCell: Int32Array = new Int32Array(64);
  private savedValue: Float64Array = new Float64Array(64);
  private savedLength = 0;
  private levelStart: Int32Array = new Int32Array(64);
  /** Changes at every new level and after every backtrack, so that a cell is saved again. */
  private now = 1;

  /** Makes a cell; call it at the root only. */
  newCell(initial: number): number {
    const c = this.cells++;
    this.values = growFloat64(this.values, this.cells);
    this.stamp = growInt32(this.stamp, this.cells);
    this.values[c] = initial;
    this.stamp[c] = 0;
    return c;
  }

  get(cell: number): number {
    return this.values[cell]!;
  }

  set(cell: number, value: number): void {
    if (this.values[cell] === value) return;
    if (this.stamp[cell] !== this.now) {
      this.stamp[cell] = this.now;
      const n = this.savedLength;
      if (n === this.savedCell.length) {
        this.savedCell = growInt32(this.savedCell, n + 1);
        this.savedValue = growFloat64(this.savedValue, n + 1);
      }
      this.savedCell[n] = cell;
      this.savedValue[n] = this.values[cell]!;
      this.savedLength = n + 1;
    }
    this.values[cell] = value;
  }

  newLevel(level: number): void {
    if (level === this.levelStart.length) this.levelStart = growInt32(this.levelStart, level + 1);
    this.levelStart[level] = this.savedLength;
    this.now++;
  }

  backtrackTo(level: number): void {
    const start = this.levelStart[level]!;
    for (let i = this.savedLength - 1; i >= start; i--) this.values[this.savedCell[i]!] = this.savedValue[i]!;
    this.savedLength = start;
    this.now++;
  }

  /** At the root nothing needs to be restored any more. */
  foldRoot(): void {
    this.savedLength = 0;
    this.now++;
  }
}
