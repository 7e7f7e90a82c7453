// Linear inequality: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { linearChecker } from '../../propagators/checkers/linear.ts';
import { Linear } from '../../propagators/linear.ts';
import { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { DECISION } from '../../solver/reasons.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { randomDomain } from '../support/random-domain.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface LinearCase {
  svs: number[];
  coeffs: number[];
  rhs: number;
  enforcement: Fact[];
}

function satisfies(c: LinearCase, values: readonly number[]): boolean {
  const of = (sv: number): number => (sv & 1 ? -values[sv >> 1]! : values[sv >> 1]!);
  if (!c.enforcement.every((f) => of(f.sv) >= f.k)) return true;
  return c.svs.reduce((sum, sv, i) => sum + c.coeffs[i]! * of(sv), 0) <= c.rhs;
}

/** Mode 'incremental' keeps the activity between runs, 'scratch' adds it up. */
function post(kernel: Kernel, c: LinearCase, mode = 'scratch'): void {
  kernel.post(
    new Linear(c.svs, c.coeffs, c.rhs, c.enforcement, mode === 'incremental'),
    linearChecker(c.svs, c.coeffs, c.rhs, c.enforcement),
  );
}

/** A right side between the least and the greatest sum; now and then below, so that nothing but the enforcement can give way. */
function randomRhs(rng: Random, svs: number[], coeffs: number[], domains: number[][]): number {
  let least = 0;
  let greatest = 0;
  svs.forEach((sv, i) => {
    const d = domains[sv >> 1]!;
    const [lo, hi] = sv & 1 ? [-d[d.length - 1]!, -d[0]!] : [d[0]!, d[d.length - 1]!];
    least += coeffs[i]! * lo;
    greatest += coeffs[i]! * hi;
  });
  return rng.chance(0.2) ? least - rng.between(1, 4) : rng.between(least, greatest);
}

propagatorSuite<LinearCase>({
  name: 'linear',
  consistency: 'bounds',
  modes: ['incremental', 'scratch'],
  make(rng) {
    const n = rng.between(1, 4);
    const domains = Array.from({ length: n }, () => (rng.chance(0.4) ? [0, 1] : randomDomain(rng)));
    const svs = domains.map((_, x) => 2 * x + rng.below(2));
    const coeffs = svs.map(() => rng.between(1, 5));
    const enforcement: Fact[] = [];
    for (let i = rng.below(3); i > 0; i--) {
      enforcement.push(rng.chance(0.5) ? yes(domains.length) : no(domains.length));
      domains.push([0, 1]);
    }
    return { svs, coeffs, rhs: randomRhs(rng, svs, coeffs, domains), enforcement, domains };
  },
  post,
  satisfies,
});

// Enforced by bounds of integers, which may be terms too, and one variable may stand in several terms, also with both signs.
propagatorSuite<LinearCase>({
  name: 'linear-shared',
  consistency: 'none',
  modes: ['incremental', 'scratch'],
  make(rng) {
    const domains = Array.from({ length: rng.between(2, 4) }, () => randomDomain(rng));
    const svs = Array.from({ length: rng.between(1, 5) }, () => rng.below(2 * domains.length));
    const coeffs = svs.map(() => rng.between(1, 4));
    const enforcement = Array.from({ length: rng.below(3) }, () => {
      const x = rng.below(domains.length);
      const v = rng.between(domains[x]![0]!, domains[x]!.at(-1)!);
      return rng.chance(0.5) ? ge(x, v) : le(x, v);
    });
    return { svs, coeffs, rhs: randomRhs(rng, svs, coeffs, domains), enforcement, domains };
  },
  post,
  satisfies,
});

// An equality is two inequalities; here conflicts lie deep in the search.
propagatorSuite<LinearCase>({
  name: 'linear-equality',
  consistency: 'none',
  modes: ['incremental', 'scratch'],
  make(rng) {
    const domains = Array.from({ length: rng.between(2, 5) }, () => randomDomain(rng));
    const svs = domains.map((_, x) => 2 * x + rng.below(2));
    const coeffs = svs.map(() => rng.between(1, 4));
    return { svs, coeffs, rhs: randomRhs(rng, svs, coeffs, domains), enforcement: [], domains };
  },
  post(kernel, c, mode) {
    post(kernel, c, mode);
    post(kernel, { ...c, svs: c.svs.map((sv) => sv ^ 1), rhs: -c.rhs }, mode);
  },
  satisfies: (c, values) =>
    c.svs.reduce((sum, sv, i) => sum + c.coeffs[i]! * (sv & 1 ? -values[sv >> 1]! : values[sv >> 1]!), 0) === c.rhs,
});

/** A scene of x0, x1, ... over `domains` with sum of coeffs[i] * xi <= rhs. */
function sum(domains: number[][], coeffs: number[], rhs: number, enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  const svs = coeffs.map((_, x) => 2 * x);
  post(scene.kernel, { svs, coeffs, rhs, enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('linear', () => {
  it('narrows at the root by what the others leave', () => {
    // 3 x0 + 2 x1 <= 13, x1 >= 1: x0 <= 11/3
    const scene = sum(
      [
        [0, 9],
        [1, 9],
      ],
      [3, 2],
      13,
    );
    expect(scene.box()).toEqual([
      [0, 3],
      [1, 6],
    ]);
  });

  it('gives the exact bound as the reason when there is no slack', () => {
    const scene = sum(
      [
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      [1, 1, 1],
      9,
    );
    expect(scene.decide(ge(0, 4), ge(1, 3))).toBe(true);
    expect(scene.box()[2]).toEqual([0, 2]);
    expect(scene.why(le(2, 2))).toEqual(['[x0 >= 4]', '[x1 >= 3]']);
  });

  it('lowers an antecedent by the slack of a weaker conclusion', () => {
    // all three start at [0, 9]; x2 <= 4 needs only x0 + x1 >= 5
    const scene = sum(
      [
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      [1, 1, 1],
      9,
    );
    scene.decide(ge(0, 4), ge(1, 3));
    expect(scene.why(le(2, 4))).toEqual(['[x0 >= 4]', '[x1 >= 1]']);
  });

  it('drops an antecedent that the slack pays for', () => {
    // 5 b0 + b1 + 4 x2 <= 12: b0 alone leaves x2 <= 1, and so do both
    const scene = sum(
      [
        [0, 1],
        [0, 1],
        [0, 3],
      ],
      [5, 1, 4],
      12,
    );
    scene.decide(yes(0), yes(1));
    expect(scene.box()[2]).toEqual([0, 1]);
    expect(scene.why(le(2, 1))).toEqual(['[x0 >= 1]']);
  });

  it('names both sides of a conflict no more strongly than needed', () => {
    // 2 x0 + 3 x1 <= 12: x0 >= 4 and x1 >= 3 make 17, a surplus of 4: x0 >= 2 is enough
    const scene = new Scene([
      [0, 9],
      [0, 9],
    ]);
    post(scene.kernel, { svs: [0, 2], coeffs: [2, 3], rhs: 12, enforcement: [] });
    expect(scene.decide(ge(0, 4), ge(1, 3))).toBe(false);
    // the smaller term gives way
    expect(scene.conflict()).toEqual(['[x0 >= 2]', '[x1 >= 3]']);
  });

  it('pushes nothing while the enforcement is open, and refutes it when the sum is too large', () => {
    const scene = sum(
      [
        [0, 9],
        [0, 9],
        [0, 1],
      ],
      [1, 1],
      9,
      [yes(2)],
    );
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.box()).toEqual([
      [6, 9],
      [0, 9],
      [0, 1],
    ]);
    expect(scene.decide(ge(1, 7))).toBe(true);
    expect(scene.box()[2]).toEqual([0, 0]);
    // surplus 6 + 7 - 9 - 1 = 3, taken from the later term
    expect(scene.why(no(2))).toEqual(['[x0 >= 6]', '[x1 >= 4]']);
  });

  it('gives the enforcement as an antecedent once it is true', () => {
    const scene = sum(
      [
        [0, 9],
        [0, 9],
        [0, 1],
        [0, 1],
      ],
      [1, 1],
      9,
      [yes(2), no(3)],
    );
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.decide(yes(2), no(3))).toBe(true);
    expect(scene.box()[1]).toEqual([0, 3]);
    expect(scene.why(le(1, 3))).toEqual(['[x0 >= 6]', '[x2 >= 1]', '[x3 <= 0]']);
  });

  it('rounds to values of a sparse domain and explains the rounded bound by the weakest one', () => {
    // x1 over {0, 4, 8}: x0 + x1 <= 9 and x0 >= 3 leave x1 <= 4, for which x0 >= 2 is enough
    const scene = sum(
      [
        [0, 9],
        [0, 0, 4, 4, 8, 8],
      ],
      [1, 1],
      9,
    );
    scene.decide(ge(0, 3));
    expect(scene.box()[1]).toEqual([0, 4]);
    expect(scene.why(le(1, 4))).toEqual(['[x0 >= 2]']);
  });

  it('computes with numbers beyond 32 bits exactly', () => {
    const big = 2 ** 50 + 1;
    const scene = sum(
      [
        [0, 1],
        [0, 1],
        [0, 7],
      ],
      [big, big, 2 ** 49],
      2 * big + 1,
    );
    scene.decide(yes(0));
    expect(scene.box()[2]).toEqual([0, 2]);
    scene.decide(ge(2, 1));
    expect(scene.box()[1]).toEqual([0, 0]);
    // 2^49 + 2 big > 2 big + 1 by 2^49 - 1
    expect(scene.why(no(1))).toEqual(['[x0 >= 1]', '[x2 >= 1]']);
  });

  it('keeps its activity right on a long random walk over 300 Booleans and a total', () => {
    const rng = new Random(7);
    const kernel = new Kernel();
    const n = 300;
    const weights = Array.from({ length: n }, () => rng.between(1, 50));
    for (let x = 0; x < n; x++) kernel.newVar([0, 1]);
    const total = kernel.newVar([0, 3000]);
    // sum of weights * b <= total
    const svs = [...weights.map((_, x) => 2 * x), 2 * total + 1];
    post(kernel, { svs, coeffs: [...weights, 1], rhs: 0, enforcement: [] }, 'incremental');
    expect(kernel.fixpoint()).toBe(true);
    const { trail } = kernel;
    let fixpoints = 0;
    for (let step = 0; step < 3000; step++) {
      if (trail.level > 0 && rng.chance(0.2)) {
        kernel.backtrackTo(rng.below(trail.level));
        continue;
      }
      const x = rng.below(n + 1);
      if (trail.isFixed(x)) continue;
      kernel.newLevel();
      if (x < n) kernel.assume(2 * x + (rng.chance(0.8) ? 0 : 1), rng.chance(0.5) ? 1 : 0, DECISION);
      else kernel.assume(2 * total + 1, -rng.between(trail.lb[2 * total]!, trail.ub(2 * total)), DECISION);
      if (!kernel.fixpoint()) {
        kernel.backtrackTo(trail.level - 1);
        continue;
      }
      fixpoints++;
      const least = weights.reduce((s, w, y) => s + w * trail.lb[2 * y]!, 0);
      expect(trail.lb[2 * total]).toBe(least);
      const room = trail.ub(2 * total) - least;
      expect(weights.findIndex((w, y) => !trail.isFixed(y) && w > room)).toBe(-1);
    }
    expect(fixpoints).toBeGreaterThan(500);
  });
});
