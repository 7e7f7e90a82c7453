// Judgement of schedules of projects and job shops by the wording of the problems: no model, no propagator, nothing of what made them.

import type { JobShopInstance, JobShopSchedule, ProjectInstance, ProjectSchedule } from './instances.ts';

/** One sentence per violation, at most one per resource; empty for a schedule. Jobs are called as in the file, resources counted from 1. */
export function checkProject(project: ProjectInstance, starts: ProjectSchedule): string[] {
  const { durations, demands, capacities, lags, firstJob } = project;
  if (starts.length !== durations.length) return [`${starts.length} starts for ${durations.length} jobs`];
  const violations: string[] = [];
  for (const [job, start] of starts.entries()) {
    if (!Number.isSafeInteger(start) || start < 0) violations.push(`job ${job + firstJob} starts at ${start}`);
  }
  for (const { from, to, lag } of lags) {
    if (starts[to] < starts[from] + lag) {
      violations.push(
        `job ${to + firstJob} starts at ${starts[to]}, job ${from + firstJob} at ${starts[from]}: the lag is ${lag}`,
      );
    }
  }
  for (const [r, capacity] of capacities.entries()) {
    const tasks = durations.map((duration, job) => ({
      start: starts[job],
      end: starts[job] + duration,
      demand: demands[job][r],
    }));
    const time = firstOverload(tasks, capacity);
    if (time !== null) violations.push(`resource ${r + 1}: more than ${capacity} is used at time ${time}`);
  }
  return violations;
}

/** One sentence per violation, at most one per machine; empty for a schedule. Jobs and operations are counted from 0, machines as in the file. */
export function checkJobShop(shop: JobShopInstance, schedule: JobShopSchedule): string[] {
  if (schedule.length !== shop.jobs.length) return [`${schedule.length} jobs scheduled of ${shop.jobs.length}`];
  const violations: string[] = [];
  const onMachine: Task[][] = Array.from({ length: shop.machineCount }, () => []);
  for (const [j, operations] of shop.jobs.entries()) {
    if (schedule[j].length !== operations.length) {
      violations.push(`job ${j}: ${schedule[j].length} operations scheduled of ${operations.length}`);
      continue;
    }
    let free = 0;
    for (const [k, { alternative, start }] of schedule[j].entries()) {
      const chosen = operations[k][alternative];
      if (chosen === undefined || !Number.isSafeInteger(start)) {
        violations.push(`operation ${k} of job ${j}: alternative ${alternative}, start ${start}`);
        break;
      }
      if (start < free) violations.push(`operation ${k} of job ${j} starts at ${start}, before ${free}`);
      free = start + chosen.duration;
      onMachine[chosen.machine].push({ start, end: free, demand: 1 });
    }
  }
  for (const [machine, tasks] of onMachine.entries()) {
    const time = firstOverload(tasks, 1);
    if (time !== null) violations.push(`machine ${machine + shop.firstMachine} runs two operations at time ${time}`);
  }
  return violations;
}

interface Task {
  readonly start: number;
  /** Not part of it any more. */
  readonly end: number;
  readonly demand: number;
}

/** The first time at which the demands of the tasks that run then exceed the capacity, or null. */
function firstOverload(tasks: readonly Task[], capacity: number): number | null {
  const changes = new Map<number, number>();
  for (const { start, end, demand } of tasks) {
    changes.set(start, (changes.get(start) ?? 0) + demand);
    changes.set(end, (changes.get(end) ?? 0) - demand);
  }
  let used = 0;
  for (const time of [...changes.keys()].sort((a, b) => a - b)) {
    used += changes.get(time) as number;
    if (used > capacity) return time;
  }
  return null;
}
