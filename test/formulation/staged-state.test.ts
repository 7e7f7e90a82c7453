// The incremental staged schedule against a fresh simulation after every change, on random walks of additions and removals.

import { describe, expect, it } from 'vitest';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { simulate } from '../../formulation/schedule.ts';
import { StagedState } from '../../formulation/search/staged-state.ts';
import { event } from '../../formulation/stages.ts';
import { Random } from '../../solver/random.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';

type Recomputation = readonly [v: number, k: number];

/** Everything a caller can see. */
function snapshot(state: StagedState) {
  const { graph, copies, profile } = state;
  const positions: number[] = [];
  for (let p = profile.position(0); p >= 0; p = profile.next(p)) positions.push(p);
  const used = (of: ArrayLike<number>): number[][] =>
    Array.from(state.count, (count, v) => Array.from({ length: count }, (_, i) => of[v * copies + i]!));
  return {
    duration: state.duration,
    overflow: state.overflow,
    peak: profile.memoryAt(profile.highest()),
    sequence: positions.map((p) => profile.nodeAt(p)),
    events: positions.map((p) => profile.eventAt(p)),
    memory: positions.map((p) => profile.memoryAt(p)),
    stages: used(state.stage),
    lastRead: used(state.lastRead),
    computed: Array.from({ length: graph.n }, (_, v) =>
      Array.from({ length: graph.n }, (_, k) => state.isComputed(v, k)),
    ),
  };
}

/** The same from scratch, from the set of recomputations alone. */
function expectedSnapshot(graph: ComputeGraph, budget: number, keepOutputs: boolean, extra: readonly Recomputation[]) {
  const all = [...extra, ...Array.from({ length: graph.n }, (_, v): Recomputation => [v, v])];
  const steps = all.map(([v, k]) => ({ v, k, at: event(k, v) })).sort((a, b) => a.at - b.at);
  const sequence = steps.map(({ v }) => v);
  const replay = simulate(graph, sequence, { keepOutputs });
  if (!replay.valid) throw new Error('a staged schedule is always valid');
  const memory = Array.from(replay.timeline);
  const readEnds = (v: number, from: number, until: number): number[] =>
    steps.filter(({ v: w, at }) => at > from && at < until && graph.predecessors[w]!.includes(v)).map(({ at }) => at);
  const stages = Array.from({ length: graph.n }, (_, v) => steps.filter((s) => s.v === v).map(({ k }) => k));
  const lastRead = stages.map((list, v) =>
    list.map((k, i) => {
      const next = i + 1 < list.length ? event(list[i + 1]!, v) : Number.POSITIVE_INFINITY;
      const isKept = keepOutputs && i + 1 === list.length && graph.successors[v]!.length === 0;
      return isKept ? event(graph.n - 1, graph.n - 1) : Math.max(event(k, v), ...readEnds(v, event(k, v), next));
    }),
  );
  return {
    duration: replay.duration,
    overflow: memory.reduce((sum, m) => sum + Math.max(0, m - budget), 0),
    peak: replay.peak,
    sequence,
    events: steps.map(({ at }) => at),
    memory,
    stages,
    lastRead,
    computed: stages.map((list) => Array.from({ length: graph.n }, (_, k) => list.includes(k))),
  };
}

describe('StagedState', () => {
  it('starts as the input order', () => {
    const random = new Random('start');
    for (let round = 0; round < 100; round++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 12 });
      const [budget, keepOutputs] = [random.below(30), random.chance(0.5)];
      const state = new StagedState(graph, budget, random.between(1, 4), keepOutputs);
      expect(snapshot(state)).toEqual(expectedSnapshot(graph, budget, keepOutputs, []));
    }
  });

  it('adds and removes one recomputation, by hand', () => {
    //  stage    0  1  2  3        0 is read in stages 1 and 3; computed again in stage 3, its first copy ends after event(1, 1)
    //  0        #  #     ##
    const graph = graphOf(
      [5, 2, 2, 1],
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [0, 3],
      ],
      [3, 1, 1, 1],
    );
    const state = new StagedState(graph, 8, 2, false);
    expect([...snapshot(state).memory]).toEqual([5, 7, 9, 8]);
    expect([state.overflow, state.duration, snapshot(state).peak]).toEqual([1, 6, 9]);
    state.add(0, 3);
    expect(state.profile.sequence()).toEqual([0, 1, 2, 0, 3]);
    expect([...snapshot(state).memory]).toEqual([5, 7, 4, 7, 8]);
    expect([state.overflow, state.duration, snapshot(state).peak]).toEqual([0, 9, 8]);
    state.remove(0, 3);
    expect([state.overflow, state.duration, snapshot(state).peak]).toEqual([1, 6, 9]);
  });

  it.each([
    [1, false],
    [2, true],
    [3, false],
    [4, true],
    [5, true],
    [6, false],
  ])('equals a fresh simulation along walks of 8 x 250 changes (seed %i, kept outputs %s)', (seed, keepOutputs) => {
    const random = new Random(`walk:${seed}`);
    let [overflowing, fitting, rewound] = [0, 0, 0];
    for (let g = 0; g < 8; g++) {
      const graph = shapedGraph(random, { minNodes: 2, maxNodes: 12 });
      const copies = random.between(2, 4);
      const total = graph.sizes.reduce((sum, size) => sum + size, 0);
      const budget = Math.floor(total * (0.3 + 0.4 * random.float()));
      const state = new StagedState(graph, budget, copies, keepOutputs);
      const extra: Recomputation[] = [];
      const history: { change: Recomputation; added: boolean; before: ReturnType<typeof snapshot> }[] = [];
      const apply = ([v, k]: Recomputation, added: boolean): void => {
        if (added) {
          state.add(v, k);
          extra.push([v, k]);
        } else {
          state.remove(v, k);
          extra.splice(
            extra.findIndex(([w, l]) => w === v && l === k),
            1,
          );
        }
      };
      for (let step = 0; step < 250; step++) {
        if (history.length > 0 && random.chance(0.05)) {
          // undo the last changes, one by one
          for (let undo = random.between(1, Math.min(10, history.length)); undo > 0; undo--) {
            const { change, added, before } = history.pop()!;
            apply(change, !added);
            expect(snapshot(state), graph.name).toEqual(before);
            rewound++;
          }
          continue;
        }
        const v = random.below(graph.n - 1);
        const k = random.between(v + 1, graph.n - 1);
        const added = !extra.some(([w, l]) => w === v && l === k);
        if (added && state.count[v] === copies) continue;
        history.push({ change: [v, k], added, before: snapshot(state) });
        apply([v, k], added);
        expect(snapshot(state), `${graph.name} step ${step}`).toEqual(
          expectedSnapshot(graph, budget, keepOutputs, extra),
        );
        if (state.overflow > 0) overflowing++;
        else fitting++;
      }
    }
    expect(Math.min(overflowing, fitting, rewound)).toBeGreaterThan(20);
  });
});
