// Operators that put the same elements into another order or place: transposing, joining, cutting, padding, repeating.

import { shortened } from '../../input-error.ts';
import { type Call, likeFirst, type Rule, rankFromVector, unknownShape } from '../call.ts';
import { fact, UNKNOWN } from '../fact.ts';

const transpose: Rule = (call) => {
  const shape = call.shape(0);
  if (shape === null) return likeFirst(call, null);
  const order = call.numbers('perm');
  if (order === null) return likeFirst(call, [...shape].reverse());
  if (order.length !== shape.length) call.fail(`orders ${order.length} of ${shape.length} dimensions`);
  return likeFirst(
    call,
    call.axes(order, shape.length).map((axis) => shape[axis] as number),
  );
};

/** The shapes of inputs joined along an axis; other axes must agree. */
export function joined(
  call: Call,
  shapes: readonly (readonly number[] | null)[],
  axis: number,
): readonly number[] | null {
  const rank = shapes.find((shape) => shape !== null)?.length;
  if (rank === undefined) return null;
  const along = call.axis(axis, rank);
  const result = unknownShape(rank);
  result[along] = 0;
  for (const shape of shapes) {
    if (shape !== null && shape.length !== rank) call.fail(`joins tensors of ${rank} and ${shape.length} dimensions`);
    for (let i = 0; i < rank; i++) {
      const length = shape?.[i] ?? UNKNOWN;
      const known = result[i] as number;
      if (i === along) result[i] = known === UNKNOWN || length === UNKNOWN ? UNKNOWN : known + length;
      else if (known === UNKNOWN) result[i] = length;
      else if (length !== UNKNOWN && length !== known)
        call.fail(`joins dimensions ${known} and ${length} off its axis`);
    }
  }
  return result;
}

const concat: Rule = (call) =>
  likeFirst(
    call,
    joined(
      call,
      call.inputs.map((_, index) => call.input(index).shape),
      call.number('axis', 1),
    ),
  );

/** Lengths along the axis: given, or as equal as they can be, the last one smaller. */
const split: Rule = (call) => {
  const { type, shape } = call.input(0);
  const parts = call.outputCount;
  if (call.number('num_outputs', parts) !== parts) call.fail(`has ${parts} outputs, not num_outputs of them`);
  if (shape === null) return Array.from({ length: parts }, () => fact(type, null));
  const axis = call.axis(call.number('axis', 0), shape.length);
  const length = shape[axis] as number;
  const given = call.setting('split', 1);
  const sizes = given === undefined ? equalParts(length, parts) : (given ?? unknownShape(parts));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (given && length !== UNKNOWN && total !== length)
    call.fail(`splits ${length} into ${shortened(sizes.join(' + '))}`);
  return sizes.map((size) => fact(type, shape.with(axis, size)));
};

function equalParts(length: number, parts: number): number[] {
  if (length === UNKNOWN) return unknownShape(parts);
  const size = Math.ceil(length / parts);
  return Array.from({ length: parts }, (_, i) => Math.max(0, Math.min(size, length - i * size)));
}

/** Begins and ends per axis; before operator set 11 as an attribute; axes from operator set 18 on. */
const pad: Rule = (call) => {
  const shape = call.shape(0);
  const pads = call.setting('pads', 1) ?? call.numbers('paddings');
  if (shape === null) return likeFirst(call, null);
  const named = call.has(3) ? call.input(3).values : undefined;
  if (!pads || named === null) return likeFirst(call, unknownShape(shape.length));
  const axes = named === undefined ? shape.map((_, axis) => axis) : call.axes(named, shape.length);
  if (pads.length !== 2 * axes.length) call.fail(`has ${pads.length} pads for ${axes.length} axes`);
  const result = [...shape];
  for (const [i, axis] of axes.entries()) {
    const length = shape[axis] as number;
    result[axis] = call.length([length], () => length + (pads[i] as number) + (pads[i + axes.length] as number));
  }
  return likeFirst(call, result);
};

const expand: Rule = (call) => {
  const { values } = call.input(1);
  const rank = rankFromVector(call, call.input(1));
  const target = values !== null ? call.asShape(values) : rank === null ? null : unknownShape(rank);
  return likeFirst(call, call.broadcast(call.input(0).shape, target));
};

const tile: Rule = (call) => {
  const shape = call.shape(0);
  const { values } = call.input(1);
  if (shape === null) return likeFirst(call, null);
  if (values === null) return likeFirst(call, unknownShape(shape.length));
  if (values.length !== shape.length) call.fail(`repeats ${values.length} of ${shape.length} dimensions`);
  const times = call.asShape(values);
  return likeFirst(
    call,
    shape.map((length, axis) => call.length([length, times[axis] as number], () => length * (times[axis] as number))),
  );
};

const depthToSpace: Rule = (call) => {
  const shape = call.shape(0, 4);
  if (shape === null) return likeFirst(call, unknownShape(4));
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const block = call.number('blocksize', 1);
  return likeFirst(call, [
    batch,
    call.length([channels], () => channels / (block * block)),
    call.length([height], () => height * block),
    call.length([width], () => width * block),
  ]);
};

const spaceToDepth: Rule = (call) => {
  const shape = call.shape(0, 4);
  if (shape === null) return likeFirst(call, unknownShape(4));
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const block = call.number('blocksize', 1);
  return likeFirst(call, [
    batch,
    call.length([channels], () => channels * block * block),
    call.length([height], () => height / block),
    call.length([width], () => width / block),
  ]);
};

const reverseSequence: Rule = (call) => likeFirst(call, call.input(0).shape);

const centerCropPad: Rule = (call) => {
  const shape = call.shape(0);
  const { values } = call.input(1);
  if (shape === null || values === null) return likeFirst(call, shape && unknownShape(shape.length));
  const axes = call.axes(call.numbers('axes') ?? shape.map((_, axis) => axis), shape.length);
  const target = call.asShape(values);
  return likeFirst(
    call,
    shape.map((length, axis) => (axes.includes(axis) ? (target[axes.indexOf(axis)] ?? length) : length)),
  );
};

export const MOVEMENT: readonly (readonly [string, Rule])[] = [
  ['Transpose', transpose],
  ['Concat', concat],
  ['Split', split],
  ['Pad', pad],
  ['Expand', expand],
  ['Tile', tile],
  ['DepthToSpace', depthToSpace],
  ['SpaceToDepth', spaceToDepth],
  ['ReverseSequence', reverseSequence],
  ['CenterCropPad', centerCropPad],
];
