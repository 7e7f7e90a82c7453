// Rows of the reads by recomputations: what a recomputation needs must be there.
//
// Let w read u, w have two copies at most (always so if C = 2), and t0 <= t1 be stages. If w is computed again in a stage t of t0 .. t1, u is present then: it has been carried ever since stage t0, or it is computed
// again in some stage of t0 .. t at the latest. There is one recomputation of w at most, so
//      S[t0, u] + sum over t0..t1 of R[t, u]  >=  sum over t0..t1 of R[t, w]
// The sum on the right is what Checkmate's rows (t0 = t1) lack: without it a relaxation computes w again a little in each of many stages, from inputs of which it keeps as
// little, and the linear bound is about half as far from nothing. For more copies of w only t0 = t1 is valid. The most violated row of a pair (u, w) is found in one pass over the window, for all t1 with the best t0 (Kadane).

import type { Row } from './rows.ts';
import type { StageVariables } from './stage-variables.ts';

/** The most violated row for a reader w of u, by more than `tolerance`; null if there is none. O(window of w). */
export function readRow(v: StageVariables, u: number, w: number, x: Float64Array, tolerance: number): Row | null {
  const { base, last, firstAgain, pairs, copies } = v;
  const [bu, bw] = [base[u]!, base[w]!];
  let [t0, least] = [-1, Number.POSITIVE_INFINITY];
  let [bestFrom, bestTo, worst] = [-1, -1, -tolerance];
  for (let t = firstAgain[w]!; t <= last[w]!; t++) {
    // N3: the window of u reaches as far as that of w, since w is a reader that can be computed again
    const carried = x[bu + t]!;
    if (copies[w]! > 2 || carried < least) [t0, least] = [t, carried];
    least += (t >= firstAgain[u]! ? x[pairs + bu + t]! : 0) - x[pairs + bw + t]!;
    if (least < worst) [bestFrom, bestTo, worst] = [t0, t, least];
  }
  return bestFrom < 0 ? null : rowOf(v, u, w, bestFrom, bestTo);
}

function rowOf(v: StageVariables, u: number, w: number, from: number, to: number): Row {
  const { base, firstAgain, pairs } = v;
  const ids = [base[u]! + from];
  const coefficients = [1];
  for (let t = from; t <= to; t++) {
    ids.push(pairs + base[w]! + t);
    coefficients.push(-1);
    if (t < firstAgain[u]!) continue;
    ids.push(pairs + base[u]! + t);
    coefficients.push(1);
  }
  return { ids: Int32Array.from(ids), coefficients: Float64Array.from(coefficients), rhs: 0, scale: 1 };
}
