// Hints: what is said of them against all solutions by brute force, and that what they lead to is reported first, in one thread and in several.

import { describe, expect, it } from 'vitest';
import { CpModel, type HintResult, type Solution, type SolveParameters, solve, solveSync, sum } from '../../index.ts';
import { hintedSolution, withHint } from '../../model/hints.ts';
import type { ModelData } from '../../model/model.ts';
import { presolve } from '../../model/presolve/presolve.ts';
import { objectiveValue } from '../../model/verify.ts';
import { Random } from '../../solver/random.ts';
import { denseModel } from '../presolve/dense-models.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

interface Told {
  readonly result: ReturnType<typeof solveSync>;
  readonly seen: readonly Solution[];
}

function told(model: CpModel | ModelData, parameters: SolveParameters = {}): Told {
  const seen: Solution[] = [];
  return { result: solveSync(model, parameters, { onSolution: (solution) => seen.push(solution) }), seen };
}

/** Whether an assignment has the hinted values, but for those left out. */
function follows(values: readonly number[], { hints }: ModelData, except: readonly number[] = []): boolean {
  return hints!.vars.every((x, k) => except.includes(x) || values[x] === hints!.values[k]);
}

function isIn(data: ModelData, x: number, v: number): boolean {
  const { domain } = data.variables[x]!;
  return domain.some((lo, k) => k % 2 === 0 && lo <= v && v <= domain[k + 1]!);
}

/** The model with a hint of random values, some of them from a solution if there is one, perhaps not for all variables. */
function hinted(seed: number): { data: ModelData; solutions: number[][] } {
  const data = randomModel(`hints:${seed}`);
  const solutions = allSolutions(data);
  const rng = new Random(`hints:${seed}`);
  const from = solutions.length > 0 && rng.chance(0.7) ? rng.pick(solutions) : null;
  const share = rng.pick([0.3, 0.6, 1]);
  const noise = rng.pick([0, 0.2]);
  const vars = data.variables.map((_, x) => x).filter(() => rng.chance(share));
  const values = vars.map((x) => {
    const { domain } = data.variables[x]!;
    if (from !== null && !rng.chance(noise)) return from[x]!;
    return rng.between(domain[0]!, domain.at(-1)!);
  });
  return { data: { ...data, hints: { vars, values } }, solutions };
}

/** What there is to say about a hint, by all solutions; `conflicting` of the answer is judged apart. */
function expectRight({ data, solutions }: ReturnType<typeof hinted>, hint: HintResult, seed: number): void {
  const { vars, values } = data.hints!;
  const label = `seed ${seed}`;
  if (vars.length === 0) {
    expect(hint, label).toEqual({ status: 'none', objective: null, conflicting: [] });
    return;
  }
  const outside = vars.filter((x, k) => !isIn(data, x, values[k]!));
  const isPossible = solutions.some((solution) => follows(solution, data));
  if (isPossible) {
    const isComplete = data.variables.every(({ domain }, x) => domain[0] === domain.at(-1) || vars.includes(x));
    expect(hint.status, label).toBe(isComplete ? 'feasible' : 'completed');
    expect(hint.conflicting, label).toEqual([]);
    expect(hint.objective === null, label).toBe(data.objective === undefined);
    return;
  }
  expect([hint.status, hint.objective], label).toEqual(['infeasible', null]);
  if (outside.length > 0) {
    expect(hint.conflicting, label).toEqual(outside);
    return;
  }
  // those named cannot go together, and none of them can be left out
  const open = (named: readonly number[]): boolean =>
    solutions.some((solution) =>
      follows(
        solution,
        data,
        vars.filter((x) => !named.includes(x)),
      ),
    );
  expect(open(hint.conflicting), label).toBe(false);
  for (const x of hint.conflicting) expect(open(hint.conflicting.filter((y) => y !== x)), label).toBe(true);
}

