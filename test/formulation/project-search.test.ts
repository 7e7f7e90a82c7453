// Local search for projects and what it rests on: schedules from lists, justification, the genetic algorithm, and the members that share it with clause learning.

import { describe, expect, it } from 'vitest';
import { ScheduleCore } from '../../formulation/scheduling/core.ts';
import type { ProjectInstance } from '../../formulation/scheduling/instances.ts';
import { Justification } from '../../formulation/scheduling/justification.ts';
import { ListScheduler } from '../../formulation/scheduling/list-scheduler.ts';
import { schedulingMembers, schedulingStrategies } from '../../formulation/scheduling/members.ts';
import { PriorityLists } from '../../formulation/scheduling/priority-lists.ts';
import { ProjectSearch } from '../../formulation/scheduling/project-search.ts';
import { projectMakespan } from '../../formulation/scheduling/schedule-generation.ts';
import { type SchedulingParameters, solveScheduling } from '../../formulation/scheduling/solve.ts';
import { projectTask, schedulingProblem } from '../../formulation/scheduling/tasks.ts';
import { compile } from '../../model/compile.ts';
import { Engine } from '../../solver/engine.ts';
import { LocalExchange } from '../../solver/portfolio/exchange.ts';
import { RoundRobin } from '../../solver/portfolio/round-robin.ts';
import { WorkBudget } from '../../solver/portfolio/work-budget.ts';
import { Random } from '../../solver/random.ts';
import { isProjectSchedule, leastProjectMakespan, randomProject } from '../support/random-scheduling.ts';

function project(seed: string, jobs: number): ProjectInstance {
  return randomProject(new Random(seed), { jobs, longest: 5, resources: 2, windows: false });
}

function searchOf(instance: ProjectInstance, seed: string): ProjectSearch {
  return new ProjectSearch(instance, new PriorityLists(instance), seed);
}

/** Makespans and schedules as they come, within so many ticks. */
function improvements(search: ProjectSearch, ticks: number): (readonly number[])[] {
  const found: (readonly number[])[] = [];
  const budget = WorkBudget.ticks(ticks);
  while (!budget.over && !search.exhausted) {
    const schedule = search.improve(budget, () => false);
    if (schedule !== null) found.push(schedule);
  }
  return found;
}

describe('schedules from lists', () => {
  it('have each job as early as the jobs before it in the list leave room', () => {
    for (let seed = 0; seed < 100; seed++) {
      const instance = project(`list:${seed}`, 7);
      const list = Int32Array.from(new PriorityLists(instance).list(instance.durations));
      const starts = new Float64Array(7);
      const makespan = new ListScheduler(instance).schedule(list, starts);
      expect(makespan, `seed ${seed}`).toBe(projectMakespan(instance, Array.from(starts)));
      for (let k = 0; k < list.length; k++) {
        const jobs = [...list.subarray(0, k + 1)].sort((a, b) => a - b);
        const part = {
          ...instance,
          durations: jobs.map((job) => instance.durations[job]),
          demands: jobs.map((job) => instance.demands[job]),
          lags: instance.lags
            .filter(({ from, to }) => jobs.includes(from) && jobs.includes(to))
            .map(({ from, to, lag }) => ({ from: jobs.indexOf(from), to: jobs.indexOf(to), lag })),
        };
        const at = jobs.indexOf(list[k]);
        const placed = jobs.map((job) => starts[job]);
        expect(isProjectSchedule(part, placed), `seed ${seed}`).toBe(true);
        for (let earlier = 0; earlier < starts[list[k]]; earlier++) {
          expect(isProjectSchedule(part, placed.with(at, earlier)), `seed ${seed}`).toBe(false);
        }
      }
    }
  });

  it('get no longer when they are justified, and often shorter', () => {
    let shorter = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(`justify:${seed}`);
      const instance = project(`justify:${seed}`, 10);
      const lists = new PriorityLists(instance);
      const justification = new Justification(instance, lists.list(instance.durations));
      const starts = new Float64Array(10);
      const list = Int32Array.from(lists.list(instance.durations.map(() => random.float())));
      const makespan = justification.forward.schedule(list, starts);
      const justified = justification.justify(starts, makespan);
      expect(isProjectSchedule(instance, [...starts]), `seed ${seed}`).toBe(true);
      expect(justified, `seed ${seed}`).toBe(projectMakespan(instance, [...starts]));
      expect(justified, `seed ${seed}`).toBeLessThanOrEqual(makespan);
      if (justified < makespan) shorter++;
      justification.listOf(starts, list);
      expect(list.every((job, k) => k === 0 || starts[list[k - 1]] <= starts[job])).toBe(true);
      for (const { from, to } of instance.lags) expect(list.indexOf(from)).toBeLessThan(list.indexOf(to));
    }
    expect(shorter).toBeGreaterThan(30);
  });

  it('are not justified where lags order no jobs seen from the end', () => {
    const lags = [{ from: 0, to: 1, lag: 1 }];
    const instance: ProjectInstance = {
      ...{ name: '', firstJob: 1, durations: [4, 1], demands: [[1], [1]], capacities: [1] },
      lags,
    };
    const isPossible = (p: ProjectInstance): boolean => new Justification(p, [0, 1]).isPossible;
    expect(isPossible(instance)).toBe(false);
    expect(isPossible({ ...instance, lags: [{ from: 0, to: 1, lag: 3 }] })).toBe(true);
  });
});

