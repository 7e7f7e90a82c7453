// The dual simplex method against the cheapest vertex, found by trying all of them; and again after bounds have changed, from the basis there is.

import { describe, expect, it } from 'vitest';
import type { LinearProgram } from '../../../solver/lp/program.ts';
import { Simplex } from '../../../solver/lp/simplex.ts';
import { Random } from '../../../solver/random.ts';

interface Row {
  readonly coeffs: readonly number[];
  readonly need: number;
}

function programOf(
  cost: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
  rows: readonly Row[],
): LinearProgram {
  const entries = rows.map(({ coeffs }) => [...coeffs.entries()].filter(([, c]) => c !== 0));
  const rowStart = Int32Array.from([0, ...entries.map((_, r) => entries.slice(0, r + 1).flat().length)]);
  return {
    cost: Float64Array.from(cost),
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    need: Float64Array.from(rows, ({ need }) => need),
    rowStart,
    entryColumn: Int32Array.from(entries.flat(), ([j]) => j),
    entryValue: Float64Array.from(entries.flat(), ([, c]) => c),
  };
}

/** The solution of a square system, null if it has none or many. */
function solution(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]!]);
  for (let c = 0; c < n; c++) {
    let p = c;
    for (let r = c; r < n; r++) if (Math.abs(a[r]![c]!) > Math.abs(a[p]![c]!)) p = r;
    if (Math.abs(a[p]![c]!) < 1e-9) return null;
    [a[c], a[p]] = [a[p]!, a[c]!];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = a[r]![c]! / a[c]![c]!;
      for (let k = c; k <= n; k++) a[r]![k]! -= factor * a[c]![k]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

/** The least cost over all vertices; Infinity if there is none. */
function cheapestVertex(
  cost: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
  rows: readonly Row[],
) {
  const n = cost.length;
  const unit = (j: number): number[] => cost.map((_, k) => (k === j ? 1 : 0));
  const planes = [
    ...rows.map(({ coeffs, need }) => ({ coeffs, need })),
    ...cost.flatMap((_, j) => [
      { coeffs: unit(j), need: lower[j]! },
      { coeffs: unit(j), need: upper[j]! },
    ]),
  ];
  let best = Number.POSITIVE_INFINITY;
  const choose = (from: number, chosen: number[]): void => {
    if (chosen.length === n) {
      const x = solution(
        chosen.map((k) => planes[k]!.coeffs),
        chosen.map((k) => planes[k]!.need),
      );
      if (x === null) return;
      const isInside = x.every((v, j) => v > lower[j]! - 1e-7 && v < upper[j]! + 1e-7);
      const meets = rows.every(({ coeffs, need }) => coeffs.reduce((sum, c, j) => sum + c * x[j]!, 0) > need - 1e-7);
      if (isInside && meets)
        best = Math.min(
          best,
          x.reduce((sum, v, j) => sum + v * cost[j]!, 0),
        );
      return;
    }
    for (let k = from; k < planes.length; k++) choose(k + 1, [...chosen, k]);
  };
  choose(0, []);
  return best;
}

/** What multipliers prove: the least value of c x - m (A x - need) over the box. */
function boundBy(
  multipliers: Float64Array,
  cost: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
  rows: readonly Row[],
): number {
  let bound = rows.reduce((sum, { need }, r) => sum + multipliers[r]! * need, 0);
  for (const [j, c] of cost.entries()) {
    const reduced = rows.reduce((d, { coeffs }, r) => d - multipliers[r]! * coeffs[j]!, c);
    bound += Math.min(reduced * lower[j]!, reduced * upper[j]!);
  }
  return bound;
}

function randomProgram(rng: Random) {
  const n = rng.between(2, 4);
  const lower = Array.from({ length: n }, () => rng.between(-3, 1));
  const upper = lower.map((lo) => lo + (rng.chance(0.1) ? 0 : rng.between(1, 5)));
  const cost = lower.map(() => (rng.chance(0.4) ? 0 : rng.between(-5, 5) * rng.pick([1, 1, 1e4])));
  const rows = Array.from({ length: rng.between(1, 5) }, (): Row => {
    const coeffs = lower.map(() => (rng.chance(0.3) ? 0 : rng.between(-4, 4) * rng.pick([1, 1, 100])));
    const middle = coeffs.reduce((sum, c, j) => sum + c * (lower[j]! + upper[j]!) * 0.5, 0);
    return { coeffs, need: Math.floor(middle) + rng.between(-5, 6) };
  });
  return { cost, lower, upper, rows };
}

describe('the dual simplex method', () => {
  it('ends with the cost of the cheapest vertex, at first and after changes of bounds, 600 programs', () => {
    let optimal = 0;
    let infeasible = 0;
    for (let seed = 0; seed < 600; seed++) {
      const rng = new Random(`simplex:${seed}`);
      const { cost, lower, upper, rows } = randomProgram(rng);
      const simplex = new Simplex(programOf(cost, lower, upper, rows), rng);
      for (let change = 0; change < 4; change++) {
        const best = cheapestVertex(cost, lower, upper, rows);
        const status = simplex.solve(1000);
        expect(status, `seed ${seed}, change ${change}`).toBe(
          best === Number.POSITIVE_INFINITY ? 'infeasible' : 'optimal',
        );
        const target = best === Number.POSITIVE_INFINITY ? 1e6 : best;
        const bound = boundBy(simplex.multipliers(1e6), cost, lower, upper, rows);
        const size = cost.reduce((sum, c, j) => sum + Math.abs(c) * (1 + upper[j]! - lower[j]!), Math.abs(target));
        const slack = 1e-6 * (1 + size);
        expect(bound, `seed ${seed}, change ${change}`).toBeGreaterThan(target - slack);
        if (status === 'optimal') {
          expect(bound, `seed ${seed}, change ${change}`).toBeLessThan(target + slack);
          optimal++;
        } else infeasible++;
        const j = rng.below(cost.length);
        if (rng.chance(0.5)) lower[j] = upper[j]! - rng.below(upper[j]! - lower[j]! + 2);
        else upper[j] = lower[j]! + rng.below(upper[j]! - lower[j]! + 2);
        simplex.setBounds(Float64Array.from(lower), Float64Array.from(upper));
      }
    }
    expect(Math.min(optimal, infeasible)).toBeGreaterThan(200);
  });

  it('stops where the cost has passed the cutoff, with multipliers that prove it', () => {
    let stopped = 0;
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`cutoff:${seed}`);
      const n = 20;
      const cost = Array.from({ length: n }, () => rng.between(1, 9));
      const lower = cost.map(() => 0);
      const upper = cost.map(() => 1);
      const rows = Array.from({ length: 30 }, (): Row => ({ coeffs: cost.map(() => rng.below(3)), need: 4 }));
      const simplex = new Simplex(programOf(cost, lower, upper, rows), rng);
      if (simplex.solve(1000, 3) !== 'cutoff') continue;
      stopped++;
      expect(boundBy(simplex.multipliers(3), cost, lower, upper, rows), `seed ${seed}`).toBeGreaterThan(2.99);
    }
    expect(stopped).toBeGreaterThan(50);
  });

  it('gets along with degenerate programs: an assignment of 30 to 30', () => {
    const n = 30;
    const rng = new Random('assignment');
    const cost = Array.from({ length: n * n }, () => rng.below(4));
    const rows: Row[] = [];
    for (let i = 0; i < n; i++) {
      for (const sign of [1, -1]) {
        rows.push({ coeffs: cost.map((_, k) => (Math.floor(k / n) === i ? sign : 0)), need: sign });
        rows.push({ coeffs: cost.map((_, k) => (k % n === i ? sign : 0)), need: sign });
      }
    }
    const [lower, upper] = [cost.map(() => 0), cost.map(() => 1)];
    const simplex = new Simplex(programOf(cost, lower, upper, rows), rng);
    expect(simplex.solve(5000)).toBe('optimal');
    // with so many zeros among the costs there is an assignment of nothing else
    expect(boundBy(simplex.multipliers(0), cost, lower, upper, rows)).toBeCloseTo(0, 6);
    const dear = cost.map((c) => (c === 0 ? 7 : c));
    const other = new Simplex(programOf(dear, lower, upper, rows), rng);
    expect(other.solve(5000)).toBe('optimal');
    expect(boundBy(other.multipliers(0), dear, lower, upper, rows)).toBeCloseTo(n, 6);
  });
});
