// `moccasin rcpsp FILE`: a schedule of least makespan for a project with resources, with or without maximal time lags.

import { whyImpossible } from '../../formulation/scheduling/bounds.ts';
import type { ProjectInstance, ProjectSchedule } from '../../formulation/scheduling/instances.ts';
import { projectTask } from '../../formulation/scheduling/tasks.ts';
import { parseProject } from '../../io/scheduling-formats.ts';
import type { Interrupts } from '../interrupt.ts';
import { defineCommand } from '../options.ts';
import type { Output } from '../output.ts';
import {
  NO_SCHEDULING_OPTIONS,
  runScheduling,
  SCHEDULING_NOTES,
  SCHEDULING_OPTIONS,
  type SchedulingProblem,
} from '../scheduling-command.ts';

export const RCPSP = defineCommand({
  name: 'rcpsp',
  summary:
    'Schedule a project with resources (RCPSP, RCPSP/max) in the least time, and prove how good the schedule is.',
  positionals: [{ name: 'FILE', help: 'project: PSPLIB .sm, Patterson .rcp, ProGen/max .sch' }],
  options: SCHEDULING_OPTIONS,
  notes: SCHEDULING_NOTES,
});

const PROBLEM: SchedulingProblem<ProjectInstance, ProjectSchedule> = {
  name: 'rcpsp',
  without: NO_SCHEDULING_OPTIONS,
  parse: parseProject,
  task: projectTask,
  whyImpossible,
  entries: ({ durations, firstJob }, starts) =>
    starts.map((start, job) => ({ job: job + firstJob, start, end: start + durations[job] })),
};

export function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  return runScheduling(RCPSP, PROBLEM, argv, output, interrupts);
}
