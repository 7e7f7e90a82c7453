// The growing linear program, judged by duality: a primal and a dual solution that are feasible and cost the same are both optimal.

import { describe, expect, it } from 'vitest';
import { PrimalSimplex } from '../../formulation/bounds/primal-simplex.ts';
import { Random } from '../../solver/random.ts';

interface Program {
  readonly costs: number[];
  readonly rows: { readonly values: number[]; readonly rhs: number }[];
}

const PENALTY = 1000;

function expectOptimal(simplex: PrimalSimplex, { costs, rows }: Program, label: string): void {
  const x = costs.map(() => 0);
  for (const [column, value] of simplex.primal()) x[column] = value;
  let cost = costs.reduce((sum, c, j) => sum + c * x[j]!, 0);
  let dualCost = 0;
  for (const [r, { values, rhs }] of rows.entries()) {
    const activity = values.reduce((sum, a, j) => sum + a * x[j]!, 0);
    cost += PENALTY * Math.max(0, rhs - activity);
    dualCost += simplex.dualOf(r) * rhs;
    expect(simplex.dualOf(r), label).toBeLessThanOrEqual(PENALTY + 1e-6);
  }
  for (const [j, c] of costs.entries()) {
    const priced = rows.reduce((sum, { values }, r) => sum + simplex.dualOf(r) * values[j]!, 0);
    expect(priced, `${label} column ${j}`).toBeLessThanOrEqual(c + 1e-5);
  }
  expect(dualCost, label).toBeCloseTo(cost, 3);
}

function addColumn(simplex: PrimalSimplex, program: Program, rng: Random): void {
  const cost = rng.between(0, 9);
  const values = program.rows.map(() => rng.pick([0, 0, 1, 2, -1]));
  for (const [r, row] of program.rows.entries()) row.values.push(values[r]!);
  program.costs.push(cost);
  const used = [...values.keys()].filter((r) => values[r] !== 0);
  simplex.addColumn({ cost, rows: used, values: used.map((r) => values[r]!) });
}

function addRow(simplex: PrimalSimplex, program: Program, rng: Random): void {
  const values = program.costs.map(() => rng.pick([0, 0, 1, 3, -1]));
  const rhs = rng.between(-4, 6);
  program.rows.push({ values, rhs });
  const used = [...values.keys()].filter((j) => values[j] !== 0);
  simplex.addRow(
    used,
    used.map((j) => values[j]!),
    rhs,
    PENALTY,
  );
}

describe('the growing linear program', () => {
  it('is optimal after every growth, feasible or not', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`simplex:${seed}`);
      const simplex = new PrimalSimplex();
      const program: Program = { costs: [], rows: [] };
      for (let growth = 0; growth < 12; growth++) {
        for (let k = rng.between(0, 6); k > 0; k--) addColumn(simplex, program, rng);
        for (let k = rng.between(0, 9); k > 0; k--) addRow(simplex, program, rng);
        let isSolved = false;
        for (let k = 0; k < 50 && !isSolved; k++) isSolved = simplex.solve(50);
        expect(isSolved, `seed ${seed}`).toBe(true);
        expectOptimal(simplex, program, `seed ${seed} growth ${growth}`);
      }
      expect(simplex.rowCount).toBe(program.rows.length);
    }
  });

  it('stays optimal through as many pivots as make it compute its inverse anew', () => {
    const rng = new Random('long simplex');
    const simplex = new PrimalSimplex();
    const program: Program = { costs: [], rows: [] };
    while (simplex.iterations < 1500 && program.rows.length < 700) {
      for (let k = 0; k < 20; k++) addColumn(simplex, program, rng);
      for (let k = 0; k < 10; k++) addRow(simplex, program, rng);
      for (let k = 0; k < 50 && !simplex.solve(100); k++);
    }
    expect(simplex.iterations).toBeGreaterThan(800);
    expectOptimal(simplex, program, 'long');
  });

  it('keeps columns out that are not eligible', () => {
    const simplex = new PrimalSimplex();
    const cheap = simplex.addColumn({ cost: 1, rows: [], values: [] });
    const dear = simplex.addColumn({ cost: 3, rows: [], values: [] });
    const row = simplex.addRow([cheap, dear], [1, 1], 2, PENALTY);
    expect(simplex.solve(10)).toBe(true);
    expect([...simplex.primal()]).toEqual([[cheap, 2]]);
    simplex.setCost(cheap, 100, false);
    expect(simplex.solve(10)).toBe(true);
    expect([...simplex.primal()]).toEqual([[dear, 2]]);
    expect(simplex.dualOf(row)).toBeCloseTo(3);
    expect(simplex.isViolated).toBe(false);
  });
});
