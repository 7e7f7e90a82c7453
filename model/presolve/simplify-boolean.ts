// Boolean constraints in presolve: decided literals and repetitions go, and what is left is brought to few forms. Clauses (with their enforcement taken in), and
// at-most-one, exactly-one and exclusive or of three literals or more; everything smaller is a clause, a substitution or a fact.

import type { BooleanConstraint, Constraint, LiteralRef } from '../model.ts';
import { negateRef, variableOfRef } from '../model.ts';
import { enforced, named } from './records.ts';
import type { WorkingModel } from './working-model.ts';

/** Clauses of more literals are looked at by putting them into a set. */
const LONGEST_LOOK = 8;

/** What stands in its place; null for nothing. */
export function simplifyBoolean(
  model: WorkingModel,
  c: BooleanConstraint,
  enforcement: readonly LiteralRef[],
): Constraint | null {
  model.ticks += 1 + c.literals.length;
  if (isSettled(model, c)) return c;
  switch (c.kind) {
    case 'boolOr':
      return clause(model, c, enforcement);
    case 'boolAnd':
      for (const l of c.literals) model.imply(enforcement, l);
      return null;
    case 'atMostOne':
    case 'exactlyOne':
      return mostlyOne(model, c, enforcement);
    case 'boolXor':
      return exclusiveOr(model, c, enforcement);
  }
}

/** Whether this is a clause in its form already, as most are: a quick look at short ones. */
function isSettled({ store }: WorkingModel, { kind, literals, enforcement }: BooleanConstraint): boolean {
  const { length } = literals;
  if (kind !== 'boolOr' || enforcement !== undefined || length < 2 || length > LONGEST_LOOK) return false;
  for (let i = 0; i < length; i++) {
    const l = literals[i]!;
    const x = variableOfRef(l);
    if (x === store.yes || store.isStale(x)) return false;
    for (let j = 0; j < i; j++) if (variableOfRef(literals[j]!) === x) return false;
  }
  return true;
}

function clause(model: WorkingModel, c: BooleanConstraint, enforcement: readonly LiteralRef[]): Constraint | null {
  const { store } = model;
  const open = new Set<LiteralRef>();
  for (const l of enforcement) open.add(negateRef(l));
  for (const l of c.literals) {
    const literal = store.literal(l);
    if (literal === store.yes || open.has(negateRef(literal))) return null;
    if (literal !== store.no) open.add(literal);
  }
  if (open.size < 2) {
    model.addClause([...open]);
    return null;
  }
  return withLiterals(c, 'boolOr', [...open], []);
}

/** atMostOne and exactlyOne. */
function mostlyOne(model: WorkingModel, c: BooleanConstraint, enforcement: readonly LiteralRef[]): Constraint | null {
  const { store } = model;
  const counts = new Map<LiteralRef, number>();
  let ones = 0;
  for (const l of c.literals) {
    const literal = store.literal(l);
    if (literal === store.yes) ones++;
    else if (literal !== store.no) counts.set(literal, (counts.get(literal) ?? 0) + 1);
  }
  const open: LiteralRef[] = [];
  const conclusions: LiteralRef[] = [];
  for (const [l, count] of counts) {
    const opposite = counts.get(negateRef(l)) ?? 0;
    if (opposite === 0 && count === 1) open.push(l);
    // listed twice it counts twice, so it is false; of a literal and its negation one is true
    else if (count > 1) conclusions.push(negateRef(l));
    if (opposite > 0 && l >= 0) ones += Math.min(count, opposite);
  }
  if (ones > 1) {
    model.forbid(enforcement);
    return null;
  }
  if (ones === 1) conclusions.push(...open.splice(0).map(negateRef));
  for (const l of conclusions) model.imply(enforcement, l);
  if (ones === 1) return null;
  if (c.kind === 'exactlyOne' && open.length <= 2) {
    if (open.length === 2 && enforcement.length === 0) return oneOf(model, open[0]!, open[1]!, c);
    model.addClause([...enforcement.map(negateRef), ...open]);
  }
  if (open.length === 2) model.forbid([...enforcement, ...open]);
  return open.length < 3 ? null : withLiterals(c, c.kind, open, enforcement);
}

/** Exactly one of a and b. */
function oneOf(model: WorkingModel, a: LiteralRef, b: LiteralRef, c: BooleanConstraint): Constraint | null {
  const [x, y] = [variableOfRef(a), variableOfRef(b)];
  const flips = a >= 0 === b >= 0;
  return model.store.equate(x, y, flips ? -1 : 1, flips ? 1 : 0) ? null : withLiterals(c, 'exactlyOne', [a, b], []);
}

function exclusiveOr(model: WorkingModel, c: BooleanConstraint, enforcement: readonly LiteralRef[]): Constraint | null {
  const { store } = model;
  // every literal is its variable, or that plus one; equal ones cancel
  let odd = true;
  const open = new Set<number>();
  for (const l of c.literals) {
    const literal = store.literal(l);
    if (literal === store.yes || (literal < 0 && literal !== store.no)) odd = !odd;
    const x = variableOfRef(literal);
    if (x !== store.yes && !open.delete(x)) open.add(x);
  }
  const [first, ...rest] = [...open].sort((a, b) => a - b);
  if (first === undefined) {
    if (odd) model.forbid(enforcement);
    return null;
  }
  const literals = [odd ? first : negateRef(first), ...rest];
  if (literals.length === 1) model.imply(enforcement, literals[0]!);
  else if (literals.length === 2 && enforcement.length === 0) {
    return oneOf(model, literals[0]!, literals[1]!, c);
  } else if (literals.length === 2) {
    model.addClause([...enforcement.map(negateRef), ...literals]);
    model.forbid([...enforcement, ...literals]);
  } else return withLiterals(c, 'boolXor', literals, enforcement);
  return null;
}

/** The record with these literals in order; the one given if it has them. */
function withLiterals(
  c: BooleanConstraint,
  kind: BooleanConstraint['kind'],
  literals: readonly LiteralRef[],
  enforcement: readonly LiteralRef[],
): Constraint {
  const sorted = [...literals].sort((a, b) => a - b);
  const same = (a: readonly LiteralRef[], b: readonly LiteralRef[]): boolean =>
    a.length === b.length && a.every((l, k) => l === b[k]);
  if (c.kind === kind && same(sorted, c.literals) && same(enforcement, c.enforcement ?? [])) return c;
  return { ...named(c), kind, ...enforced(enforcement), literals: sorted };
}
