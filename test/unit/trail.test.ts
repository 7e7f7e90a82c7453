// Trail and literals together against a model that remembers everything: random pushes, levels, backtracks, new literals and reclaimed ones.

import { describe, expect, it } from 'vitest';
import { StaticDomains } from '../../solver/domain.ts';
import { Literals } from '../../solver/literals.ts';
import { Random } from '../../solver/random.ts';
import { DECISION } from '../../solver/reasons.ts';
import { Trail } from '../../solver/trail.ts';
import { randomDomain } from '../support/random-domain.ts';
import { rangesOf, valuesOf } from '../support/solution-table.ts';

/** What the trail is meant to be: a list of pushes, and everything else recomputed from it. */
class NaiveTrail {
  readonly pushes: { sv: number; k: number; level: number }[] = [];
  root: number[];

  constructor(root: number[]) {
    this.root = root;
  }

  lbAt(sv: number, at: number): number {
    let bound = this.root[sv]!;
    for (let e = 0; e < at; e++) if (this.pushes[e]!.sv === sv) bound = Math.max(bound, this.pushes[e]!.k);
    return bound;
  }

  lb(sv: number): number {
    return this.lbAt(sv, this.pushes.length);
  }

  entryOf(sv: number, k: number): number {
    if (this.root[sv]! >= k) return -1;
    return this.pushes.findIndex((p) => p.sv === sv && p.k >= k);
  }
}

interface Stage {
  rng: Random;
  domains: StaticDomains;
  literals: Literals;
  trail: Trail;
  naive: NaiveTrail;
  values: number[][];
}

function stage(seed: string): Stage {
  const rng = new Random(seed);
  const domains = new StaticDomains();
  const literals = new Literals(domains);
  const trail = new Trail(domains, literals);
  const values: number[][] = [];
  const root: number[] = [];
  for (let n = rng.between(1, 4); n > 0; n--) {
    const list = rng.chance(0.3) ? [0, 1] : valuesOf(randomDomain(rng));
    const ranges = rangesOf(list);
    domains.add(ranges);
    const x = trail.addVar(list[0]!, list.at(-1)!);
    literals.addVar(x, list[0] === 0 && list.at(-1) === 1);
    values.push(list);
    root.push(list[0]!, 0 - list.at(-1)!);
  }
  return { rng, domains, literals, trail, naive: new NaiveTrail(root), values };
}

/** Interns a random literal strictly inside the root bounds; returns it with its meaning. */
function internRandom(s: Stage): { lit: number; sv: number; k: number } | null {
  const x = s.rng.below(s.values.length);
  const inside = s.values[x]!.filter((v) => v > s.naive.root[2 * x]! && v <= 0 - s.naive.root[2 * x + 1]!);
  if (inside.length === 0) return null;
  const cut = s.rng.pick(inside);
  // [x >= cut] or [x <= value before cut]
  const before = s.values[x]!.findLast((v) => v < cut)!;
  const [sv, k] = s.rng.chance(0.5) ? [2 * x, cut] : [2 * x + 1, 0 - before];
  return { lit: s.literals.intern(sv, k, s.trail.lb), sv, k };
}

function compare(s: Stage, made: Map<number, { sv: number; k: number }>): void {
  const { trail, naive, literals, rng } = s;
  expect(trail.length).toBe(naive.pushes.length);
  for (let sv = 0; sv < naive.root.length; sv++) {
    expect(trail.lb[sv]! + 0).toBe(naive.lb(sv) + 0);
    expect(trail.ub(sv) + 0).toBe(0 - naive.lb(sv ^ 1));
    expect(trail.rootLb[sv]! + 0).toBe(naive.root[sv]! + 0);
    const at = rng.between(0, naive.pushes.length);
    expect(trail.lbAt(sv, at) + 0).toBe(naive.lbAt(sv, at) + 0);
    const k = rng.between(naive.root[sv]!, naive.lb(sv));
    expect(trail.entryOf(sv, k)).toBe(naive.entryOf(sv, k));
  }
  for (let x = 0; x < s.values.length; x++) literals.assertConsistent(x, trail.lb);
  for (const [lit, { sv, k }] of made) {
    const expected = naive.lb(sv) >= k ? 1 : -naive.lb(sv ^ 1) < k ? -1 : 0;
    expect(literals.value[lit]).toBe(expected);
    expect(literals.value[lit ^ 1]).toBe(0 - expected);
  }
}

