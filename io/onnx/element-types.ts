// Element types of ONNX tensors: number in the file, name, width in bits.

export interface ElementType {
  readonly name: string;
  /** 0: no fixed width (strings, unknown). */
  readonly bits: number;
}

/** By the number of TensorProto.DataType. */
const BY_CODE: readonly ElementType[] = [
  { name: 'undefined', bits: 0 },
  { name: 'float', bits: 32 },
  { name: 'uint8', bits: 8 },
  { name: 'int8', bits: 8 },
  { name: 'uint16', bits: 16 },
  { name: 'int16', bits: 16 },
  { name: 'int32', bits: 32 },
  { name: 'int64', bits: 64 },
  { name: 'string', bits: 0 },
  { name: 'bool', bits: 8 },
  { name: 'float16', bits: 16 },
  { name: 'double', bits: 64 },
  { name: 'uint32', bits: 32 },
  { name: 'uint64', bits: 64 },
  { name: 'complex64', bits: 64 },
  { name: 'complex128', bits: 128 },
  { name: 'bfloat16', bits: 16 },
  { name: 'float8e4m3fn', bits: 8 },
  { name: 'float8e4m3fnuz', bits: 8 },
  { name: 'float8e5m2', bits: 8 },
  { name: 'float8e5m2fnuz', bits: 8 },
  { name: 'uint4', bits: 4 },
  { name: 'int4', bits: 4 },
  { name: 'float4e2m1', bits: 4 },
  { name: 'float8e8m0', bits: 8 },
  { name: 'uint2', bits: 2 },
  { name: 'int2', bits: 2 },
];

const BITS: ReadonlyMap<string, number> = new Map(BY_CODE.map(({ name, bits }) => [name, bits]));

/** The name of an element type. Types newer than this table have a name, too, but no width. */
export function elementTypeName(code: number): string {
  return BY_CODE[code]?.name ?? `type${code}`;
}

/** Bits of an element; 0 where it has no fixed width. */
export function elementBits(name: string): number {
  return BITS.get(name) ?? 0;
}

/** Bytes of a tensor: elements of less than a byte are packed, the last byte may be partly empty. Null: no fixed width, or no safe integer. */
export function tensorBytes(elementType: string, elements: number): number | null {
  const bits = elementBits(elementType);
  if (bits === 0) return null;
  const bytes = bits % 8 === 0 ? elements * (bits / 8) : Math.ceil(elements / (8 / bits));
  return Number.isSafeInteger(bytes) ? bytes : null;
}
