// Sweeps in threads of their own: what they answer, and how they end.

import { describe, expect, it } from 'vitest';
import { packGraph, unpackGraph } from '../../cli/packed-graph.ts';
import { runTask, type SweepTask } from '../../cli/task-thread.ts';
import { makeGraph } from '../../formulation/graph.ts';
import { type SweepPoint, sweep } from '../../formulation/sweep.ts';
import { recomputeGraph, trainingGraph } from './solve-support.ts';

const problem: SweepTask['problem'] = {
  ...{ order: 'input', maxComputations: 2, keepOutputs: false, precedence: 'cover' },
  durationBound: Number.POSITIVE_INFINITY,
};

const task = (more: Partial<SweepTask> = {}): SweepTask => ({
  graph: recomputeGraph(),
  problem,
  parameters: { timeLimit: 10, seed: 1 },
  budgets: [5, 6, 7],
  known: new Map(),
  ...more,
});

describe('a sweep in a thread', () => {
  it('answers as one in this thread does', async () => {
    const told: number[] = [];
    const { points, ids } = await runTask(task(), 1, { onPoint: ({ budget }) => told.push(budget) });
    const here = await sweep({ ...problem, graph: recomputeGraph() }, [5, 6, 7], { timeLimit: 10, seed: 1 });
    const found = (list: readonly SweepPoint[]) =>
      list.map(({ budget, status, duration, lowerBound }) => ({ budget, status, duration, lowerBound }));
    expect(found(points)).toEqual(found(here));
    expect(told).toEqual([7, 6, 5]);
    expect(ids).toEqual(recomputeGraph().ids);
    const packed = await runTask(task({ graph: packGraph(recomputeGraph()).bytes() }), 1);
    expect(found(packed.points)).toEqual(found(here));
  });

  it('stops with what is there, or ends without', async () => {
    const long = task({ graph: trainingGraph(60), parameters: { timeLimit: 600, seed: 1 }, budgets: [20_000, 1e9] });
    const controller = new AbortController();
    const stopped = runTask(long, 1, { stop: controller.signal, onPoint: () => controller.abort() });
    expect((await stopped).points.map(({ budget }) => budget)).toEqual([1e9, 20_000]);
    const killer = new AbortController();
    const killed = runTask(long, 1, { kill: killer.signal, onPoint: () => killer.abort() });
    await expect(killed).rejects.toThrow('the thread was ended');
    await expect(runTask(long, 1, { kill: AbortSignal.abort() })).rejects.toThrow('the thread was ended');
  });

  it('breaks down alone', async () => {
    const broken = task({ graph: new Uint8Array([1, 2, 3]) });
    await expect(runTask(broken, 1)).rejects.toThrow('incorrect header check');
    await expect(runTask(task({ parameters: { timeLimit: 1, seed: 1, strategies: ['nobody'] } }), 1)).rejects.toThrow(
      /nobody/,
    );
  });
});

describe('packed graphs', () => {
  it('come back as they were, and have the hash of their contents', () => {
    const graph = makeGraph({
      name: 'a "name"\n',
      nodes: ['b', 'a', '\u{1f40d}'].map((id, i) => ({
        ...{ id, name: `n${i}`, size: 10 ** i, duration: i, backward: i === 2, recomputable: i !== 1 },
      })),
      links: [
        ['b', 'a'],
        ['b', '\u{1f40d}'],
      ],
    });
    const packed = packGraph(graph);
    const limits = { order: 'input', maxComputations: 2 } as const;
    expect(unpackGraph(packed.bytes(), limits)).toEqual(graph);
    expect(packGraph(unpackGraph(packed.bytes(), limits)).hash).toBe(packed.hash);
    expect(packGraph({ ...graph, sizes: Float64Array.of(1, 10, 101) }).hash).not.toBe(packed.hash);
    expect(packGraph({ ...graph, recomputable: Uint8Array.of(1, 1, 1) }).hash).not.toBe(packed.hash);
  });
});

describe('a sweep with budgets that are known', () => {
  const graph = trainingGraph(8);
  const parameters = { timeLimit: 0.3, seed: 1 };
  const budgets = [0.5, 0.6, 0.7, 0.8, 0.9].map((share) => Math.floor(share * peakOf()));

  function peakOf(): number {
    return graph.sizes.reduce((sum, size) => sum + size, 0) / 2;
  }

  it('does not solve them again, and passes on what they prove', async () => {
    const all = await sweep({ ...problem, graph }, budgets, parameters);
    const known = new Map(all.map((point) => [point.budget, point]));
    const signal = AbortSignal.abort();
    expect(await sweep({ ...problem, graph }, budgets, parameters, { known, signal })).toEqual(all);
    for (const missing of budgets) {
      const rest = new Map([...known].filter(([budget]) => budget !== missing));
      const told: number[] = [];
      const onPoint = ({ budget }: SweepPoint): void => void told.push(budget);
      const points = await sweep({ ...problem, graph }, budgets, parameters, { known: rest, signal, onPoint });
      expect(told).toEqual([missing]);
      for (const [i, { duration, lowerBound }] of points.entries()) {
        expect(lowerBound).toBeLessThanOrEqual(duration);
        if (i === 0) continue;
        expect(duration).toBeGreaterThanOrEqual(points[i - 1]!.duration);
        expect(lowerBound).toBeGreaterThanOrEqual(points[i - 1]!.lowerBound);
      }
    }
  });

  it('refuses what contradicts itself', async () => {
    const [point] = await sweep({ ...problem, graph }, [1e9], parameters);
    const proof = {
      ...point!,
      sequence: null,
      duration: Infinity,
      lowerBound: Infinity,
      status: 'infeasible',
    } as const;
    const known = new Map<number, SweepPoint>([
      [1e9 + 1, { ...proof, budget: 1e9 + 1 }],
      [1e9, point!],
    ]);
    const contradicting = sweep({ ...problem, graph }, [1e9, 1e9 + 1], parameters, { known });
    await expect(contradicting).rejects.toThrow(/contradicts what is proven/);
  });
});
