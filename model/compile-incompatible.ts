// Tasks of a cumulative that do not fit together: pairs that need more than the capacity, both at once.
//
//   by decreasing demand     7  6  5 | 4  2       capacity 8: each of the first three passes it with the next one, so no two of them overlap
//
// The longest such run is the largest set of tasks of which no two fit, but for one more: it becomes a disjunctive resource beside the cumulative, as CP-SAT does. The other pairs,
// here 7 with 4, 7 with 2 and 6 with 4, get their order literals too. A task counts that takes some time wherever it lies: one of size zero takes nothing here, but
// must not lie inside another one there.

import type { Affine } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { pairsOf, postDisjunctive, postOrders } from './compile-no-overlap.ts';
import type { Span } from './compile-scheduling.ts';

/** A task with the least it needs. */
interface Needing {
  readonly span: Span;
  readonly demand: number;
}

/** spans[k] needs demands[k]. */
export function postIncompatible(
  context: CompileContext,
  spans: readonly Span[],
  demands: readonly Affine[],
  capacity: Affine,
  enforcement: readonly Fact[],
): void {
  const { useDisjunctiveConstraintInCumulative, maxSizeToCreatePrecedenceLiteralsInDisjunctive } = context.scheduling;
  if (!useDisjunctiveConstraintInCumulative) return;
  const most = context.max(capacity);
  const needing: Needing[] = spans
    .map((span, k) => ({ span, demand: context.min(demands[k]!) }))
    .filter(({ span, demand }) => demand > 0 && span.size !== null && context.min(span.size) > 0)
    .sort((a, b) => b.demand - a.demand);
  const ordered = needing.map(({ span }) => span);
  const exceeds = (i: number, j: number): boolean => needing[i]!.demand + needing[j]!.demand > most;
  let apart = 1;
  while (apart < needing.length && exceeds(apart - 1, apart)) apart++;
  // of two tasks a literal says everything
  if (apart > 2) postDisjunctive(context, ordered.slice(0, apart), enforcement);
  if (needing.length > maxSizeToCreatePrecedenceLiteralsInDisjunctive) return;
  const isNew = (i: number, j: number): boolean => exceeds(i, j) && (apart <= 2 || j >= apart);
  postOrders(context, ordered, pairsOf(context, ordered, enforcement, isNew), enforcement);
}
