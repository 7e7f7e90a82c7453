// The engine on clauses over Booleans and integers, against brute force: counts of all solutions, statuses, cores, objectives.
import { describe, expect, it } from 'vitest';
import { Engine } from '../../solver/engine.ts';
import type { Fact } from '../../solver/literal.ts';
import type { EngineOptions } from '../../solver/options.ts';
import { Random } from '../../solver/random.ts';

interface Case {
  domains: number[][];
  clauses: Fact[][];
}

function randomCase(rng: Random): Case {
  const n = rng.between(1, 5);
  const domains: number[][] = [];
  for (let i = 0; i < n; i++) {
    if (rng.chance(0.4)) {
      domains.push([0, 1]);
    } else if (rng.chance(0.5)) {
      const lo = rng.between(-3, 2);
      domains.push([lo, lo + rng.between(0, 4)]);
    } else {
      const lo = rng.between(-4, 0);
      const gap = lo + rng.between(0, 2) + 2;
      domains.push([lo, gap - 2, gap, gap + rng.between(0, 1)]);
    }
  }
  const clauses: Fact[][] = [];
  const m = rng.between(1, 14);
  for (let c = 0; c < m; c++) {
    const clause: Fact[] = [];
    const size = rng.between(1, 4);
    for (let j = 0; j < size; j++) {
      const x = rng.below(n);
      const d = domains[x]!;
      const v = rng.between(d[0]!, d[d.length - 1]! + 1);
      clause.push(rng.chance(0.5) ? { sv: 2 * x, k: v } : { sv: 2 * x + 1, k: 1 - v });
    }
    clauses.push(clause);
  }
  return { domains, clauses };
}

function holds(f: Fact, values: readonly number[]): boolean {
  const v = values[f.sv >> 1]!;
  return (f.sv & 1 ? -v : v) >= f.k;
}

function solutionsOf(c: Case): number[][] {
  const result: number[][] = [];
  const values: number[] = [];
  const visit = (i: number): void => {
    if (i === c.domains.length) {
      if (c.clauses.every((clause) => clause.some((f) => holds(f, values)))) result.push([...values]);
      return;
    }
    const d = c.domains[i]!;
    for (let r = 0; r < d.length; r += 2) {
      for (let v = d[r]!; v <= d[r + 1]!; v++) {
        values[i] = v;
        visit(i + 1);
      }
    }
    values.length = i;
  };
  visit(0);
  return result;
}

function build(c: Case, options: Partial<EngineOptions>, seed: number): Engine {
  const engine = new Engine(options, seed);
  for (const d of c.domains) engine.newVar(d);
  for (const clause of c.clauses) engine.addClause(clause);
  return engine;
}

const MODES: Partial<EngineOptions>[] = [
  {},
  { learning: false },
  { minimization: false, restartPolicy: 'luby', restartBase: 1, reduceInterval: 50, reduceIncrement: 0 },
  { phase: 'saved', randomFrequency: 0.5, restartPolicy: 'luby', restartBase: 2 },
];

describe('engine on clauses', () => {
  it.each(MODES.map((m, i) => [i, m] as const))('counts all solutions as brute force does, mode %i', (_, mode) => {
    for (let seed = 0; seed < 700; seed++) {
      const c = randomCase(new Random(`clauses:${seed}`));
      const expected = new Set(solutionsOf(c).map(String));
      const found = new Set<string>();
      const engine = build(c, mode, seed);
      const complete = engine.enumerate((values) => {
        found.add(String([...values]));
        return true;
      });
      expect(complete, `seed ${seed}`).toBe(true);
      expect([...found].sort(), `seed ${seed}`).toEqual([...expected].sort());
    }
  });

  it('minimises and maximises as brute force does', () => {
    for (let seed = 0; seed < 700; seed++) {
      const c = randomCase(new Random(`objective:${seed}`));
      const expected = solutionsOf(c);
      for (const sv of [0, 1]) {
        const engine = build(c, {}, seed);
        engine.minimize(sv);
        const status = engine.solve();
        if (expected.length === 0) {
          expect(status, `seed ${seed}`).toBe('INFEASIBLE');
        } else {
          const best = Math.min(...expected.map((v) => (sv === 0 ? v[0]! : 0 - v[0]!)));
          expect(status, `seed ${seed}`).toBe('OPTIMAL');
          expect(engine.objectiveValue, `seed ${seed}`).toBe(best);
          expect(engine.objectiveBound, `seed ${seed}`).toBe(best);
        }
      }
    }
  });

  it('solves under assumptions, with cores that are really contradictory, and local searches that leave nothing behind', () => {
    for (let seed = 0; seed < 700; seed++) {
      const rng = new Random(`assumptions:${seed}`);
      const c = randomCase(rng);
      const all = solutionsOf(c);
      const engine = build(c, { restartPolicy: 'luby', restartBase: 1 }, seed);
      for (let round = 0; round < 6; round++) {
        const assumptions: Fact[] = [];
        for (let i = rng.between(1, 3); i > 0; i--) {
          const x = rng.below(c.domains.length);
          const d = c.domains[x]!;
          const v = rng.between(d[0]!, d[d.length - 1]!);
          assumptions.push(rng.chance(0.5) ? { sv: 2 * x, k: v } : { sv: 2 * x + 1, k: -v });
        }
        const local = rng.chance(0.5);
        const expected = all.some((v) => assumptions.every((f) => holds(f, v)));
        const outcome = engine.searchOnce({ assumptions, local });
        expect(outcome === 'SAT', `seed ${seed} round ${round}`).toBe(expected);
        if (outcome === 'SAT') {
          const values = [...engine.incumbent!];
          expect(assumptions.every((f) => holds(f, values))).toBe(true);
          expect(c.clauses.every((clause) => clause.some((f) => holds(f, values)))).toBe(true);
        } else if (outcome === 'UNSAT' && !local) {
          for (const f of engine.core) expect(assumptions).toContain(f);
          expect(all.some((v) => engine.core.every((f) => holds(f, v)))).toBe(false);
        } else if (outcome === 'REFUTED') {
          expect(all).toEqual([]);
          break;
        }
      }
    }
  });

  it('refutes the pigeonhole formula of 6 into 5', () => {
    const engine = new Engine({}, 1);
    const at = (p: number, h: number): number => p * 5 + h;
    for (let i = 0; i < 30; i++) engine.newBool();
    for (let p = 0; p < 6; p++) engine.addClause([0, 1, 2, 3, 4].map((h) => ({ sv: 2 * at(p, h), k: 1 })));
    for (let h = 0; h < 5; h++) {
      for (let p = 0; p < 6; p++) {
        for (let q = 0; q < p; q++) {
          engine.addClause([
            { sv: 2 * at(p, h) + 1, k: 0 },
            { sv: 2 * at(q, h) + 1, k: 0 },
          ]);
        }
      }
    }
    expect(engine.solve()).toBe('INFEASIBLE');
  });
});
