// Operators that see the same elements in another shape: Reshape, Flatten, Squeeze, Unsqueeze.

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

export const RESHAPE: readonly (readonly [string, Rule])[] = [
  ['Reshape', reshape],
  ['Flatten', flatten],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
];
