// Simplification of a formula before it is searched: counting, then rounds of equal literals, subsumption and variable elimination, with ever more clauses allowed for a
// variable that goes (Biere, CaDiCaL), until nothing more is found or the share of the work is used up. Any state in between is a formula that is satisfiable iff the
// first one was.

import type { EngineOptions } from '../options.ts';
import { Elimination } from './elimination.ts';
import { mergeEquivalences } from './equivalences.ts';
import type { Formula } from './formula.ts';
import { refutedByCounting } from './pigeonholes.ts';
import { Reconstruction } from './reconstruction.ts';
import { Subsumption } from './subsumption.ts';

const GROWTHS: readonly number[] = [0, 8, 16];
const MOST_ROUNDS = 6;
/** Share of what is left of the work that one part may use up in a round. */
const PART = 1 / 3;
/** And of that, what counting may. */
const COUNTING = 1 / 4;

/** What was done. */
export interface Simplification {
  readonly reconstruction: Reconstruction;
  readonly eliminated: number;
  readonly equal: number;
  readonly subsumed: number;
  readonly strengthened: number;
}

/** Simplifies in place, stopping now and then for the caller to look at the clock. `formula.refuted` may be set afterwards. */
export function* simplifySteps(
  formula: Formula,
  { elimination: most }: Pick<EngineOptions, 'elimination'>,
  ticks: number,
): Generator<void, Simplification> {
  const reconstruction = new Reconstruction();
  const subsumption = new Subsumption(formula);
  const elimination = new Elimination(formula, reconstruction);
  const end = formula.ticks + ticks;
  const part = (): number => PART * Math.max(0, end - formula.ticks);
  let equal = 0;
  const merge = (): boolean => {
    const merged = mergeEquivalences(formula, reconstruction);
    equal += Math.max(0, merged);
    return merged >= 0;
  };
  if (formula.propagate() && formula.ticks < end && refutedByCounting(formula, part() * COUNTING))
    formula.refuted = true;
  yield;
  for (const growth of GROWTHS.filter((g) => g <= most)) {
    if (growth > 0) formula.touched.fill(1);
    for (let round = 0; round < MOST_ROUNDS && !formula.refuted && formula.ticks < end; round++) {
      const before = elimination.eliminated;
      if (!merge()) break;
      yield;
      if (!subsumption.run(part())) break;
      yield;
      if (!elimination.run(growth, part())) break;
      yield;
      if (elimination.eliminated === before) break;
    }
  }
  if (!formula.refuted && formula.ticks < end && merge()) subsumption.run(part());
  return {
    reconstruction,
    eliminated: elimination.eliminated,
    equal,
    subsumed: subsumption.removed,
    strengthened: subsumption.strengthened,
  };
}
