// Seeded random small projects and job shops, and their least makespans by trying all schedules: written from the definitions alone.

import type {
  Alternative,
  JobShopInstance,
  Lag,
  ProjectInstance,
  ProjectSchedule,
} from '../../formulation/scheduling/instances.ts';
import type { Random } from '../../solver/random.ts';

export interface ProjectShape {
  readonly jobs: number;
  readonly longest: number;
  readonly resources: number;
  /** Whether some lags are maximal, or other than the duration. */
  readonly windows: boolean;
}

/** Jobs may need more than there is, and lags may contradict each other, if `windows`; else there is always a schedule. */
export function randomProject(random: Random, { jobs, longest, resources, windows }: ProjectShape): ProjectInstance {
  const durations = Array.from({ length: jobs }, () => random.between(0, longest));
  const capacities = Array.from({ length: resources }, () => random.between(1, 4));
  const most = (capacity: number): number => (windows && random.chance(0.02) ? capacity + 1 : capacity);
  const demands = durations.map(() => capacities.map((capacity) => random.between(0, most(capacity))));
  const lags: Lag[] = [];
  for (let to = 1; to < jobs; to++) {
    for (let from = 0; from < to; from++) {
      if (random.chance(0.3)) lags.push({ from, to, lag: durations[from] });
      if (!windows) continue;
      if (random.chance(0.2)) lags.push({ from, to, lag: random.between(-2, longest + 1) });
      if (random.chance(0.2)) lags.push({ from: to, to: from, lag: 0 - random.between(0, longest + 2) });
    }
  }
  return { name: 'random', firstJob: 1, durations, demands, capacities, lags };
}

/** Whether the starts are a schedule, time unit by time unit. */
export function isProjectSchedule(project: ProjectInstance, starts: ProjectSchedule): boolean {
  const { durations, demands, capacities, lags } = project;
  if (starts.some((start) => start < 0)) return false;
  if (lags.some(({ from, to, lag }) => starts[to] - starts[from] < lag)) return false;
  const end = Math.max(0, ...starts.map((start, job) => start + durations[job]));
  for (let time = 0; time < end; time++) {
    const runs = [...starts.keys()].filter((job) => starts[job] <= time && time < starts[job] + durations[job]);
    for (const [r, capacity] of capacities.entries()) {
      if (runs.reduce((used, job) => used + demands[job][r], 0) > capacity) return false;
    }
  }
  return true;
}

/** The least makespan up to `most`, or null. O(most ^ jobs). */
export function leastProjectMakespan(project: ProjectInstance, most: number): number | null {
  const { durations } = project;
  let best: number | null = null;
  const starts: number[] = [];
  const place = (): void => {
    const job = starts.length;
    if (job === durations.length) {
      const makespan = Math.max(0, ...starts.map((start, j) => start + durations[j]));
      if ((best === null || makespan < best) && isProjectSchedule(project, starts)) best = makespan;
      return;
    }
    for (let start = 0; start + durations[job] <= (best === null ? most : best - 1); start++) {
      starts.push(start);
      // what is wrong with a part stays wrong
      const part = {
        ...project,
        durations: durations.slice(0, job + 1),
        lags: project.lags.filter(({ from, to }) => from <= job && to <= job),
      };
      if (isProjectSchedule(part, starts)) place();
      starts.pop();
    }
  };
  place();
  return best;
}

/** A job shop of few operations; flexible: with one to all machines for each. */
export function randomJobShop(
  random: Random,
  jobs: number,
  machineCount: number,
  isFlexible: boolean,
): JobShopInstance {
  const alternative = (machine: number): Alternative => ({
    machine,
    duration: random.between(random.chance(0.1) ? 0 : 1, 4),
  });
  const list = Array.from({ length: jobs }, () => {
    const machines = [...Array(machineCount).keys()];
    random.shuffle(machines);
    if (!isFlexible) return machines.map((machine) => [alternative(machine)]);
    return Array.from({ length: random.between(1, 2) }, () => {
      random.shuffle(machines);
      return machines.slice(0, random.between(1, machineCount)).map(alternative);
    });
  });
  return { name: 'random', machineCount, firstMachine: isFlexible ? 1 : 0, jobs: list };
}

/**
 * The least makespan of a job shop, by all orders in which its operations can be started: each as soon as its job and its machine are free. Some best schedule is
 * among them, as every schedule can be pushed to the left in the order of its starts.
 */
export function leastJobShopMakespan({ jobs, machineCount }: JobShopInstance): number {
  let best = Number.POSITIVE_INFINITY;
  const next = jobs.map(() => 0);
  const jobFree = jobs.map(() => 0);
  const machineFree = Array.from({ length: machineCount }, () => 0);
  const place = (): void => {
    let isDone = true;
    for (const [j, operations] of jobs.entries()) {
      if (next[j] === operations.length) continue;
      isDone = false;
      for (const { machine, duration } of operations[next[j]]) {
        const [job, before] = [jobFree[j], machineFree[machine]];
        const end = (duration === 0 ? job : Math.max(job, before)) + duration;
        next[j]++;
        jobFree[j] = end;
        if (duration > 0) machineFree[machine] = end;
        place();
        next[j]--;
        jobFree[j] = job;
        machineFree[machine] = before;
      }
    }
    if (isDone) best = Math.min(best, Math.max(0, ...jobFree));
  };
  place();
  return best;
}
