// Sets of values of one expression, for the compilers of tables, automata and their kin: [e = v] literals are made for the values that matter and no others,
// so that a variable over a million values costs no more than the values that are listed.

import { type Affine, boundFor } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { postLinear, Sum } from './compile-linear.ts';

/** Sorted, without repetitions. */
export function sortedSet(values: Iterable<number>): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

/** The number of values >= least that the root leaves to e. */
export function domainSize(context: CompileContext, e: Affine, least = Number.NEGATIVE_INFINITY): number {
  const [min, max] = [context.min(e), context.max(e)];
  if (max < least) return 0;
  if (min === max) return 1;
  const x = e.sv >> 1;
  // as values of the signed variable
  const lo = least <= min ? context.bounds[e.sv]! : boundFor(e, least);
  const hi = 0 - context.bounds[e.sv ^ 1]!;
  const ranges = context.engine.kernel.domains.rangesOf(x);
  if (ranges === null) return hi - lo + 1;
  const [from, to] = e.sv & 1 ? [0 - hi, 0 - lo] : [lo, hi];
  let size = 0;
  for (let k = 0; k < ranges.length; k += 2) {
    size += Math.max(0, Math.min(ranges[k + 1]!, to) - Math.max(ranges[k]!, from) + 1);
  }
  return size;
}

/** Under enforcement e has one of the values (sorted, none that the root rules out). Clauses over bounds. */
export function postValues(
  context: CompileContext,
  e: Affine,
  values: readonly number[],
  enforcement: readonly Fact[],
): void {
  const ranges: number[] = [];
  for (const v of values) {
    if (ranges.length > 0 && ranges[ranges.length - 1]! + 1 === v) ranges[ranges.length - 1] = v;
    else ranges.push(v, v);
  }
  postLinear(context, new Sum().addView(e, 1), ranges, enforcement);
}

/** `premise` => e has one of the values (sorted, none that the root rules out), by literals; its bounds follow at once. */
export function postChoice(context: CompileContext, premise: Condition, e: Affine, values: readonly number[]): void {
  context.clause(
    [premise],
    values.map((v) => context.equals(e, v)),
  );
  if (values.length === 1) return;
  context.clause([premise], [context.atLeast(e, values[0]!)]);
  context.clause([premise], [context.atMost(e, values[values.length - 1]!)]);
}

/** The list of a key, made when it is first asked for. */
export function listAt<K, V>(lists: Map<K, V[]>, key: K): V[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
