// What a constraint record refers to: its variables and expressions, and a copy with other references. The only place in presolve that knows the fields of every kind.
// Both switches name every kind, so that the compiler asks for an entry when a kind is added.

import type { Affine, Constraint, CoverWrite, Interval, IntervalRef, LiteralRef, VariableRef } from '../model.ts';
import { variableOfRef } from '../model.ts';

/** What each reference becomes. */
export interface ReferenceMap {
  variable(x: VariableRef): VariableRef;
  affine(e: Affine): Affine;
  literal(l: LiteralRef): LiteralRef;
  interval(i: IntervalRef): IntervalRef;
}

/** The record with all its references mapped, those of the enforcement included. */
export function mapConstraint(c: Constraint, map: ReferenceMap): Constraint {
  const mapped = mapFields(c, map);
  return c.enforcement === undefined ? mapped : { ...mapped, enforcement: c.enforcement.map((l) => map.literal(l)) };
}

function mapFields(c: Constraint, map: ReferenceMap): Constraint {
  const affine = (e: Affine): Affine => map.affine(e);
  const literal = (l: LiteralRef): LiteralRef => map.literal(l);
  const interval = (i: IntervalRef): IntervalRef => map.interval(i);
  switch (c.kind) {
    case 'linear':
      return { ...c, vars: c.vars.map((x) => map.variable(x)) };
    case 'precedence':
      return { ...c, before: map.variable(c.before), after: map.variable(c.after) };
    case 'boolOr':
    case 'boolAnd':
    case 'boolXor':
    case 'atMostOne':
    case 'exactlyOne':
    case 'circuit':
    case 'multipleCircuit':
      return { ...c, literals: c.literals.map(literal) };
    case 'allDifferent':
    case 'table':
    case 'automaton':
    case 'valuePrecedence':
      return { ...c, exprs: c.exprs.map(affine) };
    case 'element':
      return { ...c, index: affine(c.index), exprs: c.exprs.map(affine), target: affine(c.target) };
    case 'max':
    case 'min':
    case 'product':
      return { ...c, target: affine(c.target), exprs: c.exprs.map(affine) };
    case 'division':
      return {
        ...c,
        target: affine(c.target),
        numerator: affine(c.numerator),
        denominator: affine(c.denominator),
      };
    case 'modulo':
      return { ...c, target: affine(c.target), expr: affine(c.expr), modulus: affine(c.modulus) };
    case 'cumulative':
      return {
        ...c,
        intervals: c.intervals.map(interval),
        demands: c.demands.map(affine),
        capacity: affine(c.capacity),
      };
    case 'noOverlap':
      return { ...c, intervals: c.intervals.map(interval) };
    case 'noOverlap2D':
      return { ...c, xIntervals: c.xIntervals.map(interval), yIntervals: c.yIntervals.map(interval) };
    case 'reservoir':
      return {
        ...c,
        times: c.times.map(affine),
        ...(c.actives === undefined ? {} : { actives: c.actives.map(literal) }),
      };
    case 'cover':
      return {
        ...c,
        readTime: affine(c.readTime),
        ...(c.readActive === undefined ? {} : { readActive: literal(c.readActive) }),
        writes: c.writes.map(
          ({ start, end, active }): CoverWrite => ({
            start: affine(start),
            end: affine(end),
            ...(active === undefined ? {} : { active: literal(active) }),
          }),
        ),
      };
    case 'inverse':
      return { ...c, direct: c.direct.map(affine), inverse: c.inverse.map(affine) };
    case 'lexOrder':
      return { ...c, left: c.left.map(affine), right: c.right.map(affine) };
    case 'globalCardinality':
      return { ...c, exprs: c.exprs.map(affine), counts: c.counts.map(affine) };
    case 'binPacking':
      return { ...c, bins: c.bins.map(affine), loads: c.loads.map(affine) };
    case 'successorCircuit':
      return { ...c, successors: c.successors.map(affine) };
  }
}

