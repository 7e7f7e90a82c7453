// Tasks of cumulatives that do not fit together: pairs that need more than the capacity, both at once. Each pair gets a literal for its order, shared by all constraints; a
// cumulative in which no two tasks fit is a disjunctive resource besides.
//
// Cumulatives that always hold over tasks that are always there are looked at together, before anything else is compiled: one propagator keeps the literals of all their pairs
// in step with the bounds. Others are seen to one by one. A task counts that takes some time wherever it lies: one of size zero takes nothing here, but must not lie
// inside another one of a disjunctive resource.
//
// Why not more: sets of tasks of which no two fit, within a cumulative (as CP-SAT) or over all of them and the precedences, as disjunctive resources with all rules took a quarter
// off the conflicts of hard PSPLIB j30 projects, and half of the speed; with overload checking alone nothing was gained (2026-11-22).

import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { pairsOf, postDisjunctive, postOrders } from './compile-no-overlap.ts';
import { type Span, spanAt } from './compile-scheduling.ts';
import type { CumulativeConstraint } from './model.ts';

/** Beyond this the table of pairs takes too long: one cumulative at a time. */
const MOST_TASKS = 400;

/** A task with the least it needs. */
interface Needing {
  readonly span: Span;
  readonly demand: number;
}

/** Tasks that take something for some time, by decreasing demand, and the most there is. */
interface NeedingTasks {
  readonly tasks: readonly Needing[];
  readonly capacity: number;
}

/** To be called before the constraints are compiled, when the intervals have been: whoever comes later finds the literals there. */
export function postPlainPairs(context: CompileContext): void {
  const { useDisjunctiveConstraintInCumulative } = context.scheduling;
  if (!useDisjunctiveConstraintInCumulative) return;
  const plain = context.data.constraints.filter(
    (c): c is CumulativeConstraint => c.kind === 'cumulative' && isPlain(context, c),
  );
  const needing = plain.map((constraint) => needingTasks(context, constraint));
  const { spans, pairs } = allPairs(needing);
  if (spans.length <= MOST_TASKS) postPairs(context, spans, pairs, []);
  for (const one of needing) postIncompatible(context, one, [], spans.length <= MOST_TASKS);
}

/** The pairs of a cumulative that postPlainPairs() has not seen to. */
export function postIncompatiblePairs(
  context: CompileContext,
  constraint: CumulativeConstraint,
  enforcement: readonly Fact[],
): void {
  if (context.scheduling.useDisjunctiveConstraintInCumulative && !isPlain(context, constraint))
    postIncompatible(context, needingTasks(context, constraint), enforcement, false);
}

/** Whether the constraint always holds, and all its tasks are always there. */
function isPlain({ data }: CompileContext, { enforcement = [], intervals }: CumulativeConstraint): boolean {
  return enforcement.length === 0 && intervals.every((i) => data.intervals[i]!.presence === undefined);
}

function needingTasks(context: CompileContext, { intervals, demands, capacity }: CumulativeConstraint): NeedingTasks {
  const tasks: Needing[] = [];
  for (const [k, i] of intervals.entries()) {
    const span = spanAt(context, i);
    const demand = context.min(context.view(demands[k]!));
    if (span === null || demand <= 0 || span.size === null || context.min(span.size) <= 0) continue;
    tasks.push({ span, demand });
  }
  return { tasks: tasks.sort((a, b) => b.demand - a.demand), capacity: context.max(context.view(capacity)) };
}

/** `hasPairs`: its pairs have their literals. */
function postIncompatible(
  context: CompileContext,
  needing: NeedingTasks,
  enforcement: readonly Fact[],
  hasPairs: boolean,
): void {
  const { tasks, capacity } = needing;
  const n = tasks.length;
  const isDisjunctive = n > 2 && tasks[n - 1]!.demand + tasks[n - 2]!.demand > capacity;
  const spans = tasks.map(({ span }) => span);
  if (isDisjunctive) postDisjunctive(context, spans, enforcement);
  else if (!hasPairs && n <= MOST_TASKS) {
    const all = allPairs([needing]);
    postPairs(context, all.spans, all.pairs, enforcement);
  }
}

/** The tasks, each once, and a table with 1 for pairs that do not fit together: that of i and j at i * spans.length + j, i > j. The table is empty for too many tasks. */
function allPairs(all: readonly NeedingTasks[]): { spans: Span[]; pairs: Uint8Array } {
  const numbers = new Map<string, number>();
  const spans: Span[] = [];
  const numbered = all.map(({ tasks, capacity }) => ({
    capacity,
    tasks: tasks.map(({ span, demand }) => {
      const name = nameOf(span);
      const known = numbers.get(name);
      if (known !== undefined) return { number: known, demand };
      numbers.set(name, spans.length);
      return { number: spans.push(span) - 1, demand };
    }),
  }));
  const n = spans.length;
  if (n > MOST_TASKS) return { spans, pairs: new Uint8Array(0) };
  const pairs = new Uint8Array(n * n);
  for (const { tasks, capacity } of numbered) {
    for (const [second, b] of tasks.entries()) {
      for (let first = 0; first < second && tasks[first]!.demand + b.demand > capacity; first++) {
        const a = tasks[first]!;
        if (a.number !== b.number) pairs[Math.max(a.number, b.number) * n + Math.min(a.number, b.number)] = 1;
      }
    }
  }
  return { spans, pairs };
}

/** As many pairs as the option allows for a single resource. */
function postPairs(
  context: CompileContext,
  spans: readonly Span[],
  pairs: Uint8Array,
  enforcement: readonly Fact[],
): void {
  const limit = context.scheduling.maxSizeToCreatePrecedenceLiteralsInDisjunctive;
  const count = pairs.reduce((sum, kind) => sum + kind, 0);
  if (count === 0 || count > limit * limit) return;
  const isWanted = (first: number, second: number): boolean => pairs[second * spans.length + first] === 1;
  postOrders(context, spans, pairsOf(context, spans, enforcement, isWanted), enforcement);
}

function nameOf({ start, end, presence }: Span): string {
  const there = presence === null ? '' : `${presence.sv} ${presence.k}`;
  return `${start.sv} ${start.scale} ${start.offset} ${end.sv} ${end.scale} ${end.offset} ${there}`;
}
