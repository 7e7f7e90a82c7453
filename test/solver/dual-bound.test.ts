// The Lagrangian dual against brute force: whatever the multipliers, the inequality holds in every integer point that meets the rows; the bound never passes the optimum and is
// the linear relaxation's where that is known; rows that cannot be met are seen.

import { describe, expect, it } from 'vitest';
import { DualBound, type LinearRow } from '../../solver/dual-bound.ts';
import { Random } from '../../solver/random.ts';

interface Case {
  /** Bounds of x and -x, variable by variable; the last variable is the objective. */
  readonly lb: Float64Array;
  readonly objective: { offset: number; terms: { sv: number; weight: number }[] };
  readonly rows: LinearRow[];
  /** All points that meet the rows, by value of x; their objectives. */
  readonly points: { readonly x: readonly number[]; readonly value: number }[];
}

const valueAt = (x: readonly number[], sv: number): number => (sv & 1 ? 0 - x[sv >> 1]! : x[sv >> 1]!);

function randomCase(seed: number): Case {
  const rng = new Random(`dual:${seed}`);
  const n = rng.between(2, 5);
  const magnitude = rng.pick([1, 1, 1000, 1e8]);
  const side = (x: number): number => 2 * x + (rng.chance(0.25) ? 1 : 0);
  const lower = Array.from({ length: n }, () => (rng.chance(0.6) ? 0 : rng.between(-3, 2)));
  const upper = lower.map((lo) => lo + (rng.chance(0.1) ? 0 : rng.between(1, 3)));
  const terms = lower.map((_, x) => ({ sv: side(x), weight: rng.between(1, 9) * magnitude }));
  const objective = { offset: rng.between(-5, 5), terms: terms.filter(() => rng.chance(0.9)) };
  const rows = Array.from({ length: rng.between(1, 4) }, () => {
    const vars = lower.map((_, x) => x).filter(() => rng.chance(0.8));
    const coeffs = vars.map(() => rng.between(1, 9));
    const most = coeffs.reduce((sum, c, i) => sum + c * (upper[vars[i]!]! - lower[vars[i]!]!), 0);
    const svs = vars.map(side);
    const base = svs.reduce((sum, sv, i) => sum + coeffs[i]! * (sv & 1 ? 0 - upper[sv >> 1]! : lower[sv >> 1]!), 0);
    return { svs, coeffs, least: base + rng.between(-1, most + (rng.chance(0.1) ? 1 : 0)) };
  });
  const points: Case['points'] = [];
  const descend = (x: number[]): void => {
    if (x.length < n) {
      for (let v = lower[x.length]!; v <= upper[x.length]!; v++) descend([...x, v]);
      return;
    }
    const meets = rows.every(({ svs, coeffs, least }) => {
      return svs.reduce((sum, sv, i) => sum + coeffs[i]! * valueAt(x, sv), 0) >= least;
    });
    if (!meets) return;
    points.push({ x, value: objective.terms.reduce((sum, t) => sum + t.weight * valueAt(x, t.sv), objective.offset) });
  };
  descend([]);
  const bounds = lower.flatMap((lo, x) => [lo, 0 - upper[x]!]);
  return { lb: Float64Array.from([...bounds, -1e12, -1e12]), objective, rows, points };
}

/** What the inequality leaves for the objective at a point: the least value. */
function leastObjective(
  row: { svs: readonly number[]; coeffs: readonly number[]; most: number },
  x: readonly number[],
): number {
  let rest = 0 - row.most;
  let scale = 0;
  for (const [i, sv] of row.svs.entries()) {
    if (sv >> 1 === x.length) scale = row.coeffs[i]!;
    else rest += row.coeffs[i]! * valueAt(x, sv);
  }
  return Math.ceil(rest / scale);
}

