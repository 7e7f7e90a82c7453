// Cover constraint: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { coverChecker } from '../../propagators/checkers/cover.ts';
import { Cover, type CoverWrite } from '../../propagators/cover.ts';
import { type Affine, affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import type { Random } from '../../solver/random.ts';
import { type Case, propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface CoverCase {
  readTime: Affine;
  writes: CoverWrite[];
  enforcement: Fact[];
}

function post(kernel: Kernel, c: CoverCase): void {
  kernel.post(new Cover(c.readTime, c.writes, c.enforcement), coverChecker(c.readTime, c.writes, c.enforcement));
}

function satisfies(c: CoverCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const read = evaluate(c.readTime, values);
  return c.writes.some(
    (w) =>
      (w.active === undefined || holds(w.active, values)) &&
      evaluate(w.start, values) < read &&
      read < evaluate(w.end, values),
  );
}

function make(rng: Random, builder: CaseBuilder, most: number): Case<CoverCase> {
  const readTime = builder.expression(-2, 3);
  const writes: CoverWrite[] = [];
  for (let n = rng.chance(0.05) ? 0 : rng.between(1, most); n > 0; n--) {
    const start = builder.expression(-4, 3, 4);
    const end = builder.expression(0, 5, 4);
    writes.push(rng.chance(0.5) ? { start, end, active: builder.condition() } : { start, end });
  }
  return { readTime, writes, enforcement: builder.conditions(2), domains: builder.domains };
}

propagatorSuite<CoverCase>({
  name: 'cover',
  consistency: 'none',
  make: (rng) => make(rng, new CaseBuilder(rng), 3),
  post,
  satisfies,
});

// No holes in the domains and every variable in one place: then the bounds are exact.
propagatorSuite<CoverCase>({
  name: 'cover-dense',
  consistency: 'bounds',
  make(rng) {
    const builder = new CaseBuilder(rng, { sparse: false, shared: false });
    return make(rng, builder, 3);
  },
  post,
  satisfies,
});

/** Variables: r = x0, then start, end, active of each write; the enforcement Booleans last. */
function scene(read: number[], writes: [number[], number[], number[]][], enforcement = 0): Scene {
  const domains = [read, ...writes.flat(), ...Array.from({ length: enforcement }, () => [0, 1])];
  const s = new Scene(domains);
  const facts = Array.from({ length: enforcement }, (_, i) => yes(1 + 3 * writes.length + i));
  post(s.kernel, {
    readTime: view(0),
    writes: writes.map((_, j) => ({ start: view(6 * j + 2), end: view(6 * j + 4), active: yes(3 * j + 3) })),
    enforcement: facts,
  });
  return s;
}

const OPEN = [0, 1];

describe('cover', () => {
  //   time     0    5    10   15   20
  //   write 0  |=========|                start 0, end 10
  //   write 1               |=========|   start 13, end 20
  //   read     ....................       [0, 30]
  it('keeps the read between the first start and the last end of the possible writes', () => {
    const s = scene(
      [0, 30],
      [
        [[0, 0], [10, 10], OPEN],
        [[13, 13], [20, 20], OPEN],
      ],
    );
    expect(s.root()).toBe(true);
    expect(s.box()[0]).toEqual([1, 19]);
    // without write 1 the read must lie in (0, 10), and write 0 must be there
    expect(s.decide(no(6))).toBe(true);
    expect(s.box()[0]).toEqual([1, 9]);
    expect(s.box()[3]).toEqual([1, 1]);
    expect(s.why(le(0, 9))).toEqual(['[x6 <= 0]']);
    expect(s.why(yes(3))).toEqual(['[x6 <= 0]']);
  });

  it('rules a write out by its window and gives the weakest split of the two bounds', () => {
    // write 1 starts at [5, 25]; read <= 12 and start >= 14 rule it out: one value between 12 and 14 serves
    const s = scene(
      [1, 30],
      [
        [[0, 9], [10, 40], OPEN],
        [[5, 25], [30, 40], OPEN],
      ],
    );
    s.root();
    expect(s.decide(le(0, 12))).toBe(true);
    expect(s.decide(ge(4, 14))).toBe(true);
    expect(s.why(yes(3))).toEqual(['[x0 <= 14]', '[x4 >= 14]']);
    expect(s.box()[2]).toEqual([10, 40]);
    expect(s.decide(ge(0, 11))).toBe(true);
    expect(s.box()[2]).toEqual([12, 40]);
    expect(s.why(ge(2, 12))).toEqual(['[x0 <= 14]', '[x0 >= 11]', '[x4 >= 14]']);
    // a weaker end needs less of the read
    expect(s.why(ge(2, 11))).toEqual(['[x0 <= 14]', '[x0 >= 10]', '[x4 >= 14]']);
  });

  it('uses one fact about the read for several writes, and a free one where there is one', () => {
    // writes 1 and 2 start after 14 and after 17: [x0 <= 14] rules out both if both starts are >= 14
    const s = scene(
      [1, 20],
      [
        [[0, 9], [10, 40], OPEN],
        [[5, 30], [30, 40], OPEN],
        [[5, 30], [30, 40], OPEN],
      ],
    );
    s.root();
    s.decide(le(0, 12));
    s.decide(ge(7, 17));
    s.decide(ge(4, 14));
    expect(s.why(yes(3))).toEqual(['[x0 <= 14]', '[x4 >= 14]', '[x7 >= 14]']);
    s.kernel.backtrackTo(0);
    // the read ends at 20 by itself, so starts at 20 need no fact about it
    s.decide(ge(4, 25));
    s.decide(ge(7, 22));
    expect(s.why(yes(3))).toEqual(['[x4 >= 20]', '[x7 >= 20]']);
  });

  it('takes a bound from the root where that is enough', () => {
    // write 1 never starts before 9, so a read by 9 needs no fact about it, though it starts at 14 by now
    const s = scene(
      [1, 30],
      [
        [[0, 8], [10, 40], OPEN],
        [[9, 25], [30, 40], OPEN],
      ],
    );
    s.root();
    s.decide(ge(4, 14));
    s.decide(le(0, 8));
    expect(s.why(yes(3))).toEqual(['[x0 <= 9]']);
    s.kernel.backtrackTo(0);
    // nor does it matter that it is inactive for a read that waits for write 0
    s.decide(no(6));
    s.decide(ge(1, 7));
    expect(s.why(ge(0, 8))).toEqual(['[x1 >= 7]']);
  });

  it('rules out a write that leaves no room between start and end', () => {
    const s = scene(
      [1, 30],
      [
        [[0, 9], [10, 40], OPEN],
        [[5, 25], [10, 40], OPEN],
      ],
    );
    s.root();
    s.decide(ge(4, 12));
    s.decide(le(5, 13));
    expect(s.why(yes(3))).toEqual(['[x4 >= 12]', '[x5 <= 13]']);
  });

  it('bounds the start by the read when one write is left', () => {
    const s = scene([1, 30], [[[0, 29], [10, 40], OPEN]]);
    s.root();
    expect(s.decide(le(0, 12))).toBe(true);
    expect(s.box()[1]).toEqual([0, 11]);
    expect(s.why(le(1, 11))).toEqual(['[x0 <= 12]']);
    expect(s.why(le(1, 20))).toEqual(['[x0 <= 21]']);
    expect(s.decide(ge(1, 7))).toBe(true);
    expect(s.box()[0]).toEqual([8, 12]);
    expect(s.why(ge(0, 8))).toEqual(['[x1 >= 7]']);
  });

  it('makes the read inactive when no write is possible', () => {
    const s = scene([1, 30], [[[0, 29], [10, 40], OPEN]], 2);
    s.root();
    expect(s.decide(yes(4))).toBe(true);
    expect(s.decide(no(3))).toBe(true);
    expect(s.box()[5]).toEqual([0, 0]);
    expect(s.why(no(5))).toEqual(['[x3 <= 0]', '[x4 >= 1]']);
    expect(s.decide(le(0, 1))).toBe(true);
  });

  it('pushes nothing while the read is open, and nothing while two facts are open', () => {
    const s = scene([1, 30], [[[0, 29], [10, 40], OPEN]], 2);
    s.root();
    s.decide(no(3));
    expect(s.box().slice(4)).toEqual([OPEN, OPEN]);
    s.kernel.backtrackTo(0);
    s.decide(yes(4), le(0, 12));
    expect(s.box()[1]).toEqual([0, 29]);
  });

  it('reports the conflict of a served read that cannot be', () => {
    // a write at 8 or later cannot serve a read at 8 or earlier
    const s = new Scene([
      [0, 20],
      [0, 20],
    ]);
    post(s.kernel, { readTime: view(0), writes: [{ start: affine(1, 1, 3), end: constant(40) }], enforcement: [] });
    s.root();
    expect(s.decide(le(0, 8), ge(1, 5))).toBe(false);
    expect(s.conflict()).toEqual(['[x0 <= 8]', '[x1 >= 5]']);
  });

  it('is false without writes', () => {
    const s = scene([1, 30], [], 1);
    expect(s.root()).toBe(true);
    expect(s.box()[1]).toEqual([0, 0]);
    expect(scene([1, 30], []).root()).toBe(false);
  });
});
