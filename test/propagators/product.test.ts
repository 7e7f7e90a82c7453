// Product and square: suites, consistency over the reals, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { productChecker } from '../../propagators/checkers/product.ts';
import { squareChecker } from '../../propagators/checkers/square.ts';
import { Product } from '../../propagators/product.ts';
import { Square } from '../../propagators/square.ts';
import { type Affine, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface ProductCase {
  target: Affine;
  first: Affine;
  second: Affine;
  enforcement: Fact[];
}

function postProduct(kernel: Kernel, { target, first, second, enforcement }: ProductCase): void {
  kernel.post(new Product(target, first, second, enforcement), productChecker(target, first, second, enforcement));
}

/** The target is drawn around a product of the factors, or it would almost never be one. */
for (const shared of [false, true]) {
  propagatorSuite<ProductCase>({
    name: shared ? 'product-shared' : 'product',
    consistency: 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { shared, sparse: shared || rng.chance(0.5) });
      const first = builder.expression(-4, 3, 5);
      const second = builder.expression(-4, 3, 5);
      const around = rng.between(-3, 3) * rng.between(-3, 3);
      const target = builder.expression(around - 4, around);
      return { target, first, second, enforcement: builder.conditions(2), domains: builder.domains };
    },
    post: postProduct,
    satisfies({ target, first, second, enforcement }, values) {
      if (!enforcement.every((f) => holds(f, values))) return true;
      return evaluate(target, values) === evaluate(first, values) * evaluate(second, values);
    },
  });
}

interface SquareCase {
  target: Affine;
  base: Affine;
  enforcement: Fact[];
}

for (const plain of [true, false]) {
  propagatorSuite<SquareCase>({
    name: plain ? 'square' : 'square-affine',
    consistency: plain ? 'bounds' : 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { sparse: !plain, shared: !plain });
      const base = builder.expression(-5, 3);
      const around = rng.between(0, 4) ** 2;
      const target = builder.expression(around - 5, around);
      return { target, base, enforcement: builder.conditions(2), domains: builder.domains };
    },
    post(kernel, { target, base, enforcement }) {
      kernel.post(new Square(target, base, enforcement), squareChecker(target, base, enforcement));
    },
    satisfies({ target, base, enforcement }, values) {
      if (!enforcement.every((f) => holds(f, values))) return true;
      return evaluate(target, values) === evaluate(base, values) ** 2;
    },
  });
}

