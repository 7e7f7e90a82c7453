// Reader of flexible job shops in the standard format of FJSPLIB.
//
//   2 3 2.5                    jobs, machines, and perhaps the average number of machines per operation
//   2  2 1 25 3 37  1 2 32     per job: number of operations; per operation: number of machines it may run on, then machine, counted from 1, and duration of each
//
// Line breaks mean nothing but after the first line; lines that begin with # are comments.

import type { Alternative, JobShopInstance } from '../formulation/scheduling/instances.ts';
import { shortened } from './input-error.ts';
import { instanceName, MAX_AMOUNT, MAX_RESOURCES, MAX_TASKS } from './instance-limits.ts';
import { NumberReader } from './number-reader.ts';

/** Parse the text of a file; `file` is for the name of the instance and for messages. Throws InputError. */
export function parseFjsplib(text: string, file: string): JobShopInstance {
  const reader = new NumberReader(text, file, '#');
  const jobCount = reader.integer('the number of jobs', 0, MAX_TASKS);
  const machineCount = reader.integer('the number of machines', 0, MAX_RESOURCES);
  const rest = reader.restOfLine();
  if (rest.length > 1 || !rest.every((word) => Number.isFinite(Number(word)))) {
    reader.fail(
      `"${shortened(rest.join(' '))}" after the numbers of jobs and machines`,
      'give at most an average there',
    );
  }
  let total = 0;
  const jobs: Alternative[][][] = [];
  for (let job = 1; job <= jobCount; job++) {
    const count = reader.integer(`the number of operations of job ${job}`, 0, MAX_TASKS);
    total += count;
    if (total > MAX_TASKS) reader.fail('has too many operations', `give at most ${MAX_TASKS}`);
    const operations: Alternative[][] = [];
    for (let k = 1; k <= count; k++) operations.push(readAlternatives(reader, machineCount, job, k));
    jobs.push(operations);
  }
  reader.end();
  return { name: instanceName(file), machineCount, firstMachine: 1, jobs };
}

function readAlternatives(reader: NumberReader, machineCount: number, job: number, operation: number): Alternative[] {
  const which = `operation ${operation} of job ${job}`;
  const alternatives: Alternative[] = [];
  for (let k = reader.integer(`the number of machines of ${which}`, 1, machineCount); k > 0; k--) {
    const machine = reader.integer(`a machine of ${which}`, 1, machineCount) - 1;
    const duration = reader.integer(`a duration of ${which}`, 0, MAX_AMOUNT);
    if (alternatives.some((other) => other.machine === machine)) {
      reader.fail(`machine ${machine + 1} twice for ${which}`, 'list each machine once');
    }
    alternatives.push({ machine, duration });
  }
  return alternatives;
}
