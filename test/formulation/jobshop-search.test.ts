// The local search for job shops: its parts against their definitions, every step judged by the wording of the problem, and what it finds against brute force.

import { describe, expect, it } from 'vitest';
import { checkJobShop } from '../../formulation/scheduling/check.ts';
import type { JobShopInstance, JobShopSchedule } from '../../formulation/scheduling/instances.ts';
import { generateJobShopSchedule, jobShopMakespan } from '../../formulation/scheduling/jobshop-generation.ts';
import { Elites } from '../../formulation/scheduling/jobshop-search/elites.ts';
import { FlatShop } from '../../formulation/scheduling/jobshop-search/flat-shop.ts';
import { JobShopSearch } from '../../formulation/scheduling/jobshop-search/jobshop-search.ts';
import { Selection } from '../../formulation/scheduling/jobshop-search/selection.ts';
import { between, type Solution, shaken } from '../../formulation/scheduling/jobshop-search/solution.ts';
import { TabuSearch } from '../../formulation/scheduling/jobshop-search/tabu-search.ts';
import { schedulingMembers, schedulingStrategies } from '../../formulation/scheduling/members.ts';
import { schedulingProblem } from '../../formulation/scheduling/tasks.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { leastJobShopMakespan, randomJobShop } from '../support/random-scheduling.ts';

/** Jobs that come to machines again, skip some, and have operations that take no time. */
function looseShop(random: Random, jobs: number, machineCount: number, isFlexible: boolean): JobShopInstance {
  const list = Array.from({ length: jobs }, () =>
    Array.from({ length: random.between(0, 5) }, () => {
      const machines = [...Array(machineCount).keys()];
      random.shuffle(machines);
      return machines
        .slice(0, isFlexible ? random.between(1, machineCount) : 1)
        .map((machine) => ({ machine, duration: random.chance(0.2) ? 0 : random.between(1, 9) }));
    }),
  );
  return { name: 'loose', machineCount, firstMachine: 0, jobs: list };
}

function anyShop(seed: string): JobShopInstance {
  const random = new Random(seed);
  const isFlexible = random.chance(0.5);
  const make = random.chance(0.5) ? looseShop : randomJobShop;
  return make(random, random.between(1, 6), random.between(1, 4), isFlexible);
}

function scheduleOf(shop: FlatShop, { head, alternative }: Selection): JobShopSchedule {
  return shop.scheduleOf(head, alternative);
}

/** Expects the selection to be a schedule of its makespan, with tails that are longest ways to the end. */
function expectSound(instance: JobShopInstance, selection: Selection, where: string): void {
  const { shop, head, duration, tail, machineNext, makespan } = selection;
  const schedule = scheduleOf(shop, selection);
  expect(checkJobShop(instance, schedule), where).toEqual([]);
  expect(jobShopMakespan(instance, schedule), where).toBe(makespan);
  for (let v = 0; v < shop.operations; v++) {
    const next = [shop.jobNext[v], machineNext[v]].filter((w) => w !== shop.none);
    expect(tail[v], where).toBe(Math.max(0, ...next.map((w) => duration[w] + tail[w])));
    expect(head[v] + duration[v] + tail[v], where).toBeLessThanOrEqual(makespan);
  }
}

function expectOrder(shop: FlatShop, { order }: Solution): void {
  expect([...order].sort((a, b) => a - b)).toEqual([...Array(shop.operations).keys()]);
  const at = new Map([...order].map((v, i) => [v, i]));
  for (let v = 0; v < shop.operations; v++) {
    const w = shop.jobNext[v];
    if (w !== shop.none) expect(at.get(v)).toBeLessThan(at.get(w) as number);
  }
}

