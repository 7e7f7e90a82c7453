// Linear constraints over Booleans that say no more than a clause, an at-most-one, an exactly-one or an and. As such they meet others of their kind: they are
// merged, subsumed, and become edges of the conflict graph.
//
// Both sides are brought to "weights of true literals sum up to at most `most`": the upper one as it is, the lower one over the negations.

import type { BooleanConstraint, Constraint, LinearConstraint, LiteralRef } from '../model.ts';
import { negateRef } from '../model.ts';
import { enforced, named } from './records.ts';
import type { Row } from './simplify-linear.ts';
import type { WorkingModel } from './working-model.ts';

type Kind = BooleanConstraint['kind'];

interface Shape {
  readonly kind: Kind;
  readonly literals: readonly LiteralRef[];
}

/** What stands in its place; null if it has to stay linear. Precondition: the row has two terms or more and is neither always true nor always false. */
export function booleanForm(
  model: WorkingModel,
  { vars, coeffs, min, max, allowed }: Row,
  c: LinearConstraint,
  enforcement: readonly LiteralRef[],
): Constraint | null {
  if (allowed.length !== 2 || !vars.every((x) => model.store.isBoolean(x))) return null;
  const literals = vars.map((x, k) => (coeffs[k]! > 0 ? x : negateRef(x)));
  const weights = coeffs.map(Math.abs);
  const total = max - min;
  const most = allowed[1]! - min;
  const least = allowed[0]! - min;
  const upper = most < total ? atMost(literals, weights, most) : null;
  const lower = least > 0 ? atMost(literals.map(negateRef), weights, total - least) : null;
  const record = ({ kind, literals: list }: Shape): Constraint => ({
    ...named(c),
    kind,
    ...enforced(enforcement),
    literals: list,
  });
  if (least <= 0) return upper === null ? null : record(upper);
  if (most >= total) return lower === null ? null : record(lower);
  if (upper === null || lower === null) return null;
  const exact = exactlyOne(upper, lower) ?? exactlyOne(lower, upper);
  if (exact !== null) return record(exact);
  model.add(record(lower));
  return record(upper);
}

/** Both as one, if they are at-most-one of some literals and at-least-one of the same. */
function exactlyOne(most: Shape, least: Shape): Shape | null {
  return isAtMostOne(most) && least.kind === 'boolOr' ? { kind: 'exactlyOne', literals: least.literals } : null;
}

/** Of two literals "at most one" is the clause of their negations. */
function isAtMostOne({ kind, literals }: Shape): boolean {
  return kind === 'atMostOne' || (kind === 'boolOr' && literals.length === 2);
}

/** The weights of the true literals sum up to at most `most` < total. */
function atMost(literals: readonly LiteralRef[], weights: readonly number[], most: number): Shape | null {
  let [smallest, second, largest, total] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  for (const w of weights) {
    total += w;
    largest = Math.max(largest, w);
    if (w < smallest) [smallest, second] = [w, smallest];
    else second = Math.min(second, w);
  }
  if (most < smallest) return { kind: 'boolAnd', literals: literals.map(negateRef) };
  if (total - smallest <= most) return { kind: 'boolOr', literals: literals.map(negateRef) };
  if (smallest + second > most && largest <= most) return { kind: 'atMostOne', literals };
  return null;
}
