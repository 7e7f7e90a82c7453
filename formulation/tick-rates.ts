// What the members' units of work cost in ticks (solver/portfolio/work-budget.ts), so that a slice of equal ticks takes similar time whoever works it off.
//
// Measured in CPU time of one thread (Node 20, AMD EPYC, 2026-11-22) on rlg1 to rlg4, ResNet-50, MobileNet and BERT at 0.9 and 0.7 of their peaks, for the 16 million
// ticks that stand for a second (solver/portfolio/deadline.ts). Graphs differ: with these rates a second's worth of ticks took between 0.3 and 0.9 seconds.

import type { ModelData } from '../model/model.ts';

/** One move of staged annealing on a sequence of that many steps: 1.3 to 10 microseconds on 100 to 1000 steps, least on chain-like graphs. */
export function moveTicks(steps: number): number {
  return 16 + steps / 6;
}

/** One move of annealing in free order on a sequence of that many steps: 0.8 to 6.5 microseconds. */
export function freeMoveTicks(steps: number): number {
  return 12 + steps / 10;
}

/** Pricing one input of an eviction in ruin and recreate: 0.3 microseconds on 100 nodes, 1.2 on 10 000, 3 on 100 000, where the profile no longer fits into a cache. */
export function candidateTicks(n: number): number {
  return 12 * (1 + n / 20_000);
}

/** One step of the search for orders: 0.13 to 0.36 microseconds. */
export const ORDER_STEP_TICKS = 7;

/** One entry of the rows of the relaxation, in one round: 1.2 nanoseconds where they fit into a cache, 4 where there are many and the other core works, too. */
export const ROW_ENTRY_TICKS = 0.06;

/** Building and compiling a model: 30 to 50 microseconds for each variable and constraint. */
export function buildTicks({ variables, constraints }: ModelData): number {
  return 900 * (variables.length + constraints.length);
}

/** Most ticks of one call of polish(), which has a limit of its own. */
const MOST_POLISH_TICKS = 60_000_000;

/** Polishing (polish.ts) a sequence over n nodes, which is replayed for each recomputation: some 150 nanoseconds a step. */
export function polishTicks(steps: number, n: number): number {
  return Math.min(MOST_POLISH_TICKS, 3 * steps * (1 + steps - n));
}
