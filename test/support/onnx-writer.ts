// Writes small ONNX models for tests: graphs as plain data to the bytes of a file. Independent of the decoder: field numbers are those of onnx.proto.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export type AttributeSpec =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: TensorSpec }
  | { readonly graph: GraphSpec }
  | { readonly reference: string };

export interface NodeSpec {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeSpec>>;
  readonly name?: string;
  readonly domain?: string;
}

export interface ValueSpec {
  readonly name: string;
  readonly type: string;
  /** Null: no shape at all; a null in it: a dimension without anything. */
  readonly shape: readonly (number | string | null)[] | null;
}

export interface TensorSpec {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** None: no data. */
  readonly values?: readonly number[];
  /** Write the values into the typed field instead of as bytes. */
  readonly typed?: boolean;
}

export interface GraphSpec {
  /** "graph" without it. */
  readonly name?: string;
  readonly nodes: readonly NodeSpec[];
  readonly inputs?: readonly ValueSpec[];
  readonly outputs?: readonly ValueSpec[];
  readonly initializers?: readonly TensorSpec[];
  readonly valueInfo?: readonly ValueSpec[];
}

export interface FunctionSpec {
  readonly name: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeSpec[];
}

export interface ModelSpec extends GraphSpec {
  readonly opset?: number;
  /** Versions of other operator sets. */
  readonly opsets?: Readonly<Record<string, number>>;
  readonly functions?: readonly FunctionSpec[];
}

const ELEMENT_TYPES =
  'undefined float uint8 int8 uint16 int16 int32 int64 string bool float16 double uint32 uint64 complex64 complex128 bfloat16 float8e4m3fn ' +
  'float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4';

export function elementCode(type: string): number {
  const code = ELEMENT_TYPES.split(' ').indexOf(type);
  if (code < 0) throw new Error(`no element type ${type}`);
  return code;
}

export const LATEST_OPSET = 22;

/** A complete model file. */
export function onnxModel(spec: ModelSpec): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  integer(writer, 1, 10);
  text(writer, 2, 'test');
  message(writer, 7, (graph) => writeGraph(graph, spec));
  writeOpsets(writer, 8, { '': spec.opset ?? LATEST_OPSET, ...spec.opsets });
  for (const f of spec.functions ?? []) {
    message(writer, 25, (body) => {
      text(body, 1, f.name);
      for (const name of f.inputs) text(body, 4, name);
      for (const name of f.outputs) text(body, 5, name);
      for (const node of f.nodes) message(body, 7, (inner) => writeNode(inner, node));
      writeOpsets(body, 9, { '': spec.opset ?? LATEST_OPSET, ...spec.opsets });
      text(body, 10, f.domain);
    });
  }
  return writer.finish();
}

function writeOpsets(writer: BinaryWriter, field: number, opsets: Readonly<Record<string, number>>): void {
  for (const [domain, version] of Object.entries(opsets)) {
    message(writer, field, (set) => {
      if (domain !== '') text(set, 1, domain);
      integer(set, 2, version);
    });
  }
}

function writeGraph(writer: BinaryWriter, spec: GraphSpec): void {
  for (const node of spec.nodes) message(writer, 1, (inner) => writeNode(inner, node));
  text(writer, 2, spec.name ?? 'graph');
  for (const tensor of spec.initializers ?? []) message(writer, 5, (inner) => writeTensor(inner, tensor));
  const fields = [spec.inputs ?? [], spec.outputs ?? [], spec.valueInfo ?? []];
  for (const [i, infos] of fields.entries()) {
    for (const info of infos) message(writer, 11 + i, (inner) => writeValueInfo(inner, info));
  }
}

function writeNode(writer: BinaryWriter, { type, inputs, outputs, attributes, name, domain }: NodeSpec): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  if (name !== undefined) text(writer, 3, name);
  text(writer, 4, type);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    message(writer, 5, (inner) => {
      text(inner, 1, key);
      writeAttribute(inner, value);
    });
  }
  if (domain !== undefined) text(writer, 7, domain);
}

function writeAttribute(writer: BinaryWriter, value: AttributeSpec): void {
  const kind = (code: number): void => integer(writer, 20, code);
  if (typeof value === 'number') {
    integer(writer, 3, value);
    kind(2);
  } else if (typeof value === 'string') {
    text(writer, 4, value);
    kind(3);
  } else if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    kind(1);
  } else if ('tensor' in value) {
    message(writer, 5, (inner) => writeTensor(inner, value.tensor));
    kind(4);
  } else if ('graph' in value) {
    message(writer, 6, (inner) => writeGraph(inner, value.graph));
    kind(5);
  } else if ('floats' in value) {
    for (const x of value.floats) writer.tag(7, WireType.Bit32).float(x);
    kind(6);
  } else if ('reference' in value) text(writer, 21, value.reference);
  else if (typeof value[0] === 'string') {
    for (const x of value as readonly string[]) text(writer, 9, x);
    kind(8);
  } else {
    for (const x of value as readonly number[]) integer(writer, 8, x);
    kind(7);
  }
}

function writeTensor(writer: BinaryWriter, { name, type, shape, values, typed }: TensorSpec): void {
  for (const length of shape) integer(writer, 1, length);
  integer(writer, 2, elementCode(type));
  if (values !== undefined && typed) {
    message(writer, type === 'float' ? 4 : type === 'int64' ? 7 : 5, (run) => {
      for (const value of values) type === 'float' ? run.float(value) : run.int64(value);
    });
  }
  text(writer, 8, name);
  if (values !== undefined && !typed) writer.tag(9, WireType.LengthDelimited).bytes(rawData(type, values));
}

/** 2^63 - 1, the end of everything, is no double. */
function toInt64(value: number): bigint {
  return value >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(value);
}

function rawData(type: string, values: readonly number[]): Uint8Array {
  if (type === 'int64') return new Uint8Array(BigInt64Array.from(values, toInt64).buffer);
  if (type === 'float') return new Uint8Array(Float32Array.from(values).buffer);
  if (type === 'double') return new Uint8Array(Float64Array.from(values).buffer);
  if (type === 'int32') return new Uint8Array(Int32Array.from(values).buffer);
  if (type === 'bool' || type === 'uint8') return Uint8Array.from(values);
  throw new Error(`no raw data of ${type}`);
}

function writeValueInfo(writer: BinaryWriter, { name, type, shape }: ValueSpec): void {
  text(writer, 1, name);
  message(writer, 2, (typed) =>
    message(typed, 1, (tensor) => {
      integer(tensor, 1, elementCode(type));
      if (shape === null) return;
      message(tensor, 2, (dimensions) => {
        for (const dimension of shape) {
          message(dimensions, 1, (inner) => {
            if (typeof dimension === 'number') integer(inner, 1, dimension);
            else if (dimension !== null) text(inner, 2, dimension);
          });
        }
      });
    }),
  );
}

function integer(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
