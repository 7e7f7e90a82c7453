// `moccasin jobshop FILE`: a schedule of least makespan for a job shop, flexible or not.

import type { JobShopInstance, JobShopSchedule } from '../../formulation/scheduling/instances.ts';
import { jobShopTask } from '../../formulation/scheduling/tasks.ts';
import { parseJobShop } from '../../io/scheduling-formats.ts';
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

export const JOBSHOP = defineCommand({
  name: 'jobshop',
  summary: 'Schedule a job shop, flexible or not, in the least time, and prove how good the schedule is.',
  positionals: [
    { name: 'FILE', help: 'job shop: JSPLIB (machines from 0), Taillard (two matrices) or FJSPLIB (machines from 1)' },
  ],
  options: SCHEDULING_OPTIONS,
  notes: SCHEDULING_NOTES,
});

/** Options of resources with a capacity, of which there are none. */
const OPTIONS_OF_RESOURCES: readonly string[] = [
  'explanation',
  'useOverloadCheckerInCumulative',
  'useTimetableEdgeFindingInCumulative',
  'useDisjunctiveConstraintInCumulative',
];

const PROBLEM: SchedulingProblem<JobShopInstance, JobShopSchedule> = {
  name: 'jobshop',
  without: [...NO_SCHEDULING_OPTIONS, ...OPTIONS_OF_RESOURCES],
  parse: parseJobShop,
  task: jobShopTask,
  whyImpossible: () => null,
  entries: ({ jobs, firstMachine }, schedule) =>
    schedule.flatMap((operations, job) =>
      operations.map(({ alternative, start }, operation) => {
        const { machine, duration } = jobs[job][operation][alternative];
        return { job, operation, machine: machine + firstMachine, start, end: start + duration };
      }),
    ),
};

export function run(argv: string[], output: Output, interrupts: Interrupts): Promise<number> {
  return runScheduling(JOBSHOP, PROBLEM, argv, output, interrupts);
}
