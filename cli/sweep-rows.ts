// What a sweep knows about single budgets as rows (io/sweep-rows.ts) and back. Rows come from files and from other machines: none is believed before its schedule has been replayed.

import { createHash } from 'node:crypto';
import type { NodeId } from '../formulation/graph.ts';
import type { RematProblem } from '../formulation/problem.ts';
import { checkSchedule, simulate } from '../formulation/schedule.ts';
import { structuralBound } from '../formulation/structure.ts';
import type { SweepPoint } from '../formulation/sweep.ts';
import { nodesOf, ROW_FORMAT, type SweepRow } from '../io/sweep-rows.ts';
import type { SolveRequest } from './solve-request.ts';

/**
 * The key of a budget of a graph with a hash: equal where graph, problem, limits and seed are equal. The number of workers counts where it was `asked` for, or where it decides the
 * outcome, with --deterministic; else it is the machine's affair.
 */
export function rowKey(
  hash: string,
  { problem, parameters }: SolveRequest,
  budget: number,
  asked: number | undefined,
): string {
  const { order, maxComputations, keepOutputs } = problem;
  const { timeLimit, seed, deterministic, strategies } = parameters;
  const workers = asked ?? (deterministic ? strategies.length : 0);
  const parts = [
    ROW_FORMAT,
    hash,
    order,
    maxComputations,
    keepOutputs,
    budget,
    timeLimit,
    seed,
    deterministic,
    workers,
  ];
  return `row-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}

/** The row of a point, or null where its solve did not come to an end of its own. */
export function rowOf(key: string, name: string, ids: readonly NodeId[], point: SweepPoint): SweepRow | null {
  const { budget, status, sequence, duration, lowerBound, foundAt, provenAt, seconds, stopReason } = point;
  if (stopReason === 'aborted' || stopReason === 'failed') return null;
  return {
    ...{ format: ROW_FORMAT, key, graph: name, budget, status },
    duration: sequence === null ? null : duration,
    durationLowerBound: Number.isFinite(lowerBound) ? lowerBound : null,
    ...{ foundAt, provenAt, seconds, stopReason },
    order: (sequence ?? []).map((v) => ids[v]!),
  };
}

/** The point of a row, its schedule replayed; or what is wrong with it. A bound cannot be replayed: it only must not contradict the schedule or what structure proves. */
export function pointOf(row: SweepRow, problem: Omit<RematProblem, 'objective' | 'memoryBound'>): SweepPoint | string {
  const { graph, order: mode, maxComputations, keepOutputs } = problem;
  const { budget, status, foundAt, provenAt, seconds, stopReason } = row;
  const structural = structuralBound({ ...problem, objective: 'duration', memoryBound: budget });
  const lowerBound =
    status === 'infeasible' ? Number.POSITIVE_INFINITY : Math.max(row.durationLowerBound ?? 0, structural);
  const rest = { budget, status, lowerBound, provenAt, seconds, stopReason, workers: [] };
  if (row.order.length === 0) {
    if (row.duration !== null || foundAt !== null || status === 'optimal' || status === 'feasible')
      return 'it has no schedule';
    const isInfeasible = lowerBound === Number.POSITIVE_INFINITY;
    return {
      ...rest,
      status: isInfeasible ? 'infeasible' : status,
      sequence: null,
      duration: Number.POSITIVE_INFINITY,
      foundAt: null,
    };
  }
  const sequence = nodesOf(row.order, graph.ids);
  if (sequence === null) return 'it names unknown nodes';
  const [violation] = checkSchedule(graph, sequence, { budget, mode, maxComputations, keepOutputs });
  if (violation !== undefined) return `its schedule is not valid: ${violation}`;
  const replay = simulate(graph, sequence, { keepOutputs });
  if (!replay.valid || replay.duration !== row.duration) return 'its schedule takes another time';
  const { duration } = replay;
  if (duration < lowerBound) return 'its schedule is better than its bound';
  if (status !== (duration === lowerBound ? 'optimal' : 'feasible')) return 'its status contradicts its bound';
  return { ...rest, sequence, duration, foundAt: foundAt ?? budget };
}