describe('what is said of hints', () => {
  it('is what brute force says, and the solution they lead to comes first, 1200 models', () => {
    const count = { none: 0, feasible: 0, completed: 0, infeasible: 0, unknown: 0 };
    for (let seed = 0; seed < 1200; seed++) {
      const one = hinted(seed);
      const { data, solutions } = one;
      const { result, seen } = told(data, { cpModelPresolve: seed % 3 !== 0, randomSeed: seed });
      const label = `seed ${seed}`;
      expectRight(one, result.hint, seed);
      count[result.hint.status]++;
      expect(result.status, label).toBe(solutions.length === 0 ? 'INFEASIBLE' : 'OPTIMAL');
      if (data.objective !== undefined) expect(result.objective, label).toBe(bestObjective(data));
      if (result.hint.status !== 'feasible' && result.hint.status !== 'completed') continue;
      const first = seen[0]!;
      expect(follows(first.values, data), label).toBe(true);
      expect(first.worker, label).toBe(result.hint.status === 'feasible' ? 'hint' : 'hint (completed)');
      expect(first.objective, label).toBe(result.hint.objective);
      expect(first.objective, label).toBe(data.objective === undefined ? null : objectiveValue(data, first.values));
    }
    expect(count.unknown).toBe(0);
    for (const status of ['none', 'feasible', 'completed', 'infeasible'] as const) {
      expect(count[status], status).toBeGreaterThan(50);
    }
  });

  it('takes the assumptions of the model as given, 300 models', () => {
    let differs = 0;
    for (let seed = 0; seed < 300; seed++) {
      const { data, solutions } = hinted(seed);
      const booleans = data.variables.flatMap(({ domain }, v) => (domain[0]! >= 0 && domain.at(-1)! <= 1 ? [v] : []));
      const rng = new Random(`assumed:${seed}`);
      const literal = rng.chance(0.5) ? rng.pick(booleans) : -rng.pick(booleans) - 1;
      const allowed = solutions.filter((values) => (literal < 0 ? values[-literal - 1] === 0 : values[literal] === 1));
      const { result } = told({ ...data, assumptions: [literal] });
      expect(result.status, `seed ${seed}`).toBe(allowed.length === 0 ? 'INFEASIBLE' : 'OPTIMAL');
      const isPossible = allowed.some((values) => follows(values, data));
      if (isPossible !== solutions.some((values) => follows(values, data))) differs++;
      if (data.hints!.vars.length === 0) continue;
      expect(result.hint.status !== 'infeasible', `seed ${seed}`).toBe(isPossible);
    }
    expect(differs).toBeGreaterThan(20);
  });

  it('that are a solution survive presolve, or become a better one, 900 models', () => {
    let count = 0;
    for (let seed = 0; seed < 900; seed++) {
      const data = seed % 3 === 0 ? denseModel(`kept:${seed}`) : randomModel(`kept:${seed}`);
      const solutions = allSolutions(data);
      if (solutions.length === 0) continue;
      const values = new Random(`kept:${seed}`).pick(solutions);
      const presolved = presolve(withHint(data, values), { probing: seed % 2 === 0 });
      const kept = hintedSolution(presolved.data);
      expect(kept, `seed ${seed}`).not.toBeNull();
      const sign = data.objective?.maximize === true ? -1 : 1;
      const [before, after] = [values, presolved.restore(kept!)].map((v) => sign * objectiveValue(data, v));
      expect(after, `seed ${seed}`).toBeLessThanOrEqual(before!);
      if (after! < before!) count++;
    }
    expect(count).toBeGreaterThan(50);
  });

  it('costs an enumeration none of its solutions, 300 models', () => {
    for (let seed = 0; seed < 300; seed++) {
      const { data, solutions } = hinted(seed);
      const { objective: _, ...plain } = data;
      const { result, seen } = told(plain, { enumerateAllSolutions: true, cpModelPresolve: seed % 2 === 0 });
      expect(seen.map(({ values }) => String(values)).sort(), `seed ${seed}`).toEqual(solutions.map(String).sort());
      expectRight({ data: plain, solutions }, result.hint, seed);
    }
  });
});

