// Learning with the clause database reduced all the time: literals are reclaimed and their numbers handed out again while solutions are enumerated.

import { describe, expect, it } from 'vitest';
import { Engine } from '../../solver/engine.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { SolutionTable } from '../support/solution-table.ts';

interface Instance {
  domains: number[][];
  clauses: Fact[][];
}

function makeInstance(rng: Random): Instance {
  const domains: number[][] = [];
  for (let x = 0; x < 4; x++) domains.push([0, 1]);
  domains.push([-3, 2], [0, 1, 4, 6], [1, 5]);
  const clauses = Array.from({ length: rng.between(8, 16) }, () =>
    Array.from({ length: 3 }, () => {
      const x = rng.below(domains.length);
      const d = domains[x]!;
      const v = rng.between(d[0]! + 1, d.at(-1)!);
      return rng.chance(0.5) ? { sv: 2 * x, k: v } : { sv: 2 * x + 1, k: 1 - v };
    }),
  );
  return { domains, clauses };
}

function satisfies(instance: Instance, values: readonly number[]): boolean {
  const holds = (f: Fact): boolean => (f.sv & 1 ? -values[f.sv >> 1]! : values[f.sv >> 1]!) >= f.k;
  return instance.clauses.every((clause) => clause.some(holds));
}

describe('clause-database reduction', () => {
  it('loses and invents no solution', () => {
    let reductions = 0;
    let reclaimed = 0;
    for (let seed = 0; seed < 25; seed++) {
      const rng = new Random(`reduction:${seed}`);
      const instance = makeInstance(rng);
      const table = new SolutionTable(instance.domains, (values) => satisfies(instance, values));
      const engine = new Engine(
        { reduceInterval: 50, reduceIncrement: 0, restartPolicy: 'luby', restartBase: 5 },
        seed,
      );
      for (const d of instance.domains) engine.newVar(d);
      for (const clause of instance.clauses) engine.addClause(clause);
      const found = new Set<string>();
      const complete = engine.enumerate((values) => {
        expect(satisfies(instance, Array.from(values)), `seed ${seed}`).toBe(true);
        expect(found.has(String(values)), `seed ${seed}: twice`).toBe(false);
        found.add(String(values));
        // assumptions of a local search come and go in between
        if (found.size % 20 === 0) engine.searchOnce({ assumptions: [{ sv: rng.below(14), k: 0 }], local: true });
        return true;
      });
      expect(complete).toBe(true);
      expect(found.size, `seed ${seed}`).toBe(table.count);
      reductions += engine.stats.reductions;
      const { literals } = engine.kernel;
      for (let a = 0; a < literals.atoms; a++) if (!literals.inUse(a)) reclaimed++;
    }
    // the run has shown nothing unless reductions happened and numbers were given back
    expect(reductions).toBeGreaterThan(25);
    expect(reclaimed).toBeGreaterThan(0);
  });
});
