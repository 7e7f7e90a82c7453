// A relaxation of the Moccasin problem with a fixed input order: what must be evicted across the steps that overflow.
//
// Take the first computation of node k, and let A be the nodes u < k that k does not read but some first computation after k does (kept outputs count as read at
// the end). If u in A is not live at that step, it is computed again later, before its read: its p_u >= 1 for p_u the number of its recomputations. At the step
// the output and the inputs of k are live in any case, so with
//      need(k) = size(k) + sum of size(u) over inputs u of k  +  sum of size(u) over u in A  -  budget
// the sizes of the nodes of A that are not live sum to at least need(k). Where need(k) > 0 this gives the covering row
//      sum over u in A of min(size(u), need(k)) * p_u  >=  need(k)
// for every schedule within the budget (a single u of at least the need covers the row alone, hence the min). Minimising the sum of duration(u) * p_u under all
// rows bounds the recomputation time from below, whatever the number of computations allowed.
//
// The bound is the Lagrangian dual (Held & Karp 1971; subgradient steps after Held, Wolfe & Crowder 1974) with 0 <= p_u <= 1, which loses nothing: a row never
// needs p_u > 1. The dual is convex and any multipliers >= 0 give a bound, so the search for them is in floating point and the bound they prove is
// computed anew in exact integers.

import { gcdOf } from './gcd.ts';
import type { ComputeGraph } from './graph.ts';

export interface CoverRow {
  /** The step: the first computation of this node. */
  readonly node: number;
  readonly need: number;
  /** The nodes of A with their coefficients. */
  readonly nodes: Int32Array;
  readonly sizes: Float64Array;
}

/** Entries of all rows together, some 12 bytes each: of more, evenly spread rows are left out, which only weakens the bound. */
const MOST_ENTRIES = 10_000_000;

/** The covering rows of all steps that overflow when everything is kept, or of as many as there is room for. O(n + m + entries + n * live nodes / distance of the rows). */
export function coverRows(graph: ComputeGraph, budget: number, keepOutputs: boolean): CoverRow[] {
  const { n, sizes, predecessors, successors } = graph;
  const lastRead = Int32Array.from({ length: n }, (_, u) => {
    const readers = successors[u]!;
    return readers.length > 0 ? readers[readers.length - 1]! : keepOutputs ? n : u;
  });
  const memory = new Float64Array(n + 2);
  const count = new Int32Array(n + 2);
  for (let u = 0; u < n; u++) {
    memory[u]! += sizes[u]!;
    memory[lastRead[u]! + 1]! -= sizes[u]!;
    count[u]!++;
    count[lastRead[u]! + 1]!--;
  }
  let entries = 0;
  for (let k = 1; k <= n; k++) {
    memory[k]! += memory[k - 1]!;
    count[k]! += count[k - 1]!;
  }
  for (let k = 0; k < n; k++) if (memory[k]! > budget) entries += count[k]!;
  const distance = Math.max(1, Math.ceil(entries / MOST_ENTRIES));
  const rows: CoverRow[] = [];
  let overflowing = 0;
  let live: number[] = [];
  for (let k = 0; k < n; k++) {
    const need = memory[k]! - budget;
    if (need > 0 && overflowing++ % distance === 0) {
      live = live.filter((u) => lastRead[u]! >= k);
      const inputs = new Set(predecessors[k]!);
      const nodes = live.filter((u) => !inputs.has(u) && sizes[u]! > 0);
      rows.push({
        node: k,
        need,
        nodes: Int32Array.from(nodes),
        sizes: Float64Array.from(nodes, (u) => Math.min(sizes[u]!, need)),
      });
    }
    live.push(k);
  }
  return rows;
}

/** Integers up to here are exact in doubles, and so are their differences. */
const EXACT = 2 ** 52;
/** Rounds without a better bound before the step length shrinks. */
const PATIENCE = 40;
const SHRINK = 0.7;
const MIN_STEP = 1e-5;

export class LagrangianBound {
  readonly rows: readonly CoverRow[];
  rounds = 0;
  /** Steps have become too small to matter. */
  converged: boolean;
  private readonly durations: Float64Array;
  private readonly unit: number;
  private readonly multipliers: Float64Array;
  private readonly gradient: Float64Array;
  private readonly reduced: Float64Array;
  /** The best value of the dual so far, in floating point: not yet a proof. */
  best = 0;
  private readonly bestMultipliers: Float64Array;
  private step = 1;
  private sinceBest = 0;

