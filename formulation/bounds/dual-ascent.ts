// Multipliers for the coupling rows: Lagrangian relaxation with the lives of single nodes (chain.ts) as subproblem, maximised by the volume algorithm (Barahona &
// Anbil, Mathematical Programming 2000): a subgradient method that also averages the lives to an approximate solution of the linear relaxation, from which
// further rows are separated. Deviation: the weight of the newest life is the one that makes the violation of the average least, within limits.
//
// A node whose variables are in no row is kept until its last read; the others are looked at in the range of stages that rows speak of (chain.ts).

import { Chains } from './chain.ts';
import { Exclusion } from './exclusion.ts';
import { activity, fingerprint, type Row } from './rows.ts';
import type { StageVariables } from './stage-variables.ts';

const FIRST_STEP = 0.1;
const MIN_STEP = 0.001;
/** Step after the smallest one: stalled steps are worth another try from the averages of now. */
const RESTART_STEP = 0.1;
const SHRINK = 0.66;
const MAX_STEP = 1;
const PATIENCE = 20;
/** An average that violates the rows by less in all (squares of shares of the needs) is as good as feasible, and no reason for large steps. */
const LEAST_NORM = 1e-3;
const MIN_ALPHA = 0.003;
const MAX_ALPHA = 0.1;

/** Sums of integers up to here are exact in doubles. */
const EXACT = 2 ** 52;
const MAX_BITS = 60;
/** Above every duration: what a node without any life costs. */
const INFEASIBLE = 2n ** 60n;

interface ExactValue {
  /** In units of durations, times unit. */
  readonly value: bigint;
  /** A power of two. */
  readonly unit: number;
}

export class DualAscent {
  readonly variables: StageVariables;
  /** The average of lives: S and R between 0 and 1. */
  readonly average: Float64Array;
  rows: Row[] = [];
  /** Of `best`, for the scaled rows. */
  multipliers: number[] = [];
  /** Best value of the dual, in units of durations and in floating point: not a proof. */
  best = 0;
  rounds = 0;
  /** Entries and stages worked off. */
  operations = 0;
  step = FIRST_STEP;

  private readonly chains: Chains;
  private readonly exclusion: Exclusion;
  private readonly costs: Float64Array;
  /** The lives of the last evaluation. */
  readonly life: Uint8Array;
  private readonly known = new Set<string>();
  /** Stages of u that rows speak of: none while first > end. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** nodeOf[i]: the node of pair i. */
  readonly nodeOf: Int32Array;
  /** rhs - activity of the average, scaled, of each row. */
  private violation: number[] = [];
  private gradient: number[] = [];
  private trial: number[] = [];
  private failures = 0;

  constructor(variables: StageVariables) {
    const { pairs, graph, base, last, lastRead } = variables;
    this.variables = variables;
    this.chains = new Chains(variables);
    this.exclusion = new Exclusion(variables);
    this.costs = new Float64Array(2 * pairs);
    this.life = new Uint8Array(2 * pairs);
    this.average = new Float64Array(2 * pairs);
    this.nodeOf = new Int32Array(pairs);
    this.first = Int32Array.from(last, (t) => t + 1);
    this.end = Int32Array.from(lastRead);
    for (let u = 0; u < graph.n; u++) {
      const from = base[u]! + u + 1;
      this.nodeOf.fill(u, from, base[u]! + last[u]! + 1);
      this.life.fill(1, from, base[u]! + lastRead[u]! + 1);
      this.average.fill(1, from, base[u]! + lastRead[u]! + 1);
    }
  }

  /** Takes a row in, unless it is there. */
  add(row: Row): boolean {
    const key = fingerprint(row);
    if (this.known.has(key)) return false;
    this.known.add(key);
    this.rows.push(row);
    this.multipliers.push(0);
    this.violation.push(row.scale * (row.rhs - activity(row, this.average)));
    this.gradient.push(0);
    this.widen(row);
    return true;
  }

  /** Begins anew from multipliers of the first rows, 0 for the others. */
  start(multipliers: readonly number[]): void {
    this.multipliers = this.rows.map((_, r) => multipliers[r] ?? 0);
    this.best = this.valueOf(this.multipliers);
  }

