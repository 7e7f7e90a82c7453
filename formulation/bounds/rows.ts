// Rows that couple the nodes: sum of coefficient * variable >= rhs, over the ids of stage-variables.ts. Coefficients and right sides are integers, so a row can be
// used in exact arithmetic; `scale` brings rows of different units to the same size for the search of multipliers.

export interface Row {
  readonly ids: Int32Array;
  readonly coefficients: Float64Array;
  readonly rhs: number;
  /** Multiplies the row in floating point. */
  readonly scale: number;
}

/** Sum of coefficient * x. */
export function activity(row: Row, x: Float64Array | Uint8Array): number {
  const { ids, coefficients } = row;
  let sum = 0;
  for (let k = 0; k < ids.length; k++) sum += coefficients[k]! * x[ids[k]!]!;
  return sum;
}

/** A fingerprint by which a row is recognised when it is separated again. */
export function fingerprint(row: Row): string {
  let hash = row.ids.length;
  for (const id of row.ids) hash = (Math.imul(hash, 31) + id) | 0;
  return `${hash}:${row.rhs}`;
}
