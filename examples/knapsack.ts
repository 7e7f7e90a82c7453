// A knapsack: the most valuable things that can be carried.

import { booleanValueIn, CpModel, solveSync, weightedSum } from '../index.ts';

const capacity = 165;
const things = [
  { name: 'tent', weight: 23, value: 92 },
  { name: 'stove', weight: 31, value: 57 },
  { name: 'rope', weight: 29, value: 49 },
  { name: 'food', weight: 44, value: 68 },
  { name: 'water', weight: 53, value: 60 },
  { name: 'lamp', weight: 38, value: 43 },
  { name: 'camera', weight: 63, value: 67 },
  { name: 'boat', weight: 85, value: 84 },
  { name: 'sledge', weight: 89, value: 87 },
  { name: 'bicycle', weight: 82, value: 72 },
];

const model = new CpModel('knapsack');
const taken = things.map(({ name }) => model.newBoolVar(name));
const weight = weightedSum(
  taken,
  things.map((thing) => thing.weight),
);
model.add(weight.le(capacity));
model.maximize(
  weightedSum(
    taken,
    things.map((thing) => thing.value),
  ),
);

const result = solveSync(model);
const names = taken.filter((thing) => booleanValueIn(result, thing)).map((thing) => thing.name);
console.log(`${result.status}: ${names.join(', ')} for ${result.objective}`);
