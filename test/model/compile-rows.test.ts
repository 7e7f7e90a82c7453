// The linear rows that come with a compiled model hold in every solution of it, over all variables of the engine.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import type { ModelData } from '../../model/model.ts';
import type { LinearRow } from '../../solver/dual-bound.ts';
import { Engine } from '../../solver/engine.ts';
import { allSolutions } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

const KINDS = [
  'element',
  'allDifferent',
  'inverse',
  'successorCircuit',
  'table',
  'globalCardinality',
  'binPacking',
] as const;

/** An objective over all variables: rows are made for sums only. */
function withSum(data: ModelData): ModelData {
  const vars = data.variables.map((_, x) => x);
  return { ...data, objective: { vars, coeffs: vars.map(() => 1), offset: 0 } };
}

function sumOf({ svs, coeffs }: LinearRow, values: Float64Array): number {
  return Array.from(svs).reduce(
    (sum, sv, i) => sum + coeffs[i]! * (sv & 1 ? 0 - values[sv >> 1]! : values[sv >> 1]!),
    0,
  );
}

/** The rows of a new engine, and its values in a solution of the model. */
function rowsAt(data: ModelData, solution: readonly number[]): { rows: readonly LinearRow[]; values: Float64Array } {
  const engine = new Engine();
  const { rows } = compile(data, engine);
  for (const [x, v] of solution.entries()) {
    engine.addFact(2 * x, v);
    engine.addFact(2 * x + 1, 0 - v);
  }
  expect(engine.searchOnce()).toBe('SAT');
  return { rows, values: engine.incumbent! };
}

describe('the rows of a compiled model', () => {
  it('hold in every solution, 300 models', () => {
    let seen = 0;
    for (let seed = 0; seed < 300; seed++) {
      const data = withSum(randomModel(`compiled rows:${seed}`, KINDS));
      for (const solution of allSolutions(data).slice(0, 20)) {
        const { rows, values } = rowsAt(data, solution);
        for (const row of rows) expect(sumOf(row, values), `seed ${seed}`).toBeGreaterThanOrEqual(row.least);
        seen += rows.length;
      }
    }
    expect(seen).toBeGreaterThan(1000);
  });

  it('say what an assignment costs', () => {
    const model = new CpModel();
    const workers = [0, 1, 2].map(() => model.newIntVar(0, 2));
    model.addAllDifferent(workers);
    const costs = [
      [4, 7, 1],
      [2, 9, 5],
      [8, 3, 6],
    ];
    const paid = workers.map((job, w) => {
      const cost = model.newIntVar(0, 9);
      model.addElement(job, costs[w]!, cost);
      return cost;
    });
    model.minimize(paid[0]!.plus(paid[1]!).plus(paid[2]!));
    const { rows, values } = rowsAt(model.data, [2, 0, 1, 1, 2, 3]);
    // each worker has one job and each job one worker, twice as rows with two sides; jobs and costs by literals
    expect(rows.filter(({ least }) => least === 1).length).toBeGreaterThanOrEqual(3);
    expect(rows.every((row) => sumOf(row, values) >= row.least)).toBe(true);
    expect(rows.some((row) => Array.from(row.coeffs).includes(8))).toBe(true);
  });

  it('are left out where there is nothing to bound, or a makespan', () => {
    const model = new CpModel();
    const xs = [0, 1, 2].map(() => model.newIntVar(0, 2));
    model.addAllDifferent(xs);
    expect(compile(model.data, new Engine()).rows).toEqual([]);
    model.newFixedSizeIntervalVar(xs[1]!, 1);
    model.minimize(xs[0]!);
    expect(compile(model.data, new Engine()).rows).toEqual([]);
  });
});
