// What the members' units of work cost in ticks (solver/portfolio/work-budget.ts), so that a slice of equal ticks takes similar time whoever works it off.

import type { ModelData } from '../model/model.ts';

/** One move of staged annealing on a sequence of that many steps. */
export function moveTicks(steps: number): number {
  return 8 + steps / 12;
}

/** One move of annealing in free order on a sequence of that many steps. */
export function freeMoveTicks(steps: number): number {
  return 6 + steps / 20;
}

/** One entry of the rows of the relaxation, in one round. */
export const ROW_ENTRY_TICKS = 0.02;

/** One step of the search for orders. */
export const ORDER_STEP_TICKS = 20;

/** Building and compiling a model. */
export function buildTicks({ variables, constraints }: ModelData): number {
  return 60 * (variables.length + constraints.length);
}

/** Polishing (polish.ts) a sequence over n nodes, which replays it for each recomputation. */
export function polishTicks(steps: number, n: number): number {
  return 0.05 * steps * (1 + steps - n);
}
