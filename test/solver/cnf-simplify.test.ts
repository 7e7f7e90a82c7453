// Simplification of formulas against all assignments: what is left is satisfiable iff the formula was, and each of its solutions leads back to one of the formula.

import { describe, expect, it } from 'vitest';
import { Formula, HEADER } from '../../solver/cnf/formula.ts';
import { Reconstruction } from '../../solver/cnf/reconstruction.ts';
import { type Simplification, simplifySteps } from '../../solver/cnf/simplify.ts';
import { components, implicationGraph } from '../../solver/components.ts';
import { Random } from '../../solver/random.ts';

type Clauses = readonly (readonly number[])[];

/** Literals 2v and 2v + 1. */
function randomClauses(rng: Random, variables: number): Clauses {
  return Array.from({ length: rng.between(variables, 4 * variables) }, () =>
    Array.from({ length: rng.pick([1, 2, 2, 2, 3, 3, 3, 3, 4, 5]) }, () => rng.below(2 * variables)),
  );
}

function formulaOf(variables: number, clauses: Clauses): Formula {
  const formula = new Formula(variables);
  for (const clause of clauses) formula.add(clause, 0, clause.length);
  return formula;
}

function isSolution(clauses: Clauses, isTrue: ArrayLike<number>): boolean {
  return clauses.every((clause) => clause.some((l) => isTrue[l >> 1] === 1 - (l & 1)));
}

function* assignments(variables: number): Generator<Uint8Array> {
  for (let mask = 0; mask < 1 << variables; mask++) {
    yield Uint8Array.from({ length: variables }, (_, v) => (mask >> v) & 1);
  }
}

function simplified(formula: Formula, elimination: number, ticks: number): Simplification {
  const steps = simplifySteps(formula, { elimination }, ticks);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The clauses that are left, none of which may mention a variable that is decided or has gone. */
function left(formula: Formula): Clauses {
  return [...formula.clauses()].map((ref) => {
    const literals = Array.from(formula.data.subarray(ref + HEADER, ref + HEADER + formula.size(ref)));
    expect(literals.length).toBeGreaterThan(1);
    expect(new Set(literals.map((l) => l >> 1)).size).toBe(literals.length);
    for (const l of literals) {
      expect(formula.value[l]).toBe(0);
      expect(formula.eliminated[l >> 1]).toBe(0);
      expect(formula.occurrences(l)).toContain(ref);
    }
    return literals;
  });
}

describe('simplification of a formula', () => {
  it('keeps it satisfiable or not, and leads all solutions back', () => {
    const done = { eliminated: 0, equal: 0, subsumed: 0, strengthened: 0, refuted: 0, ledBack: 0 };
    for (let seed = 0; seed < 400; seed++) {
      const rng = new Random(`cnf:${seed}`);
      const variables = rng.between(1, 9);
      const clauses = randomClauses(rng, variables);
      const formula = formulaOf(variables, clauses);
      // now and then it has to stop midway
      const result = simplified(formula, rng.pick([-1, 0, 8, 16]), rng.chance(0.3) ? rng.below(200) : 1_000_000);
      const isSatisfiable = [...assignments(variables)].some((a) => isSolution(clauses, a));
      for (const name of ['eliminated', 'equal', 'subsumed', 'strengthened'] as const) done[name] += result[name];
      if (formula.refuted) {
        expect(isSatisfiable, `seed ${seed}`).toBe(false);
        done.refuted++;
        continue;
      }
      const rest = left(formula);
      let isRestSatisfiable = false;
      for (const a of assignments(variables)) {
        for (let v = 0; v < variables; v++) if (formula.value[2 * v] !== 0) a[v] = formula.value[2 * v]! > 0 ? 1 : 0;
        if (!isSolution(rest, a)) continue;
        isRestSatisfiable = true;
        result.reconstruction.extend(a);
        done.ledBack++;
        if (!isSolution(clauses, a)) expect.fail(`seed ${seed}: [${a}] is no solution`);
      }
      expect(isRestSatisfiable, `seed ${seed}`).toBe(isSatisfiable);
    }
    for (const [name, count] of Object.entries(done)) expect(count, name).toBeGreaterThan(30);
  });

  it('does the same each time', () => {
    const rng = new Random('same');
    const clauses = Array.from({ length: 150 }, () => Array.from({ length: rng.between(2, 4) }, () => rng.below(120)));
    const run = (): unknown => {
      const formula = formulaOf(60, clauses);
      const { eliminated, equal, subsumed } = simplified(formula, 16, 100_000);
      return [left(formula), eliminated, equal, subsumed, formula.ticks];
    };
    expect(run()).toEqual(run());
  });
});

describe('reconstruction', () => {
  it('goes back from the last clause to the first', () => {
    const reconstruction = new Reconstruction();
    // x0 = x1, then x1 is eliminated from (x1 or not x2)
    reconstruction.push(0, [0, 3], 0, 2);
    reconstruction.push(1, [1, 2], 0, 2);
    reconstruction.push(2, [2, 5], 0, 2);
    reconstruction.push(3, [3], 0, 1);
    const isTrue = Uint8Array.of(0, 0, 1);
    reconstruction.extend(isTrue);
    expect([...isTrue]).toEqual([1, 1, 1]);
    const other = Uint8Array.of(1, 1, 0);
    reconstruction.extend(other);
    expect([...other]).toEqual([0, 0, 0]);
  });
});

describe('components', () => {
  it('are the classes of literals that reach each other', () => {
    let found = 0;
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`components:${seed}`);
      const count = 2 * rng.between(1, 8);
      const ends = Array.from({ length: 2 * rng.between(0, 2 * count) }, () => rng.below(count));
      const reach = Array.from({ length: count }, (_, n) => new Set([n]));
      for (let changed = true; changed; ) {
        changed = false;
        for (let k = 0; k < ends.length; k++) {
          const [from, to] = [ends[k]! ^ 1, ends[k ^ 1]!];
          for (const set of reach) {
            if (!set.has(from) || set.has(to)) continue;
            set.add(to);
            changed = true;
          }
        }
      }
      const classes = reach.map((set, n) => [...set].filter((m) => reach[m]!.has(n)).sort((a, b) => a - b));
      const expected = new Set(classes.filter((c) => c.length > 1).map(String));
      const actual = components(implicationGraph(ends, count)).map((c) => String(c.sort((a, b) => a - b)));
      expect(new Set(actual)).toEqual(expected);
      expect(actual.length).toBe(expected.size);
      found += actual.length;
    }
    expect(found).toBeGreaterThan(50);
  });
});
