// The queue of presolve worked off: every constraint that waits is brought up to date (decided and replaced variables are read through), its enforcement is reduced,
// and the rule of its kind puts something simpler in its place, or nothing. Kinds without a rule are only kept up to date.

import type { Constraint, LinearConstraint, LiteralRef, PrecedenceConstraint } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { named } from './records.ts';
import { eachVariable, mapConstraint } from './references.ts';
import { simplifyDivision, simplifyModulo, simplifyProduct } from './simplify-arithmetic.ts';
import { simplifyBoolean } from './simplify-boolean.ts';
import { simplifyElement } from './simplify-element.ts';
import { simplifyAllDifferent, simplifyExtremum, simplifyTable } from './simplify-expressions.ts';
import { simplifyInterval, simplifyOverIntervals } from './simplify-intervals.ts';
import { simplifyLinear } from './simplify-linear.ts';
import type { WorkingModel } from './working-model.ts';

/** Until nothing waits, or the budget is used up. Stops now and then for the caller to look at the clock. */
export function* simplifyAll(model: WorkingModel): Generator<void> {
  let steps = 0;
  while (!model.over) {
    const id = model.next();
    if (id === null) return;
    if (id < 0) simplifyInterval(model, -id - 1);
    else simplifyAt(model, id);
    if ((++steps & 1023) === 0) yield;
  }
}

function simplifyAt(model: WorkingModel, c: number): void {
  const constraint = model.constraints[c]!;
  if (constraint === null) return;
  model.ticks++;
  const enforcement = model.enforcementOf(constraint);
  const next = enforcement === null ? null : simplified(model, constraint, enforcement);
  model.replace(c, next);
  // another kind has rules of its own
  if (next !== null && next.kind !== constraint.kind) model.revisit(c);
}

function simplified(model: WorkingModel, c: Constraint, enforcement: readonly LiteralRef[]): Constraint | null {
  switch (c.kind) {
    case 'linear':
      return simplifyLinear(model, c, enforcement);
    case 'precedence':
      return simplifyLinear(model, linearOfPrecedence(c), enforcement);
    case 'boolOr':
    case 'boolAnd':
    case 'boolXor':
    case 'atMostOne':
    case 'exactlyOne':
      return simplifyBoolean(model, c, enforcement);
  }
  const current = conditional(upToDate(model, c), enforcement);
  switch (current.kind) {
    case 'element':
      return simplifyElement(model, current, enforcement);
    case 'max':
    case 'min':
      return simplifyExtremum(model, current, enforcement);
    case 'product':
      return simplifyProduct(model, current, enforcement);
    case 'division':
      return simplifyDivision(model, current, enforcement);
    case 'modulo':
      return simplifyModulo(model, current, enforcement);
    case 'allDifferent':
      return simplifyAllDifferent(model, current, enforcement);
    case 'table':
      return simplifyTable(model, current, enforcement);
    case 'cumulative':
    case 'noOverlap':
    case 'noOverlap2D':
      return simplifyOverIntervals(model, current, enforcement);
    default:
      return current;
  }
}

/** As a linear constraint it is merged with others of its terms; in the end it is one of precedence again (finish.ts). */
export function linearOfPrecedence(c: PrecedenceConstraint): LinearConstraint {
  const { before, after, delay } = c;
  return { ...named(c), kind: 'linear', vars: [before, after], coeffs: [1, -1], domain: [-MAX_VALUE, 0 - delay] };
}

/** The record over representatives that are open. */
export function upToDate(model: WorkingModel, c: Constraint): Constraint {
  const { store } = model;
  let stale = false;
  eachVariable(c, model.intervals, (x) => {
    stale ||= store.isStale(x);
    model.ticks++;
  });
  if (!stale) return c;
  return mapConstraint(c, {
    variable: (x) => x,
    affine: (e) => store.affine(e),
    literal: (l) => store.literal(l),
    interval: (i) => i,
  });
}

function conditional(c: Constraint, enforcement: readonly LiteralRef[]): Constraint {
  if (c.enforcement === enforcement || (c.enforcement === undefined && enforcement.length === 0)) return c;
  const { enforcement: _, ...rest } = c;
  return (enforcement.length === 0 ? rest : { ...rest, enforcement }) as Constraint;
}
