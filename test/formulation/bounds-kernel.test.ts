// The inverse of the kernel of a basis, judged by multiplying it with what it is the inverse of, after every change.

import { describe, expect, it } from 'vitest';
import { Kernel } from '../../formulation/bounds/kernel.ts';
import { Random } from '../../solver/random.ts';

const SIZE = 90;

type Matrix = readonly (readonly number[])[];

/** matrix[row][column]: sparse, no two columns alike. */
function matrixOf(rng: Random): Matrix {
  return Array.from({ length: SIZE }, () =>
    Array.from({ length: SIZE }, () => (rng.chance(0.3) ? rng.between(-5, 5) + rng.float() : 0)),
  );
}

function columnOf(matrix: Matrix, column: number): { rows: number[]; values: number[] } {
  const rows = [...matrix.keys()].filter((r) => matrix[r]![column] !== 0);
  return { rows, values: rows.map((r) => matrix[r]![column]!) };
}

function expandColumn(kernel: Kernel, matrix: Matrix, column: number): Float64Array {
  const d = new Float64Array(SIZE);
  const { rows, values } = columnOf(matrix, column);
  kernel.expand(rows, values, d);
  return d;
}

function combineRow(kernel: Kernel, matrix: Matrix, row: number): Float64Array {
  const weights = Float64Array.from({ length: SIZE }, (_, i) => matrix[row]![kernel.columns[i] ?? 0]!);
  const beta = new Float64Array(SIZE);
  kernel.combine(weights, beta);
  return beta;
}

function expectInverse(kernel: Kernel, matrix: Matrix, label: string): void {
  for (const [i, column] of kernel.columns.entries()) {
    const unit = expandColumn(kernel, matrix, column);
    for (let k = 0; k < kernel.size; k++) expect(unit[k]!, label).toBeCloseTo(k === i ? 1 : 0, 4);
  }
  for (const [k, row] of kernel.rows.entries()) expect(kernel.positionOf[row], label).toBe(k);
  expect(kernel.positionOf.filter((position) => position >= 0).length, label).toBe(kernel.size);
}

/** One change of a random kind, if its pivot is far from 0; the kind. */
function change(kernel: Kernel, matrix: Matrix, rng: Random): string {
  const FAR = 0.3;
  const i = rng.below(Math.max(1, kernel.size));
  const column = rng.below(SIZE);
  const row = rng.below(SIZE);
  const isNew = [!kernel.columns.includes(column), kernel.positionOf[row] === -1];
  const d = expandColumn(kernel, matrix, column);
  const beta = combineRow(kernel, matrix, row);
  const kind = kernel.size < 3 ? 'grow' : rng.pick(['grow', 'grow', 'shrink', 'column', 'row']);
  if (kind === 'grow' && isNew[0] && isNew[1]) {
    const rest = kernel.columns.reduce((sum, c, j) => sum - matrix[row]![c]! * d[j]!, matrix[row]![column]!);
    if (Math.abs(rest) > FAR) kernel.grow(column, row, d, beta, rest);
    else return 'none';
  } else if (kind === 'shrink') {
    const k = rng.below(kernel.size);
    if (Math.abs(kernel.line(i)[k]!) > FAR / 10) kernel.shrink(i, k);
    else return 'none';
  } else if (kind === 'column' && isNew[0] && Math.abs(d[i]!) > FAR) kernel.replaceColumn(i, column, d);
  else if (kind === 'row' && isNew[1] && Math.abs(beta[i]!) > FAR) kernel.replaceRow(i, row, beta);
  else return 'none';
  return kind;
}

describe('the kernel of a basis', () => {
  it('has its inverse after every change', () => {
    const kinds = new Map<string, number>();
    for (let seed = 0; seed < 6; seed++) {
      const rng = new Random(`kernel:${seed}`);
      const matrix = matrixOf(rng);
      const kernel = new Kernel();
      for (let r = 0; r < SIZE; r++) kernel.addRow();
      for (let step = 0; step < 250; step++) {
        const kind = change(kernel, matrix, rng);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        if (step % 10 === 0) expectInverse(kernel, matrix, `seed ${seed} step ${step} ${kind}`);
      }
      expectInverse(kernel, matrix, `seed ${seed}`);
      kernel.clear();
      expectInverse(kernel, matrix, `seed ${seed} cleared`);
    }
    for (const kind of ['grow', 'shrink', 'column', 'row']) expect(kinds.get(kind), kind).toBeGreaterThan(30);
  });

  it('grows beyond the room it begins with', () => {
    const kernel = new Kernel();
    const matrix = Array.from({ length: SIZE }, (_, r) =>
      Array.from({ length: SIZE }, (_, c) => (r === c ? 3 : r < c ? 1 / (1 + c - r) : 0)),
    );
    for (let r = 0; r < SIZE; r++) kernel.addRow();
    for (let r = 0; r < SIZE; r++) {
      const d = expandColumn(kernel, matrix, r);
      kernel.grow(r, r, d, combineRow(kernel, matrix, r), 3);
    }
    expect(kernel.size).toBe(SIZE);
    expectInverse(kernel, matrix, 'triangular');
  });
});
