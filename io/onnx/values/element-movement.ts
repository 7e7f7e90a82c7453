// The numbers of operators that move elements of small tensors: reshaping, joining, cutting, gathering, scattering, counting, reducing.

import type { Call } from '../call.ts';
import { elementsOf, type Fact, isKnown } from '../fact.ts';
import { cuts } from '../rules/indexing.ts';
import { tensorFact } from '../tensor-values.ts';
import { asType, asWhole, type Evaluator } from './element-arithmetic.ts';
import { indexIn, indices, strides } from './indices.ts';

const shapeOf = (value: Fact): readonly number[] => value.shape as readonly number[];

/** The same numbers in another shape. */
const unchanged: Evaluator = (call) => call.input(0).values;

/** Every element of the output is one of the first input: `source` gives its flat place, NaN if that is not known. */
function picked(source: (call: Call, data: Fact) => ((index: readonly number[]) => number) | null): Evaluator {
  return (call, output) => {
    const data = call.input(0);
    const { values } = data;
    if (values === null) return null;
    const place = source(call, data);
    if (place === null) return null;
    return indices(shapeOf(output), elementsOf(shapeOf(output)), (index) => values[place(index)] ?? Number.NaN);
  };
}

const expand = picked((_, data) => (index) => indexIn(index, shapeOf(data)));

const tile = picked((_, data) => {
  const shape = shapeOf(data);
  return (index) =>
    indexIn(
      index.map((place, axis) => place % (shape[axis] as number)),
      shape,
    );
});

