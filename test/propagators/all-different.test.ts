// All different: suite, table tests with the reasons written out, and the adaptive sort.

import { describe, expect, it } from 'vitest';
import { AllDifferent } from '../../propagators/all-different.ts';
import { Capacities } from '../../propagators/capacities.ts';
import { allDifferentChecker } from '../../propagators/checkers/all-different.ts';
import { KeySorter } from '../../propagators/sort-by-key.ts';
import { type Affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import { Random } from '../../solver/random.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate } from './case-builder.ts';
import { ge, le, Scene } from './scene.ts';

interface AllDifferentCase {
  exprs: Affine[];
  /** Of the values from `first` on, and of all others. Left out: each value once. */
  room?: { first: number; capacities: number[]; others: number };
}

function post(kernel: Kernel, { exprs, room }: AllDifferentCase): void {
  if (room === undefined) {
    kernel.post(new AllDifferent(exprs), allDifferentChecker(exprs));
    return;
  }
  const { first, capacities, others } = room;
  const values = capacities.map((_, k) => first + k);
  kernel.post(
    new AllDifferent(exprs, new Capacities(values, capacities, others)),
    allDifferentChecker(exprs, (value) => capacities[value - first] ?? others),
  );
}

/** Expressions over plain variables; else some variables are shared, and their domains have holes. */
function randomExprs(rng: Random, plain: boolean): { exprs: Affine[]; domains: number[][] } {
  const builder = new CaseBuilder(rng, { sparse: !plain, shared: !plain });
  const spread = rng.between(0, 2);
  const exprs = Array.from({ length: rng.between(3, 7) }, () => ({ ...builder.expression(-1, spread, 4), scale: 1 }));
  return { exprs, domains: builder.domains };
}

function satisfies(c: AllDifferentCase, values: readonly number[]): boolean {
  return new Set(c.exprs.map((e) => evaluate(e, values))).size === c.exprs.length;
}

for (const plain of [true, false]) {
  propagatorSuite<AllDifferentCase>(
    {
      name: plain ? 'all-different' : 'all-different-affine',
      consistency: plain ? 'bounds' : 'none',
      make(rng) {
        return randomExprs(rng, plain);
      },
      post,
      satisfies,
    },
    { cases: 800 },
  );
}

function different(domains: number[][]): Scene {
  const scene = new Scene(domains);
  post(scene.kernel, { exprs: domains.map((_, x) => view(2 * x)) });
  expect(scene.root()).toBe(true);
  return scene;
}

for (const plain of [true, false]) {
  propagatorSuite<AllDifferentCase>(
    {
      name: plain ? 'capacities' : 'capacities-affine',
      consistency: plain ? 'bounds' : 'none',
      make(rng) {
        const capacities = Array.from({ length: rng.between(1, 5) }, () => rng.between(1, 3));
        const room = { first: rng.between(-3, 1), capacities, others: rng.between(1, 2) };
        return { ...randomExprs(rng, plain), room };
      },
      post,
      satisfies({ exprs, room }, values) {
        const counts = new Map<number, number>();
        for (const e of exprs) {
          const v = evaluate(e, values);
          counts.set(v, (counts.get(v) ?? 0) + 1);
        }
        return [...counts].every(([v, count]) => count <= (room!.capacities[v - room!.first] ?? room!.others));
      },
    },
    { cases: 800 },
  );
}

describe('capacities', () => {
  it('of ranges of values are sums', () => {
    const capacities = new Capacities([-2, 3, 4], [1, 5, 2], 3);
    const listed = new Map([
      [-2, 1],
      [3, 5],
      [4, 2],
    ]);
    const one = (v: number): number => listed.get(v) ?? 3;
    for (let first = -6; first < 8; first++) {
      let sum = 0;
      for (let last = first; last < 8; last++) {
        sum += one(last);
        expect(capacities.before(last + 1) - capacities.before(first)).toBe(sum);
      }
    }
  });

  it('that are full send others behind them', () => {
    // 1 and 2 have room for three
    const scene = new Scene([
      [1, 2],
      [1, 2],
      [1, 2],
      [1, 4],
    ]);
    const room = { first: 1, capacities: [1, 2, 2, 2], others: 1 };
    post(scene.kernel, { exprs: [0, 1, 2, 3].map((x) => view(2 * x)), room });
    expect(scene.root()).toBe(true);
    expect(scene.box()[3]).toEqual([3, 4]);
  });
});

describe('all-different', () => {
  it('moves a lower bound behind a Hall interval', () => {
    //        1 2 3 4
    //  x0    ===
    //  x1    ===
    //  x2    ..=====
    expect(
      different([
        [1, 2],
        [1, 2],
        [1, 4],
      ]).box(),
    ).toEqual([
      [1, 2],
      [1, 2],
      [3, 4],
    ]);
  });

  it('moves an upper bound before a Hall interval', () => {
    expect(
      different([
        [3, 4],
        [3, 4],
        [1, 4],
      ]).box(),
    ).toEqual([
      [3, 4],
      [3, 4],
      [1, 2],
    ]);
  });

  it('explains by the members and the own bound', () => {
    const scene = different([
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    expect(scene.decide(ge(0, 3), le(0, 4), ge(1, 3), le(1, 4))).toBe(true);
    expect(scene.box()[2]).toEqual([0, 9]);
    expect(scene.decide(ge(2, 3))).toBe(true);
    expect(scene.box()[2]).toEqual([5, 9]);
    const hall = ['[x0 <= 4]', '[x0 >= 3]', '[x1 <= 4]', '[x1 >= 3]'];
    expect(scene.why(ge(2, 5))).toEqual([...hall, '[x2 >= 3]']);
    expect(scene.decide(le(2, 6))).toBe(true);
    expect(scene.box()[2]).toEqual([5, 6]);
  });

  it('explains a weaker bound by the smaller Hall interval that gives it', () => {
    // 3 and 4 are two Hall intervals side by side
    const scene = different([
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    expect(scene.decide(ge(0, 3), le(0, 3))).toBe(true);
    expect(scene.decide(ge(1, 4), le(1, 4), ge(2, 3))).toBe(true);
    expect(scene.box()[2]).toEqual([5, 9]);
    expect(scene.why(ge(2, 4))).toEqual(['[x0 <= 3]', '[x0 >= 3]', '[x2 >= 3]']);
    // both values: x0 and x1 in [3, 4] are enough
    expect(scene.why(ge(2, 5))).toEqual(['[x0 <= 4]', '[x0 >= 3]', '[x1 <= 4]', '[x1 >= 3]', '[x2 >= 3]']);
  });

  it('leaves variables outside the Hall interval out of the reason', () => {
    const scene = different([
      [0, 9],
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    expect(scene.decide(le(0, 0))).toBe(true);
    expect(scene.box()).toEqual([
      [0, 0],
      [1, 9],
      [1, 9],
      [1, 9],
    ]);
    expect(scene.decide(ge(1, 8), ge(3, 2), le(3, 7))).toBe(true);
    expect(scene.why(ge(2, 1))).toEqual(['[x0 <= 0]']);
  });

  it('finds the pigeonhole and names one pigeon more than there are holes', () => {
    const scene = different([
      [0, 9],
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    expect(scene.decide(le(0, 1), le(1, 1), le(2, 1), ge(3, 2))).toBe(false);
    expect(scene.conflict()).toEqual(['[x0 <= 1]', '[x1 <= 1]', '[x2 <= 1]']);
  });

  it('takes offsets, mirrored variables and constants', () => {
    // x0 + 1, -x1 and 2 are different
    const scene = new Scene([
      [1, 3],
      [-3, -2],
    ]);
    post(scene.kernel, { exprs: [{ sv: 0, scale: 1, offset: 1 }, view(3), constant(2)] });
    expect(scene.root()).toBe(true);
    // -x1 cannot be 2, so it is 3; x0 + 1 can be neither
    expect(scene.box()).toEqual([
      [3, 3],
      [-3, -3],
    ]);
  });

  it('fills thirty places one by one', () => {
    const scene = different(Array.from({ length: 30 }, () => [0, 30]));
    for (let x = 0; x < 29; x++) expect(scene.decide(le(x, x))).toBe(true);
    expect(
      scene
        .box()
        .slice(0, 29)
        .every(([lo, hi], x) => lo === x && hi === x),
    ).toBe(true);
    expect(scene.box()[29]).toEqual([29, 30]);
    // thirty places for x29 are ruled out one after the other, each by the shortest interval
    expect(scene.why(ge(29, 29))).toEqual(['[x28 <= 28]', '[x28 >= 28]', '[x29 >= 28]']);
  });
});

describe('KeySorter', () => {
  it('sorts like the built-in sort, from any order', () => {
    const rng = new Random(11);
    for (let round = 0; round < 300; round++) {
      const n = rng.below(40);
      const keys = Float64Array.from({ length: n }, () => rng.between(-9, 9));
      const order = Int32Array.from(keys.keys());
      const sorter = new KeySorter(n);
      for (let again = 0; again < 3; again++) {
        sorter.sort(order, keys);
        expect(Array.from(order, (i) => keys[i]!)).toEqual([...keys].sort((a, b) => a - b));
        expect([...order].sort((a, b) => a - b)).toEqual([...keys.keys()]);
        if (n > 0) keys[rng.below(n)] = rng.between(-9, 9);
      }
    }
  });
});
