// The linear rows of a model, as a Lagrangian dual wants them (solver/dual-bound.ts): unconditional linear constraints over one range, and what Boolean constraints say about
// sums. Each is a consequence of the model; other constraints are left out.

import type { LinearObjective } from '../solver/core-terms.ts';
import type { LinearRow } from '../solver/dual-bound.ts';
import { Sum } from './compile-linear.ts';
import { type LiteralRef, MAX_VALUE, type ModelData } from './model.ts';
import { routingRows } from './routing-rows.ts';

/**
 * Rows over the engine's signed variables of the compiled model, which are numbered alike. With the objective that is minimised, also those that are chosen by
 * its costs, of rows that are too many.
 */
export function linearRows(data: ModelData, objective: LinearObjective | null = null): LinearRow[] {
  const rows: LinearRow[] = [];
  for (const constraint of data.constraints) {
    if (constraint.enforcement !== undefined && constraint.enforcement.length > 0) continue;
    switch (constraint.kind) {
      case 'linear': {
        const { vars, coeffs, domain } = constraint;
        const sum = new Sum();
        for (const [k, x] of vars.entries()) sum.add(x, coeffs[k]!);
        addSides(rows, sum, domain[0]!, domain.at(-1)!);
        break;
      }
      case 'boolOr':
        addSides(rows, trueOnes(constraint.literals), 1, MAX_VALUE);
        break;
      case 'exactlyOne':
        addSides(rows, trueOnes(constraint.literals), 1, 1);
        break;
      case 'atMostOne':
        addSides(rows, trueOnes(constraint.literals), -MAX_VALUE, 1);
        break;
      case 'circuit':
      case 'multipleCircuit':
        for (const { literals, most, exact, multiplier } of routingRows(constraint, objective)) {
          addSides(rows, trueOnes(literals), exact ? most : -MAX_VALUE, most, multiplier);
        }
    }
  }
  return rows;
}

/** The number of true literals. */
function trueOnes(literals: readonly LiteralRef[]): Sum {
  const sum = new Sum();
  for (const literal of literals) {
    if (literal < 0) sum.constant++;
    sum.add(literal < 0 ? -literal - 1 : literal, literal < 0 ? -1 : 1);
  }
  return sum;
}

/** lo <= sum <= hi; ends -MAX_VALUE and MAX_VALUE mean no bound. A dual may begin with the multiplier, of the lower side if it is positive. */
function addSides(rows: LinearRow[], sum: Sum, lo: number, hi: number, multiplier = 0): void {
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
