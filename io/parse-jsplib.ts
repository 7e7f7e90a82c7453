// Reader of job shops in the standard format of JSPLIB.
//
//   6 6                        jobs, machines
//   2 1  0 3  1 6 ...          per job and operation: machine, counted from 0, and duration
//
// Each job has as many operations as there are machines; it may come to one twice. Line breaks mean nothing; lines that begin with # are comments.

import type { Alternative, JobShopInstance } from '../formulation/scheduling/instances.ts';
import { instanceName, MAX_AMOUNT, MAX_RESOURCES, MAX_TASKS } from './instance-limits.ts';
import { NumberReader } from './number-reader.ts';

/** Parse the text of a file; `file` is for the name of the instance and for messages. Throws InputError. */
export function parseJsplib(text: string, file: string): JobShopInstance {
  const reader = new NumberReader(text, file, '#');
  const { jobCount, machineCount } = readShopSize(reader);
  const jobs: Alternative[][][] = [];
  for (let job = 1; job <= jobCount; job++) {
    const operations: Alternative[][] = [];
    for (let k = 1; k <= machineCount; k++) {
      const machine = reader.integer(`the machine of operation ${k} of job ${job}`, 0, machineCount - 1);
      const duration = reader.integer(`the duration of operation ${k} of job ${job}`, 0, MAX_AMOUNT);
      operations.push([{ machine, duration }]);
    }
    jobs.push(operations);
  }
  reader.end();
  return { name: instanceName(file), machineCount, firstMachine: 0, jobs };
}

/** The numbers of jobs and of machines, which are also the operations of each job. */
export function readShopSize(reader: NumberReader): { jobCount: number; machineCount: number } {
  const jobCount = reader.integer('the number of jobs', 0, MAX_TASKS);
  const machineCount = reader.integer('the number of machines', 0, MAX_RESOURCES);
  if (jobCount * machineCount > MAX_TASKS) {
    reader.fail(`${jobCount} times ${machineCount} operations are too many`, `give at most ${MAX_TASKS}`);
  }
  return { jobCount, machineCount };
}
