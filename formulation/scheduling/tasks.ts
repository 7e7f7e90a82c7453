// Projects and job shops as one kind of task: what is known before the search, the model for a horizon, and the way between its solutions and schedules.

import type { CpModel } from '../../model/build.ts';
import { BoolVar } from '../../model/expressions.ts';
import { jobShopBound, projectBound } from './bounds.ts';
import { checkJobShop, checkProject } from './check.ts';
import type { JobShopInstance, JobShopSchedule, ProjectInstance, ProjectSchedule } from './instances.ts';
import { buildJobShop, scheduleIn } from './jobshop.ts';
import { generateJobShopSchedule, jobShopMakespan } from './jobshop-generation.ts';
import { JobShopSearch } from './jobshop-search/jobshop-search.ts';
import { PriorityLists } from './priority-lists.ts';
import { ProjectSearch } from './project-search.ts';
import { buildProject, safeHorizon } from './rcpsp.ts';
import { generateSchedule, projectMakespan } from './schedule-generation.ts';
import type { ScheduleImprover } from './schedule-improver.ts';

/** An instance as plain data that a worker thread can be sent. */
export type SchedulingInstance =
  | { readonly kind: 'project'; readonly project: ProjectInstance }
  | { readonly kind: 'jobshop'; readonly shop: JobShopInstance };

export interface SchedulingModel<S> {
  readonly model: CpModel;
  /** The schedule that a solution of the model is. */
  decode(values: readonly number[]): S;
  /** Values of all variables for a schedule, of whatever makespan; null if it has what the model has not. */
  encode(schedule: S): number[] | null;
}

/** What a schedule is, and how to look for better ones. */
export interface SchedulingProblem<S> {
  readonly instance: SchedulingInstance;
  makespan(schedule: S): number;
  /** What is wrong with a schedule, by the wording of the problem; empty if nothing is. */
  violations(schedule: S): string[];
  /** The model of the schedules of at most this makespan, which is at least the bound of the task. */
  build(horizon: number): SchedulingModel<S>;
  /** A local search; null: there is none for it. */
  readonly improver: ((seed: string) => ScheduleImprover<S>) | null;
}

/** Find a schedule of least makespan. */
export interface SchedulingTask<S> extends SchedulingProblem<S> {
  /** A bound of every makespan; Infinity if there is no schedule. */
  readonly bound: number;
  /** Found without search, perhaps not; null as well if there is none. */
  readonly first: S | null;
  /** If there is a schedule, there is one of at most this makespan. */
  readonly horizon: number;
}

export function projectTask(project: ProjectInstance): SchedulingTask<ProjectSchedule> {
  const bound = projectBound(project);
  const first = bound === Number.POSITIVE_INFINITY ? null : generateSchedule(project);
  const horizon = first === null ? safeHorizon(project) : projectMakespan(project, first);
  return { ...projectProblem(project), bound, first, horizon };
}

export function jobShopTask(shop: JobShopInstance): SchedulingTask<JobShopSchedule> {
  const first = generateJobShopSchedule(shop);
  return { ...jobShopProblem(shop), bound: jobShopBound(shop), first, horizon: jobShopMakespan(shop, first) };
}

/** The problem behind an instance; the caller knows what its schedules are. */
export function schedulingProblem(instance: SchedulingInstance): SchedulingProblem<unknown> {
  const problem = instance.kind === 'project' ? projectProblem(instance.project) : jobShopProblem(instance.shop);
  return problem as SchedulingProblem<unknown>;
}

function projectProblem(project: ProjectInstance): SchedulingProblem<ProjectSchedule> {
  const lists = new PriorityLists(project);
  return {
    instance: { kind: 'project', project },
    makespan: (starts) => projectMakespan(project, starts),
    violations: (starts) => checkProject(project, starts),
    build: (horizon) => {
      const { model, starts, makespan } = buildProject(project, { horizon, hint: null });
      return {
        model,
        decode: (values) => starts.map(({ index }) => values[index]),
        encode: (schedule) => {
          const values = model.data.variables.map(() => Number.NaN);
          for (const [job, { index }] of starts.entries()) values[index] = schedule[job];
          values[makespan.index] = projectMakespan(project, schedule);
          return values;
        },
      };
    },
    improver: lists.hasWindows ? null : (seed) => new ProjectSearch(project, lists, seed),
  };
}

function jobShopProblem(shop: JobShopInstance): SchedulingProblem<JobShopSchedule> {
  return {
    instance: { kind: 'jobshop', shop },
    makespan: (schedule) => jobShopMakespan(shop, schedule),
    violations: (schedule) => checkJobShop(shop, schedule),
    build: (horizon) => {
      const built = buildJobShop(shop, { horizon });
      const { model, operations, makespan } = built;
      const encode = (schedule: JobShopSchedule): number[] | null => {
        const values = model.data.variables.map(() => Number.NaN);
        for (const [j, job] of operations.entries()) {
          for (const [k, { start, chosen }] of job.entries()) {
            const { alternative, start: time } = schedule[j][k];
            // only schedules longer than the horizon choose what the model leaves out
            if (chosen[alternative] === null) return null;
            values[start.index] = time;
            for (const [a, literal] of chosen.entries())
              if (literal instanceof BoolVar) values[literal.index] = a === alternative ? 1 : 0;
          }
        }
        values[makespan.index] = jobShopMakespan(shop, schedule);
        return values;
      };
      return { model, decode: (values) => scheduleIn(built, values), encode };
    },
    improver: (seed) => new JobShopSearch(shop, seed),
  };
}
