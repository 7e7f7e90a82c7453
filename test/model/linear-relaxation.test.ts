// The linear relaxation inside clause learning, on models too large for brute force and with large numbers: the optimum is that of the search without it. Small models are in
// bounding-members.test.ts.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import type { ModelData } from '../../model/model.ts';
import { exchangeValue, verifiedObjective } from '../../model/model-core.ts';
import { solve, solveSync } from '../../model/solve.ts';
import { modelMembers } from '../../model/strategies.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';

/** Covering and packing rows over integers, some under a literal; weights over four orders of magnitude. */
function largeNumbers(seed: number): ModelData {
  const rng = new Random(`relaxation:${seed}`);
  const model = new CpModel();
  const unit = 10 ** rng.between(0, 4);
  const xs = Array.from({ length: rng.between(6, 10) }, () => model.newIntVar(0, rng.pick([1, 1, 5, 1000])));
  const sumOf = (most: number) =>
    xs.filter(() => rng.chance(0.6)).map((x) => x.times(rng.between(1, most) * rng.pick([1, unit])));
  for (let r = 0; r < 4; r++) {
    const [first, ...rest] = sumOf(9);
    if (first === undefined) continue;
    const sum = rest.reduce((total, term) => total.plus(term), first.plus(0));
    const row = rng.chance(0.7)
      ? model.add(sum.ge(rng.between(1, 20) * unit))
      : model.add(sum.le(rng.between(5, 30) * unit));
    if (rng.chance(0.3)) row.onlyEnforceIf(model.newBoolVar());
  }
  model.minimize(xs.map((x) => x.times(rng.between(1, 99) * rng.pick([1, unit]))).reduce((a, b) => a.plus(b)));
  return model.data;
}

/** What the members of a strategy end with. */
function solveBy(strategy: string, data: ModelData): { upper: number; lower: number; pushed: number } {
  const exchange = new LocalExchange<readonly number[]>(
    {
      verify: (values, objective) => expect(verifiedObjective(data, values)).toBe(objective),
      onSolution: () => {},
      onBound: () => {},
    },
    () => false,
  );
  const members = modelMembers({ payload: { data, parameters: {} }, strategy, seed: '1' }, exchange);
  for (let step = 0; !exchange.closed; step++) {
    if (step > 2000) throw new Error('no end');
    const member = members[step % members.length]!;
    if (!member.exhausted) member.step(WorkBudget.ticks(1e5));
  }
  const pushed = members.reduce((sum, member) => sum + (member.stats()['pushed'] ?? 0), 0);
  return { upper: exchange.upper, lower: exchange.lower, pushed };
}

describe('the linear relaxation', () => {
  it('leaves the optimum as it is, 100 models with large numbers', () => {
    let pushed = 0;
    for (let seed = 0; seed < 100; seed++) {
      const data = largeNumbers(seed);
      const { status, objective } = solveSync(data, { maxDeterministicTicks: 2e7 });
      if (status !== 'OPTIMAL' && status !== 'INFEASIBLE') continue;
      const optimum = objective === null ? Number.POSITIVE_INFINITY : exchangeValue(data, objective);
      const found = solveBy('relaxation', data);
      expect([found.upper, found.lower], `seed ${seed}`).toEqual([optimum, optimum]);
      pushed += found.pushed;
    }
    expect(pushed).toBeGreaterThan(100);
  });
});

/** Covers of 60 integers by rows of large weights: without a relaxation there is no bound but 0. */
function coveringModel(seed: number): CpModel {
  const rng = new Random(`beside:${seed}`);
  const model = new CpModel();
  const xs = Array.from({ length: 60 }, () => model.newIntVar(0, 3));
  const sum = (least: number) => xs.map((x) => x.times(rng.between(least, 99))).reduce((a, b) => a.plus(b));
  for (let r = 0; r < 5; r++) model.add(sum(1).ge(5000));
  model.minimize(sum(20));
  return model;
}

describe('a search alone in the calling thread', () => {
  it('has the bound of the relaxation, and is the same in one go and in slices', async () => {
    for (let seed = 0; seed < 3; seed++) {
      const model = coveringModel(seed);
      const parameters = { maxDeterministicTicks: 4e6, deterministic: true };
      const atOnce = solveSync(model, parameters);
      expect(atOnce.bestBound, `seed ${seed}`).toBeGreaterThan(0.6 * atOnce.objective!);
      const inSlices = await solve(model, parameters);
      const told = ({ objective, bestBound, stats }: typeof atOnce) => ({ objective, bestBound, stats });
      expect(told(inSlices)).toEqual(told(atOnce));
      expect(Number.isSafeInteger(atOnce.stats.ticks)).toBe(true);
    }
  });
});
