// No overlap in the plane: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { noOverlap2dChecker } from '../../propagators/checkers/no-overlap-2d.ts';
import { type Box, NoOverlap2d } from '../../propagators/no-overlap-2d.ts';
import { type Affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { type Case, propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface BoxesCase {
  boxes: Box[];
  enforcement: Fact[];
}

function post(kernel: Kernel, { boxes, enforcement }: BoxesCase): void {
  kernel.post(new NoOverlap2d(boxes, enforcement), noOverlap2dChecker(boxes, enforcement));
}

function satisfies(c: BoxesCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const present = c.boxes.filter(({ presence }) => presence === undefined || holds(presence, values));
  const before = (end: Affine, start: Affine): boolean => evaluate(end, values) <= evaluate(start, values);
  return present.every((a, i) =>
    present.every(
      (b, j) =>
        i === j ||
        before(a.xEnd, b.xStart) ||
        before(b.xEnd, a.xStart) ||
        before(a.yEnd, b.yStart) ||
        before(b.yEnd, a.yStart),
    ),
  );
}

/** A span over one variable, or with an end of its own, sometimes without width. */
function span(builder: CaseBuilder, rng: Random): [Affine, Affine] {
  const start = builder.expression(-2, 2, 4);
  if (rng.chance(0.75)) return [start, { ...start, offset: start.offset + rng.below(4) }];
  return [start, builder.expression(0, 3, 3)];
}

function make(rng: Random): Case<BoxesCase> {
  const builder = new CaseBuilder(rng, { assignments: 3000 });
  const boxes = Array.from({ length: rng.between(2, 3) }, (): Box => {
    const [xStart, xEnd] = span(builder, rng);
    const [yStart, yEnd] = rng.chance(0.2) ? fixedSpan(rng) : span(builder, rng);
    const box = { xStart, xEnd, yStart, yEnd };
    return rng.chance(0.3) ? { ...box, presence: builder.condition() } : box;
  });
  return { boxes, enforcement: builder.conditions(2), domains: builder.domains };
}

function fixedSpan(rng: Random): [Affine, Affine] {
  const start = rng.between(-1, 1);
  return [constant(start), constant(start + rng.between(0, 3))];
}

propagatorSuite<BoxesCase>({ name: 'no-overlap-2d', consistency: 'none', make, post, satisfies });

/** A box of fixed size over two start variables. */
function box(x: number, y: number, width: number, height: number, presence?: Fact): Box {
  return {
    xStart: view(2 * x),
    xEnd: { ...view(2 * x), offset: width },
    yStart: view(2 * y),
    yEnd: { ...view(2 * y), offset: height },
    ...(presence === undefined ? {} : { presence }),
  };
}

/** A box that does not move. */
function block(x: number, y: number, width: number, height: number): Box {
  return { xStart: constant(x), xEnd: constant(x + width), yStart: constant(y), yEnd: constant(y + height) };
}

function scene(domains: number[][], boxes: Box[], enforcement: Fact[] = []): Scene {
  const s = new Scene(domains);
  post(s.kernel, { boxes, enforcement });
  expect(s.root()).toBe(true);
  return s;
}

describe('no overlap in the plane', () => {
  //   y
  //   6 +-----------+
  //     |   block   |      the box (4 x 3) in the band below y = 6, not above the block: it has to go to the right of it
  //   0 +-----------+
  //     0           5   x
  const domains = [
    [0, 20],
    [0, 20],
    [0, 1],
  ];

  it('pushes the only relation that is left, for no more than is needed', () => {
    const s = scene(domains, [block(0, 0, 5, 6), box(0, 1, 4, 3)]);
    expect(s.decide(le(1, 4))).toBe(true);
    expect(s.box()[0]).toEqual([5, 20]);
    expect(s.why(ge(0, 5))).toEqual(['[x1 <= 5]']);
    expect(s.why(ge(0, 2))).toEqual(['[x1 <= 5]']);
  });

  it('pushes both boxes of a relation', () => {
    //  both in one row, x0 cannot be right of x1: x0 + 4 <= x1
    const s = scene(
      [
        [0, 9],
        [0, 9],
      ],
      [
        { ...box(0, 0, 4, 3), yStart: constant(0), yEnd: constant(3) },
        { ...box(1, 1, 2, 3), yStart: constant(2), yEnd: constant(5) },
      ],
    );
    expect(s.decide(le(0, 1))).toBe(true);
    expect(s.box()).toEqual([
      [0, 1],
      [4, 9],
    ]);
    expect(s.decide(le(1, 4))).toBe(true);
    expect(s.box()[0]).toEqual([0, 0]);
    expect(s.why(le(0, 0))).toEqual(['[x0 <= 1]', '[x1 <= 4]']);
  });

  it('makes an optional box absent that has no place, and releases its enforcement', () => {
    const s = scene(domains, [block(0, 0, 5, 6), box(0, 1, 4, 3, yes(2))]);
    expect(s.decide(le(0, 3), le(1, 4))).toBe(true);
    expect(s.box()[2]).toEqual([0, 0]);
    expect(s.why(no(2))).toEqual(['[x0 <= 4]', '[x1 <= 5]']);
    const t = scene(domains, [block(0, 0, 5, 6), box(0, 1, 4, 3)], [yes(2)]);
    expect(t.decide(le(0, 3), le(1, 4))).toBe(true);
    expect(t.box()).toEqual([
      [0, 3],
      [0, 4],
      [0, 0],
    ]);
    expect(t.why(no(2))).toEqual(['[x0 <= 4]', '[x1 <= 5]']);
  });

  it('lets lines touch and coincide, but not cross or enter a box', () => {
    // a vertical line of length 4 at x0 = 0..4 against a horizontal one from 0 to 4 at height 2, and against a block
    const vertical = { ...box(0, 0, 0, 4), yStart: constant(0), yEnd: constant(4) };
    const horizontal = scene([[0, 4]], [vertical, block(0, 2, 4, 0)]);
    expect(horizontal.decide(ge(0, 1))).toBe(true);
    expect(horizontal.box()[0]).toEqual([4, 4]);
    const same = scene([[0, 4]], [vertical, block(2, 0, 0, 4)]);
    expect(same.decide(ge(0, 2), le(0, 2))).toBe(true);
    const entering = scene([[0, 4]], [vertical, block(0, 1, 3, 2)]);
    expect(entering.decide(ge(0, 1), le(0, 2))).toBe(false);
    expect(entering.conflict()).toEqual(['[x0 <= 2]', '[x0 >= 1]']);
  });
});
