// Bounds for the integer variables of a FlatZinc model that were declared without: by interval arithmetic over the constraints that define them, to a fixpoint,
// and where that says nothing, the range -DEFAULT_BOUND..DEFAULT_BOUND. What is cut off there is lost, so that the user is told.

import { MAX_VALUE } from '../../model/model.ts';
import type { FlatZinc, FznExpr } from './ast.ts';
import type { Term } from './classes.ts';
import { type LinearRelation, statementOf } from './relations.ts';
import type { FlatZincScope } from './scope.ts';

/** Assumed of a variable about which nothing is known. */
export const DEFAULT_BOUND = 10_000_000;

/** Sweeps over the constraints; each reaches at least one definition further. */
const MOST_ROUNDS = 50;

type Bounds = readonly [lo: number, hi: number];

/** Roots with the bounds that were assumed of them; null where there was one. */
export type Assumed = ReadonlyMap<number, { readonly least: number | null; readonly most: number | null }>;

/** Bounds every variable. Throws FlatZincError. */
export function boundVariables(model: FlatZinc, constraints: readonly number[], scope: FlatZincScope): Assumed {
  const { classes } = scope;
  const open: number[] = [];
  for (let i = 0; i < classes.size; i++)
    if (classes.isRoot(i) && !isBounded(boundsOf(scope, rootTerm(i)))) open.push(i);
  if (open.length === 0 || classes.contradictory) return new Map();
  const definitions = constraints.map((c) => model.constraints[c]!);
  for (let round = 0, version = -1; round < MOST_ROUNDS && version !== classes.version; round++) {
    version = classes.version;
    for (const constraint of definitions) {
      if (classes.contradictory) return new Map();
      scope.place = constraint.place;
      const statement = statementOf(scope, constraint);
      if (statement === null) RULES.get(constraint.id)?.(scope, constraint.args);
      else if (statement.relation.kind === 'linear' && scope.isConstant(statement.truth, 1)) {
        boundSum(scope, statement.relation);
      }
    }
  }
  const assumed = new Map<number, { least: number | null; most: number | null }>();
  for (const root of open) {
    const [lo, hi] = boundsOf(scope, rootTerm(root));
    if (isBounded([lo, hi]) || classes.contradictory) continue;
    const least = lo === -Infinity ? Math.min(-DEFAULT_BOUND, hi - DEFAULT_BOUND) : null;
    const most = hi === Infinity ? Math.max(DEFAULT_BOUND, lo + DEFAULT_BOUND) : null;
    assumed.set(root, { least, most });
    narrow(scope, rootTerm(root), [least ?? lo, most ?? hi]);
  }
  return assumed;
}

function rootTerm(root: number): Term {
  return { root, sign: 1, offset: 0 };
}

/** Infinite where there is no bound. */
function boundsOf(scope: FlatZincScope, term: Term): Bounds {
  const [lo, hi] = [scope.min(term), scope.max(term)];
  return [lo <= -MAX_VALUE ? -Infinity : lo, hi >= MAX_VALUE ? Infinity : hi];
}

function isBounded([lo, hi]: Bounds): boolean {
  return lo !== -Infinity && hi !== Infinity;
}

/** Only variables that lack a bound get one: the others are the solver's business. Bounds that are no safe integers are none. */
function narrow(scope: FlatZincScope, term: Term, [lo, hi]: Bounds): void {
  if (isBounded(boundsOf(scope, term))) return;
  const least = lo > -MAX_VALUE ? Math.ceil(lo) : -MAX_VALUE;
  const most = hi < MAX_VALUE ? Math.floor(hi) : MAX_VALUE;
  if (least < MAX_VALUE && most > -MAX_VALUE) scope.classes.restrict(term, least <= most ? [least, most] : []);
}

function boundSum(scope: FlatZincScope, { roots, coeffs, ranges }: LinearRelation): void {
  const terms = roots.map(rootTerm);
  const open = terms.map((t) => !isBounded(boundsOf(scope, t)));
  if (!open.includes(true) || ranges.length === 0) return;
  const [lo, hi] = [ranges[0]!, ranges.at(-1)!];
  const set: Bounds = [lo <= -MAX_VALUE ? -Infinity : lo, hi >= MAX_VALUE ? Infinity : hi];
  const spans = terms.map((t, k) => times(boundsOf(scope, t), [coeffs[k]!, coeffs[k]!]));
  const [least, most] = [spans.map(([from]) => from), spans.map(([, to]) => to)].map(sumOf);
  for (const [k, t] of terms.entries()) {
    if (!open[k]) continue;
    const [a, b] = difference(set, [least!.without(spans[k]![0]), most!.without(spans[k]![1])]);
    const ends = [a / coeffs[k]!, b / coeffs[k]!];
    narrow(scope, t, [Math.min(...ends), Math.max(...ends)]);
  }
}