  /** One round towards `target`, a value the dual is not expected to pass. O(entries of the rows + stages they speak of). */
  round(target: number): void {
    const { multipliers, violation, gradient, rows, life } = this;
    this.rounds++;
    this.operations += this.size;
    let norm = 0;
    for (let r = 0; r < rows.length; r++) {
      const v = violation[r]!;
      if (v > 0 || multipliers[r]! > 0) norm += v * v;
    }
    const length = (this.step * Math.max(target - this.best, 1e-3 * target)) / Math.max(norm, LEAST_NORM);
    this.trial = multipliers.map((m, r) => Math.max(0, m + length * violation[r]!));
    const value = this.valueOf(this.trial);
    let along = 0;
    let across = 0;
    let square = 0;
    for (let r = 0; r < rows.length; r++) {
      const g = rows[r]!.scale * (rows[r]!.rhs - activity(rows[r]!, life));
      gradient[r] = g;
      const v = violation[r]!;
      if (v <= 0 && g <= 0 && this.trial[r]! === 0) continue;
      along += g * v;
      across += v * (v - g);
      square += (v - g) * (v - g);
    }
    const alpha = square === 0 ? MAX_ALPHA : Math.min(MAX_ALPHA, Math.max(MIN_ALPHA, across / square));
    for (let r = 0; r < rows.length; r++) violation[r]! += alpha * (gradient[r]! - violation[r]!);
    this.mix(alpha);
    this.accept(value, along);
  }

  /** Entries of the rows, and stages that they speak of, four times: what a round works off. */
  get size(): number {
    let size = 0;
    for (const { ids } of this.rows) size += ids.length;
    for (let u = 0; u < this.first.length; u++) size += 4 * Math.max(0, this.end[u]! - this.first[u]! + 1);
    return size;
  }

  /** The dual at any multipliers >= 0 of the rows; kept if it is the best. Leaves the cheapest lives in `life`. */
  evaluate(multipliers: readonly number[]): number {
    this.operations += this.size;
    const value = this.valueOf(multipliers);
    if (value > this.best) {
      this.best = value;
      this.multipliers = [...multipliers];
    }
    return value;
  }

  private valueOf(multipliers: readonly number[]): number {
    return (
      this.price(
        multipliers.map((m, r) => m * this.rows[r]!.scale),
        1,
      ) + this.solve()
    );
  }

  private accept(value: number, along: number): void {
    if (value > this.best) {
      this.best = value;
      this.multipliers = this.trial;
      this.failures = 0;
      if (along > 0) this.step = Math.min(MAX_STEP, this.step * 1.1);
    } else if (++this.failures >= PATIENCE) {
      this.failures = 0;
      this.step *= SHRINK;
      if (this.step < MIN_STEP) this.step = RESTART_STEP;
    }
  }

  /** Forgets the rows that have no multiplier and that the average meets. */
  prune(): void {
    const keep = this.rows.map((_, r) => this.multipliers[r]! > 0 || this.violation[r]! > -0.01);
    for (let r = 0; r < keep.length; r++) if (!keep[r]) this.known.delete(fingerprint(this.rows[r]!));
    this.rows = this.rows.filter((_, r) => keep[r]);
    this.multipliers = this.multipliers.filter((_, r) => keep[r]);
    this.violation = this.violation.filter((_, r) => keep[r]);
    this.gradient.length = this.rows.length;
  }

  private widen(row: Row): void {
    const { nodeOf, first, end } = this;
    const { base, pairs } = this.variables;
    for (const id of row.ids) {
      const i = id < pairs ? id : id - pairs;
      const u = nodeOf[i]!;
      const t = i - base[u]!;
      if (t < first[u]!) first[u] = t;
      if (t > end[u]!) end[u] = t;
    }
  }

  /**
   * The value of the best multipliers in exact arithmetic: no schedule has less recomputation, in units of durations, rounded up to an integer. The multipliers are
   * rounded down to integers over a power of two that keeps every sum of one node below 2^53, so doubles are exact there; the sum over rows and nodes is in
   * BigInt. Any multipliers >= 0 give a bound, so rounding costs strength only. 0 where numbers are too large for any power. O(as a round).
   */
  proven(): number {
    const exact = this.priceExactly();
    return exact === null ? 0 : Number(ceilDiv(exact.value, BigInt(exact.unit)));
  }