describe('the genetic algorithm', () => {
  it('finds schedules of least makespan of small projects', () => {
    for (let seed = 0; seed < 30; seed++) {
      const instance = project(`small:${seed}`, 5);
      const found = improvements(searchOf(instance, `${seed}`), 600_000);
      for (const schedule of found) expect(isProjectSchedule(instance, schedule), `seed ${seed}`).toBe(true);
      const makespans = found.map((schedule) => projectMakespan(instance, schedule));
      expect(makespans, `seed ${seed}`).toEqual([...new Set(makespans)].sort((a, b) => b - a));
      expect(makespans.at(-1), `seed ${seed}`).toBe(leastProjectMakespan(instance, makespans.at(-1)!));
    }
  });

  it('is the same again for a seed, and ends when there is hardly anything to hope for', () => {
    const instance = project('again', 12);
    const [first, second, other] = ['a', 'a', 'b'].map((seed) => searchOf(instance, seed));
    const found = improvements(first, 300_000);
    expect(improvements(second, 300_000)).toEqual(found);
    expect(second.counts()).toEqual(first.counts());
    expect(improvements(other, 300_000)).not.toEqual(found);
    improvements(first, 1e9);
    expect(first.exhausted).toBe(true);
    expect(first.counts().ticks).toBeLessThan(1e9);
  });

  it('tells nothing that is not better than what it took over', () => {
    for (let seed = 0; seed < 30; seed++) {
      const instance = project(`adopt:${seed}`, 8);
      const best = improvements(searchOf(instance, `${seed}`), 200_000).at(-1)!;
      const search = searchOf(instance, `${seed} again`);
      search.adopt(best, projectMakespan(instance, best));
      for (const schedule of improvements(search, 50_000)) {
        expect(projectMakespan(instance, schedule), `seed ${seed}`).toBeLessThan(projectMakespan(instance, best));
      }
      const late = best.map((start) => start + 5);
      const fresh = searchOf(instance, `${seed} late`);
      fresh.adopt(late, projectMakespan(instance, late));
      // what was taken over is moved to the left before anything else is tried
      const [found] = improvements(fresh, 1);
      expect(projectMakespan(instance, found), `seed ${seed}`).toBeLessThanOrEqual(projectMakespan(instance, best));
    }
  });
});

describe('members', () => {
  const names = ['all', 'primal', 'dual', 'primal-best', 'dual-luby', 'lns', 'probe', 'luby', 'core'];

  it.each(names)('prove the least makespan: %s', (name) => {
    for (let seed = 0; seed < 12; seed++) {
      const instance = project(`member:${seed}`, 5);
      const least = leastProjectMakespan(instance, 25);
      const task = projectTask(instance);
      const events = { verify: () => {}, onSolution: () => {}, onBound: () => {} };
      const exchange = new LocalExchange<readonly number[]>(events, () => false);
      const horizon = task.horizon + 3;
      const members = schedulingMembers(schedulingProblem(task.instance), horizon, name, exchange as never, {
        seed: `${seed}`,
        engine: {},
      });
      const turns = new RoundRobin(members, exchange);
      while (turns.step(WorkBudget.ticks(1e6)));
      expect([exchange.upper, exchange.lower], `seed ${seed}`).toEqual([least, least]);
    }
  });

  it('are the local search, too, where there are no windows', () => {
    const exchange = new LocalExchange<never>({ verify() {}, onSolution() {}, onBound() {} }, () => false);
    const membersOf = (instance: ProjectInstance): string[] => {
      const problem = schedulingProblem({ kind: 'project', project: instance });
      const options = { seed: '1', engine: {} };
      return schedulingMembers(problem, 20, 'primal', exchange as never, options).map(({ name }) => name);
    };
    const instance = project('windows', 3);
    expect(membersOf(instance)).toEqual(['local-search', 'lns', 'probe', 'complete']);
    expect(membersOf({ ...instance, lags: [{ from: 1, to: 0, lag: -9 }] })).toEqual(['lns', 'probe', 'complete']);
  });

  it('differ from worker to worker', () => {
    expect(schedulingStrategies(1, 'project')).toEqual(['all']);
    expect(new Set(schedulingStrategies(4, 'project')).size).toBe(4);
    expect(schedulingStrategies(6, 'project').slice(4)).toEqual(schedulingStrategies(2, 'project'));
    const options = { seed: '1', engine: {} };
    const exchange = new LocalExchange<never>({ verify() {}, onSolution() {}, onBound() {} }, () => false);
    const problem = schedulingProblem({ kind: 'project', project: project('name', 3) });
    expect(() => schedulingMembers(problem, 9, 'none', exchange as never, options)).toThrow(/unknown strategy none/);
  });
});

