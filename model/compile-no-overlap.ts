// Compilation of noOverlap: a disjunctive resource (propagators/disjunctive.ts) over the intervals that may be present and, up to a limit, a Boolean for the order of
// each pair (order-literals.ts), kept in step with the bounds by one propagator for all pairs. These literals are what search and learning speak about, and the resource
// concludes from them too, and from the orders that precedences give; without them bounds alone decide.

import { disjunctiveChecker } from '../propagators/checkers/disjunctive.ts';
import { disjunctivePairsChecker } from '../propagators/checkers/disjunctive-pairs.ts';
import { Disjunctive } from '../propagators/disjunctive.ts';
import { DisjunctiveOrder, type OrderedPair } from '../propagators/disjunctive-order.ts';
import { DisjunctivePairs } from '../propagators/disjunctive-pairs.ts';
import type { DisjunctiveTask } from '../propagators/disjunctive-tasks.ts';
import { constant } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import { MAX_VALUE } from '../solver/types.ts';
import type { CompileContext } from './compile-context.ts';
import { type Span, spanAt } from './compile-scheduling.ts';
import type { NoOverlapConstraint } from './model.ts';
import { disjunctiveRules } from './scheduling-options.ts';

export function compileNoOverlap(
  context: CompileContext,
  { intervals }: NoOverlapConstraint,
  enforcement: readonly Fact[],
): void {
  const spans = intervals.map((i) => spanAt(context, i)).filter((span) => span !== null);
  postDisjunctive(context, spans, enforcement);
}

/** No two of these intervals overlap, if they are present and the facts hold. */
export function postDisjunctive(context: CompileContext, spans: readonly Span[], enforcement: readonly Fact[]): void {
  const { engine, scheduling } = context;
  const literals = spans.length <= scheduling.maxSizeToCreatePrecedenceLiteralsInDisjunctive;
  const all = literals ? pairsOf(context, spans, enforcement, () => true) : [];
  if (spans.length < 2 || (literals && all.length === 0)) return;
  if (literals) postOrders(context, spans, all, enforcement);
  // of two tasks the pairs say everything
  if (literals && spans.length === 2) return;
  const tasks = tasksOf(context, spans);
  const order = literals ? new DisjunctiveOrder(tasks.length, all) : null;
  engine.post(
    new Disjunctive(tasks, enforcement, order, disjunctiveRules(scheduling)),
    disjunctiveChecker(tasks, enforcement, all),
  );
}

/** Keeps the order literals of the pairs in step with the bounds, where no other constraint does. */
export function postOrders(
  context: CompileContext,
  spans: readonly Span[],
  all: readonly OrderedPair[],
  enforcement: readonly Fact[],
): void {
  const { orders } = context;
  const pairs = all.filter(({ first, second }) => {
    const [a, b] = [spans[first]!, spans[second]!];
    if (orders.precedes(a, b) || orders.precedes(b, a)) return false;
    const always = enforcement.length === 0 && a.presence === null && b.presence === null;
    return !always || orders.claim(a, b);
  });
  if (pairs.length === 0) return;
  const tasks = tasksOf(context, spans);
  context.engine.post(
    new DisjunctivePairs(tasks, new DisjunctiveOrder(tasks.length, pairs), enforcement),
    disjunctivePairsChecker(tasks, pairs, enforcement),
  );
}

function tasksOf(context: CompileContext, spans: readonly Span[]): DisjunctiveTask[] {
  // sums of sizes from any start on must stay exact; where they might not, the rules do without sizes
  let most = 0;
  let total = 0;
  for (const { start, end, size } of spans) {
    for (const e of [start, end]) most = Math.max(most, Math.abs(context.min(e)), Math.abs(context.max(e)));
    if (size !== null) total += Math.max(0, context.max(size));
  }
  const exact = most + 2 * total <= MAX_VALUE;
  return spans.map(({ start, end, size, presence }) => {
    const known = exact && size !== null ? size : constant(0);
    return presence === null ? { start, end, size: known } : { start, end, size: known, presence };
  });
}

/** The pairs that may be present together, with the fact of their order; without those that are apart wherever they lie, and only pairs that `wanted` accepts. */
export function pairsOf(
  context: CompileContext,
  spans: readonly Span[],
  enforcement: readonly Fact[],
  wanted: (first: number, second: number) => boolean,
): OrderedPair[] {
  const pairs: OrderedPair[] = [];
  for (const [second, b] of spans.entries()) {
    for (let first = 0; first < second; first++) {
      const a = spans[first]!;
      const facts = [...enforcement];
      for (const { presence } of [a, b]) if (presence !== null) facts.push(presence);
      if (!wanted(first, second) || context.conjunction(facts) === null) continue;
      if (follows(context, a, b) || follows(context, b, a)) continue;
      pairs.push({ first, second, before: context.orders.before(a, b) });
    }
  }
  return pairs;
}

/** Whether b starts after the end of a wherever they lie. */
function follows(context: CompileContext, a: Span, b: Span): boolean {
  return context.max(a.end) <= context.min(b.start);
}
