// Precedence: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { precedenceChecker } from '../../propagators/checkers/precedence.ts';
import { Precedence } from '../../propagators/precedence.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { randomDomain } from '../support/random-domain.ts';
import { holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface PrecedenceCase {
  /** [before, distance, after, enforcement] */
  arcs: [number, number, number, Fact[]][];
}

function post(kernel: Kernel, c: PrecedenceCase): void {
  for (const arc of c.arcs) kernel.post(new Precedence(...arc), precedenceChecker(...arc));
}

function satisfies(c: PrecedenceCase, values: readonly number[]): boolean {
  const of = (sv: number): number => (sv & 1 ? -values[sv >> 1]! : values[sv >> 1]!);
  return c.arcs.every(([x, d, y, facts]) => !facts.every((f) => holds(f, values)) || of(x) + d <= of(y));
}

propagatorSuite<PrecedenceCase>({
  name: 'precedence',
  consistency: 'bounds',
  make(rng) {
    const domains = [randomDomain(rng), randomDomain(rng)];
    const enforcement = Array.from({ length: rng.below(3) }, () => {
      domains.push([0, 1]);
      return rng.chance(0.5) ? yes(domains.length - 1) : no(domains.length - 1);
    });
    return { arcs: [[rng.below(2), rng.between(-8, 6), 2 + rng.below(2), enforcement]], domains };
  },
  post,
  satisfies,
});

// Several arcs on the same variables, alternatives among them: conflicts lie deep in the search.
propagatorSuite<PrecedenceCase>({
  name: 'precedence-network',
  consistency: 'none',
  make(rng) {
    const n = rng.between(3, 4);
    const domains = Array.from({ length: n }, () => randomDomain(rng));
    domains.push([0, 1], [0, 1]);
    const arcs = Array.from({ length: rng.between(3, 6) }, (): [number, number, number, Fact[]] => {
      const x = rng.below(n);
      const y = (x + 1 + rng.below(n - 1)) % n;
      const facts: Fact[] = rng.chance(0.5)
        ? []
        : [rng.pick([yes(n), no(n), yes(n + 1), no(n + 1), ge(x, 1), le(y, 0)])];
      return [2 * x, rng.between(-3, 2), 2 * y, facts];
    });
    return { arcs, domains };
  },
  post,
  satisfies,
});

function arc(domains: number[][], distance: number, enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  post(scene.kernel, { arcs: [[0, distance, 2, enforcement]] });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('precedence', () => {
  it('moves both bounds at the root', () => {
    //  x0 |--------->+4
    //  x1      |-------|
    const scene = arc(
      [
        [0, 9],
        [0, 9],
      ],
      4,
    );
    expect(scene.box()).toEqual([
      [0, 5],
      [4, 9],
    ]);
  });

  it('pushes after from before, for no more than is needed', () => {
    const scene = arc(
      [
        [0, 9],
        [0, 20],
      ],
      4,
    );
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.box()[1]).toEqual([10, 20]);
    expect(scene.why(ge(1, 10))).toEqual(['[x0 >= 6]']);
    expect(scene.why(ge(1, 7))).toEqual(['[x0 >= 3]']);
  });

  it('pushes before from after', () => {
    const scene = arc(
      [
        [0, 9],
        [0, 20],
      ],
      4,
    );
    expect(scene.decide(le(1, 8))).toBe(true);
    expect(scene.box()[0]).toEqual([0, 4]);
    expect(scene.why(le(0, 4))).toEqual(['[x1 <= 8]']);
    expect(scene.why(le(0, 7))).toEqual(['[x1 <= 11]']);
  });

  it('knows negative distances', () => {
    const scene = arc(
      [
        [0, 9],
        [0, 9],
      ],
      -3,
    );
    expect(scene.decide(ge(0, 7))).toBe(true);
    expect(scene.box()[1]).toEqual([4, 9]);
  });

  it('refutes an open enforcement from two bounds that just contradict', () => {
    const scene = arc(
      [
        [0, 9],
        [0, 9],
        [0, 1],
      ],
      2,
      [yes(2)],
    );
    expect(scene.decide(ge(0, 6), le(1, 5))).toBe(true);
    expect(scene.box()).toEqual([
      [6, 9],
      [0, 5],
      [0, 0],
    ]);
    // 6 + 2 exceeds 5 by 3 and 1 is enough: the slack of 2 goes to x1, which is nearer to its root bound
    expect(scene.why(no(2))).toEqual(['[x0 >= 6]', '[x1 <= 7]']);
  });

  it('drops an antecedent that the root is near enough to', () => {
    const scene = arc(
      [
        [3, 9],
        [0, 9],
        [0, 1],
      ],
      2,
      [yes(2)],
    );
    expect(scene.decide(ge(0, 5), le(1, 3))).toBe(true);
    // x0 >= 3 (root) and x1 <= 3 contradict already, even x1 <= 4 would do
    expect(scene.why(no(2))).toEqual(['[x1 <= 4]']);
  });

  it('reports a conflict with the enforcement', () => {
    const scene = arc(
      [
        [0, 9],
        [0, 9],
        [0, 1],
      ],
      0,
      [yes(2)],
    );
    expect(scene.decide(ge(0, 6), le(1, 5), yes(2))).toBe(false);
    expect(scene.conflict()).toEqual(['[x0 >= 6]', '[x1 <= 5]', '[x2 >= 1]']);
  });

  it('is silent when the enforcement is false', () => {
    const scene = arc(
      [
        [0, 9],
        [0, 9],
        [0, 1],
      ],
      0,
      [yes(2)],
    );
    expect(scene.decide(no(2))).toBe(true);
    expect(scene.decide(ge(0, 6), le(1, 5))).toBe(true);
    expect(scene.box()).toEqual([
      [6, 9],
      [0, 5],
      [0, 0],
    ]);
  });
});
