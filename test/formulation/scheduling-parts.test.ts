// The parts under the scheduling formulations, each against its definition: longest paths, profiles, schedule generation, and the judge.

import { describe, expect, it } from 'vitest';
import { projectBound, whyImpossible } from '../../formulation/scheduling/bounds.ts';
import { checkJobShop, checkProject } from '../../formulation/scheduling/check.ts';
import type { JobShopInstance, JobShopSchedule, ProjectInstance } from '../../formulation/scheduling/instances.ts';
import { generateJobShopSchedule } from '../../formulation/scheduling/jobshop-generation.ts';
import { LagNetwork } from '../../formulation/scheduling/lag-network.ts';
import { ResourceProfile } from '../../formulation/scheduling/resource-profile.ts';
import { generateSchedule } from '../../formulation/scheduling/schedule-generation.ts';
import { Random } from '../../solver/random.ts';
import { isProjectSchedule, randomJobShop, randomProject } from '../support/random-scheduling.ts';

/** distance[i][j]: longest path from i to j; null with a circle of positive length (Floyd 1962, Warshall 1962). */
function longestPaths({ durations, lags }: ProjectInstance): number[][] | null {
  const n = durations.length;
  const distance = durations.map((_, i) => durations.map((_, j) => (i === j ? 0 : Number.NEGATIVE_INFINITY)));
  for (const { from, to, lag } of lags) distance[from][to] = Math.max(distance[from][to], lag);
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) distance[i][j] = Math.max(distance[i][j], distance[i][k] + distance[k][j]);
  return distance.every((row, i) => row[i] <= 0) ? distance : null;
}

describe('lag network', () => {
  it('agrees with all longest paths', () => {
    let contradictory = 0;
    for (let seed = 0; seed < 400; seed++) {
      const random = new Random(`network:${seed}`);
      const project = randomProject(random, { jobs: random.between(1, 7), longest: 4, resources: 0, windows: true });
      const { durations, lags } = project;
      const network = new LagNetwork(durations.length, lags);
      const distance = longestPaths(project);
      const earliest = network.earliestStarts();
      expect(earliest === null, `seed ${seed}`).toBe(distance === null);
      if (earliest === null || distance === null) {
        contradictory++;
        continue;
      }
      const jobs = [...durations.keys()];
      expect([...earliest]).toEqual(jobs.map((j) => Math.max(...jobs.map((i) => distance[i][j]), 0)));
      expect([...network.tails(durations)]).toEqual(
        jobs.map((i) => Math.max(...jobs.map((j) => distance[i][j] + durations[j]))),
      );
      const fixed = random.below(durations.length);
      const at = earliest[fixed] + random.below(3);
      const [raised, lowered] = [earliest.slice(), new Float64Array(durations.length).fill(Number.POSITIVE_INFINITY)];
      raised[fixed] = at;
      lowered[fixed] = at;
      network.raiseEarliest(raised, [fixed]);
      network.lowerLatest(lowered, [fixed]);
      expect([...raised], `seed ${seed}`).toEqual(jobs.map((j) => Math.max(earliest[j], at + distance[fixed][j])));
      expect([...lowered], `seed ${seed}`).toEqual(jobs.map((j) => at - distance[j][fixed]));
    }
    expect(contradictory).toBeGreaterThan(20);
  });
});

describe('resource profile', () => {
  it('fits jobs in where unit by unit there is room first', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(`profile:${seed}`);
      const capacities = [random.between(1, 4), random.between(1, 4)];
      const profile = new ResourceProfile(capacities);
      const used: number[][] = Array.from({ length: 120 }, () => [0, 0]);
      for (let k = 0; k < 12; k++) {
        const demand = capacities.map((capacity) => random.between(0, capacity));
        const [earliest, duration] = [random.between(0, 15), random.between(0, 5)];
        const fits = (start: number): boolean =>
          used.slice(start, start + duration).every((units) => units.every((u, r) => u + demand[r] <= capacities[r]));
        let expected = earliest;
        while (!fits(expected)) expected++;
        const start = profile.earliestFit(earliest, duration, demand);
        expect(start, `seed ${seed}, job ${k}`).toBe(expected);
        profile.add(start, duration, demand);
        for (let t = start; t < start + duration; t++) used[t] = used[t].map((u, r) => u + demand[r]);
      }
    }
  });
});

