// Inprocessing changes clauses, never the set of solutions: after it every solution satisfies all clauses and root bounds, and what is no solution violates a clause of the
// model or a bound. Over Booleans and integers, with what the search has learned until then; and with the whole search, all solutions counted.

import { describe, expect, it } from 'vitest';
import { CLAUSE_HEADER, FLAG_GARBAGE } from '../../solver/clauses.ts';
import { Engine } from '../../solver/engine.ts';
import { Inprocessing } from '../../solver/inprocess.ts';
import type { Kernel } from '../../solver/kernel.ts';
import { Limits } from '../../solver/limits.ts';
import type { Fact } from '../../solver/literal.ts';
import type { EngineOptions } from '../../solver/options.ts';
import { Random } from '../../solver/random.ts';
import { valuesOf } from '../support/solution-table.ts';

const BOOLEANS = 9;
const DOMAINS: readonly number[][] = [...Array.from({ length: BOOLEANS }, () => [0, 1]), [0, 4], [-3, -3, 0, 1, 5, 5]];

type Clauses = readonly (readonly Fact[])[];

/** Everything at once, as often as can be. */
const BUSY: Partial<EngineOptions> = {
  vivification: 0.5,
  probing: 0.5,
  equivalences: true,
  reduceInterval: 50,
  reduceIncrement: 0,
  restartPolicy: 'switch',
  restartBase: 2,
  stableBase: 10,
  phase: 'target',
  rephaseInterval: 20,
};

/** `equal`: pairs of Booleans that are said to be equal, besides. */
function randomClauses(rng: Random, count: number, equal = 0): Clauses {
  const values = DOMAINS.map(valuesOf);
  const clauses: Fact[][] = [];
  for (; equal > 0; equal--) {
    const [a, b] = [rng.below(BOOLEANS), rng.below(BOOLEANS)];
    clauses.push([no(a), yes(b)], [yes(a), no(b)]);
  }
  const random = Array.from({ length: count }, () =>
    Array.from({ length: rng.between(2, 5) }, (): Fact => {
      const x = rng.below(DOMAINS.length);
      const v = values[x]![rng.between(1, values[x]!.length - 1)]!;
      return rng.chance(0.5) ? { sv: 2 * x, k: v } : { sv: 2 * x + 1, k: 1 - v };
    }),
  );
  return [...clauses, ...random];
}

function yes(x: number): Fact {
  return { sv: 2 * x, k: 1 };
}

function no(x: number): Fact {
  return { sv: 2 * x + 1, k: 0 };
}

/** Every assignment. */
function assignments(): number[][] {
  let all: number[][] = [[]];
  for (const domain of DOMAINS) all = all.flatMap((start) => valuesOf(domain).map((v) => [...start, v]));
  return all;
}

function holds({ sv, k }: Fact, values: readonly number[]): boolean {
  return (sv & 1 ? -values[sv >> 1]! : values[sv >> 1]!) >= k;
}

/** The clauses that are there, as facts. */
function clausesOf({ clauses, literals }: Kernel, refs: readonly number[]): Clauses {
  return refs
    .filter((ref) => !clauses.hasFlag(ref, FLAG_GARBAGE))
    .map((ref) =>
      Array.from(clauses.data.subarray(ref + CLAUSE_HEADER, ref + CLAUSE_HEADER + clauses.size(ref)), (lit) => ({
        sv: literals.sv[lit]!,
        k: literals.bound[lit]!,
      })),
    );
}

function built(clauses: Clauses, options: Partial<EngineOptions>, seed: number): Engine {
  const engine = new Engine(options, seed);
  for (const d of DOMAINS) engine.newVar(d);
  for (const clause of clauses) engine.addClause(clause);
  return engine;
}

describe('inprocessing', () => {
  it('leaves a model with the same solutions, clause by clause', () => {
    const everything = assignments();
    const done = { shortened: 0, dropped: 0, failed: 0, equal: 0, rewritten: 0, refuted: 0, solutions: 0 };
    for (let seed = 0; seed < 40; seed++) {
      const rng = new Random(`inprocess:${seed}`);
      const clauses = randomClauses(rng, rng.between(20, 45), rng.below(3));
      const engine = built(clauses, { ...BUSY, vivification: 1, probing: 1 }, seed);
      const { kernel } = engine;
      const inprocessing = new Inprocessing(kernel, engine.options);
      inprocessing.start();
      const isSolution = everything.map((values) => clauses.every((clause) => clause.some((f) => holds(f, values))));
      done.solutions += isSolution.filter(Boolean).length;
      for (let round = 0; round < 4 && !kernel.refuted; round++) {
        engine.searchOnce({ limits: new Limits({ conflicts: engine.stats.conflicts + rng.between(1, 8) }) });
        if (kernel.refuted || !kernel.fixpoint()) break;
        kernel.foldRoot();
        // what the first search costs is too little for anything: as if it had taken long
        kernel.ticks += 100_000;
        const isPossible = inprocessing.run();
        if (!isPossible) done.refuted++;
        expect(isPossible || !isSolution.includes(true), `seed ${seed}`).toBe(true);
        if (!isPossible) break;
        const { lb } = kernel.trail;
        const original = clausesOf(kernel, kernel.clauses.original);
        const learned = clausesOf(kernel, kernel.clauses.learned);
        for (const [i, values] of everything.entries()) {
          const isInBox = values.every((v, x) => v >= lb[2 * x]! && -v >= lb[2 * x + 1]!);
          const meets = (c: readonly Fact[]): boolean => c.some((f) => holds(f, values));
          if (isSolution[i] !== (isInBox && original.every(meets)))
            expect.fail(`seed ${seed}: [${values}] has changed`);
          if (isSolution[i] && !learned.every(meets)) expect.fail(`seed ${seed}: [${values}] is lost to a clause`);
        }
      }
      done.shortened += inprocessing.vivifier.shortened;
      done.dropped += inprocessing.vivifier.dropped;
      done.failed += inprocessing.failedLiterals.failed;
      done.equal += inprocessing.equivalences.found;
      done.rewritten += inprocessing.equivalences.rewritten;
    }
    // nothing is shown unless all of this happened
    expect(done.shortened).toBeGreaterThan(100);
    expect(done.dropped).toBeGreaterThan(0);
    expect(done.failed).toBeGreaterThan(10);
    expect(done.equal).toBeGreaterThan(10);
    expect(done.rewritten).toBeGreaterThan(10);

    expect(done.solutions).toBeGreaterThan(100);
  });

  it('goes on during a search that counts all solutions', () => {
    const everything = assignments();
    let reductions = 0;
    for (let seed = 0; seed < 12; seed++) {
      const rng = new Random(`inprocess-search:${seed}`);
      const clauses = randomClauses(rng, rng.between(25, 32));
      const engine = built(clauses, BUSY, seed);
      const expected = everything.filter((values) => clauses.every((clause) => clause.some((f) => holds(f, values))));
      const found = new Set<string>();
      const isComplete = engine.enumerate((values) => {
        expect(found.has(String(values)), `seed ${seed}: twice`).toBe(false);
        found.add(String(values));
        // assumptions of a local search come and go in between
        if (found.size % 20 === 0) engine.searchOnce({ assumptions: [{ sv: rng.below(8), k: 0 }], local: true });
        return true;
      });
      expect(isComplete).toBe(true);
      expect(found, `seed ${seed}`).toEqual(new Set(expected.map(String)));
      reductions += engine.stats.reductions;
    }
    expect(reductions).toBeGreaterThan(12);
  });
});
