// The relaxation against brute force: its rows hold for every schedule within the budget, its bound is never above the optimum; and polishing, which may only improve.

import { describe, expect, it } from 'vitest';
import { encode } from '../../formulation/assignment.ts';
import { type ComputeGraph, makeGraph } from '../../formulation/graph.ts';
import { buildMoccasin } from '../../formulation/moccasin.ts';
import { polish } from '../../formulation/polish.ts';
import type { RematProblem } from '../../formulation/problem.ts';
import { coverRows, LagrangianBound } from '../../formulation/relaxation.ts';
import { simulate } from '../../formulation/schedule.ts';
import { structuralBound } from '../../formulation/structure.ts';
import { Random } from '../../solver/random.ts';
import { type Front, replay, sequenceFront, stagedFront, stagedSequences } from '../support/brute-schedule.ts';
import { criticalBudgets, graphWithTradeOff } from './solve-case.ts';

function caseOf(rng: Random): { graph: ComputeGraph; front: Front; maxComputations: number; keepOutputs: boolean } {
  const maxComputations = rng.between(1, 3);
  const keepOutputs = rng.chance(0.3);
  const options = { minNodes: 3, maxNodes: 6 };
  return {
    ...graphWithTradeOff(rng, options, (g) => stagedFront(g, maxComputations, keepOutputs)),
    maxComputations,
    keepOutputs,
  };
}

function bound(dual: LagrangianBound, target: number): number {
  for (let i = 0; i < 3000 && !dual.converged; i++) dual.round(Math.max(1, target));
  return dual.proven();
}

describe('relaxation', () => {
  it('never passes the optimum, and often reaches it', () => {
    let cases = 0;
    let reached = 0;
    for (let seed = 0; seed < 120; seed++) {
      const rng = new Random(`relaxation:${seed}`);
      const { graph, front, maxComputations, keepOutputs } = caseOf(rng);
      const total = graph.durations.reduce((a, b) => a + b, 0);
      for (const budget of criticalBudgets(rng, graph, front, 4)) {
        const best = front.filter((o) => o.peak <= budget).reduce((least, o) => Math.min(least, o.duration), Infinity);
        if (best === Infinity) continue;
        const rows = coverRows(graph, budget, keepOutputs);
        const proven = bound(new LagrangianBound(graph, rows), best - total);
        expect(proven, `seed ${seed} budget ${budget} C ${maxComputations}`).toBeLessThanOrEqual(best - total);
        cases++;
        if (proven === best - total) reached++;
      }
    }
    expect(cases).toBeGreaterThan(200);
    expect(reached / cases).toBeGreaterThan(0.5);
  });

  it('has rows that every schedule within the budget meets', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`rows:${seed}`);
      const { graph, front, maxComputations, keepOutputs } = caseOf(rng);
      for (const budget of criticalBudgets(rng, graph, front, 2)) {
        const rows = coverRows(graph, budget, keepOutputs);
        for (const sequence of stagedSequences(graph.n, maxComputations)) {
          if (replay(graph, sequence, keepOutputs)!.peak > budget) continue;
          const extra = new Int32Array(graph.n).fill(-1);
          for (const v of sequence) extra[v]!++;
          for (const row of rows) {
            const covered = row.nodes.reduce((sum, u, i) => sum + row.sizes[i]! * Math.min(1, extra[u]!), 0);
            expect(covered, `seed ${seed} row ${row.node}`).toBeGreaterThanOrEqual(row.need);
          }
        }
      }
    }
  });

  it('finds the row of a hand-made case', () => {
    // a (5) is read by b and d; c needs room: while c runs, b (4), c (4) and a would make 13
    const node = (id: number, size: number, duration: number) => ({
      id,
      name: `${id}`,
      size,
      duration,
      backward: false,
    });
    const graph = makeGraph({
      name: 'row',
      nodes: [node(0, 5, 7), node(1, 4, 1), node(2, 4, 1), node(3, 1, 1)],
      links: [
        [0, 1],
        [1, 2],
        [2, 3],
        [0, 3],
      ],
    });
    const rows = coverRows(graph, 12, false);
    expect(rows).toEqual([{ node: 2, need: 1, nodes: Int32Array.of(0), sizes: Float64Array.of(1) }]);
    expect(bound(new LagrangianBound(graph, rows), 7)).toBe(7);
    expect(coverRows(graph, 13, false)).toEqual([]);
  });

  it('leaves structure a bound that no schedule undercuts, in both order modes and with kept outputs', () => {
    for (let seed = 0; seed < 60; seed++) {
      const { graph, keepOutputs, maxComputations } = caseOf(new Random(`structure:${seed}`));
      const problem: RematProblem = {
        graph,
        order: 'free',
        maxComputations,
        keepOutputs,
        objective: 'memory',
        memoryBound: 0,
        durationBound: Number.POSITIVE_INFINITY,
        precedence: 'cover',
      };
      const memory = structuralBound(problem);
      const duration = structuralBound({ ...problem, objective: 'duration', memoryBound: Number.POSITIVE_INFINITY });
      const fronts = [
        stagedFront(graph, maxComputations, keepOutputs),
        ...(graph.n <= 5 ? [sequenceFront(graph, maxComputations, keepOutputs, 'free')] : []),
      ];
      for (const front of fronts) {
        for (const o of front) {
          expect(o.peak).toBeGreaterThanOrEqual(memory);
          expect(o.duration).toBeGreaterThanOrEqual(duration);
        }
      }
    }
  });
});

describe('polish', () => {
  it('keeps schedules valid, never makes them worse, and makes them expressible in the reduced model', () => {
    let shortened = 0;
    for (let seed = 0; seed < 150; seed++) {
      const rng = new Random(`polish:${seed}`);
      const { graph, keepOutputs, maxComputations } = caseOf(rng);
      const all = [...stagedSequences(graph.n, maxComputations)];
      const sequence = all[rng.below(all.length)]!;
      const before = simulate(graph, sequence, { keepOutputs });
      if (!before.valid) throw new Error('a staged sequence is always valid');
      const budget = before.peak + rng.below(3) * Math.max(0, graph.sizes[0]!);
      const problem: RematProblem = {
        graph,
        order: 'input',
        maxComputations,
        keepOutputs,
        objective: 'duration',
        memoryBound: budget,
        durationBound: Number.POSITIVE_INFINITY,
        precedence: 'cover',
      };
      const polished = polish(problem, sequence);
      const after = simulate(graph, polished, { keepOutputs });
      if (!after.valid) throw new Error(`seed ${seed}: the polished schedule cannot be replayed`);
      expect(after.peak, `seed ${seed}`).toBeLessThanOrEqual(budget);
      expect(after.duration, `seed ${seed}`).toBeLessThanOrEqual(before.duration);
      if (polished.length < sequence.length) shortened++;
      const values = encode(buildMoccasin(graph, problem), polished);
      expect(values, `seed ${seed}: not expressible`).not.toBeNull();
    }
    expect(shortened).toBeGreaterThan(20);
  });
});
