// What is known of a value before anything runs: element type, shape, and for small tensors the numbers themselves.
//
// A dimension that is not known is UNKNOWN; a shape whose rank is not known is null. Numbers are kept because shapes hang on them (Shape -> Gather -> Concat -> Reshape);
// a single number that is not known is NaN, an integer beyond the safe ones is the infinity of its sign (exporters write 2^63 - 1 for "to the end").

import { countElements } from './decode-tensor.ts';
import { tensorBytes } from './element-types.ts';

/** A dimension whose length is not known. */
export const UNKNOWN = -1;

export interface Fact {
  /** Element type in lower case; '' = not known. */
  readonly type: string;
  readonly shape: readonly number[] | null;
  /** All numbers in row-major order, or null. Only where the shape is known. */
  readonly values: readonly number[] | null;
  /** Of a sequence: what is known of each of its tensors, or null. */
  readonly sequence: readonly Fact[] | null;
}

export const NOTHING: Fact = { type: '', shape: null, values: null, sequence: null };

export function fact(type: string, shape: readonly number[] | null, values: readonly number[] | null = null): Fact {
  return { type, shape, values, sequence: null };
}

export function isKnown(shape: readonly number[] | null): shape is readonly number[] {
  return shape !== null && !shape.includes(UNKNOWN);
}

/** Product of the lengths; UNKNOWN if one of them is (unless another is zero) or if it is no safe integer. */
export function elementsOf(shape: readonly number[]): number {
  if (shape.includes(0)) return 0;
  return shape.includes(UNKNOWN) ? UNKNOWN : (countElements(shape) ?? UNKNOWN);
}

/** Bytes of the value, or null where they are not known. */
export function bytesOf({ type, shape, sequence }: Fact): number | null {
  if (sequence !== null) {
    let sum: number | null = 0;
    for (const element of sequence) {
      const bytes = bytesOf(element);
      sum = sum === null || bytes === null ? null : sum + bytes;
    }
    return sum !== null && Number.isSafeInteger(sum) ? sum : null;
  }
  if (shape === null) return null;
  const elements = elementsOf(shape);
  return elements === UNKNOWN ? null : tensorBytes(contentType(type), elements);
}

/** "optional(x)" and x have the same elements, if any. */
export function contentType(type: string): string {
  return /^optional\((.*)\)$/.exec(type)?.[1] ?? type;
}

/** The length of an axis after the operation of two lengths that broadcast; null if they do not. */
function broadcastLength(a: number, b: number): number | null {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  if (a === UNKNOWN) return b;
  if (b === UNKNOWN) return a;
  return null;
}

/** Multidirectional broadcasting; undefined: the shapes contradict each other. Null: not known. */
export function broadcast(
  a: readonly number[] | null,
  b: readonly number[] | null,
): readonly number[] | null | undefined {
  if (a === null || b === null) return null;
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const length = broadcastLength(a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1);
    if (length === null) return undefined;
    shape.push(length);
  }
  return shape;
}

/** What holds for both of two shapes: where they differ, nothing is known. */
export function commonShape(a: readonly number[] | null, b: readonly number[] | null): readonly number[] | null {
  if (a === null || b === null || a.length !== b.length) return null;
  return a.map((length, axis) => (length === b[axis] ? length : UNKNOWN));
}

/** What holds for both of two values. */
export function commonFact(a: Fact, b: Fact): Fact {
  const type = a.type === b.type ? a.type : '';
  const shape = commonShape(a.shape, b.shape);
  const [x, y] = [a.values, b.values];
  const same = x !== null && y !== null && isKnown(shape) && x.length === y.length;
  const values = same ? x.map((value, i) => (value === y[i] ? value : Number.NaN)) : null;
  const sequence =
    a.sequence !== null && b.sequence !== null && a.sequence.length === b.sequence.length
      ? a.sequence.map((element, i) => commonFact(element, (b.sequence as readonly Fact[])[i] as Fact))
      : null;
  return { type, shape, values, sequence };
}

/** Whether two facts say the same of type and shape. */
export function sameShape(a: Fact, b: Fact): boolean {
  if (a.type !== b.type || (a.shape === null) !== (b.shape === null)) return false;
  if ((a.sequence?.length ?? -1) !== (b.sequence?.length ?? -1)) return false;
  return (
    a.shape === null || (a.shape.length === b.shape?.length && a.shape.every((length, i) => length === b.shape?.[i]))
  );
}
