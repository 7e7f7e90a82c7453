// Compilation of element constraints, over the literals [index = j] of the positions the root leaves.
//
//   constants of few values    a table of two columns: domain consistent
//   otherwise                  a selection among them (propagators/select.ts); besides, where index and expression have few values, each value of the expression of
//                              the position taken asks for the same value of the target, and the other way round
//   very many positions        a propagator that needs no literal (propagators/element.ts): it sees the ends of the index only
//
// Literals are what makes holes: an index that is all different from others, or a permutation, loses positions from its middle. A team schedule by 384 elements over
// permutations (elitserien) has no solution after 20 000 conflicts without them.

import { elementChecker } from '../propagators/checkers/element.ts';
import { selectChecker } from '../propagators/checkers/select.ts';
import { Element } from '../propagators/element.ts';
import { Select } from '../propagators/select.ts';
import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postEqual, Sum } from './compile-linear.ts';
import { isSmallPair, type Pair, postPartners } from './compile-pairs.ts';
import { compileTable } from './compile-table.ts';
import { domainSize, postValues } from './compile-values.ts';
import type { ElementConstraint } from './model.ts';

/** Positions up to which there is a literal for each. */
const MOST_LITERALS = 5000;
/** Different constants up to which the target has a literal for each. */
const FEW_CONSTANTS = 100;
/** Clauses about pairs of values of one constraint. */
const MOST_PARTNERS = 3000;

export function compileElement(
  context: CompileContext,
  constraint: ElementConstraint,
  enforcement: readonly Fact[],
): void {
  const { exprs } = constraint;
  const index = context.view(constraint.index);
  const target = context.view(constraint.target);
  const places = possiblePlaces(context, index, exprs, target);
  if (places.length === 0) {
    context.clause(enforcement, []);
    return;
  }
  postValues(context, index, places, enforcement);
  const chosen = places.map((j) => context.view(exprs[j]!));
  if (places.length === 1) postSame(context, target, chosen[0]!, enforcement);
  else if (places.length > MOST_LITERALS) postElement(context, index, places, chosen, target, enforcement);
  else if (areFewConstants(chosen)) {
    const tuples = places.map((j, k) => [j, chosen[k]!.offset]);
    compileTable(context, { kind: 'table', exprs: [constraint.index, constraint.target], tuples }, enforcement);
  } else postSelect(context, index, places, chosen, target, enforcement);
  if (enforcement.length > 0 || places.length > MOST_LITERALS || !chosen.every(({ sv }) => sv < 0)) return;
  const conditions = places.map((j) => context.equals(index, j));
  context.rows.choice(
    context,
    target,
    conditions,
    chosen.map(({ offset }) => offset),
  );
}

/** Positions that the index can have, with an expression that can equal the target. */
function possiblePlaces(
  context: CompileContext,
  index: Affine,
  exprs: ElementConstraint['exprs'],
  target: Affine,
): number[] {
  const places: number[] = [];
  const first = Math.max(0, context.min(index));
  const last = Math.min(exprs.length - 1, context.max(index));
  for (let j = first; j <= last; j++) {
    if (context.solve(index, j) === null) continue;
    const e = context.view(exprs[j]!);
    const meets =
      e.sv < 0
        ? context.solve(target, e.offset) !== null
        : context.min(e) <= context.max(target) && context.min(target) <= context.max(e);
    if (meets) places.push(j);
  }
  return places;
}

function areFewConstants(exprs: readonly Affine[]): boolean {
  return exprs.every(({ sv }) => sv < 0) && new Set(exprs.map(({ offset }) => offset)).size <= FEW_CONSTANTS;
}

function postSelect(
  context: CompileContext,
  index: Affine,
  places: readonly number[],
  exprs: readonly Affine[],
  target: Affine,
  enforcement: readonly Fact[],
): void {
  const choices: Fact[] = [];
  const choosable: Affine[] = [];
  for (const [k, j] of places.entries()) {
    const isHere = context.equals(index, j);
    // the root may have learned more about the index meanwhile
    if (isHere === false) continue;
    if (isHere === true) {
      postSame(context, target, exprs[k]!, enforcement);
      return;
    }
    choices.push(isHere);
    choosable.push(exprs[k]!);
  }
  context.engine.post(
    new Select(choices, choosable, target, enforcement),
    selectChecker(choices, choosable, target, enforcement),
  );
  let left = MOST_PARTNERS;
  for (const [k, e] of choosable.entries()) {
    const given = [...enforcement, choices[k]!];
    if (e.sv < 0) context.clause(given, [context.equals(target, e.offset)]);
    else if (target.sv >= 0 && e.sv >> 1 !== target.sv >> 1) {
      const pair = difference(e, target);
      left -= domainSize(context, e) + domainSize(context, target);
      if (left >= 0 && isSmallPair(context, pair)) postPartners(context, pair, target.offset - e.offset, given);
    }
  }
}

/** e - target without the constants. */
function difference(e: Affine, target: Affine): Pair {
  return { svs: [e.sv, target.sv ^ 1], coeffs: [e.scale, target.scale] };
}

/**
 * The propagator wants an index of scale 1: the positions are those of the variable behind it, of which some are never taken. index = 2 y + 1 over y in 0..2 picks
 * from the positions 1, 3, 5.
 */
function postElement(
  context: CompileContext,
  { sv, scale, offset }: Affine,
  places: readonly number[],
  exprs: readonly Affine[],
  target: Affine,
  enforcement: readonly Fact[],
): void {
  const values = places.map((j) => (j - offset) / scale);
  const first = values[0]!;
  const choices = new Array<Affine | null>(values.at(-1)! - first + 1).fill(null);
  for (const [k, y] of values.entries()) choices[y - first] = exprs[k]!;
  const place: Affine = { sv, scale: 1, offset: 0 - first };
  context.engine.post(
    new Element(place, choices, target, enforcement),
    elementChecker(place, choices, target, enforcement),
  );
}

function postSame(context: CompileContext, a: Affine, b: Affine, enforcement: readonly Fact[]): void {
  postEqual(context, new Sum().addView(a, 1).addView(b, -1), 0, enforcement);
}
