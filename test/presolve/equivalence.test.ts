// Random models before and after presolve, both sides by brute force: solutions correspond one to one for an enumeration, the best one is never lost otherwise. Every kind of
// constraint, with and without probing, with budgets that end in the midst of everything.

import { describe, expect, it } from 'vitest';
import type { ConstraintKind, ModelData } from '../../model/model.ts';
import { variableOfRef } from '../../model/model.ts';
import { type PresolveOptions, presolve } from '../../model/presolve/presolve.ts';
import { Random } from '../../solver/random.ts';
import { CONSTRAINT_KINDS, randomModel } from '../support/random-model.ts';
import { shrinkModel } from '../support/shrink-model.ts';
import { denseModel } from './dense-models.ts';
import { hugeModel, linkedModel } from './linked-models.ts';
import { enumerationProblem, optimumProblem, restoredSolutions, solutionsOf } from './support.ts';

/** What presolve turns into clauses, domains and substitutions wherever it can. */
const SIMPLE_KINDS: readonly ConstraintKind[] = [
  'linear',
  'boolAnd',
  'boolXor',
  'exactlyOne',
  'atMostOne',
  'allDifferent',
  'element',
  'max',
  'min',
  'precedence',
  'product',
];

type Check = (data: ModelData, options: PresolveOptions) => string | null;