const transpose = picked((call, data) => {
  const shape = shapeOf(data);
  const order = call.numbers('perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
  const steps = strides(shape);
  return (index) =>
    order.reduce((flat, axis, i) => flat + (index[i] as number) * (steps[call.axis(axis, shape.length)] as number), 0);
});

const slice = picked((call, data) => {
  const shape = shapeOf(data);
  const made = cuts(call, shape);
  if (made === null) return null;
  const steps = strides(shape);
  const [starts, jumps] = [shape.map(() => 0), shape.map(() => 1)];
  for (const { axis, start, step } of made) [starts[axis], jumps[axis]] = [start, step];
  return (index) =>
    index.reduce(
      (flat, place, axis) =>
        flat + ((starts[axis] as number) + place * (jumps[axis] as number)) * (steps[axis] as number),
      0,
    );
});

/** An index from the data of another tensor, counted from the end if negative. */
function counted(value: number | undefined, length: number): number {
  const place = value ?? Number.NaN;
  const front = place < 0 ? place + length : place;
  return front >= 0 && front < length ? front : Number.NaN;
}

const gather = picked((call, data) => {
  const { values, shape: picks } = call.input(1);
  if (values === null || picks === null) return null;
  const shape = shapeOf(data);
  const axis = call.axis(call.number('axis', 0), shape.length);
  const steps = strides(shape);
  return (index) => {
    const inner = index.slice(axis, axis + picks.length);
    const place = counted(values[indexIn(inner, picks)], shape[axis] as number);
    const coordinates = [...index.slice(0, axis), place, ...index.slice(axis + picks.length)];
    return coordinates.reduce((flat, coordinate, i) => flat + coordinate * (steps[i] as number), 0);
  };
});

const gatherElements = picked((call, data) => {
  const { values, shape: picks } = call.input(1);
  if (values === null || picks === null) return null;
  const shape = shapeOf(data);
  const axis = call.axis(call.number('axis', 0), shape.length);
  const steps = strides(shape);
  return (index) =>
    index.reduce((flat, place, i) => {
      const coordinate = i === axis ? counted(values[indexIn(index, picks)], shape[axis] as number) : place;
      return flat + coordinate * (steps[i] as number);
    }, 0);
});

const concat: Evaluator = (call, output) => {
  const parts = call.inputs.map((_, index) => call.input(index));
  if (parts.some(({ values, shape }) => values === null || !isKnown(shape))) return null;
  const shape = shapeOf(output);
  const axis = call.axis(call.number('axis', 1), shape.length);
  return indices(shape, elementsOf(shape), (index) => {
    let place = index[axis] as number;
    for (const part of parts) {
      const length = shapeOf(part)[axis] as number;
      if (place < length)
        return (part.values as readonly number[])[indexIn(index.with(axis, place), shapeOf(part))] as number;
      place -= length;
    }
    return Number.NaN;
  });
};

const constantOfShape: Evaluator = (call, output) => {
  const tensor = call.tensor('value');
  const value = tensor === null ? 0 : (tensorFact(tensor).values?.[0] ?? Number.NaN);
  return new Array<number>(elementsOf(shapeOf(output))).fill(value);
};

const range: Evaluator = (call, output) => {
  const [start, delta] = [call.input(0).values?.[0] ?? Number.NaN, call.input(2).values?.[0] ?? Number.NaN];
  const at = (i: number): number => (Number.isInteger(delta) ? asWhole(output.type, start + i * delta) : Number.NaN);
  return Array.from({ length: elementsOf(shapeOf(output)) }, (_, i) => (i === 0 ? start : at(i)));
};

/** Rows of coordinates name blocks of the data that the updates replace. */
const scatterND: Evaluator = (call, output) => {
  const [data, places, updates] = [call.input(0).values, call.input(1), call.input(2).values];
  if (data === null || places.values === null || updates === null || !isKnown(places.shape)) return null;
  if (call.text('reduction', 'none') !== 'none') return null;
  const shape = shapeOf(output);
  const depth = places.shape.at(-1) as number;
  const steps = strides(shape);
  const block = depth === 0 ? data.length : (steps[depth - 1] as number);
  const result = [...data];
  for (let row = 0; row * depth < places.values.length; row++) {
    let flat = 0;
    for (let i = 0; i < depth; i++)
      flat += counted(places.values[row * depth + i], shape[i] as number) * (steps[i] as number);
    if (Number.isNaN(flat)) return null;
    for (let i = 0; i < block; i++) result[flat + i] = updates[row * block + i] ?? Number.NaN;
  }
  return result;
};

const nonZero: Evaluator = (call) => {
  const { shape, values } = call.input(0);
  if (values === null || shape === null) return null;
  const steps = strides(shape);
  const places = values.flatMap((value, flat) => (value !== 0 ? [flat] : []));
  return shape.flatMap((length, axis) => places.map((flat) => Math.floor(flat / (steps[axis] as number)) % length));
};

/** The numbers that meet in each place of the output, reduced to one; the axes follow from the places that the shape rule kept. */
function reduce(combine: (a: number, b: number) => number, held: typeof asType): Evaluator {
  return (call, output) => {
    const { values, shape } = call.input(0);
    if (values === null || !isKnown(shape)) return null;
    const setting = call.setting('axes', 1) ?? [];
    const named =
      setting.length > 0 ? setting : call.number('noop_with_empty_axes', 0) !== 0 ? [] : shape.map((_, axis) => axis);
    const gone = new Set(call.axes(named, shape.length));
    const kept = strides(shape.map((length, axis) => (gone.has(axis) ? 1 : length)));
    const result = new Array<number | undefined>(elementsOf(shapeOf(output))).fill(undefined);
    let flat = 0;
    indices(shape, values.length, (index) => {
      const target = index.reduce((sum, place, axis) => sum + (gone.has(axis) ? 0 : place * (kept[axis] as number)), 0);
      const value = values[flat++] as number;
      const before = result[target];
      result[target] = before === undefined ? value : held(output.type, combine(before, value));
      return 0;
    });
    return result.map((value) => value ?? Number.NaN);
  };
}

export const ELEMENT_MOVEMENT: readonly (readonly [string, Evaluator])[] = [
  ['Reshape', unchanged],
  ['Flatten', unchanged],
  ['Squeeze', unchanged],
  ['Unsqueeze', unchanged],
  ['Dropout', (call) => (call.number('training_mode', 0) === 0 && !call.has(2) ? call.input(0).values : null)],
  ['Expand', expand],
  ['Tile', tile],
  ['Transpose', transpose],
  ['Slice', slice],
  ['Gather', gather],
  ['GatherElements', gatherElements],
  ['Concat', concat],
  ['ConstantOfShape', constantOfShape],
  ['Range', range],
  ['ScatterND', scatterND],
  ['NonZero', nonZero],
  ['ReduceMax', reduce(Math.max, asType)],
  ['ReduceMin', reduce(Math.min, asType)],
  ['ReduceProd', reduce((a, b) => a * b, asWhole)],
  ['ReduceSum', reduce((a, b) => a + b, asWhole)],
];
