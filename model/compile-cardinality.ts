// Compilation of counting constraints: globalCardinality and binPacking. One sum per value or bin over [x = v] literals, and the implied sum over all of them,
// which relates counts (loads) that no single sum sees together.

import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postAtMost, postEqual, postLinear, Sum } from './compile-linear.ts';
import { postValues, sortedSet } from './compile-values.ts';
import type { BinPackingConstraint, GlobalCardinalityConstraint } from './model.ts';

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
    postEqual(context, occurrences, 0, enforcement);
    total.addView(count, 1);
    least += context.min(count);
  }
  // counts that are large enough leave no room for other values
  if (closed === true || least >= views.length) {
    const sorted = sortedSet(values);
    for (const e of views) {
      const possible = sorted.filter((value) => context.solve(e, value) !== null);
      postValues(context, e, possible, enforcement);
    }
    postEqual(context, total, views.length, enforcement);
  } else postAtMost(context, total, views.length, enforcement);
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
    postEqual(context, content, 0, enforcement);
    total.addView(view, 1);
  });
  postEqual(
    context,
    total,
    sizes.reduce((sum, size) => sum + size, 0),
    enforcement,
  );
}

/** Adds `amount` to the sum if e has the value. */
function addIfEqual(context: CompileContext, sum: Sum, e: Affine, value: number, amount: number): void {
  const fact = context.equals(e, value);
  if (fact === false) return;
  if (fact === true) sum.constant += amount;
  else sum.addBoolean(context.indicator(fact), amount);
}
