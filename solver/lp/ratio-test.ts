// Ratio test of the dual simplex method: which column enters the basis. It passes over columns that may flip to their other bound as long as the leaving one still violates its own (Fourer
// 1994; Koberstein, PhD thesis, Paderborn 2005), and takes the largest pivot among nearly equal ratios (Harris 1973).

import { DUAL, PIVOT, PRIMAL } from './tolerances.ts';

/** What of a simplex the test looks at, by variable: the arrays themselves, not their present contents. */
export interface Columns {
  /** The pivot row. */
  readonly alpha: Float64Array;
  readonly reduced: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly value: Float64Array;
  /** Position in the basis, -1: at a bound. */
  readonly position: Int32Array;
}

export class RatioTest {
  /** What is left of the first step's gain when no variable can enter. */
  gained = 0;
  private readonly columns: Columns;
  private readonly candidates: number[] = [];

  constructor(columns: Columns) {
    this.columns = columns;
  }

  /** The variable that enters the basis, -1 if there is none; `slope` is what the first step gains. */
  entering(slope: number): number {
    const { candidates } = this;
    const { alpha, reduced, position, lower, upper, value } = this.columns;
    candidates.length = 0;
    for (let x = 0; x < alpha.length; x++) {
      const a = alpha[x]!;
      if (position[x] !== -1 || lower[x] === upper[x]) continue;
      if (value[x] === upper[x] ? a < -PIVOT : a > PIVOT) candidates.push(x);
    }
    let left = slope;
    for (;;) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const x of candidates) nearest = Math.min(nearest, (Math.abs(reduced[x]!) + DUAL) / Math.abs(alpha[x]!));
      let best = -1;
      let kept = 0;
      let passed = left;
      for (const x of candidates) {
        const size = Math.abs(alpha[x]!);
        if (Math.abs(reduced[x]!) > nearest * size) {
          candidates[kept++] = x;
          continue;
        }
        passed -= size * (upper[x]! - lower[x]!);
        if (best < 0 || size > Math.abs(alpha[best]!)) best = x;
      }
      candidates.length = kept;
      if (passed < (kept === 0 && best >= 0 ? PRIMAL * (1 + slope) : 0)) return best;
      // with all of them at their other bound the violation is still there
      if (kept === 0) {
        this.gained = passed;
        return -1;
      }
      left = passed;
    }
  }
}
