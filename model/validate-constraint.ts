// What makes a constraint record valid, kind by kind.
//
// Each rule checks the fields of its kind and that no number a propagator of it computes with can leave the safe
// integers: whole sums for linear, stacked demands for cumulative, summed changes for reservoir, shifted times for
// precedence and cover. The energy of a cumulative (size * demand) is not bounded: no propagator forms it, and the
// large models of this package exceed 2^53 there.

import { show } from './arguments.ts';
import type { ConstraintKind } from './model.ts';
import { DIVISION, MODULO, PRODUCT } from './validate-arithmetic.ts';
import type { FieldChecker, Fields } from './validate-fields.ts';
import { CIRCUIT, MULTIPLE_CIRCUIT, SUCCESSOR_CIRCUIT } from './validate-routing.ts';
import {
  AUTOMATON,
  BIN_PACKING,
  GLOBAL_CARDINALITY,
  INVERSE,
  LEX_ORDER,
  TABLE,
  VALUE_PRECEDENCE,
} from './validate-tables.ts';

export interface Rule {
  readonly fields: readonly string[];
  readonly check: (checker: FieldChecker, constraint: Fields) => void;
}

const LITERALS: Rule = {
  fields: ['literals'],
  check: (checker, { literals }) => {
    checker.literals(literals, 'literals');
  },
};

const EXTREMUM: Rule = {
  fields: ['target', 'exprs'],
  check: (checker, { target, exprs }) => {
    checker.affine(target, 'target');
    if (checker.affines(exprs, 'exprs').length === 0) checker.fail('exprs is empty');
  },
};

const RULES: Readonly<Record<ConstraintKind, Rule>> = {
  linear: {
    fields: ['vars', 'coeffs', 'domain'],
    check: (checker, { vars, coeffs, domain }) => {
      checker.ranges(domain, 'domain');
      checker.magnitude(vars, coeffs, 0, 'the sum');
    },
  },
  boolOr: LITERALS,
  boolAnd: LITERALS,
  boolXor: LITERALS,
  atMostOne: LITERALS,
  exactlyOne: LITERALS,
  allDifferent: {
    fields: ['exprs'],
    check: (checker, { exprs }) => {
      checker.affines(exprs, 'exprs');
    },
  },
  element: {
    fields: ['index', 'exprs', 'target'],
    check: (checker, { index, exprs, target }) => {
      checker.affine(index, 'index');
      checker.affines(exprs, 'exprs');
      checker.affine(target, 'target');
    },
  },
  max: EXTREMUM,
  min: EXTREMUM,
  product: PRODUCT,
  division: DIVISION,
  modulo: MODULO,
  precedence: { fields: ['before', 'after', 'delay'], check: checkPrecedence },
  cumulative: { fields: ['intervals', 'demands', 'capacity'], check: checkCumulative },
  noOverlap: {
    fields: ['intervals'],
    check: (checker, { intervals }) => {
      checker.intervals(intervals, 'intervals');
    },
  },
  noOverlap2D: {
    fields: ['xIntervals', 'yIntervals'],
    check: (checker, { xIntervals, yIntervals }) => {
      const count = checker.intervals(xIntervals, 'xIntervals').length;
      checker.sameLength(count, checker.intervals(yIntervals, 'yIntervals').length, 'xIntervals', 'yIntervals');
    },
  },
  reservoir: { fields: ['times', 'levelChanges', 'actives', 'min', 'max'], check: checkReservoir },
  cover: { fields: ['readTime', 'readActive', 'writes'], check: checkCover },
  table: TABLE,
  automaton: AUTOMATON,
  inverse: INVERSE,
  lexOrder: LEX_ORDER,
  valuePrecedence: VALUE_PRECEDENCE,
  globalCardinality: GLOBAL_CARDINALITY,
  binPacking: BIN_PACKING,
  circuit: CIRCUIT,
  multipleCircuit: MULTIPLE_CIRCUIT,
  successorCircuit: SUCCESSOR_CIRCUIT,
};

/** Checks one constraint; `checker` knows the variables and intervals and is set at this record. */
export function checkConstraint(checker: FieldChecker, constraint: Fields): void {
  const { kind, name, enforcement } = constraint;
  if (typeof kind !== 'string' || !Object.hasOwn(RULES, kind)) checker.fail(`unknown kind ${show(kind)}`);
  const rule = RULES[kind as ConstraintKind];
  checker.known(constraint, ['kind', 'name', 'enforcement', ...rule.fields]);
  if (name !== undefined) checker.text(name, 'name');
  if (enforcement !== undefined) checker.literals(enforcement, 'enforcement');
  rule.check(checker, constraint);
}

function checkPrecedence(checker: FieldChecker, { before, after, delay }: Fields): void {
  const shift = checker.integer(delay, 'delay');
  checker.variable(before, 'before');
  checker.variable(after, 'after');
  checker.magnitude([before], [1], shift, 'before + delay');
  checker.magnitude([after], [1], shift, 'after - delay');
}

function checkCumulative(checker: FieldChecker, { intervals, demands, capacity }: Fields): void {
  const count = checker.intervals(intervals, 'intervals').length;
  const heights = checker.affines(demands, 'demands');
  checker.sameLength(count, heights.length, 'intervals', 'demands');
  let total = checker.largest(checker.affine(capacity, 'capacity'));
  for (const [k, demand] of heights.entries()) {
    const smallest = checker.smallest(demand);
    if (smallest < 0) checker.fail(`demands[${k}] may be negative (down to ${smallest})`);
    total += checker.largest(demand);
  }
  checker.limit(total, 'the sum of the demands and the capacity');
}

function checkReservoir(checker: FieldChecker, { times, levelChanges, actives, min, max }: Fields): void {
  const count = checker.affines(times, 'times').length;
  const changes = checker.integers(levelChanges, 'levelChanges');
  checker.sameLength(count, changes.length, 'times', 'levelChanges');
  if (actives !== undefined) checker.sameLength(count, checker.literals(actives, 'actives'), 'times', 'actives');
  const lowest = checker.integer(min, 'min');
  const highest = checker.integer(max, 'max');
  if (lowest > 0) checker.fail(`min must be <= 0, the level before all events, got ${lowest}`);
  if (highest < 0) checker.fail(`max must be >= 0, the level before all events, got ${highest}`);
  const total = changes.reduce((sum, change) => sum + Math.abs(change), Math.max(-lowest, highest));
  checker.limit(total, 'the sum of the level changes and the bounds');
}

function checkCover(checker: FieldChecker, { readTime, readActive, writes }: Fields): void {
  checker.limit(checker.largest(checker.affine(readTime, 'readTime')) + 1, 'readTime + 1');
  if (readActive !== undefined) checker.literal(readActive, 'readActive');
  for (const [k, entry] of checker.list(writes, 'writes').entries()) {
    const field = `writes[${k}]`;
    const write = checker.record(entry, field);
    checker.known(write, ['start', 'end', 'active']);
    checker.limit(checker.largest(checker.affine(write['start'], `${field}.start`)) + 1, `${field}.start + 1`);
    checker.affine(write['end'], `${field}.end`);
    if (write['active'] !== undefined) checker.literal(write['active'], `${field}.active`);
  }
}
