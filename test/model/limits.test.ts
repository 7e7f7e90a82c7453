// Limits on what is found: the number of solutions, the gap to the bound; and smaller cores of assumptions.

import { describe, expect, it } from 'vitest';
import { CpModel, type Solution, type SolveParameters, type SolveResult, solve, solveSync, sum } from '../../index.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

/** Vertices of a random graph, no two neighbours, as heavy as possible: the first solutions are far from the best. */
function independentSet(n: number, seed: number): CpModel {
  const rng = new Random(`independent:${seed}`);
  const model = new CpModel();
  const vertices = Array.from({ length: n }, (_, v) => model.newBoolVar(`v${v}`));
  for (let v = 0; v < n; v++) {
    for (let w = 0; w < v; w++) if (rng.chance(0.25)) model.addBoolOr(vertices[v]!.not(), vertices[w]!.not());
  }
  model.maximize(sum(vertices.map((v) => v.times(rng.between(1, 40)))));
  return model;
}

async function told(model: CpModel, parameters: SolveParameters): Promise<{ result: SolveResult; seen: Solution[] }> {
  const seen: Solution[] = [];
  return { result: await solve(model, parameters, { onSolution: (solution) => seen.push(solution) }), seen };
}

const WAYS: readonly (readonly [name: string, parameters: SolveParameters])[] = [
  ['one thread', {}],
  ['two workers', { numWorkers: 2 }],
  ['two workers, deterministic', { numWorkers: 2, deterministic: true }],
];

describe.each(WAYS)('in %s', (_, way) => {
  it('stopAfterFirstSolution and solutionLimit end with so many', async () => {
    const model = independentSet(40, 1);
    const best = solveSync(model);
    expect(best.solutionCount).toBeGreaterThan(3);
    for (const [limit, count] of [
      [{ stopAfterFirstSolution: true }, 1],
      [{ solutionLimit: 2 }, 2],
      [{ stopAfterFirstSolution: true, solutionLimit: 5 }, 1],
    ] as const) {
      const { result, seen } = await told(model, { ...way, ...limit, cpModelPresolve: false });
      expect([seen.length, result.solutionCount]).toEqual([count, count]);
      expect(result.values).toEqual(seen.at(-1)!.values);
      expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'solutions', objective: seen.at(-1)!.objective });
      expect(result.bestBound!).toBeGreaterThanOrEqual(best.objective!);
    }
  });

  it('gap limits end when objective and bound are near', async () => {
    const model = independentSet(60, 2);
    const best = solveSync(model).objective!;
    for (const limit of [{ absoluteGapLimit: best / 3 }, { relativeGapLimit: 0.5 }]) {
      const { result } = await told(model, { ...way, ...limit });
      const { objective, bestBound, gap, status, stopReason } = result;
      expect(bestBound!).toBeGreaterThanOrEqual(best);
      if ('absoluteGapLimit' in limit) expect(bestBound! - objective!).toBeLessThanOrEqual(best / 3);
      else expect(gap!).toBeLessThanOrEqual(0.5);
      // it may be proven by chance before that is seen
      expect([status, stopReason]).toEqual(objective === bestBound ? ['OPTIMAL', 'completed'] : ['FEASIBLE', 'gap']);
    }
  });

  it('a gap is seen when the bound comes after the solution', async () => {
    const model = new CpModel();
    const bits = Array.from({ length: 300 }, () => model.newBoolVar());
    model.maximize(sum(bits));
    for (const [k, b] of bits.entries()) model.addHint(b, k < 296);
    const { result } = await told(model, { ...way, relativeGapLimit: 0.05, cpModelPresolve: false });
    expect(result.hint).toEqual({ status: 'feasible', objective: 296, conflicting: [] });
    // a worker may find the best one before the bound is told
    if (way.numWorkers !== undefined && result.solutionCount > 1) return;
    expect(result).toMatchObject({ status: 'FEASIBLE', stopReason: 'gap', objective: 296, bestBound: 300 });
  });

  it('limits that are not reached change nothing', async () => {
    const model = independentSet(20, 3);
    const { result } = await told(model, { ...way, solutionLimit: 1000, absoluteGapLimit: 0, relativeGapLimit: 0 });
    expect(result).toMatchObject({ status: 'OPTIMAL', stopReason: 'completed' });
    expect(result.objective).toBe(solveSync(model).objective);
  });
});

