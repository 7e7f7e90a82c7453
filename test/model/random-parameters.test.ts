// Whole random models under random parameters against brute force: options of the engine and of constraints, presolve or not, hints, assumptions with an objective, and limits, after
// which only what is claimed must be true.

import { describe, expect, it } from 'vitest';
import type { ModelData } from '../../model/model.ts';
import type { SolveParameters } from '../../model/parameters.ts';
import type { SolveResult } from '../../model/result.ts';
import { solveSync } from '../../model/solve.ts';
import { objectiveValue } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

const SWITCHES = [
  'useOverloadCheckerInDisjunctive',
  'usePrecedencesInDisjunctiveConstraint',
  'useNotFirstNotLastInDisjunctive',
  'useEdgeFindingInDisjunctive',
  'useOverloadCheckerInCumulative',
  'useTimetableEdgeFindingInCumulative',
  'useDisjunctiveConstraintInCumulative',
  'useTimetablingInNoOverlap2d',
  'cpModelPresolve',
  'repairHint',
] as const;

function randomParameters(random: Random): SolveParameters {
  const chosen = SWITCHES.filter(() => random.chance(0.3)).map((name) => [name, random.chance(0.5)]);
  return {
    ...Object.fromEntries(chosen),
    randomSeed: random.below(1000),
    explanation: random.pick(['naive', 'big-step', 'pointwise'] as const),
    hintConflictLimit: random.pick([0, 1, 1000]),
    maxSizeToCreatePrecedenceLiteralsInDisjunctive: random.pick([0, 2, 100]),
    noOverlap2dBooleanRelationsLimit: random.pick([0, 2, 100]),
    engine: {
      restartPolicy: random.pick(['ema', 'luby', 'switch', 'none'] as const),
      restartBase: random.pick([1, 2, 50]),
      stableBase: 1,
      reduceInterval: 50,
      phase: random.pick(['saved', 'best', 'hint', 'alternate', 'target'] as const),
      searchBranching: random.pick(['free', 'fixed', 'alternate'] as const),
      initialOrder: random.pick(['random', 'number'] as const),
      vivification: random.pick([0, 0.3]),
      probing: random.pick([0, 0.3]),
      equivalences: random.chance(0.5),
    },
  };
}

function randomLimits(random: Random): SolveParameters {
  return random.pick<SolveParameters>([
    { stopAfterFirstSolution: true },
    { solutionLimit: random.between(1, 3) },
    { absoluteGapLimit: random.between(1, 5) },
    { relativeGapLimit: 0.5 },
    { maxNumberOfConflicts: random.below(6) },
    { maxDeterministicTicks: random.below(3000) },
  ]);
}

/** A model with hints and, sometimes, assumptions. */
function modelOf(seed: number, random: Random): ModelData {
  const data = randomModel(`parameters:${seed}`);
  const booleans = data.variables.flatMap(({ domain }, v) => (domain[0]! >= 0 && domain.at(-1)! <= 1 ? [v] : []));
  const literal = (): number => (random.chance(0.5) ? random.pick(booleans) : -random.pick(booleans) - 1);
  if (random.chance(0.3)) data.assumptions = Array.from({ length: random.between(1, 3) }, literal);
  const vars = data.variables.map((_, v) => v).filter(() => random.chance(0.7));
  data.hints = { vars, values: vars.map((v) => random.pick(data.variables[v]!.domain)) };
  return data;
}

/** What is claimed wrongly, null for nothing. */
function falseClaim(data: ModelData, parameters: SolveParameters, isLimited: boolean): string | null {
  const solutions = allSolutions(data).filter((values) =>
    (data.assumptions ?? []).every((l) => (l < 0 ? values[-l - 1] === 0 : values[l] === 1)),
  );
  const known = new Set(solutions.map(String));
  const sign = data.objective?.maximize === true ? -1 : 1;
  const costs = data.objective === undefined ? [] : solutions.map((values) => sign * objectiveValue(data, values)!);
  const best = costs.length === 0 ? null : costs.reduce((a, b) => Math.min(a, b));
  const claims: string[] = [];
  const claim = (isTrue: boolean, words: string): void => {
    if (!isTrue) claims.push(words);
  };
  const result: SolveResult = solveSync(data, parameters, {
    onSolution: ({ values }) => claim(known.has(String(values)), `${values} is a solution`),
    onBound: ({ value }) => claim(best === null || sign * value <= best, `nothing is better than ${value}`),
  });
  const { status, values, objective, bestBound, hint } = result;
  claim(isLimited || status === (solutions.length > 0 ? 'OPTIMAL' : 'INFEASIBLE'), status);
  claim(status !== 'INFEASIBLE' || solutions.length === 0, status);
  claim(values === null || known.has(String(values)), `${values} is a solution at last`);
  claim((values !== null) === (status === 'OPTIMAL' || status === 'FEASIBLE'), `${status} with ${values}`);
  if (best !== null) {
    claim(status !== 'OPTIMAL' || sign * objective! === best, `${objective} is optimal`);
    claim(bestBound === null || sign * bestBound <= best, `nothing is better than ${bestBound} at last`);
  }
  const { vars, values: hinted } = data.hints!;
  const canHold = solutions.some((solution) => vars.every((v, k) => solution[v] === hinted[k]));
  claim(hint.status !== 'infeasible' || !canHold, 'the hint is infeasible');
  claim((hint.status !== 'feasible' && hint.status !== 'completed') || canHold, `the hint is ${hint.status}`);
  return claims.length === 0 ? null : claims.join('; ');
}

describe.each([
  ['to the end', false],
  ['to a limit', true],
])('random models under random parameters, %s', (_, isLimited) => {
  it('nothing false is claimed, 700 models', () => {
    for (let seed = 0; seed < 700; seed++) {
      const random = new Random(`parameters:${isLimited}:${seed}`);
      const data = modelOf(seed, random);
      const parameters = { ...randomParameters(random), ...(isLimited ? randomLimits(random) : {}) };
      expect(falseClaim(data, parameters, isLimited), `seed ${seed}`).toBe(null);
    }
  });
});
