// The rematerialization problem as every solver of it sees it: what is asked, and what an answer is.

import type { Exchange } from '../solver/portfolio/exchange.ts';
import type { ComputeGraph } from './graph.ts';
import type { OrderMode, PrecedenceMode } from './moccasin.ts';
import { checkSchedule, simulate } from './schedule.ts';

export interface RematProblem {
  readonly graph: ComputeGraph;
  readonly order: OrderMode;
  /** C >= 1: most computations of a node. */
  readonly maxComputations: number;
  /** Keep the tensors of sinks to the end. */
  readonly keepOutputs: boolean;
  /**
   * 'duration': least duration with peak memory <= memoryBound. 'memory': least peak memory with duration <= durationBound; a peak of memoryBound is then as
   * good as any below it (0: really the least).
   */
  readonly objective: 'duration' | 'memory';
  /** In the unit of graph.sizes, see objective. */
  readonly memoryBound: number;
  /** Largest duration allowed, Infinity for none, in the unit of graph.durations. */
  readonly durationBound: number;
  readonly precedence: PrecedenceMode;
}

/** A schedule: node numbers in order of execution, recomputations repeated. */
export type Sequence = readonly number[];

export type RematExchange = Exchange<Sequence>;

/** The objective of a schedule that is valid for the problem; throws with the first violation otherwise. The independent check every answer passes. */
export function verifiedObjective(problem: RematProblem, sequence: Sequence): number {
  const { graph, order, maxComputations, keepOutputs, memoryBound, durationBound } = problem;
  const budget = problem.objective === 'duration' ? memoryBound : Number.POSITIVE_INFINITY;
  const rules = { budget, mode: order, maxComputations, keepOutputs };
  const violations = checkSchedule(graph, sequence, rules);
  const replay = simulate(graph, sequence, { keepOutputs });
  if (violations.length > 0 || !replay.valid)
    throw new Error(`internal error: a schedule is not valid: ${violations[0] ?? 'it cannot be replayed'}`);
  if (replay.duration > durationBound)
    throw new Error(`internal error: a schedule takes ${replay.duration}, more than ${durationBound}`);
  return problem.objective === 'duration' ? replay.duration : Math.max(replay.peak, memoryBound);
}
