// TensorProto, TypeProto and ValueInfoProto: headers decoded, weights left where they are.
//
// External data (weights in another file) is noticed and never followed: nothing here needs the weights, and a path from a file is not to be opened. Where weights are
// in the file, their amount must fit the shape.

import { shortened } from '../input-error.ts';
import { elementBits, elementTypeName, tensorBytes } from './element-types.ts';
import type { OnnxDimension, OnnxTensor, OnnxType, OnnxValueInfo } from './model-types.ts';
import type { MessageReader } from './wire.ts';

/** Most dimensions of a tensor. ONNX names no limit; NumPy has 64. */
export const MAX_RANK = 64;

/** Types within types: optional(sequence(tensor)) is three. */
const MAX_TYPE_DEPTH = 8;

const EXTERNAL = 1;

export function decodeTensor(reader: MessageReader): OnnxTensor {
  const shape: number[] = [];
  const packed: Uint8Array[] = [];
  let [name, elementType, raw, field, external] = ['', 'undefined', null as Uint8Array | null, 0, false];
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        reader.integers(shape);
        break;
      case 2:
        elementType = elementTypeName(reader.integer());
        break;
      case 4: // float_data, int32_data, int64_data, double_data, uint64_data; strings are of no use here
      case 5:
      case 7:
      case 10:
      case 11:
        if (field !== 0 && field !== reader.field) reader.fail(`tensor "${name}" has two kinds of data`);
        field = reader.field;
        packed.push(reader.run());
        break;
      case 8:
        name = reader.text();
        break;
      case 9:
        raw = reader.payload();
        break;
      case 14:
        external = reader.integer() === EXTERNAL;
        break;
      default:
        reader.skip();
    }
  }
  const data = field === 0 || external ? null : { field, packed };
  const tensor: OnnxTensor = { name, elementType, shape, raw: external ? null : raw, data };
  assertAmount(reader, tensor);
  return tensor;
}

/** Elements of a shape, or null where that is no safe integer. */
export function countElements(shape: readonly number[]): number | null {
  if (shape.includes(0)) return 0;
  let elements = 1;
  for (const length of shape) {
    elements *= length;
    if (!Number.isSafeInteger(elements)) return null;
  }
  return elements;
}

/** Weights that are in the file are all there. */
function assertAmount(reader: MessageReader, { name, elementType, shape, raw, data }: OnnxTensor): void {
  const fail: (problem: string) => never = (problem) => reader.invalid(`tensor "${shortened(name)}"`, problem);
  if (shape.length > MAX_RANK) fail(`has ${shape.length} dimensions, over the limit of ${MAX_RANK}`);
  const says = `shape [${shape.join(', ')}] of ${elementType}`;
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) fail(`${says} has an impossible length`);
  const elements = countElements(shape);
  const bytes = elements === null ? null : tensorBytes(elementType, elements);
  if (elements === null || (bytes === null && elementBits(elementType) > 0)) {
    fail(`${says} has more bytes than can be counted exactly`);
  }
  if (raw !== null && bytes !== null && raw.length !== bytes)
    fail(`${says} needs ${bytes} bytes of data and has ${raw.length}`);
  if (data === null) return;
  const numbers = numbersIn(data.field, data.packed);
  // Several small elements may share a number (int4 in int32_data), complex ones take two.
  const needed = elementType.startsWith('complex') ? 2 * elements : elementBits(elementType) % 8 === 0 ? elements : 1;
  if (numbers !== 0 && numbers < needed) fail(`${says} needs ${needed} numbers and has ${numbers}`);
}

const FLOATS = 4;
const DOUBLES = 10;

function numbersIn(field: number, packed: readonly Uint8Array[]): number {
  const bytes = packed.reduce((sum, run) => sum + run.length, 0);
  if (field === FLOATS || field === DOUBLES) return Math.floor(bytes / (field === FLOATS ? 4 : 8));
  let numbers = 0;
  for (const run of packed) for (const byte of run) if (byte < 0x80) numbers++;
  return numbers;
}

export const NO_TYPE: OnnxType = { elementType: '', shape: null };

export function decodeValueInfo(reader: MessageReader): OnnxValueInfo {
  let name = '';
  let type = NO_TYPE;
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) type = decodeType(reader.message());
    else reader.skip();
  }
  return { name, type };
}

const CONTAINERS: Readonly<Record<number, string>> = { 4: 'sequence', 8: 'sparse_tensor', 9: 'optional' };

function decodeType(reader: MessageReader, depth = 0): OnnxType {
  if (depth > MAX_TYPE_DEPTH) reader.fail(`its types nest deeper than ${MAX_TYPE_DEPTH}`);
  let type = NO_TYPE;
  while (reader.next()) {
    const container = CONTAINERS[reader.field];
    if (reader.field === 1) type = decodeTensorType(reader.message());
    else if (container === 'sparse_tensor') {
      type = { elementType: `${container}(${decodeTensorType(reader.message()).elementType})`, shape: null };
    } else if (container !== undefined) {
      const inner = decodeElement(reader.message(), depth);
      const shape = container === 'optional' ? inner.shape : null;
      type = { elementType: `${container}(${inner.elementType})`, shape };
    } else if (reader.field === 5) {
      type = { elementType: 'map', shape: null };
      reader.skip();
    } else reader.skip();
  }
  return type;
}

/** The one field of a sequence or optional: the type of what is in it. */
function decodeElement(reader: MessageReader, depth: number): OnnxType {
  let type = NO_TYPE;
  while (reader.next()) {
    if (reader.field === 1) type = decodeType(reader.message(), depth + 1);
    else reader.skip();
  }
  return type;
}

function decodeTensorType(reader: MessageReader): OnnxType {
  let elementType = '';
  let shape: readonly OnnxDimension[] | null = null;
  while (reader.next()) {
    if (reader.field === 1) elementType = elementTypeName(reader.integer());
    else if (reader.field === 2) shape = decodeShape(reader.message());
    else reader.skip();
  }
  return { elementType, shape };
}

function decodeShape(reader: MessageReader): OnnxDimension[] {
  const shape: OnnxDimension[] = [];
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    shape.push(decodeDimension(reader.message()));
    if (shape.length > MAX_RANK) reader.fail(`a shape has more than ${MAX_RANK} dimensions`);
  }
  return shape;
}

function decodeDimension(reader: MessageReader): OnnxDimension {
  let dimension: OnnxDimension = null;
  while (reader.next()) {
    if (reader.field === 1) dimension = reader.integer();
    else if (reader.field === 2) dimension = reader.text() || null;
    else reader.skip();
  }
  return dimension;
}
