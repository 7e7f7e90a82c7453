// Reason words and the backtracked arena of reasons. A reason word is an int32: two tag bits and a payload.
//   ROOT, DECISION   no antecedents
//   CLAUSE           payload = clause in the arena of clauses.ts; antecedents = its other literals, negated
//   EAGER            payload = offset of a run [count, (sv, k)...] in this arena
//   LAZY             payload = offset of [propagator, a] [., b]; the propagator explains on demand from the payload numbers a and b
// Antecedents are bound pairs (sv, k), true before the entry they explain (E1, E5); they are interned only if a learned clause keeps them.

import { growFloat64, growInt32 } from './arrays.ts';
import type { ClauseRef, PropagatorId, Reason, SVar } from './types.ts';

export const ROOT: Reason = 0;
export const DECISION: Reason = 4;

export const TAG_MASK = 3;
export const TAG_NONE = 0;
export const TAG_CLAUSE = 1;
export const TAG_EAGER = 2;
const TAG_LAZY = 3;

export function clauseReason(ref: ClauseRef): Reason {
  return (ref << 2) | TAG_CLAUSE;
}

export class Reasons {
  /** Signed variable of each antecedent; the count in front of a run; the propagator of a lazy reason. */
  sv: Int32Array = new Int32Array(1024);
  /** Bound of each antecedent; the payload numbers of a lazy reason. */
  bound: Float64Array = new Float64Array(1024);
  length = 0;
  private levelStart: Int32Array = new Int32Array(64);

  get bytes(): number {
    return this.sv.length * 12;
  }

  newLevel(level: number): void {
    if (level === this.levelStart.length) this.levelStart = growInt32(this.levelStart, level + 1);
    this.levelStart[level] = this.length;
  }

  backtrackTo(level: number): void {
    this.length = this.levelStart[level]!;
  }

  clear(): void {
    this.length = 0;
  }

  /** Stores the run of antecedents in the first `count` places of the two buffers. */
  pushEager(count: number, svs: Int32Array, bounds: Float64Array): Reason {
    const offset = this.length;
    this.reserve(offset + count + 1);
    const { sv, bound } = this;
    sv[offset] = count;
    for (let i = 0; i < count; i++) {
      sv[offset + 1 + i] = svs[i]!;
      bound[offset + 1 + i] = bounds[i]!;
    }
    this.length = offset + count + 1;
    return (offset << 2) | TAG_EAGER;
  }

  /** Stores a lazy reason of two payload numbers. */
  pushLazy(propagator: PropagatorId, a: number, b: number): Reason {
    const offset = this.length;
    this.reserve(offset + 2);
    this.sv[offset] = propagator;
    this.bound[offset] = a;
    this.bound[offset + 1] = b;
    this.length = offset + 2;
    return (offset << 2) | TAG_LAZY;
  }

  private reserve(size: number): void {
    if (size > this.sv.length) {
      this.sv = growInt32(this.sv, size);
      this.bound = growFloat64(this.bound, size);
    }
  }
}

/** A growing conjunction of bound pairs: where antecedents are collected. */
export class Antecedents {
  sv: Int32Array = new Int32Array(64);
  bound: Float64Array = new Float64Array(64);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  push(sv: SVar, k: number): void {
    const n = this.length;
    if (n === this.sv.length) {
      this.sv = growInt32(this.sv, n + 1);
      this.bound = growFloat64(this.bound, n + 1);
    }
    this.sv[n] = sv;
    this.bound[n] = k;
    this.length = n + 1;
  }
}