  constructor(graph: ComputeGraph, rows: readonly CoverRow[]) {
    this.rows = rows;
    this.durations = graph.durations;
    this.unit = gcdOf(graph.durations);
    this.multipliers = new Float64Array(rows.length);
    this.bestMultipliers = new Float64Array(rows.length);
    this.gradient = new Float64Array(rows.length);
    this.reduced = new Float64Array(graph.n);
    this.converged = rows.length === 0;
  }

  /** One subgradient round towards `target`, the recomputation time of the best schedule known. O(entries of the rows). */
  round(target: number): void {
    const { rows, durations, multipliers, gradient, reduced } = this;
    this.rounds++;
    reduced.set(durations);
    let value = 0;
    for (let r = 0; r < rows.length; r++) {
      const { need, nodes, sizes } = rows[r]!;
      const m = multipliers[r]!;
      value += m * need;
      gradient[r] = need;
      if (m > 0) for (let i = 0; i < nodes.length; i++) reduced[nodes[i]!]! -= m * sizes[i]!;
    }
    for (let u = 0; u < reduced.length; u++) if (reduced[u]! < 0) value += reduced[u]!;
    let norm = 0;
    for (let r = 0; r < rows.length; r++) {
      const { nodes, sizes } = rows[r]!;
      let g = gradient[r]!;
      for (let i = 0; i < nodes.length; i++) if (reduced[nodes[i]!]! < 0) g -= sizes[i]!;
      gradient[r] = g;
      norm += g * g;
    }
    if (value > this.best) {
      this.best = value;
      this.bestMultipliers.set(multipliers);
      this.sinceBest = 0;
    } else if (++this.sinceBest > PATIENCE) {
      this.sinceBest = 0;
      this.step *= SHRINK;
      multipliers.set(this.bestMultipliers);
    }
    const length = norm === 0 ? 0 : (this.step * Math.max(target - value, 1e-3 * target)) / norm;
    for (let r = 0; r < rows.length; r++) multipliers[r] = Math.max(0, multipliers[r]! + length * gradient[r]!);
    if (this.step < MIN_STEP || norm === 0) this.converged = true;
  }

  /**
   * The recomputation time that the best multipliers prove, in exact arithmetic. The multipliers are rounded down to integers over a power of two, so that all
   * numbers of one node are integers below 2^53 in doubles; the few nodes whose sum runs out of that range, and the total, are done in BigInt. O(entries of the rows).
   */
  proven(): number {
    const { rows, durations, bestMultipliers, reduced, unit } = this;
    let longest = 1;
    for (let u = 0; u < durations.length; u++) longest = Math.max(longest, durations[u]!);
    const scale = 2 ** Math.max(0, Math.floor(Math.log2(EXACT / longest)));
    for (let u = 0; u < durations.length; u++) reduced[u] = durations[u]! * scale;
    let value = 0n;
    for (let r = 0; r < rows.length; r++) {
      const { need, nodes, sizes } = rows[r]!;
      const m = Math.floor(bestMultipliers[r]! * scale);
      if (m === 0) continue;
      value += BigInt(m) * BigInt(need);
      for (let i = 0; i < nodes.length; i++) reduced[nodes[i]!]! -= m * sizes[i]!;
    }
    // sums only fall, so a result within the range means that every step towards it was
    for (let u = 0; u < reduced.length; u++) {
      if (reduced[u]! < -EXACT) value += this.reducedExactly(u, scale);
      else if (reduced[u]! < 0) value += BigInt(reduced[u]!);
    }
    // the recomputation time is a multiple of the durations' gcd: round up
    const step = BigInt(scale) * BigInt(unit);
    return value <= 0n ? 0 : Number((value + step - 1n) / step) * unit;
  }

  /** duration(u) * scale less what the rows ask of u. */
  private reducedExactly(u: number, scale: number): bigint {
    let sum = BigInt(this.durations[u]!) * BigInt(scale);
    for (let r = 0; r < this.rows.length; r++) {
      const { nodes, sizes } = this.rows[r]!;
      const i = nodes.indexOf(u);
      if (i >= 0) sum -= BigInt(Math.floor(this.bestMultipliers[r]! * scale)) * BigInt(sizes[i]!);
    }
    return sum;
  }
}
