// A sum between two ends as rows of a Lagrangian dual (solver/dual-bound.ts), which know one side only.

import type { LinearRow } from '../solver/dual-bound.ts';
import type { Sum } from './compile-linear.ts';
import { MAX_VALUE } from './model.ts';

/** lo <= sum <= hi; ends -MAX_VALUE and MAX_VALUE mean no bound. A dual may begin with the multiplier, of the lower side if it is positive. */
export function addSides(rows: LinearRow[], sum: Sum, lo: number, hi: number, multiplier = 0): void {
  const terms = [...sum.coefficients].filter(([, c]) => c !== 0);
  if (terms.length === 0) return;
  const coeffs = terms.map(([, c]) => Math.abs(c));
  const svs = terms.map(([x, c]) => (c > 0 ? 2 * x : 2 * x + 1));
  if (lo > -MAX_VALUE) rows.push({ svs, coeffs, least: lo - sum.constant, multiplier: Math.max(0, multiplier) });
  if (hi < MAX_VALUE) {
    const mirrored = svs.map((sv) => sv ^ 1);
    rows.push({ svs: mirrored, coeffs, least: sum.constant - hi, multiplier: Math.max(0, 0 - multiplier) });
  }
}
