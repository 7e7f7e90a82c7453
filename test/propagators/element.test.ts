// Element: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { elementChecker } from '../../propagators/checkers/element.ts';
import { Element } from '../../propagators/element.ts';
import { type Affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface ElementCase {
  index: Affine;
  exprs: (Affine | null)[];
  target: Affine;
  enforcement: Fact[];
}

function post(kernel: Kernel, c: ElementCase): void {
  kernel.post(
    new Element(c.index, c.exprs, c.target, c.enforcement),
    elementChecker(c.index, c.exprs, c.target, c.enforcement),
  );
}

function satisfies(c: ElementCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const chosen = c.exprs[evaluate(c.index, values)] ?? null;
  return chosen !== null && evaluate(chosen, values) === evaluate(c.target, values);
}

for (const plain of [true, false]) {
  propagatorSuite<ElementCase>({
    name: plain ? 'element' : 'element-affine',
    consistency: plain ? 'bounds' : 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { sparse: !plain, shared: !plain });
      const index = { ...builder.expression(-1, 2, 5), scale: 1 };
      const target = builder.expression(-3, 4);
      const exprs = Array.from({ length: rng.between(1, 5) }, (): Affine | null => {
        if (rng.chance(0.1)) return null;
        return rng.chance(0.5) ? constant(rng.between(-3, 5)) : builder.expression(-4, 4, 4);
      });
      return { index, exprs, target, enforcement: builder.conditions(2), domains: builder.domains };
    },
    post,
    satisfies,
  });
}

/** exprs[x0] = x1. */
function element(domains: number[][], exprs: (Affine | null)[], enforcement: Fact[] = []): Scene {
  const scene = new Scene(domains);
  post(scene.kernel, { index: view(0), exprs, target: view(2), enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

const TABLE = [3, 8, 5, 1, 6].map(constant);

describe('element', () => {
  it('keeps the index inside the table and the target inside its hull', () => {
    const scene = element(
      [
        [-3, 9],
        [-20, 20],
      ],
      TABLE,
    );
    expect(scene.box()).toEqual([
      [0, 4],
      [1, 8],
    ]);
  });

  it('moves the index off entries that miss the target, at both ends only', () => {
    //  position  0  1  2  3  4
    //  entry     3  8  5  1  6      target >= 5 leaves 1, 2, 4
    const scene = element(
      [
        [0, 4],
        [0, 9],
      ],
      TABLE,
    );
    expect(scene.decide(ge(1, 5), le(1, 5))).toBe(true);
    expect(scene.box()).toEqual([
      [2, 2],
      [5, 5],
    ]);
    // 3 is out because the target is above 3; 8 because it is below 8
    expect(scene.why(ge(0, 1))).toEqual(['[x1 >= 4]']);
    expect(scene.why(ge(0, 2))).toEqual(['[x1 <= 7]', '[x1 >= 4]']);
    expect(scene.why(le(0, 2))).toEqual(['[x1 <= 5]', '[x1 >= 2]']);
  });

  it('takes the hull of the entries that are left', () => {
    const scene = element(
      [
        [0, 4],
        [0, 9],
      ],
      TABLE,
    );
    expect(scene.decide(le(0, 2))).toBe(true);
    expect(scene.box()[1]).toEqual([3, 8]);
    // 5 >= 2 at position 3 fails, so the index must stay below it
    expect(scene.why(ge(1, 2))).toEqual(['[x0 <= 2]']);
  });

  it('weakens the bounds of the index over entries that serve the conclusion anyway', () => {
    const scene = element(
      [
        [0, 4],
        [0, 9],
      ],
      TABLE,
    );
    expect(scene.decide(ge(0, 2), le(0, 2))).toBe(true);
    expect(scene.box()[1]).toEqual([5, 5]);
    // target >= 4 holds at 1 and 2; target <= 7 at 2, 3 and 4
    expect(scene.why(ge(1, 4))).toEqual(['[x0 <= 2]', '[x0 >= 1]']);
    expect(scene.why(le(1, 7))).toEqual(['[x0 >= 2]']);
  });

  it('equates the chosen expression and the target', () => {
    const scene = element(
      [
        [0, 1],
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      [view(4), view(6)],
    );
    expect(scene.decide(ge(1, 4), ge(0, 1))).toBe(true);
    expect(scene.box()[3]).toEqual([4, 9]);
    expect(scene.why(ge(3, 4))).toEqual(['[x0 >= 1]', '[x1 >= 4]']);
    expect(scene.why(ge(3, 2))).toEqual(['[x0 >= 1]', '[x1 >= 2]']);
  });

  it('leaves an impossible expression inside the table out of the hull', () => {
    const scene = element(
      [
        [0, 2],
        [0, 9],
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      [view(4), view(6), view(8)],
    );
    expect(scene.decide(ge(1, 4))).toBe(true);
    expect(scene.decide(le(3, 2))).toBe(true);
    expect(scene.decide(ge(2, 6), ge(4, 7))).toBe(true);
    expect(scene.box()[1]).toEqual([6, 9]);
    expect(scene.why(ge(1, 6))).toEqual(['[x1 >= 4]', '[x2 >= 6]', '[x3 <= 3]', '[x4 >= 6]']);
  });

  it('skips positions marked as never taken', () => {
    const scene = element(
      [
        [0, 4],
        [0, 9],
      ],
      [constant(3), null, constant(5), null, constant(6)],
    );
    expect(scene.decide(ge(1, 4))).toBe(true);
    expect(scene.box()).toEqual([
      [2, 4],
      [5, 6],
    ]);
    expect(scene.why(ge(0, 2))).toEqual(['[x1 >= 4]']);
  });

  it('refutes an open enforcement when no position is possible', () => {
    const scene = element(
      [
        [0, 4],
        [0, 9],
        [0, 1],
      ],
      TABLE,
      [yes(2)],
    );
    expect(scene.decide(ge(1, 7))).toBe(true);
    expect(scene.box()[0]).toEqual([0, 4]);
    expect(scene.decide(ge(0, 2))).toBe(true);
    expect(scene.why(no(2))).toEqual(['[x0 >= 2]', '[x1 >= 7]']);
  });

  it('reports a conflict with index, target and expressions', () => {
    const scene = element(
      [
        [0, 1],
        [0, 9],
        [0, 9],
        [0, 9],
      ],
      [view(4), view(6)],
    );
    expect(scene.decide(le(1, 3), ge(2, 5), ge(3, 6))).toBe(false);
    expect(scene.conflict()).toEqual(['[x1 <= 3]', '[x2 >= 4]', '[x3 >= 4]']);
  });

  it('refutes with an index that stays below all positions', () => {
    const scene = element(
      [
        [-4, 0],
        [0, 9],
        [0, 1],
      ],
      [constant(3)],
      [yes(2)],
    );
    expect(scene.decide(le(0, -3))).toBe(true);
    expect(scene.why(no(2))).toEqual(['[x0 <= -1]']);
  });

  it('refutes a target that moves away with its expression', () => {
    // -2 x1 = -2 x1 - 2 over holes: one push on x1 leaves no position possible within the same run
    const scene = new Scene([
      [0, 0],
      [1, 2, 4, 5],
    ]);
    const minusTwice = (offset: number): Affine => ({ sv: 3, scale: 2, offset });
    post(scene.kernel, { index: view(0), exprs: [minusTwice(0)], target: minusTwice(-2), enforcement: [] });
    expect(scene.root()).toBe(false);
  });
});
