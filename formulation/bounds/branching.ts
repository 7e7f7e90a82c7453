// Branch and bound (Land & Doig 1960) on the relaxation: the leaf with the smallest bound is looked at next, so that the smallest bound of an open leaf, which
// is what is proven, rises. Branches are rules of stage-variables.ts, so the lives of the other nodes, the rows and the multipliers stay as they are:
//      B1  a node of two copies is computed again, or it is not
//      B2  a node of two copies is not computed again up to a stage, or not after it
//      B3  a node is carried into a stage, or it is not
// B1 settles most, so it is preferred, then B2; among nodes of a kind the one farthest from an integer, counted in duration.

import type { DualAscent } from './dual-ascent.ts';
import type { Master } from './master.ts';
import { MUST_CARRY, NO_AGAIN, NO_CARRY } from './stage-variables.ts';

interface Leaf {
  /** Proven recomputation, in units of durations. */
  readonly bound: number;
  readonly rules: Uint8Array;
  readonly mustAgain: Uint8Array;
  readonly multipliers: readonly number[];
}

/** Rows violated by a smaller share of their need are not worth it, unless nothing is left to branch on. */
const TOLERANCE = 0.02;
const LEAST_TOLERANCE = 1e-6;
/** Values between this and 1 minus it are fractional. */
const FRACTIONAL = 1e-3;
/** Bytes of all open leaves. */
const MOST_BYTES = 2 ** 28;
/** Leaves looked at without a rise of what is proven before rows are separated again: many leaves cost less than one with the rounds that new rows take. */
const PATIENCE = 16;
/** Rounds on one leaf before it is branched anyway. */
const MOST_ROUNDS = 400;

export class Branching {
  /** Leaves looked at. */
  leaves = 0;
  /** The schedule that an integral leaf reads as, the latest one; it may break the budget by as little as separation tolerates. */
  candidate: number[] | null = null;
  private readonly dual: DualAscent;
  private readonly master: Master;
  private readonly separate: (tolerance: number) => number;
  private readonly open: Leaf[] = [];
  private current: Leaf | null;
  private rounds = 0;
  private risenTo = 0;
  private leavesSinceRise = 0;
  /** Smallest bound of a leaf that cannot be branched any more. */
  private settled = Number.POSITIVE_INFINITY;

  /** From the root that dual and master have been brought to. `separate` takes in rows violated by more than a share of their need and says how many. */
  constructor(dual: DualAscent, master: Master, separate: (tolerance: number) => number) {
    this.dual = dual;
    this.master = master;
    this.separate = separate;
    this.current = this.leafOf(dual.proven());
  }

  /** What is proven, in units of durations: no schedule has less recomputation than this and than the target. */
  proven(): number {
    let bound = Math.min(this.settled, this.current?.bound ?? Number.POSITIVE_INFINITY);
    for (const leaf of this.open) bound = Math.min(bound, leaf.bound);
    return bound;
  }

  /** Nothing below the target is open, or nothing can be done about it. */
  get isDone(): boolean {
    return this.current === null && (this.open.length === 0 || this.settled <= this.proven());
  }

  /** A round on the present leaf, or the choice of the next. */
  work(target: number): void {
    if (this.current === null) this.next(target);
    else if (this.dual.proven() >= target) this.current = null;
    else if (++this.rounds > MOST_ROUNDS) this.branch(target);
    else if (this.master.round() === 'optimal') this.atOptimum(target);
  }

  private next(target: number): void {
    let best = 0;
    for (let i = 0; i < this.open.length; i++) if (this.open[i]!.bound < this.open[best]!.bound) best = i;
    const leaf = this.open[best]!;
    this.open[best] = this.open.at(-1)!;
    this.open.pop();
    if (leaf.bound >= target) return;
    this.leaves++;
    this.rounds = 0;
    this.leavesSinceRise = leaf.bound > this.risenTo ? 0 : this.leavesSinceRise + 1;
    this.risenTo = leaf.bound;
    this.current = leaf;
    this.dual.variables.rules.set(leaf.rules);
    this.dual.variables.mustAgain.set(leaf.mustAgain);
    this.dual.start(leaf.multipliers);
    this.master.obey();
  }

  private atOptimum(target: number): void {
    if (this.dual.proven() >= target) this.current = null;
    else if (this.dual.exclude(target) > 0) this.master.obey();
    else if (this.leavesSinceRise < PATIENCE || this.separate(TOLERANCE) === 0) this.branch(target);
  }