/** Numbers of 0..9 whose neighbours differ by 2 at least; the sum is to be small. */
function spread(n: number): { model: CpModel; vars: ReturnType<CpModel['newIntVar']>[] } {
  const model = new CpModel();
  const vars = Array.from({ length: n }, (_, k) => model.newIntVar(0, 9, `x${k}`));
  for (let k = 1; k < n; k++) {
    const gap = vars[k]!.minus(vars[k - 1]!);
    const rises = model.newBoolVar(`rises ${k}`);
    model.add(gap.ge(2)).onlyEnforceIf(rises);
    model.add(gap.le(-2)).onlyEnforceIf(rises.not());
  }
  model.minimize(sum(vars));
  return { model, vars };
}

describe('a hint', () => {
  it('that is a solution is the answer where any is', () => {
    const model = new CpModel();
    const vars = Array.from({ length: 6 }, (_, k) => model.newIntVar(0, 5, `x${k}`));
    model.addAllDifferent(vars);
    for (const [k, x] of vars.entries()) model.addHint(x, (k + 4) % 6);
    const { result } = told(model, { maxNumberOfConflicts: 0 });
    expect(result).toMatchObject({ status: 'OPTIMAL', values: [4, 5, 0, 1, 2, 3], solutionInfo: 'hint' });
    expect([result.solutionCount, result.stats.branches]).toEqual([1, 0]);
  });

  it('that is optimal is proven so', () => {
    const { model, vars } = spread(4);
    for (const [k, x] of vars.entries()) model.addHint(x, k % 2 === 0 ? 0 : 2);
    const { result, seen } = told(model);
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: 4, solutionInfo: 'hint (completed)' });
    expect(seen).toHaveLength(1);
  });

  it('is only verified with a limit of no conflicts', () => {
    const { model, vars } = spread(4);
    model.addHint(vars[0]!, 9);
    const { result } = told(model, { hintConflictLimit: 0 });
    expect([result.hint.status, result.objective]).toEqual(['unknown', 4]);
  });

  it('is repaired on demand: what contradicts goes, the rest stays', () => {
    const { model, vars } = spread(6);
    for (const [k, v] of [9, 7, 8, 0, 9, 0].entries()) model.addHint(vars[k]!, v);
    const plain = told(model);
    expect(plain.result.hint).toMatchObject({ status: 'infeasible', objective: null });
    expect(plain.result.hint.conflicting).toEqual([vars[1]!.index, vars[2]!.index]);
    expect(plain.seen[0]!.worker).toBe('search');
    const { result, seen } = told(model, { repairHint: true });
    expect(result.hint).toEqual(plain.result.hint);
    expect(seen[0]!.worker).toBe('hint (repaired)');
    expect(seen[0]!.values.filter((v, k) => k < 6 && v === [9, 7, 8, 0, 9, 0][k]).length).toBeGreaterThanOrEqual(4);
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: 6 });
  });

  it('outside of a domain is named without a search, and repaired, too', () => {
    const { model, vars } = spread(3);
    model.addHint(vars[0]!, 12).addHint(vars[1]!, 5);
    expect(told(model).result.hint).toMatchObject({ status: 'infeasible', conflicting: [vars[0]!.index] });
    const { seen } = told(model, { repairHint: true });
    expect([seen[0]!.worker, seen[0]!.values[1]]).toEqual(['hint (repaired)', 5]);
  });

  it('of a model without solutions is impossible, and nobody is to blame', () => {
    const { model, vars } = spread(3);
    model.add(sum(vars).ge(27));
    model.addHint(vars[0]!, 9);
    expect(told(model).result).toMatchObject({
      status: 'INFEASIBLE',
      hint: { status: 'infeasible', conflicting: [] },
    });
  });

  it('is told in the log', () => {
    const { model, vars } = spread(3);
    const lines = (parameters: SolveParameters = {}): string[] => {
      const all: string[] = [];
      solveSync(model, { ...parameters, logSearchProgress: true }, { onLog: (line) => all.push(line) });
      return all.filter((line) => line.startsWith('hint'));
    };
    expect(lines()).toEqual([]);
    model.addHint(vars[0]!, 9);
    expect(lines()).toEqual([expect.stringMatching(/^hint: completed, objective \d+$/)]);
    model.addHint(vars[1]!, 8);
    expect(lines()).toEqual(['hint: impossible, by x0, x1']);
    expect(lines({ repairHint: true })).toEqual(['hint: impossible, by x0, x1; repaired']);
    expect(lines({ hintConflictLimit: 0 })).toEqual(['hint: neither completed nor refuted within the limits']);
  });
});

