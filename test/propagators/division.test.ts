// Division and modulo: suites, consistency of the division over the reals, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { divisionChecker } from '../../propagators/checkers/division.ts';
import { moduloChecker } from '../../propagators/checkers/modulo.ts';
import { Division } from '../../propagators/division.ts';
import { Modulo } from '../../propagators/modulo.ts';
import { type Affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface DivisionCase {
  target: Affine;
  numerator: Affine;
  denominator: Affine;
  enforcement: Fact[];
}

function postDivision(kernel: Kernel, { target, numerator, denominator, enforcement }: DivisionCase): void {
  kernel.post(
    new Division(target, numerator, denominator, enforcement),
    divisionChecker(target, numerator, denominator, enforcement),
  );
}

for (const shared of [false, true]) {
  propagatorSuite<DivisionCase>({
    name: shared ? 'division-shared' : 'division',
    consistency: 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { shared, sparse: shared || rng.chance(0.5) });
      const denominator = builder.expression(rng.chance(0.3) ? -2 : 1, 3, 5);
      const around = rng.between(-14, 14);
      const numerator = builder.expression(around - 2, around);
      const target = builder.expression(Math.trunc(around / 2) - 3, Math.trunc(around / 2));
      return { target, numerator, denominator, enforcement: builder.conditions(2), domains: builder.domains };
    },
    post: postDivision,
    satisfies({ target, numerator, denominator, enforcement }, values) {
      if (!enforcement.every((f) => holds(f, values))) return true;
      const by = evaluate(denominator, values);
      return by >= 1 && evaluate(target, values) === Math.trunc(evaluate(numerator, values) / by) + 0;
    },
  });
}

interface ModuloCase {
  target: Affine;
  expr: Affine;
  modulus: number;
  enforcement: Fact[];
}

function postModulo(kernel: Kernel, { target, expr, modulus, enforcement }: ModuloCase): void {
  kernel.post(new Modulo(target, expr, modulus, enforcement), moduloChecker(target, expr, modulus, enforcement));
}

for (const plain of [true, false]) {
  propagatorSuite<ModuloCase>({
    name: plain ? 'modulo' : 'modulo-affine',
    consistency: plain ? 'bounds' : 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { sparse: !plain, shared: !plain });
      const modulus = rng.between(2, 6);
      const expr = builder.expression(rng.pick([-15, -8, -3]), 9);
      const target = builder.expression(-modulus, modulus - 2, 5);
      return { target, expr, modulus, enforcement: builder.conditions(2), domains: builder.domains };
    },
    post: postModulo,
    satisfies({ target, expr, modulus, enforcement }, values) {
      if (!enforcement.every((f) => holds(f, values))) return true;
      return evaluate(target, values) === (evaluate(expr, values) % modulus) + 0;
    },
  });
}

