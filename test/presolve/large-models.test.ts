// Models of many records: presolve stays within its budget of work, leaves alone what it cannot enter, and compares records without comparing all pairs.

import { describe, expect, it } from 'vitest';
import { type Constraint, MAX_VALUE, MODEL_FORMAT, type ModelData } from '../../model/model.ts';
import { MOST_TICKS, presolve } from '../../model/presolve/presolve.ts';
import { WorkQueue } from '../../model/presolve/work-queue.ts';
import { WorkingModel } from '../../model/presolve/working-model.ts';
import { Random } from '../../solver/random.ts';

function booleans(count: number, constraints: Constraint[]): ModelData {
  const domain = [0, 1];
  return {
    format: MODEL_FORMAT,
    variables: Array.from({ length: count }, () => ({ domain })),
    intervals: [],
    constraints,
  };
}

function randomClauses(variables: number, count: number): ModelData {
  const rng = new Random('clauses');
  return booleans(
    variables,
    Array.from({ length: count }, () => ({
      kind: 'boolOr' as const,
      literals: Array.from({ length: 3 }, () => {
        const x = rng.below(variables);
        return rng.chance(0.5) ? x : -x - 1;
      }),
    })),
  );
}

describe('large models', () => {
  it('are entered if that leaves work for the rules, and left alone otherwise', () => {
    const data = randomClauses(1000, 4000);
    const small = presolve(data, { ticks: 20_000 });
    expect(small.data).toBe(data);
    expect(small.ticks).toBeLessThan(4_000);
    expect(new WorkingModel(data, false, 20_000).over).toBe(true);
    expect(new WorkingModel(data, false, 1e6).over).toBe(false);
    // where a quick look does not tell
    const expression = { vars: [0], coeffs: [1], offset: 0 };
    const exprs = Array.from({ length: 3000 }, () => expression);
    const wide = booleans(5, [
      { kind: 'max', target: expression, exprs },
      { kind: 'boolOr', literals: [1, 2] },
    ]);
    expect(new WorkingModel(wide, false, 12_000).over).toBe(true);
    expect(new WorkingModel(wide, false, 24_000).over).toBe(false);
    expect(presolve(data, { ticks: 1e6 }).ticks).toBeGreaterThan(16_000);
  });

  it('keep to their budget of work, about', () => {
    const data = randomClauses(10_000, 40_000);
    for (const ticks of [1.2e6, 3e6]) expect(presolve(data, { ticks }).ticks).toBeLessThan(1.5 * ticks);
    expect(presolve(data).ticks).toBeLessThan(1.2 * MOST_TICKS);
  });

  it('of which nothing changes are the models that were given', () => {
    const rng = new Random('irreducible');
    const n = 60;
    // every variable with either sign, clauses far from each other
    const data = booleans(
      n,
      Array.from({ length: n }, (_, k) => {
        const literals = [k % n, (k + 17) % n, (k + 31) % n].map((x) => (rng.chance(0.5) ? x : -x - 1));
        return { kind: 'boolOr', literals };
      }),
    );
    const { data: after, summary, restore } = presolve(data, { enumerating: true, probing: false });
    expect(after).toBe(data);
    expect(summary).toBe('');
    expect(restore([1, 0])).toEqual([1, 0]);
  });

  it('values of one variable, each under its literal, are not compared in pairs', () => {
    const n = 4000;
    const variables = [{ domain: [0, n - 1] }, ...Array.from({ length: n }, () => ({ domain: [0, 1] }))];
    const constraints = Array.from({ length: n }, (_, v): Constraint[] => [
      { kind: 'linear', vars: [0], coeffs: [1], domain: [v, v], enforcement: [v + 1] },
      { kind: 'linear', vars: [0], coeffs: [1], domain: [-MAX_VALUE, v - 1, v + 1, MAX_VALUE], enforcement: [-v - 2] },
    ]).flat();
    const data: ModelData = { format: MODEL_FORMAT, variables, intervals: [], constraints };
    const after = presolve(data, { probing: false, enumerating: true });
    expect(after.ticks).toBeLessThan(60 * n);
    expect(after.data.constraints).toHaveLength(2 * n);
  });
});

describe('the queue', () => {
  it('has each record once at a time, constraints and intervals apart', () => {
    const queue = new WorkQueue();
    for (const id of [3, -1, 0, 3, -1, 5000, -4000]) queue.add(id);
    expect([queue.next(), queue.next()]).toEqual([3, -1]);
    queue.add(3);
    expect([queue.next(), queue.next(), queue.next(), queue.next(), queue.next()]).toEqual([0, 5000, -4000, 3, null]);
  });

  it('gives a record out a limited number of times until it is empty', () => {
    const queue = new WorkQueue();
    for (let round = 0; round < 2; round++) {
      let visits = 0;
      queue.add(7);
      for (let id = queue.next(); id !== null; id = queue.next()) {
        visits++;
        queue.add(7);
      }
      expect(visits).toBe(24);
    }
  });
});
