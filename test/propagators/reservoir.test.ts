// Reservoir: suite, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { reservoirChecker } from '../../propagators/checkers/reservoir.ts';
import { type ReservoirEvent, reservoirSides } from '../../propagators/reservoir.ts';
import { type Affine, affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface ReservoirCase {
  events: ReservoirEvent[];
  min: number;
  max: number;
  enforcement: Fact[];
}

function post(kernel: Kernel, c: ReservoirCase): void {
  const checker = reservoirChecker(c.events, c.min, c.max, c.enforcement);
  for (const side of reservoirSides(c.events, c.min, c.max, c.enforcement)) kernel.post(side, checker);
}

function satisfies(c: ReservoirCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const events = c.events.filter((e) => e.active === undefined || holds(e.active, values));
  const levels = events.map((at) => {
    const t = evaluate(at.time, values);
    return events.reduce((level, e) => (evaluate(e.time, values) <= t ? level + e.change : level), 0);
  });
  return [0, ...levels].every((level) => c.min <= level && level <= c.max);
}

propagatorSuite<ReservoirCase>({
  name: 'reservoir',
  consistency: 'none',
  make(rng) {
    const builder = new CaseBuilder(rng);
    const events: ReservoirEvent[] = [];
    for (let n = rng.between(1, 5); n > 0; n--) {
      const time = builder.expression(-3, 3, 5);
      const change = rng.between(-3, 3);
      events.push(rng.chance(0.5) ? { time, change, active: builder.condition() } : { time, change });
    }
    const min = rng.chance(0.05) ? 1 : -rng.below(3);
    const max = rng.chance(0.05) ? -1 : rng.below(5);
    return { events, min, max, enforcement: builder.conditions(2), domains: builder.domains };
  },
  post,
  satisfies,
});

interface Row {
  change: number;
  time: Affine;
  active?: Fact;
}

function scene(domains: number[][], rows: Row[], min: number, max = 99, enforcement: Fact[] = []): Scene {
  const s = new Scene(domains);
  post(s.kernel, { events: rows, min, max, enforcement });
  expect(s.root()).toBe(true);
  return s;
}

describe('reservoir', () => {
  //   +2 at x0 in [3, 20], -2 at x1 in [0, 20]
  //   high   2       |===========
  //          0 |=====|              the drain must wait for the gain
  //            0     3
  it('moves a drain behind the gain it needs', () => {
    const s = scene(
      [
        [3, 20],
        [0, 20],
      ],
      [
        { change: 2, time: view(0) },
        { change: -2, time: view(2) },
      ],
      0,
    );
    expect(s.box()[1]).toEqual([3, 20]);
    expect(s.decide(ge(0, 8))).toBe(true);
    expect(s.box()[1]).toEqual([8, 20]);
    expect(s.why(ge(1, 8))).toEqual(['[x0 >= 8]']);
    expect(s.decide(le(1, 11))).toBe(true);
    expect(s.box()[0]).toEqual([8, 11]);
    expect(s.why(le(0, 11))).toEqual(['[x1 <= 11]']);
  });

  it('activates and hurries the only gain that can pay for a drain', () => {
    // +1 at x0 if x1, +1 at x2 if x3, -1 at 10: once x3 is false, x1 must be true and x0 <= 10
    const s = scene(
      [
        [0, 20],
        [0, 1],
        [0, 20],
        [0, 1],
      ],
      [
        { change: 1, time: view(0), active: yes(1) },
        { change: 1, time: view(4), active: yes(3) },
        { change: -1, time: constant(10) },
      ],
      0,
    );
    expect(s.decide(no(3))).toBe(true);
    expect(s.box().slice(0, 2)).toEqual([
      [0, 10],
      [1, 1],
    ]);
    expect(s.why(yes(1))).toEqual(['[x3 <= 0]']);
    expect(s.why(le(0, 10))).toEqual(['[x3 <= 0]']);
    s.kernel.backtrackTo(0);
    expect(s.decide(ge(2, 15))).toBe(true);
    expect(s.why(le(0, 10))).toEqual(['[x2 >= 11]']);
  });

  it('deactivates a drain that nothing can pay for', () => {
    const s = scene(
      [
        [0, 20],
        [0, 1],
        [0, 20],
      ],
      [
        { change: -1, time: view(0), active: yes(1) },
        { change: 1, time: view(4) },
      ],
      0,
    );
    expect(s.decide(ge(2, 9))).toBe(true);
    expect(s.box()[1]).toEqual([0, 1]);
    expect(s.decide(le(0, 7))).toBe(true);
    expect(s.box()[1]).toEqual([0, 0]);
    expect(s.why(no(1))).toEqual(['[x0 <= 7]', '[x2 >= 8]']);
  });

  it('bears a drain as long as there is slack, and names only what takes it away', () => {
    // +5 at 0 and +4 at 20; drains of 3 (x0), 2 (x1) and 1 (x2)
    //   high   2  |=====|     |       once the first two drains come by 5 and by 8, nothing is left from 8 to 20
    //          0        |=====|
    //             5     8     20
    const s = scene(
      [
        [1, 30],
        [1, 30],
        [1, 30],
      ],
      [
        { change: 5, time: constant(0) },
        { change: -3, time: view(0) },
        { change: -2, time: view(2) },
        { change: -1, time: view(4) },
        { change: 4, time: constant(20) },
      ],
      0,
    );
    expect(s.decide(le(0, 5))).toBe(true);
    expect(s.box()[2]).toEqual([1, 30]);
    expect(s.decide(le(1, 8))).toBe(true);
    expect(s.box()[2]).toEqual([20, 30]);
    expect(s.why(ge(2, 20))).toEqual(['[x0 <= 19]', '[x1 <= 19]']);
  });

  it('keeps the level under its maximum by the same rules', () => {
    // at most 3: +2 at x0 and +2 at x1 need the -2 at x2 in between
    const s = scene(
      [
        [0, 5],
        [0, 30],
        [0, 30],
      ],
      [
        { change: 2, time: view(0) },
        { change: 2, time: view(2) },
        { change: -2, time: view(4) },
      ],
      -2,
      3,
    );
    expect(s.decide(ge(2, 12))).toBe(true);
    expect(s.box()[1]).toEqual([12, 30]);
    expect(s.why(ge(1, 12))).toEqual(['[x2 >= 12]']);
  });

  it('reports a conflict with the large changes only', () => {
    const s = scene(
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 20],
      ],
      [
        { change: 3, time: view(6) },
        { change: -1, time: constant(5), active: yes(0) },
        { change: -3, time: constant(6), active: yes(1) },
        { change: -1, time: constant(6), active: yes(2) },
      ],
      -1,
    );
    // with the gain by 9 at the latest there is room for 4 until then, and the three drains take 5
    expect(s.decide(ge(3, 9))).toBe(true);
    expect(s.box()[1]).toEqual([0, 0]);
    expect(s.why(no(1))).toEqual(['[x3 >= 7]']);
    s.kernel.backtrackTo(0);
    expect(s.decide(yes(0), yes(1), yes(2))).toBe(false);
    expect(s.conflict()).toEqual(['[x0 >= 1]', '[x1 >= 1]', '[x2 >= 1]']);
  });

  it('lets events of one time act together, and gives up its enforcement when the start level is out of range', () => {
    const together = scene(
      [[0, 9]],
      [
        { change: -2, time: constant(4) },
        { change: 2, time: affine(0, 1, 0) },
      ],
      0,
    );
    expect(together.box()[0]).toEqual([0, 4]);
    const s = scene([[0, 1]], [{ change: 2, time: constant(4) }], 1, 9, [yes(0)]);
    expect(s.box()[0]).toEqual([0, 0]);
  });

  it('leaves a drain that becomes active in the same run to the next run', () => {
    // x1 activates both +2 in [0, 3] and -2 in [0, 20]; the drain x0 by 5 needs the gain, and then the level ends at -1
    const s = scene(
      [
        [0, 1],
        [0, 1],
        [0, 3],
        [0, 20],
        [4, 5],
      ],
      [
        { change: 2, time: view(4), active: yes(1) },
        { change: -2, time: view(6), active: yes(1) },
        { change: -1, time: view(8), active: yes(0) },
      ],
      0,
    );
    expect(s.decide(yes(0))).toBe(false);
    expect(s.conflict()).toEqual(['[x0 >= 1]', '[x1 >= 1]']);
  });

  it('posts only the sides that can be broken', () => {
    const events = [
      { change: 2, time: constant(1) },
      { change: -1, time: constant(3) },
    ];
    expect(reservoirSides(events, -1, 2, [])).toHaveLength(0);
    expect(reservoirSides(events, 0, 2, [])).toHaveLength(1);
    expect(reservoirSides(events, 0, 1, [])).toHaveLength(2);
    expect(reservoirSides([], 1, 1, [])).toHaveLength(1);
  });
});
