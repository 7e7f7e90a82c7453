// The cheapest life of one node: a shortest path over its stages under the chain rules N1 to N5 of stage-variables.ts, for any costs of its S and R.
//
// States between two stages, by "is a copy carried over" and, for nodes of two copies, "has u been computed again":
//
//      0 absent      1 carried      2 absent, computed again      3 carried, computed again
//
// For nodes of more copies their number is left open (N4 is dropped, which only lowers the minimum) and states 2 and 3 are not used. A byte per stage says where
// each minimum came from. Only a range of stages is looked at: outside of it no row speaks of the node, so it is carried before, and carried after until its last read.

import { MUST_CARRY, NO_AGAIN, NO_CARRY, READ, type StageVariables } from './stage-variables.ts';

const AGAIN = 1;
const DROP = 2;
const DROP_AGAIN = 4;

const { POSITIVE_INFINITY } = Number;

export class Chains {
  private readonly v: StageVariables;
  private readonly from: Uint8Array;
  private endState = 0;

  constructor(variables: StageVariables) {
    this.v = variables;
    this.from = new Uint8Array(variables.pairs);
  }

  /**
   * Least cost of a life of u in the stages first..end, remembered for `trace`; Infinity: the rules allow none. Precondition: u < first <= end <= last[u], and end is
   * the last read of u or after it. Exact where costs are integers and sums of their absolute values below 2^53. HOT LOOP.
   */
  cost(u: number, first: number, end: number, costs: Float64Array): number {
    const { base, rules, copies, isKept, mustAgain, pairs } = this.v;
    const { from } = this;
    const capped = copies[u]! <= 2;
    const b = base[u]!;
    let c0 = 0;
    let c1 = 0;
    let c2 = POSITIVE_INFINITY;
    let c3 = POSITIVE_INFINITY;
    for (let i = b + first; i <= b + end; i++) {
      const rule = rules[i]!;
      let origin = 0;
      if ((rule & MUST_CARRY) !== 0) {
        c0 = POSITIVE_INFINITY;
        c2 = POSITIVE_INFINITY;
      }
      const carry = (rule & NO_CARRY) !== 0 ? POSITIVE_INFINITY : costs[i]!;
      c1 += carry;
      c3 += carry;
      if ((rule & NO_AGAIN) === 0) {
        const recomputed = c0 + costs[pairs + i]!;
        if (capped) {
          if (recomputed < c3) {
            c3 = recomputed;
            origin = AGAIN;
          }
        } else if (recomputed < c1) {
          c1 = recomputed;
          origin = AGAIN;
        }
      }
      // absent at the end of the stage: all along, which a read forbids, or dropped
      if (c1 <= c0 || (rule & READ) !== 0) {
        c0 = c1;
        origin |= DROP;
      }
      if (c3 <= c2 || (rule & READ) !== 0) {
        c2 = c3;
        origin |= DROP_AGAIN;
      }
      from[i] = origin;
    }
    if (mustAgain[u] === 1) {
      c0 = POSITIVE_INFINITY;
      c1 = POSITIVE_INFINITY;
    }
    if (isKept[u] === 1) {
      this.endState = c3 < c1 ? 3 : 1;
      return Math.min(c1, c3);
    }
    this.endState = c2 < c0 ? 2 : 0;
    return Math.min(c0, c2);
  }

  /** Writes the life that `cost`, just called for the same u, first and end, has found into x (S and R, 0 or 1). */
  trace(u: number, first: number, end: number, x: Uint8Array): void {
    const { base, copies, pairs } = this.v;
    const { from } = this;
    const again = copies[u]! <= 2 ? 3 : 1;
    const b = base[u]!;
    let state = this.endState;
    for (let i = b + end; i >= b + first; i--) {
      const origin = from[i]!;
      let there = state;
      if (state === 0 && (origin & DROP) !== 0) there = 1;
      else if (state === 2 && (origin & DROP_AGAIN) !== 0) there = 3;
      const isAgain = there === again && (origin & AGAIN) !== 0;
      x[i] = !isAgain && (there & 1) !== 0 ? 1 : 0;
      x[pairs + i] = isAgain ? 1 : 0;
      state = isAgain ? 0 : there;
    }
  }
}
