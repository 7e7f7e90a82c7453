// A lower bound of the peak of every schedule with a fixed input order in which no node is computed more than C times: by itself for the objective memory, and as a proof
// that nothing fits where it exceeds the budget.
//
// Look at the first computations only, steps 0 .. n-1. A tensor u is live at step u and at the steps that read it. Between two of these in a row it may be missing, but
// each time it is missing it is computed again, and that happens copies(u) - 1 times at most:
//
//      u ####r#####r............r###r         r: read by a first computation; C = 2: one of the gaps between reads may be empty
//
// For weights of the steps, the weighted sum of the memory over the steps is at least what it is when every tensor is missing in its heaviest copies(u) - 1 gaps, and
// the peak is at least the weighted mean. (Inputs of recomputations and the recomputations themselves only add to it.) A kept output is as if read at step n-1.
//
// The best weights are one side of a zero-sum game: steps against lives. They are found by regret matching with linear averages (Tammelin, Burch, Johanson & Bowling,
// IJCAI 2015) in floating point, and any weights give a bound, so those found are rounded to integers and their bound computed exactly.

import type { ComputeGraph } from '../graph.ts';

/** Weights are integers up to here in the proof: sums over all steps stay below 2^53. */
const WEIGHT_SCALE = 2 ** 30;
/** Rounds between two looks at the value of the average. */
const ROUNDS_PER_AVERAGE = 10;

export class LeastPeakBound {
  rounds = 0;
  private readonly graph: ComputeGraph;
  private readonly gaps: Int32Array;
  /** Steps that need u after its computation, ascending: needs[needFrom[u] .. needFrom[u + 1]). */
  private readonly needFrom: Int32Array;
  private readonly needs: Int32Array;
  /** Memory at each step when everything is kept until its last read. */
  private readonly kept: Float64Array;
  private readonly weights: Float64Array;
  private readonly average: Float64Array;
  private readonly regrets: Float64Array;
  private readonly prefix: Float64Array;
  private readonly memory: Float64Array;
  private best = 0;
  private bestWeights: Float64Array;

  /** O(n + m). Precondition: maxComputations >= 1. */
  constructor(graph: ComputeGraph, maxComputations: number, keepOutputs: boolean) {
    const { n, successors, sizes, recomputable } = graph;
    this.graph = graph;
    this.gaps = Int32Array.from(recomputable, (may) => (may === 1 ? Math.min(maxComputations - 1, n) : 0));
    this.needFrom = new Int32Array(n + 1);
    const needs: number[] = [];
    const change = new Float64Array(n + 1);
    for (let u = 0; u < n; u++) {
      for (const w of successors[u]!) needs.push(w);
      if (successors[u]!.length === 0 && keepOutputs && u < n - 1) needs.push(n - 1);
      this.needFrom[u + 1] = needs.length;
      change[u]! += sizes[u]!;
      change[(needs.length > this.needFrom[u]! ? needs[needs.length - 1]! : u) + 1]! -= sizes[u]!;
    }
    this.needs = Int32Array.from(needs);
    this.kept = new Float64Array(n);
    for (let t = 0, live = 0; t < n; t++) this.kept[t] = live += change[t]!;
    this.weights = new Float64Array(n).fill(1 / n);
    this.bestWeights = this.weights.slice();
    this.average = new Float64Array(n);
    this.regrets = new Float64Array(n);
    this.prefix = new Float64Array(n + 1);
    this.memory = new Float64Array(n);
  }

  /** Better weights. O(n + m). */
  round(): void {
    const { weights, average, regrets, memory } = this;
    this.rounds++;
    const value = this.respond(weights);
    this.note(value, weights);
    let sum = 0;
    for (let t = 0; t < weights.length; t++) {
      average[t]! += this.rounds * weights[t]!;
      regrets[t] = Math.max(0, regrets[t]! + memory[t]! - value);
      sum += regrets[t]!;
    }
    if (sum > 0) for (let t = 0; t < weights.length; t++) weights[t] = regrets[t]! / sum;
    if (this.rounds % ROUNDS_PER_AVERAGE === 0) {
      const total = average.reduce((all, w) => all + w, 0);
      const mean = average.map((w) => w / total);
      this.note(this.respond(mean), mean);
    }
  }

  /** The peak that the best weights prove, exactly. O(n + m). */
  proven(): number {
    const { graph, prefix, needs, needFrom } = this;
    const { n, sizes } = graph;
    let total = 0;
    for (let t = 0; t < n; t++) {
      prefix[t] = total;
      total += Math.floor(this.bestWeights[t]! * WEIGHT_SCALE);
    }
    prefix[n] = total;
    if (total === 0) return 0;
    let sum = 0n;
    for (let u = 0; u < n; u++) {
      const end = needFrom[u + 1]!;
      const last = end > needFrom[u]! ? needs[end - 1]! : u;
      const missing = this.heaviest(u, null);
      sum += BigInt(sizes[u]!) * BigInt(prefix[last + 1]! - prefix[u]! - missing);
    }
    return Number((sum + BigInt(total) - 1n) / BigInt(total));
  }

  private note(value: number, weights: Float64Array): void {
    if (value <= this.best) return;
    this.best = value;
    this.bestWeights = weights.slice();
  }

  /** Weighted mean of the memory when every tensor is missing where it weighs most; leaves that memory behind. */
  private respond(weights: Float64Array): number {
    const { graph, prefix, memory, kept } = this;
    const { n, sizes } = graph;
    for (let t = 0; t < n; t++) prefix[t + 1] = prefix[t]! + weights[t]!;
    memory.fill(0);
    for (let u = 0; u < n; u++) if (this.gaps[u]! > 0) this.heaviest(u, sizes);
    let missing = 0;
    let value = 0;
    for (let t = 0; t < n; t++) {
      missing += memory[t]!;
      memory[t] = kept[t]! - missing;
      value += weights[t]! * memory[t]!;
    }
    return value;
  }

  /** The weight of the heaviest gaps of u, as many as it may have; with `sizes` they are entered into `memory` as differences. */
  private heaviest(u: number, sizes: Float64Array | null): number {
    const { prefix, needs, needFrom, gaps } = this;
    const allowed = gaps[u]!;
    if (allowed === 0) return 0;
    const from = needFrom[u]!;
    const end = needFrom[u + 1]!;
    if (allowed === 1 || end - from === 1) {
      let best = 0;
      let at = -1;
      for (let i = from, before = u; i < end; before = needs[i++]!) {
        const weight = prefix[needs[i]!]! - prefix[before + 1]!;
        if (weight > best) [best, at] = [weight, i];
      }
      if (at >= 0 && sizes !== null) this.enter(u, at, sizes[u]!);
      return best;
    }
    const found: { weight: number; i: number }[] = [];
    for (let i = from, before = u; i < end; before = needs[i++]!)
      found.push({ weight: prefix[needs[i]!]! - prefix[before + 1]!, i });
    if (found.length > allowed) found.sort((a, b) => b.weight - a.weight).length = allowed;
    let sum = 0;
    for (const { weight, i } of found) {
      sum += weight;
      if (sizes !== null) this.enter(u, i, sizes[u]!);
    }
    return sum;
  }

  /** u is missing in the gap before its i-th need. */
  private enter(u: number, i: number, size: number): void {
    const { memory, needs, needFrom } = this;
    const before = i === needFrom[u]! ? u : needs[i - 1]!;
    if (before + 1 >= needs[i]!) return;
    memory[before + 1]! += size;
    memory[needs[i]!]! -= size;
  }
}