describe('schedule generation', () => {
  it('makes a schedule of every project without windows, the same each time', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(`generate:${seed}`);
      const project = randomProject(random, { jobs: random.between(1, 12), longest: 4, resources: 2, windows: false });
      const schedule = generateSchedule(project);
      expect(schedule !== null && isProjectSchedule(project, schedule), `seed ${seed}`).toBe(true);
      expect(generateSchedule(project)).toEqual(schedule);
    }
  });

  it('makes schedules of most projects with windows, and nothing that is none', () => {
    let [possible, made] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(`windows:${seed}`);
      const project = randomProject(random, { jobs: random.between(2, 8), longest: 4, resources: 2, windows: true });
      if (projectBound(project) === Number.POSITIVE_INFINITY) continue;
      possible++;
      const schedule = generateSchedule(project);
      if (schedule === null) continue;
      made++;
      expect(isProjectSchedule(project, schedule), `seed ${seed}`).toBe(true);
      expect(Math.min(...schedule)).toBe(0);
    }
    expect(made).toBeGreaterThan(0.6 * possible);
    expect(possible).toBeGreaterThan(60);
  });

  it('orders jobs that wait for each other at the same time', () => {
    const together = { from: 0, to: 1, lag: 0 };
    const project: ProjectInstance = {
      ...{ name: '', firstJob: 1, durations: [2, 3], demands: [[1], [1]], capacities: [2] },
      lags: [together, { from: 1, to: 0, lag: 0 }],
    };
    expect(generateSchedule(project)).toEqual([0, 0]);
    expect(generateSchedule({ ...project, capacities: [1] })).toBeNull();
  });

  it('puts the rest of very many jobs one behind the other', () => {
    const durations = Array.from({ length: 12_000 }, (_, job) => 1 + (job % 3));
    const [demands, capacities] = [durations.map(() => [2]), [3]];
    const project: ProjectInstance = { name: '', firstJob: 1, durations, demands, capacities, lags: [] };
    const schedule = generateSchedule(project) ?? [];
    expect(checkProject(project, schedule)).toEqual([]);
  });

  it('goes round by round in shops of very many operations', () => {
    const operation = [
      { machine: 0, duration: 2 },
      { machine: 1, duration: 3 },
    ];
    const jobs = Array.from({ length: 4000 }, () => [operation, operation]);
    const shop: JobShopInstance = { name: '', machineCount: 2, firstMachine: 0, jobs };
    expect(checkJobShop(shop, generateJobShopSchedule(shop))).toEqual([]);
  });

  it('makes schedules of job shops, the same each time', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(`shop:${seed}`);
      const shop = randomJobShop(random, random.between(0, 6), random.between(1, 5), seed % 2 === 0);
      const schedule = generateJobShopSchedule(shop);
      expect(checkJobShop(shop, schedule), `seed ${seed}`).toEqual([]);
      expect(generateJobShopSchedule(shop)).toEqual(schedule);
    }
  });
});

describe('the judge of projects', () => {
  const project: ProjectInstance = {
    name: 'three',
    firstJob: 1,
    durations: [2, 3, 0],
    demands: [[2], [1], [9]],
    capacities: [2],
    lags: [
      { from: 0, to: 2, lag: 2 },
      { from: 1, to: 0, lag: -4 },
    ],
  };

  it.each([
    [[0, 2, 2], []],
    [[3, 0, 5], []],
    [[0, 4, 2], []],
    [[0, 5, 2], ['job 1 starts at 0, job 2 at 5: the lag is -4']],
    [[0, 2, 1], ['job 3 starts at 1, job 1 at 0: the lag is 2']],
    [[0, 1, 2], ['resource 1: more than 2 is used at time 1']],
    [[0, -3, 2], ['job 2 starts at -3']],
    [[0, 2.5, 2], ['job 2 starts at 2.5']],
    [[0, 2], ['2 starts for 3 jobs']],
  ])('%j', (starts, violations) => {
    expect(checkProject(project, starts)).toEqual(violations);
  });

  it('agrees with the schedule unit by unit', () => {
    let good = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const random = new Random(`judge:${seed}`);
      const any = randomProject(random, { jobs: random.between(1, 4), longest: 3, resources: 2, windows: true });
      const starts = any.durations.map(() => random.between(seed % 5 === 0 ? -1 : 0, 8));
      const isGood = isProjectSchedule(any, starts);
      expect(checkProject(any, starts).length === 0, `seed ${seed}`).toBe(isGood);
      if (isGood) good++;
    }
    expect(good).toBeGreaterThan(50);
  });
});

