// The strong relaxation against brute force: lives of single nodes, rows that every schedule meets, a bound that is never above the optimum and sometimes above the simple one.

import { describe, expect, it } from 'vitest';
import { Chains } from '../../formulation/bounds/chain.ts';
import { MemoryRows } from '../../formulation/bounds/memory-rows.ts';
import { readRow } from '../../formulation/bounds/read-rows.ts';
import { activity, type Row } from '../../formulation/bounds/rows.ts';
import { type StageVariables, stageVariables } from '../../formulation/bounds/stage-variables.ts';
import { StagedBound } from '../../formulation/bounds/staged-bound.ts';
import type { ComputeGraph } from '../../formulation/graph.ts';
import { coverRows, LagrangianBound } from '../../formulation/relaxation.ts';
import { Random } from '../../solver/random.ts';
import { type Front, leastDuration, replay, stagedFront, stagedSequences } from '../support/brute-schedule.ts';
import { criticalBudgets, graphWithTradeOff } from './solve-case.ts';

interface Case {
  readonly graph: ComputeGraph;
  readonly front: Front;
  readonly maxComputations: number;
  readonly keepOutputs: boolean;
}

function caseOf(rng: Random): Case {
  const maxComputations = rng.chance(0.7) ? 2 : 3;
  const keepOutputs = rng.chance(0.3);
  const options = { minNodes: 4, maxNodes: 6, forbidden: rng.chance(0.3) ? 0.2 : 0 };
  const found = graphWithTradeOff(rng, options, (g) => stagedFront(g, maxComputations, keepOutputs));
  return { ...found, maxComputations, keepOutputs };
}

/** S and R of a staged sequence by their definition; null if it computes something again where the windows do not allow it, or too often. */
function pointOf(v: StageVariables, sequence: readonly number[]): Uint8Array | null {
  const { graph, base, last, firstAgain, isKept, pairs, copies } = v;
  const x = new Uint8Array(2 * pairs);
  if (copies.some((most, u) => sequence.filter((w) => w === u).length > most)) return null;
  const stages: number[] = [];
  let stage = 0;
  for (const w of sequence) {
    stages.push(stage);
    if (w === stage) stage++;
  }
  for (let j = 0; j < sequence.length; j++) {
    const u = sequence[j]!;
    const t = stages[j]!;
    if (u < t) {
      if (t < firstAgain[u]! || t > last[u]!) return null;
      x[pairs + base[u]! + t] = 1;
    }
    let until = t;
    let k = j + 1;
    for (; k < sequence.length && sequence[k] !== u; k++)
      if (graph.predecessors[sequence[k]!]!.includes(u)) until = stages[k]!;
    if (k === sequence.length && isKept[u] === 1) until = graph.n - 1;
    for (let s = t + 1; s <= until; s++) x[base[u]! + s] = 1;
  }
  return x;
}

/** Rows separated from random points. */
function rowsOf(v: StageVariables, rng: Random): Row[] {
  const rows: (Row | null)[] = [];
  const memory = new MemoryRows(v);
  const x = new Float64Array(2 * v.pairs);
  for (let draw = 0; draw < 6; draw++) {
    for (let i = 0; i < x.length; i++) x[i] = rng.pick([0, 0.2, 0.5, 0.8, 1, 1]);
    for (let t = 0; t < v.graph.n; t++) {
      rows.push(memory.atFirst(t, x, 0), memory.wholeAtFirst(t, x, 0));
      for (let w = 0; w < t; w++) {
        if (t >= v.firstAgain[w]! && t <= v.last[w]!) rows.push(memory.atAgain(t, w, x, 0));
      }
    }
    for (let w = 0; w < v.graph.n; w++) for (const u of v.graph.predecessors[w]!) rows.push(readRow(v, u, w, x, 0));
  }
  return rows.filter((row) => row !== null);
}

function boundsOf(
  { graph, maxComputations, keepOutputs }: Case,
  budget: number,
  target: number,
  reached: number,
): { cheap: number; strong: number; leaves: number; found: number } {
  const cheap = new LagrangianBound(graph, coverRows(graph, budget, keepOutputs));
  for (let i = 0; i < 1000 && !cheap.converged; i++) cheap.round(target);
  const strong = new StagedBound(stageVariables(graph, budget, maxComputations, keepOutputs));
  const separated = strong.proven();
  let found = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 600 && !strong.converged; i++) {
    strong.work(target, reached);
    const candidate = strong.takeCandidate();
    const outcome = candidate === null ? null : replay(graph, candidate, keepOutputs);
    if (outcome !== null && outcome.peak <= budget) found = Math.min(found, outcome.duration);
  }
  expect(strong.proven(), 'more work does not weaken a bound').toBeGreaterThanOrEqual(Math.min(separated, reached));
  return { cheap: cheap.proven(), strong: strong.proven(), leaves: strong.leaves, found };
}