describe('solutionLimit', () => {
  it('ends an enumeration', () => {
    const model = new CpModel();
    const [x, y] = [model.newIntVar(0, 9), model.newIntVar(0, 9)];
    model.add(x.ne(y));
    const seen = new Set<string>();
    const onSolution = ({ values }: Solution): unknown => seen.add(String(values));
    const parameters = { enumerateAllSolutions: true, solutionLimit: 7 };
    expect(solveSync(model, parameters, { onSolution })).toMatchObject({
      status: 'FEASIBLE',
      stopReason: 'solutions',
      solutionCount: 7,
    });
    expect(seen.size).toBe(7);
    expect(solveSync(model, { ...parameters, solutionLimit: 91 })).toMatchObject({
      status: 'OPTIMAL',
      solutionCount: 90,
    });
  });

  it('does not make less of an answer', () => {
    const model = new CpModel();
    model.newIntVar(0, 9);
    expect(solveSync(model, { stopAfterFirstSolution: true }).status).toBe('OPTIMAL');
    const x = model.newIntVar(3, 9);
    model.minimize(x);
    expect(solveSync(model, { stopAfterFirstSolution: true })).toMatchObject({ status: 'OPTIMAL', objective: 3 });
  });
});

describe('minimizeCore', () => {
  it('gives cores of which none can be left out, with an objective as without, 400 models', async () => {
    let refuted = 0;
    for (let seed = 0; seed < 400; seed++) {
      const data = randomModel(`core:${seed}`);
      const rng = new Random(`core:${seed}`);
      const booleans = data.variables.flatMap(({ domain }, v) => (domain[0]! >= 0 && domain.at(-1)! <= 1 ? [v] : []));
      const assumptions = Array.from({ length: rng.between(2, 5) }, () =>
        rng.chance(0.5) ? rng.pick(booleans) : -rng.pick(booleans) - 1,
      );
      const model = { ...data, assumptions };
      const solutions = allSolutions(data);
      const canHold = (literals: readonly number[]): boolean =>
        solutions.some((values) => literals.every((l) => (l < 0 ? values[-l - 1] === 0 : values[l] === 1)));
      const parameters: SolveParameters = { minimizeCore: true, ...(seed % 100 === 0 ? { numWorkers: 2 } : {}) };
      const { status, sufficientAssumptionsForInfeasibility: core } =
        seed % 2 === 0 ? await solve(model, parameters) : solveSync(model, { ...parameters, numWorkers: 1 });
      const label = `seed ${seed}`;
      expect(status, label).toBe(canHold(assumptions) ? 'OPTIMAL' : 'INFEASIBLE');
      if (status === 'OPTIMAL') continue;
      refuted++;
      expect(canHold(core), label).toBe(false);
      for (const literal of core) expect(canHold(core.filter((l) => l !== literal)), label).toBe(true);
    }
    expect(refuted).toBeGreaterThan(50);
  });

  it('leaves out what the search has only come upon', () => {
    // a and d contradict each other in four steps; a, b and d in two, which is seen first
    const model = new CpModel();
    const [a, b, c, d, u, ...chain] = Array.from({ length: 8 }, (_, k) => model.newBoolVar(`b${k}`));
    model.addBoolOr(a!.not(), b!.not(), u!);
    model.addImplication(u!, d!.not());
    const steps = [a!, ...chain];
    for (let k = 1; k < steps.length; k++) model.addImplication(steps[k - 1]!, steps[k]!);
    model.addImplication(chain.at(-1)!, d!.not());
    model.addAssumptions(a!, b!, c!, d!);
    const core = (parameters: SolveParameters): readonly number[] =>
      solveSync(model, { ...parameters, cpModelPresolve: false }).sufficientAssumptionsForInfeasibility;
    expect(core({})).toEqual([a!.literal, b!.literal, d!.literal]);
    expect(core({ minimizeCore: true })).toEqual([a!.literal, d!.literal]);
  });

  it('stops at the limits with a core all the same', () => {
    // one pigeon more than holes; each may be told to sit
    const model = new CpModel();
    const pigeons = Array.from({ length: 8 }, () => Array.from({ length: 7 }, () => model.newBoolVar()));
    const told = pigeons.map((sits, p) => {
      const literal = model.newBoolVar(`pigeon ${p}`);
      model.addBoolOr(sits).onlyEnforceIf(literal);
      return literal;
    });
    for (let h = 0; h < 7; h++) model.addAtMostOne(pigeons.map((sits) => sits[h]!));
    const idle = model.newBoolVar('idle');
    model.addAssumptions(told, idle);
    const core = told.map(({ literal }) => literal);
    const parameters = { minimizeCore: true, cpModelPresolve: false };
    expect(solveSync(model, parameters).sufficientAssumptionsForInfeasibility).toEqual(core);
    const { conflicts } = solveSync(model, { cpModelPresolve: false }).stats;
    const limited = solveSync(model, { ...parameters, maxNumberOfConflicts: conflicts + 1 });
    expect(limited.status).toBe('INFEASIBLE');
    expect(limited.sufficientAssumptionsForInfeasibility).toEqual(core);
  });
});
