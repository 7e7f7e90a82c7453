// Compilation of noOverlap2D. With few boxes each pair gets a Boolean for each of its four relations (left of, right of, below, above) that is possible: one of them is
// true, and each implies an inequality; search and learning speak about them. With more boxes one propagator sees to all pairs. Boxes that share a place along one
// dimension wherever they lie are a disjunctive resource along the other one; if these are all boxes, that is all there is to say. Besides, the heights of the
// boxes over any x fit into the height there is, and the widths likewise: two cumulatives that see what no pair does.

import { maxChecker } from '../propagators/checkers/max.ts';
import { noOverlap2dChecker } from '../propagators/checkers/no-overlap-2d.ts';
import { Max } from '../propagators/max.ts';
import { type Box, NoOverlap2d } from '../propagators/no-overlap-2d.ts';
import { type Affine, constant, view } from '../solver/affine.ts';
import type { Fact } from '../solver/literal.ts';
import { MAX_VALUE } from '../solver/types.ts';
import type { CompileContext, Condition } from './compile-context.ts';
import { postCumulative } from './compile-cumulative.ts';
import type { SizedTask } from './compile-energy.ts';
import { postAtMost, Sum } from './compile-linear.ts';
import { postDisjunctive } from './compile-no-overlap.ts';
import { type Span, spanAt } from './compile-scheduling.ts';
import type { NoOverlap2DConstraint } from './model.ts';

/** A box that is not absent at the root. */
interface Boxed {
  readonly x: Span;
  readonly y: Span;
  readonly presence: Fact | null;
}

/** A box as a task along one dimension that takes room across it. */
interface Strip {
  readonly along: Span;
  readonly across: Span;
  readonly presence: Fact | null;
}

export function compileNoOverlap2D(
  context: CompileContext,
  { xIntervals, yIntervals }: NoOverlap2DConstraint,
  enforcement: readonly Fact[],
): void {
  const boxes: Boxed[] = [];
  for (const [k, i] of xIntervals.entries()) {
    const x = spanAt(context, i);
    const y = spanAt(context, yIntervals[k]!);
    if (x === null || y === null) continue;
    const facts = context.conjunction([x.presence, y.presence].filter((f) => f !== null));
    if (facts !== null) boxes.push({ x, y, presence: facts.length === 0 ? null : context.allOf(facts) });
  }
  if (boxes.length < 2) return;
  for (const crowd of crowdsOf(context, boxes)) {
    postDisjunctive(context, crowd, enforcement);
    // nothing else is left to say then
    if (crowd.length === boxes.length) return;
  }
  const { noOverlap2dBooleanRelationsLimit, useTimetablingInNoOverlap2d } = context.scheduling;
  if (boxes.length <= noOverlap2dBooleanRelationsLimit) {
    for (const [j, b] of boxes.entries()) {
      for (let i = 0; i < j; i++) postApart(context, boxes[i]!, b, enforcement);
    }
  } else postBoxes(context, boxes, enforcement);
  if (useTimetablingInNoOverlap2d) {
    const columns = boxes.map(({ x, y, presence }) => ({ along: x, across: y, presence }));
    const rows = boxes.map(({ x, y, presence }) => ({ along: y, across: x, presence }));
    for (const strips of [columns, rows]) postStacked(context, strips, enforcement);
  }
}

/** Most boxes that share a place along one dimension wherever they lie, as intervals of the other one, in which no two of them overlap: for either dimension, if three or more. */
function crowdsOf(context: CompileContext, boxes: readonly Boxed[]): Span[][] {
  const crowds: Span[][] = [];
  for (const across of ['y', 'x'] as const) {
    const along = across === 'y' ? 'x' : 'y';
    const last = boxes.map((box) => context.max(box[across].start));
    const first = boxes.map((box) => context.min(box[across].end));
    let crowd: Boxed[] = [];
    for (const place of new Set(last)) {
      const here = boxes.filter((_, i) => last[i]! <= place && place < first[i]!);
      if (here.length > crowd.length) crowd = here;
    }
    if (crowd.length > 2) crowds.push(crowd.map((box) => ({ ...box[along], presence: box.presence })));
  }
  return crowds;
}

function postBoxes(context: CompileContext, boxed: readonly Boxed[], enforcement: readonly Fact[]): void {
  const boxes = boxed.map(({ x, y, presence }): Box => {
    const box = { xStart: x.start, xEnd: x.end, yStart: y.start, yEnd: y.end };
    return presence === null ? box : { ...box, presence };
  });
  context.engine.post(new NoOverlap2d(boxes, enforcement), noOverlap2dChecker(boxes, enforcement));
}

/** One of the four relations holds between two boxes, if both are present. */
function postApart(context: CompileContext, a: Boxed, b: Boxed, enforcement: readonly Fact[]): void {
  const facts = [...enforcement];
  for (const { presence } of [a, b]) if (presence !== null) facts.push(presence);
  const both = context.conjunction(facts);
  if (both === null) return;
  const relations = [
    [a.x, b.x],
    [b.x, a.x],
    [a.y, b.y],
    [b.y, a.y],
  ] as const;
  if (relations.some(([first, second]) => context.max(first.end) <= context.min(second.start))) return;
  const possible = relations.filter(([first, second]) => context.min(first.end) <= context.max(second.start));
  if (possible.length === 1) {
    postBefore(context, ...possible[0]!, both);
    return;
  }
  const literals = possible.map(([first, second]): Condition => {
    const literal = context.newBool();
    postBefore(context, first, second, [literal]);
    return literal;
  });
  context.clause(both, literals);
}

function postBefore(context: CompileContext, first: Span, second: Span, enforcement: readonly Fact[]): void {
  postAtMost(context, new Sum().addView(first.end, 1).addView(second.start, -1), 0, enforcement);
}

/**
 * At any place of `along` the boxes there are stacked in `across`: the sum of their extents is at most the extent of the whole, from the least start the root
 * allows to the greatest of all ends. That is a variable, so that a limit on the ends, as an objective gives, counts.
 */
function postStacked(context: CompileContext, strips: readonly Strip[], enforcement: readonly Fact[]): void {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let greatestEnd = Number.NEGATIVE_INFINITY;
  let total = 0;
  const tasks: SizedTask[] = [];
  for (const { along, across, presence } of strips) {
    const { start, end, size } = along;
    lowest = Math.min(lowest, context.min(across.start));
    highest = Math.max(highest, context.max(across.end));
    greatestEnd = Math.max(greatestEnd, context.min(across.end));
    const demand = extent(context, across);
    if (context.max(demand) <= 0) continue;
    total += context.max(demand);
    const task = { start, end, size: size ?? constant(0), demand };
    tasks.push(presence === null ? task : { ...task, presence });
  }
  if (tasks.length === 0 || highest <= lowest || total + highest - lowest > MAX_VALUE) return;
  if (total <= greatestEnd - lowest) return;
  // ends of absent boxes may lie anywhere, also below all starts
  const top = view(2 * context.engine.newVar([Math.max(greatestEnd, lowest), highest]));
  const ends = [constant(lowest), ...strips.map(({ across }) => across.end)];
  context.engine.post(new Max(top, ends), maxChecker(top, ends, []));
  postCumulative(context, tasks, { ...top, offset: 0 - lowest }, enforcement);
}

/** The size of a present interval, or what it is at least if that may be negative while it is absent. */
function extent(context: CompileContext, { start, end, size }: Span): Affine {
  if (size !== null && context.min(size) >= 0) return size;
  return constant(Math.max(0, context.min(end) - context.max(start)));
}