describe('the staged bound', () => {
  it('never passes the optimum, mostly reaches it, and sometimes passes the simple bound', () => {
    let [cases, stronger, reached, branched, schedules] = [0, 0, 0, 0, 0];
    for (let seed = 0; seed < 120; seed++) {
      const rng = new Random(`staged bound:${seed}`);
      const example = caseOf(rng);
      const { graph, front, maxComputations } = example;
      const total = graph.durations.reduce((a, b) => a + b, 0);
      for (const budget of criticalBudgets(rng, graph, front, 4)) {
        const best = leastDuration(front, budget);
        if (best === null || budget === Number.POSITIVE_INFINITY) continue;
        const optimum = best.duration - total;
        const label = `seed ${seed} budget ${budget} C ${maxComputations}`;
        const { cheap, strong, leaves, found } = boundsOf(
          example,
          budget,
          Math.max(1, optimum),
          rng.pick([optimum, optimum + 3, 2 * optimum, Number.POSITIVE_INFINITY]),
        );
        expect(strong, label).toBeLessThanOrEqual(optimum);
        cases++;
        if (strong > cheap) stronger++;
        if (leaves > 0) branched++;
        expect(found, label).toBeGreaterThanOrEqual(best.duration);
        if (found === best.duration) schedules++;
        if (strong === optimum) reached++;
      }
    }
    expect(cases).toBeGreaterThan(200);
    expect(stronger).toBeGreaterThan(5);
    expect(branched).toBeGreaterThan(1);
    expect(schedules).toBeGreaterThan(20);
    expect(reached / cases).toBeGreaterThan(0.9);
  });

  it('proves some budgets infeasible and none that is feasible', () => {
    let [infeasible, proven] = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`infeasible bound:${seed}`);
      const example = caseOf(rng);
      const budget = example.front[0]!.peak - 1;
      if (budget < 0) continue;
      infeasible++;
      const { strong } = boundsOf(example, budget, 100, Number.POSITIVE_INFINITY);
      if (strong === Number.POSITIVE_INFINITY) proven++;
      const feasible = boundsOf(example, example.front[0]!.peak, 100, Number.POSITIVE_INFINITY);
      expect(feasible.strong, `seed ${seed}`).toBeLessThan(Number.POSITIVE_INFINITY);
    }
    expect(infeasible).toBeGreaterThan(40);
    expect(proven).toBeGreaterThan(0);
  });

  it('has rows that every schedule within the budget meets', () => {
    let checked = 0;
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`staged rows:${seed}`);
      const { graph, front, maxComputations, keepOutputs } = caseOf(rng);
      for (const budget of criticalBudgets(rng, graph, front, 3)) {
        if (budget === Number.POSITIVE_INFINITY) continue;
        const v = stageVariables(graph, budget, maxComputations, keepOutputs);
        const rows = rowsOf(v, rng);
        for (const sequence of stagedSequences(graph.n, maxComputations, graph.recomputable)) {
          if (replay(graph, sequence, keepOutputs)!.peak > budget) continue;
          const x = pointOf(v, sequence);
          if (x === null) continue;
          for (const row of rows)
            expect(activity(row, x), `seed ${seed} ids ${row.ids}`).toBeGreaterThanOrEqual(row.rhs);
          checked += rows.length;
        }
      }
    }
    expect(checked).toBeGreaterThan(10_000);
  });
});

describe('chains', () => {
  it('find the cheapest of all lives that keep to the rules', () => {
    for (let seed = 0; seed < 80; seed++) {
      const rng = new Random(`chains:${seed}`);
      const { graph, front, maxComputations, keepOutputs } = caseOf(rng);
      const v = stageVariables(graph, front[0]!.peak, maxComputations, keepOutputs);
      const chains = new Chains(v);
      const costs = Float64Array.from({ length: 2 * v.pairs }, () => rng.between(-9, 9));
      const life = new Uint8Array(2 * v.pairs);
      for (let u = 0; u < graph.n; u++) {
        if (v.last[u] === u || v.copies[u]! > 2) continue;
        const least = chains.cost(u, u + 1, v.last[u]!, costs);
        expect(least, `seed ${seed} node ${u}`).toBe(cheapestLife(v, u, costs));
        chains.trace(u, u + 1, v.last[u]!, life);
        let sum = 0;
        for (let t = u + 1; t <= v.last[u]!; t++) {
          const i = v.base[u]! + t;
          sum += life[i]! * costs[i]! + life[v.pairs + i]! * costs[v.pairs + i]!;
        }
        expect(sum, `seed ${seed} node ${u}: the life costs what it is said to`).toBe(least);
      }
    }
  });
});

/** Tries every set of carried stages and every stage to compute u again. */
function cheapestLife(v: StageVariables, u: number, costs: Float64Array): number {
  const stages = Array.from({ length: v.last[u]! - u }, (_, k) => u + 1 + k);
  let least = Number.POSITIVE_INFINITY;
  for (let set = 0; set < 2 ** stages.length; set++) {
    for (const again of [-1, ...stages]) {
      let [cost, there, valid] = [0, true, true];
      for (const [k, t] of stages.entries()) {
        const carried = (set & (1 << k)) !== 0;
        const isAgain = t === again;
        if ((carried && !there) || (carried && isAgain)) valid = false;
        if (isAgain && (v.copies[u] === 1 || t < v.firstAgain[u]!)) valid = false;
        there = carried || isAgain;
        if (v.graph.successors[u]!.includes(t) && !there) valid = false;
        if (carried) cost += costs[v.base[u]! + t]!;
        if (isAgain) cost += costs[v.pairs + v.base[u]! + t]!;
      }
      if (v.isKept[u] === 1 && !there) valid = false;
      if (valid) least = Math.min(least, cost);
    }
  }
  return least;
}
