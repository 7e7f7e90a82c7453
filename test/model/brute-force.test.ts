// Whole models through compile, engine and solveSync against brute force: the set of all solutions, the status, the optimum, proven bounds, assumption cores.
// 3 600 seeded models, each under one of several modes of engine and explanations. A failing model is shrunk and printed.

import { describe, expect, it } from 'vitest';
import type { ModelData } from '../../model/model.ts';
import type { SolveParameters } from '../../model/parameters.ts';
import { solveSync } from '../../model/solve.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';
import { CONSTRAINT_KINDS, randomModel } from '../support/random-model.ts';
import { shrinkModel } from '../support/shrink-model.ts';

const MODES: readonly SolveParameters[] = [
  {},
  { engine: { learning: false }, explanation: 'naive' },
  {
    engine: { restartPolicy: 'luby', restartBase: 1, reduceInterval: 50, minimization: false },
    explanation: 'big-step',
  },
  { engine: { searchBranching: 'fixed', phase: 'hint' }, explanation: 'pointwise' },
  { engine: { randomFrequency: 0.5, restartPolicy: 'luby', restartBase: 2, phase: 'best' } },
];

type Check = (data: ModelData, parameters: SolveParameters) => string | null;

/** The set of all solutions. */
const enumeration: Check = (data, parameters) => {
  const { objective: _, ...model } = data;
  const found: string[] = [];
  const result = solveSync(
    model,
    { ...parameters, enumerateAllSolutions: true },
    { onSolution: ({ values }) => found.push(String(values)) },
  );
  const expected = allSolutions(model).map(String);
  if (String(found.sort()) !== String(expected.sort())) return `${found.length} solutions of ${expected.length}`;
  const status = expected.length === 0 ? 'INFEASIBLE' : 'OPTIMAL';
  if (result.status !== status) return `status ${result.status} instead of ${status}`;
  return result.solutionCount === expected.length ? null : `solutionCount ${result.solutionCount}`;
};

/** Status and optimum, every solution better than the one before, every bound a bound. */
const optimum: Check = (data, parameters) => {
  if (data.objective === undefined) return null;
  const { maximize } = data.objective;
  const better = (a: number, b: number): boolean => (maximize === true ? a > b : a < b);
  const best = bestObjective(data);
  const result = solveSync(data, parameters);
  if (best === null) return result.status === 'INFEASIBLE' ? null : `status ${result.status} without solutions`;
  if (result.status !== 'OPTIMAL') return `status ${result.status} instead of OPTIMAL`;
  if (result.objective !== best || result.bestBound !== best || result.gap !== 0) {
    return `objective ${result.objective}, bound ${result.bestBound}, gap ${result.gap}, best is ${best}`;
  }
  const values = result.objectiveHistory.map(({ value }) => value);
  if (values.some((value, k) => k > 0 && !better(value, values[k - 1]!))) return `solutions ${values}`;
  const bounds = result.boundHistory.map(({ value }) => value);
  return bounds.some((bound, k) => better(best, bound) || (k > 0 && better(bound, bounds[k - 1]!)))
    ? `bounds ${bounds} of ${best}`
    : null;
};

/** Answers under assumptions, and the core of a contradiction. */
const assumptions: Check = (data, parameters) => {
  const assumed = data.assumptions ?? [];
  const { objective: _, ...model } = data;
  const isTrue = (literal: number, values: readonly number[]): boolean =>
    literal < 0 ? values[-literal - 1] === 0 : values[literal] === 1;
  const all = allSolutions(model);
  const result = solveSync(model, parameters);
  const core = result.sufficientAssumptionsForInfeasibility;
  if (all.some((values) => assumed.every((literal) => isTrue(literal, values)))) {
    if (result.status !== 'OPTIMAL' || core.length > 0) return `status ${result.status}, core ${core}`;
    return assumed.every((literal) => isTrue(literal, result.values!))
      ? null
      : `an assumption is false in ${result.values}`;
  }
  if (result.status !== 'INFEASIBLE') return `status ${result.status} instead of INFEASIBLE`;
  if (!core.every((literal) => assumed.includes(literal))) return `core ${core} is not of ${assumed}`;
  return all.some((values) => core.every((literal) => isTrue(literal, values))) ? `core ${core} can hold` : null;
};

/** What is wrong, exceptions included. */
function problem(check: Check, data: ModelData, parameters: SolveParameters): string | null {
  try {
    return check(data, parameters);
  } catch (error) {
    return String(error);
  }
}

/** Expects the check to find nothing under the mode of the seed; shrinks the model if it does. */
function expectSame(check: Check, data: ModelData, seed: number): void {
  const parameters = { ...MODES[seed % MODES.length]!, randomSeed: seed };
  if (problem(check, data, parameters) === null) return;
  const small = shrinkModel(data, (candidate) => problem(check, candidate, parameters) !== null);
  expect.fail(
    `seed ${seed}: ${problem(check, small, parameters)}\n${JSON.stringify(small)}\n${JSON.stringify(parameters)}`,
  );
}

describe.each(CONSTRAINT_KINDS)('models of %s', (kind) => {
  it('have the solutions of brute force, 100 models', () => {
    for (let seed = 0; seed < 100; seed++) expectSame(enumeration, randomModel(`${kind}:${seed}`, [kind]), seed);
  });
});

describe('whole random models', () => {
  it('have the solutions of brute force, 900 models', () => {
    for (let seed = 0; seed < 900; seed++) expectSame(enumeration, randomModel(`all:${seed}`), seed);
  });

  it('have the optimum of brute force, 600 models', () => {
    let count = 0;
    for (let seed = 0; count < 600; seed++) {
      const data = randomModel(`optimum:${seed}`);
      if (data.objective === undefined) continue;
      count++;
      expectSame(optimum, data, seed);
    }
  });

  it('obey assumptions, or name some that cannot hold together, 600 models', () => {
    let refuted = 0;
    for (let seed = 0; seed < 600; seed++) {
      const data = randomModel(`assumptions:${seed}`);
      const rng = new Random(`literals:${seed}`);
      const booleans = data.variables.flatMap(({ domain }, v) =>
        domain[0]! >= 0 && domain[domain.length - 1]! <= 1 ? [v] : [],
      );
      data.assumptions = Array.from({ length: rng.between(1, 4) }, () =>
        rng.chance(0.5) ? rng.pick(booleans) : -rng.pick(booleans) - 1,
      );
      expectSame(assumptions, data, seed);
      if (solveSync(data).sufficientAssumptionsForInfeasibility.length > 0) refuted++;
    }
    expect(refuted).toBeGreaterThan(50);
  });
});
