// The numbers of elementwise operators on small tensors, exactly as a runtime computes them, or NaN for "not known".
//
// Integers: results outside the type (or the safe integers) are not known rather than wrapped. float: rounded after every operation. Types of 16 bits and less of
// floating point are not computed at all. Division and modulo of integers follow C; Mod without fmod has the sign of the divisor.

import type { Call } from '../call.ts';
import { elementsOf, type Fact } from '../fact.ts';
import { indexIn, indices } from './indices.ts';

/** The numbers of the first output, or null; called only where its shape is known and small. */
export type Evaluator = (call: Call, output: Fact) => readonly number[] | null;

const RANGES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['int8', [-128, 127]],
  ['uint8', [0, 255]],
  ['int16', [-32768, 32767]],
  ['uint16', [0, 65535]],
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['uint32', [0, 2 ** 32 - 1]],
  ['int64', [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]],
  ['uint64', [0, Number.MAX_SAFE_INTEGER]],
  ['bool', [0, 1]],
]);

export function isInteger(type: string): boolean {
  return RANGES.has(type);
}

/** A result as its type holds it. */
export function asType(type: string, value: number): number {
  if (type === 'float') return Math.fround(value);
  if (type === 'double') return value;
  const range = RANGES.get(type);
  return range !== undefined && Number.isInteger(value) && value >= range[0] && value <= range[1]
    ? value + 0
    : Number.NaN;
}

/** A result of several roundings, whose order is the runtime's own: known of whole numbers alone, which no order rounds. */
export function asWhole(type: string, value: number): number {
  const whole = isInteger(type) || (Number.isInteger(value) && Math.fround(value) === value);
  return whole ? asType(type, value) : Number.NaN;
}

type Compute = (numbers: readonly number[], integer: boolean, call: Call) => number;

/** The operator applied at every place, inputs broadcast. */
function elementwise(compute: Compute, needsAll = true): Evaluator {
  return (call, output) => {
    const operands = call.inputs.map((_, index) => call.input(index));
    // Before operator set 7 the second input could lie anywhere over the first.
    if (operands.some(({ values }) => values === null) || call.hasAttribute('broadcast')) return null;
    const shape = output.shape as readonly number[];
    const integer = isInteger(call.input(0).type);
    return indices(shape, elementsOf(shape), (index) => {
      const numbers = operands.map(
        (operand) =>
          (operand.values as readonly number[])[indexIn(index, operand.shape as readonly number[])] as number,
      );
      if (needsAll && numbers.some(Number.isNaN)) return Number.NaN;
      return asType(output.type, compute(numbers, integer, call));
    });
  };
}

const unary = (compute: (x: number) => number): Evaluator => elementwise(([x]) => compute(x as number));

const binary = (compute: (x: number, y: number, integer: boolean) => number): Evaluator =>
  elementwise(([x, y], integer) => compute(x as number, y as number, integer));

/** Infinities stand for integers that are too large to compare exactly. */
const comparison = (compute: (x: number, y: number) => boolean): Evaluator =>
  elementwise(([x, y], integer) => {
    if (integer && !(Number.isFinite(x) && Number.isFinite(y))) return Number.NaN;
    return compute(x as number, y as number) ? 1 : 0;
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((all, x) => all + x, 0);

const divide = (x: number, y: number, integer: boolean): number =>
  integer ? (y === 0 ? Number.NaN : Math.trunc(x / y)) : x / y;

const modulo: Compute = ([x, y], _, call) => {
  const [a, b] = [x as number, y as number];
  if (b === 0) return Number.NaN;
  const rest = a % b;
  return call.number('fmod', 0) !== 0 || rest === 0 || rest < 0 === b < 0 ? rest : rest + b;
};

/** A half goes to the even neighbour. */
function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

const cast: Evaluator = (call, output) =>
  call.input(0).values?.map((value) => {
    if (Number.isNaN(value)) return value;
    if (output.type === 'bool') return value === 0 ? 0 : 1;
    // Integers too large to be exact stay so within 64 bits.
    if (output.type === 'int64' && call.input(0).type === 'int64') return value;
    return asType(output.type, isInteger(output.type) ? Math.trunc(value) : value);
  }) ?? null;

/** The condition chooses; a place is known if the chosen number is. */
const where = elementwise(([condition, x, y]) => {
  if (Number.isNaN(condition)) return x === y ? (x as number) : Number.NaN;
  return (condition !== 0 ? x : y) as number;
}, false);

const clip: Evaluator = (call, output) => {
  const limit = (name: string, input: number, otherwise: number): number =>
    call.hasAttribute(name)
      ? call.number(name, otherwise)
      : call.has(input)
        ? (call.input(input).values?.[0] ?? Number.NaN)
        : otherwise;
  const [low, high] = [limit('min', 1, Number.NEGATIVE_INFINITY), limit('max', 2, Number.POSITIVE_INFINITY)];
  return call.input(0).values?.map((value) => asType(output.type, Math.min(high, Math.max(low, value)))) ?? null;
};

export const ARITHMETIC: readonly (readonly [string, Evaluator])[] = [
  ['Abs', unary(Math.abs)],
  ['Ceil', unary(Math.ceil)],
  ['Floor', unary(Math.floor)],
  ['Neg', unary((x) => -x)],
  ['Not', unary((x) => (x === 0 ? 1 : 0))],
  ['Round', unary(roundHalfEven)],
  ['Sign', unary(Math.sign)],
  ['Sqrt', unary(Math.sqrt)],
  ['Add', binary((x, y) => x + y)],
  ['Sub', binary((x, y) => x - y)],
  ['Mul', binary((x, y) => x * y)],
  ['Div', binary(divide)],
  ['Mod', elementwise(modulo)],
  ['Max', elementwise((numbers) => Math.max(...numbers))],
  ['Min', elementwise((numbers) => Math.min(...numbers))],
  ['Sum', elementwise((numbers, integer) => (integer || numbers.length < 3 ? sum(numbers) : Number.NaN))],
  // Integer powers alone are the same everywhere.
  ['Pow', binary((x, y, integer) => (integer && Number.isInteger(y) && y >= 0 ? x ** y : Number.NaN))],
  ['And', binary((x, y) => (x !== 0 && y !== 0 ? 1 : 0))],
  ['Or', binary((x, y) => (x !== 0 || y !== 0 ? 1 : 0))],
  ['Xor', binary((x, y) => ((x !== 0) !== (y !== 0) ? 1 : 0))],
  ['Equal', comparison((x, y) => x === y)],
  ['Greater', comparison((x, y) => x > y)],
  ['GreaterOrEqual', comparison((x, y) => x >= y)],
  ['Less', comparison((x, y) => x < y)],
  ['LessOrEqual', comparison((x, y) => x <= y)],
  ['Where', where],
  ['Clip', clip],
  ['Cast', cast],
  ['CastLike', cast],
];
