// The numbers of a small tensor in the file. Weights of models are large; what shapes hang on has a few elements.

import { countElements } from './decode-tensor.ts';
import { type Fact, fact } from './fact.ts';
import type { OnnxTensor } from './model-types.ts';
import { toNumber } from './wire.ts';

/** Most elements of a tensor whose numbers are kept: shapes have at most MAX_RANK, masks and index tables are larger. */
export const MAX_VALUES = 16_384;

/** What is known of a tensor that stands in the file. */
export function tensorFact(tensor: OnnxTensor): Fact {
  return fact(tensor.elementType, tensor.shape, valuesOf(tensor));
}

type Reader = (view: DataView, offset: number) => number;

const RAW: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  float: [4, (view, at) => view.getFloat32(at, true)],
  double: [8, (view, at) => view.getFloat64(at, true)],
  bool: [1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
  uint8: [1, (view, at) => view.getUint8(at)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint16: [2, (view, at) => view.getUint16(at, true)],
  int16: [2, (view, at) => view.getInt16(at, true)],
  uint32: [4, (view, at) => view.getUint32(at, true)],
  int32: [4, (view, at) => view.getInt32(at, true)],
  int64: [8, (view, at) => toNumber(view.getBigInt64(at, true))],
  uint64: [8, (view, at) => toNumber(view.getBigUint64(at, true))],
};

/** Which data field of the wire format holds which element types as plain numbers. */
const FLOAT_DATA = 4;
const INT32_DATA = 5;
const INT64_DATA = 7;
const DOUBLE_DATA = 10;
const UINT64_DATA = 11;

function valuesOf({ elementType, shape, raw, data }: OnnxTensor): number[] | null {
  const elements = countElements(shape);
  const reader = RAW[elementType];
  if (elements === null || elements > MAX_VALUES || reader === undefined) return null;
  if (elements === 0) return [];
  if (raw !== null) return fromRaw(raw, elements, reader);
  if (data === null || data.packed.every((run) => run.length === 0)) return null;
  if (data.field === FLOAT_DATA || data.field === DOUBLE_DATA) {
    return data.packed.flatMap((run) =>
      fromRaw(
        run,
        run.length / (data.field === FLOAT_DATA ? 4 : 8),
        RAW[data.field === FLOAT_DATA ? 'float' : 'double'] as (typeof RAW)[string],
      ),
    );
  }
  if (data.field !== INT32_DATA && data.field !== INT64_DATA && data.field !== UINT64_DATA) return null;
  const values = data.packed.flatMap((run) => varints(run, data.field === UINT64_DATA));
  return elementType === 'bool' ? values.map((value) => (value === 0 ? 0 : 1)) : values;
}

function fromRaw(raw: Uint8Array, elements: number, [width, read]: readonly [number, Reader]): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: elements }, (_, i) => read(view, i * width));
}

function varints(run: Uint8Array, unsigned: boolean): number[] {
  const values: number[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of run) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte >= 0x80) continue;
    values.push(toNumber(unsigned ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)));
    [value, shift] = [0n, 0n];
  }
  return values;
}