describe('fixVariablesToTheirHintedValue', () => {
  it('leaves the solutions that have those values, 400 models', () => {
    let infeasible = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { data, solutions } = hinted(seed);
      const left = solutions.filter((values) => follows(values, data));
      const parameters = { fixVariablesToTheirHintedValue: true, repairHint: seed % 2 === 0 };
      const { result, seen } = told(data, parameters);
      expect(result.status, `seed ${seed}`).toBe(left.length === 0 ? 'INFEASIBLE' : 'OPTIMAL');
      for (const { values } of seen) expect(follows(values, data), `seed ${seed}`).toBe(true);
      if (left.length === 0) infeasible++;
      else if (data.objective !== undefined) {
        const { maximize } = data.objective;
        const objectives = left.map((values) => objectiveValue(data, values));
        const best = maximize === true ? Math.max(...objectives) : Math.min(...objectives);
        expect(result.objective, `seed ${seed}`).toBe(best);
      }
    }
    expect(infeasible).toBeGreaterThan(40);
  });
});

describe('with several workers, hints', () => {
  const cases: readonly (readonly [name: string, hint: readonly number[], parameters: SolveParameters])[] = [
    ['complete it', [0, 9, 7], {}],
    ['repair it', [9, 7, 8], { repairHint: true }],
    ['refute it', [9, 8], {}],
    ['do it deterministically', [0, 9, 7], { deterministic: true }],
  ];

  it.each(cases)('%s', async (_, hint, parameters) => {
    const { model, vars } = spread(8);
    for (const [k, v] of hint.entries()) model.addHint(vars[k]!, v);
    const alone = told(model, parameters);
    const seen: Solution[] = [];
    const onSolution = (solution: Solution): unknown => seen.push(solution);
    const result = await solve(model, { ...parameters, numWorkers: 2 }, { onSolution });
    expect(result.hint).toEqual(alone.result.hint);
    expect(result).toMatchObject({ status: 'OPTIMAL', objective: 8, bestBound: 8 });
    if (alone.seen[0]!.worker.startsWith('hint')) {
      const { seconds: _s, bestBound: _b, ...first } = seen[0]!;
      expect(alone.seen[0]).toMatchObject(first);
    }
    const objectives = seen.map(({ objective }) => objective!);
    expect(objectives).toEqual([...new Set(objectives)].sort((a, b) => b - a));
    expect(result.solutionCount).toBe(seen.length);
  });

  it('are the answer where any is', async () => {
    const model = new CpModel();
    const vars = Array.from({ length: 5 }, () => model.newIntVar(0, 4));
    model.addAllDifferent(vars);
    for (const [k, x] of vars.entries()) model.addHint(x, 4 - k);
    const result = await solve(model, { numWorkers: 2 });
    expect(result).toMatchObject({ status: 'OPTIMAL', values: [4, 3, 2, 1, 0], stopReason: 'completed' });
    expect([result.solutionInfo, result.stats.variables]).toEqual(['hint', 0]);
  });
});
