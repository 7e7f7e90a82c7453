// A job shop: each job goes through its machines in its own order, a machine works on one job at a time, and all is to be done as early as possible. This is ft06 of Fisher
// and Thompson (1963); its optimum is 55.

import { CpModel, type IntervalVar, type IntVar, solve, valueIn } from '../index.ts';

/** For each job: machine and duration of its operations. */
const jobs = [
  '2 1  0 3  1 6  3 7  5 3  4 6',
  '1 8  2 5  4 10  5 10  0 10  3 4',
  '2 5  3 4  5 8  0 9  1 1  4 7',
  '1 5  0 5  2 5  3 3  4 8  5 9',
  '2 9  1 3  4 5  5 4  0 3  3 1',
  '1 3  3 3  5 9  0 10  4 4  2 1',
].map((line) => {
  const numbers = line.split(/ +/).map(Number);
  return numbers.flatMap((machine, k) => (k % 2 === 0 ? [{ machine, duration: numbers[k + 1]! }] : []));
});
const machineCount = 6;
const horizon = jobs.flat().reduce((sum, { duration }) => sum + duration, 0);

const model = new CpModel('ft06');
const makespan = model.newIntVar(0, horizon, 'makespan');
const onMachine: IntervalVar[][] = Array.from({ length: machineCount }, () => []);
const starts: IntVar[][] = jobs.map((operations, job) => {
  let ready: IntVar | null = null;
  let wait = 0;
  const row = operations.map(({ machine, duration }, k) => {
    const start = model.newIntVar(0, horizon - duration, `start of ${job}.${k}`);
    onMachine[machine]!.push(model.newFixedSizeIntervalVar(start, duration, `${job}.${k}`));
    if (ready !== null) model.addPrecedence(ready, start, wait);
    ready = start;
    wait = duration;
    return start;
  });
  model.addPrecedence(row.at(-1)!, makespan, wait);
  return row;
});
for (const intervals of onMachine) model.addNoOverlap(intervals);
model.minimize(makespan);

const result = await solve(
  model,
  { maxTimeInSeconds: 30 },
  { onSolution: ({ objective, bestBound }) => console.log(`found ${objective}, at least ${bestBound}`) },
);
console.log(`${result.status}: makespan ${result.objective}`);
for (const [job, row] of starts.entries()) {
  console.log(`job ${job} starts at ${row.map((start) => valueIn(result, start)).join(', ')}`);
}
