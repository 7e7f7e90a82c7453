// Unit propagation over bound literals against the naive loop "while some clause has one open literal and no true one, make it true".

import { describe, expect, it } from 'vitest';
import { CLAUSE_HEADER } from '../../solver/clauses.ts';
import { Kernel } from '../../solver/kernel.ts';
import { boundToString, type Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { Antecedents, DECISION } from '../../solver/reasons.ts';
import { decide, randomDecision } from '../support/posted-case.ts';
import { randomDomain } from '../support/random-domain.ts';
import { valuesOf } from '../support/solution-table.ts';

interface Instance {
  domains: number[][];
  clauses: Fact[][];
}

function makeInstance(rng: Random): Instance {
  const domains = Array.from({ length: rng.between(2, 6) }, () => (rng.chance(0.5) ? [0, 1] : randomDomain(rng)));
  const clauses: Fact[][] = [];
  for (let n = rng.between(1, 20); n > 0; n--) {
    const clause = new Map<number, Fact>();
    for (let size = rng.between(2, 5); size > 0; size--) {
      const x = rng.below(domains.length);
      const values = valuesOf(domains[x]!);
      if (values.length === 1) continue;
      const at = rng.between(1, values.length - 1);
      const f = rng.chance(0.5) ? { sv: 2 * x, k: values[at]! } : { sv: 2 * x + 1, k: 0 - values[at - 1]! };
      clause.set(f.sv, f);
    }
    if (clause.size >= 2) clauses.push([...clause.values()]);
  }
  return { domains, clauses };
}

function build(instance: Instance): Kernel {
  const kernel = new Kernel();
  for (const d of instance.domains) kernel.newVar(d);
  for (const clause of instance.clauses) {
    const lits = clause.map((f) => kernel.literal(f.sv, f.k));
    kernel.clauses.add(lits, lits.length, 0, 0);
  }
  return kernel;
}

/** Propagates bounds `lb` in place. False on a conflict. */
function naive(instance: Instance, kernel: Kernel, lb: Float64Array): boolean {
  for (let changed = true; changed; ) {
    changed = false;
    for (const clause of instance.clauses) {
      if (clause.some((f) => lb[f.sv]! >= f.k)) continue;
      const open = clause.filter((f) => -lb[f.sv ^ 1]! >= f.k);
      if (open.length === 0) return false;
      if (open.length > 1) continue;
      lb[open[0]!.sv] = kernel.trail.canonical(open[0]!.sv, open[0]!.k);
      changed = true;
    }
  }
  return true;
}

/** Every clause is watched exactly by its first two literals. */
function watchesAreRight(kernel: Kernel): void {
  const { clauses } = kernel;
  const watched = new Map<number, number[]>();
  for (let lit = 0; lit < 2 * kernel.literals.atoms; lit++) {
    for (let i = 0; i < clauses.watchSize[lit]!; i += 2) {
      const tagged = clauses.watchList[lit]![i + 1]!;
      const ref = tagged < 0 ? ~tagged : tagged;
      watched.set(ref, [...(watched.get(ref) ?? []), lit]);
    }
  }
  for (const ref of clauses.original) {
    const first = [clauses.data[ref + CLAUSE_HEADER]!, clauses.data[ref + CLAUSE_HEADER + 1]!];
    expect(watched.get(ref)!.sort((a, b) => a - b)).toEqual(first.sort((a, b) => a - b));
  }
  expect(watched.size).toBe(clauses.original.length);
}

/** Clause reasons: all antecedents true before, and together with the denied entry they falsify a clause. */
function reasonsAreRight(instance: Instance, kernel: Kernel): void {
  const { trail } = kernel;
  const out = new Antecedents();
  for (let e = 0; e < trail.length; e++) {
    if (trail.entryReason[e] === DECISION) continue;
    out.clear();
    kernel.explainer.entry(e, trail.entryBound[e]!, out);
    const box = trail.rootLb.slice(0, 2 * trail.varCount);
    for (let i = 0; i < out.length; i++) {
      expect(trail.lbAt(out.sv[i]!, e), `entry ${e}`).toBeGreaterThanOrEqual(out.bound[i]!);
      box[out.sv[i]!] = Math.max(box[out.sv[i]!]!, out.bound[i]!);
    }
    expect(naive(instance, kernel, box), boundToString(trail.entrySv[e]!, trail.entryBound[e]!)).toBe(true);
    expect(box[trail.entrySv[e]!]).toBeGreaterThanOrEqual(trail.entryBound[e]!);
  }
}

describe('unit propagation', () => {
  it('reaches the fixpoint of the naive loop, after decisions and after backtracks', () => {
    let conflicts = 0;
    let implied = 0;
    for (let seed = 0; seed < 400; seed++) {
      const rng = new Random(`unit:${seed}`);
      const instance = makeInstance(rng);
      const kernel = build(instance);
      expect(kernel.fixpoint()).toBe(true);
      for (let step = 0; step < 25; step++) {
        const facts = kernel.trail.level > 0 && rng.chance(0.3) ? null : randomDecision(kernel, rng);
        if (facts === null) {
          if (kernel.trail.level === 0) break;
          kernel.backtrackTo(rng.below(kernel.trail.level));
          watchesAreRight(kernel);
          continue;
        }
        const expected = kernel.trail.lb.slice(0, 2 * kernel.trail.varCount);
        for (const f of facts) expected[f.sv] = Math.max(expected[f.sv]!, kernel.trail.canonical(f.sv, f.k));
        const wanted = naive(instance, kernel, expected);
        expect(decide(kernel, facts)).toBe(true);
        expect(kernel.fixpoint(), `seed ${seed}`).toBe(wanted);
        if (wanted) {
          // 0 and -0 are one bound
          const reached = kernel.trail.lb.slice(0, expected.length).map((b) => b + 0);
          expect(reached, `seed ${seed}`).toEqual(expected.map((b) => b + 0));
          reasonsAreRight(instance, kernel);
          implied += kernel.trail.length;
        } else {
          conflicts++;
          const { conflictSet, trail } = kernel;
          for (let i = 0; i < conflictSet.length; i++)
            expect(trail.lb[conflictSet.sv[i]!]).toBeGreaterThanOrEqual(conflictSet.bound[i]!);
          kernel.backtrackTo(rng.below(trail.level));
        }
        watchesAreRight(kernel);
      }
    }
    expect(conflicts).toBeGreaterThan(100);
    expect(implied).toBeGreaterThan(1000);
  });
});
