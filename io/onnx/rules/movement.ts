// Operators that put the same elements into another shape or order: reshaping, transposing, joining, cutting, padding, resizing.

import { type Call, likeFirst, type Rule, rankFromVector, unknownShape } from '../call.ts';
import { elementsOf, fact, UNKNOWN } from '../fact.ts';

/** 0 copies a length (unless allowzero), one -1 takes what is left. Before operator set 5 the target is an attribute. */
const reshape: Rule = (call) => {
  const { type, shape } = call.input(0);
  const attribute = call.numbers('shape');
  const target = attribute ?? call.input(1).values;
  if (target === null) {
    const rank = rankFromVector(call, call.input(1));
    return [fact(type, rank === null ? null : unknownShape(rank))];
  }
  const copies = call.number('allowzero', 0) === 0;
  const result = target.map((length, axis) => {
    if (Number.isNaN(length)) return UNKNOWN;
    if (length === 0 && copies) {
      if (shape === null) return UNKNOWN;
      return shape[axis] ?? call.fail(`copies dimension ${axis} of ${shape.length}`);
    }
    if (!Number.isSafeInteger(length) || length < -1) call.fail(`reshapes to a dimension of ${length}`);
    return length;
  });
  const free = target.flatMap((length, axis) => (length === -1 ? [axis] : []));
  if (free.length > 1) call.fail('leaves more than one dimension open');
  const elements = shape === null ? UNKNOWN : elementsOf(shape);
  if (free.length === 0) {
    const total = elementsOf(result);
    if (total !== UNKNOWN && elements !== UNKNOWN && total !== elements)
      call.fail(`reshapes ${elements} elements to ${total}`);
    return [fact(type, closed(result, elements))];
  }
  const axis = free[0] as number;
  const rest = elementsOf(result.map((length, i) => (i === axis ? 1 : length)));
  // With copied lengths that are not known, both sides may share them.
  result[axis] =
    rest === UNKNOWN || elements === UNKNOWN ? sharedRest(shape, result, target, axis) : divided(call, elements, rest);
  return [fact(type, result)];
};

/** The one length that is not known follows from the number of elements. */
function closed(shape: number[], elements: number): number[] {
  const open = shape.flatMap((length, axis) => (length === UNKNOWN ? [axis] : []));
  const rest = elementsOf(shape.map((length) => (length === UNKNOWN ? 1 : length)));
  if (open.length !== 1 || elements === UNKNOWN || rest <= 0 || elements % rest !== 0) return shape;
  return shape.map((length) => (length === UNKNOWN ? elements / rest : length));
}

function divided(call: Call, elements: number, rest: number): number {
  if (rest === 0) return 0;
  if (elements % rest !== 0) call.fail(`reshapes ${elements} elements to rows of ${rest}`);
  return elements / rest;
}

/** The open length where both sides have the same unknown lengths, copied by zeros: they cancel. */
function sharedRest(
  shape: readonly number[] | null,
  result: readonly number[],
  target: readonly number[],
  axis: number,
): number {
  if (shape === null) return UNKNOWN;
  const unknownHere = result.flatMap((length, i) => (i !== axis && length === UNKNOWN ? [i] : []));
  const unknownThere = shape.flatMap((length, i) => (length === UNKNOWN ? [i] : []));
  const cancels = unknownHere.every((i) => target[i] === 0) && unknownHere.join() === unknownThere.join();
  if (!cancels) return UNKNOWN;
  const rest = elementsOf(result.map((length, i) => (i === axis || length === UNKNOWN ? 1 : length)));
  const elements = elementsOf(shape.map((length) => (length === UNKNOWN ? 1 : length)));
  return rest > 0 && elements !== UNKNOWN && elements % rest === 0 ? elements / rest : UNKNOWN;
}

const flatten: Rule = (call) => {
  const shape = call.shape(0);
  if (shape === null) return likeFirst(call, unknownShape(2));
  const given = call.number('axis', 1);
  const axis = given < 0 ? given + shape.length : given;
  if (axis < 0 || axis > shape.length) call.fail(`has axis ${given} where there are ${shape.length} dimensions`);
  return likeFirst(call, [elementsOf(shape.slice(0, axis)), elementsOf(shape.slice(axis))]);
};

const squeeze: Rule = (call) => {
  const shape = call.shape(0);
  const setting = call.setting('axes', 1);
  if (shape === null || setting === null) return likeFirst(call, null);
  if (setting === undefined)
    return likeFirst(call, shape.includes(UNKNOWN) ? null : shape.filter((length) => length !== 1));
  const axes = new Set(call.axes(setting, shape.length));
  for (const axis of axes)
    if (shape[axis] !== 1 && shape[axis] !== UNKNOWN) call.fail(`squeezes a dimension of ${shape[axis]}`);
  return likeFirst(
    call,
    shape.filter((_, axis) => !axes.has(axis)),
  );
};

const unsqueeze: Rule = (call) => {
  const shape = call.shape(0);
  const setting = call.setting('axes', 1);
  if (shape === null || setting === null || setting === undefined) return likeFirst(call, null);
  const rank = shape.length + setting.length;
  const axes = new Set(call.axes(setting, rank));
  let next = 0;
  return likeFirst(
    call,
    unknownShape(rank).map((_, axis) => (axes.has(axis) ? 1 : (shape[next++] as number))),
  );
};

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
  if (given && length !== UNKNOWN && total !== length) call.fail(`splits ${length} into ${sizes.join(' + ')}`);
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
  ['Reshape', reshape],
  ['Flatten', flatten],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
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