/** The interval with its references mapped. */
export function mapInterval({ start, size, end, presence, ...rest }: Interval, map: ReferenceMap): Interval {
  return {
    ...rest,
    start: map.affine(start),
    ...(size === undefined ? {} : { size: map.affine(size) }),
    end: map.affine(end),
    ...(presence === undefined ? {} : { presence: map.literal(presence) }),
  };
}

/** Calls `visit` with every variable of the record, some of them more than once; intervals count by the variable of their presence only. */
export function eachVariable(c: Constraint, intervals: readonly Interval[], visit: (x: VariableRef) => void): void {
  for (const l of c.enforcement ?? NOBODY) visit(variableOfRef(l));
  const { vars, literals, spans, exprs } = referencesOf(c);
  for (const x of vars) visit(x);
  for (const l of literals) visit(variableOfRef(l));
  for (const i of spans) {
    const { presence } = intervals[i]!;
    if (presence !== undefined) visit(variableOfRef(presence));
  }
  for (const e of exprs) for (const x of e.vars) visit(x);
}

/** Calls `visit` with every variable of the interval. */
export function eachVariableOfInterval(
  { start, size, end, presence }: Interval,
  visit: (x: VariableRef) => void,
): void {
  for (const x of start.vars) visit(x);
  if (size !== undefined) for (const x of size.vars) visit(x);
  for (const x of end.vars) visit(x);
  if (presence !== undefined) visit(variableOfRef(presence));
}

/** All affine expressions of a record. */
export function expressionsOf(c: Constraint): readonly Affine[] {
  return referencesOf(c).exprs;
}

interface References {
  readonly vars: readonly VariableRef[];
  readonly literals: readonly LiteralRef[];
  readonly spans: readonly IntervalRef[];
  readonly exprs: readonly Affine[];
}

const NOBODY: readonly number[] = [];

function references(
  exprs: readonly Affine[],
  literals: readonly LiteralRef[] = NOBODY,
  spans: readonly IntervalRef[] = NOBODY,
  vars: readonly VariableRef[] = NOBODY,
): References {
  return { vars, literals, spans, exprs };
}

/** What the record refers to, but for its enforcement. */
function referencesOf(c: Constraint): References {
  switch (c.kind) {
    case 'linear':
      return references([], NOBODY, NOBODY, c.vars);
    case 'precedence':
      return references([], NOBODY, NOBODY, [c.before, c.after]);
    case 'boolOr':
    case 'boolAnd':
    case 'boolXor':
    case 'atMostOne':
    case 'exactlyOne':
    case 'circuit':
    case 'multipleCircuit':
      return references([], c.literals);
    case 'allDifferent':
    case 'table':
    case 'automaton':
    case 'valuePrecedence':
      return references(c.exprs);
    case 'element':
      return references([c.index, c.target, ...c.exprs]);
    case 'max':
    case 'min':
    case 'product':
      return references([c.target, ...c.exprs]);
    case 'division':
      return references([c.target, c.numerator, c.denominator]);
    case 'modulo':
      return references([c.target, c.expr, c.modulus]);
    case 'cumulative':
      return references([...c.demands, c.capacity], NOBODY, c.intervals);
    case 'noOverlap':
      return references([], NOBODY, c.intervals);
    case 'noOverlap2D':
      return references([], NOBODY, [...c.xIntervals, ...c.yIntervals]);
    case 'reservoir':
      return references(c.times, c.actives);
    case 'cover': {
      const actives = [c.readActive, ...c.writes.map(({ active }) => active)].filter((l) => l !== undefined);
      return references([c.readTime, ...c.writes.flatMap(({ start, end }) => [start, end])], actives);
    }
    case 'inverse':
      return references([...c.direct, ...c.inverse]);
    case 'lexOrder':
      return references([...c.left, ...c.right]);
    case 'globalCardinality':
      return references([...c.exprs, ...c.counts]);
    case 'binPacking':
      return references([...c.bins, ...c.loads]);
    case 'successorCircuit':
      return references(c.successors);
  }
}
