// The trade-off between memory and duration: one problem for a list of budgets, each profiting from the others.
//
// A schedule that fits a budget fits every larger one, and what is proven for a budget holds for every smaller one. So from the largest budget to the smallest:
// each solve starts from the bound of the budget before it and from those of the earlier schedules that happen to fit; at the end better schedules of
// smaller budgets are taken over by the larger ones. Durations and bounds then never fall as budgets do. A budget below one that is proven infeasible is
// not searched. Budgets that were solved before take part as they are.

import { type RematProblem, type Sequence, verifiedObjective } from './problem.ts';
import type { RematEvents, RematParameters, RematResult } from './solve.ts';
import { solveRemat } from './solve-parallel.ts';

/** What is known about one budget. */
export interface SweepPoint {
  readonly budget: number;
  /** As in RematResult. */
  readonly status: RematResult['status'];
  readonly sequence: Sequence | null;
  /** Of the sequence; Infinity without one. */
  readonly duration: number;
  /** Proven lower bound of the duration; Infinity when infeasible. */
  readonly lowerBound: number;
  /** The budget whose solve found the sequence; null without one. */
  readonly foundAt: number | null;
  /** The budget whose solve proved the bound. */
  readonly provenAt: number;
  /** That this budget's own solve took. */
  readonly seconds: number;
  /** Why this budget's own solve ended; `failed`: whoever was to solve it broke down. */
  readonly stopReason: RematResult['stopReason'] | 'failed';
  /** Of this budget's own solve. */
  readonly workers: RematResult['workers'];
}

export interface SweepEvents extends Pick<RematEvents, 'signal' | 'onLog'> {
  /** After the solve of each budget, from the largest to the smallest; a later solve may still improve the schedule. */
  readonly onPoint?: (point: SweepPoint) => void;
  /** Budgets that need no solve: what earlier ones found out about them. Schedules must have been verified for the problem. */
  readonly known?: ReadonlyMap<number, SweepPoint>;
}

/**
 * Solves the problem, with the objective duration, for every budget, in the unit of the graph's sizes. `parameters.timeLimit` is for each budget. When the signal
 * aborts, the rest of the budgets get what follows without search. The points are in the order of falling budgets, equal ones once.
 */
export async function sweep(
  problem: Omit<RematProblem, 'objective' | 'memoryBound'>,
  budgets: readonly number[],
  parameters: RematParameters,
  { onPoint, known, ...events }: SweepEvents = {},
): Promise<SweepPoint[]> {
  const points: SweepPoint[] = [];
  for (const budget of fallingBudgets(budgets)) {
    const before = known?.get(budget);
    if (before !== undefined) {
      points.push(withBoundOf(points.at(-1), before));
      continue;
    }
    const point = await solvePoint(
      { ...problem, objective: 'duration', memoryBound: budget },
      points,
      parameters,
      events,
    );
    points.push(point);
    onPoint?.(point);
  }
  return takenOver({ ...problem, objective: 'duration', memoryBound: 0 }, points);
}

/** Each budget once, the largest first: the order in which they are solved and reported. */
export function fallingBudgets(budgets: readonly number[]): number[] {
  return [...new Set(budgets)].sort((a, b) => b - a);
}

async function solvePoint(
  problem: RematProblem,
  before: readonly SweepPoint[],
  parameters: RematParameters,
  events: RematEvents,
): Promise<SweepPoint> {
  const larger = before.at(-1);
  const lowerBound = larger?.lowerBound ?? Number.NEGATIVE_INFINITY;
  const start = before.flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
  const result = await solveRemat(problem, { ...parameters, start, lowerBound }, events);
  const { sequence, objective: duration, seconds, stopReason, status, workers } = result;
  const origin = before.find((point) => point.sequence === sequence)?.foundAt ?? problem.memoryBound;
  return {
    ...{ budget: problem.memoryBound, status, sequence, duration, lowerBound: result.lowerBound },
    foundAt: sequence === null ? null : origin,
    provenAt: larger !== undefined && result.lowerBound === lowerBound ? larger.provenAt : problem.memoryBound,
    ...{ seconds, stopReason, workers },
  };
}

/** What was proven for a larger budget holds for the point, too. */
function withBoundOf(larger: SweepPoint | undefined, point: SweepPoint): SweepPoint {
  if (larger === undefined || larger.lowerBound <= point.lowerBound) return point;
  const { lowerBound, provenAt } = larger;
  if (point.sequence !== null && point.duration < lowerBound) throw contradiction(point.duration, point.budget);
  const isOptimal = point.sequence !== null && point.duration === lowerBound;
  const status = lowerBound === Number.POSITIVE_INFINITY ? 'infeasible' : isOptimal ? 'optimal' : point.status;
  return { ...point, status, lowerBound, provenAt };
}

function contradiction(duration: number, budget: number): Error {
  return new Error(`internal error: a schedule of ${duration} contradicts what is proven for ${budget}`);
}

/** The points with the best schedule of each and all smaller budgets. */
function takenOver(problem: RematProblem, points: readonly SweepPoint[]): SweepPoint[] {
  const result: SweepPoint[] = [];
  let best: SweepPoint | undefined;
  for (const point of points.toReversed()) {
    if (best === undefined || point.duration < best.duration) best = point;
    const { sequence, duration, foundAt } = best;
    if (sequence === null || best === point) {
      result.push(point);
      continue;
    }
    if (
      verifiedObjective({ ...problem, memoryBound: point.budget }, sequence) !== duration ||
      duration < point.lowerBound
    )
      throw contradiction(duration, point.budget);
    const status = duration === point.lowerBound ? 'optimal' : 'feasible';
    result.push({ ...point, status, sequence, duration, foundAt });
  }
  return result.reverse();
}
