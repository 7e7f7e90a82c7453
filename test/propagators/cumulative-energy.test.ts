// Cumulative by energy: suite for each rule alone and both together, always beside the time-table, which decides when everything is fixed; the sweep against all windows, one by
// one; and table tests with the reasons written out.

import { describe, expect, it } from 'vitest';
import { cumulativeChecker } from '../../propagators/checkers/cumulative.ts';
import { cumulativeEnergyChecker } from '../../propagators/checkers/cumulative-energy.ts';
import { intervalChecker } from '../../propagators/checkers/interval.ts';
import { Cumulative } from '../../propagators/cumulative.ts';
import { CumulativeEnergy, energyIsExact } from '../../propagators/cumulative-energy.ts';
import type { EnergyRules } from '../../propagators/energy-rules.ts';
import { type EnergyTask, EnergyTasks, EnergyWindows, PRESENT } from '../../propagators/energy-windows.ts';
import { Interval } from '../../propagators/interval.ts';
import { type Affine, constant, view } from '../../solver/affine.ts';
import type { Kernel } from '../../solver/kernel.ts';
import type { Fact } from '../../solver/literal.ts';
import { Random } from '../../solver/random.ts';
import { type Case, propagatorSuite } from '../support/propagator-suite.ts';
import { CaseBuilder, evaluate, holds } from './case-builder.ts';
import { ge, le, no, Scene, yes } from './scene.ts';

interface EnergyCase {
  tasks: EnergyTask[];
  capacity: Affine;
  enforcement: Fact[];
}

const RULES: Readonly<Record<string, EnergyRules>> = {
  overload: { overload: true, edgeFinding: false },
  edges: { overload: false, edgeFinding: true },
  both: { overload: true, edgeFinding: true },
};

function post(kernel: Kernel, { tasks, capacity, enforcement }: EnergyCase, rules: EnergyRules): void {
  kernel.post(
    new CumulativeEnergy(tasks, capacity, enforcement, rules),
    cumulativeEnergyChecker(tasks, capacity, enforcement),
  );
  for (const { start, end, size, presence = null } of tasks) {
    const holdsByItself = start.sv === end.sv && start.scale === end.scale && size.sv < 0;
    if (holdsByItself && start.offset + size.offset === end.offset) continue;
    kernel.post(new Interval(start, size, end, presence), intervalChecker(start, size, end, presence));
  }
}

function postWithTimeTable(kernel: Kernel, c: EnergyCase, mode: string): void {
  post(kernel, c, RULES[mode]!);
  kernel.post(
    new Cumulative(c.tasks, c.capacity, c.enforcement),
    cumulativeChecker(c.tasks, c.capacity, c.enforcement),
  );
}

function satisfies({ tasks, capacity, enforcement }: EnergyCase, values: readonly number[]): boolean {
  const spans = tasks
    .filter(({ presence }) => presence === undefined || holds(presence, values))
    .map(({ start, end, size, demand }) => ({
      start: evaluate(start, values),
      end: evaluate(end, values),
      size: evaluate(size, values),
      demand: evaluate(demand, values),
    }));
  if (spans.some((s) => s.size < 0 || s.start + s.size !== s.end)) return false;
  if (!enforcement.every((f) => holds(f, values))) return true;
  const most = evaluate(capacity, values);
  const heightAt = (t: number): number =>
    spans.reduce((sum, s) => (s.start <= t && t < s.end ? sum + s.demand : sum), 0);
  return most >= 0 && spans.every((s) => heightAt(s.start) <= most);
}

/** Tasks of any kind: start and end over one variable or two, sizes and demands fixed or open, optional ones, some of size zero. */
function anyCase(rng: Random): Case<EnergyCase> {
  const builder = new CaseBuilder(rng, { assignments: 3000 });
  const tasks: EnergyTask[] = [];
  for (let n = rng.between(2, 4); n > 0; n--) {
    const start = builder.expression(-3, 3, 5);
    const demand = rng.chance(0.15) ? nonNegative(builder) : constant(rng.between(0, 3));
    const task = { ...shape(builder, rng, start), demand };
    tasks.push(rng.chance(0.3) ? { ...task, presence: builder.condition() } : task);
  }
  const capacity = rng.chance(0.25) ? builder.expression(-1, 3, 3) : constant(rng.between(1, 4));
  return { tasks, capacity, enforcement: builder.conditions(2), domains: builder.domains };
}

