// Reader of job shops in Taillard's layout: a matrix of durations, then one of machines, a line per job each.
//
//   2 3                        jobs, machines, and perhaps two seeds and two bounds
//   Times                      lines with words are headings; they may be missing
//   3 2 2                      per job: the durations of its operations
//   2 1 4
//   Machines
//   1 2 3                      per job: the machine of each, counted from 1, or from 0 if there is a 0
//   1 2 3
//
// Lines that begin with # are comments.

import type { Alternative, JobShopInstance } from '../formulation/scheduling/instances.ts';
import { instanceName, MAX_AMOUNT } from './instance-limits.ts';
import { dataLines, NumberReader } from './number-reader.ts';
import { readShopSize } from './parse-jsplib.ts';

const COMMENT = '#';
const HEADING = /^[ \t]*[a-z][^\n]*$/gim;

/** Parse the text of a file; `file` is for the name of the instance and for messages. Throws InputError. */
export function parseTaillard(text: string, file: string): JobShopInstance {
  // headings become empty lines, so that the lines keep their numbers
  const reader = new NumberReader(text.replace(HEADING, ''), file, COMMENT);
  const { jobCount, machineCount } = readShopSize(reader);
  for (const word of reader.restOfLine()) reader.asInteger(word, 'a seed or a bound', 0, Number.MAX_SAFE_INTEGER);
  const matrix = (what: string, most: number): number[][] =>
    Array.from({ length: jobCount }, (_, job) =>
      Array.from({ length: machineCount }, (__, k) =>
        reader.integer(`the ${what} of operation ${k + 1} of job ${job + 1}`, 0, most),
      ),
    );
  const durations = matrix('duration', MAX_AMOUNT);
  const machines = matrix('machine', machineCount);
  const firstMachine = machines.some((row) => row.includes(0)) ? 0 : 1;
  if (firstMachine === 0 && machines.some((row) => row.includes(machineCount))) {
    reader.fail(`machines 0 and ${machineCount} of ${machineCount}`, 'count them from 0 or from 1');
  }
  reader.end();
  const jobs = durations.map((row, job) =>
    row.map((duration, k): Alternative[] => [{ machine: machines[job][k] - firstMachine, duration }]),
  );
  return { name: instanceName(file), machineCount, firstMachine, jobs };
}

/** Whether the text has headings, or as many lines of as many numbers as two matrices, the second one with each machine once in a line. */
export function isTaillard(text: string): boolean {
  if (/^[ \t]*(times|machines)\b/im.test(text)) return true;
  const lines = dataLines(text, COMMENT);
  const [jobs = 0, machines = 0] = lines.next().value ?? [];
  const rows: number[][] = [];
  for (const row of lines) {
    if (row.length !== machines || rows.length === 2 * jobs) return false;
    rows.push(row);
  }
  if (jobs < 1 || rows.length !== 2 * jobs) return false;
  const isOnce = (row: readonly number[], first: number): boolean =>
    new Set(row.filter((m) => Number.isInteger(m) && m >= first && m < first + machines)).size === machines;
  return [0, 1].some((first) => rows.slice(jobs).every((row) => isOnce(row, first)));
}