/** x0 = x1 * x2, enforced by `enforcement`. */
function product(domains: number[][], enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  postProduct(scene.kernel, { target: view(0), first: view(2), second: view(4), enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('product', () => {
  it('is bounds consistent over the reals in all cases of signs (2000 boxes)', () => {
    const rng = new Random('product boxes');
    let narrowed = 0;
    for (let round = 0; round < 2000; round++) {
      const domains = [40, 9, 9].map((most) => {
        const lo = rng.between(-most, most);
        return [lo, lo + rng.between(0, most)];
      });
      const scene = new Scene(domains);
      postProduct(scene.kernel, { target: view(0), first: view(2), second: view(4), enforcement: [] });
      if (!scene.root()) continue;
      const [t, a, b] = scene.box() as [[number, number], [number, number], [number, number]];
      if (String(scene.box()) !== String(domains)) narrowed++;
      /** Whether x times [lo, hi] meets `range`. */
      const reaches = (x: number, [lo, hi]: [number, number], range: [number, number]): boolean =>
        Math.min(x * lo, x * hi) <= range[1] && Math.max(x * lo, x * hi) >= range[0];
      for (const x of a) expect(reaches(x, b, t), `${domains}: first ${x} in ${scene.box()}`).toBe(true);
      for (const x of b) expect(reaches(x, a, t), `${domains}: second ${x} in ${scene.box()}`).toBe(true);
      const corners = a.flatMap((x) => b.map((y) => x * y));
      expect(Math.min(...corners), `${domains}: ${scene.box()}`).toBeLessThanOrEqual(t[0]);
      expect(Math.max(...corners), `${domains}: ${scene.box()}`).toBeGreaterThanOrEqual(t[1]);
    }
    expect(narrowed).toBeGreaterThan(800);
  });

  it('of positive factors multiplies lower and upper bounds', () => {
    const scene = product([
      [0, 99],
      [2, 5],
      [3, 9],
    ]);
    expect(scene.box()).toEqual([
      [6, 45],
      [2, 5],
      [3, 9],
    ]);
    expect(scene.decide(ge(1, 4))).toBe(true);
    expect(scene.box()[0]).toEqual([12, 45]);
    expect(scene.why(ge(0, 12))).toEqual(['[x1 >= 4]']);
    // 3 * 3 = 9 is enough for 7, 8 and 9
    expect(scene.why(ge(0, 8))).toEqual(['[x1 >= 3]']);
  });

  it('divides the target by the other factor, both bounds no stronger than needed', () => {
    const scene = product([
      [0, 99],
      [1, 10],
      [1, 10],
    ]);
    expect(scene.decide(le(0, 37), ge(1, 5))).toBe(true);
    // x2 <= 37 / 5; 8 * 5 = 40 would follow from 39 as well
    expect(scene.box()[2]).toEqual([1, 7]);
    expect(scene.why(le(2, 7))).toEqual(['[x0 <= 39]', '[x1 >= 5]']);
    // 9 * 5 = 45 > 44, and with x0 <= 37 a factor of 5 is the least that excludes 8
    expect(scene.why(le(2, 8))).toEqual(['[x0 <= 44]', '[x1 >= 5]']);
  });

  it('takes the greatest and least of the corners when signs are mixed', () => {
    //            -3 .. 2
    //   -5   ->   15 -10
    //    4   ->  -12   8
    const scene = product([
      [-50, 50],
      [-5, 4],
      [-3, 2],
    ]);
    expect(scene.box()[0]).toEqual([-12, 15]);
    expect(scene.decide(ge(2, 0))).toBe(true);
    expect(scene.box()[0]).toEqual([-10, 8]);
    // 4 * -2 = -8 > -11: two is as low as the second factor may go
    expect(scene.why(ge(0, -10))).toEqual(['[x2 >= -2]']);
  });

  it('passes over zero when the target cannot be zero', () => {
    const scene = product([
      [6, 20],
      [-1, 8],
      [-4, 4],
    ]);
    // -1 gives 4 at most, 0 gives 0, 1 gives 4
    expect(scene.box()[1]).toEqual([2, 8]);
    expect(scene.box()[2]).toEqual([1, 4]);
  });

  it('refutes an open enforcement by a box that is just apart', () => {
    const scene = product(
      [
        [0, 50],
        [0, 9],
        [0, 9],
        [0, 1],
      ],
      [yes(3)],
    );
    expect(scene.decide(ge(0, 21), le(1, 4), le(2, 4))).toBe(true);
    expect(scene.why(no(3))).toEqual(['[x0 >= 21]', '[x1 <= 5]', '[x2 <= 4]']);
  });

  it('refutes an open enforcement at every point that is no solution, and at no other', () => {
    const scene = product(
      [
        [-9, 9],
        [-3, 3],
        [-3, 3],
        [0, 1],
      ],
      [yes(3)],
    );
    for (let t = -9; t <= 9; t++) {
      for (let a = -3; a <= 3; a++) {
        for (let b = -3; b <= 3; b++) {
          expect(scene.decide(ge(0, t), le(0, t), ge(1, a), le(1, a), ge(2, b), le(2, b))).toBe(true);
          expect(scene.box()[3], `${t} = ${a} * ${b}`).toEqual([0, t === a * b ? 1 : 0]);
          scene.kernel.backtrackTo(0);
        }
      }
    }
  });

  it('compares exactly where a product leaves the safe integers', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const scene = product([
      [0, most],
      [0, most],
      [3, most],
    ]);
    expect(scene.box()).toEqual([
      [0, most],
      [0, Math.floor(most / 3)],
      [3, most],
    ]);
    expect(scene.decide(ge(1, 2 ** 40 + 1))).toBe(true);
    expect(scene.box()[2]).toEqual([3, 8191]);
    expect(scene.why(le(2, 8191))).toEqual(['[x1 >= 1099511627776]']);
  });
});

/** x0 = x1 * x1. */
function square(target: number[], base: number[]): Scene {
  const scene = new Scene([target, base]);
  scene.kernel.post(new Square(view(0), view(2)), squareChecker(view(0), view(2), []));
  return scene;
}

describe('square', () => {
  it('is never negative, and rounds the bounds of the target to squares', () => {
    const scene = square([-20, 30], [-9, 4]);
    expect(scene.root()).toBe(true);
    expect(scene.box()).toEqual([
      [0, 25],
      [-5, 4],
    ]);
    expect(scene.decide(ge(0, 10))).toBe(true);
    expect(scene.box()).toEqual([
      [16, 25],
      [-5, 4],
    ]);
    expect(scene.why(ge(0, 16))).toEqual(['[x0 >= 10]']);
  });

  it('leaves the negative case when the positive one is out of reach, and back', () => {
    const scene = square([10, 90], [-9, 9]);
    expect(scene.root()).toBe(true);
    expect(scene.box()[0]).toEqual([16, 81]);
    expect(scene.decide(le(1, 3))).toBe(true);
    expect(scene.box()[1]).toEqual([-9, -4]);
    // up to 3 the squares stay below 10; the root knows the target is 10 at least
    expect(scene.why(le(1, -4))).toEqual(['[x1 <= 3]']);
    expect(scene.decide(le(0, 50))).toBe(true);
    expect(scene.box()[1]).toEqual([-7, -4]);
    expect(scene.why(ge(1, -7))).toEqual(['[x0 <= 63]']);
  });

  it('has no root between two squares', () => {
    const scene = square([0, 99], [-9, 9]);
    expect(scene.root()).toBe(true);
    expect(scene.decide(ge(0, 50), le(0, 60))).toBe(false);
    expect(scene.conflict()).toEqual(['[x0 <= 63]', '[x0 >= 50]']);
  });

  it('refutes an open enforcement when no square is in reach', () => {
    const scene = new Scene([
      [-9, 99],
      [-9, 9],
      [0, 1],
    ]);
    scene.kernel.post(new Square(view(0), view(2), [yes(2)]), squareChecker(view(0), view(2), [yes(2)]));
    expect(scene.root()).toBe(true);
    for (let t = -9; t <= 30; t++) {
      for (let most = t; most <= 30; most++) {
        expect(scene.decide(ge(0, t), le(0, most), ge(1, -2), le(1, 4))).toBe(true);
        const reached = [0, 1, 4, 9, 16].some((square) => t <= square && square <= most);
        expect(scene.box()[2], `${t}..${most}`).toEqual([0, reached ? 1 : 0]);
        scene.kernel.backtrackTo(0);
      }
    }
  });

  it('is exact next to 2^53', () => {
    // the root of 94906265^2 - 1 as a double is 94906265
    const root = 94_906_265;
    const scene = square([0, root * root - 1], [0, Number.MAX_SAFE_INTEGER]);
    expect(scene.root()).toBe(true);
    expect(scene.box()).toEqual([
      [0, (root - 1) ** 2],
      [0, root - 1],
    ]);
  });
});
