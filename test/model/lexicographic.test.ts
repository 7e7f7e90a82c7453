// solveLexicographic against the enumeration of all solutions, and its ends: proofs, limits, contradictions, mistaken calls.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { sum } from '../../model/expressions.ts';
import type { LexicographicObjective } from '../../model/lexicographic.ts';
import { solveLexicographic } from '../../model/solve.ts';
import { Random } from '../../solver/random.ts';

/** Three variables under a random inequality, and two or three random objectives. */
function randomCase(seed: number): {
  model: CpModel;
  objectives: LexicographicObjective[];
  best: number[] | null;
} {
  const rng = new Random(`lexicographic:${seed}`);
  const model = new CpModel();
  const top = [4, 4, 4];
  const vars = top.map((ub, k) => model.newIntVar(0, ub, `x${k}`));
  const weights = vars.map(() => rng.between(-3, 4));
  const least = rng.between(-4, 14);
  model.add(sum(vars.map((x, k) => x.times(weights[k]!))).ge(least));
  const goals = Array.from({ length: rng.between(2, 3) }, () => ({
    coeffs: vars.map(() => rng.between(-2, 2)),
    isMaximized: rng.chance(0.5),
  }));
  const objectives = goals.map(({ coeffs, isMaximized }): LexicographicObjective => {
    const expr = sum(vars.map((x, k) => x.times(coeffs[k]!)));
    return isMaximized ? { maximize: expr } : { minimize: expr };
  });
  let best: number[] | null = null;
  for (let a = 0; a <= 4; a++) {
    for (let b = 0; b <= 4; b++) {
      for (let c = 0; c <= 4; c++) {
        const point = [a, b, c];
        if (point.reduce((total, v, k) => total + weights[k]! * v, 0) < least) continue;
        const reached = goals.map(({ coeffs }) => point.reduce((total, v, k) => total + coeffs[k]! * v, 0));
        const order = best === null ? -1 : compare(reached, best);
        if (order < 0) best = reached;
      }
    }
  }
  function compare(one: readonly number[], other: readonly number[]): number {
    for (const [k, { isMaximized }] of goals.entries()) {
      if (one[k] !== other[k]) return isMaximized ? other[k]! - one[k]! : one[k]! - other[k]!;
    }
    return 0;
  }
  return { model, objectives, best };
}

describe('solveLexicographic', () => {
  it('reaches what enumeration reaches', async () => {
    let infeasible = 0;
    for (let seed = 0; seed < 150; seed++) {
      const { model, objectives, best } = randomCase(seed);
      const before = JSON.stringify(model);
      const result = await solveLexicographic(model, objectives);
      expect(result.status, `seed ${seed}`).toBe(best === null ? 'INFEASIBLE' : 'OPTIMAL');
      expect(result.objectives, `seed ${seed}`).toEqual(best);
      expect(JSON.stringify(model)).toBe(before);
      if (best === null) infeasible++;
    }
    expect(infeasible).toBeGreaterThan(3);
    expect(infeasible).toBeLessThan(100);
  });

  it('keeps what it has when the limit comes', async () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9, 'x');
    const result = await solveLexicographic(model, [{ maximize: x }, { minimize: x }], { maxTimeInSeconds: 0 });
    expect(result.status).toBe('UNKNOWN');
    expect(result.turns).toHaveLength(1);
    expect(result.objectives).toBeNull();
  });

  it('ends after the turn that was aborted', async () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9, 'x');
    const y = model.newIntVar(0, 9, 'y');
    const controller = new AbortController();
    const onSolution = (): void => controller.abort();
    const result = await solveLexicographic(
      model,
      [{ maximize: x.plus(y) }, { minimize: x }],
      {},
      { signal: controller.signal, onSolution },
    );
    expect(result.status).toBe('FEASIBLE');
    expect(result.turns).toHaveLength(1);
    expect(result.values).not.toBeNull();
  });

  it('says that a model is invalid whose second objective could overflow', async () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 3);
    const y = model.newIntVar(0, 2 ** 52);
    const result = await solveLexicographic(model, [{ minimize: x }, { maximize: y.times(4) }]);
    expect(result).toMatchObject({ status: 'MODEL_INVALID', values: null, objectives: null });
    expect(result.turns.map(({ validationError }) => validationError)).toEqual([
      'objective: its value could overflow: it may reach 18014398509481984 > 2^53 - 1',
    ]);
  });

  it('refuses a list without objectives, an objective of the model, and foreign variables', async () => {
    const model = new CpModel();
    const x = model.newIntVar(0, 9, 'x');
    await expect(solveLexicographic(model, [])).rejects.toThrow('objectives is empty');
    const foreign = new CpModel().newIntVar(0, 1, 'z');
    await expect(solveLexicographic(model, [{ minimize: foreign }])).rejects.toThrow('another model');
    model.minimize(x);
    await expect(solveLexicographic(model, [{ minimize: x }])).rejects.toThrow('objective of its own');
  });
});
