// Maximum: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { maxChecker } from '../../propagators/checkers/max.ts';
import { Max } from '../../propagators/max.ts';
import { type Affine, constant, negated, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface MaxCase {
  target: Affine;
  exprs: Affine[];
  enforcement: Fact[];
}

function post(kernel: Kernel, c: MaxCase): void {
  kernel.post(new Max(c.target, c.exprs, c.enforcement), maxChecker(c.target, c.exprs, c.enforcement));
}

function satisfies(c: MaxCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  return evaluate(c.target, values) === Math.max(...c.exprs.map((e) => evaluate(e, values)));
}

for (const plain of [true, false]) {
  propagatorSuite<MaxCase>({
    name: plain ? 'max' : 'max-affine',
    consistency: plain ? 'bounds' : 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { sparse: !plain, shared: !plain });
      const target = builder.expression(-3, 4);
      const exprs = Array.from({ length: rng.between(1, 4) }, () => builder.expression(-4, 3, 5));
      return { target, exprs, enforcement: builder.conditions(2), domains: builder.domains };
    },
    post,
    satisfies,
  });
}

/** x0 = max(x1, x2, ...), enforced by `enforcement`; conditions may use variables behind the expressions. */
function max(domains: number[][], n: number, enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  const exprs = Array.from({ length: n }, (_, i) => view(2 * i + 2));
  post(scene.kernel, { target: view(0), exprs, enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('max', () => {
  it('bounds target and expressions at the root', () => {
    //  x1  [2......6]
    //  x2     [4.......9]
    //  x0  [........7]        between 4 and 7, nobody above 7
    const scene = max(
      [
        [0, 7],
        [2, 6],
        [4, 9],
      ],
      2,
    );
    expect(scene.box()).toEqual([
      [4, 7],
      [2, 6],
      [4, 7],
    ]);
  });

  it('raises the target with an expression, for no more than is needed', () => {
    const scene = max(
      [
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      2,
    );
    expect(scene.decide(ge(2, 6))).toBe(true);
    expect(scene.box()[0]).toEqual([6, 9]);
    expect(scene.why(ge(0, 6))).toEqual(['[x2 >= 6]']);
    expect(scene.why(ge(0, 3))).toEqual(['[x2 >= 3]']);
  });

  it('lowers the target when all expressions fall', () => {
    const scene = max(
      [
        [0, 9],
        [0, 9],
        [0, 9],
        [0, 4],
      ],
      3,
    );
    expect(scene.decide(le(1, 6), le(2, 5))).toBe(true);
    expect(scene.box()[0]).toEqual([0, 6]);
    expect(scene.why(le(0, 6))).toEqual(['[x1 <= 6]', '[x2 <= 6]']);
  });

  it('lowers the expressions with the target', () => {
    const scene = max(
      [
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      2,
    );
    expect(scene.decide(le(0, 5))).toBe(true);
    expect(scene.box()).toEqual([
      [0, 5],
      [0, 5],
      [0, 5],
    ]);
    expect(scene.why(le(1, 7))).toEqual(['[x0 <= 7]']);
  });

  it('raises the only expression that can reach the target', () => {
    const scene = max(
      [
        [0, 9],
        [0, 9],
        [0, 9],
        [0, 3],
      ],
      3,
    );
    expect(scene.decide(le(1, 4))).toBe(true);
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.box()[2]).toEqual([6, 9]);
    // x3 stays below 4 for ever, x1 must be kept below 6
    expect(scene.why(ge(2, 6))).toEqual(['[x0 >= 6]', '[x1 <= 5]']);
    expect(scene.why(ge(2, 2))).toEqual(['[x0 >= 6]', '[x1 <= 5]']);
  });

  it('takes the weakest target bound when the root keeps the others out', () => {
    const scene = max(
      [
        [0, 9],
        [0, 9],
        [0, 3],
      ],
      2,
    );
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.why(ge(1, 6))).toEqual(['[x0 >= 6]']);
    expect(scene.why(ge(1, 1))).toEqual(['[x0 >= 4]']);
  });

  it('refutes an open enforcement when nobody reaches the target', () => {
    const scene = max(
      [
        [0, 9],
        [0, 9],
        [0, 9],
        [0, 1],
      ],
      2,
      [yes(3)],
    );
    expect(scene.decide(le(1, 4), le(2, 3))).toBe(true);
    expect(scene.box()[0]).toEqual([0, 9]);
    expect(scene.decide(ge(0, 6))).toBe(true);
    expect(scene.why(no(3))).toEqual(['[x0 >= 6]', '[x1 <= 5]', '[x2 <= 5]']);
  });

  it('reports an expression above the target as two bounds that just contradict', () => {
    const scene = new Scene([
      [0, 9],
      [0, 9],
    ]);
    post(scene.kernel, { target: view(0), exprs: [view(2), constant(2)], enforcement: [] });
    expect(scene.root()).toBe(true);
    expect(scene.decide(ge(1, 8), le(0, 4))).toBe(false);
    expect(scene.conflict()).toEqual(['[x0 <= 7]', '[x1 >= 8]']);
  });

  it('is a minimum over negated views', () => {
    // x0 = min(x1, x2)
    const scene = new Scene([
      [0, 9],
      [3, 9],
      [0, 9],
    ]);
    const minimum = { target: negated(view(0)), exprs: [negated(view(2)), negated(view(4))], enforcement: [] };
    post(scene.kernel, minimum);
    expect(scene.root()).toBe(true);
    expect(scene.decide(le(0, 2))).toBe(true);
    expect(scene.box()).toEqual([
      [0, 2],
      [3, 9],
      [0, 2],
    ]);
    expect(scene.why(le(2, 2))).toEqual(['[x0 <= 2]']);
  });
});