function push(s: Stage): void {
  const { rng, trail, naive, literals } = s;
  const sv = rng.below(naive.root.length);
  const [lb, ub] = [naive.lb(sv), -naive.lb(sv ^ 1)];
  if (lb === ub) return;
  const k = trail.canonical(sv, rng.between(lb + 1, ub));
  const from = literals.queueLength;
  const crossed = new Set<number>();
  for (let lit = 0; lit < 2 * literals.atoms; lit++) {
    const b = literals.bound[lit]!;
    if (literals.sv[lit] === sv && b > lb && b <= k) crossed.add(lit);
  }
  trail.push(sv, k, DECISION);
  naive.pushes.push({ sv, k, level: trail.level });
  // exactly the literals passed are queued, each once
  const queued = Array.from(literals.queue.subarray(from, literals.queueLength));
  expect(new Set(queued)).toEqual(crossed);
  expect(queued.length).toBe(crossed.size);
}

describe('trail and literals', () => {
  it('agree with a model that recomputes everything', () => {
    for (let seed = 0; seed < 150; seed++) {
      const s = stage(`trail:${seed}`);
      const { rng, trail, naive, literals } = s;
      const made = new Map<number, { sv: number; k: number }>();
      for (let step = 0; step < 60; step++) {
        const action = rng.below(10);
        if (action < 4) push(s);
        else if (action < 6) trail.newLevel();
        else if (action < 8) {
          const literal = internRandom(s);
          if (literal !== null) {
            made.set(literal.lit, literal);
            expect(literals.sv[literal.lit]).toBe(literal.sv);
            expect(literals.bound[literal.lit]! + 0).toBe(literal.k + 0);
            // asked again it is the same literal, and the negation is its mate
            expect(literals.intern(literal.sv, literal.k, trail.lb)).toBe(literal.lit);
          }
        } else if (action === 8 && trail.level > 0) {
          const level = rng.below(trail.level);
          trail.backtrackTo(level);
          literals.queueLength = 0;
          while ((naive.pushes.at(-1)?.level ?? 0) > level) naive.pushes.pop();
        } else if (made.size > 0) {
          const lit = rng.pick([...made.keys()]);
          if (literals.permanent[lit >> 1] === 1) continue;
          literals.reclaim(lit >> 1);
          literals.queueLength = 0;
          made.delete(lit);
          made.delete(lit ^ 1);
          expect(literals.inUse(lit >> 1)).toBe(false);
        }
        compare(s, made);
      }
    }
  });

  it('folds the root: bounds stay, entries go', () => {
    const s = stage('fold');
    for (let i = 0; i < 5; i++) push(s);
    const before = Array.from(s.trail.lb);
    s.trail.foldRoot();
    s.naive.root = s.naive.root.map((_, sv) => s.naive.lb(sv));
    s.naive.pushes.length = 0;
    expect(Array.from(s.trail.lb)).toEqual(before);
    compare(s, new Map());
  });

  it('hands a reclaimed number out again', () => {
    const domains = new StaticDomains();
    const literals = new Literals(domains);
    const trail = new Trail(domains, literals);
    domains.add([0, 9]);
    literals.addVar(trail.addVar(0, 9), false);
    const lit = literals.intern(0, 4, trail.lb);
    literals.intern(0, 6, trail.lb);
    literals.reclaim(lit >> 1);
    expect(literals.atomCount(0)).toBe(1);
    const again = literals.intern(1, -7, trail.lb);
    expect(again >> 1).toBe(lit >> 1);
    expect(literals.bound[again ^ 1]).toBe(8);
    trail.push(0, 8, DECISION);
    expect(literals.value[again]).toBe(-1);
    literals.assertConsistent(0, trail.lb);
  });

  it('keeps one literal for both sides of a hole', () => {
    // {3, 5}: [x >= 4] and [x >= 5] are one, and so are [x <= 3] and [x <= 4]
    const domains = new StaticDomains();
    const literals = new Literals(domains);
    const trail = new Trail(domains, literals);
    domains.add([3, 3, 5, 5]);
    literals.addVar(trail.addVar(3, 5), false);
    const high = literals.intern(0, trail.canonical(0, 4), trail.lb);
    expect(literals.intern(0, trail.canonical(0, 5), trail.lb)).toBe(high);
    expect(literals.intern(1, trail.canonical(1, -4), trail.lb)).toBe(high ^ 1);
    expect(literals.bound[high]).toBe(5);
    expect(literals.bound[high ^ 1]).toBe(-3);
    expect(literals.atomCount(0)).toBe(1);
  });
});
