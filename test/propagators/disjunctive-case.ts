// Random cases of the disjunctive resource and their meaning, for the suites of its propagators.

import { intervalChecker } from '../../propagators/checkers/interval.ts';
import type { OrderedPair } from '../../propagators/disjunctive-order.ts';
import type { DisjunctiveRules } from '../../propagators/disjunctive-rules.ts';
import type { DisjunctiveTask } from '../../propagators/disjunctive-tasks.ts';
import { Interval } from '../../propagators/interval.ts';
import { type Affine, constant } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import type { Case } from '../support/subject.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';

export interface DisjunctiveCase {
  tasks: DisjunctiveTask[];
  enforcement: Fact[];
  pairs: OrderedPair[];
}

/** A set of rules by its name: one alone, all, none, or all but one. */
export const RULE_SETS: Readonly<Record<string, DisjunctiveRules>> = {
  none: rules([]),
  overload: rules(['overload']),
  precedences: rules(['detectablePrecedences']),
  'not-last': rules(['notFirstNotLast']),
  edges: rules(['edgeFinding']),
  'without-precedences': rules(['overload', 'notFirstNotLast', 'edgeFinding']),
  all: rules(['overload', 'detectablePrecedences', 'notFirstNotLast', 'edgeFinding']),
};

function rules(on: readonly string[]): DisjunctiveRules {
  return {
    overload: on.includes('overload'),
    detectablePrecedences: on.includes('detectablePrecedences'),
    notFirstNotLast: on.includes('notFirstNotLast'),
    edgeFinding: on.includes('edgeFinding'),
  };
}

/** Tasks of any kind: start and end over one variable or two, sizes fixed, open or unknown, optional ones, some of size zero. */
export function anyCase(rng: Random): Case<DisjunctiveCase> {
  const builder = new CaseBuilder(rng, { assignments: 3000 });
  const tasks: DisjunctiveTask[] = [];
  for (let n = rng.between(2, 4); n > 0; n--) {
    const start = builder.expression(-3, 3, 5);
    const task = shape(builder, rng, start);
    tasks.push(rng.chance(0.35) ? { ...task, presence: builder.condition() } : task);
  }
  return { tasks, enforcement: builder.conditions(2), pairs: [], domains: builder.domains };
}

function shape(builder: CaseBuilder, rng: Random, start: Affine): DisjunctiveTask {
  const length = rng.chance(0.15) ? 0 : rng.between(1, 3);
  const kind = rng.below(10);
  if (kind < 6) return { start, end: { ...start, offset: start.offset + length }, size: constant(length) };
  const end = builder.expression(0, 5, 4);
  if (kind < 8) return { start, end, size: constant(length) };
  return { start, end, size: builder.expression(0, 2, 3) };
}

/** Tasks with a start variable each and a fixed size, close together: what the rules for sets are made for. */
export function denseCase(rng: Random): Case<DisjunctiveCase> {
  const domains: number[][] = [];
  const tasks: DisjunctiveTask[] = [];
  const count = rng.between(3, 5);
  let optional = rng.below(3);
  for (let x = 0; x < count; x++) {
    const lo = rng.between(0, 3);
    const negative = rng.chance(0.3);
    const most = count === 5 ? 4 : 5;
    const hi = lo + rng.between(1, most);
    domains.push(negative ? [-hi, -lo] : [lo, hi]);
    const size = rng.between(1, count === 3 ? 4 : 2);
    const start = { sv: negative ? 2 * x + 1 : 2 * x, scale: 1, offset: 0 };
    tasks.push({ start, end: { ...start, offset: size }, size: constant(size) });
  }
  const enforcement: Fact[] = [];
  for (const [i, task] of tasks.entries()) {
    if (optional === 0 || domains.length === 7 || rng.chance(0.5)) continue;
    domains.push([0, 1]);
    optional--;
    tasks[i] = { ...task, presence: { sv: 2 * (domains.length - 1), k: 1 } };
  }
  if (rng.chance(0.2)) {
    domains.push([0, 1]);
    enforcement.push({ sv: 2 * (domains.length - 1), k: 1 });
  }
  return { tasks, enforcement, pairs: [], domains };
}

/** Two to four tasks with literals for some of their pairs. */
export function orderedCase(rng: Random): Case<DisjunctiveCase> {
  const builder = new CaseBuilder(rng, { assignments: 200 });
  const tasks: DisjunctiveTask[] = [];
  for (let n = rng.between(2, 3); n > 0; n--) {
    const task = shape(builder, rng, builder.expression(-3, 3, 5));
    tasks.push(rng.chance(0.3) ? { ...task, presence: builder.condition() } : task);
  }
  const enforcement = rng.chance(0.25) ? [builder.condition()] : [];
  const pairs: OrderedPair[] = [];
  const { domains } = builder;
  for (let second = 1; second < tasks.length; second++) {
    for (let first = 0; first < second; first++) {
      if (domains.length === 8 || rng.chance(0.15)) continue;
      domains.push([0, 1]);
      const sv = 2 * (domains.length - 1);
      pairs.push({ first, second, before: rng.chance(0.5) ? { sv, k: 1 } : { sv: sv + 1, k: 0 } });
    }
  }
  return { tasks, enforcement, pairs, domains };
}

/** start + size = end of present tasks, for those in which it does not hold by itself. */
export function postIntervals(kernel: Kernel, c: DisjunctiveCase): void {
  for (const { start, end, size, presence = null } of c.tasks) {
    const holdsByItself = start.sv === end.sv && start.scale === end.scale && size.sv < 0;
    if (holdsByItself && start.offset + size.offset === end.offset) continue;
    kernel.post(new Interval(start, size, end, presence), intervalChecker(start, size, end, presence));
  }
}

export function satisfies(c: DisjunctiveCase, values: readonly number[]): boolean {
  const spans = c.tasks.map(({ start, end, size, presence }) => ({
    present: presence === undefined || holds(presence, values),
    start: evaluate(start, values),
    end: evaluate(end, values),
    size: evaluate(size, values),
  }));
  if (spans.some((s) => s.present && (s.size < 0 || s.start + s.size !== s.end))) return false;
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const ordered = c.pairs.every(({ first, second, before }) => {
    const [a, b] = [spans[first]!, spans[second]!];
    return !a.present || !b.present || (holds(before, values) ? a.end <= b.start : b.end <= a.start);
  });
  const disjoint = spans.every((a, i) =>
    spans.every((b, j) => i === j || !a.present || !b.present || a.end <= b.start || b.end <= a.start),
  );
  return ordered && disjoint;
}
