// The tasks of a cumulative as flat arrays: bounds of start, end and demand in three loads each, without a branch for constants, and the facts about them.
// A constant expression is kept as 0 * (variable 0) + offset. Tasks are numbered by decreasing largest demand, so that a loop over those that may matter
// can stop early and a loop for reasons takes the large ones first.

import type { Affine } from '../solver/affine.ts';
import { ceilDiv } from '../solver/arrays.ts';
import { check } from '../solver/check.ts';
import type { Fact } from '../solver/literal.ts';
import type { Explanation, Registrar } from '../solver/propagator.ts';

/** A task occupies `demand` units of the resource over [start, end) if it is present (always, without `presence`). */
export interface Task {
  readonly start: Affine;
  /** Independent of `start`: whoever wants start + size = end posts it. */
  readonly end: Affine;
  /** Never negative. */
  readonly demand: Affine;
  readonly presence?: Fact;
}

/** One affine view per task. */
export class Views {
  readonly sv: Int32Array;
  /** 0 for a constant. */
  readonly scale: Float64Array;
  readonly offset: Float64Array;

  constructor(views: readonly Affine[]) {
    this.sv = Int32Array.from(views, (e) => Math.max(e.sv, 0));
    this.scale = Float64Array.from(views, (e) => (e.sv < 0 ? 0 : e.scale));
    this.offset = Float64Array.from(views, (e) => e.offset);
  }

  min(i: number, lb: Float64Array): number {
    return this.scale[i]! * lb[this.sv[i]!]! + this.offset[i]!;
  }

  max(i: number, lb: Float64Array): number {
    return this.offset[i]! - this.scale[i]! * lb[this.sv[i]! ^ 1]!;
  }

  minAt(i: number, out: Explanation): number {
    return this.scale[i]! * out.lbAt(this.sv[i]!) + this.offset[i]!;
  }

  maxAt(i: number, out: Explanation): number {
    return this.offset[i]! - this.scale[i]! * out.lbAt(this.sv[i]! ^ 1);
  }

  isConstant(i: number): boolean {
    return this.scale[i] === 0;
  }

  /** The bound k of sv[i] with [view >= value] = [sv >= k]; not for constants. */
  lowerBoundFor(i: number, value: number): number {
    return ceilDiv(value - this.offset[i]!, this.scale[i]!);
  }

  /** The bound k of sv[i] ^ 1 with [view <= value] = [-sv >= k]; not for constants. */
  upperBoundFor(i: number, value: number): number {
    return ceilDiv(this.offset[i]! - value, this.scale[i]!);
  }

  becauseAtLeast(out: Explanation, i: number, value: number): void {
    if (this.scale[i] !== 0) out.because(this.sv[i]!, this.lowerBoundFor(i, value));
  }

  becauseAtMost(out: Explanation, i: number, value: number): void {
    if (this.scale[i] !== 0) out.because(this.sv[i]! ^ 1, this.upperBoundFor(i, value));
  }
}

export class TaskTable {
  readonly count: number;
  readonly start: Views;
  readonly end: Views;
  readonly demand: Views;
  /** The largest demand at the root; decreases with the task number. */
  readonly largestDemand: Float64Array;
  /** Presence as a fact; without one, [variable 0 >= -Infinity]. */
  private readonly presenceSv: Int32Array;
  private readonly presenceK: Float64Array;

  constructor(tasks: readonly Task[], on: Registrar) {
    for (const task of tasks) check(rootMin(task.demand, on) >= 0, 'cumulative: a demand may be negative');
    const most = tasks.map((task) => rootMax(task.demand, on));
    const order = tasks.map((_, i) => i).sort((i, j) => most[j]! - most[i]! || i - j);
    const sorted = order.map((i) => tasks[i]!);
    this.count = tasks.length;
    this.start = new Views(sorted.map((task) => task.start));
    this.end = new Views(sorted.map((task) => task.end));
    this.demand = new Views(sorted.map((task) => task.demand));
    this.largestDemand = Float64Array.from(order, (i) => most[i]!);
    this.presenceSv = Int32Array.from(sorted, (task) => task.presence?.sv ?? 0);
    this.presenceK = Float64Array.from(sorted, (task) => task.presence?.k ?? Number.NEGATIVE_INFINITY);
    this.wake(on);
  }

  isPresent(i: number, lb: Float64Array): boolean {
    return lb[this.presenceSv[i]!]! >= this.presenceK[i]!;
  }

  isAbsent(i: number, lb: Float64Array): boolean {
    return 0 - lb[this.presenceSv[i]! ^ 1]! < this.presenceK[i]!;
  }

  /** Whether the compulsory part [startMax, endMin) of a present task contains t. */
  mustCover(i: number, t: number, lb: Float64Array): boolean {
    return this.start.max(i, lb) <= t && this.end.min(i, lb) > t && this.isPresent(i, lb);
  }

  /** Writes the tasks with mustCover(., t, lb) into `found`, in their order; returns how many. The one long loop of every explanation. */
  collectCovering(t: number, lb: Float64Array, found: Int32Array): number {
    const { count, presenceSv, presenceK } = this;
    const { sv: startSv, scale: startScale, offset: startOffset } = this.start;
    const { sv: endSv, scale: endScale, offset: endOffset } = this.end;
    let n = 0;
    for (let i = 0; i < count; i++) {
      if (startOffset[i]! - startScale[i]! * lb[startSv[i]! ^ 1]! > t) continue;
      if (endOffset[i]! + endScale[i]! * lb[endSv[i]!]! <= t) continue;
      if (lb[presenceSv[i]!]! >= presenceK[i]!) found[n++] = i;
    }
    return n;
  }

  /** mustCover() at the time of an explanation. */
  mustCoverAt(i: number, t: number, out: Explanation): boolean {
    if (this.start.maxAt(i, out) > t || this.end.minAt(i, out) <= t) return false;
    return this.presenceK[i] === Number.NEGATIVE_INFINITY || out.lbAt(this.presenceSv[i]!) >= this.presenceK[i]!;
  }

  /** Gives presence as an antecedent. */
  becausePresent(out: Explanation, i: number): void {
    if (this.presenceK[i]! > Number.NEGATIVE_INFINITY) out.because(this.presenceSv[i]!, this.presenceK[i]!);
  }

  /** The signed variable and bound of "absent", for a push; only for tasks with a presence. */
  absenceSv(i: number): number {
    return this.presenceSv[i]! ^ 1;
  }

  absenceBound(i: number): number {
    return 1 - this.presenceK[i]!;
  }

  /** Compulsory parts and windows grow with startMax, endMin, presence and demand; startMin and endMax only take times away, so nobody wakes for them. */
  private wake(on: Registrar): void {
    for (let i = 0; i < this.count; i++) {
      if (!this.start.isConstant(i)) on.wakeOnLb(this.start.sv[i]! ^ 1, i);
      if (!this.end.isConstant(i)) on.wakeOnLb(this.end.sv[i]!, i);
      if (!this.demand.isConstant(i)) on.wakeOnLb(this.demand.sv[i]!, i);
      if (this.presenceK[i]! > Number.NEGATIVE_INFINITY) on.wakeOnLb(this.presenceSv[i]!, i);
    }
  }
}

function rootMin(e: Affine, on: Registrar): number {
  return e.sv < 0 ? e.offset : e.scale * on.lb(e.sv) + e.offset;
}

function rootMax(e: Affine, on: Registrar): number {
  return e.sv < 0 ? e.offset : e.offset - e.scale * on.lb(e.sv ^ 1);
}