function shape(builder: CaseBuilder, rng: Random, start: Affine): Pick<EnergyTask, 'start' | 'end' | 'size'> {
  const length = rng.chance(0.15) ? 0 : rng.between(1, 3);
  const kind = rng.below(10);
  if (kind < 6) return { start, end: { ...start, offset: start.offset + length }, size: constant(length) };
  const end = builder.expression(0, 5, 4);
  if (kind < 8) return { start, end, size: constant(length) };
  return { start, end, size: builder.expression(0, 2, 3) };
}

/** A variable demand, shifted up when its domain goes below 0. */
function nonNegative(builder: CaseBuilder): Affine {
  const e = builder.expression(0, 1, 3);
  if (e.sv < 0) return e;
  const d = builder.domains[e.sv >> 1]!;
  const least = e.scale * (e.sv & 1 ? 0 - d[d.length - 1]! : d[0]!) + e.offset;
  return least >= 0 ? e : { ...e, offset: e.offset - least };
}

/** Tasks of fixed size close together, with little to spare: what the rules are made for. */
function denseCase(rng: Random): Case<EnergyCase> {
  const domains: number[][] = [];
  const tasks: EnergyTask[] = [];
  const count = rng.between(3, 5);
  let energy = 0;
  for (let x = 0; x < count; x++) {
    const lo = rng.between(0, 3);
    const negative = rng.chance(0.3);
    const hi = lo + rng.between(1, count === 5 ? 4 : 5);
    domains.push(negative ? [-hi, -lo] : [lo, hi]);
    const size = rng.between(1, 4);
    const demand = rng.between(1, 3);
    energy += size * demand;
    const start = { sv: negative ? 2 * x + 1 : 2 * x, scale: 1, offset: 0 };
    tasks.push({ start, end: { ...start, offset: size }, size: constant(size), demand: constant(demand) });
  }
  for (const [i, task] of tasks.entries()) {
    if (domains.length === 7 || rng.chance(0.75)) continue;
    domains.push([0, 1]);
    tasks[i] = { ...task, presence: yes(domains.length - 1) };
  }
  const enforcement: Fact[] = [];
  if (rng.chance(0.2)) {
    domains.push([0, 1]);
    enforcement.push(yes(domains.length - 1));
  }
  const capacity = constant(Math.max(3, Math.floor(energy / rng.between(4, 7))));
  return { tasks, capacity, enforcement, domains };
}

for (const [name, make] of [
  ['cumulative-energy', anyCase],
  ['cumulative-energy-dense', denseCase],
] as const) {
  propagatorSuite<EnergyCase>({
    name,
    modes: Object.keys(RULES),
    consistency: 'none',
    make,
    post: postWithTimeTable,
    satisfies,
  });
}

/** Many tasks on long windows with a few decisions, energy alone. */
function crowd(rng: Random): { scene: Scene; c: EnergyCase } {
  const domains: number[][] = [];
  const tasks: EnergyTask[] = [];
  const n = rng.between(4, 14);
  let energy = 0;
  for (let x = 0; x < n; x++) {
    const lo = rng.below(12);
    domains.push([lo, lo + rng.below(20)]);
    const size = rng.between(1, 9);
    const demand = rng.between(1, 5);
    energy += size * demand;
    const start = view(2 * x);
    tasks.push({ start, end: { ...start, offset: size }, size: constant(size), demand: constant(demand) });
  }
  const c = { tasks, capacity: constant(Math.max(5, Math.floor(energy / rng.between(18, 30)))), enforcement: [] };
  return { scene: new Scene(domains), c };
}

/** Time-table edge finding by its definition: is there a window from a begin to a due time that holds too much, and one that delays a task? */
function definition(windows: EnergyWindows, capacity: number): { overloaded: boolean; delays: boolean } {
  const { begin, startMax, endMin, due, size, demand, status } = windows;
  const tasks = [...status.keys()].filter((i) => status[i] === PRESENT);
  const part = (i: number, a: number, b: number): number =>
    demand[i]! * Math.max(0, Math.min(endMin[i]!, b) - Math.max(startMax[i]!, a));
  const free = (i: number): number => demand[i]! * size[i]! - part(i, begin[i]!, due[i]!);
  const moving = tasks.filter((i) => free(i) > 0);
  let overloaded = false;
  let delays = false;
  for (const a of moving.map((i) => begin[i]!)) {
    for (const b of moving.map((i) => due[i]!)) {
      if (a >= b) continue;
      const inside = moving.filter((i) => begin[i]! >= a && due[i]! <= b);
      const used = tasks.reduce((sum, i) => sum + part(i, a, b), 0) + inside.reduce((sum, i) => sum + free(i), 0);
      const left = capacity * (b - a) - used;
      if (left < 0) overloaded = true;
      delays ||= moving.some((i) => {
        const sticksOut = begin[i]! >= a && begin[i]! < b && due[i]! > b;
        return sticksOut && demand[i]! * Math.min(size[i]!, b - begin[i]!) - part(i, a, b) > left;
      });
    }
  }
  return { overloaded, delays };
}