/** What is wrong, exceptions included. */
function problem(check: Check, data: ModelData, options: PresolveOptions): string | null {
  try {
    return check(data, options);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** Expects the check to find nothing; shrinks the model if it does. */
function expectNone(check: Check, data: ModelData, options: PresolveOptions, label: string): void {
  if (problem(check, data, options) === null) return;
  const small = shrinkModel(data, (candidate) => problem(check, candidate, options) !== null);
  expect.fail(`${label}: ${problem(check, small, options)}\n${JSON.stringify(small)}\n${JSON.stringify(options)}`);
}

/** Probing or not; every fourth model with a budget that ends early. */
function optionsFor(seed: number): PresolveOptions {
  return { probing: seed % 2 === 0, ...(seed % 4 === 3 ? { ticks: 150 + ((7 * seed) % 500) } : {}) };
}

describe.each(CONSTRAINT_KINDS)('models of %s', (kind) => {
  it('keep their solutions and their optima, 100 models', () => {
    for (let seed = 0; seed < 100; seed++) {
      const data = randomModel(`${kind}:${seed}`, [kind]);
      expectNone(enumerationProblem, data, optionsFor(seed), `${kind} ${seed}`);
      expectNone(optimumProblem, data, optionsFor(seed), `${kind} ${seed}`);
    }
  });
});

describe.each(CONSTRAINT_KINDS)('models of %s that meet substitutions', (kind) => {
  it('keep their solutions and their optima, 80 models', () => {
    let met = 0;
    for (let seed = 0; seed < 80; seed++) {
      const data = linkedModel(seed, kind);
      expectNone(enumerationProblem, data, optionsFor(seed), `${kind} ${seed}`);
      expectNone(optimumProblem, data, optionsFor(seed), `${kind} ${seed}`);
      const { data: after } = presolve(data, { enumerating: true, probing: false });
      if (after.variables.length < data.variables.length && after.constraints.some((c) => c.kind === kind)) met++;
    }
    // the others become something simpler, or nothing is left of them
    if (!SIMPLE_KINDS.includes(kind)) expect(met).toBeGreaterThan(5);
  });
});

describe('whole random models', () => {
  it('keep their solutions and their optima, 1200 models', () => {
    for (let seed = 0; seed < 1200; seed++) {
      const data = randomModel(`presolve:${seed}`);
      expectNone(enumerationProblem, data, optionsFor(seed), `seed ${seed}`);
      expectNone(optimumProblem, data, optionsFor(seed), `seed ${seed}`);
    }
  });

  it('keep them where constraints meet, 1500 models', () => {
    let smaller = 0;
    for (let seed = 0; seed < 1500; seed++) {
      const data = denseModel(seed);
      expectNone(enumerationProblem, data, optionsFor(seed), `seed ${seed}`);
      expectNone(optimumProblem, data, optionsFor(seed), `seed ${seed}`);
      const { variables, constraints } = presolve(data, { enumerating: true }).data;
      if (variables.length < data.variables.length && constraints.length < data.constraints.length) smaller++;
    }
    expect(smaller).toBeGreaterThan(500);
  });

  it('keep them where numbers are huge, 1500 models', () => {
    let changed = 0;
    for (let seed = 0; seed < 1500; seed++) {
      const data = hugeModel(seed);
      if (data === null) continue;
      expectNone(enumerationProblem, data, optionsFor(seed), `seed ${seed}`);
      expectNone(optimumProblem, data, optionsFor(seed), `seed ${seed}`);
      if (presolve(data).data !== data) changed++;
    }
    expect(changed).toBeGreaterThan(300);
  });

  it('do not depend on when it was done', () => {
    for (let seed = 0; seed < 100; seed++) {
      const data = denseModel(seed);
      expect(presolve(data).data).toEqual(presolve(structuredClone(data)).data);
    }
  });

  it('are left as they were', () => {
    for (let seed = 0; seed < 200; seed++) {
      const data = seed % 2 === 0 ? denseModel(seed) : randomModel(seed);
      const copy = structuredClone(data);
      presolve(data);
      expect(data).toEqual(copy);
    }
  });
});

/** A hint that is a solution, where there is no objective, is a solution still. */
const keepsHint: Check = (data, options) => {
  const { objective: _, ...plain } = data;
  const solutions = solutionsOf(plain);
  if (solutions.length === 0) return null;
  const hinted = solutions[Math.floor(solutions.length / 2)]!;
  const hints = { vars: hinted.map((_v, x) => x), values: hinted };
  const presolved = presolve({ ...plain, hints }, options);
  const { vars, values } = presolved.data.hints!;
  const kept = solutionsOf(presolved.data).find((solution) => vars.every((x, k) => solution[x] === values[k]));
  if (kept === undefined) return `the hint ${hinted} has become ${values}`;
  return String(presolved.restore(kept)) === String(hinted) ? null : `the hint leads to ${presolved.restore(kept)}`;
};

/** Whatever the variables of assumptions can be together, they still can be. */
const keepsAssumptions: Check = (data, options) => {
  const { objective: _, ...plain } = data;
  const variables = (plain.assumptions ?? []).map(variableOfRef);
  const choices = (solutions: readonly (readonly number[])[]): string =>
    String([...new Set(solutions.map((values) => String(variables.map((x) => values[x]))))].sort());
  const presolved = presolve(plain, options);
  const back = (presolved.data.assumptions ?? []).map((l) => presolved.literal(l));
  if (presolved.data.variables.length > 0 && String(back) !== String(plain.assumptions)) return `assumptions ${back}`;
  const [before, after] = [choices(solutionsOf(plain)), choices(restoredSolutions(presolved))];
  return before === after ? null : `${after} instead of ${before}`;
};

describe('what the user speaks of', () => {
  it('hints stay, 600 models', () => {
    for (let seed = 0; seed < 600; seed++) {
      const data = seed % 2 === 0 ? denseModel(`hint:${seed}`) : randomModel(`hint:${seed}`);
      expectNone(keepsHint, data, { probing: seed % 3 === 0 }, `seed ${seed}`);
    }
  });

  it('assumptions stay free, 600 models', () => {
    for (let seed = 0; seed < 600; seed++) {
      const data = seed % 2 === 0 ? denseModel(`assumed:${seed}`) : randomModel(`assumed:${seed}`);
      const rng = new Random(`assumptions:${seed}`);
      const booleans = data.variables.flatMap(({ domain }, v) => (domain[0]! >= 0 && domain.at(-1)! <= 1 ? [v] : []));
      const assumptions = Array.from({ length: rng.between(1, 3) }, () => rng.pick(booleans)).map((v) =>
        rng.chance(0.5) ? v : -v - 1,
      );
      expectNone(keepsAssumptions, { ...data, assumptions }, { probing: seed % 3 === 0 }, `seed ${seed}`);
    }
  });

  it('variables of a search strategy are not decided for the user, whatever part of the model they are', () => {
    for (let seed = 0; seed < 600; seed++) {
      const data = denseModel(`part:${seed}`);
      const share = new Random(`part:${seed}`).pick([0.2, 0.5, 0.9]);
      const rng = new Random(`vars:${seed}`);
      const vars = data.variables
        .map((_v, x) => x)
        .filter((x) => rng.chance(share) || data.variables[x]!.domain[1]! > 1);
      const strategy = { vars, variableSelection: 'chooseFirst', valueSelection: 'selectMinValue' } as const;
      expectNone(optimumProblem, { ...data, searchStrategies: [strategy] }, optionsFor(seed), `seed ${seed}`);
    }
  });

  it('variables of a search strategy are replaced by equal ones only', () => {
    for (let seed = 0; seed < 300; seed++) {
      const data = denseModel(`strategy:${seed}`);
      const { objective: _, ...plain } = data;
      const vars = data.variables.map((_v, x) => x);
      const strategy = { vars, variableSelection: 'chooseFirst', valueSelection: 'selectMaxValue' } as const;
      const presolved = presolve({ ...plain, searchStrategies: [strategy] });
      const expected = new Set(solutionsOf(plain).map(String));
      const found = new Set(restoredSolutions(presolved).map(String));
      expect(found, `seed ${seed}`).toEqual(expected);
    }
  });
});
