// A project: activities with durations need workers and a crane, some must wait for others, and the project is to be over as early as possible. A schedule made by hand is
// handed over as a hint: it is checked, and the search begins with it.

import { CpModel, solve, valueIn } from '../index.ts';

const capacity = { workers: 4, crane: 1 };
const activities = [
  { name: 'dig', duration: 3, workers: 2, crane: 0, after: [] },
  { name: 'drain', duration: 4, workers: 3, crane: 0, after: [0] },
  { name: 'found', duration: 5, workers: 2, crane: 1, after: [0] },
  { name: 'frame', duration: 6, workers: 3, crane: 1, after: [2] },
  { name: 'wire', duration: 4, workers: 1, crane: 0, after: [3] },
  { name: 'pipe', duration: 3, workers: 2, crane: 0, after: [1, 3] },
  { name: 'roof', duration: 4, workers: 3, crane: 1, after: [3] },
  { name: 'paint', duration: 2, workers: 2, crane: 0, after: [4, 5] },
];
const byHand = [0, 3, 7, 12, 18, 22, 25, 29];

const horizon = activities.reduce((sum, { duration }) => sum + duration, 0);
const model = new CpModel('project');
const starts = activities.map(({ name, duration }) => model.newIntVar(0, horizon - duration, name));
const intervals = activities.map(({ name, duration }, a) => model.newFixedSizeIntervalVar(starts[a]!, duration, name));
const end = model.newIntVar(0, horizon, 'end');
for (const [a, { duration, after }] of activities.entries()) {
  for (const before of after) model.addPrecedence(starts[before]!, starts[a]!, activities[before]!.duration);
  model.addPrecedence(starts[a]!, end, duration);
}
for (const resource of ['workers', 'crane'] as const) {
  model.addCumulative(
    intervals,
    activities.map((activity) => activity[resource]),
    capacity[resource],
  );
}
model.minimize(end);
for (const [a, start] of starts.entries()) model.addHint(start, byHand[a]!);

const result = await solve(model, { maxTimeInSeconds: 10 });
console.log(`by hand: ${result.hint.status}, over at ${result.hint.objective}`);
console.log(`${result.status}: over at ${result.objective}`);
const order = [...activities.keys()].sort((a, b) => valueIn(result, starts[a]!) - valueIn(result, starts[b]!));
for (const a of order) {
  const start = valueIn(result, starts[a]!);
  console.log(`${' '.repeat(start)}${'#'.repeat(activities[a]!.duration)} ${activities[a]!.name}`);
}
