// All solutions of a small model by depth-first enumeration: the oracle that the solver is compared with.
//
// The meaning of every constraint is written down here once more, straight from the definitions in model/model.ts: all
// pairs, every point of time one by one. It shares no code with verify, with the builder or with a propagator. Each
// constraint is judged as soon as its last variable has a value.

import type { Affine, Constraint, Interval, Linear, ModelData } from '../../model/model.ts';
import { arithmeticHolds } from './brute-arithmetic.ts';
import { routingHolds } from './brute-routing.ts';
import { tableHolds } from './brute-tables.ts';

type Assignment = readonly number[];

/** Every solution (the value of each variable), in lexicographic order. Assumptions are ignored. */
export function allSolutions(data: ModelData): number[][] {
  const solutions: number[][] = [];
  forEachSolution(data, (values) => {
    solutions.push([...values]);
  });
  return solutions;
}

/** The best objective value over all solutions, or null if there is none. */
export function bestObjective(data: ModelData): number | null {
  const objective = data.objective!;
  let best: number | null = null;
  forEachSolution(data, (values) => {
    const value = evaluate(objective, values);
    if (best === null || (objective.maximize ? value > best : value < best)) best = value;
  });
  return best;
}

/** Whether the assignment, all of whose values lie in their domains, is a solution. */
export function isSolution(data: ModelData, values: Assignment): boolean {
  return (
    data.intervals.every((interval) => intervalHolds(interval, values)) &&
    data.constraints.every((constraint) => constraintHolds(data, constraint, values))
  );
}

function forEachSolution(data: ModelData, found: (values: Assignment) => void): void {
  const n = data.variables.length;
  const intervalsAt: Interval[][] = Array.from({ length: n }, () => []);
  const constraintsAt: Constraint[][] = Array.from({ length: n }, () => []);
  // What has no variable is judged with the first one.
  for (const interval of data.intervals) intervalsAt[Math.max(0, ...variablesOf(data, interval))]!.push(interval);
  for (const c of data.constraints) constraintsAt[Math.max(0, ...variablesOf(data, c))]!.push(c);
  const values: number[] = [];
  const descend = (v: number): void => {
    if (v === n) {
      found(values);
      return;
    }
    const { domain } = data.variables[v]!;
    for (let k = 0; k < domain.length; k += 2) {
      for (let value = domain[k]!; value <= domain[k + 1]!; value++) {
        values[v] = value;
        const intervalsHold = intervalsAt[v]!.every((interval) => intervalHolds(interval, values));
        if (intervalsHold && constraintsAt[v]!.every((c) => constraintHolds(data, c, values))) descend(v + 1);
      }
    }
    values.length = v;
  };
  if (n === 0) throw new Error('a model without variables has nothing to enumerate');
  descend(0);
}

/** All variables a record refers to, found by the names of its fields. */
function variablesOf(data: ModelData, record: object): number[] {
  return Object.entries(record).flatMap(([field, value]): number[] => {
    if (field === 'vars') return value;
    if (field === 'before' || field === 'after') return [value];
    if (/^(literals|enforcement|actives|presence|active|readActive)$/.test(field)) {
      return [value].flat().map((literal: number) => (literal < 0 ? -literal - 1 : literal));
    }
    if (/^(intervals|xIntervals|yIntervals)$/.test(field))
      return value.flatMap((i: number) => variablesOf(data, data.intervals[i]!));
    return [value].flat().flatMap((entry) => (typeof entry === 'object' ? variablesOf(data, entry) : []));
  });
}

function evaluate(expr: Linear, values: Assignment): number {
  return expr.vars.reduce((total, v, k) => total + expr.coeffs[k]! * values[v]!, expr.offset);
}

function isTrue(literal: number | undefined, values: Assignment): boolean {
  if (literal === undefined) return true;
  return literal < 0 ? values[-literal - 1] === 0 : values[literal] === 1;
}

function intervalHolds({ start, size, end, presence }: Interval, values: Assignment): boolean {
  if (!isTrue(presence, values)) return true;
  const [from, to] = [evaluate(start, values), evaluate(end, values)];
  if (size === undefined) return from <= to;
  return evaluate(size, values) >= 0 && from + evaluate(size, values) === to;
}

