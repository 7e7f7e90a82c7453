// Tasks of a cumulative that do not fit together: pairs that need more than the capacity, both at once.
//
//   by decreasing demand     7  6  5 | 4  2       capacity 8: each of the first three passes it with the next one, so no two of them overlap
//
// The longest such run is the largest set of tasks of which no two fit, but for one more: it becomes a disjunctive resource beside the cumulative, as CP-SAT does. The other pairs,
// here 7 with 4, 7 with 2 and 6 with 4, get their order literals too. A task counts that takes some time wherever it lies: one of size zero takes nothing here, but
// must not lie inside another one there. Where more is known, all constraints of a model are looked at together: compile-cliques.ts.

import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { pairsOf, postDisjunctive, postOrders } from './compile-no-overlap.ts';
import { type Span, spanAt } from './compile-scheduling.ts';
import type { CumulativeConstraint } from './model.ts';

/** A task with the least it needs. */
export interface Needing {
  readonly span: Span;
  readonly demand: number;
}

/** Tasks that take something for some time, by decreasing demand, and the most there is. */
export interface NeedingTasks {
  readonly tasks: readonly Needing[];
  readonly capacity: number;
}

/** Those of a cumulative. */
export function needingTasks(
  context: CompileContext,
  { intervals, demands, capacity }: CumulativeConstraint,
): NeedingTasks {
  const tasks: Needing[] = [];
  for (const [k, i] of intervals.entries()) {
    const span = spanAt(context, i);
    const demand = context.min(context.view(demands[k]!));
    if (span === null || demand <= 0 || span.size === null || context.min(span.size) <= 0) continue;
    tasks.push({ span, demand });
  }
  return { tasks: tasks.sort((a, b) => b.demand - a.demand), capacity: context.max(context.view(capacity)) };
}

export function postIncompatible(
  context: CompileContext,
  { tasks, capacity }: NeedingTasks,
  enforcement: readonly Fact[],
): void {
  const { useDisjunctiveConstraintInCumulative, maxSizeToCreatePrecedenceLiteralsInDisjunctive } = context.scheduling;
  if (!useDisjunctiveConstraintInCumulative) return;
  const ordered = tasks.map(({ span }) => span);
  const exceeds = (i: number, j: number): boolean => tasks[i]!.demand + tasks[j]!.demand > capacity;
  let apart = 1;
  while (apart < tasks.length && exceeds(apart - 1, apart)) apart++;
  // of two tasks a literal says everything
  if (apart > 2) postDisjunctive(context, ordered.slice(0, apart), enforcement);
  if (tasks.length > maxSizeToCreatePrecedenceLiteralsInDisjunctive) return;
  const isNew = (i: number, j: number): boolean => exceeds(i, j) && (apart <= 2 || j >= apart);
  postOrders(context, ordered, pairsOf(context, ordered, enforcement, isNew), enforcement);
}
