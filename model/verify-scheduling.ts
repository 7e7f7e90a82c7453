// Verification of the constraints over time: cumulative, noOverlap (in the plane too), reservoir, cover. See verify.ts.
//
//   time           0   1   2   3   4   5   6          [start, end) of two intervals and what the sweep sees:
//   demand 2           [=======)                      +2 at 1, -2 at 3
//   demand 3               [===========)              +3 at 2, -3 at 5
//   used           0   2   5   3   3   0   0          all changes of one time act before the sum is compared

import type {
  CoverConstraint,
  CumulativeConstraint,
  NoOverlap2DConstraint,
  NoOverlapConstraint,
  ReservoirConstraint,
} from './model.ts';
import type { Values } from './verify-values.ts';

export function verifyCumulative(at: Values, { intervals, demands, capacity }: CumulativeConstraint): string | null {
  const limit = at.linear(capacity);
  if (limit < 0) return `the capacity ${limit} is negative`;
  const changes = new Map<number, number>();
  for (const [k, i] of intervals.entries()) {
    if (!at.isPresent(i)) continue;
    const { start, end } = at.span(i);
    const demand = at.linear(demands[k]!);
    // Of size zero: both changes act at one time and cancel.
    addTo(changes, start, demand);
    addTo(changes, end, -demand);
  }
  let used = 0;
  for (const [time, change] of inOrder(changes)) {
    used += change;
    if (used > limit) return `${used} is used at time ${time}, the capacity is ${limit}`;
  }
  return null;
}

export function verifyNoOverlap(at: Values, { intervals }: NoOverlapConstraint): string | null {
  const present = intervals.filter((i) => at.isPresent(i)).map((i) => ({ i, ...at.span(i) }));
  // In this order two intervals of the list overlap only if two neighbours do.
  present.sort((a, b) => a.start - b.start || a.end - b.end);
  for (let k = 1; k < present.length; k++) {
    const [first, second] = [present[k - 1]!, present[k]!];
    if (first.end > second.start) {
      return `interval ${first.i} [${first.start}, ${first.end}) overlaps ${second.i} [${second.start}, ${second.end})`;
    }
  }
  return null;
}

/** O(boxes log boxes), plus the pairs whose x spans meet. */
export function verifyNoOverlap2D(at: Values, { xIntervals, yIntervals }: NoOverlap2DConstraint): string | null {
  const boxes: { k: number; x: Span; y: Span }[] = [];
  for (const [k, i] of xIntervals.entries()) {
    const j = yIntervals[k]!;
    if (at.isPresent(i) && at.isPresent(j)) boxes.push({ k, x: at.span(i), y: at.span(j) });
  }
  boxes.sort((a, b) => a.x.start - b.x.start);
  for (const [n, a] of boxes.entries()) {
    for (let m = n + 1; m < boxes.length; m++) {
      const b = boxes[m]!;
      // this one and all that follow lie to the right of a
      if (b.x.start >= a.x.end) break;
      if (b.x.end > a.x.start && a.y.end > b.y.start && b.y.end > a.y.start) {
        return `box ${a.k} ${show(a)} overlaps box ${b.k} ${show(b)}`;
      }
    }
  }
  return null;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function show({ x, y }: { x: Span; y: Span }): string {
  return `[${x.start}, ${x.end}) x [${y.start}, ${y.end})`;
}

export function verifyReservoir(at: Values, constraint: ReservoirConstraint): string | null {
  const { times, levelChanges, actives, min, max } = constraint;
  const changes = new Map<number, number>();
  for (const [k, time] of times.entries()) {
    if (at.holds(actives?.[k])) addTo(changes, at.linear(time), levelChanges[k]!);
  }
  let level = 0;
  if (level < min || level > max) return `the level before all events, 0, is not in ${min}..${max}`;
  for (const [time, change] of inOrder(changes)) {
    level += change;
    if (level < min || level > max) return `the level is ${level} at time ${time}, not in ${min}..${max}`;
  }
  return null;
}

export function verifyCover(at: Values, { readTime, readActive, writes }: CoverConstraint): string | null {
  if (!at.holds(readActive)) return null;
  const time = at.linear(readTime);
  const served = writes.some(
    ({ start, end, active }) => at.holds(active) && at.linear(start) + 1 <= time && time + 1 <= at.linear(end),
  );
  return served ? null : `no active write serves the read at time ${time}`;
}

function addTo(changes: Map<number, number>, time: number, change: number): void {
  changes.set(time, (changes.get(time) ?? 0) + change);
}

function inOrder(changes: Map<number, number>): [number, number][] {
  return [...changes].sort((a, b) => a[0] - b[0]);
}
