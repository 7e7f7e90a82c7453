// Local search on formulas: what it calls a solution is one, it finds those of random formulas, and it gives up where there is none.

import { describe, expect, it } from 'vitest';
import { Formula } from '../../solver/cnf/formula.ts';
import { Walk } from '../../solver/cnf/walk.ts';
import { Random } from '../../solver/random.ts';

type Clauses = readonly (readonly number[])[];

function formulaOf(variables: number, clauses: Clauses): Formula {
  const formula = new Formula(variables);
  for (const clause of clauses) formula.add(clause, 0, clause.length);
  return formula;
}

function isSolution(clauses: Clauses, isTrue: ArrayLike<number>): boolean {
  return clauses.every((clause) => clause.some((l) => isTrue[l >> 1] === 1 - (l & 1)));
}

/** Clauses of three random literals with the hidden solution in which all is true. */
function planted(rng: Random, variables: number, count: number): Clauses {
  const clauses: number[][] = [];
  while (clauses.length < count) {
    const clause = [0, 1, 2].map(() => rng.below(2 * variables));
    if (new Set(clause.map((l) => l >> 1)).size === 3 && clause.some((l) => (l & 1) === 0)) clauses.push(clause);
  }
  return clauses;
}

describe('local search on formulas', () => {
  it('finds solutions', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rng = new Random(`walk:${seed}`);
      const variables = rng.between(20, 100);
      const clauses = planted(rng, variables, 3 * variables);
      const walk = new Walk(formulaOf(variables, clauses), new Uint8Array(variables), rng);
      expect(walk.run(2_000_000), `seed ${seed}`).toBe(true);
      expect(isSolution(clauses, walk.isTrue), `seed ${seed}`).toBe(true);
    }
  });

  it('claims none where there is none, and says how it went the same each time', () => {
    let found = 0;
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`walk-small:${seed}`);
      const variables = rng.between(3, 8);
      const clauses = Array.from({ length: 5 * variables }, () =>
        Array.from({ length: rng.between(2, 4) }, () => rng.below(2 * variables)),
      );
      const run = (): [boolean, number, number[]] => {
        const formula = formulaOf(variables, clauses);
        // what unit propagation decides is not local search's business
        if (!formula.propagate()) return [false, 0, []];
        const walk = new Walk(formula, new Uint8Array(variables), new Random(seed));
        const isFound = walk.run(20_000);
        const values = Array.from(walk.isTrue, (value, v) =>
          formula.value[2 * v] === 0 ? value : Number(formula.value[2 * v]! > 0),
        );
        return [isFound, walk.flips, values];
      };
      const [isFound, flips, values] = run();
      expect(run()).toEqual([isFound, flips, values]);
      if (!isFound) continue;
      found++;
      expect(isSolution(clauses, values), `seed ${seed}`).toBe(true);
    }
    expect(found).toBeGreaterThan(10);
    expect(found).toBeLessThan(90);
  });
});
