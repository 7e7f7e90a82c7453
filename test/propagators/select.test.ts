// Select: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { selectChecker } from '../../propagators/checkers/select.ts';
import { Select } from '../../propagators/select.ts';
import { type Affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface SelectCase {
  choices: Fact[];
  exprs: Affine[];
  target: Affine;
  enforcement: Fact[];
}

function post(kernel: Kernel, { choices, exprs, target, enforcement }: SelectCase): void {
  kernel.post(new Select(choices, exprs, target, enforcement), selectChecker(choices, exprs, target, enforcement));
}

function satisfies(c: SelectCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const taken = c.exprs.filter((_, j) => holds(c.choices[j]!, values));
  return taken.length > 0 && taken.every((e) => evaluate(e, values) === evaluate(c.target, values));
}

for (const plain of [true, false]) {
  propagatorSuite<SelectCase>({
    name: plain ? 'select' : 'select-affine',
    consistency: plain ? 'bounds' : 'none',
    make(rng) {
      const builder = new CaseBuilder(rng, { sparse: !plain, shared: !plain });
      const target = builder.expression(-3, 4);
      const size = rng.between(1, 3);
      const choices = Array.from({ length: size }, () => builder.condition());
      const exprs = choices.map((): Affine => {
        return rng.chance(0.3) ? constant(rng.between(-3, 5)) : builder.expression(-4, 4, 4);
      });
      return { choices, exprs, target, enforcement: plain ? [] : builder.conditions(2), domains: builder.domains };
    },
    post,
    satisfies,
  });
}

// more choices than a run looks at: what it may pass over shows in the comparison with a fresh engine after backtracking
propagatorSuite<SelectCase>({
  name: 'select-many',
  consistency: 'none',
  make(rng) {
    const builder = new CaseBuilder(rng, { sparse: false, shared: false });
    const target = builder.expression(-3, 4);
    const shared = builder.expression(-3, 4);
    const choices = Array.from({ length: rng.between(5, 7) }, () => builder.condition());
    const exprs = choices.map(() => (rng.chance(0.3) ? shared : constant(rng.between(-3, 4))));
    return { choices, exprs, target, enforcement: [], domains: builder.domains };
  },
  post,
  satisfies,
});

/** Choices x0, x1, x2 between the expressions, for target x3; further variables follow. */
function select(target: number[], exprs: Affine[], others: number[][] = [], enforcement: Fact[] = []): Scene {
  const choices = [yes(0), yes(1), yes(2)];
  const scene = new Scene([...choices.map(() => [0, 1]), target, ...others]);
  post(scene.kernel, { choices, exprs, target: view(6), enforcement });
  expect(scene.root()).toBe(true);
  return scene;
}

describe('select', () => {
  it('refutes choices in the middle', () => {
    //  position  0  1  2
    //  entry     3  9  4      target <= 8 leaves 0 and 2
    const scene = select([0, 20], [3, 9, 4].map(constant));
    expect(scene.box()[3]).toEqual([3, 9]);
    expect(scene.decide(le(3, 7))).toBe(true);
    expect(scene.box()).toEqual([
      [0, 1],
      [0, 0],
      [0, 1],
      [3, 4],
    ]);
    expect(scene.why(no(1))).toEqual(['[x3 <= 8]']);
    expect(scene.why(le(3, 4))).toEqual(['[x1 <= 0]']);
  });

  it('leaves choices that were refuted out of the hull', () => {
    const scene = select([0, 20], [3, 9, 4].map(constant));
    expect(scene.decide(no(0))).toBe(true);
    expect(scene.box()[3]).toEqual([4, 9]);
    expect(scene.why(ge(3, 4))).toEqual(['[x0 <= 0]']);
  });

  it('takes the last choice and equates', () => {
    const scene = select([0, 9], [view(8), constant(2), constant(7)], [[0, 9]]);
    expect(scene.decide(no(1), no(2), ge(4, 5))).toBe(true);
    expect(scene.box()[0]).toEqual([1, 1]);
    expect(scene.why(yes(0))).toEqual(['[x1 <= 0]', '[x2 <= 0]']);
    expect(scene.box()[3]).toEqual([5, 9]);
    expect(scene.decide(le(3, 6))).toBe(true);
    expect(scene.box()[4]).toEqual([5, 6]);
    expect(scene.why(le(4, 6))).toEqual(['[x0 >= 1]', '[x3 <= 6]']);
  });

  it('keeps an expression and the target apart by the weakest bounds', () => {
    const scene = select([0, 9], [view(8), constant(2), constant(7)], [[4, 9]]);
    expect(scene.decide(le(3, 2))).toBe(true);
    // the root says x4 >= 4
    expect(scene.why(no(0))).toEqual(['[x3 <= 3]']);
    const other = select([0, 9], [view(8), constant(2), constant(7)], [[0, 9]]);
    expect(other.decide(le(3, 6))).toBe(true);
    expect(other.decide(ge(4, 9))).toBe(true);
    expect(other.why(no(0))).toEqual(['[x3 <= 6]', '[x4 >= 7]']);
  });

  it('refutes an open enforcement by a true choice that is apart', () => {
    const scene = select([0, 9], [3, 9, 4].map(constant), [[0, 1]], [yes(4)]);
    expect(scene.decide(le(3, 5))).toBe(true);
    expect(scene.box()[1]).toEqual([0, 1]);
    expect(scene.decide(yes(1))).toBe(true);
    expect(scene.why(no(4))).toEqual(['[x1 >= 1]', '[x3 <= 8]']);
  });

  it('refutes an open enforcement when nothing is left', () => {
    const scene = select([0, 9], [3, 9, 4].map(constant), [[0, 1]], [yes(4)]);
    expect(scene.decide(le(3, 3), no(0))).toBe(true);
    expect(scene.why(no(4))).toEqual(['[x0 <= 0]', '[x3 <= 3]', '[x3 <= 8]']);
  });
});
