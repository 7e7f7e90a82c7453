// Rows of circuits and routes, the one-tree bound behind them and the tours that are hinted: rows hold in every solution, bounds are below every tour, tours are tours.

import { describe, expect, it } from 'vitest';
import { oneTree } from '../../model/held-karp.ts';
import { linearRows } from '../../model/linear-rows.ts';
import { MODEL_FORMAT, type ModelData } from '../../model/model.ts';
import { solveSync } from '../../model/solve.ts';
import { shortTour } from '../../model/tour-hint.ts';
import { validate } from '../../model/validate.ts';
import type { LinearObjective } from '../../solver/core-terms.ts';
import { DualBound } from '../../solver/dual-bound.ts';
import { Random } from '../../solver/random.ts';
import { isSolution } from '../support/brute.ts';

/** A graph of n nodes with one Boolean per arc, random costs, and loops at some nodes. */
function routingModel(rng: Random, kind: 'circuit' | 'multipleCircuit', n: number): ModelData {
  const tails: number[] = [];
  const heads: number[] = [];
  const loops = rng.pick([0, 0.4, 1]);
  for (let tail = 0; tail < n; tail++) {
    for (let head = 0; head < n; head++) {
      const kept = tail === head ? rng.chance(loops) && (kind === 'circuit' || tail > 0) : rng.chance(0.9);
      const copies = kept ? (tail !== head && rng.chance(0.05) ? 2 : 1) : 0;
      for (let c = 0; c < copies; c++) {
        tails.push(tail);
        heads.push(head);
      }
    }
  }
  return {
    format: MODEL_FORMAT,
    variables: tails.map(() => ({ domain: [0, 1] })),
    intervals: [],
    constraints: [{ kind, tails, heads, literals: tails.map((_, k) => k) }],
    objective: {
      vars: [...tails.keys()],
      coeffs: tails.map(() => rng.between(-2, 30)),
      offset: 0,
      ...(rng.chance(0.3) ? { maximize: true } : {}),
    },
  };
}

/** Calls `visit` with assignments among which are all solutions: one arc out of every node, and out of the depot one to every node nothing else leads to. */
function forEachCandidate(data: ModelData, n: number, visit: (values: number[]) => void): void {
  const constraint = data.constraints[0]!;
  if (constraint.kind !== 'circuit' && constraint.kind !== 'multipleCircuit') throw new Error('no arcs');
  const { kind, tails, heads } = constraint;
  const values = tails.map(() => 0);
  const entered = new Set<number>();
  const descend = (v: number): void => {
    if (v < n) {
      for (const [k, tail] of tails.entries()) {
        const head = heads[k]!;
        if (tail !== v || entered.has(head)) continue;
        values[k] = 1;
        if (kind === 'circuit' || head > 0) entered.add(head);
        descend(v + 1);
        values[k] = 0;
        entered.delete(head);
      }
      return;
    }
    const chosen = [...values];
    for (let head = 1; kind === 'multipleCircuit' && head < n; head++) {
      const k = tails.findIndex((tail, a) => tail === 0 && heads[a] === head);
      if (!entered.has(head) && k >= 0) chosen[k] = 1;
    }
    visit(chosen);
  };
  descend(kind === 'multipleCircuit' ? 1 : 0);
}

/** The objective of a model as what is minimised over signed variables. */
function minimised(data: ModelData): LinearObjective {
  const { vars, coeffs, maximize } = data.objective!;
  const terms = vars.flatMap((x, k) => {
    const c = (maximize === true ? -1 : 1) * coeffs[k]!;
    return c === 0 ? [] : [{ sv: c > 0 ? 2 * x : 2 * x + 1, weight: Math.abs(c) }];
  });
  return { offset: 0, terms };
}

describe('rows of circuits and routes', () => {
  it.each(['circuit', 'multipleCircuit'] as const)('hold in every solution: %s, 120 graphs', (kind) => {
    let solutions = 0;
    let large = 0;
    for (let seed = 0; seed < 120; seed++) {
      const rng = new Random(`routing rows:${kind}:${seed}`);
      const n = rng.between(4, 7);
      const data = routingModel(rng, kind, n);
      if (validate(data) !== null) continue;
      const rows = linearRows(data, minimised(data));
      // rows of three nodes and more
      large += rows.filter(({ least }) => least <= -2).length;
      forEachCandidate(data, n, (values) => {
        if (!isSolution(data, values)) return;
        solutions++;
        for (const { svs, coeffs, least } of rows) {
          let sum = 0;
          for (let i = 0; i < svs.length; i++) {
            const value = values[svs[i]! >> 1]!;
            sum += coeffs[i]! * (svs[i]! & 1 ? 0 - value : value);
          }
          if (sum < least) expect.fail(`seed ${seed}: ${values} breaks ${JSON.stringify({ svs, coeffs, least })}`);
        }
      });
    }
    expect(solutions).toBeGreaterThan(1000);
    expect(large).toBeGreaterThan(30);
  });

  it('without costs are the degrees and the pairs', () => {
    const { data } = symmetricModel(new Random('degrees'), 9);
    const few = linearRows(data);
    expect(few.filter(({ least }) => least <= -2)).toEqual([]);
    expect(linearRows(data, minimised(data)).length).toBeGreaterThan(few.length);
  });

  it('are not read off an enforced circuit', () => {
    const data = routingModel(new Random('enforced'), 'circuit', 4);
    expect(linearRows(data).length).toBeGreaterThan(8);
    data.constraints[0] = { ...data.constraints[0]!, enforcement: [0] };
    expect(linearRows(data, minimised(data))).toEqual([]);
  });

  it('bring the multipliers of the one-tree bound: a dual begins with it (60 symmetric graphs)', () => {
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`one-tree:${seed}`);
      const n = rng.between(4, 9);
      const { data, cost } = symmetricModel(rng, n);
      const objective = minimised(data);
      const lb = Float64Array.from({ length: 2 * data.variables.length }, (_, sv) => (sv & 1 ? -1 : 0));
      const dual = new DualBound(lb, objective, linearRows(data, objective));
      dual.round(Number.MAX_SAFE_INTEGER);
      const { bound } = oneTree(n, cost, 0);
      expect(Math.abs(dual.best - bound), `seed ${seed}`).toBeLessThan(1e-6 * Math.abs(bound) + 1e-6);
      expect(bound, `seed ${seed}`).toBeLessThanOrEqual(shortestTour(n, cost) + 1e-6);
    }
  });
});

