// Interval arithmetic: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { intervalChecker } from '../../propagators/checkers/interval.ts';
import { Interval } from '../../propagators/interval.ts';
import { type Affine, affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { randomDomain } from '../support/random-domain.ts';
import { evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface IntervalCase {
  start: Affine;
  length: Affine;
  end: Affine;
  presence: Fact | null;
}

function post(kernel: Kernel, c: IntervalCase): void {
  kernel.post(
    new Interval(c.start, c.length, c.end, c.presence),
    intervalChecker(c.start, c.length, c.end, c.presence),
  );
}

function satisfies(c: IntervalCase, values: readonly number[]): boolean {
  if (c.presence !== null && !holds(c.presence, values)) return true;
  const length = evaluate(c.length, values);
  return length >= 0 && evaluate(c.start, values) + length === evaluate(c.end, values);
}

function presenceOn(rng: Random, domains: number[][]): Fact | null {
  if (rng.chance(0.4)) return null;
  domains.push([0, 1]);
  return rng.chance(0.7) ? yes(domains.length - 1) : no(domains.length - 1);
}

// Plain variables over intervals: bounds consistent.
propagatorSuite<IntervalCase>({
  name: 'interval',
  consistency: 'bounds',
  make(rng) {
    const range = (lo: number, hi: number): number[] => {
      const from = rng.between(lo, hi);
      return [from, from + rng.below(6)];
    };
    const domains = [range(-3, 4), range(-2, 3), range(-1, 8)];
    const length = rng.chance(0.3) ? constant(rng.between(-1, 4)) : view(2);
    return { start: view(0), length, end: view(4), presence: presenceOn(rng, domains), domains };
  },
  post,
  satisfies,
});

// Scaled and mirrored views, holes, shared variables.
propagatorSuite<IntervalCase>({
  name: 'interval-affine',
  consistency: 'none',
  make(rng) {
    const domains = Array.from({ length: 3 }, () => randomDomain(rng));
    const expression = (x: number, least: number): Affine => {
      if (rng.chance(0.15)) return constant(rng.between(least, 4));
      return affine(rng.chance(0.9) ? x : rng.below(3), rng.pick([1, 1, 1, -1, 2, 3, -2]), rng.between(-2, 2));
    };
    const presence = presenceOn(rng, domains);
    return { start: expression(0, -3), length: expression(1, -1), end: expression(2, -3), presence, domains };
  },
  post,
  satisfies,
});

/** start x0, length x1, end x2, presence x3 if it has a domain. */
function interval(domains: number[][]): Scene {
  const scene = new Scene(domains);
  const presence = domains.length > 3 ? yes(3) : null;
  post(scene.kernel, { start: view(0), length: view(2), end: view(4), presence });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('interval', () => {
  it('makes the three bounds consistent at the root', () => {
    //  0   2        5     8
    //  [---]        [-----]     start in 0..2, length 4..9, end 5..8
    const scene = interval([
      [0, 2],
      [4, 9],
      [5, 8],
    ]);
    expect(scene.box()).toEqual([
      [0, 2],
      [4, 8],
      [5, 8],
    ]);
  });

  it('pushes the end from start and length, weaker for a weaker bound', () => {
    const scene = interval([
      [0, 9],
      [1, 9],
      [0, 18],
    ]);
    expect(scene.decide(ge(0, 4), ge(1, 3))).toBe(true);
    expect(scene.box()[2]).toEqual([7, 18]);
    expect(scene.why(ge(2, 7))).toEqual(['[x0 >= 4]', '[x1 >= 3]']);
    // the length falls back to its root bound 1, that is 2 of slack
    expect(scene.why(ge(2, 5))).toEqual(['[x0 >= 4]']);
  });

  it('pushes the length from both ends', () => {
    const scene = interval([
      [0, 9],
      [0, 9],
      [0, 18],
    ]);
    expect(scene.decide(ge(0, 4), le(2, 6))).toBe(true);
    expect(scene.box()[1]).toEqual([0, 2]);
    expect(scene.why(le(1, 2))).toEqual(['[x0 >= 4]', '[x2 <= 6]']);
  });

  it('pushes the start from an early end', () => {
    const scene = interval([
      [0, 9],
      [2, 5],
      [0, 18],
    ]);
    expect(scene.decide(le(2, 6))).toBe(true);
    expect(scene.box()[0]).toEqual([0, 4]);
    expect(scene.why(le(0, 4))).toEqual(['[x2 <= 6]']);
    expect(scene.why(le(0, 6))).toEqual(['[x2 <= 8]']);
  });

  it('touches nothing while presence is open', () => {
    const scene = interval([
      [0, 2],
      [-3, 9],
      [5, 8],
      [0, 1],
    ]);
    expect(scene.box()).toEqual([
      [0, 2],
      [-3, 9],
      [5, 8],
      [0, 1],
    ]);
    expect(scene.decide(yes(3))).toBe(true);
    expect(scene.box()).toEqual([
      [0, 2],
      [3, 8],
      [5, 8],
      [1, 1],
    ]);
    expect(scene.why(ge(1, 3))).toEqual(['[x3 >= 1]']);
  });

  it('is absent when its window is too short', () => {
    //   start >= 6 ..... length >= 2 ..... end <= 5
    const scene = interval([
      [0, 9],
      [0, 9],
      [0, 18],
      [0, 1],
    ]);
    expect(scene.decide(ge(0, 6), ge(1, 2))).toBe(true);
    expect(scene.decide(le(2, 5))).toBe(true);
    expect(scene.box()[3]).toEqual([0, 0]);
    // 6 + 2 - 5 = 3, slack 2: the length is dropped whole
    expect(scene.why(no(3))).toEqual(['[x0 >= 6]', '[x2 <= 5]']);
  });

  it('is absent when it ends too late for its longest length', () => {
    const scene = interval([
      [0, 9],
      [0, 9],
      [0, 18],
      [0, 1],
    ]);
    expect(scene.decide(le(0, 2), le(1, 3))).toBe(true);
    expect(scene.decide(ge(2, 6))).toBe(true);
    expect(scene.why(no(3))).toEqual(['[x0 <= 2]', '[x1 <= 3]', '[x2 >= 6]']);
  });

  it('is absent when only a negative length would fit', () => {
    const scene = interval([
      [0, 9],
      [-5, 9],
      [0, 18],
      [0, 1],
    ]);
    expect(scene.decide(ge(0, 8), le(2, 6))).toBe(true);
    expect(scene.why(no(3))).toEqual(['[x0 >= 7]', '[x2 <= 6]']);
    const other = interval([
      [0, 9],
      [-5, 9],
      [0, 18],
      [0, 1],
    ]);
    expect(other.decide(le(1, -2))).toBe(true);
    expect(other.why(no(3))).toEqual(['[x1 <= -1]']);
  });

  it('names presence in a conflict', () => {
    const scene = interval([
      [0, 9],
      [0, 9],
      [0, 18],
      [0, 1],
    ]);
    expect(scene.decide(yes(3), ge(0, 6), le(2, 5))).toBe(false);
    expect(scene.conflict()).toEqual(['[x0 >= 6]', '[x2 <= 5]', '[x3 >= 1]']);
  });
});
