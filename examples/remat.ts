// Tensor rematerialization: run the operations of a small network, forward and backward, within a memory budget. A tensor may be thrown away and computed again later, which
// costs time; which ones, and when, so that it costs least? Each node has intervals in which its tensor is kept: the model of Moccasin (docs in formulation/moccasin.ts).
// For graphs of any size there is `moccasin solve`; this is the model by hand.

import {
  type CoverWriteLike,
  CpModel,
  type IntervalVar,
  type IntVar,
  type LinearExpr,
  solve,
  sum,
  valueIn,
} from '../index.ts';

/** Four layers forward, four backward: each gradient reads the gradient before it and the activation of its layer. */
const nodes = [
  { name: 'f0', size: 4, duration: 2, reads: [] },
  { name: 'f1', size: 4, duration: 2, reads: [0] },
  { name: 'f2', size: 4, duration: 2, reads: [1] },
  { name: 'f3', size: 4, duration: 2, reads: [2] },
  { name: 'b3', size: 2, duration: 3, reads: [3] },
  { name: 'b2', size: 2, duration: 3, reads: [2, 4] },
  { name: 'b1', size: 2, duration: 3, reads: [1, 5] },
  { name: 'b0', size: 2, duration: 3, reads: [0, 6] },
];
const budget = 12;
const copies = 2;
/** Time counts computations. */
const steps = copies * nodes.length;

const model = new CpModel('remat');
const computations: { start: IntVar; step: IntervalVar; active: LinearExpr; name: string }[] = [];
const kept: IntervalVar[] = [];
const sizes: number[] = [];
const writes: CoverWriteLike[][] = [];
const costs: LinearExpr[] = [];
for (const { name, size, duration } of nodes) {
  const ofNode: Required<CoverWriteLike>[] = [];
  for (let copy = 0; copy < copies; copy++) {
    const active = model.newBoolVar(`${name} ${copy} is computed`);
    const start = model.newIntVar(0, steps - 1, `${name} ${copy} starts`);
    const end = model.newIntVar(1, steps, `${name} ${copy} is thrown away`);
    const length = model.newIntVar(1, steps);
    kept.push(model.newOptionalIntervalVar(start, length, end, active));
    sizes.push(size);
    const step = model.newOptionalFixedSizeIntervalVar(start, 1, active);
    computations.push({ start, step, active, name });
    costs.push(active.times(duration));
    // the second copy follows the first
    const before = ofNode.at(-1);
    if (before === undefined) model.addBoolAnd(active);
    else model.add(start.ge(before.end)).onlyEnforceIf(active);
    ofNode.push({ start, end, active });
  }
  writes.push(ofNode);
}
for (const [v, { reads }] of nodes.entries()) {
  for (const { start, active } of writes[v]!) for (const u of reads) model.addCover(start, writes[u]!, active!);
}
model.addNoOverlap(computations.map(({ step }) => step));
model.addCumulative(kept, sizes, budget);
model.minimize(sum(costs));

const result = await solve(model, { maxTimeInSeconds: 20 });
const order = computations
  .filter(({ active }) => valueIn(result, active) === 1)
  .sort((a, b) => valueIn(result, a.start) - valueIn(result, b.start));
console.log(`${result.status}: time ${result.objective} instead of 20, within ${budget}`);
console.log(order.map(({ name }) => name).join(' '));