describe('the judge of job shops', () => {
  const shop: JobShopInstance = {
    name: 'two',
    machineCount: 2,
    firstMachine: 1,
    jobs: [
      [
        [
          { machine: 0, duration: 2 },
          { machine: 1, duration: 3 },
        ],
        [{ machine: 1, duration: 1 }],
      ],
      [[{ machine: 0, duration: 2 }]],
    ],
  };
  const at = (...starts: [alternative: number, start: number][][]): JobShopSchedule =>
    starts.map((job) => job.map(([alternative, start]) => ({ alternative, start })));

  it.each([
    [
      'one after the other',
      at(
        [
          [0, 0],
          [0, 2],
        ],
        [[0, 2]],
      ),
      [],
    ],
    [
      'side by side',
      at(
        [
          [1, 0],
          [0, 3],
        ],
        [[0, 0]],
      ),
      [],
    ],
    [
      'too early for its job',
      at(
        [
          [1, 0],
          [0, 2],
        ],
        [[0, 0]],
      ),
      ['operation 1 of job 0 starts at 2, before 3', 'machine 2 runs two operations at time 2'],
    ],
    [
      'two on a machine',
      at(
        [
          [0, 0],
          [0, 2],
        ],
        [[0, 1]],
      ),
      ['machine 1 runs two operations at time 1'],
    ],
    [
      'before all times',
      at(
        [
          [0, -1],
          [0, 2],
        ],
        [[0, 2]],
      ),
      ['operation 0 of job 0 starts at -1, before 0'],
    ],
    [
      'an alternative that is none',
      at(
        [
          [2, 0],
          [0, 2],
        ],
        [[0, 2]],
      ),
      ['operation 0 of job 0: alternative 2, start 0'],
    ],
    [
      'no time',
      at(
        [
          [0, Number.NaN],
          [0, 2],
        ],
        [[0, 2]],
      ),
      ['operation 0 of job 0: alternative 0, start NaN'],
    ],
    ['an operation left out', at([[0, 0]], [[0, 2]]), ['job 0: 1 operations scheduled of 2']],
    [
      'a job left out',
      at([
        [0, 0],
        [0, 2],
      ]),
      ['1 jobs scheduled of 2'],
    ],
  ])('%s', (_, schedule, violations) => {
    expect(checkJobShop(shop, schedule)).toEqual(violations);
  });
});

describe('what makes a project impossible', () => {
  const project: ProjectInstance = {
    name: '',
    firstJob: 1,
    durations: [2, 1],
    demands: [[1], [3]],
    capacities: [2],
    lags: [],
  };

  it('is a job that needs too much, if it takes time', () => {
    expect(whyImpossible(project)).toBe('job 2 needs 3 of resource 1, which has 2');
    expect(whyImpossible({ ...project, durations: [2, 0] })).toBeNull();
    expect(projectBound({ ...project, durations: [2, 0] })).toBe(2);
  });

  it('is a circle of lags', () => {
    const lags = [
      { from: 0, to: 1, lag: 3 },
      { from: 1, to: 0, lag: -2 },
    ];
    const circle = { ...project, demands: [[1], [1]], lags };
    expect(whyImpossible(circle)).toBe('the precedences and lags contradict each other');
    expect(projectBound(circle)).toBe(Number.POSITIVE_INFINITY);
  });
});
