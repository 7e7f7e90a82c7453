// Orders without recomputation: the search finds one exactly when brute force does.

import { describe, expect, it } from 'vitest';
import { simulate } from '../../formulation/schedule.ts';
import { OrderSearch } from '../../formulation/search/order-search.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { sequenceFront } from '../support/brute-schedule.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';

function searchFor(graph: ReturnType<typeof graphOf>, budget: number, keepOutputs: boolean): OrderSearch {
  const search = new OrderSearch(graph, budget, keepOutputs, new Random(7));
  while (!search.finished) search.run(WorkBudget.ticks(0), () => false);
  return search;
}

describe('OrderSearch', () => {
  it.each([false, true])('the least peak of 150 small graphs, and nothing below it; kept outputs %s', (keepOutputs) => {
    let reordered = 0;
    for (let seed = 0; seed < 150; seed++) {
      const graph = shapedGraph(new Random(`order:${seed}`), { minNodes: 1, maxNodes: 8 });
      const least = sequenceFront(graph, 1, keepOutputs, 'free')[0]!.peak;
      const search = searchFor(graph, least, keepOutputs);
      expect([...search.found!].sort((a, b) => a - b)).toEqual(Array.from({ length: graph.n }, (_, v) => v));
      const replay = simulate(graph, search.found!, { keepOutputs });
      expect(replay.valid && replay.peak, graph.name).toBe(least);
      if (search.found!.some((v, p) => v !== p)) reordered++;
      if (least === 0) continue;
      const below = searchFor(graph, least - 1, keepOutputs);
      expect([below.found, below.exhausted], graph.name).toEqual([null, true]);
    }
    expect(reordered).toBeGreaterThan(20);
  });

  it('starts again where it is stuck, and still ends', () => {
    // 8 pairs of a tensor of 1 and its reader of 2; all pairs feed a sum: the readers must all be live, so 15 is out of reach, which takes many sets to see
    const pairs = 8;
    const readers = Array.from({ length: pairs }, (_, i) => pairs + i);
    const graph = graphOf(
      [...Array<number>(pairs).fill(1), ...Array<number>(pairs).fill(2), 0],
      readers.flatMap((r): [number, number][] => [
        [r - pairs, r],
        [r, 2 * pairs],
      ]),
    );
    const search = searchFor(graph, 2 * pairs - 1, false);
    expect([search.found, search.exhausted]).toEqual([null, true]);
    expect(search.restarts).toBeGreaterThan(0);
    const fits = searchFor(graph, 2 * pairs + 1, false);
    expect(fits.found).toHaveLength(2 * pairs + 1);
  });
});
