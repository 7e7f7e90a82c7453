// Compilation of counting constraints: what propagation sees without search of values that together have too little room.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import type { IntVar } from '../../model/expressions.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';

/** The bounds that are left of the variables; null if the root is refuted. */
function boundsOf(model: CpModel, xs: readonly IntVar[]): number[][] | null {
  expect(model.validate()).toBe(null);
  const engine = new Engine();
  compile(model.data, engine);
  const { kernel } = engine;
  if (kernel.refuted || !kernel.fixpoint()) return null;
  return xs.map(({ index }) => [kernel.lb(2 * index), 0 - kernel.lb(2 * index + 1)]);
}

function between(model: CpModel, count: number, lo: number, hi: number): IntVar[] {
  return Array.from({ length: count }, () => model.newIntVar(lo, hi));
}

describe('global cardinality', () => {
  it('sends expressions behind values that others fill', () => {
    const model = new CpModel();
    const low = between(model, 4, 1, 2);
    const wide = between(model, 2, 1, 5);
    const counts = [1, 2, 3, 4, 5].map(() => model.newIntVar(0, 2));
    model.addGlobalCardinality([...low, ...wide], [1, 2, 3, 4, 5], counts, { closed: true });
    expect(boundsOf(model, wide)).toEqual([
      [3, 5],
      [3, 5],
    ]);
  });

  it('is refuted where some values in the middle have too little room', () => {
    const model = new CpModel();
    const crowd = between(model, 5, 3, 4);
    const rest = between(model, 2, 1, 6);
    model.addGlobalCardinality(
      [...crowd, ...rest],
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3, 4, 5, 6].map(() => model.newIntVar(0, 2)),
    );
    expect(boundsOf(model, rest)).toBeNull();
  });

  it('has no Hall intervals under enforcement, nor with views of scale 2, and its solutions all the same', () => {
    for (const scale of [1, 2]) {
      const model = new CpModel();
      const xs = between(model, 4, 1, 2);
      const b = model.newBoolVar();
      const values = [scale, 2 * scale];
      const c = model.addGlobalCardinality(
        xs.map((x) => x.times(scale)),
        values,
        values.map(() => model.newIntVar(0, 1)),
      );
      if (scale === 1) c.onlyEnforceIf(b);
      const { status } = solveSync(model, { cpModelPresolve: false });
      expect(status).toBe(scale === 1 ? 'OPTIMAL' : 'INFEASIBLE');
    }
  });

  it('of values from far away is exact', () => {
    const far = 2 ** 49;
    const model = new CpModel();
    const xs = between(model, 3, far, far + 1);
    const counts = [model.newIntVar(0, 1), model.newIntVar(0, 2)];
    model.addGlobalCardinality(xs, [far, far + 1], counts);
    const result = solveSync(model, { enumerateAllSolutions: true, cpModelPresolve: false });
    expect(result).toMatchObject({ status: 'OPTIMAL', solutionCount: 3 });
  });
});

describe('bin packing', () => {
  /** Items in bins 0..bins-1 of the same space. */
  function packing(sizes: readonly number[], bins: number, space: number): { model: CpModel; items: IntVar[] } {
    const model = new CpModel();
    const items = between(model, sizes.length, 0, bins - 1);
    model.addBinPacking(
      items,
      sizes,
      Array.from({ length: bins }, () => model.newIntVar(0, space)),
    );
    return { model, items };
  }

  it('of large items into too few bins is refuted without search, though their sizes would fit', () => {
    // 5 * 6 <= 4 * 10, but one fits in each
    const { model, items } = packing([6, 6, 6, 6, 6, 1, 1], 4, 10);
    expect(boundsOf(model, items)).toBeNull();
    // two of 4 fit in 10, six in three bins
    expect(boundsOf(packing([4, 4, 4, 4, 4, 4, 4, 1], 3, 10).model, [])).toBeNull();
    expect(boundsOf(packing([4, 4, 4, 4, 4, 4, 4, 1], 4, 10).model, [])).not.toBeNull();
  });

  it('counts as many solutions as there are', () => {
    // 5 and 5 together, or each with 3: bins of 10, four items
    for (const [sizes, bins, space] of [
      [[5, 5, 3, 3], 2, 10],
      [[6, 6, 6, 0], 3, 10],
      [[4, 3, 3, 2, 2], 3, 6],
    ] as const) {
      const { model } = packing(sizes, bins, space);
      const { solutionCount } = solveSync(model, { enumerateAllSolutions: true });
      expect(solutionCount).toBe(bruteCount(sizes, bins, space));
    }
  });
});

function bruteCount(sizes: readonly number[], bins: number, space: number): number {
  let count = 0;
  for (let code = 0; code < bins ** sizes.length; code++) {
    const loads = new Array<number>(bins).fill(0);
    let rest = code;
    for (const size of sizes) {
      loads[rest % bins]! += size;
      rest = Math.floor(rest / bins);
    }
    if (loads.every((load) => load <= space)) count++;
  }
  return count;
}