  /**
   * Tightens the rules of all nodes by what the best multipliers prove, exactly, of schedules with less recomputation than `target`, in units of durations: an integer, that
   * of the best schedule known. Returns how many rules are new.
   */
  exclude(target: number): number {
    const exact = this.priceExactly();
    if (exact === null) return 0;
    const slack = BigInt(target - 1) * BigInt(exact.unit) - exact.value;
    if (slack < 0n || slack > BigInt(EXACT)) return 0;
    const { chains, costs, first, end } = this;
    let tightened = 0;
    for (let u = 0; u < first.length; u++) {
      if (first[u]! > end[u]!) continue;
      const least = chains.cost(u, first[u]!, end[u]!, costs);
      tightened += this.exclusion.tighten(u, first[u]!, end[u]!, costs, least + Number(slack));
    }
    return tightened;
  }

  /** Leaves exact costs behind. */
  private priceExactly(): ExactValue | null {
    const { rows, multipliers, chains, costs, first, end } = this;
    for (let bits = MAX_BITS; bits >= 0; ) {
      const unit = 2 ** bits;
      const weights = multipliers.map((m, r) => Math.floor(m * rows[r]!.scale * unit));
      const excess = this.largestSum(weights, unit) / EXACT;
      if (excess > 1) {
        bits -= Math.max(1, Math.ceil(Math.log2(excess)));
        continue;
      }
      let value = 0n;
      for (let r = 0; r < rows.length; r++) if (weights[r]! > 0) value += BigInt(weights[r]!) * BigInt(rows[r]!.rhs);
      this.price(weights, unit);
      for (let u = 0; u < first.length; u++) {
        if (first[u]! > end[u]!) continue;
        const cost = chains.cost(u, first[u]!, end[u]!, costs);
        if (cost === Number.POSITIVE_INFINITY) return { value: INFEASIBLE * BigInt(unit), unit };
        value += BigInt(cost);
      }
      return { value, unit };
    }
    return null;
  }

  /** The largest sum of absolute values that occurs in the costs and lives of one node. */
  private largestSum(weights: readonly number[], unit: number): number {
    const { rows, nodeOf, first, end } = this;
    const { pairs, durations, copies } = this.variables;
    const sums = durations.map((duration, u) => {
      const recomputations = copies[u]! <= 2 ? 1 : Math.max(0, end[u]! - first[u]! + 1);
      return 2 * duration * unit * Math.max(1, recomputations);
    });
    for (let r = 0; r < rows.length; r++) {
      const { ids, coefficients } = rows[r]!;
      if (weights[r]! === 0) continue;
      // where no schedule exists multipliers grow without end
      if (weights[r] === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
      for (let k = 0; k < ids.length; k++) {
        const id = ids[k]!;
        sums[nodeOf[id < pairs ? id : id - pairs]!]! += weights[r]! * Math.abs(coefficients[k]!);
      }
    }
    return sums.reduce((largest, sum) => Math.max(largest, sum), 1);
  }

  /** Costs of S and R under weights of the rows; returns the constant that goes with them (only good for floating point). */
  private price(weights: readonly number[], unit: number): number {
    const { costs, rows, first, end } = this;
    const { pairs, base, graph, durations } = this.variables;
    for (let u = 0; u < graph.n; u++) {
      if (first[u]! > end[u]!) continue;
      const b = base[u]!;
      costs.fill(0, b + first[u]!, b + end[u]! + 1);
      costs.fill(durations[u]! * unit, pairs + b + first[u]!, pairs + b + end[u]! + 1);
    }
    let constant = 0;
    for (let r = 0; r < rows.length; r++) {
      const { ids, coefficients, rhs } = rows[r]!;
      const weight = weights[r]!;
      if (weight === 0) continue;
      constant += weight * rhs;
      for (let k = 0; k < ids.length; k++) costs[ids[k]!]! -= weight * coefficients[k]!;
    }
    return constant;
  }

  private solve(): number {
    const { chains, costs, first, end, life } = this;
    let value = 0;
    for (let u = 0; u < first.length; u++) {
      if (first[u]! > end[u]!) continue;
      value += chains.cost(u, first[u]!, end[u]!, costs);
      chains.trace(u, first[u]!, end[u]!, life);
    }
    return value;
  }

  private mix(alpha: number): void {
    const { life, average, first, end } = this;
    const { pairs, base } = this.variables;
    for (let u = 0; u < first.length; u++) {
      for (let i = base[u]! + first[u]!; i <= base[u]! + end[u]!; i++) {
        average[i]! += alpha * (life[i]! - average[i]!);
        average[pairs + i]! += alpha * (life[pairs + i]! - average[pairs + i]!);
      }
    }
  }
}

function ceilDiv(a: bigint, b: bigint): bigint {
  return a <= 0n ? 0n : (a + b - 1n) / b;
}
