// The members that work on the bound, as strategies of a model: with clause learning beside them they end with the optimum of brute force or the proof that there is none, and never
// claim more on the way. Also the rows that are read off a model.

import { describe, expect, it } from 'vitest';
import { linearRows } from '../../model/linear-rows.ts';
import type { ModelData } from '../../model/model.ts';
import { exchangeValue, verifiedObjective } from '../../model/model-core.ts';
import { modelMembers } from '../../model/strategies.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { anyModel, coverModel, schedulingModel } from '../solver/objective-models.ts';
import { allSolutions, bestObjective } from '../support/brute.ts';
import { randomModel } from '../support/random-model.ts';

/** Bounds on the way, and what is known at the end. */
function solveBy(strategy: string, data: ModelData, ticks: number): { upper: number; lower: number; bounds: number[] } {
  const bounds: number[] = [];
  const exchange = new LocalExchange<readonly number[]>(
    {
      verify: (values, objective) => expect(verifiedObjective(data, values)).toBe(objective),
      onSolution: () => {},
      onBound: ({ value }) => bounds.push(value),
    },
    () => false,
  );
  const members = modelMembers({ payload: { data, parameters: {} }, strategy, seed: '1' }, exchange);
  for (let step = 0; !exchange.closed; step++) {
    if (step > 5000) throw new Error('no end');
    const member = members[step % members.length]!;
    if (!member.exhausted) member.step(WorkBudget.ticks(ticks));
  }
  return { upper: exchange.upper, lower: exchange.lower, bounds };
}

describe.each(['mixed', 'core', 'relaxation', 'reduced-cost', 'lns'])('the strategy %s', (strategy) => {
  it.each([
    ['covers', coverModel],
    ['scheduling', schedulingModel],
    ['any constraints', anyModel],
  ])('ends with the optimum of brute force: %s, 200 models', (_, makeModel) => {
    for (let seed = 500; seed < 700; seed++) {
      const data = makeModel(seed);
      const best = bestObjective(data);
      const optimum = best === null ? Number.POSITIVE_INFINITY : exchangeValue(data, best);
      const { upper, lower, bounds } = solveBy(strategy, data, seed % 2 === 0 ? 2000 : 1e6);
      expect([upper, lower], `seed ${seed}`).toEqual([optimum, optimum]);
      for (const bound of bounds) expect(bound, `seed ${seed}`).toBeLessThanOrEqual(optimum);
    }
  });
});

describe('linear rows of a model', () => {
  it('hold in every solution, 400 models', () => {
    let rows = 0;
    for (let seed = 0; seed < 400; seed++) {
      const data = randomModel(`rows:${seed}`, [
        'linear',
        'boolOr',
        'atMostOne',
        'exactlyOne',
        'boolAnd',
        'max',
        'min',
        'product',
        'precedence',
      ]);
      const found = linearRows(data);
      rows += found.length;
      for (const values of allSolutions(data)) {
        for (const { svs, coeffs, least } of found) {
          const sum = Array.from(svs).reduce(
            (s, sv, i) => s + coeffs[i]! * (sv & 1 ? 0 - values[sv >> 1]! : values[sv >> 1]!),
            0,
          );
          expect(sum, `seed ${seed}`).toBeGreaterThanOrEqual(least);
        }
      }
    }
    expect(rows).toBeGreaterThan(400);
  });
});
