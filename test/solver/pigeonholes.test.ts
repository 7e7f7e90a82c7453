// Refutation by counting: pigeons in too few holes, of one place or several, in shuffled and renamed formulas; never a formula with a solution.

import { describe, expect, it } from 'vitest';
import { Formula } from '../../solver/cnf/formula.ts';
import { refutedByCounting } from '../../solver/cnf/pigeonholes.ts';
import { Random } from '../../solver/random.ts';

/** All subsets of so many items. */
function subsets<T>(items: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), count - 1).map((rest) => [item, ...rest]));
}

/** Every pigeon sits in a hole, no hole holds more than `places`. Literals 2v and 2v + 1. */
function pigeons(count: number, holes: number, places: number, rng: Random): number[][] {
  const name = Array.from({ length: count * holes }, (_, v) => v);
  rng.shuffle(name);
  const isFlipped = name.map(() => rng.chance(0.5));
  const at = (p: number, h: number): number => 2 * name[p * holes + h]! + Number(isFlipped[p * holes + h]!);
  const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
  const clauses = all(count).map((p) => all(holes).map((h) => at(p, h)));
  for (const h of all(holes))
    for (const some of subsets(all(count), places + 1)) clauses.push(some.map((p) => at(p, h) ^ 1));
  rng.shuffle(clauses);
  return clauses;
}

function isRefuted(variables: number, clauses: readonly (readonly number[])[], ticks = 1_000_000): boolean {
  const formula = new Formula(variables);
  for (const clause of clauses) formula.add(clause, 0, clause.length);
  return formula.propagate() && refutedByCounting(formula, ticks);
}

describe('refutation by counting', () => {
  it.each([
    [5, 4, 1],
    [12, 11, 1],
    [9, 4, 2],
    [13, 6, 2],
    [10, 3, 3],
  ])('finds that %i pigeons do not fit into %i holes of %i places', (count, holes, places) => {
    for (let seed = 0; seed < 5; seed++) {
      const rng = new Random(`pigeons:${seed}`);
      expect(isRefuted(count * holes, pigeons(count, holes, places, rng))).toBe(true);
      // one pigeon fewer fits
      expect(isRefuted(count * holes, pigeons(count - 1, holes, places, rng))).toBe(false);
    }
  });

  it('ends without an answer when it takes too long', () => {
    expect(isRefuted(132, pigeons(12, 11, 1, new Random('long')), 100)).toBe(false);
  });

  it('never refutes what has a solution', () => {
    const counts = { refuted: 0, satisfiable: 0 };
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`counting:${seed}`);
      const [count, holes] = [rng.between(2, 4), rng.between(1, 3)];
      const clauses = pigeons(count, holes, rng.between(1, 2), rng);
      const variables = count * holes;
      // some clauses lost, some literals added
      const changed = clauses
        .filter(() => rng.chance(0.95))
        .map((clause) => (rng.chance(0.1) ? [...clause, rng.below(2 * variables)] : clause));
      const refuted = isRefuted(variables, changed);
      let isSatisfiable = false;
      for (let mask = 0; mask < 1 << variables && !isSatisfiable; mask++) {
        isSatisfiable = changed.every((clause) => clause.some((l) => ((mask >> (l >> 1)) & 1) === 1 - (l & 1)));
      }
      if (isSatisfiable) counts.satisfiable++;
      if (!refuted) continue;
      counts.refuted++;
      expect(isSatisfiable, `seed ${seed}`).toBe(false);
    }
    expect(counts.refuted).toBeGreaterThan(20);
    expect(counts.satisfiable).toBeGreaterThan(200);
  });
});