describe('solutions', () => {
  it('are schedules pushed to the left, and back', () => {
    for (let seed = 0; seed < 200; seed++) {
      const instance = anyShop(`solution:${seed}`);
      const shop = new FlatShop(instance);
      const given = generateJobShopSchedule(instance);
      const makespan = jobShopMakespan(instance, given);
      const selection = new Selection(shop);
      selection.load(shop.anySolution());
      expectSound(instance, selection, `seed ${seed}, any`);
      selection.load(shop.solutionOf(given, makespan));
      expectSound(instance, selection, `seed ${seed}`);
      expect(selection.makespan).toBeLessThanOrEqual(makespan);
      const again = shop.solutionOf(scheduleOf(shop, selection), selection.makespan);
      const { head } = selection;
      const heads = head.slice();
      selection.load(again);
      expect([...selection.head]).toEqual([...heads]);
      expectOrder(shop, selection.save());
      expectOrder(shop, selection.saveByTime());
      selection.load(selection.saveByTime());
      expect([...selection.head]).toEqual([...heads]);
    }
  });

  it('lie between others', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(`between:${seed}`);
      const shop = new FlatShop(anyShop(`between:${seed}`));
      const selection = new Selection(shop);
      const sample = (): Solution => {
        selection.load(shaken(shop, shop.anySolution(), 1, random));
        return selection.saveByTime();
      };
      const [a, b] = [sample(), sample()];
      expectOrder(shop, a);
      const middle = between(shop, a, b, random.float(), random);
      expectOrder(shop, middle);
      const places = (order: Int32Array): Map<number, number> => new Map([...order].map((v, i) => [v, i]));
      const [inA, inB, inMiddle] = [a, b, middle].map(({ order }) => places(order));
      for (const v of a.order) {
        expect([a.alternative[v], b.alternative[v]]).toContain(middle.alternative[v]);
        for (const w of a.order) {
          const isFirst = (at: Map<number, number>): boolean => (at.get(v) as number) < (at.get(w) as number);
          if (isFirst(inA) && isFirst(inB)) expect(isFirst(inMiddle), `seed ${seed}`).toBe(true);
        }
      }
    }
  });
});

describe('moves', () => {
  it('within machines and to others lead from schedule to schedule', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(`moves:${seed}`);
      const instance = anyShop(`moves:${seed}`);
      const shop = new FlatShop(instance);
      const selection = new Selection(shop);
      selection.load(shop.anySolution());
      for (let k = 0; k < 20; k++) {
        if (shop.operations === 0) break;
        const v = random.below(shop.operations);
        const before = selection.save();
        const choices = shop.firstAlternative[v + 1] - shop.firstAlternative[v];
        const alternative = shop.firstAlternative[v] + random.below(choices);
        const machine = shop.machine[alternative];
        if (alternative === selection.alternative[v]) {
          if (machine >= 0) selection.shift(v, random.below(selection.count[machine]));
        } else if (machine < 0) selection.reassign(v, alternative, -1);
        else {
          const staysOn = selection.machine[v] === machine ? 1 : 0;
          selection.reassign(v, alternative, random.below(selection.count[machine] + 1 - staysOn));
        }
        // any move may close a circle; those of the search must not
        if (selection.evaluate()) expectSound(instance, selection, `seed ${seed}, move ${k}`);
        else selection.load(before);
        for (let m = 0; m < shop.machines; m++) {
          const on = [...selection.sequence.subarray(shop.room[m], shop.room[m] + selection.count[m])];
          expect(on.map((w) => [selection.machine[w], selection.place[w]])).toEqual(on.map((_, p) => [m, p]));
        }
      }
    }
  });
});

describe('tabu search', () => {
  it('goes from schedule to schedule, 150 shops', () => {
    let [steps, assigned] = [0, 0];
    for (let seed = 0; seed < 150; seed++) {
      const instance = anyShop(`tabu:${seed}`);
      const shop = new FlatShop(instance);
      const search = new TabuSearch(shop, shop.anySolution(), new Random(`tabu:${seed}`));
      const { selection } = search;
      let best = selection.makespan;
      for (let k = 0; k < 60; k++) {
        const alternatives = selection.alternative.slice();
        if (!search.step()) break;
        steps++;
        expectSound(instance, selection, `seed ${seed}, step ${k}`);
        if (alternatives.some((a, v) => a !== selection.alternative[v])) assigned++;
        best = Math.min(best, selection.makespan);
        expect(search.best.makespan).toBe(best);
      }
    }
    expect(steps).toBeGreaterThan(3000);
    expect(assigned).toBeGreaterThan(300);
  });

  it('only stops where no operation of the longest path can go elsewhere', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(`stop:${seed}`);
      const { jobs, ...rest } = randomJobShop(random, 2, 2, false);
      const longer = jobs.map((job) => job.map(([{ machine, duration }]) => [{ machine, duration: duration + 1 }]));
      const instance = { ...rest, jobs: longer };
      const shop = new FlatShop(instance);
      const search = new TabuSearch(shop, shop.anySolution(), random);
      for (let k = 0; k < 100; k++) {
        if (search.step()) continue;
        // a path along one job or one machine: there is nothing better
        expect(search.selection.makespan, `seed ${seed}`).toBe(leastJobShopMakespan(instance));
        break;
      }
    }
  });
});

