// Disjunctive resource: suites with each rule alone and all together, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { disjunctiveChecker } from '../../propagators/checkers/disjunctive.ts';
import { Disjunctive } from '../../propagators/disjunctive.ts';
import type { DisjunctiveTask } from '../../propagators/disjunctive-tasks.ts';
import { constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import { propagatorSuite } from '../support/propagator-suite.ts';
import { anyCase, type DisjunctiveCase, denseCase, postIntervals, RULE_SETS, satisfies } from './disjunctive-case.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

function post(kernel: Kernel, c: DisjunctiveCase, mode: string): void {
  postIntervals(kernel, c);
  kernel.post(
    new Disjunctive(c.tasks, c.enforcement, null, RULE_SETS[mode]!),
    disjunctiveChecker(c.tasks, c.enforcement),
  );
}

for (const mode of Object.keys(RULE_SETS)) {
  for (const [kind, make] of Object.entries({ any: anyCase, dense: denseCase })) {
    propagatorSuite<DisjunctiveCase>({
      name: `disjunctive-${mode}-${kind}`,
      modes: [mode],
      consistency: 'none',
      make,
      post,
      satisfies,
    });
  }
}

/** Task i starts at x_i, all over the same domain; presence literals come behind. */
function scene(rules: string, sizes: readonly number[], optional: readonly number[] = [], most = 20): Scene {
  const tasks = sizes.map((size, x): DisjunctiveTask => {
    const place = optional.indexOf(x);
    const task = { start: view(2 * x), end: { ...view(2 * x), offset: size }, size: constant(size) };
    return place < 0 ? task : { ...task, presence: yes(sizes.length + place) };
  });
  const s = new Scene([...sizes.map(() => [0, most]), ...optional.map(() => [0, 1])]);
  post(s.kernel, { tasks, enforcement: [], pairs: [] }, rules);
  expect(s.root()).toBe(true);
  return s;
}

describe('overload checking', () => {
  //  0          10
  //  [==][==][==]   three tasks of size 4, due by 10
  it('reports tasks that do not fit, each due as late as it may be', () => {
    const s = scene('overload', [4, 4, 4]);
    expect(s.decide(le(0, 6), le(1, 6), le(2, 6))).toBe(false);
    expect(s.conflict()).toEqual(['[x0 <= 7]', '[x1 <= 7]', '[x2 <= 7]']);
  });

  it('leaves out the small ones', () => {
    const s = scene('overload', [1, 5, 5]);
    expect(s.decide(le(0, 8), le(1, 4), le(2, 4))).toBe(false);
    expect(s.conflict()).toEqual(['[x1 <= 4]', '[x2 <= 4]']);
  });

  it('makes a task absent that does not fit with the present ones', () => {
    const s = scene('overload', [4, 4, 4], [1]);
    expect(s.decide(le(0, 6), le(1, 6), le(2, 6))).toBe(true);
    expect(s.box()[3]).toEqual([0, 0]);
    expect(s.why(no(3))).toEqual(['[x0 <= 7]', '[x1 <= 7]', '[x2 <= 7]']);
  });

  it('takes the dates of the root for nothing, and spends the room on the others', () => {
    // all are due by 12 for ever; three tasks of 4 just fit from 0 on, two from 5 on do not
    const s = scene('overload', [4, 4, 4], [], 8);
    expect(s.decide(ge(0, 5), ge(1, 6))).toBe(false);
    expect(s.conflict()).toEqual(['[x0 >= 5]', '[x1 >= 5]']);
  });
});

describe('detectable precedences', () => {
  //  x0 [====]            both must start before x2 can end at 6,
  //  x1     [===]         so x2 comes after both
  //  x2  [======]
  it('pushes a task behind all that must come before it, by as few as are needed', () => {
    const s = scene('precedences', [4, 3, 6]);
    expect(s.decide(le(0, 5), le(1, 5))).toBe(true);
    expect(s.box()[2]).toEqual([7, 20]);
    expect(s.why(ge(2, 7))).toEqual(['[x0 <= 5]', '[x1 <= 5]']);
    expect(s.why(ge(2, 4))).toEqual(['[x0 <= 5]']);
  });

  it('works backwards', () => {
    // x0 and x1 end after x2 must have started, so both come after it: it ends by 24 - 7
    const s = scene('precedences', [4, 3, 12]);
    expect(s.decide(ge(0, 13), ge(1, 13), le(2, 8))).toBe(true);
    expect(s.box()[2]).toEqual([0, 5]);
    expect(s.why(le(2, 5))).toEqual(['[x0 >= 5]', '[x1 >= 6]', '[x2 <= 8]']);
  });

  it('lets single precedences stand in for them when it is off', () => {
    const s = scene('none', [4, 3, 6]);
    expect(s.decide(le(0, 5), le(1, 5))).toBe(true);
    expect(s.box()[2]).toEqual([4, 20]);
  });
});

describe('not-last', () => {
  it('takes a task before the latest start of a set it cannot follow', () => {
    //  x0 and x1 are not done before 8, x2 starts by 7: it is not the last of the three
    const s = scene('not-last', [4, 4, 3]);
    expect(s.decide(le(0, 6), le(1, 7), le(2, 7))).toBe(true);
    expect(s.box()[2]).toEqual([0, 4]);
    expect(s.why(le(2, 4))).toEqual(['[x0 <= 7]', '[x1 <= 7]', '[x2 <= 7]']);
    expect(s.why(le(2, 6))).toEqual(['[x0 <= 9]', '[x1 <= 9]', '[x2 <= 7]']);
  });
});

describe('edge finding', () => {
  //  0         9
  //  [===][===]       x0 and x1, due by 9; with x2, of size 3, nothing is done before 11
  //  [==]  x2
  it('pushes a task behind a set it cannot be done with in time', () => {
    const s = scene('edges', [4, 4, 3]);
    expect(s.decide(le(0, 5), le(1, 5))).toBe(true);
    expect(s.box()[2]).toEqual([8, 20]);
    expect(s.why(ge(2, 8))).toEqual(['[x0 <= 6]', '[x1 <= 6]']);
  });

  it('makes an optional task absent that would have to come after the set but cannot', () => {
    const s = scene('edges', [4, 4, 3], [2]);
    expect(s.decide(le(0, 5), le(1, 5))).toBe(true);
    expect(s.box()[2]).toEqual([0, 20]);
    expect(s.decide(le(2, 7))).toBe(true);
    expect(s.box()[3]).toEqual([0, 0]);
    expect(s.why(no(3))).toEqual(['[x0 <= 6]', '[x1 <= 6]', '[x2 <= 7]']);
  });
});