describe('the Lagrangian dual', () => {
  it('proves no more than is true, with its own multipliers and with any, 600 cases', () => {
    let infeasible = 0;
    let tight = 0;
    for (let seed = 0; seed < 600; seed++) {
      const { lb, objective, rows, points } = randomCase(seed);
      const rng = new Random(`multipliers:${seed}`);
      const optimum = points.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY);
      const sv = lb.length - 2;
      const from = rows.map(() => (rng.chance(0.5) ? 0 : rng.float() * 10 ** rng.between(-2, 9)));
      for (const start of [undefined, from]) {
        const dual = new DualBound(lb, objective, rows, start);
        if (dual.contradictory) expect(points, `seed ${seed}`).toEqual([]);
        const target = points.length === 0 ? 100 : optimum;
        for (let i = 0; i < (start === undefined ? 2000 : 1) && !dual.converged; i++) dual.round(target);
        if (points.length > 0)
          expect(dual.best, `seed ${seed}`).toBeLessThanOrEqual(optimum + 1e-6 * (1 + Math.abs(optimum)));
        const row = dual.inequality(sv, lb);
        expect(row, `seed ${seed}`).not.toBeNull();
        for (const { x, value } of points)
          expect(leastObjective(row!, x), `seed ${seed} at ${x}`).toBeLessThanOrEqual(value);
        if (start === undefined && points.some(({ x }) => leastObjective(row!, x) === optimum)) tight++;
      }
      if (points.length === 0) infeasible++;
    }
    expect(infeasible).toBeGreaterThan(20);
    expect(tight).toBeGreaterThan(200);
  });

  it('reaches the linear relaxation of a cover', () => {
    // 5 x + 4 y + 3 z >= 6 with costs 10, 6, 6 and 0 <= x, y, z <= 1: y at 1 and x at 0.4 cost 10
    const lb = Float64Array.from([0, -1, 0, -1, 0, -1]);
    const terms = [10, 6, 6].map((weight, x) => ({ sv: 2 * x, weight }));
    const dual = new DualBound(lb, { offset: 0, terms }, [{ svs: [0, 2, 4], coeffs: [5, 4, 3], least: 6 }]);
    while (!dual.converged) dual.round(12);
    expect(dual.best).toBeCloseTo(10, 3);
  });

  it('cuts coefficients to what is needed, and leaves out what is met', () => {
    // x with 100 alone meets a need of 3: the relaxation cannot do with a part of it
    const lb = Float64Array.from([0, -1, 0, -1, 0, -1000]);
    const terms = [{ sv: 0, weight: 10 }];
    const rows = [
      { svs: [0, 2], coeffs: [100, 2], least: 3 },
      { svs: [0, 2], coeffs: [1, 1], least: 0 },
    ];
    const dual = new DualBound(lb, { offset: 7, terms }, rows);
    expect(dual.entries).toBe(2);
    while (!dual.converged) dual.round(17);
    // 3 x + 2 y >= 3 with y <= 1: a third of x
    expect(dual.best).toBeCloseTo(7 + 10 / 3, 3);
    expect(dual.multipliers[1]).toBe(0);
  });

  it('is outdated when a variable of it has been fixed', () => {
    const lb = Float64Array.from([0, -1, 0, -1]);
    const dual = new DualBound(lb, { offset: 0, terms: [{ sv: 0, weight: 1 }] }, [
      { svs: [0, 2], coeffs: [1, 1], least: 1 },
    ]);
    expect(dual.outdated(lb)).toBe(false);
    expect(dual.outdated(Float64Array.from([0, -1, 1, -1]))).toBe(true);
  });

  it('has no inequality where its numbers would not be exact', () => {
    const lb = Float64Array.from([0, -1, 0, -(2 ** 52)]);
    const terms = [{ sv: 0, weight: 2 ** 52 }];
    const dual = new DualBound(lb, { offset: 0, terms }, [{ svs: [0], coeffs: [1], least: 1 }]);
    expect(dual.inequality(2, lb)).toBeNull();
  });
});
