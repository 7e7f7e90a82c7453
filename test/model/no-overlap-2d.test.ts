// Boxes that share a place along one dimension: no overlap along the other one.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';

describe('boxes that share a row', () => {
  it('are a disjunctive resource, and nothing else if these are all', () => {
    const model = new CpModel();
    const across = model.newIntVar(0, 9);
    const starts = [0, 1, 2, 3].map(() => model.newIntVar(0, 20));
    model.addNoOverlap2D(
      starts.map((x) => model.newFixedSizeIntervalVar(x, 3)),
      starts.map(() => model.newFixedSizeIntervalVar(across, 2)),
    );
    const engine = new Engine();
    compile(model.data, engine);
    // nothing says that they share a row as long as the row is not known
    expect(engine.kernel.propagators.some(({ name }) => name === 'disjunctive')).toBe(false);
    model.add(across.eq(4));
    const fixed = new Engine();
    compile({ ...model.data, variables: model.data.variables.with(0, { domain: [4, 4] }) }, fixed);
    const names = fixed.kernel.propagators.map(({ name }) => name);
    expect(names).toContain('disjunctive');
    expect(names).not.toContain('cumulative');
  });

  it('have the solutions of brute force, 120 models', () => {
    for (let seed = 0; seed < 120; seed++) {
      const random = new Random(`crowds:${seed}`);
      const model = new CpModel();
      const boxes = Array.from({ length: random.between(3, 4) }, () => {
        const isOptional = random.chance(0.2);
        const presence = isOptional ? model.newBoolVar() : true;
        const x = random.chance(0.4) ? random.between(0, 2) : model.newIntVar(0, random.between(0, 3));
        const y = random.chance(0.5) ? random.between(0, 1) : model.newIntVar(0, random.between(0, 1));
        return [
          model.newOptionalFixedSizeIntervalVar(x, random.between(0, 3), presence),
          model.newOptionalFixedSizeIntervalVar(y, random.between(0, 3), presence),
        ] as const;
      });
      const constraint = model.addNoOverlap2D(
        boxes.map(([x]) => x),
        boxes.map(([, y]) => y),
      );
      if (random.chance(0.3)) constraint.onlyEnforceIf(model.newBoolVar());
      const found: string[] = [];
      const events = { onSolution: ({ values }: { values: readonly number[] }) => found.push(String(values)) };
      solveSync(model, { enumerateAllSolutions: true, cpModelPresolve: false }, events);
      expect(found.sort(), `seed ${seed}`).toEqual(allSolutions(model.data).map(String).sort());
    }
  });
});