describe('cumulative by energy, with many tasks', () => {
  it('leaves no window overloaded and no task that a window delays, and fails only if one is, 400 crowds', () => {
    let failed = 0;
    let delayed = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { scene, c } = crowd(new Random(`energy crowd:${seed}`));
      const tasks = new EnergyTasks(c.tasks);
      const windows = [new EnergyWindows(tasks.count), new EnergyWindows(tasks.count)] as const;
      const judge = (): { overloaded: boolean; delays: boolean } => {
        windows[0].read(tasks, scene.kernel.trail.lb);
        windows[1].mirror(windows[0]);
        const [there, back] = windows.map((w) => definition(w, c.capacity.offset));
        return { overloaded: there!.overloaded, delays: there!.delays || back!.delays };
      };
      const before = judge();
      post(scene.kernel, c, RULES['edges']!);
      const ok = scene.root();
      if (before.overloaded) expect(ok, `seed ${seed}`).toBe(false);
      if (!before.overloaded && !before.delays) expect(ok, `seed ${seed}`).toBe(true);
      if (ok) expect(judge(), `seed ${seed}`).toEqual({ overloaded: false, delays: false });
      else failed++;
      if (before.delays) delayed++;
    }
    expect(failed).toBeGreaterThan(40);
    expect(delayed).toBeGreaterThan(80);
  });

  it('finds an overload by the tree only where the sweep and the time-table do, and often', () => {
    let both = 0;
    for (let seed = 0; seed < 400; seed++) {
      const alone = ['overload', 'edges'].map((mode) => {
        const { scene, c } = crowd(new Random(`energy crowd:${seed}`));
        postWithTimeTable(scene.kernel, c, mode);
        return scene.root();
      });
      if (alone[0] === false) expect(alone[1], `seed ${seed}`).toBe(false);
      const { scene, c } = crowd(new Random(`energy crowd:${seed}`));
      post(scene.kernel, c, RULES['overload']!);
      if (!scene.root()) both++;
    }
    expect(both).toBeGreaterThan(30);
  });
});

/** Task x starts at variable x. */
function task(x: number, size: number, demand: number): EnergyTask {
  const start = view(2 * x);
  return { start, end: { ...start, offset: size }, size: constant(size), demand: constant(demand) };
}

