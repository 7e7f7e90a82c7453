// The neighbourhoods: what they keep is what the incumbent has, what they free can change, and they free as much as they are asked to.

import { describe, expect, it } from 'vitest';
import { encode } from '../../formulation/assignment.ts';
import { buildMoccasin, type MoccasinModel } from '../../formulation/moccasin.ts';
import { moccasinNeighborhoods } from '../../formulation/neighborhoods.ts';
import { Random } from '../../solver/random.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';
import { DEFAULTS, solveCase } from './solve-case.ts';

/** The variables that say when a node is computed, by node: presence and start of each copy. */
function choices(model: MoccasinModel): number[][] {
  return model.copies.map((list) =>
    list.flatMap(({ start, presence }) => [...start.vars, ...(presence === null ? [] : [presence])]),
  );
}

describe('moccasinNeighborhoods', () => {
  it('keep all or nothing of a node, as in the incumbent, and free as many nodes as asked for where there are', () => {
    const random = new Random('neighborhoods');
    let searched = 0;
    for (let round = 0; round < 60; round++) {
      const graph = shapedGraph(random, { minNodes: 3, maxNodes: 7, forbidden: round % 2 === 0 ? 0.4 : 0 });
      const order = random.pick(['input', 'free'] as const);
      const options = { ...DEFAULTS, order, memoryBound: random.between(0, 30) };
      const model = buildMoccasin(graph, options);
      const answer = solveCase(graph, { ...options, memoryBound: Number.POSITIVE_INFINITY });
      const incumbent = encode(model, answer!.sequence);
      if (incumbent === null) continue;
      const decided = choices(model);
      const open = decided.filter((variables) => variables.length > 0).length;
      for (const neighborhood of moccasinNeighborhoods(model)) {
        const difficulty = random.float();
        const facts = neighborhood.propose(incumbent, difficulty, random);
        expect(facts === null, neighborhood.name).toBe(open === 0);
        if (facts === null) continue;
        const kept = new Map<number, number>();
        for (const { sv, k } of facts) {
          const value = sv % 2 === 0 ? k : 0 - k;
          expect(value).toBe(incumbent[sv >> 1]);
          kept.set(sv >> 1, (kept.get(sv >> 1) ?? 0) + 1);
        }
        // both bounds of every variable that is kept, and all variables of a node or none
        expect([...kept.values()].every((bounds) => bounds === 2)).toBe(true);
        const freed = decided.filter((variables) => variables.some((x) => !kept.has(x)));
        for (const variables of freed) expect(variables.some((x) => kept.has(x))).toBe(false);
        const size = Math.min(open, Math.max(3, Math.ceil(difficulty * open)));
        expect(freed.length, neighborhood.name).toBe(size);
        searched++;
      }
    }
    expect(searched).toBeGreaterThan(150);
  });

  it('have nothing to propose where nothing may be computed again', () => {
    const graph = graphOf([1, 1, 1], [[0, 2]], [], [0, 1, 2]);
    const model = buildMoccasin(graph, { ...DEFAULTS, memoryBound: 2 });
    const incumbent = encode(model, [0, 1, 2])!;
    for (const neighborhood of moccasinNeighborhoods(model))
      expect(neighborhood.propose(incumbent, 1, new Random(1))).toBeNull();
  });
});
