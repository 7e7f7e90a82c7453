// Dual steepest edge pricing: which basic variable leaves, by its violation against the length of its row (Forrest & Goldfarb, Mathematical Programming 57, 1992).

import type { Basis } from './basis.ts';
import { PRIMAL } from './tolerances.ts';

const LEAST_WEIGHT = 1e-4;

export class SteepestEdge {
  /** By variable, for those in the basis. */
  private readonly weight: Float64Array;

  constructor(variables: number) {
    this.weight = new Float64Array(variables).fill(1);
  }

  /** The position with the largest violation by its weight, -1 if there is none. */
  leaving(head: Int32Array, value: Float64Array, lower: Float64Array, upper: Float64Array): number {
    const { weight } = this;
    let best = -1;
    let most = 0;
    for (let r = 0; r < head.length; r++) {
      const x = head[r]!;
      const v = value[x]!;
      const violation = v < lower[x]! ? lower[x]! - v : v > upper[x]! ? v - upper[x]! : 0;
      if (violation <= PRIMAL * (1 + Math.abs(v))) continue;
      const score = (violation * violation) / weight[x]!;
      if (score > most) {
        most = score;
        best = r;
      }
    }
    return best;
  }

  /** Before variable q takes position p of the basis: `rho` is row p of its inverse, which is used up, `entering` the column of q in it. */
  exchange(p: number, q: number, head: Int32Array, basis: Basis, rho: Float64Array, entering: Float64Array): void {
    const { weight } = this;
    const pivot = entering[p]!;
    const own = rho.reduce((sum, v) => sum + v * v, 0);
    basis.solve(rho);
    for (let r = 0; r < head.length; r++) {
      if (entering[r] === 0 || r === p) continue;
      const ratio = entering[r]! / pivot;
      const x = head[r]!;
      weight[x] = Math.max(LEAST_WEIGHT, weight[x]! + ratio * (ratio * own - 2 * rho[r]!));
    }
    weight[q] = Math.max(LEAST_WEIGHT, own / (pivot * pivot));
  }
}
