// Compilation of counting constraints: globalCardinality and binPacking. One sum per value or bin over [x = v] literals, and the implied sum over all of them,
// which relates counts (loads) that no single sum sees together. Where the values have not much more room than there are expressions, Hall intervals see that some
// neighbouring values together have too little for those that need them, or none for others (propagators/all-different.ts).

import { AllDifferent } from '../propagators/all-different.ts';
import { Capacities } from '../propagators/capacities.ts';
import { allDifferentChecker } from '../propagators/checkers/all-different.ts';
import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postAtMost, postEqual, postLinear, Sum } from './compile-linear.ts';
import { postValues, sortedSet } from './compile-values.ts';
import type { BinPackingConstraint, GlobalCardinalityConstraint } from './model.ts';

/** Room for each expression: with more, Hall intervals are rare. */
const ROOM_EACH = 3;
/** Items of which more fit in a bin count by their sizes only. */
const MOST_FITTING = 3;

export function compileGlobalCardinality(
  context: CompileContext,
  { exprs, values, counts, closed }: GlobalCardinalityConstraint,
  enforcement: readonly Fact[],
): void {
  const views = exprs.map((e) => context.view(e));
  const countOf = new Map<number, Affine>();
  values.forEach((value, k) => {
    const count = context.view(counts[k]!);
    const other = countOf.get(value);
    if (other === undefined) countOf.set(value, count);
    else postEqual(context, new Sum().addView(count, 1).addView(other, -1), 0, enforcement);
  });
  const total = new Sum();
  let least = 0;
  for (const [value, count] of countOf) {
    const occurrences = new Sum().addView(count, -1);
    for (const e of views) addIfEqual(context, occurrences, e, value, 1);
    postCount(context, occurrences, 0, enforcement);
    total.addView(count, 1);
    least += context.min(count);
  }
  // counts that are large enough leave no room for other values
  const isClosed = closed === true || least >= views.length;
  if (isClosed) {
    const sorted = sortedSet(values);
    for (const e of views) {
      const possible = sorted.filter((value) => context.solve(e, value) !== null);
      postValues(context, e, possible, enforcement);
    }
    postCount(context, total, views.length, enforcement);
  } else postAtMost(context, total, views.length, enforcement);
  if (enforcement.length === 0) {
    const listed = sortedSet(countOf.keys());
    postRoom(
      context,
      views,
      listed,
      listed.map((value) => context.max(countOf.get(value)!)),
      isClosed ? 1 : views.length,
    );
  }
}

/** No more than so many of the views have each of the values (sorted), or any other one, over intervals of values. Nothing where that would tell little. */
function postRoom(
  context: CompileContext,
  views: readonly Affine[],
  values: readonly number[],
  most: readonly number[],
  others: number,
): void {
  const n = views.length;
  if (n < 3 || views.some(({ sv, scale }) => sv >= 0 && scale !== 1)) return;
  // a value without room leaves the domains by the sums
  const room = most.map((count) => Math.max(1, Math.min(n, count)));
  if (room.every((count) => count === n)) return;
  const first = views.reduce((lowest, e) => Math.min(lowest, context.min(e)), Number.POSITIVE_INFINITY);
  const last = views.reduce((highest, e) => Math.max(highest, context.max(e)), Number.NEGATIVE_INFINITY);
  if (!Capacities.areExact(2 * Math.max(Math.abs(first), Math.abs(last)) + 4, n)) return;
  const capacities = new Capacities(values, room, others);
  if (capacities.before(last + 1) - capacities.before(first) > ROOM_EACH * n) return;
  const roomFor = new Map(values.map((value, k) => [value, room[k]!]));
  context.engine.post(
    new AllDifferent(views, capacities),
    allDifferentChecker(views, (value) => roomFor.get(value) ?? others),
  );
}

export function compileBinPacking(
  context: CompileContext,
  { bins, sizes, loads }: BinPackingConstraint,
  enforcement: readonly Fact[],
): void {
  const items = bins.map((e) => context.view(e));
  for (const e of items) postLinear(context, new Sum().addView(e, 1), [0, loads.length - 1], enforcement);
  const total = new Sum();
  loads.forEach((load, b) => {
    const view = context.view(load);
    const content = new Sum().addView(view, -1);
    items.forEach((e, i) => {
      if (sizes[i] !== 0) addIfEqual(context, content, e, b, sizes[i]!);
    });
    postCount(context, content, 0, enforcement);
    total.addView(view, 1);
  });
  postCount(
    context,
    total,
    sizes.reduce((sum, size) => sum + size, 0),
    enforcement,
  );
  if (enforcement.length === 0 && sizes.every((size) => size >= 0)) postLargeItems(context, items, sizes, loads);
}

/** Of items larger than half of a bin one fits in, of those larger than a third two, and so on. */
function postLargeItems(
  context: CompileContext,
  items: readonly Affine[],
  sizes: readonly number[],
  loads: BinPackingConstraint['loads'],
): void {
  const space = loads.map((load) => context.max(context.view(load)));
  const largest = space.reduce((most, amount) => Math.max(most, amount), 0);
  let count = 0;
  for (let fit = 1; fit <= MOST_FITTING; fit++) {
    const large = [...sizes.keys()].filter((i) => (fit + 1) * sizes[i]! > largest);
    if (large.length === count) continue;
    count = large.length;
    const smallest = large.reduce((least, i) => Math.min(least, sizes[i]!), largest);
    postRoom(
      context,
      large.map((i) => items[i]!),
      [...loads.keys()],
      space.map((amount) => Math.floor(amount / Math.max(1, smallest))),
      1,
    );
  }
}

/** The sum has the value, which is worth knowing to bounds of the objective, too. */
function postCount(context: CompileContext, sum: Sum, value: number, enforcement: readonly Fact[]): void {
  postEqual(context, sum, value, enforcement);
  if (enforcement.length === 0) context.rows.equation(context, sum, value);
}

/** Adds `amount` to the sum if e has the value. */
function addIfEqual(context: CompileContext, sum: Sum, e: Affine, value: number, amount: number): void {
  const fact = context.equals(e, value);
  if (fact === false) return;
  if (fact === true) sum.constant += amount;
  else sum.addBoolean(context.indicator(fact), amount);
}
