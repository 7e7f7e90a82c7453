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
 * Floor of a / b for safe integers, b > 0. Exact: a quotient that is no integer is at least 1 / b away from one, and |a| / b times the rounding error of a
 * double is less than that for |a| < 2^53. Adding 0 turns -0 into 0.
 */
export function floorDiv(a: number, b: number): number {
  return Math.floor(a / b) + 0;
}

/** Ceiling of a / b for safe integers, b > 0. Exact for the same reason. */
export function ceilDiv(a: number, b: number): number {
  return Math.ceil(a / b) + 0;
}
