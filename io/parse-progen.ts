// Reader of projects with minimal and maximal time lags in the format of ProGen/max (.sch).
//
//   10 5 0 0                       jobs without the two dummies, renewable resources; other resources, which we do not know
//   1 1 3 8 10 7  [2] [5] [-22]    jobs 0 to n + 1: job, modes, number of successors, successors, their lags from start to start
//   1 1 3  4 1 0 0 0               jobs again: job, mode, duration, demand of each resource
//   5 5 5 5 5                      capacities
//
// A lag [-22] from 1 to 7 lets job 1 start at most 22 after job 7. Line breaks mean nothing.

import type { Lag, ProjectInstance } from '../formulation/scheduling/instances.ts';
import { instanceName, MAX_AMOUNT, MAX_RESOURCES, MAX_TASKS } from './instance-limits.ts';
import { NumberReader } from './number-reader.ts';

/** Parse the text of a file; `file` is for the name of the instance and for messages. Throws InputError. */
export function parseProgen(text: string, file: string): ProjectInstance {
  const reader = new NumberReader(text, file);
  const last = reader.integer('the number of jobs', 0, MAX_TASKS - 2) + 1;
  const resources = reader.integer('the number of renewable resources', 0, MAX_RESOURCES);
  for (const kind of ['nonrenewable', 'doubly constrained']) reader.integer(`the number of ${kind} resources`, 0, 0);
  const lags: Lag[] = [];
  for (let from = 0; from <= last; from++) {
    readJobNumber(reader, from);
    reader.integer(`the number of modes of job ${from}`, 1, 1);
    const successors: number[] = [];
    for (let k = reader.integer(`the number of successors of job ${from}`, 0, MAX_TASKS); k > 0; k--) {
      const to = reader.integer(`a successor of job ${from}`, 0, last);
      if (to === from) reader.fail(`job ${from} is its own successor`, 'remove it from the list');
      successors.push(to);
    }
    for (const to of successors) {
      lags.push({ from, to, lag: reader.bracketed(`the lag from job ${from} to ${to}`, -MAX_AMOUNT, MAX_AMOUNT) });
    }
  }
  const durations: number[] = [];
  const demands: number[][] = [];
  for (let job = 0; job <= last; job++) {
    readJobNumber(reader, job);
    reader.integer(`the mode of job ${job}`, 1, 1);
    durations.push(reader.integer(`the duration of job ${job}`, 0, MAX_AMOUNT));
    demands.push(readAmounts(reader, resources, (r) => `demand ${r} of job ${job}`));
  }
  const capacities = readAmounts(reader, resources, (r) => `the capacity of resource ${r}`);
  reader.end();
  return { name: instanceName(file), firstJob: 0, durations, demands, capacities, lags };
}

function readJobNumber(reader: NumberReader, expected: number): void {
  const job = reader.integer('the number of a job', 0, MAX_TASKS);
  if (job !== expected) reader.fail(`job ${job} where job ${expected} should be`, 'list the jobs from 0 in order');
}

function readAmounts(reader: NumberReader, count: number, what: (r: number) => string): number[] {
  const amounts: number[] = [];
  for (let r = 1; r <= count; r++) amounts.push(reader.integer(what(r), 0, MAX_AMOUNT));
  return amounts;
}