describe('cumulative by energy', () => {
  //            0     3     6
  //   five of   |.....|.....|     size 3, demand 1, capacity 2: 15 units in a window of 12; none has a compulsory part
  it('sees that five tasks do not fit where four do, and leaves an optional one out', () => {
    for (const mode of ['overload', 'edges']) {
      const s = new Scene([...Array.from({ length: 5 }, () => [0, 9]), [0, 1]]);
      const tasks = [0, 1, 2, 3, 4].map((x) => task(x, 3, 1));
      tasks[4] = { ...tasks[4]!, presence: yes(5) };
      post(s.kernel, { tasks, capacity: constant(2), enforcement: [] }, RULES[mode]!);
      expect(s.root()).toBe(true);
      expect(s.decide(le(0, 3), le(1, 3), le(2, 3), le(3, 3))).toBe(true);
      expect(s.box()[5]).toEqual([0, 1]);
      expect(s.decide(le(4, 3))).toBe(true);
      expect(s.box()[5]).toEqual([0, 0]);
      // 13 units do it: two of the 15 are given back
      expect(s.why(no(5))).toEqual(['[x0 <= 3]', '[x1 <= 3]', '[x2 <= 3]', '[x3 <= 5]', '[x4 <= 3]']);
    }
  });

  //            0           6
  //   four      |###########|          size 3, demand 1, capacity 2: they fill [0, 6)
  //   fifth    |[....]......|......    must wait
  it('moves a task behind a set that leaves it nothing', () => {
    const s = new Scene(Array.from({ length: 5 }, () => [0, 20]));
    const tasks = [0, 1, 2, 3, 4].map((x) => task(x, 3, 1));
    post(s.kernel, { tasks, capacity: constant(2), enforcement: [] }, RULES['edges']!);
    expect(s.root()).toBe(true);
    expect(s.decide(le(0, 3), le(1, 3), le(2, 3), le(3, 3))).toBe(true);
    expect(s.box()[4]).toEqual([6, 20]);
    expect(s.why(ge(4, 6))).toEqual(['[x0 <= 3]', '[x1 <= 3]', '[x2 <= 3]', '[x3 <= 3]']);
    // for less, the set may reach further: with 3 units of the fifth inside, 10 of the 12 are enough
    expect(s.why(ge(4, 4))).toEqual(['[x0 <= 3]', '[x1 <= 3]', '[x2 <= 3]', '[x3 <= 5]']);
  });

  //            0     3     6     9
  //   three          |###########|     size 4, demand 1, in [3, 9), capacity 2
  //   fourth   |...........[.....|     must have ended
  it('moves a task before a set, the mirror', () => {
    const s = new Scene([
      [0, 9],
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    const tasks = [0, 1, 2].map((x) => task(x, 4, 1));
    tasks.push(task(3, 2, 1));
    post(s.kernel, { tasks, capacity: constant(2), enforcement: [] }, RULES['edges']!);
    expect(s.root()).toBe(true);
    expect(s.decide(ge(0, 3), ge(1, 3), ge(2, 3), le(0, 5), le(1, 5), le(2, 5), le(3, 5))).toBe(true);
    // 12 units fill [3, 9), so the fourth, which starts by 5, ends by 3
    expect(s.box()[3]).toEqual([0, 1]);
  });

  //            0     2     4     6
  //   task 0         [|####|]          size 4, demand 2: covers [2, 4) at least, and reaches out of [0, 4)
  //   1, 2     |###########|           size 3, demand 1, in [0, 4): 6 units, with the part 10 of the 12 that capacity 3 has
  //   task 3   [...........|.....      size 3, demand 1: 3 units are too many, 2 are left, so it starts at 2 or later
  it('counts compulsory parts that reach into a window', () => {
    const s = new Scene([
      [0, 2],
      [0, 9],
      [0, 9],
      [0, 9],
    ]);
    const tasks = [task(0, 4, 2), task(1, 3, 1), task(2, 3, 1), task(3, 3, 1)];
    post(s.kernel, { tasks, capacity: constant(3), enforcement: [] }, RULES['edges']!);
    expect(s.root()).toBe(true);
    expect(s.decide(le(1, 1), le(2, 1))).toBe(true);
    // more follows from what follows
    expect(s.box()[3]![0]).toBeGreaterThanOrEqual(2);
    // the part, and how early the task can end, are known at the root
    expect(s.why(ge(3, 2))).toEqual(['[x1 <= 1]', '[x2 <= 1]']);
  });

  it('raises a variable capacity to what a window needs', () => {
    const s = new Scene([[0, 9], ...Array.from({ length: 5 }, () => [0, 9])]);
    const tasks = [1, 2, 3, 4, 5].map((x) => task(x, 3, 1));
    post(s.kernel, { tasks, capacity: view(0), enforcement: [] }, RULES['edges']!);
    expect(s.root()).toBe(true);
    const early = [1, 2, 3, 4, 5].map((x) => le(x, 3));
    expect(s.decide(...early)).toBe(true);
    expect(s.box()[0]).toEqual([3, 9]);
    // 13 units do it: two of the 15 are given back, by the last task
    expect(s.why(ge(0, 3))).toEqual(['[x1 <= 3]', '[x2 <= 3]', '[x3 <= 3]', '[x4 <= 3]', '[x5 <= 5]']);
  });

  it('refutes the last open enforcement fact', () => {
    for (const mode of ['overload', 'edges']) {
      const s = new Scene([...Array.from({ length: 5 }, () => [0, 9]), [0, 1]]);
      const tasks = [0, 1, 2, 3, 4].map((x) => task(x, 3, 1));
      post(s.kernel, { tasks, capacity: constant(2), enforcement: [yes(5)] }, RULES[mode]!);
      expect(s.root()).toBe(true);
      expect(s.decide(...[0, 1, 2, 3, 4].map((x) => le(x, 3)))).toBe(true);
      expect(s.box()[5]).toEqual([0, 0]);
    }
  });

  it('knows where its numbers would not be exact', () => {
    expect(energyIsExact(100, 1, 0, 10_000, 1e9, 1e9)).toBe(true);
    expect(energyIsExact(100, 1, -(2 ** 45), 2 ** 45, 1e9, 1e9)).toBe(false);
    expect(energyIsExact(100_000, 1, 0, 2 ** 40, 1e3, 1)).toBe(false);
  });
});