describe('the search', () => {
  it.each([false, true])('finds the least makespan of small shops (flexible: %s)', (isFlexible) => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(`least:${isFlexible}:${seed}`);
      const shop = randomJobShop(random, random.between(2, 3), isFlexible ? 2 : 3, isFlexible);
      const search = new JobShopSearch(shop, `${seed}`);
      const budget = WorkBudget.ticks(60_000);
      const makespans: number[] = [];
      while (!budget.over) {
        const schedule = search.improve(budget, () => false);
        if (schedule === null) continue;
        expect(checkJobShop(shop, schedule)).toEqual([]);
        makespans.push(jobShopMakespan(shop, schedule));
      }
      expect(makespans.at(-1), `seed ${seed}`).toBe(leastJobShopMakespan(shop));
      expect(makespans).toEqual([...new Set(makespans)].sort((a, b) => b - a));
    }
  });

  it('does the same with the same seed and budget, and stops when told', () => {
    const shop = randomJobShop(new Random('same'), 8, 6, false);
    const run = (seed: string): unknown[] => {
      const search = new JobShopSearch(shop, seed);
      const budget = WorkBudget.ticks(500_000);
      const found: unknown[] = [];
      while (!budget.over) found.push(search.improve(budget, () => false));
      return [found, search.counts()];
    };
    expect(run('a')).toEqual(run('a'));
    const search = new JobShopSearch(shop, 'a');
    search.adopt(generateJobShopSchedule(shop), 0);
    expect(search.improve(WorkBudget.ticks(1e6), () => true)).toBeNull();
    expect(search.counts()['steps']).toBe(0);
  });

  it('takes over what is better, and tells only of what is better still', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = new Random(`adopt:${seed}`);
      const shop = randomJobShop(random, 5, 4, seed % 2 === 0);
      const search = new JobShopSearch(shop, `${seed}`);
      const schedule = generateJobShopSchedule(shop);
      const makespan = jobShopMakespan(shop, schedule);
      search.adopt(schedule, makespan);
      const budget = WorkBudget.ticks(100_000);
      let level = makespan;
      while (!budget.over) {
        const found = search.improve(budget, () => false);
        if (found === null) continue;
        expect(jobShopMakespan(shop, found)).toBeLessThan(level);
        level = jobShopMakespan(shop, found);
      }
      // nothing below zero exists, so nothing is news any more
      search.adopt(schedule, 0);
      expect(search.improve(WorkBudget.ticks(50_000), () => false)).toBeNull();
    }
  });
});

describe('the elite', () => {
  const solution = (makespan: number): Solution => ({
    order: new Int32Array(0),
    alternative: new Int32Array(0),
    makespan,
  });

  it('keeps the best ones, each once', () => {
    const elites = new Elites(3);
    expect([elites.add(solution(5), 1), elites.add(solution(5), 1), elites.add(solution(7), 2)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(elites.isFull).toBe(false);
    expect([elites.add(solution(6), 3), elites.isFull]).toEqual([true, true]);
    expect([elites.add(solution(7), 4), elites.add(solution(4), 5), elites.add(solution(6), 6)]).toEqual([
      false,
      true,
      false,
    ]);
    const random = new Random('elite');
    for (let k = 0; k < 20; k++) {
      const pair = elites.pickPair(random);
      expect(pair[0]).not.toBe(pair[1]);
      for (const { makespan } of pair) expect([4, 5, 6]).toContain(makespan);
    }
    elites.cut();
    expect([elites.isFull, elites.pick(random).makespan]).toEqual([false, 4]);
  });
});

describe('the workers on a job shop', () => {
  function membersOf(name: string, jobs: number): string[] {
    const operation = [{ machine: 0, duration: 1 }];
    const list = Array.from({ length: jobs }, () => [operation, operation]);
    const problem = schedulingProblem({
      kind: 'jobshop',
      shop: { name: '', machineCount: 1, firstMachine: 0, jobs: list },
    });
    const exchange = new LocalExchange<unknown>({ verify() {}, onSolution() {}, onBound() {} }, () => false);
    return schedulingMembers(problem, 9, name, exchange, { seed: '1', engine: {} }).map((member) => member.name);
  }

  it('have strategies of their own', () => {
    expect(schedulingStrategies(1, 'jobshop')).toEqual(['shop']);
    const [first, second] = schedulingStrategies(2, 'jobshop').map((name) => membersOf(name, 2));
    expect([first.includes('local-search'), second.includes('local-search')]).toEqual([true, false]);
    expect(new Set(schedulingStrategies(4, 'jobshop')).size).toBe(4);
  });

  it('begin with the local search, and stay with it for long if the shop is large', () => {
    expect(membersOf('shop', 1500).slice(0, 2)).toEqual(['local-search', 'complete']);
    const large = membersOf('shop', 1501);
    expect(large.indexOf('complete')).toBe(8);
    expect(new Set(large.slice(0, 8))).toEqual(new Set(['local-search']));
    expect(membersOf('shop-dual', 1501)).toEqual(membersOf('shop-dual', 2));
  });
});
