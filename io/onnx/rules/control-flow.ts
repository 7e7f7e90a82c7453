// If, Loop and Scan: what is known of their outputs, by running what is known through their subgraphs.
//
// If: what both branches agree on, or the one branch whose condition is known. Loop: the carried values are widened until nothing changes, which then holds for
// every iteration; the length of what is collected is the trip count where that is a constant and the condition provably stays true. Scan: one run on slices.

import { type Call, type Rule, shapeText } from '../call.ts';
import { commonFact, type Fact, fact, NOTHING, sameShape, UNKNOWN } from '../fact.ts';

const branch: Rule = (call) => {
  const condition = call.input(0).values?.[0] ?? Number.NaN;
  if (!Number.isNaN(condition)) return call.run(call.graph(condition !== 0 ? 'then_branch' : 'else_branch'), []);
  const [yes, no] = [call.run(call.graph('then_branch'), []), call.run(call.graph('else_branch'), [])];
  if (yes.length !== no.length) call.fail(`has branches of ${yes.length} and ${no.length} outputs`);
  return yes.map((value, i) => commonFact(value, no[i] as Fact));
};

/** Widening goes at most once through every dimension, and at last to unknown shapes. */
const MAX_WIDENINGS = 8;

/** Forget the numbers: they change from one iteration to the next. */
function withoutValues(value: Fact): Fact {
  return { ...value, values: null };
}

interface Iterated {
  /** What holds for the carried values before and after every iteration. */
  readonly carried: readonly Fact[];
  /** The body's outputs under it. */
  readonly outputs: readonly Fact[];
}

function iterate(
  call: Call,
  first: readonly Fact[],
  run: (carried: readonly Fact[]) => readonly Fact[],
  offset: number,
): Iterated {
  let carried = first.map(withoutValues);
  for (let widening = 0; ; widening++) {
    const outputs = run(carried);
    if (outputs.length < offset + first.length)
      call.fail(`has a body of ${outputs.length} outputs for ${first.length} carried values`);
    const next = carried.map((value, i) => withoutValues(commonFact(value, outputs[offset + i] as Fact)));
    if (next.every((value, i) => sameShape(value, carried[i] as Fact))) return { carried, outputs };
    carried = widening < MAX_WIDENINGS ? next : carried.map(() => NOTHING);
  }
}

/** Trip count, condition, carried values; the body gets the number of the iteration, the condition and the carried values. */
const loop: Rule = (call) => {
  const body = call.graph('body');
  const first = call.inputs.slice(2).map((_, i) => call.input(i + 2));
  const condition = call.has(1) ? (call.input(1).values?.[0] ?? Number.NaN) : 1;
  const trips = call.has(0) ? (call.input(0).values?.[0] ?? Number.NaN) : Number.NaN;
  const run = (carried: readonly Fact[]): Fact[] =>
    call.run(body, [fact('int64', []), fact('bool', [], [1]), ...carried]);
  const { carried, outputs } = iterate(call, first, run, 1);
  // Run under a true condition: if that leaves it true, it is true as long as it was in the beginning.
  const counted =
    condition === 1 && outputs[0]?.values?.[0] === 1 ? Math.max(0, trips) : condition === 0 ? 0 : Number.NaN;
  const length = call.asShape([counted])[0] as number;
  // Without a single iteration the values stay what they were.
  const last = length === 0 ? first : carried;
  return [...last, ...outputs.slice(1 + first.length).map((value) => collected(value, length, 0))];
};

function collected({ type, shape }: Fact, length: number, axis: number): Fact {
  return fact(type, shape === null ? null : shape.toSpliced(axis < 0 ? shape.length + 1 + axis : axis, 0, length));
}

/** States, then sequences that are cut along an axis. */
const scan: Rule = (call) => {
  if (call.opset < 9) return batchedScan(call);
  const body = call.graph('body');
  const inputs = call.inputs.map((_, i) => call.input(i));
  const states = inputs.slice(0, inputs.length - call.number('num_scan_inputs', 0));
  const inAxes = call.numbers('scan_input_axes') ?? [];
  const outAxes = call.numbers('scan_output_axes') ?? [];
  const cuts = inputs.slice(states.length).map((value, i) => cutAlong(call, value, inAxes[i] ?? 0));
  const length = commonLength(call, cuts);
  const slices = cuts.map(({ slice }) => slice);
  const { carried, outputs } = iterate(call, states, (values) => call.run(body, [...values, ...slices]), 0);
  return [...carried, ...outputs.slice(states.length).map((value, i) => collected(value, length, outAxes[i] ?? 0))];
};

/** Before operator set 9: a leading input of lengths, and everything has a batch axis, then sequences that of time; the body sees neither. */
function batchedScan(call: Call): Fact[] {
  const body = call.graph('body');
  const inputs = call.inputs.slice(1).map((_, i) => call.input(i + 1));
  const states = inputs.slice(0, inputs.length - call.number('num_scan_inputs', 0));
  const batches = inputs.map((value) => cutAlong(call, value, 0));
  const batch = commonLength(call, batches);
  const single = batches.map(({ slice }) => slice);
  const cuts = single.slice(states.length).map((value) => cutAlong(call, value, 0));
  const length = commonLength(call, cuts);
  const slices = cuts.map(({ slice }) => slice);
  const run = (values: readonly Fact[]): Fact[] => call.run(body, [...values, ...slices]);
  const { carried, outputs } = iterate(call, single.slice(0, states.length), run, 0);
  const results = [...carried, ...outputs.slice(states.length).map((value) => collected(value, length, 0))];
  return results.map((value) => collected(value, batch, 0));
}

interface Slice {
  readonly slice: Fact;
  readonly length: number;
  readonly shape: readonly number[] | null;
}

function cutAlong(call: Call, { type, shape }: Fact, axis: number): Slice {
  if (shape === null) return { slice: fact(type, null), length: UNKNOWN, shape };
  const along = call.axis(axis, shape.length);
  return { slice: fact(type, shape.toSpliced(along, 1)), length: shape[along] as number, shape };
}

function commonLength(call: Call, slices: readonly Slice[]): number {
  let common = UNKNOWN;
  for (const { length, shape } of slices) {
    if (common !== UNKNOWN && length !== UNKNOWN && length !== common)
      call.fail(`scans sequences of ${common} and ${length}, the latter of shape ${shapeText(shape)}`);
    common = length === UNKNOWN ? common : length;
  }
  return common;
}

export const CONTROL_FLOW: readonly (readonly [string, Rule])[] = [
  ['If', branch],
  ['Loop', loop],
  ['Scan', scan],
];
