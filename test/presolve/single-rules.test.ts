// Rules of presolve one by one on random models made for them: after the rule alone the solutions are those of before, and it does find something.

import { describe, expect, it } from 'vitest';
import type { Constraint, LiteralRef, ModelData } from '../../model/model.ts';
import { subsumeClauses } from '../../model/presolve/clauses.ts';
import { mergeCliques } from '../../model/presolve/cliques.ts';
import { removeDefinedVariables } from '../../model/presolve/definitions.ts';
import { dropDuplicates } from '../../model/presolve/duplicates.ts';
import { mergeEquivalentLiterals } from '../../model/presolve/equivalences.ts';
import { finish } from '../../model/presolve/finish.ts';
import { simplifyAll } from '../../model/presolve/simplify.ts';
import { WorkingModel } from '../../model/presolve/working-model.ts';
import { objectiveValue } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { modelOf, solutionsOf } from './support.ts';

const BOOLEANS = 7;

/** What is left of the model, how often the rule changed something, and the way back; null if it was refuted. */
function after(data: ModelData, rule: (model: WorkingModel) => void) {
  const model = new WorkingModel(data, true, 1e7);
  for (const _ of simplifyAll(model));
  const before = model.store.changes;
  if (!model.store.refuted) rule(model);
  const changes = model.store.changes - before;
  if (model.store.refuted) return { changes, result: null };
  return { changes, result: finish(model) };
}

/** Same solutions, same objective. Returns how much was changed. */
function expectEquivalent(data: ModelData, rule: (model: WorkingModel) => void, label: string): number {
  const { changes, result } = after(data, rule);
  const expected = solutionsOf(data).map((values) => `${values} ${objectiveValue(data, values)}`);
  const found = result === null ? [] : solutionsOf(result.data);
  const restored = found.map(
    (values) => `${result!.postsolve.restore(values)} ${objectiveValue(result!.data, values)}`,
  );
  expect(restored.sort(), `${label}\n${JSON.stringify(data)}`).toEqual(expected.sort());
  return changes;
}

function literals(rng: Random, least: number, most: number, variables = BOOLEANS): LiteralRef[] {
  const order = Array.from({ length: variables }, (_, x) => x);
  rng.shuffle(order);
  return order.slice(0, rng.between(least, most)).map((x) => (rng.chance(0.5) ? x : -x - 1));
}

const booleans = (count: number): number[][] => Array.from({ length: count }, () => [0, 1]);
const many = (rng: Random, least: number, most: number, make: () => Constraint): Constraint[] =>
  Array.from({ length: rng.between(least, most) }, make);

