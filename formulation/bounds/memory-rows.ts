// Rows of the memory: what cannot be live together.
//
// At the event (t, w), node w <= t in stage t, each of these literals says that one tensor is live, in every schedule (S and R as in stage-variables.ts):
//      u > w            S[t, u] = 1: it is read later, and not before this event in this stage, since its readers come after it
//      u < w            S[t+1, u] = 1: it is there at the end of the stage, so since its own event, which is before this one
//      u < w            R[t, y] = 1 for a reader y > w of u, or w itself: read at or after this event, so there since its own event
//      u < w read by t  certain, likewise
//      w                R[t, w] = 1, certain for w = t
// Take any set Q of events' literals, one for each tensor at most, and sum what is certain: with
//      need = certain + sum of size over Q - budget > 0
// the literals of Q that are false have sizes of at least need in all, or the budget is exceeded. A tensor larger than the need counts no more than it:
//      sum over Q of min(size, need) * (1 - literal) >= need
// A literal that stands for several tensors is one item with the sum of their sizes. The smaller Q, the smaller need and the stronger the row for those that are left: rows for
// subsets are the knapsack cover inequalities of Carr, Fleischer, Leung & Phillips (SODA 2000). From a fractional point they are separated by
// leaving out the literals with the smallest values one after the other and keeping the most violated row.

import type { Row } from './rows.ts';
import { READ, type StageVariables } from './stage-variables.ts';

/** Literals below this value are not worth a place in Q. */
const NEGLIGIBLE = 1e-6;
const NEARLY_TRUE = 0.999;
/** Size of the rows of all literals in terms of their largest tensor: they are less sharp than rows of few literals, and should weigh less in a step of the ascent. */
const WHOLE_SCALE = 5;

export class MemoryRows {
  private readonly v: StageVariables;
  /** Item sizes by id, for the event in hand. */
  private readonly weight: Float64Array;
  private ids: number[] = [];
  private certain = 0;

  constructor(variables: StageVariables) {
    this.v = variables;
    this.weight = new Float64Array(2 * variables.pairs);
  }

  /** The most violated row at the first computation of node t, by more than `tolerance` of its need; null if there is none. O(live nodes log live nodes) and more. */
  atFirst(t: number, x: Float64Array, tolerance: number): Row | null {
    const { base, last, rules, isKept, sizes } = this.v;
    this.begin(sizes[t]!);
    for (let u = 0; u < t; u++) {
      if (last[u]! < t) continue;
      const i = base[u]! + t;
      if ((rules[i]! & READ) !== 0) this.certain += sizes[u]!;
      else if (t < last[u]!) this.put(i + 1, sizes[u]!, x);
      else if (isKept[u] === 1) this.certain += sizes[u]!;
    }
    return this.mostViolated(x, tolerance);
  }

  /**
   * The row of all literals at the first computation of node t, where the point violates it by more than `tolerance` of the largest size in it; null otherwise. Where many
   * literals are a little false, rows of few of them do not notice that the sum is too large; and it knows the tensors that are not carried yet, so memory
   * gained by evicting is not filled again for nothing.
   */
  wholeAtFirst(t: number, x: Float64Array, tolerance: number): Row | null {
    const { base, last, rules, isKept, sizes } = this.v;
    const ids: number[] = [];
    const coefficients: number[] = [];
    let room = this.v.budget - sizes[t]!;
    let used = 0;
    let largest = 0;
    for (let u = 0; u < t; u++) {
      if (last[u]! < t || sizes[u] === 0) continue;
      const i = base[u]! + t;
      if ((rules[i]! & READ) !== 0) room -= sizes[u]!;
      else if (t < last[u]!) {
        ids.push(i + 1);
        coefficients.push(-sizes[u]!);
        used += sizes[u]! * x[i + 1]!;
        largest = Math.max(largest, sizes[u]!);
      } else if (isKept[u] === 1) room -= sizes[u]!;
    }
    if (used <= room + tolerance * largest) return null;
    return {
      ids: Int32Array.from(ids),
      coefficients: Float64Array.from(coefficients),
      rhs: -room,
      // without a choice left, a row that no schedule fulfils
      scale: 1 / (WHOLE_SCALE * Math.max(1, largest)),
    };
  }

  /** As atFirst, at the event of node w < t in stage t. */
  atAgain(t: number, w: number, x: Float64Array, tolerance: number): Row | null {
    const { base, last, rules, isKept, pairs, sizes, graph } = this.v;
    const { successors } = graph;
    this.begin(0);
    const again = pairs + base[w]! + t;
    this.put(again, sizes[w]!, x);
    for (let u = 0; u < t; u++) {
      if (u === w || last[u]! < t) continue;
      const i = base[u]! + t;
      if (u > w) {
        this.put(i, sizes[u]!, x);
        continue;
      }
      if ((rules[i]! & READ) !== 0 || (isKept[u] === 1 && t === last[u]!)) {
        this.certain += sizes[u]!;
        continue;
      }
      let [id, value] = [-1, NEGLIGIBLE];
      if (t < last[u]! && x[i + 1]! > value) [id, value] = [i + 1, x[i + 1]!];
      for (const y of successors[u]!) {
        if (y >= t) break;
        if (y < w || last[y]! < t) continue;
        const r = pairs + base[y]! + t;
        if (x[r]! > value) [id, value] = [r, x[r]!];
      }
      if (id >= 0) this.put(id, sizes[u]!, x);
    }
    return this.mostViolated(x, tolerance);
  }

  private begin(certain: number): void {
    this.certain = certain;
    this.ids = [];
  }

  private put(id: number, size: number, x: Float64Array): void {
    if (x[id]! <= NEGLIGIBLE || size === 0) return;
    if (this.weight[id] === 0) this.ids.push(id);
    this.weight[id]! += size;
  }

  private mostViolated(x: Float64Array, tolerance: number): Row | null {
    const { ids, weight } = this;
    let need = this.certain - this.v.budget;
    for (const id of ids) need += weight[id]!;
    // literals that are true cost nothing to keep in Q: only the others are worth sorting
    const open = ids.filter((id) => x[id]! < NEARLY_TRUE).sort((a, b) => x[a]! - x[b]! || a - b);
    let [from, violation, needThere] = [-1, tolerance, 0];
    for (let q = 0; q <= open.length && need > 0; q++) {
      let missing = need;
      for (let k = q; k < open.length && missing > violation * need; k++)
        missing -= Math.min(weight[open[k]!]!, need) * (1 - x[open[k]!]!);
      if (missing > violation * need) [from, violation, needThere] = [q, missing / need, need];
      if (q < open.length) need -= weight[open[q]!]!;
    }
    const left = new Set(from < 0 ? ids : open.slice(0, from));
    const row =
      from < 0
        ? null
        : this.rowOf(
            ids.filter((id) => !left.has(id)),
            needThere,
          );
    for (const id of ids) weight[id] = 0;
    return row;
  }

  private rowOf(ids: readonly number[], need: number): Row {
    const coefficients = Float64Array.from(ids, (id) => -Math.min(this.weight[id]!, need));
    const rhs = need + coefficients.reduce((sum, c) => sum + c, 0);
    return { ids: Int32Array.from(ids), coefficients, rhs, scale: 1 / need };
  }
}
