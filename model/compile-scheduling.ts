// Compilation of intervals, and of reservoir and cover. For cumulative see compile-cumulative.ts, for noOverlap compile-no-overlap.ts and compile-no-overlap-2d.ts.

import { coverChecker } from '../propagators/checkers/cover.ts';
import { intervalChecker } from '../propagators/checkers/interval.ts';
import { reservoirChecker } from '../propagators/checkers/reservoir.ts';
import { Cover, type CoverWrite } from '../propagators/cover.ts';
import { Interval } from '../propagators/interval.ts';
import { type ReservoirEvent, reservoirSides } from '../propagators/reservoir.ts';
import type { Affine } from '../solver/affine.ts';
import { type Fact, isFalse, isTrue } from '../solver/literal.ts';
import type { CompileContext } from './compile-context.ts';
import { postAtMost, postEqual, Sum } from './compile-linear.ts';
import type {
  CoverConstraint,
  Interval as IntervalData,
  IntervalRef,
  LiteralRef,
  ReservoirConstraint,
} from './model.ts';

/** An interval that is not absent at the root; presence null: always there. */
export interface Span {
  readonly start: Affine;
  readonly end: Affine;
  /** Null if it is whatever lies between start and end, and not known. */
  readonly size: Affine | null;
  readonly presence: Fact | null;
}

/** start + size = end and size >= 0 for an interval that is present. */
export function compileInterval(context: CompileContext, interval: IntervalData): void {
  const span = spanOf(context, interval);
  if (span === null) return;
  const { start, end, size, presence } = span;
  const enforcement = presence === null ? [] : [presence];
  if (size === null) {
    postAtMost(context, new Sum().addView(start, 1).addView(end, -1), 0, enforcement);
    return;
  }
  const sum = new Sum().addView(start, 1).addView(size, 1).addView(end, -1);
  const views = [start, size, end].filter((e) => e.sv >= 0);
  if (views.length === 3 && sum.coefficients.size === 3) {
    context.engine.post(new Interval(start, size, end, presence), intervalChecker(start, size, end, presence));
  } else {
    // fewer terms, or a variable in two places: as a sum it is seen through better
    postEqual(context, sum, 0, enforcement);
    postAtMost(context, new Sum().addView(size, -1), 0, enforcement);
  }
}

export function compileCover(
  context: CompileContext,
  { readTime, readActive, writes }: CoverConstraint,
  enforcement: readonly Fact[],
): void {
  const active = activity(context, readActive);
  if (active === false) return;
  const facts = context.conjunction(active === null ? enforcement : [...enforcement, active]);
  if (facts === null) return;
  const candidates: CoverWrite[] = [];
  for (const write of writes) {
    const start = context.view(write.start);
    const end = context.view(write.end);
    const on = activity(context, write.active);
    if (on !== false) candidates.push(on === null ? { start, end } : { start, end, active: on });
  }
  const time = context.view(readTime);
  context.engine.post(new Cover(time, candidates, facts), coverChecker(time, candidates, facts));
}

export function compileReservoir(
  context: CompileContext,
  { times, levelChanges, actives, min, max }: ReservoirConstraint,
  enforcement: readonly Fact[],
): void {
  const events: ReservoirEvent[] = [];
  for (const [k, t] of times.entries()) {
    const time = context.view(t);
    const change = levelChanges[k]!;
    const active = activity(context, actives?.[k]);
    if (active !== false) events.push(active === null ? { time, change } : { time, change, active });
  }
  for (const side of reservoirSides(events, min, max, enforcement)) {
    context.engine.post(side, reservoirChecker(events, min, max, enforcement));
  }
}

/** Null: always active. False: never. */
function activity(context: CompileContext, literal: LiteralRef | undefined): Fact | null | false {
  if (literal === undefined) return null;
  const f = context.literal(literal);
  if (isFalse(f, context.bounds)) return false;
  return isTrue(f, context.bounds) ? null : f;
}

export function spanAt(context: CompileContext, i: IntervalRef): Span | null {
  return spanOf(context, context.data.intervals[i]!);
}

/** Null if the interval is absent. */
function spanOf(context: CompileContext, { start, size, end, presence }: IntervalData): Span | null {
  const present = activity(context, presence);
  if (present === false) return null;
  return {
    start: context.view(start),
    end: context.view(end),
    size: size === undefined ? null : context.view(size),
    presence: present,
  };
}
