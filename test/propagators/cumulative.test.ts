// Time-table cumulative: suite in all explanation styles, and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { cumulativeChecker } from '../../propagators/checkers/cumulative.ts';
import { Cumulative } from '../../propagators/cumulative.ts';
import { EXPLANATION_STYLES, type ExplanationStyle } from '../../propagators/cumulative-explain.ts';
import type { Task } from '../../propagators/cumulative-tasks.ts';
import { type Affine, affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { type Case, propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface CumulativeCase {
  tasks: Task[];
  capacity: Affine;
  enforcement: Fact[];
}

function post(kernel: Kernel, c: CumulativeCase, style: string): void {
  kernel.post(
    new Cumulative(c.tasks, c.capacity, c.enforcement, style as ExplanationStyle),
    cumulativeChecker(c.tasks, c.capacity, c.enforcement),
  );
}

/** The time decomposition: at every integer time the demands of present tasks over it fit. */
function satisfies(c: CumulativeCase, values: readonly number[]): boolean {
  if (!c.enforcement.every((f) => holds(f, values))) return true;
  const capacity = evaluate(c.capacity, values);
  const tasks = c.tasks.filter((task) => task.presence === undefined || holds(task.presence, values));
  const times = tasks.map((task) => evaluate(task.start, values));
  const heightAt = (t: number): number =>
    tasks.reduce((sum, task) => {
      const over = evaluate(task.start, values) <= t && t < evaluate(task.end, values);
      return over ? sum + evaluate(task.demand, values) : sum;
    }, 0);
  return capacity >= 0 && times.every((t) => heightAt(t) <= capacity);
}

function make(rng: Random, assignments: number): Case<CumulativeCase> {
  const builder = new CaseBuilder(rng, { assignments });
  const tasks: Task[] = [];
  let demands = 0;
  for (let n = rng.between(1, 4); n > 0; n--) {
    const start = builder.expression(-4, 2, 5);
    // fixed length over the same variable, or an end of its own that may also lie before the start
    const own = start.sv >= 0 && rng.chance(0.4);
    const end = own ? { ...start, offset: start.offset + rng.between(0, 3) } : builder.expression(-2, 4, 4);
    const open = rng.chance(0.2);
    const demand = open ? nonNegative(builder, rng) : constant(rng.below(4));
    demands += demand.sv < 0 ? demand.offset : 2;
    tasks.push(rng.chance(0.5) ? { start, end, demand, presence: builder.condition() } : { start, end, demand });
  }
  const capacity = rng.chance(0.3) ? builder.expression(-1, 3, 3) : constant(rng.between(demands > 3 ? 1 : 0, demands));
  return { tasks, capacity, enforcement: builder.conditions(2), domains: builder.domains };
}

/** A variable demand of 0 to 3, shifted up when its domain goes below. */
function nonNegative(builder: CaseBuilder, rng: Random): Affine {
  const e = builder.expression(0, 1, 3);
  if (e.sv < 0) return constant(rng.below(3));
  const d = builder.domains[e.sv >> 1]!;
  const least = e.scale * (e.sv & 1 ? 0 - d[d.length - 1]! : d[0]!) + e.offset;
  return least >= 0 ? e : { ...e, offset: e.offset - least };
}

propagatorSuite<CumulativeCase>({
  name: 'cumulative',
  modes: EXPLANATION_STYLES,
  consistency: 'none',
  make: (rng) => make(rng, 4000),
  post,
  satisfies,
});

/** Many tasks on long domains: the steps, logs and mirrors that five variables never reach. */
function crowd(rng: Random, n: number): { scene: Scene; c: CumulativeCase; domains: number[][] } {
  const domains: number[][] = [];
  const tasks: Task[] = [];
  for (let i = 0; i < n; i++) {
    const s = rng.below(60);
    domains.push([s, s + rng.below(30)]);
    const start = view(2 * (domains.length - 1));
    const separate = rng.chance(0.5);
    if (separate) domains.push([s + 1, s + rng.between(2, 40)]);
    const end = separate ? view(2 * (domains.length - 1)) : { ...start, offset: rng.between(1, 12) };
    const demand = constant(rng.between(1, 9));
    if (rng.chance(0.5)) tasks.push({ start, end, demand });
    else {
      domains.push([0, 1]);
      tasks.push({ start, end, demand, presence: yes(domains.length - 1) });
    }
  }
  const c: CumulativeCase = { tasks, capacity: constant(rng.between(25, 60)), enforcement: [] };
  return { scene: crowdScene(domains, c), c, domains };
}

function crowdScene(domains: number[][], c: CumulativeCase): Scene {
  const scene = new Scene(domains);
  post(scene.kernel, c, 'pointwise');
  return scene;
}

function randomFact(rng: Random, scene: Scene): Fact | null {
  const box = scene.box();
  const open = box.flatMap(([lo, hi], x) => (lo < hi ? [x] : []));
  if (open.length === 0) return null;
  const x = rng.pick(open);
  const [lo, hi] = box[x]!;
  return rng.chance(0.5) ? ge(x, rng.between(lo + 1, hi)) : le(x, rng.between(lo, hi - 1));
}

describe('cumulative with many tasks', () => {
  it('agrees with a fresh propagator after every decision and backtrack', () => {
    let agreed = 0;
    for (let round = 0; round < 60; round++) {
      const rng = new Random(`crowd:${round}`);
      const { scene, c, domains } = crowd(rng, rng.pick([6, 20, 60]));
      if (!scene.root()) continue;
      const decisions: Fact[][] = [];
      for (let step = 0; step < 60; step++) {
        // now and then many tasks move at once
        const wanted = rng.chance(0.1) ? 80 : 1;
        const facts = Array.from({ length: wanted }, () => randomFact(rng, scene)).filter((f) => f !== null);
        if (facts.length === 0 || rng.chance(0.15)) {
          const level = rng.below(decisions.length + 1);
          scene.kernel.backtrackTo(level);
          decisions.length = level;
          continue;
        }
        decisions.push(facts);
        const ok = scene.decide(...facts);
        const fresh = crowdScene(domains, c);
        expect(fresh.decide(...decisions.flat())).toBe(ok);
        if (ok) expect(fresh.box()).toEqual(scene.box());
        else {
          decisions.pop();
          scene.kernel.backtrackTo(decisions.length);
        }
        agreed++;
      }
    }
    expect(agreed).toBeGreaterThan(1500);
  });
});

/** A fixed task [from, to) with a demand. */
function block(from: number, to: number, demand: number): Task {
  return { start: constant(from), end: constant(to), demand: constant(demand) };
}

function post3(scene: Scene, tasks: Task[], capacity: Affine, style: ExplanationStyle = 'pointwise'): void {
  post(scene.kernel, { tasks, capacity, enforcement: [] }, style);
}

describe('cumulative', () => {
  //            0    5    10   15
  //   block         |=========|          demand 3 over [5, 15)
  //   task     |====|........            length 5, demand 2, starts in [2, 30]
  //   capacity 4
  it('moves a task of fixed length behind what it cannot overlap', () => {
    const s = new Scene([[2, 30]]);
    post3(s, [block(5, 15, 3), { start: view(0), end: affine(0, 1, 5), demand: constant(2) }], constant(4));
    expect(s.root()).toBe(true);
    expect(s.box()[0]).toEqual([15, 30]);
  });

  it('lets a task fit before the block or fill it exactly', () => {
    const s = new Scene([
      [0, 30],
      [0, 30],
    ]);
    const tasks = [
      block(5, 15, 3),
      { start: view(0), end: affine(0, 1, 5), demand: constant(2) },
      { start: view(2), end: affine(1, 1, 5), demand: constant(1) },
    ];
    post3(s, tasks, constant(4));
    expect(s.root()).toBe(true);
    expect(s.box()).toEqual([
      [0, 30],
      [0, 30],
    ]);
  });

  // x0 = start and x1 = end of task i; x2, x3 ends of tensors kept from 0, demands 4 and 2; capacity 5
  //             0        x2 >= 8   x3 >= 12
  //   kept 4    |==========|.......
  //   kept 2    |===============|....
  //   task 1        [....x0   x1....]
  function retention(style: ExplanationStyle): Scene {
    const s = new Scene([
      [3, 20],
      [5, 30],
      [0, 30],
      [0, 30],
    ]);
    const kept = [2, 3].map((x) => ({ start: constant(0), end: view(2 * x), demand: constant(x === 2 ? 4 : 2) }));
    const task = { start: view(0), end: view(2), demand: constant(1), presence: ge(1, 0) };
    post3(s, [...kept, task], constant(6), style);
    s.root();
    expect(s.decide(ge(2, 8), ge(3, 12))).toBe(true);
    expect(s.box()[0]).toEqual([5, 20]);
    expect(s.decide(ge(1, 10))).toBe(true);
    return s;
  }

  it('gives the weakest facts at one time (pointwise)', () => {
    const s = retention('pointwise');
    // at 7 both tensors fill the memory and the task cannot end before 10
    expect(s.box()[0]).toEqual([8, 20]);
    expect(s.why(ge(0, 8))).toEqual(['[x1 >= 8]', '[x2 >= 8]', '[x3 >= 8]']);
  });

  it('gives the bounds as they are (naive)', () => {
    expect(retention('naive').why(ge(0, 8))).toEqual(['[x1 >= 10]', '[x2 >= 8]', '[x3 >= 12]']);
  });

  it('widens the facts about the others to their common stretch (big step)', () => {
    // x0 = start of a tensor until 20, x1 = start of another, the task of length 3 is x2
    const make = (style: ExplanationStyle): Scene => {
      const s = new Scene([
        [0, 12],
        [0, 12],
        [4, 30],
      ]);
      const kept = [0, 1].map((x) => ({ start: view(2 * x), end: constant(20), demand: constant(2) }));
      post3(s, [...kept, { start: view(4), end: affine(2, 1, 3), demand: constant(1) }], constant(4), style);
      s.root();
      expect(s.decide(le(0, 3), le(1, 2))).toBe(true);
      expect(s.box()[2]).toEqual([20, 30]);
      return s;
    };
    // the first step: the task covers 6 and cannot start before 7
    expect(make('pointwise').why(ge(2, 7))).toEqual(['[x0 <= 6]', '[x1 <= 6]']);
    expect(make('big-step').why(ge(2, 7))).toEqual(['[x0 <= 4]', '[x1 <= 4]']);
    expect(make('naive').why(ge(2, 7))).toEqual(['[x0 <= 3]', '[x1 <= 2]']);
  });

  it('ends a kept tensor before a time that is full', () => {
    // kept from x0 on, in [0, 3], until x1: at 9 there is no room
    const s = new Scene([
      [0, 20],
      [0, 30],
    ]);
    post3(s, [block(9, 12, 5), { start: view(0), end: view(2), demand: constant(2) }], constant(6));
    s.root();
    expect(s.box()[1]).toEqual([0, 30]);
    expect(s.decide(le(0, 8))).toBe(true);
    expect(s.box()[1]).toEqual([0, 9]);
    expect(s.why(le(1, 9))).toEqual(['[x0 <= 9]']);
  });

  it('makes an optional task absent that would have to cover a full time, and narrows it only when present', () => {
    // x0 start, x1 end, x2 presence; the block fills [5, 9)
    const s = new Scene([
      [0, 20],
      [0, 20],
      [0, 1],
    ]);
    const task = { start: view(0), end: view(2), demand: constant(1), presence: yes(2) };
    post3(s, [block(5, 9, 4), task], constant(4));
    s.root();
    expect(s.decide(ge(1, 8))).toBe(true);
    expect(s.box()[0]).toEqual([0, 20]);
    expect(s.decide(le(0, 6))).toBe(true);
    expect(s.box()[2]).toEqual([0, 0]);
    expect(s.why(no(2))).toEqual(['[x0 <= 6]', '[x1 >= 7]']);
    s.kernel.backtrackTo(1);
    expect(s.decide(yes(2))).toBe(true);
    expect(s.box()[0]).toEqual([8, 20]);
    expect(s.why(ge(0, 8))).toEqual(['[x1 >= 8]', '[x2 >= 1]']);
  });

  it('raises a variable capacity, lowers a variable demand, and says why with room to spare left out', () => {
    // x0 capacity in [0, 9], x1 demand in [1, 6] over [0, 5), x2: end of a task of demand 3 from 2 on
    const s = new Scene([
      [0, 9],
      [1, 6],
      [0, 9],
    ]);
    const tasks = [
      { start: constant(0), end: constant(5), demand: view(2) },
      { start: constant(2), end: view(4), demand: constant(3) },
    ];
    post3(s, tasks, view(0));
    expect(s.root()).toBe(true);
    expect(s.box()[0]).toEqual([1, 9]);
    expect(s.decide(ge(2, 5))).toBe(true);
    expect(s.box()[0]).toEqual([4, 9]);
    // the profile of height 4 is [2, 5); its middle is 3
    expect(s.why(ge(0, 4))).toEqual(['[x2 >= 4]']);
    expect(s.decide(le(0, 6))).toBe(true);
    expect(s.box()[1]).toEqual([1, 3]);
    expect(s.why(le(1, 3))).toEqual(['[x0 <= 6]', '[x2 >= 3]']);
    expect(s.why(le(1, 5))).toEqual(['[x0 <= 8]', '[x2 >= 3]']);
  });

  it('reports an overload with the large tasks only', () => {
    // demands 5, 4, 1 over the same time, capacity 8: the first two are enough
    const s = new Scene([
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    const tasks = [1, 5, 4].map((d, x) => ({ start: view(2 * x), end: affine(x, 1, 4), demand: constant(d) }));
    post3(s, tasks, constant(8));
    s.root();
    expect(s.decide(le(0, 2), ge(0, 2), le(1, 2), ge(1, 2), le(2, 2), ge(2, 2))).toBe(false);
    // all three run over [2, 6); its middle is 3
    expect(s.conflict()).toEqual(['[x1 <= 3]', '[x2 <= 3]']);
  });

  it('takes tasks that are there at the root for nothing', () => {
    // the block of 2 is free, so of the demands 3 and 3 on top one is enough to pass 4
    const s = new Scene([
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    const tasks = [3, 3, 1].map((d, x) => ({ start: constant(1), end: view(2 * x), demand: constant(d) }));
    post3(s, [block(0, 9, 2), ...tasks], constant(8));
    s.root();
    expect(s.decide(ge(0, 6))).toBe(true);
    expect(s.decide(ge(1, 5), ge(2, 9))).toBe(false);
    expect(s.conflict()).toEqual(['[x0 >= 3]', '[x1 >= 3]', '[x2 >= 3]']);
  });

  it('is refuted by a negative capacity even without tasks, and then releases its enforcement', () => {
    const s = new Scene([
      [0, 1],
      [-3, 2],
    ]);
    post(s.kernel, { tasks: [], capacity: view(2), enforcement: [yes(0)] }, 'pointwise');
    s.root();
    expect(s.decide(le(1, -1))).toBe(true);
    expect(s.box()[0]).toEqual([0, 0]);
    expect(s.why(no(0))).toEqual(['[x1 <= -1]']);
    s.kernel.backtrackTo(0);
    expect(s.decide(yes(0))).toBe(true);
    expect(s.box()[1]).toEqual([0, 2]);
    expect(s.why(ge(1, 0))).toEqual(['[x0 >= 1]']);
  });

  it('rejects demands that may be negative', () => {
    const s = new Scene([[-1, 3]]);
    const tasks = [{ start: constant(0), end: constant(2), demand: view(0) }];
    expect(() => post3(s, tasks, constant(3))).toThrow('a demand may be negative');
  });
});