function constraintHolds(data: ModelData, constraint: Constraint, values: Assignment): boolean {
  if (constraint.enforcement?.some((literal) => !isTrue(literal, values))) return true;
  const at = (expr: Affine) => evaluate(expr, values);
  const presentSpans = (intervals: readonly number[]) =>
    intervals.flatMap((i, k) => {
      const { start, end, presence } = data.intervals[i]!;
      return isTrue(presence, values) ? [{ k, start: at(start), end: at(end) }] : [];
    });
  switch (constraint.kind) {
    case 'linear': {
      const total = evaluate({ ...constraint, offset: 0 }, values);
      return constraint.domain.some((lo, k) => k % 2 === 0 && lo <= total && total <= constraint.domain[k + 1]!);
    }
    case 'boolOr':
      return countTrue(constraint.literals, values) > 0;
    case 'boolAnd':
      return countTrue(constraint.literals, values) === constraint.literals.length;
    case 'atMostOne':
      return countTrue(constraint.literals, values) <= 1;
    case 'exactlyOne':
      return countTrue(constraint.literals, values) === 1;
    case 'boolXor':
      return countTrue(constraint.literals, values) % 2 === 1;
    case 'allDifferent': {
      const { exprs } = constraint;
      return exprs.every((a, i) => exprs.every((b, j) => i === j || at(a) !== at(b)));
    }
    case 'element':
      return constraint.exprs.some((expr, k) => k === at(constraint.index) && at(expr) === at(constraint.target));
    case 'max':
      return at(constraint.target) === Math.max(...constraint.exprs.map(at));
    case 'min':
      return at(constraint.target) === Math.min(...constraint.exprs.map(at));
    case 'precedence':
      return values[constraint.before]! + constraint.delay <= values[constraint.after]!;
    case 'cumulative': {
      const spans = presentSpans(constraint.intervals);
      const capacity = at(constraint.capacity);
      if (capacity < 0) return false;
      const first = Math.min(...spans.map(({ start }) => start));
      const last = Math.max(...spans.map(({ end }) => end));
      for (let time = first; time <= last; time++) {
        const running = spans.filter(({ start, end }) => start <= time && time < end);
        if (running.reduce((used, { k }) => used + at(constraint.demands[k]!), 0) > capacity) return false;
      }
      return true;
    }
    case 'noOverlap': {
      const spans = presentSpans(constraint.intervals);
      return spans.every((a, i) => spans.every((b, j) => i === j || a.end <= b.start || b.end <= a.start));
    }
    case 'noOverlap2D': {
      const boxes = constraint.xIntervals.flatMap((i, k) => {
        const [x, y] = [data.intervals[i]!, data.intervals[constraint.yIntervals[k]!]!];
        if (!isTrue(x.presence, values) || !isTrue(y.presence, values)) return [];
        return [{ left: at(x.start), right: at(x.end), bottom: at(y.start), top: at(y.end) }];
      });
      return boxes.every((a, i) =>
        boxes.every(
          (b, j) => i === j || a.right <= b.left || b.right <= a.left || a.top <= b.bottom || b.top <= a.bottom,
        ),
      );
    }
    case 'reservoir': {
      const { times, levelChanges, actives, min, max } = constraint;
      return times.every((event) => {
        const done = times.map((time, k) => isTrue(actives?.[k], values) && at(time) <= at(event));
        const level = levelChanges.reduce((total, change, k) => (done[k] ? total + change : total), 0);
        return min <= level && level <= max;
      });
    }
    case 'cover': {
      const { readTime, readActive, writes } = constraint;
      const serves = writes.map(
        ({ start, end, active }) =>
          isTrue(active, values) && at(start) + 1 <= at(readTime) && at(readTime) + 1 <= at(end),
      );
      return !isTrue(readActive, values) || serves.includes(true);
    }
    case 'table':
    case 'automaton':
    case 'inverse':
    case 'lexOrder':
    case 'valuePrecedence':
    case 'globalCardinality':
    case 'binPacking':
      return tableHolds(constraint, at);
    case 'product':
    case 'division':
    case 'modulo':
      return arithmeticHolds(constraint, at);
    case 'circuit':
    case 'multipleCircuit':
    case 'successorCircuit':
      return routingHolds(constraint, at, (literal) => isTrue(literal, values));
  }
}

function countTrue(literals: readonly number[], values: Assignment): number {
  return literals.filter((literal) => isTrue(literal, values)).length;
}
