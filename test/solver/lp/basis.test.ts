// Factors of a basis: both systems are solved, at first and after exchanges; dependent columns make room for logical ones.

import { describe, expect, it } from 'vitest';
import { Basis, type SparseColumns } from '../../../solver/lp/basis.ts';
import { Random } from '../../../solver/random.ts';

function randomColumns(rng: Random, rows: number, columns: number): { sparse: SparseColumns; dense: number[][] } {
  const dense = Array.from({ length: columns }, () => {
    const density = rng.pick([0.1, 0.3, 0.7]);
    return Array.from({ length: rows }, () => (rng.chance(density) ? rng.between(-9, 9) : 0));
  });
  const entries = dense.map((column) => [...column.entries()].filter(([, v]) => v !== 0));
  const start = Int32Array.from([0, ...entries.map((_, j) => entries.slice(0, j + 1).flat().length)]);
  const row = Int32Array.from(entries.flat(), ([r]) => r);
  return { sparse: { start, row, value: Float64Array.from(entries.flat(), ([, v]) => v) }, dense };
}

/** The column of a variable: structural ones first, then the logical ones. */
function columnOf(dense: readonly (readonly number[])[], rows: number, x: number): readonly number[] {
  if (x < dense.length) return dense[x]!;
  return Array.from({ length: rows }, (_, r) => (r === x - dense.length ? -1 : 0));
}

function expectSolved(basis: Basis, head: Int32Array, dense: number[][], rng: Random, where: string): void {
  const rows = head.length;
  const right = Float64Array.from(head, () => rng.between(-5, 5));
  const z = right.slice();
  basis.solve(z);
  const product = new Float64Array(rows);
  for (let p = 0; p < rows; p++) {
    for (const [r, v] of columnOf(dense, rows, head[p]!).entries()) product[r]! += v * z[p]!;
  }
  for (let r = 0; r < rows; r++) expect(product[r], where).toBeCloseTo(right[r]!, 5);
  const y = right.slice();
  basis.solveTransposed(y);
  for (let p = 0; p < rows; p++) {
    const dot = columnOf(dense, rows, head[p]!).reduce((sum, v, r) => sum + v * y[r]!, 0);
    expect(dot, where).toBeCloseTo(right[p]!, 5);
  }
}

describe('the basis', () => {
  it('solves both systems, after exchanges too, 300 bases', () => {
    let dependent = 0;
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`basis:${seed}`);
      const rows = rng.between(1, 12);
      const count = rng.between(1, 16);
      const { sparse, dense } = randomColumns(rng, rows, count);
      const all = Array.from({ length: count + rows }, (_, x) => x);
      rng.shuffle(all);
      const basis = new Basis(rows, sparse);
      const asked = all.slice(0, rows);
      const head = basis.factor(asked);
      expect(new Set(head).size, `seed ${seed}`).toBe(rows);
      if (asked.some((x) => !head.includes(x))) dependent++;
      expectSolved(basis, head, dense, rng, `seed ${seed}`);
      for (let exchange = 0; exchange < 5; exchange++) {
        const x = rng.pick(all.filter((y) => !head.includes(y)));
        const column = Float64Array.from(columnOf(dense, rows, x));
        basis.solve(column);
        const position = column.findIndex((v) => Math.abs(v) > 0.1);
        if (position < 0) continue;
        basis.exchange(position, column);
        head[position] = x;
        expectSolved(basis, head, dense, rng, `seed ${seed}, exchange ${exchange}`);
      }
    }
    expect(dependent).toBeGreaterThan(50);
  });
});