  /** Two leaves in place of the present one. */
  private branch(target: number): void {
    const bound = Math.max(this.current!.bound, this.dual.proven());
    const isIntegral = this.dual.average.every((value) => Math.min(value, 1 - value) < FRACTIONAL);
    if (isIntegral && bound < target && this.rounds <= MOST_ROUNDS && this.separate(LEAST_TOLERANCE) > 0) return;
    this.current = null;
    if (bound >= target) return;
    if (isIntegral) this.candidate = this.sequence();
    const { pairs } = this.dual.variables;
    const hasRoom = (this.open.length + 2) * pairs <= MOST_BYTES;
    if (!hasRoom || !(this.branchOnNode(bound) || this.branchOnStage(bound) || this.branchOnCarry(bound)))
      this.settled = Math.min(this.settled, bound);
  }

  /** B1. */
  private branchOnNode(bound: number): boolean {
    const { durations, mustAgain, copies } = this.dual.variables;
    let [best, most] = [-1, 0];
    for (let u = 0; u < durations.length; u++) {
      if (copies[u] !== 2 || mustAgain[u] === 1) continue;
      const again = this.recomputed(u).reduce((sum, { value }) => sum + value, 0);
      const score = Math.min(again, 1 - again) * (1 + durations[u]!);
      if (Math.min(again, 1 - again) > FRACTIONAL && score > most) [best, most] = [u, score];
    }
    if (best < 0) return false;
    const [without, withIt] = [this.leafOf(bound), this.leafOf(bound)];
    this.forbid(without, best, 0, Number.POSITIVE_INFINITY);
    withIt.mustAgain[best] = 1;
    this.open.push(without, withIt);
    return true;
  }

  /** B2: half of what is computed again on each side. */
  private branchOnStage(bound: number): boolean {
    const { durations, copies } = this.dual.variables;
    let [best, most, middle] = [-1, 0, 0];
    for (let u = 0; u < durations.length; u++) {
      if (copies[u] !== 2) continue;
      const stages = this.recomputed(u);
      let before = 0;
      for (let k = 0; k + 1 < stages.length; k++) {
        before += stages[k]!.value;
        const score = Math.min(before, 1 - before) * (1 + durations[u]!);
        if (score > most) [best, most, middle] = [u, score, stages[k]!.stage];
      }
    }
    if (best < 0) return false;
    const [later, earlier] = [this.leafOf(bound), this.leafOf(bound)];
    this.forbid(later, best, 0, middle);
    this.forbid(earlier, best, middle + 1, Number.POSITIVE_INFINITY);
    this.open.push(later, earlier);
    return true;
  }

  /** B3. */
  private branchOnCarry(bound: number): boolean {
    const { average, variables, nodeOf } = this.dual;
    let [best, most] = [-1, 0];
    for (let i = 0; i < variables.pairs; i++) {
      const distance = Math.min(average[i]!, 1 - average[i]!);
      if (distance < FRACTIONAL || (variables.rules[i]! & (NO_CARRY | MUST_CARRY)) !== 0) continue;
      const score = distance * (1 + variables.durations[nodeOf[i]!]!);
      if (score > most) [best, most] = [i, score];
    }
    if (best < 0) return false;
    for (const rule of [NO_CARRY, MUST_CARRY | NO_AGAIN]) {
      const leaf = this.leafOf(bound);
      leaf.rules[best]! |= rule;
      this.open.push(leaf);
    }
    return true;
  }

  /** The integral average as nodes in order of execution. */
  private sequence(): number[] {
    const { average, variables, end } = this.dual;
    const { base, pairs, firstAgain, graph } = variables;
    const sequence: number[] = [];
    for (let t = 0; t < graph.n; t++) {
      for (let u = 0; u < t; u++)
        if (t >= firstAgain[u]! && t <= end[u]! && average[pairs + base[u]! + t]! > 0.5) sequence.push(u);
      sequence.push(t);
    }
    return sequence;
  }

  /** The stages in which u is computed again, with how much. */
  private recomputed(u: number): { stage: number; value: number }[] {
    const { average, variables, end } = this.dual;
    const { base, pairs, firstAgain } = variables;
    const stages: { stage: number; value: number }[] = [];
    for (let t = firstAgain[u]!; t <= end[u]!; t++) {
      const value = average[pairs + base[u]! + t]!;
      if (value > FRACTIONAL) stages.push({ stage: t, value });
    }
    return stages;
  }

  /** u is not computed again in the stages from..to. */
  private forbid(leaf: Leaf, u: number, from: number, to: number): void {
    const { base, firstAgain, last } = this.dual.variables;
    for (let t = Math.max(from, firstAgain[u]!); t <= Math.min(to, last[u]!); t++)
      leaf.rules[base[u]! + t]! |= NO_AGAIN;
  }

  private leafOf(bound: number): Leaf {
    const { rules, mustAgain } = this.dual.variables;
    return { bound, rules: rules.slice(), mustAgain: mustAgain.slice(), multipliers: this.dual.multipliers };
  }
}
