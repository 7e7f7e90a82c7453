// The linear rows of a model, as a Lagrangian dual wants them (solver/dual-bound.ts): unconditional linear constraints over one range, and what Boolean constraints,
// extrema, products and sums under literals say about sums. Each is a consequence of the model; other constraints are left out.

import type { LinearObjective } from '../solver/core-terms.ts';
import type { LinearRow } from '../solver/dual-bound.ts';
import { Sum } from './compile-linear.ts';
import { addConditionalSides, addConvexRows } from './convex-rows.ts';
import {
  type LinearConstraint,
  type LiteralRef,
  MAX_VALUE,
  type ModelData,
  type PrecedenceConstraint,
} from './model.ts';
import { routingRows } from './routing-rows.ts';
import { addSides } from './row-sides.ts';

/**
 * Rows over the engine's signed variables of the compiled model, which are numbered alike. With the objective that is minimised, also those that are chosen by
 * its costs, of rows that are too many.
 */
export function linearRows(data: ModelData, objective: LinearObjective | null = null): LinearRow[] {
  const rows: LinearRow[] = [];
  for (const constraint of data.constraints) {
    const { enforcement = [] } = constraint;
    if (enforcement.length > 0) {
      if (constraint.kind === 'linear' || constraint.kind === 'precedence') {
        const { sum, lo, hi } = between(constraint);
        addConditionalSides(rows, data, sum, lo, hi, enforcement);
      }
      continue;
    }
    switch (constraint.kind) {
      case 'linear':
      case 'precedence': {
        const { sum, lo, hi } = between(constraint);
        addSides(rows, sum, lo, hi);
        break;
      }
      case 'max':
      case 'min':
      case 'product':
        addConvexRows(rows, data, constraint);
        break;
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

/** The sum of the constraint and the ends it lies between. */
function between(constraint: LinearConstraint | PrecedenceConstraint): { sum: Sum; lo: number; hi: number } {
  if (constraint.kind === 'precedence') {
    const { before, after, delay } = constraint;
    return { sum: new Sum(delay).add(before, 1).add(after, -1), lo: -MAX_VALUE, hi: 0 };
  }
  const { vars, coeffs, domain } = constraint;
  const sum = new Sum();
  for (const [k, x] of vars.entries()) sum.add(x, coeffs[k]!);
  return { sum, lo: domain[0]!, hi: domain.at(-1)! };
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
