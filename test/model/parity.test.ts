// Exclusive ors taken together: what follows for the variables that others know of is seen by propagation, and no solution is lost.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';
import { DECISION } from '../../solver/reasons.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';

/** Random equations over hidden bits, each with a bit of its own that costs something. */
function noisy(seed: number, hidden: number, samples: number): CpModel {
  const random = new Random(`parity:${seed}`);
  const model = new CpModel();
  const bits = Array.from({ length: hidden }, () => model.newBoolVar());
  const errors = Array.from({ length: samples }, () => model.newBoolVar());
  for (const error of errors) {
    const chosen = bits.filter(() => random.chance(0.5)).map((bit) => (random.chance(0.3) ? bit.not() : bit));
    const constraint = model.addBoolXor([...chosen, error]);
    if (random.chance(0.1)) constraint.onlyEnforceIf(random.pick(bits));
  }
  model.minimize(errors.map((e) => e.times(1)).reduce((sum, e) => sum.plus(e)));
  return model;
}

describe('exclusive ors together', () => {
  it('keep all solutions, and the optimum: 100 models', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { data } = noisy(seed, 1 + (seed % 4), 2 + (seed % 5));
      expect(solveSync(data, { cpModelPresolve: false }).objective, `seed ${seed}`).toBe(bestObjective(data));
      const { objective: _, ...plain } = data;
      const found: string[] = [];
      const onSolution = ({ values }: { values: readonly number[] }): number => found.push(values.join());
      solveSync(plain, { enumerateAllSolutions: true, cpModelPresolve: false }, { onSolution });
      expect(found.sort(), `seed ${seed}`).toEqual(allSolutions(plain).map(String).sort());
    }
  });

  it('say what the sum of the hidden bits says about the others', () => {
    const model = new CpModel();
    const [a, b, c, p, q] = [1, 2, 3, 4, 5].map(() => model.newBoolVar());
    model.addBoolXor([a!, c!, p!, q!]);
    model.addBoolXor([b!.not(), p!, q!]);
    model.addBoolOr([a!, b!, c!]);
    const engine = new Engine();
    compile(model.data, engine);
    const { kernel } = engine;
    // a + c + p + q = 1 and b + p + q = 0: a + b + c = 1
    kernel.newLevel();
    const decided = kernel.assume(2 * a!.index + 1, 0, DECISION) && kernel.assume(2 * b!.index, 1, DECISION);
    expect(decided && kernel.fixpoint()).toBe(true);
    expect(kernel.ub(2 * c!.index) + 0).toBe(0);
  });

  it('refute what contradicts itself, and fix what is the same', () => {
    const model = new CpModel();
    const [p, q, r] = [1, 2, 3].map(() => model.newBoolVar());
    model.addBoolXor([p!, q!]);
    model.addBoolXor([q!, r!]);
    model.addBoolXor([p!, r!]);
    const engine = new Engine();
    compile(model.data, engine);
    expect(engine.kernel.refuted || !engine.kernel.fixpoint()).toBe(true);
  });
});