/** x0 = x1 / x2, enforced by `enforcement`. */
function division(domains: number[][], enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  postDivision(scene.kernel, { target: view(0), numerator: view(2), denominator: view(4), enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('division', () => {
  it('is bounds consistent over the reals, whatever the sign of the numerator (2000 boxes)', () => {
    const rng = new Random('division boxes');
    let narrowed = 0;
    for (let round = 0; round < 2000; round++) {
      const domains = [9, 50, 9].map((most, x) => {
        const lo = rng.between(x === 2 ? 1 : -most, most);
        return [lo, lo + rng.between(0, most)];
      });
      const scene = new Scene(domains);
      postDivision(scene.kernel, { target: view(0), numerator: view(2), denominator: view(4), enforcement: [] });
      if (!scene.root()) continue;
      const [t, n, d] = scene.box() as [[number, number], [number, number], [number, number]];
      if (String(scene.box()) !== String(domains)) narrowed++;
      /** Whether the quotients between these two meet the target. */
      const reaches = (...ends: number[]): boolean =>
        Math.trunc(Math.min(...ends)) <= t[1] && Math.trunc(Math.max(...ends)) >= t[0];
      for (const x of n) expect(reaches(x / d[0], x / d[1]), `${domains}: numerator ${x} in ${scene.box()}`).toBe(true);
      for (const y of d)
        expect(reaches(n[0] / y, n[1] / y), `${domains}: denominator ${y} in ${scene.box()}`).toBe(true);
      const quotients = n.flatMap((x) => d.map((y) => Math.trunc(x / y)));
      expect(Math.min(...quotients), `${domains}: ${scene.box()}`).toBeLessThanOrEqual(t[0]);
      expect(Math.max(...quotients), `${domains}: ${scene.box()}`).toBeGreaterThanOrEqual(t[1]);
    }
    expect(narrowed).toBeGreaterThan(800);
  });

  it('rounds toward zero on both sides', () => {
    const scene = division([
      [-99, 99],
      [-17, 17],
      [0, 9],
    ]);
    expect(scene.box()).toEqual([
      [-17, 17],
      [-17, 17],
      [1, 9],
    ]);
    expect(scene.decide(ge(2, 5))).toBe(true);
    expect(scene.box()[0]).toEqual([-3, 3]);
    // 17 / 5 = 3.4; for 4 the denominator would be 4 at most, for 5 three
    expect(scene.why(le(0, 3))).toEqual(['[x2 >= 5]']);
    expect(scene.why(le(0, 4))).toEqual(['[x2 >= 4]']);
    expect(scene.why(ge(0, -3))).toEqual(['[x2 >= 5]']);
  });

  it('bounds numerator and denominator by a positive target', () => {
    const scene = division([
      [0, 50],
      [0, 100],
      [1, 20],
    ]);
    expect(scene.decide(ge(0, 7), ge(2, 3))).toBe(true);
    expect(scene.box()).toEqual([
      [7, 33],
      [21, 100],
      [3, 14],
    ]);
    expect(scene.why(ge(1, 21))).toEqual(['[x0 >= 7]', '[x2 >= 3]']);
    expect(scene.why(ge(1, 16))).toEqual(['[x0 >= 6]', '[x2 >= 3]']);
    // 15 * 7 = 105 > 100
    expect(scene.why(le(2, 14))).toEqual(['[x0 >= 7]']);
    // 17 * 6 = 102 > 100
    expect(scene.why(le(2, 16))).toEqual(['[x0 >= 6]']);
  });

  it('asks for a large denominator when the target is near zero', () => {
    const scene = division([
      [-50, 50],
      [-100, 100],
      [1, 60],
    ]);
    expect(scene.decide(ge(0, -2), le(1, -40))).toBe(true);
    // -40 / 13 = -3.07
    expect(scene.box()[2]).toEqual([14, 60]);
    expect(scene.why(ge(2, 14))).toEqual(['[x0 >= -2]', '[x1 <= -39]']);
    expect(scene.box()[0]).toEqual([-2, 0]);
  });

  it('refutes an open enforcement when the denominator is not positive, or the quotient out of reach', () => {
    const scene = division(
      [
        [5, 9],
        [0, 99],
        [-3, 9],
        [0, 1],
      ],
      [yes(3)],
    );
    expect(scene.decide(le(2, -1))).toBe(true);
    expect(scene.why(no(3))).toEqual(['[x2 <= 0]']);
    scene.kernel.backtrackTo(0);
    expect(scene.decide(le(1, 20), ge(2, 8))).toBe(true);
    expect(scene.why(no(3))).toEqual(['[x1 <= 24]', '[x2 >= 5]']);
  });

  it('refutes an open enforcement at every point that is no solution, and at no other', () => {
    const scene = division(
      [
        [-5, 5],
        [-11, 11],
        [-1, 4],
        [0, 1],
      ],
      [yes(3)],
    );
    for (let t = -5; t <= 5; t++) {
      for (let n = -11; n <= 11; n++) {
        for (let d = -1; d <= 4; d++) {
          expect(scene.decide(ge(0, t), le(0, t), ge(1, n), le(1, n), ge(2, d), le(2, d))).toBe(true);
          const holds = d >= 1 && t === Math.trunc(n / d) + 0;
          expect(scene.box()[3], `${t} = ${n} / ${d}`).toEqual([0, holds ? 1 : 0]);
          scene.kernel.backtrackTo(0);
        }
      }
    }
  });

  it('compares exactly where a product leaves the safe integers', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const scene = division([
      [2 ** 30 + 1, most],
      [-most, most],
      [1, most],
    ]);
    expect(scene.box()).toEqual([
      [2 ** 30 + 1, most],
      [2 ** 30 + 1, most],
      [1, 2 ** 23 - 1],
    ]);
  });
});

/** x0 = x1 % modulus. */
function modulo(modulus: number, domains: number[][], enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  postModulo(scene.kernel, { target: view(0), expr: view(2), modulus, enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('modulo', () => {
  it('has the sign of the expression and stays within both', () => {
    const scene = modulo(7, [
      [-20, 20],
      [-3, 50],
    ]);
    expect(scene.box()[0]).toEqual([-3, 6]);
    expect(scene.decide(ge(0, 2))).toBe(true);
    expect(scene.box()[1]).toEqual([2, 48]);
    expect(scene.why(ge(1, 2))).toEqual(['[x0 >= 2]']);
    expect(scene.why(ge(1, 0))).toEqual(['[x0 >= 1]']);
  });

  it('moves the expression out of the gap between two blocks', () => {
    //  x1   ... 14 15 16 17 18 19 20 | 21 22 23 24 25 26 27 ...
    //  x0        0  1  2  3  4  5  6 |  0  1  2  3  4  5  6
    const scene = modulo(7, [
      [0, 6],
      [0, 60],
    ]);
    expect(scene.decide(ge(0, 2), le(0, 3), ge(1, 18))).toBe(true);
    expect(scene.box()[1]).toEqual([23, 59]);
    // the quotient is 3 or more since x1 - x0 > 14; then x1 >= 21 + 2
    expect(scene.why(ge(1, 23))).toEqual(['[x0 <= 3]', '[x0 >= 2]', '[x1 >= 18]']);
    // 21 needs no lower bound of the remainder
    expect(scene.why(ge(1, 21))).toEqual(['[x0 <= 3]', '[x1 >= 18]']);
    // the root knows 60 = 8 * 7 + 4
    expect(scene.why(le(1, 59))).toEqual(['[x0 <= 3]']);
  });

  it('lets the remainder follow the expression within one block', () => {
    const scene = modulo(7, [
      [-6, 6],
      [-60, 60],
    ]);
    expect(scene.decide(ge(1, -33), le(1, -30))).toBe(true);
    expect(scene.box()[0]).toEqual([-5, -2]);
    // -33 = -4 * 7 - 5: the least of its block is -34, and the block begins below -27
    expect(scene.why(ge(0, -5))).toEqual(['[x1 <= -28]', '[x1 >= -33]']);
    expect(scene.why(le(0, -2))).toEqual(['[x1 <= -30]', '[x1 >= -34]']);
  });

  it('refutes an open enforcement when no quotient is left, or the remainder is too large', () => {
    const scene = modulo(
      10,
      [
        [0, 20],
        [0, 99],
        [0, 1],
      ],
      [yes(2)],
    );
    expect(scene.decide(ge(0, 10))).toBe(true);
    expect(scene.why(no(2))).toEqual(['[x0 >= 10]']);
    scene.kernel.backtrackTo(0);
    expect(scene.decide(le(0, 3), ge(0, 2), ge(1, 34), le(1, 41))).toBe(true);
    // 30 < x1 - x0 < 40
    expect(scene.why(no(2))).toEqual(['[x0 <= 3]', '[x0 >= 2]', '[x1 <= 41]', '[x1 >= 34]']);
  });

  it('refutes an open enforcement at every point that is no solution, and at no other', () => {
    const scene = modulo(
      4,
      [
        [-5, 5],
        [-13, 13],
        [0, 1],
      ],
      [yes(2)],
    );
    for (let t = -5; t <= 5; t++) {
      for (let n = -13; n <= 13; n++) {
        expect(scene.decide(ge(0, t), le(0, t), ge(1, n), le(1, n))).toBe(true);
        expect(scene.box()[2], `${t} = ${n} % 4`).toEqual([0, t === (n % 4) + 0 ? 1 : 0]);
        scene.kernel.backtrackTo(0);
      }
    }
  });

  it('of a fixed remainder rounds the expression to the next number that has it', () => {
    const scene = new Scene([[-40, 40]]);
    postModulo(scene.kernel, { target: constant(-3), expr: view(0), modulus: 5, enforcement: [] });
    expect(scene.root()).toBe(true);
    expect(scene.box()[0]).toEqual([-38, -3]);
    expect(scene.decide(le(0, -4))).toBe(true);
    expect(scene.box()[0]).toEqual([-38, -8]);
    expect(scene.why(le(0, -8))).toEqual(['[x0 <= -4]']);
  });
});
