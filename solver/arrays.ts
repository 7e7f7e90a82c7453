// Growing typed arrays, and exact integer division on doubles. A grown array is a new array: never keep a hoisted reference across a call named push*/grow*.

export const EMPTY_INT32: Int32Array = new Int32Array(0);

/** A copy of `a` with room for at least `needed` elements (doubling); `a` itself when it is large enough. */
export function growInt32(a: Int32Array, needed: number): Int32Array {
  if (needed <= a.length) return a;
  const grown = new Int32Array(Math.max(needed, 2 * a.length, 4));
  grown.set(a);
  return grown;
}

/** As growInt32, for doubles. */
export function growFloat64(a: Float64Array, needed: number): Float64Array {
  if (needed <= a.length) return a;
  const grown = new Float64Array(Math.max(needed, 2 * a.length, 4));
  grown.set(a);
  return grown;
}

/** As growInt32, for bytes. */
export function growUint8(a: Uint8Array, needed: number): Uint8Array {
  if (needed <= a.length) return a;
  const grown = new Uint8Array(Math.max(needed, 2 * a.length, 4));
  grown.set(a);
  return grown;
}

/** As growInt32, for signed bytes. */
export function growInt8(a: Int8Array, needed: number): Int8Array {
  if (needed <= a.length) return a;
  const grown = new Int8Array(Math.max(needed, 2 * a.length, 4));
  grown.set(a);
  return grown;
}

/**
 * Floor of a / b for safe integers, b > 0. The rounded quotient of two doubles can land on the next integer when |a| is near 2^53,
 * so the remainder (exact in IEEE 754) decides, not Math.floor(a / b).
 */
export function floorDiv(a: number, b: number): number {
  const r = a % b;
  const q = (a - r) / b;
  return r < 0 ? q - 1 : q + 0;
}

/** Ceiling of a / b for safe integers, b > 0. */
export function ceilDiv(a: number, b: number): number {
  const r = a % b;
  const q = (a - r) / b;
  return r > 0 ? q + 1 : q + 0;
}