describe('a schedule that the engine takes over', () => {
  it('has its orders as literals, and is where the search begins', () => {
    let open = 0;
    for (let seed = 0; seed < 20; seed++) {
      const instance = project(`orders:${seed}`, 9);
      const task = projectTask(instance);
      const exchange = new LocalExchange<readonly number[]>(
        { verify() {}, onSolution() {}, onBound() {} },
        () => false,
      );
      exchange.offer(task.first!, task.makespan(task.first!), 'first');
      const core = new ScheduleCore(task, task.horizon + 4, exchange, { seed: '1', engine: {} });
      expect(core.takeBest()).toBe(true);
      const incumbent = core.engine.incumbent!;
      const { model, encode } = task.build(task.horizon + 4);
      expect([...incumbent.subarray(0, model.data.variables.length)]).toEqual(encode(task.first!));
      for (const { first, second, before } of compile(model.data, new Engine()).orders) {
        const at = ({ sv, offset }: { sv: number; offset: number }): number =>
          (sv < 0 ? 0 : incumbent[sv >> 1]!) + offset;
        expect(incumbent[before.sv >> 1], `seed ${seed}`).toBe(at(first.end) <= at(second.start) ? 1 : 0);
        open++;
      }
      expect(core.engine.search.phases.value.subarray(0, incumbent.length)).toEqual(incumbent);
    }
    expect(open).toBeGreaterThan(50);
  });
});

describe('a project with two workers', () => {
  const PARAMETERS: SchedulingParameters = { timeLimit: 40, workers: 2, seed: 1, deterministic: false, log: false };

  /** Jobs of one resource that two of them at a time do not fill, so that a proof takes some search. */
  function packing(jobs: number): ProjectInstance {
    const random = new Random('packing');
    const durations = Array.from({ length: jobs }, () => random.between(3, 9));
    const demands = durations.map(() => [random.between(2, 5)]);
    return { name: 'packing', firstJob: 1, durations, demands, capacities: [7], lags: [] };
  }

  it('has the makespan of one worker', async () => {
    const task = projectTask(packing(9));
    const alone = await solveScheduling(task, { ...PARAMETERS, workers: 1 });
    expect(alone.status).toBe('optimal');
    // without the first schedule, so that there is something to search for
    const { status, makespan, lowerBound } = await solveScheduling({ ...task, first: null, bound: 0 }, PARAMETERS);
    expect({ status, makespan, lowerBound }).toEqual({
      status: 'optimal',
      makespan: alone.makespan,
      lowerBound: alone.makespan,
    });
  });

  it('is the same again if it is deterministic', async () => {
    const task = projectTask(packing(30));
    const once = async (): Promise<unknown> => {
      const result = await solveScheduling(task, { ...PARAMETERS, deterministic: true, timeLimit: 0.2 });
      return {
        ...result,
        seconds: 0,
        incumbents: result.incumbents.map(({ value }) => value),
        bounds: result.bounds.map(({ value }) => value),
      };
    };
    expect(await once()).toEqual(await once());
  });

  it('tells how it goes, if asked', async () => {
    const lines: string[] = [];
    const task = projectTask(packing(9));
    await solveScheduling(
      { ...task, first: null },
      { ...PARAMETERS, workers: 1, log: true },
      { onLog: (l) => lines.push(l) },
    );
    expect(lines[0]).toMatch(/^#1 +\d+\.\d\ds {2}best:\d+ {2}next:\[\d+,\d+\] {2}\w+$/);
    expect(lines.at(-1)).toMatch(/^#Done +\d+\.\d\ds {2}OPTIMAL \(completed\)$/);
  });
});
