// What makes records of tables, automata and constraints on sequences valid. See validate-constraint.ts.

import { show } from './arguments.ts';
import type { Rule } from './validate-constraint.ts';
import type { FieldChecker, Fields } from './validate-fields.ts';

export const TABLE: Rule = {
  fields: ['exprs', 'tuples', 'negated'],
  check: (checker, { exprs, tuples, negated }) => {
    const width = checker.affines(exprs, 'exprs').length;
    checkRows(checker, tuples, 'tuples', width);
    checkFlag(checker, negated, 'negated');
  },
};

export const AUTOMATON: Rule = {
  fields: ['exprs', 'startState', 'finalStates', 'transitions'],
  check: (checker, { exprs, startState, finalStates, transitions }) => {
    checker.affines(exprs, 'exprs');
    checker.integer(startState, 'startState');
    checker.integers(finalStates, 'finalStates');
    checkRows(checker, transitions, 'transitions', 3);
  },
};

export const INVERSE: Rule = {
  fields: ['direct', 'inverse'],
  check: (checker, { direct, inverse }) => {
    const n = checker.affines(direct, 'direct').length;
    checker.sameLength(n, checker.affines(inverse, 'inverse').length, 'direct', 'inverse');
  },
};

export const LEX_ORDER: Rule = {
  fields: ['left', 'right', 'strict'],
  check: (checker, { left, right, strict }) => {
    const second = checker.affines(right, 'right');
    for (const [i, e] of checker.affines(left, 'left').entries()) {
      if (i === second.length) break;
      checker.limit(checker.largest(e) + checker.largest(second[i]!) + 1, `left[${i}] - right[${i}]`);
    }
    checkFlag(checker, strict, 'strict');
  },
};

export const VALUE_PRECEDENCE: Rule = {
  fields: ['exprs', 'values'],
  check: (checker, { exprs, values }) => {
    checker.affines(exprs, 'exprs');
    checker.integers(values, 'values');
  },
};

export const GLOBAL_CARDINALITY: Rule = {
  fields: ['exprs', 'values', 'counts', 'closed'],
  check: (checker, { exprs, values, counts, closed }) => {
    const places = checker.affines(exprs, 'exprs').length;
    const sought = checker.integers(values, 'values').length;
    const list = checker.affines(counts, 'counts');
    checker.sameLength(sought, list.length, 'values', 'counts');
    const total = list.reduce((sum, count) => sum + checker.largest(count), places);
    checker.limit(total, 'the sum of the counts and the number of expressions');
    checkFlag(checker, closed, 'closed');
  },
};

export const BIN_PACKING: Rule = {
  fields: ['bins', 'sizes', 'loads'],
  check: (checker, { bins, sizes, loads }) => {
    const count = checker.affines(bins, 'bins').length;
    const amounts = checker.integers(sizes, 'sizes');
    checker.sameLength(count, amounts.length, 'bins', 'sizes');
    const room = checker.affines(loads, 'loads').reduce((sum, load) => sum + checker.largest(load), 0);
    checker.limit(
      amounts.reduce((sum, size) => sum + Math.abs(size), room),
      'the sum of the sizes and the loads',
    );
  },
};

/** A list of lists of `width` integers each. Names of places are made up only where something is wrong: there may be millions. */
function checkRows(checker: FieldChecker, value: unknown, field: string, width: number): void {
  const rows = checker.list(value, field);
  for (let k = 0; k < rows.length; k++) {
    const row = rows[k];
    if (isRow(row, width)) continue;
    const numbers = checker.integers(row, `${field}[${k}]`);
    checker.fail(`${field}[${k}] has ${numbers.length} entries, expected ${width}`);
  }
}

/** Indices, as array methods pass over holes. */
function isRow(row: unknown, width: number): boolean {
  if (!Array.isArray(row) || row.length !== width) return false;
  for (let c = 0; c < width; c++) if (!Number.isSafeInteger(row[c])) return false;
  return true;
}

function checkFlag(checker: FieldChecker, value: Fields[string], field: string): void {
  if (value !== undefined && typeof value !== 'boolean')
    checker.fail(`${field} must be true or false, got ${show(value)}`);
}
