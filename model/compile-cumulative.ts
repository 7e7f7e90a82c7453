// Compilation of cumulative: the time-table, what energy says beside it (compile-energy.ts), and the tasks that do not fit together (compile-incompatible.ts).

import { cumulativeChecker } from '../propagators/checkers/cumulative.ts';
import { Cumulative } from '../propagators/cumulative.ts';
import { type Affine, constant } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postEnergy, type SizedTask } from './compile-energy.ts';
import { postIncompatiblePairs } from './compile-incompatible.ts';
import { type Span, spanAt } from './compile-scheduling.ts';
import type { CumulativeConstraint } from './model.ts';

export function compileCumulative(
  context: CompileContext,
  constraint: CumulativeConstraint,
  enforcement: readonly Fact[],
): void {
  const { intervals, demands, capacity } = constraint;
  const spans: Span[] = [];
  const needs: Affine[] = [];
  for (const [k, i] of intervals.entries()) {
    const span = spanAt(context, i);
    const demand = context.view(demands[k]!);
    if (span === null || context.max(demand) <= 0) continue;
    spans.push(span);
    needs.push(demand);
  }
  const most = context.view(capacity);
  const tasks = spans.map((span, k) => taskOf(span, needs[k]!));
  postIncompatiblePairs(context, constraint, enforcement);
  postCumulative(context, tasks, most, enforcement);
}

/** Capacity >= 0 comes with it, even without tasks. */
export function postCumulative(
  context: CompileContext,
  tasks: readonly SizedTask[],
  capacity: Affine,
  enforcement: readonly Fact[],
): void {
  const most = tasks.reduce((total, { demand }) => total + context.max(demand), 0);
  if (most <= context.min(capacity)) return;
  context.engine.post(
    new Cumulative(tasks, capacity, enforcement, context.explanation),
    cumulativeChecker(tasks, capacity, enforcement),
  );
  postEnergy(context, tasks, capacity, enforcement);
}

function taskOf({ start, end, size, presence }: Span, demand: Affine): SizedTask {
  const task = { start, end, size: size ?? constant(0), demand };
  return presence === null ? task : { ...task, presence };
}