/** A sum from which one term, perhaps an infinite one, can be taken. */
function sumOf(values: readonly number[]): { without(value: number): number } {
  const finite = values.filter(Number.isFinite);
  const total = finite.reduce((sum, v) => sum + v, 0);
  const infinite = values.length - finite.length;
  const infinity = values.find((v) => !Number.isFinite(v)) ?? 0;
  return {
    without: (value) => {
      if (Number.isFinite(value)) return infinite > 0 ? infinity : total - value;
      return infinite > 1 ? infinity : total;
    },
  };
}

function difference(a: Bounds, b: Bounds): Bounds {
  return [a[0] - b[1], a[1] - b[0]];
}

function times(a: Bounds, b: Bounds): Bounds {
  // 0 times infinity is 0: the bound is never reached
  const products = a.flatMap((v) => b.map((w) => (v === 0 || w === 0 ? 0 : v * w)));
  return [Math.min(...products), Math.max(...products)];
}

function hull(all: readonly Bounds[]): Bounds {
  return [
    all.reduce((least, [lo]) => Math.min(least, lo), Infinity),
    all.reduce((most, [, hi]) => Math.max(most, hi), -Infinity),
  ];
}

/** Largest absolute value. */
function size([lo, hi]: Bounds): number {
  return Math.max(Math.abs(lo), Math.abs(hi));
}

type Rule = (scope: FlatZincScope, args: readonly FznExpr[]) => void;

/** target = f(x, y), and what the target says about the two. */
function binary(forward: (x: Bounds, y: Bounds) => Bounds, backward?: (target: Bounds, other: Bounds) => Bounds): Rule {
  return (scope, args) => {
    const [x, y, target] = args.map((e) => scope.term(e));
    if (x === undefined || y === undefined || target === undefined) return;
    narrow(scope, target, forward(boundsOf(scope, x), boundsOf(scope, y)));
    if (backward === undefined) return;
    narrow(scope, x, backward(boundsOf(scope, target), boundsOf(scope, y)));
    narrow(scope, y, backward(boundsOf(scope, target), boundsOf(scope, x)));
  };
}

const MAXIMUM = (x: Bounds, y: Bounds): Bounds => [Math.max(x[0], y[0]), Math.max(x[1], y[1])];
const MINIMUM = (x: Bounds, y: Bounds): Bounds => [Math.min(x[0], y[0]), Math.min(x[1], y[1])];
const BELOW = (target: Bounds): Bounds => [-Infinity, target[1]];
const ABOVE = (target: Bounds): Bounds => [target[0], Infinity];

function extremum(combine: (x: Bounds, y: Bounds) => Bounds, backward: (target: Bounds) => Bounds): Rule {
  return (scope, [m, xs]) => {
    const [target, terms] = [scope.term(m!), scope.terms(xs!)];
    const [first, ...others] = terms.map((t) => boundsOf(scope, t));
    if (first === undefined) return;
    narrow(scope, target, others.reduce(combine, first));
    for (const t of terms) narrow(scope, t, backward(boundsOf(scope, target)));
  };
}

const ELEMENT: Rule = (scope, [index, elements, target]) => {
  const terms = scope.terms(elements!);
  narrow(scope, scope.term(index!), [1, terms.length]);
  if (terms.length > 0) narrow(scope, scope.term(target!), hull(terms.map((t) => boundsOf(scope, t))));
};

const TABLE: Rule = (scope, [xs, rows]) => {
  const terms = scope.terms(xs!);
  if (terms.every((t) => isBounded(boundsOf(scope, t)))) return;
  const values = scope.integers(rows!);
  for (const [c, t] of terms.entries()) {
    const column = values.filter((_, k) => k % terms.length === c);
    if (column.length > 0) narrow(scope, t, hull(column.map((v): Bounds => [v, v])));
  }
};

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['int_times', binary(times)],
  ['int_max', binary(MAXIMUM, BELOW)],
  ['int_min', binary(MINIMUM, ABOVE)],
  ['int_div', binary((x, y) => (x[0] >= 0 && y[0] >= 0 ? [0, x[1]] : [-size(x), size(x)]))],
  [
    'int_mod',
    binary((x, y) => {
      const most = Math.min(size(x), size(y) - 1);
      return [x[0] >= 0 ? 0 : -most, x[1] <= 0 ? 0 : most];
    }),
  ],
  [
    'int_pow',
    binary((x, y) => {
      const most = Math.max(1, size(x)) ** Math.max(1, y[1]);
      return [x[0] >= 0 ? 0 : -most, most];
    }),
  ],
  [
    'int_abs',
    (scope, [x, target]) => {
      const [a, b] = [scope.term(x!), scope.term(target!)];
      narrow(scope, b, [0, size(boundsOf(scope, a))]);
      const most = boundsOf(scope, b)[1];
      narrow(scope, a, [-most, most]);
    },
  ],
  ['array_int_maximum', extremum(MAXIMUM, BELOW)],
  ['array_int_minimum', extremum(MINIMUM, ABOVE)],
  ['array_int_element', ELEMENT],
  ['array_var_int_element', ELEMENT],
  ['array_bool_element', ELEMENT],
  ['array_var_bool_element', ELEMENT],
  ['fzn_table_int', TABLE],
  ['moccasin_table_int', TABLE],
]);
