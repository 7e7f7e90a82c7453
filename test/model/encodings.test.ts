// Literals that a model gives to values are those of the engine: found where both halves are there, and only there; and the solutions stay what they are.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import { Domain } from '../../model/domain.ts';
import type { IntVar, LiteralLike } from '../../model/expressions.ts';
import { solveSync } from '../../model/solve.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';

function equivalent(model: CpModel, literal: LiteralLike, negated: LiteralLike, x: IntVar, value: number): void {
  model.add(x.eq(value)).onlyEnforceIf(literal);
  model.add(x.ne(value)).onlyEnforceIf(negated);
}

describe('a literal [x = v] of the model', () => {
  it.each([
    ['is that of the engine', 3, true, true, { sv: 2, k: 1 }],
    ['may be negated', 3, false, true, { sv: 3, k: 0 }],
    ['is none if one half is missing', 3, true, false, null],
    ['is the bound at an end of the domain', 5, true, true, { sv: 0, k: 5 }],
  ])('%s', (_, value, isPositive, isWhole, expected) => {
    const model = new CpModel();
    const x = model.newIntVar(0, 5);
    const b = model.newBoolVar();
    const [literal, negated] = isPositive ? [b, b.not()] : [b.not(), b];
    if (isWhole) equivalent(model, literal, negated, x, value);
    else model.add(x.eq(value)).onlyEnforceIf(literal);
    const engine = new Engine();
    compile(model.data, engine);
    const named = engine.equalityLiteral(0, value);
    if (expected !== null) expect(named).toEqual(expected);
    else expect(named.sv >> 1).toBeGreaterThan(1);
  });

  it('leaves the solutions as they are', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(`encodings:${seed}`);
      const model = new CpModel();
      const xs = [0, 1].map(() =>
        model.newIntVarFromDomain(Domain.fromValues([0, 1, 3, 4, 6].filter(() => random.chance(0.8)).concat(2))),
      );
      const named = xs.flatMap((x) =>
        [1, 2, 3, 5].filter(() => random.chance(0.6)).map((value) => ({ x, value, b: model.newBoolVar() })),
      );
      for (const { x, value, b } of named) equivalent(model, b, b.not(), x, value);
      const tuples = Array.from({ length: 7 }, () => [random.between(0, 6), random.between(0, 6)]);
      model.addAllowedAssignments(xs, tuples);
      let count = 0;
      const onSolution = ({ values }: { readonly values: readonly number[] }): void => {
        count++;
        expect(tuples).toContainEqual([values[0], values[1]]);
        for (const { x, value, b } of named) expect(values[b.index]! === 1).toBe(values[x.index] === value);
      };
      const result = solveSync(model, { enumerateAllSolutions: true }, { onSolution });
      const possible = new Set(
        tuples.filter((tuple) => tuple.every((v, k) => inDomain(model, k, v))).map((tuple) => tuple.join()),
      );
      expect(count, `seed ${seed}`).toBe(possible.size);
      expect(result.status).toBe(count > 0 ? 'OPTIMAL' : 'INFEASIBLE');
    }
  });
});

function inDomain(model: CpModel, variable: number, value: number): boolean {
  const { domain } = model.data.variables[variable]!;
  return domain.some((lo, k) => k % 2 === 0 && lo <= value && value <= domain[k + 1]!);
}
