// Precedences read off a model: against Floyd-Warshall on small random ones, and what the compiler makes of them.

import { describe, expect, it } from 'vitest';
import { CpModel } from '../../model/build.ts';
import { compile } from '../../model/compile.ts';
import type { ModelData } from '../../model/model.ts';
import { emptyModel } from '../../model/model.ts';
import { PrecedenceGraph } from '../../model/precedence-graph.ts';
import { solveSync } from '../../model/solve.ts';
import { view } from '../../solver/affine.ts';
import { Engine } from '../../solver/engine.ts';
import { Random } from '../../solver/random.ts';
import { allSolutions } from '../support/brute.ts';

interface Arc {
  from: number;
  to: number;
  length: number;
}

/** A model of precedences in their different guises; without a cycle unless asked for. */
function randomPrecedences(rng: Random, n: number, cyclic: boolean): { data: ModelData; arcs: Arc[] } {
  const data = emptyModel();
  const arcs: Arc[] = [];
  for (let x = 0; x < n; x++) data.variables.push({ domain: [rng.between(0, 3), rng.between(20, 30)] });
  data.variables.push({ domain: [0, 1] });
  for (let k = rng.between(1, 2 * n); k > 0; k--) {
    const [a, b] = [rng.below(n), rng.below(n)];
    if (a === b) continue;
    const [from, to] = cyclic ? [a, b] : [Math.min(a, b), Math.max(a, b)];
    const length = rng.between(cyclic ? -6 : -2, cyclic ? 2 : 6);
    const kind = rng.below(5);
    if (kind === 4) {
      // one that may be off says nothing
      data.constraints.push({ kind: 'precedence', before: from, after: to, delay: length, enforcement: [n] });
      continue;
    }
    if (kind === 0) data.constraints.push({ kind: 'precedence', before: from, after: to, delay: length });
    if (kind === 1) {
      const domain = [-Number.MAX_SAFE_INTEGER, -length];
      data.constraints.push({ kind: 'linear', vars: [from, to], coeffs: [1, -1], domain });
    }
    if (kind === 2) {
      const domain = [length, Number.MAX_SAFE_INTEGER];
      data.constraints.push({ kind: 'linear', vars: [from, to], coeffs: [-1, 1], domain });
    }
    if (kind === 3) {
      const [start, end] = [from, to].map((v) => ({ vars: [v], coeffs: [1], offset: 0 }));
      data.intervals.push({ start: start!, end: end!, size: { vars: [], coeffs: [], offset: Math.abs(length) } });
      arcs.push({ from, to, length: Math.abs(length) });
    } else arcs.push({ from, to, length });
  }
  return { data, arcs };
}

/** Longest paths of all pairs. */
function allPaths(n: number, arcs: readonly Arc[]): number[][] {
  const d = Array.from({ length: n }, (_, x) =>
    Array.from({ length: n }, (_, y) => (x === y ? 0 : Number.NEGATIVE_INFINITY)),
  );
  for (const { from, to, length } of arcs) d[from]![to] = Math.max(d[from]![to]!, length);
  for (let k = 0; k < n; k++) {
    for (let x = 0; x < n; x++) {
      for (let y = 0; y < n; y++) d[x]![y] = Math.max(d[x]![y]!, d[x]![k]! + d[k]![y]!);
    }
  }
  return d;
}

describe('the precedence graph', () => {
  it.each([
    ['without cycles', false],
    ['with cycles of negative length', true],
  ])('knows all longest paths and the bounds they give, %s, 300 models', (_, cyclic) => {
    let implied = 0;
    let tightened = 0;
    for (let seed = 0; seed < 300; seed++) {
      const rng = new Random(`precedences:${cyclic}:${seed}`);
      const n = rng.between(2, 7);
      const { data, arcs } = randomPrecedences(rng, n, cyclic);
      const d = allPaths(n, arcs);
      if (d.some((row, x) => row[x]! > 0)) continue;
      const graph = new PrecedenceGraph(data);
      for (let x = 0; x < n; x++) {
        for (let y = 0; y < n; y++) {
          const offset = rng.between(-4, 8);
          const expected = x === y ? offset <= 0 : d[x]![y]! >= offset;
          expect(graph.implies({ ...view(2 * x), offset }, view(2 * y)), `seed ${seed}`).toBe(expected);
          if (expected && x !== y) implied++;
        }
      }
      const least = Float64Array.from(data.variables, ({ domain }) => domain[0]!);
      const most = Float64Array.from(data.variables, ({ domain }) => domain[1]!);
      const first = least.slice();
      const last = most.slice();
      graph.tighten(least, most);
      for (let y = 0; y < n; y++) {
        expect(least[y], `seed ${seed}`).toBe(Math.max(...d.map((row, x) => first[x]! + row[y]!)));
        expect(most[y], `seed ${seed}`).toBe(Math.min(...d[y]!.map((length, z) => last[z]! - length)));
        if (least[y]! > first[y]! || most[y]! < last[y]!) tightened++;
      }
    }
    expect(implied).toBeGreaterThan(300);
    expect(tightened).toBeGreaterThan(200);
  });

  it('comes to an end on a cycle of positive length, and the model is infeasible', () => {
    const model = new CpModel();
    const [x, y] = [model.newIntVar(0, 1_000_000_000), model.newIntVar(0, 1_000_000_000)];
    model.addPrecedence(x, y, 3);
    model.addPrecedence(y, x, -2);
    expect(solveSync(model).status).toBe('INFEASIBLE');
  });
});

/** A job of one unit for each start, all on a resource that holds one of them. */
function jobs(model: CpModel, n: number): void {
  const starts = Array.from({ length: n }, (_, k) => model.newIntVar(0, 5, `s${k}`));
  const intervals = starts.map((s) => model.newFixedSizeIntervalVar(s, 1));
  for (let k = 2; k < n; k++) model.addPrecedence(starts[k - 1]!, starts[k]!, 1);
  model.addCumulative(intervals, Array(n).fill(2), 3);
}

describe('the order of tasks that do not fit together', () => {
  it('needs a literal only where no path gives it, and one for all constraints on the same two', () => {
    const model = new CpModel();
    jobs(model, 4);
    const { orders, variableCount, engine } = compile(model.data, new Engine());
    // s1, s2 and s3 follow each other: only the order of s0 and each of them is open
    expect(orders.length).toBe(3);
    expect(engine.kernel.trail.varCount).toBe(variableCount + 3);
    const twice = new CpModel();
    jobs(twice, 4);
    const [a, b] = [0, 1].map((k) => twice.data.intervals[k]!);
    twice.data.intervals.push(b!, a!);
    twice.data.constraints.push({ kind: 'noOverlap', intervals: [4, 5] });
    const again = compile(twice.data, new Engine());
    expect(again.orders.length).toBe(3);
    expect(again.engine.kernel.propagators.length).toBe(engine.kernel.propagators.length);
  });

  it('has the solutions of brute force, by sets and by pairs', () => {
    for (const useDisjunctiveConstraintInCumulative of [true, false]) {
      const model = new CpModel();
      jobs(model, 4);
      const found: string[] = [];
      const parameters = { enumerateAllSolutions: true, useDisjunctiveConstraintInCumulative };
      solveSync(model, parameters, { onSolution: ({ values }) => found.push(String(values)) });
      expect(found.sort()).toEqual(allSolutions(model.data).map(String).sort());
      expect(found.length).toBeGreaterThan(50);
    }
  });
});
