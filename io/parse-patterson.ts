// Reader of projects in the Patterson format (.rcp; RanGen and PSPLIB's Patterson set).
//
//   14 3                       jobs (the two dummies included), resources
//   2 1 2                      capacities
//   6  1 0 0  2  9 10          per job: duration, demand of each resource, number of successors, successors counted from 1
//
// Line breaks mean nothing. A successor starts when the job has ended.

import type { Lag, ProjectInstance } from '../formulation/scheduling/instances.ts';
import { instanceName, MAX_AMOUNT, MAX_RESOURCES, MAX_TASKS } from './instance-limits.ts';
import { NumberReader } from './number-reader.ts';

/** Parse the text of a file; `file` is for the name of the instance and for messages. Throws InputError. */
export function parsePatterson(text: string, file: string): ProjectInstance {
  const reader = new NumberReader(text, file);
  const count = reader.integer('the number of jobs', 1, MAX_TASKS);
  const resources = reader.integer('the number of resources', 0, MAX_RESOURCES);
  const capacities: number[] = [];
  for (let r = 1; r <= resources; r++) {
    capacities.push(reader.integer(`the capacity of resource ${r}`, 0, MAX_AMOUNT));
  }
  const durations: number[] = [];
  const demands: number[][] = [];
  const lags: Lag[] = [];
  for (let job = 1; job <= count; job++) {
    const duration = reader.integer(`the duration of job ${job}`, 0, MAX_AMOUNT);
    durations.push(duration);
    demands.push(capacities.map((_, r) => reader.integer(`demand ${r + 1} of job ${job}`, 0, MAX_AMOUNT)));
    for (let k = reader.integer(`the number of successors of job ${job}`, 0, MAX_TASKS); k > 0; k--) {
      const successor = reader.integer(`a successor of job ${job}`, 1, count);
      if (successor === job) reader.fail(`job ${job} is its own successor`, 'remove it from the list');
      lags.push({ from: job - 1, to: successor - 1, lag: duration });
    }
  }
  reader.end();
  return { name: instanceName(file), firstJob: 1, durations, demands, capacities, lags };
}
