// Covering rows, their inequalities and the fixings that follow, on random rematerialization graphs: with clause learning beside them they prove the optimum of brute force,
// whether it is known from the beginning or not, and infeasibility. Alone, they never pass it.

import { describe, expect, it } from 'vitest';
import { buildMoccasin } from '../../formulation/moccasin.ts';
import { presenceRows } from '../../formulation/presence-rows.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { coverRows } from '../../formulation/relaxation.ts';
import { Random } from '../../solver/random.ts';
import { leastDuration, stagedFront } from '../support/brute-schedule.ts';
import { solveByMembers } from './solve-by-members.ts';
import { criticalBudgets, graphWithTradeOff } from './solve-case.ts';

describe('reduced costs', () => {
  it('prove the least duration of brute force, or that there is none, 150 graphs', () => {
    let infeasible = 0;
    let rows = 0;
    for (let seed = 0; seed < 150; seed++) {
      const rng = new Random(`reduced:${seed}`);
      const keepOutputs = rng.chance(0.2);
      const maxComputations = rng.chance(0.8) ? 2 : 3;
      const maxNodes = maxComputations === 2 ? 7 : 5;
      const { graph, front } = graphWithTradeOff(rng, { minNodes: 3, maxNodes }, (g) =>
        stagedFront(g, maxComputations, keepOutputs),
      );
      for (const memoryBound of criticalBudgets(rng, graph, front, 4)) {
        const problem: RematProblem = {
          ...{ graph, order: 'input', maxComputations, keepOutputs, objective: 'duration', memoryBound },
          ...{ durationBound: Number.POSITIVE_INFINITY, precedence: 'cover' },
        };
        const best = leastDuration(front, memoryBound);
        const optimum = best?.duration ?? Number.POSITIVE_INFINITY;
        const start = best !== null && rng.chance(0.5) ? best.sequence : null;
        const answer = solveByMembers('reduced-cost', problem, rng.pick([3000, 1e6]), start);
        const label = `seed ${seed} within ${memoryBound}`;
        expect(answer, label).toMatchObject({ upper: optimum, lower: optimum });
        for (const bound of answer.bounds) expect(bound, label).toBeLessThanOrEqual(optimum);
        if (best === null) infeasible++;
        rows += presenceRows(buildMoccasin(graph, problem)).length;
      }
    }
    expect(infeasible).toBeGreaterThan(50);
    expect(rows).toBeGreaterThan(300);
  });

  it('have no rows where the covering argument does not hold', () => {
    const { graph } = graphWithTradeOff(new Random('rows'), { minNodes: 5, maxNodes: 6 }, (g) =>
      stagedFront(g, 2, false),
    );
    const problem = { graph, maxComputations: 2, keepOutputs: false, durationBound: Number.POSITIVE_INFINITY } as const;
    const options = { ...problem, precedence: 'cover', memoryBound: 1 } as const;
    expect(presenceRows(buildMoccasin(graph, { ...options, order: 'input', objective: 'duration' }))).not.toEqual([]);
    expect(presenceRows(buildMoccasin(graph, { ...options, order: 'free', objective: 'duration' }))).toEqual([]);
    expect(presenceRows(buildMoccasin(graph, { ...options, order: 'input', objective: 'memory' }))).toEqual([]);
  });

  it('take the rows of the largest needs where all are too many', () => {
    const { graph } = graphWithTradeOff(new Random('rows'), { minNodes: 6, maxNodes: 6 }, (g) =>
      stagedFront(g, 2, false),
    );
    const problem = { graph, maxComputations: 2, keepOutputs: false, durationBound: Number.POSITIVE_INFINITY } as const;
    const options = { ...problem, order: 'input', objective: 'duration', precedence: 'cover', memoryBound: 1 } as const;
    const model = buildMoccasin(graph, options);
    const rows = coverRows(graph, 1, false).sort((a, b) => b.need - a.need);
    const entries = rows[0]!.nodes.length + rows[1]!.nodes.length;
    expect(rows.length).toBeGreaterThan(2);
    expect(presenceRows(model, entries).map(({ least }) => least)).toEqual(
      rows.slice(0, 2).map(({ need }) => Math.ceil(need / model.sizeUnit)),
    );
  });
});