/** A complete graph without loops, of random points or of random costs. */
function symmetricModel(rng: Random, n: number): { data: ModelData; cost: Float64Array } {
  const points = Array.from({ length: n }, () => [rng.between(0, 99), rng.between(0, 99)] as const);
  const metric = rng.chance(0.5);
  const cost = new Float64Array(n * n);
  for (let u = 0; u < n; u++) {
    for (let v = 0; v < u; v++) {
      const distance = Math.round(Math.hypot(points[u]![0] - points[v]![0], points[u]![1] - points[v]![1]));
      cost[u * n + v] = cost[v * n + u] = metric ? distance : rng.between(-20, 60);
    }
  }
  const arcs = [...cost.keys()].filter((k) => Math.floor(k / n) !== k % n);
  const data: ModelData = {
    format: MODEL_FORMAT,
    variables: arcs.map(() => ({ domain: [0, 1] })),
    intervals: [],
    constraints: [
      {
        kind: 'circuit',
        tails: arcs.map((k) => Math.floor(k / n)),
        heads: arcs.map((k) => k % n),
        literals: [...arcs.keys()],
      },
    ],
    objective: { vars: [...arcs.keys()], coeffs: arcs.map((k) => cost[k]!), offset: 0 },
  };
  return { data, cost };
}

/** By dynamic programming over sets of nodes (Held and Karp 1962). */
function shortestTour(n: number, cost: Float64Array): number {
  const full = 1 << (n - 1);
  const best = Array.from({ length: full }, () => new Float64Array(n - 1).fill(Number.POSITIVE_INFINITY));
  for (let v = 0; v < n - 1; v++) best[1 << v]![v] = cost[v + 1]!;
  for (let set = 1; set < full; set++) {
    for (let v = 0; v < n - 1; v++) {
      for (let w = 0; w < n - 1; w++) {
        if ((set & (1 << w)) !== 0) continue;
        const after = best[set | (1 << w)]!;
        after[w] = Math.min(after[w]!, best[set]![v]! + cost[(v + 1) * n + w + 1]!);
      }
    }
  }
  return best[full - 1]!.reduce(
    (least, length, v) => Math.min(least, length + cost[(v + 1) * n]!),
    Number.POSITIVE_INFINITY,
  );
}

describe('the one-tree', () => {
  it('joins what lies close together: sets and their multipliers', () => {
    //  0 1 2              3 4 5      and the root 6 in the middle, far from all
    const at = [0, 1, 3, 50, 51, 54, 27];
    const cost = Float64Array.from({ length: 49 }, (_, k) => Math.abs(at[Math.floor(k / 7)]! - at[k % 7]!));
    const { sets, bound } = oneTree(7, cost, 6);
    const inside = sets.map(({ members }) => [...members].sort((a, b) => a - b));
    expect(inside).toContainEqual([0, 1, 2]);
    expect(inside).toContainEqual([3, 4, 5]);
    for (const { multiplier } of sets) expect(multiplier).toBeGreaterThanOrEqual(0);
    // there and back
    expect(bound).toBeLessThanOrEqual(108 + 1e-9);
    expect(bound).toBeGreaterThan(100);
  });
});

describe('a hinted tour', () => {
  it('visits every node once and is the shortest in most of 60 small graphs, with directions or not', () => {
    let shortest = 0;
    for (let seed = 0; seed < 60; seed++) {
      const rng = new Random(`tour:${seed}`);
      const n = rng.between(4, 10);
      const { cost } = symmetricModel(rng, n);
      if (seed % 2 === 0) for (let k = 0; k < n * n; k++) cost[k]! += rng.between(0, 20);
      const tour = shortTour(n, cost);
      expect([...tour].sort((a, b) => a - b)).toEqual([...Array(n).keys()]);
      const length = tour.reduce((sum, v, i) => sum + cost[v * n + tour[(i + 1) % n]!]!, 0);
      const best = shortestTour(n, cost);
      expect(length).toBeGreaterThanOrEqual(best);
      if (length === best) shortest++;
    }
    expect(shortest).toBeGreaterThan(50);
  });

  it('is what a search begins with', () => {
    const { data, cost } = symmetricModel(new Random('hinted'), 9);
    const first: (number | null)[] = [];
    const result = solveSync(data, {}, { onSolution: ({ objective }) => first.push(objective) });
    const best = shortestTour(9, cost);
    expect([first[0], result.status, result.objective]).toEqual([best, 'OPTIMAL', best]);
  });
});
