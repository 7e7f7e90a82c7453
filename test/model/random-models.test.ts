// The random models and the two oracles, against each other: verify and brute force are written separately and must
// agree on every assignment.

import { describe, expect, it } from 'vitest';
import type { ConstraintKind, ModelData } from '../../model/model.ts';
import { validate } from '../../model/validate.ts';
import { objectiveValue, verify } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions, bestObjective, isSolution } from '../support/brute.ts';
import { CONSTRAINT_KINDS, randomModel } from '../support/random-model.ts';

/** A random assignment within the domains. */
function randomAssignment(data: ModelData, rng: Random): number[] {
  return data.variables.map(({ domain }) => {
    const k = 2 * rng.below(domain.length / 2);
    return rng.between(domain[k]!, domain[k + 1]!);
  });
}

describe.each(CONSTRAINT_KINDS)('models of %s', (kind: ConstraintKind) => {
  it('are valid, and verify agrees with brute force on 60 of them', () => {
    let solutions = 0;
    let others = 0;
    for (let seed = 0; seed < 60; seed++) {
      const data = randomModel(`${kind}:${seed}`, [kind]);
      expect(validate(data), `seed ${seed}`).toBe(null);
      const rng = new Random(`assignments:${kind}:${seed}`);
      for (let k = 0; k < 60; k++) {
        const values = randomAssignment(data, rng);
        const accepted = verify(data, values).length === 0;
        expect(accepted, `${kind} seed ${seed}, ${values}`).toBe(isSolution(data, values));
        if (accepted) solutions++;
        else others++;
      }
    }
    // A generator that only makes trivial or impossible models would test nothing.
    expect(solutions).toBeGreaterThan(360);
    expect(others).toBeGreaterThan(360);
  });
});

describe('whole random models', () => {
  const models = Array.from({ length: 600 }, (_, seed) => randomModel(seed));

  it('are the same for the same seed, and small', () => {
    for (const [seed, data] of models.entries()) {
      expect(randomModel(seed)).toEqual(data);
      expect(data.variables.length).toBeLessThanOrEqual(6);
    }
  });

  it('hold every kind, with and without enforcement, feasible and infeasible, with and without objective', () => {
    const constraints = models.flatMap((data) => data.constraints);
    for (const kind of CONSTRAINT_KINDS) {
      const ofKind = constraints.filter((constraint) => constraint.kind === kind);
      const enforced = ofKind.filter(({ enforcement }) => enforcement !== undefined).length;
      expect(enforced, kind).toBeGreaterThan(5);
      expect(ofKind.length - enforced, kind).toBeGreaterThan(5);
    }
    const infeasible = models.filter((data) => allSolutions(data).length === 0).length;
    expect(infeasible).toBeGreaterThan(120);
    expect(infeasible).toBeLessThan(360);
    const optimised = models.filter(({ objective }) => objective !== undefined).length;
    expect(optimised).toBeGreaterThan(200);
    expect(optimised).toBeLessThan(400);
  });

  it('brute force lists exactly the assignments that verify accepts, once each, in order', () => {
    for (const [seed, data] of models.slice(0, 60).entries()) {
      const accepted = boxOf(data).filter((values) => verify(data, values).length === 0);
      expect(allSolutions(data), `seed ${seed}`).toEqual(accepted);
    }
  });

  it('the best objective is that of the best solution', () => {
    for (const data of models.filter(({ objective }) => objective !== undefined)) {
      const values = allSolutions(data).map((solution) => objectiveValue(data, solution));
      const best = data.objective!.maximize ? Math.max(...values) : Math.min(...values);
      expect(bestObjective(data)).toBe(values.length === 0 ? null : best);
    }
  });
});

/** All assignments within the domains. */
function boxOf(data: ModelData): number[][] {
  let box: number[][] = [[]];
  for (const { domain } of data.variables) {
    const values: number[] = [];
    for (let k = 0; k < domain.length; k += 2) for (let v = domain[k]!; v <= domain[k + 1]!; v++) values.push(v);
    box = box.flatMap((prefix) => values.map((value) => [...prefix, value]));
  }
  return box;
}
