// What a constraint record refers to: a visit of all its variables, and a copy with other references. The only place in presolve that knows the fields of every kind.
// Both switches name every kind, so that the compiler asks for an entry when a kind is added.

import type {
  Affine,
  Constraint,
  CoverWrite,
  Interval,
  IntervalRef,
  Linear,
  LiteralRef,
  VariableRef,
} from '../model.ts';
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
  if (c.enforcement !== undefined) eachOfLiterals(c.enforcement, visit);
  switch (c.kind) {
    case 'linear':
      for (const x of c.vars) visit(x);
      return;
    case 'precedence':
      visit(c.before);
      visit(c.after);
      return;
    case 'boolOr':
    case 'boolAnd':
    case 'boolXor':
    case 'atMostOne':
    case 'exactlyOne':
    case 'circuit':
    case 'multipleCircuit':
      eachOfLiterals(c.literals, visit);
      return;
    case 'noOverlap':
      eachPresence(c.intervals, intervals, visit);
      return;
    case 'noOverlap2D':
      eachPresence(c.xIntervals, intervals, visit);
      eachPresence(c.yIntervals, intervals, visit);
      return;
    case 'cumulative':
      eachPresence(c.intervals, intervals, visit);
      break;
    case 'reservoir':
      if (c.actives !== undefined) eachOfLiterals(c.actives, visit);
      break;
    case 'cover':
      if (c.readActive !== undefined) visit(variableOfRef(c.readActive));
      for (const { active } of c.writes) if (active !== undefined) visit(variableOfRef(active));
      break;
  }
  for (const { vars } of expressionsOf(c)) for (const x of vars) visit(x);
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
export function expressionsOf(c: Constraint): readonly Linear[] {
  switch (c.kind) {
    case 'linear':
    case 'precedence':
    case 'boolOr':
    case 'boolAnd':
    case 'boolXor':
    case 'atMostOne':
    case 'exactlyOne':
    case 'circuit':
    case 'multipleCircuit':
    case 'noOverlap':
    case 'noOverlap2D':
      return [];
    case 'allDifferent':
    case 'table':
    case 'automaton':
    case 'valuePrecedence':
      return c.exprs;
    case 'element':
      return [c.index, c.target, ...c.exprs];
    case 'max':
    case 'min':
    case 'product':
      return [c.target, ...c.exprs];
    case 'division':
      return [c.target, c.numerator, c.denominator];
    case 'modulo':
      return [c.target, c.expr, c.modulus];
    case 'cumulative':
      return [...c.demands, c.capacity];
    case 'reservoir':
      return c.times;
    case 'cover':
      return [c.readTime, ...c.writes.flatMap(({ start, end }) => [start, end])];
    case 'inverse':
      return [...c.direct, ...c.inverse];
    case 'lexOrder':
      return [...c.left, ...c.right];
    case 'globalCardinality':
      return [...c.exprs, ...c.counts];
    case 'binPacking':
      return [...c.bins, ...c.loads];
    case 'successorCircuit':
      return c.successors;
  }
}

function eachOfLiterals(literals: readonly LiteralRef[], visit: (x: VariableRef) => void): void {
  for (const l of literals) visit(variableOfRef(l));
}

function eachPresence(
  refs: readonly IntervalRef[],
  intervals: readonly Interval[],
  visit: (x: VariableRef) => void,
): void {
  for (const i of refs) {
    const { presence } = intervals[i]!;
    if (presence !== undefined) visit(variableOfRef(presence));
  }
}
