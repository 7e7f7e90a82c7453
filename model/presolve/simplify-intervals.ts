// Intervals in presolve: absent ones leave the constraints over them, the span of a present one is a linear constraint that tightens bounds and may make its end an
// affine function of its start, and an interval that no constraint mentions any more is just that linear constraint.

import type { Affine, Constraint, Interval, IntervalRef, LinearConstraint, LiteralRef } from '../model.ts';
import { MAX_VALUE } from '../model.ts';
import { mapInterval } from './references.ts';
import { rowOf, simplifyLinear } from './simplify-linear.ts';
import type { WorkingModel } from './working-model.ts';

type OverIntervals = Extract<Constraint, { kind: 'cumulative' | 'noOverlap' | 'noOverlap2D' }>;

/** Rewrites interval i and takes in what it says of its variables. */
export function simplifyInterval(model: WorkingModel, i: IntervalRef): void {
  const { store } = model;
  if (model.dropped[i] === 1) return;
  model.ticks += 4;
  const interval = mapInterval(model.intervals[i]!, {
    variable: (x) => x,
    affine: (e) => store.affine(e),
    literal: (l) => store.literal(l),
    interval: (k) => k,
  });
  const { presence, ...present } = interval;
  const next: Interval = presence === store.yes ? present : interval;
  model.intervals[i] = next;
  if (presence === store.no) return;
  if (next.presence !== undefined) {
    // a span that cannot be means absent
    for (const row of spanOf(next)) {
      const { allowed } = rowOf(store, row) ?? { allowed: [0, 0] };
      if (allowed.length === 0) store.makeTrue(-next.presence - 1);
    }
    return;
  }
  for (const row of spanOf(next)) {
    // the interval itself goes on to say so; only what it leads to is of interest
    simplifyLinear(model, row, []);
    if (store.refuted) return;
  }
}

/** What an interval says where it is present: start + size = end, size >= 0. */
function spanOf({ start, size, end }: Interval): LinearConstraint[] {
  if (size === undefined) return [atLeast([end, start], [1, -1], 0)];
  const span = atLeast([start, size, end], [1, 1, -1], 0);
  const exact: LinearConstraint = { ...span, domain: [span.domain[0]!, span.domain[0]!] };
  return size.vars.length === 0 && size.offset >= 0 ? [exact] : [exact, atLeast([size], [1], 0)];
}

/** Σ factors[k] * exprs[k] >= least. */
function atLeast(exprs: readonly Affine[], factors: readonly number[], least: number): LinearConstraint {
  let low = least;
  const vars: number[] = [];
  const coeffs: number[] = [];
  exprs.forEach((e, k) => {
    low -= factors[k]! * e.offset;
    vars.push(...e.vars);
    coeffs.push(...e.coeffs.map((c) => factors[k]! * c));
  });
  return { kind: 'linear', vars, coeffs, domain: [low + 0, MAX_VALUE] };
}

/** The constraint without its absent intervals; null for nothing. */
export function simplifyOverIntervals(
  model: WorkingModel,
  c: OverIntervals,
  enforcement: readonly LiteralRef[],
): Constraint | null {
  model.ticks += c.kind === 'noOverlap2D' ? 2 * c.xIntervals.length : c.intervals.length;
  if (c.kind === 'cumulative') return withoutAbsentTasks(model, c, enforcement);
  if (c.kind === 'noOverlap') {
    const intervals = c.intervals.filter((i) => !isAbsent(model, i));
    if (intervals.length < 2) return null;
    return intervals.length < c.intervals.length ? { ...c, intervals } : c;
  }
  const places = [...c.xIntervals.keys()].filter(
    (k) => !isAbsent(model, c.xIntervals[k]!) && !isAbsent(model, c.yIntervals[k]!),
  );
  if (places.length < 2) return null;
  if (places.length === c.xIntervals.length) return c;
  return { ...c, xIntervals: places.map((k) => c.xIntervals[k]!), yIntervals: places.map((k) => c.yIntervals[k]!) };
}

/** The capacity must not be negative even if nothing runs. */
function withoutAbsentTasks(
  model: WorkingModel,
  c: Extract<Constraint, { kind: 'cumulative' }>,
  enforcement: readonly LiteralRef[],
): Constraint | null {
  const { store } = model;
  const uses = (k: number): boolean => !isAbsent(model, c.intervals[k]!) && store.hull(c.demands[k]!)[1] > 0;
  const places = [...c.intervals.keys()].filter(uses);
  if (enforcement.length === 0 && !store.restrictAffine(c.capacity, [0, MAX_VALUE])) return null;
  const most = places.reduce((total, k) => total + store.hull(c.demands[k]!)[1], 0);
  if (most <= store.hull(c.capacity)[0]) return null;
  if (places.length === c.intervals.length) return c;
  return { ...c, intervals: places.map((k) => c.intervals[k]!), demands: places.map((k) => c.demands[k]!) };
}

function isAbsent(model: WorkingModel, i: IntervalRef): boolean {
  const { presence } = model.intervals[i]!;
  return presence !== undefined && model.store.literal(presence) === model.store.no;
}

/** Puts a linear constraint in the place of each interval that no constraint mentions. */
export function dropUnusedIntervals(model: WorkingModel): void {
  const used = new Uint8Array(model.intervals.length);
  for (const c of model.constraints) {
    if (c === null) continue;
    if (c.kind === 'noOverlap2D') for (const i of [...c.xIntervals, ...c.yIntervals]) used[i] = 1;
    else if (c.kind === 'noOverlap' || c.kind === 'cumulative') for (const i of c.intervals) used[i] = 1;
  }
  model.intervals.forEach((interval, i) => {
    if (used[i] === 1 || model.dropped[i] === 1) return;
    model.dropped[i] = 1;
    const { presence } = interval;
    for (const row of spanOf(interval)) {
      model.add(presence === undefined ? row : { ...row, enforcement: [presence] });
    }
  });
}
