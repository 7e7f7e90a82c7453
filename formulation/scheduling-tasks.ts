// Projects and job shops as one kind of task: what is known before the search, the model for a horizon, and the way from its solutions to schedules.

import type { CpModel } from '../model/build.ts';
import { checkJobShop, checkProject } from './check-scheduling.ts';
import { buildJobShop, chosenIn } from './jobshop.ts';
import { generateJobShopSchedule, jobShopMakespan } from './jobshop-generation.ts';
import { buildProject, safeHorizon } from './rcpsp.ts';
import { generateSchedule, projectMakespan } from './schedule-generation.ts';
import { jobShopBound, projectBound } from './scheduling-bounds.ts';
import type { JobShopInstance, JobShopSchedule, ProjectInstance, ProjectSchedule } from './scheduling-instances.ts';

export interface SchedulingModel<S> {
  readonly model: CpModel;
  /** The schedule that a solution of the model is. */
  decode(values: readonly number[]): S;
}

/** Find a schedule of least makespan. */
export interface SchedulingTask<S> {
  /** A bound of every makespan; Infinity if there is no schedule. */
  readonly bound: number;
  /** Found without search, perhaps not; null as well if there is none. */
  readonly first: S | null;
  /** If there is a schedule, there is one of at most this makespan. */
  readonly horizon: number;
  makespan(schedule: S): number;
  /** What is wrong with a schedule, by the wording of the problem; empty if nothing is. */
  violations(schedule: S): string[];
  /** The model of the schedules of at most this makespan, which is at least the bound. */
  build(horizon: number): SchedulingModel<S>;
}

export function projectTask(project: ProjectInstance): SchedulingTask<ProjectSchedule> {
  const bound = projectBound(project);
  const first = bound === Number.POSITIVE_INFINITY ? null : generateSchedule(project);
  return {
    bound,
    first,
    horizon: first === null ? safeHorizon(project) : projectMakespan(project, first),
    makespan: (starts) => projectMakespan(project, starts),
    violations: (starts) => checkProject(project, starts),
    build: (horizon) => {
      const { model, starts } = buildProject(project, { horizon, hint: first });
      return { model, decode: (values) => starts.map(({ index }) => values[index]) };
    },
  };
}

export function jobShopTask(shop: JobShopInstance): SchedulingTask<JobShopSchedule> {
  const first = generateJobShopSchedule(shop);
  return {
    bound: jobShopBound(shop),
    first,
    horizon: jobShopMakespan(shop, first),
    makespan: (schedule) => jobShopMakespan(shop, schedule),
    violations: (schedule) => checkJobShop(shop, schedule),
    build: (horizon) => {
      const { model, operations } = buildJobShop(shop, { horizon, hint: first });
      const decode = (values: readonly number[]): JobShopSchedule =>
        operations.map((job) =>
          job.map((operation) => ({
            alternative: chosenIn(operation, values),
            start: values[operation.start.index],
          })),
        );
      return { model, decode };
    },
  };
}
