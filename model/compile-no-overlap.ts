// Compilation of noOverlap: a disjunctive resource (propagators/disjunctive.ts) over the intervals that may be present and, up to a limit, a Boolean for the order of
// each pair, kept in step with the bounds by one propagator for all pairs. These literals are what search and learning speak about, and the resource concludes
// from them too; without them bounds alone decide.

import { disjunctiveChecker } from '../propagators/checkers/disjunctive.ts';
import { disjunctivePairsChecker } from '../propagators/checkers/disjunctive-pairs.ts';
import { Disjunctive } from '../propagators/disjunctive.ts';
import { ALWAYS, DisjunctiveOrder, type OrderedPair } from '../propagators/disjunctive-order.ts';
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
  const { engine, scheduling } = context;
  const spans = intervals.map((i) => spanAt(context, i)).filter((span) => span !== null);
  const tasks = tasksOf(context, spans);
  const literals = spans.length <= scheduling.maxSizeToCreatePrecedenceLiteralsInDisjunctive;
  const pairs = literals ? pairsOf(context, spans, enforcement) : [];
  if (spans.length < 2 || (literals && pairs.length === 0)) return;
  let order: DisjunctiveOrder | null = null;
  if (literals) {
    order = new DisjunctiveOrder(tasks.length, pairs);
    engine.post(new DisjunctivePairs(tasks, order, enforcement), disjunctivePairsChecker(tasks, pairs, enforcement));
  }
  // of two tasks the pairs say everything
  if (literals && tasks.length === 2) return;
  engine.post(
    new Disjunctive(tasks, enforcement, order, disjunctiveRules(scheduling)),
    disjunctiveChecker(tasks, enforcement, pairs),
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

/** The pairs that may be present together, with the literal of their order; without those that are apart wherever they lie. */
function pairsOf(context: CompileContext, spans: readonly Span[], enforcement: readonly Fact[]): OrderedPair[] {
  const never = context.not(ALWAYS);
  const pairs: OrderedPair[] = [];
  for (const [second, b] of spans.entries()) {
    for (let first = 0; first < second; first++) {
      const a = spans[first]!;
      const facts = [...enforcement];
      for (const { presence } of [a, b]) if (presence !== null) facts.push(presence);
      if (context.conjunction(facts) === null || follows(context, a, b) || follows(context, b, a)) continue;
      const aFirst = context.min(a.end) <= context.max(b.start);
      const bFirst = context.min(b.end) <= context.max(a.start);
      // if neither can be first, any fact will do
      pairs.push({ first, second, before: aFirst && bFirst ? context.newBool() : aFirst ? ALWAYS : never });
    }
  }
  return pairs;
}

/** Whether b starts after the end of a wherever they lie. */
function follows(context: CompileContext, a: Span, b: Span): boolean {
  return context.max(a.end) <= context.min(b.start);
}