describe('a rule alone leaves the solutions as they are', () => {
  it('subsumption, 600 sets of clauses', () => {
    let changes = 0;
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`clauses:${seed}`);
      const variables = rng.between(3, BOOLEANS);
      const constraints = many(rng, 4, 16, () => ({
        kind: rng.chance(0.9) ? ('boolOr' as const) : ('exactlyOne' as const),
        literals: literals(rng, 2, 5, variables),
      }));
      changes += expectEquivalent(modelOf(booleans(variables), constraints), subsumeClauses, `seed ${seed}`);
    }
    expect(changes).toBeGreaterThan(1000);
  });

  it('cliques, 600 sets of conflicts', () => {
    let changes = 0;
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`cliques:${seed}`);
      // literals of one sign each, so that conflicts meet
      const signs = Array.from({ length: BOOLEANS }, () => rng.chance(0.5));
      const alike = (least: number, most: number): LiteralRef[] =>
        literals(rng, least, most).map((l) => {
          const x = l >= 0 ? l : -l - 1;
          return signs[x] === rng.chance(0.97) ? x : -x - 1;
        });
      const constraints = many(rng, 4, 18, () => {
        if (rng.chance(0.75)) return { kind: 'boolOr', literals: alike(2, 2).map((l) => -l - 1) };
        return { kind: rng.chance(0.7) ? 'atMostOne' : 'exactlyOne', literals: alike(3, 4) };
      });
      changes += expectEquivalent(modelOf(booleans(BOOLEANS), constraints), mergeCliques, `seed ${seed}`);
    }
    expect(changes).toBeGreaterThan(1000);
  });

  it('equal literals, 400 sets of implications', () => {
    let changes = 0;
    for (let seed = 0; seed < 400; seed++) {
      const rng = new Random(`implications:${seed}`);
      const constraints = many(rng, 5, 14, () => ({ kind: 'boolOr', literals: literals(rng, 2, 2) }));
      const data = modelOf(booleans(BOOLEANS), constraints);
      const found = expectEquivalent(data, mergeEquivalentLiterals, `seed ${seed}`);
      // in a refuted model, or one without equal variables, there is nothing to find
      if (hasEqualVariables(data)) changes += found > 0 ? 1 : 0;
    }
    expect(changes).toBeGreaterThan(40);
  });

  it('duplicates, 600 sets of conditional constraints', () => {
    let changes = 0;
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`duplicates:${seed}`);
      const kinds: (() => Constraint)[] = [
        () => ({ kind: 'atMostOne', literals: [0, 1, 2] }),
        () => ({ kind: 'boolXor', literals: [-2, 2, 0] }),
        () => {
          const [sign, lo] = [rng.pick([1, -1, 2]), rng.between(-3, 6)];
          const ends = [lo, lo + rng.between(0, 5)].map((v) => sign * v);
          return {
            kind: 'linear',
            vars: [7, 8],
            coeffs: [sign, 2 * sign],
            domain: ends.sort((a, b) => a - b),
          };
        },
      ];
      const constraints = many(rng, 2, 6, () => {
        const enforcement = literals(rng, 0, 2, 3).map((l) => (l >= 0 ? l + 3 : l - 3));
        return { ...rng.pick(kinds)(), enforcement };
      });
      const domains = [...booleans(BOOLEANS), [0, 3], [-1, 2]];
      changes += expectEquivalent(modelOf(domains, constraints), dropDuplicates, `seed ${seed}`);
    }
    expect(changes).toBeGreaterThan(300);
  });

  it('definitions, 600 models with equations and objective', () => {
    let changes = 0;
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`definitions:${seed}`);
      const wide = rng.below(5);
      const domains = Array.from({ length: 5 }, (_, x) => {
        const lo = rng.between(-3, 1);
        return x === wide ? [-9, 9] : [lo, lo + rng.between(1, 3)];
      });
      const constraints = many(rng, 1, 3, () => {
        const vars = [0, 1, 2, 3, 4].filter(() => rng.chance(0.75));
        const coeffs = vars.map(() => rng.pick([1, -1, 1, -1, 2, -3]));
        const total = rng.between(-2, 3);
        return { kind: 'linear', vars, coeffs, domain: rng.chance(0.8) ? [total, total] : [total, total + 2] };
      });
      const vars = [0, 1, 2, 3, 4].filter((x) => x === wide || rng.chance(0.4));
      const objective = { vars, coeffs: vars.map(() => rng.pick([1, -1, 2, 3])), offset: rng.between(-4, 4) };
      changes += expectEquivalent(modelOf(domains, constraints, { objective }), removeDefinedVariables, `seed ${seed}`);
    }
    expect(changes).toBeGreaterThan(200);
  });
});

/** Whether two variables are equal, or opposite, in all solutions, of which there are some. */
function hasEqualVariables(data: ModelData): boolean {
  const solutions = solutionsOf(data);
  const [first] = solutions;
  if (first === undefined) return false;
  const open = first.map((_, x) => x).filter((x) => solutions.some((values) => values[x] !== first[x]));
  const same = (x: number, y: number): boolean => {
    const flips = first[x] !== first[y];
    return solutions.every((values) => (values[x] !== values[y]) === flips);
  };
  return open.some((x) => open.some((y) => y < x && same(x, y)));
}
