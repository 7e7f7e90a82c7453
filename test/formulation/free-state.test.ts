// The state of the local search in free order, compared with a fresh simulation after every change, and restored by undoing.

import { describe, expect, it } from 'vitest';
import { simulate } from '../../formulation/schedule.ts';
import { FreeState } from '../../formulation/search/free-state.ts';
import { Random } from '../../solver/random.ts';
import { graphOf, shapedGraph } from '../support/random-graph.ts';

/** All that changes must keep up to date, by position. */
function snapshot(state: FreeState) {
  const { steps, sequence, position, count, copies, ids } = state;
  const used = Array.from(sequence.subarray(0, steps));
  return {
    nodes: state.nodes(),
    ids: used,
    positions: used.map((id) => position[id]!),
    memory: Array.from(state.memory.subarray(0, steps)),
    lastReads: used.map((id) => position[state.lastReader[id]!]!),
    copies: Array.from(count, (c, v) => Array.from(ids.subarray(v * copies, v * copies + c))),
    repeated: [...state.repeated].sort((a, b) => a - b),
    overflow: state.overflow,
    duration: state.duration,
  };
}

/** The same but for the names of computations, from the sequence of nodes alone. */
function expected(state: FreeState, keepOutputs: boolean) {
  const { graph, budget } = state;
  const nodes = state.nodes();
  const replay = simulate(graph, nodes, { keepOutputs });
  if (!replay.valid) throw new Error('the walk keeps to legal changes');
  const lastReads = nodes.map((v, p) => {
    const next = nodes.indexOf(v, p + 1);
    if (next < 0 && keepOutputs && graph.successors[v]!.length === 0) return nodes.length;
    const until = next < 0 ? nodes.length : next;
    const reads = nodes.flatMap((w, q) => (q > p && q < until && graph.predecessors[w]!.includes(v) ? [q] : []));
    return reads.at(-1) ?? p;
  });
  const ids = Array.from(state.sequence.subarray(0, nodes.length));
  const copies = graph.ids.map((_, v) => ids.filter((_, p) => nodes[p] === v));
  return {
    nodes,
    ids,
    positions: nodes.map((_, p) => p),
    memory: Array.from(replay.timeline),
    lastReads,
    copies,
    repeated: copies.flatMap((list, v) => (list.length > 1 ? [v] : [])),
    overflow: replay.timeline.reduce((sum, m) => sum + Math.max(0, m - budget), 0),
    duration: replay.duration,
  };
}

/** Makes a random legal change, if the drawn one is legal; the change that undoes it, or null. */
function change(state: FreeState, random: Random): (() => void) | null {
  const kind = random.below(3);
  if (kind === 0) {
    const v = random.below(state.graph.n);
    if (state.count[v] === state.copies) return null;
    const id = state.insert(v, random.between(state.earliest(v), state.steps));
    return () => state.remove(id);
  }
  const id = state.sequence[random.below(state.steps)]!;
  const [v, at] = [state.nodeOf[id]!, state.position[id]!];
  if (kind === 1) {
    if (!state.mayRemove(id)) return null;
    state.remove(id);
    return () => state.insert(v, at);
  }
  state.move(id, random.between(state.earliestOf(id), state.latestOf(id)));
  return () => state.move(id, at);
}

describe('FreeState', () => {
  it('inserts, moves and removes, by hand', () => {
    //  0 is read by 1 and 3, 2 reads 1, 3 reads 2 as well
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
    const state = new FreeState(graph, 8, 2, false);
    expect([...state.memory.subarray(0, 4)]).toEqual([5, 7, 9, 8]);
    expect([state.overflow, state.duration]).toEqual([1, 6]);
    const again = state.insert(0, 3);
    expect(state.nodes()).toEqual([0, 1, 2, 0, 3]);
    expect([...state.memory.subarray(0, 5)]).toEqual([5, 7, 4, 7, 8]);
    expect([state.overflow, state.duration, state.repeated]).toEqual([0, 9, [0]]);
    expect([state.earliestOf(again), state.latestOf(again)]).toEqual([1, 4]);
    state.move(again, 2);
    expect(state.nodes()).toEqual([0, 1, 0, 2, 3]);
    expect([...state.memory.subarray(0, 5)]).toEqual([5, 7, 7, 9, 8]);
    const first = state.ids[0]!;
    expect([state.mayRemove(first), state.mayRemove(again)]).toEqual([false, true]);
    expect([state.earliestOf(first), state.latestOf(first)]).toEqual([0, 0]);
    state.remove(again);
    expect([state.overflow, state.duration, state.repeated]).toEqual([1, 6, []]);
  });

  it.each([
    [1, false],
    [2, true],
    [3, false],
    [4, true],
  ])('equals a fresh simulation along walks of 10 x 400 changes and back (seed %i, kept outputs %s)', (seed, keep) => {
    const random = new Random(`free-walk:${seed}`);
    let [made, undone, overflowing, fitting] = [0, 0, 0, 0];
    for (let g = 0; g < 10; g++) {
      const graph = shapedGraph(random, { minNodes: 1, maxNodes: 12 });
      const total = graph.sizes.reduce((sum, size) => sum + size, 0);
      const state = new FreeState(graph, Math.floor(total * random.float()), random.between(1, 4), keep);
      const history: { undo: () => void; before: ReturnType<typeof snapshot> }[] = [];
      for (let step = 0; step < 400; step++) {
        if (random.chance(0.05)) {
          for (let back = Math.min(history.length, random.between(1, 10)); back > 0; back--) {
            const { undo, before } = history.pop()!;
            undo();
            expect(snapshot(state), graph.name).toEqual(before);
            undone++;
          }
        }
        const before = snapshot(state);
        const undo = change(state, random);
        if (undo === null) continue;
        history.push({ undo, before });
        expect(snapshot(state), `${graph.name} step ${step}`).toEqual(expected(state, keep));
        made++;
        if (state.overflow > 0) overflowing++;
        else fitting++;
      }
      const nodes = state.nodes();
      state.load(nodes);
      expect(snapshot(state), graph.name).toEqual(expected(state, keep));
      expect(state.nodes()).toEqual(nodes);
    }
    expect(made).toBeGreaterThan(1500);
    expect(Math.min(undone, overflowing, fitting)).toBeGreaterThan(150);
  });
});
