// Projects and job shops solved to the end, against the least makespan over all schedules.

import { describe, expect, it } from 'vitest';
import { jobShopBound, projectBound, whyImpossible } from '../../formulation/scheduling/bounds.ts';
import { buildJobShop, chosenIn } from '../../formulation/scheduling/jobshop.ts';
import { buildProject, safeHorizon } from '../../formulation/scheduling/rcpsp.ts';
import { type SchedulingResult, solveScheduling } from '../../formulation/scheduling/solve.ts';
import { jobShopTask, projectTask, type SchedulingTask } from '../../formulation/scheduling/tasks.ts';
import { solveSync } from '../../model/solve.ts';
import { Random } from '../../solver/random.ts';
import {
  isProjectSchedule,
  leastJobShopMakespan,
  leastProjectMakespan,
  randomJobShop,
  randomProject,
} from '../support/random-scheduling.ts';

const PARAMETERS = { timeLimit: 60, workers: 1, seed: 1, deterministic: false, log: false };

/** Solves without the schedule that needs no search, so that the search has to find one. */
function bySearch<S>(task: SchedulingTask<S>, horizon: number): Promise<SchedulingResult<S>> {
  return solveScheduling({ ...task, first: null, horizon }, PARAMETERS);
}

describe('projects', () => {
  it.each([false, true])('have the least makespan (windows: %s)', async (windows) => {
    let impossible = 0;
    for (let seed = 0; seed < 120; seed++) {
      const random = new Random(`project:${windows}:${seed}`);
      const project = randomProject(random, {
        jobs: random.between(1, 4),
        longest: 3,
        resources: random.between(0, 2),
        windows,
      });
      const horizon = safeHorizon(project);
      // a schedule beyond the safe horizon and none within would refute it
      const least = leastProjectMakespan(project, horizon + 2);
      const task = projectTask(project);
      for (const result of [await solveScheduling(task, PARAMETERS), await bySearch(task, horizon)]) {
        expect(result, `seed ${seed}`).toMatchObject({
          status: least === null ? 'infeasible' : 'optimal',
          makespan: least,
          lowerBound: least ?? Number.POSITIVE_INFINITY,
        });
        if (result.schedule !== null) expect(isProjectSchedule(project, result.schedule), `seed ${seed}`).toBe(true);
      }
      expect(projectBound(project), `seed ${seed}`).toBeLessThanOrEqual(least ?? Number.POSITIVE_INFINITY);
      expect(whyImpossible(project) !== null, `seed ${seed}`).toBe(projectBound(project) === Number.POSITIVE_INFINITY);
      if (least === null) impossible++;
    }
    if (windows) expect(impossible).toBeGreaterThan(10);
    else expect(impossible).toBe(0);
  });

  it('have as many solutions as there are schedules within the horizon', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(`count:${seed}`);
      const project = randomProject(random, { jobs: 3, longest: 2, resources: 1, windows: seed % 2 === 1 });
      if (projectBound(project) === Number.POSITIVE_INFINITY) continue;
      const horizon = projectBound(project) + 2;
      const { model, starts, makespan } = buildProject(project, { horizon, hint: null });
      model.clearObjective();
      const found = new Set<string>();
      solveSync(
        model,
        { enumerateAllSolutions: true },
        {
          onSolution: ({ values }) => {
            const schedule = starts.map(({ index }) => values[index]);
            expect(isProjectSchedule(project, schedule)).toBe(true);
            expect(values[makespan.index]).toBeGreaterThanOrEqual(
              Math.max(...schedule.map((s, j) => s + project.durations[j])),
            );
            found.add(schedule.join());
          },
        },
      );
      let count = 0;
      // the source, where there is one, is kept at 0
      const isAllowed = (schedule: number[]): boolean =>
        schedule.every((start, job) => starts[job].domain.contains(start));
      for (let a = 0; a <= horizon; a++)
        for (let b = 0; b <= horizon; b++)
          for (let c = 0; c <= horizon; c++) {
            const schedule = [a, b, c];
            const end = Math.max(...schedule.map((start, job) => start + project.durations[job]));
            if (end <= horizon && isAllowed(schedule) && isProjectSchedule(project, schedule)) count++;
          }
      expect(found.size, `seed ${seed}`).toBe(count);
    }
  });
});

describe('job shops', () => {
  it.each([false, true])('have the least makespan (flexible: %s)', async (isFlexible) => {
    for (let seed = 0; seed < 120; seed++) {
      const random = new Random(`jobshop:${isFlexible}:${seed}`);
      const shop = randomJobShop(random, random.between(1, 3), random.between(1, isFlexible ? 2 : 3), isFlexible);
      const least = leastJobShopMakespan(shop);
      const task = jobShopTask(shop);
      const total = shop.jobs.flat(2).reduce((sum, { duration }) => sum + duration, 0);
      for (const result of [await solveScheduling(task, PARAMETERS), await bySearch(task, total)]) {
        expect(result, `seed ${seed}`).toMatchObject({ status: 'optimal', makespan: least, lowerBound: least });
      }
      expect(jobShopBound(shop), `seed ${seed}`).toBeLessThanOrEqual(least);
    }
  });

  it('have a model whose hint is a solution', () => {
    for (let seed = 0; seed < 30; seed++) {
      const shop = randomJobShop(new Random(`hint:${seed}`), 3, 2, seed % 2 === 0);
      const { model, operations } = buildJobShop(shop);
      const { vars, values } = model.data.hints ?? { vars: [], values: [] };
      expect(
        [...vars].sort((a, b) => a - b),
        `seed ${seed}`,
      ).toEqual([...model.data.variables.keys()]);
      const assignment = vars.map((_, v) => values[vars.indexOf(v)]);
      for (const operation of operations.flat()) expect(chosenIn(operation, assignment)).toBeGreaterThanOrEqual(0);
      // the hinted values as they are: the model under their equalities has a solution
      for (const [v, value] of assignment.entries()) model.add(model.intVarAt(v).eq(value));
      expect(solveSync(model).status, `seed ${seed}`).toBe('OPTIMAL');
    }
  });
});
