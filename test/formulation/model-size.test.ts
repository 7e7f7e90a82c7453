// The size of a model, told without building it: never far from what building gives, and what is too large is left to the members that need no model.

import { describe, expect, it } from 'vitest';
import { buildMoccasin } from '../../formulation/moccasin.ts';
import { MAX_MODEL_SIZE, modelSize } from '../../formulation/model-size.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { makeMembers, strategyByName } from '../../formulation/strategies.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { Random } from '../../solver/random.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';

const BASE = {
  order: 'input',
  maxComputations: 2,
  keepOutputs: false,
  objective: 'duration',
  memoryBound: 1,
  durationBound: Number.POSITIVE_INFINITY,
  precedence: 'cover',
} as const;

function domainValues(problem: RematProblem): number {
  let values = 0;
  for (const { domain, name } of buildMoccasin(problem.graph, problem).data.variables) {
    if (name?.startsWith('a')) continue;
    for (let r = 0; r < domain.length; r += 2) values += domain[r + 1]! - domain[r]! + 1;
  }
  return values;
}

describe('the size of a model', () => {
  it('is that of its domains, but for one value a node', () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = new Random(`size:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 2, maxNodes: 12, forbidden: seed % 2 === 0 ? 0.3 : 0 });
      const problem: RematProblem = { ...BASE, graph, maxComputations: rng.pick([1, 2, 3, 12, 1e15]) };
      const built = domainValues(problem);
      expect(modelSize(problem), `seed ${seed}`).toBeGreaterThanOrEqual(built / 2 - graph.n);
      expect(modelSize(problem), `seed ${seed}`).toBeLessThanOrEqual(2 * built + graph.n);
    }
  });

  it('counts the copies that a free order can need, not C', () => {
    for (let seed = 0; seed < 100; seed++) {
      const rng = new Random(`free size:${seed}`);
      const graph = shapedGraph(rng, { minNodes: 2, maxNodes: 8, forbidden: seed % 2 === 0 ? 0.3 : 0 });
      const problem: RematProblem = { ...BASE, graph, order: 'free', maxComputations: rng.pick([1, 2, 5]) };
      const model = buildMoccasin(graph, problem);
      const pairs = graph.predecessors.flatMap((list, v) =>
        Array.from(list, (u) => model.copies[u]!.length * model.copies[v]!.length),
      );
      const copies = model.copies.reduce((sum, list) => sum + list.length, 0);
      expect(modelSize(problem)).toBe(pairs.reduce((sum, pair) => sum + pair, copies));
    }
    const chain = graphOf([1, 1, 1], [[0, 1]]);
    expect(modelSize({ ...BASE, graph: chain, order: 'free', maxComputations: 1e15 })).toBe(4);
  });

  it('keeps the members that need the model away from a graph that is too large', () => {
    const n = 9000;
    const links = Array.from({ length: n - 1 }, (_, v): [number, number] => [v, v + 1]);
    const graph = graphOf(
      Array.from({ length: n }, () => 1),
      [...links, [0, n - 1]],
    );
    const problem: RematProblem = { ...BASE, graph, memoryBound: 2 };
    expect(modelSize(problem)).toBeGreaterThan(MAX_MODEL_SIZE);
    const exchange = new LocalExchange<readonly number[]>(
      { verify: () => {}, onSolution: () => {}, onBound: () => {} },
      () => true,
    );
    const options = { seed: '1', engine: {}, explanation: 'pointwise' } as const;
    const names = makeMembers(strategyByName('all'), problem, exchange, options).map(({ name }) => name);
    expect(names).toEqual(['ruin-recreate', 'annealing', 'least-peak', 'relaxation']);
  });
});
