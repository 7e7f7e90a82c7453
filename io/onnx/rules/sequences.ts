// Sequences of tensors. What is known of each tensor is kept while the sequence is short and its length known.

import type { Call, Rule } from '../call.ts';
import { elementTypeName } from '../element-types.ts';
import { commonFact, contentType, type Fact, fact, isKnown, NOTHING, UNKNOWN } from '../fact.ts';
import { joined } from './movement.ts';

const MAX_LENGTH = 4096;

function sequence(elementType: string, elements: readonly Fact[] | null): Fact {
  return { type: `sequence(${elementType})`, shape: null, values: null, sequence: elements };
}

/** "sequence(float)" to "float". */
function elementTypeOf(value: Fact): string {
  return /^sequence\((.*)\)$/.exec(value.type)?.[1] ?? '';
}

/** What holds for every element. */
function anyOf(value: Fact): Fact {
  const elements = value.sequence;
  if (elements === null || elements.length === 0) return fact(elementTypeOf(value), null);
  return elements.reduce((all, element) => commonFact(all, element));
}

const construct: Rule = (call) => {
  const elements = call.inputs.map((_, index) => call.input(index));
  return [sequence(elements[0]?.type ?? '', elements.length <= MAX_LENGTH ? elements : null)];
};

const empty: Rule = (call) => [sequence(elementTypeName(call.number('dtype', 1)), [])];

/** Cut along an axis: into single elements (the axis kept or not), into equal parts, or into parts of given lengths. */
const splitTo: Rule = (call) => {
  const { type, shape } = call.input(0);
  if (shape === null) return [sequence(type, null)];
  const axis = call.axis(call.number('axis', 0), shape.length);
  const length = shape[axis] as number;
  const keep = call.has(1) || call.number('keepdims', 1) !== 0;
  const given = call.has(1) ? call.input(1) : null;
  const lengths = given === null ? ones(length) : partLengths(call, given, length);
  if (lengths === null) return [sequence(type, null)];
  return [
    sequence(
      type,
      lengths.map((part) => fact(type, keep ? shape.with(axis, part) : shape.toSpliced(axis, 1))),
    ),
  ];
};

function ones(length: number): number[] | null {
  return length === UNKNOWN || length > MAX_LENGTH ? null : new Array<number>(length).fill(1);
}

function partLengths(call: Call, { values, shape }: Fact, length: number): readonly number[] | null {
  if (values === null || values.some(Number.isNaN) || !isKnown(shape)) return null;
  if (shape.length > 0) return call.asShape(values);
  const part = values[0] as number;
  if (length === UNKNOWN || part < 1 || length / part > MAX_LENGTH) return null;
  return Array.from({ length: Math.ceil(length / part) }, (_, i) => Math.min(part, length - i * part));
}

/** The element an index names, counted from the end if negative; null where that is not known. */
function elementAt(call: Call, value: Fact, index: Fact): number | null {
  const place = index.values?.[0] ?? Number.NaN;
  if (value.sequence === null || Number.isNaN(place)) return null;
  return call.axis(place, value.sequence.length);
}

const at: Rule = (call) => {
  const value = call.input(0);
  const place = elementAt(call, value, call.input(1));
  return [place === null ? anyOf(value) : ((value.sequence as readonly Fact[])[place] as Fact)];
};

const insert: Rule = (call) => {
  const [value, element] = [call.input(0), call.input(1)];
  if (value.sequence === null || value.sequence.length >= MAX_LENGTH) return [sequence(elementTypeOf(value), null)];
  const length = value.sequence.length;
  const given = call.has(2) ? (call.input(2).values?.[0] ?? Number.NaN) : length;
  if (Number.isNaN(given)) return [sequence(elementTypeOf(value), null)];
  return [sequence(element.type, value.sequence.toSpliced(given < 0 ? given + length : given, 0, element))];
};

const erase: Rule = (call) => {
  const value = call.input(0);
  const last = fact('int64', [], [-1]);
  const place = elementAt(call, value, call.has(1) ? call.input(1) : last);
  return [
    sequence(elementTypeOf(value), place === null ? null : (value.sequence as readonly Fact[]).toSpliced(place, 1)),
  ];
};

const length: Rule = (call) => {
  const elements = call.input(0).sequence;
  return [fact('int64', [], elements === null ? null : [elements.length])];
};

/** Join all elements along an axis, or stack them along a new one. */
const concat: Rule = (call) => {
  const value = call.input(0);
  const elements = value.sequence;
  if (elements === null || elements.length === 0) return [fact(elementTypeOf(value), null)];
  const shapes = elements.map((element) => element.shape);
  const axis = call.number('axis', 0);
  if (call.number('new_axis', 0) === 0) return [fact(elementTypeOf(value), joined(call, shapes, axis))];
  const { shape } = anyOf(value);
  if (shape === null) return [fact(elementTypeOf(value), null)];
  return [fact(elementTypeOf(value), shape.toSpliced(call.axis(axis, shape.length + 1), 0, elements.length))];
};

const identity: Rule = (call) => [call.optional(0)];

const hasElement: Rule = () => [fact('bool', [])];

/** "optional(x)" holds what its input is, or nothing at all. */
const optional: Rule = (call) => [
  call.has(0) ? { ...call.input(0), type: `optional(${call.input(0).type})` } : { ...NOTHING, type: 'optional()' },
];

const getElement: Rule = (call) => [{ ...call.input(0), type: contentType(call.input(0).type) }];

/** Longest sequence of which each element goes through the body by itself. */
const MAX_MAPPED = 64;

/** The body is run on each element of the first sequence, and on those beside it of others; tensors are the same every time. */
const map: Rule = (call) => {
  const body = call.graph('body');
  const inputs = call.inputs.map((_, index) => call.input(index));
  const first = inputs[0]?.sequence ?? null;
  const isSequence = (value: Fact): boolean => value.sequence !== null || value.type.startsWith('sequence(');
  const run = (pick: (value: Fact) => Fact): Fact[] =>
    call.run(
      body,
      inputs.map((value) => (isSequence(value) ? pick(value) : value)),
    );
  if (first !== null && first.length <= MAX_MAPPED) {
    const rows = first.map((_, i) => run((value) => value.sequence?.[i] ?? anyOf(value)));
    return body.outputs.map(({ type }, output) =>
      sequence(
        rows[0]?.[output]?.type ?? type.elementType,
        rows.map((row) => row[output] ?? NOTHING),
      ),
    );
  }
  return run(anyOf).map((value) => sequence(value.type, first === null ? null : first.map(() => value)));
};

export const SEQUENCES: readonly (readonly [string, Rule])[] = [
  ['SequenceConstruct', construct],
  ['SequenceEmpty', empty],
  ['SplitToSequence', splitTo],
  ['SequenceAt', at],
  ['SequenceInsert', insert],
  ['SequenceErase', erase],
  ['SequenceLength', length],
  ['ConcatFromSequence', concat],
  // Not in the table of elementwise operators: it passes sequences on, too.
  ['Identity', identity],
  ['Optional', optional],
  ['OptionalHasElement', hasElement],
  ['OptionalGetElement', getElement],
  ['SequenceMap', map],
];
