// Clauses that can be recognised: everything in them follows from their number.

import type { SharedClause } from '../../solver/portfolio/clause-channel.ts';

export interface RingTask {
  readonly buffer: SharedArrayBuffer;
  readonly capacity: number;
  /** One int32: not 0 when the writer shall end. */
  readonly stop: SharedArrayBuffer;
}

/** The clause of this number: 1 to 9 pairs, numbers beyond 32 bits. */
export function clauseOf(i: number): SharedClause {
  const pairs = Array.from({ length: 1 + ((i * 7) % 9) }, (_, k) => k);
  return {
    upper: i,
    lbd: i % 5,
    svs: pairs.map((k) => (i + k) % 1000),
    bounds: pairs.map((k) => (k % 2 === 0 ? 1 : -1) * (i + k) * 2 ** 20),
  };
}
